// The output of scanning a text (Tokens.swift): tokens, their kinds, and the key that identifies
// them. Does not know what is done with them.

/// How a token relates to its word.
package enum TokenKind: UInt8 {
  /// A word as written.
  case word
  /// A piece of a compound word: `http` of `HTTPServer`.
  case part
  /// A word with the mark before it: `--force`, `.gitignore`, `@main`.
  case option
  /// Two neighbouring characters of a script without spaces.
  case pair
}

/// Receives tokens. A token is `bytes[range]`, in which ASCII capitals are still to be lower-cased;
/// `key` is its `wordKey`.
package protocol TokenSink {
  mutating func take(
    _ bytes: Span<UInt8>, _ range: Range<Int>, key: UInt64, kind: TokenKind)
  /// Reports the unfolded form, `text[range]`, of the word taken last. Called only for words with
  /// characters beyond ASCII.
  mutating func note(surface text: Span<UInt8>, _ range: Range<Int>)
}

extension TokenSink {
  package mutating func note(surface text: Span<UInt8>, _ range: Range<Int>) {}
}

/// A number for the bytes of a token that ignores ASCII case. Up to eight bytes it *is* the token
/// (no two share it); beyond that it is a hash, and a match must be verified.
func wordKey(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
  var key: UInt64 = 0
  let packed = min(range.upperBound, range.lowerBound + 8)
  for index in range.lowerBound..<packed {
    key = key << 8 | UInt64(keyByte(bytes[index]))
  }
  for index in packed..<range.upperBound {
    key = (key ^ UInt64(keyByte(bytes[index]))) &* keyMultiplier
  }
  return key
}

@inline(__always)
private func keyByte(_ byte: UInt8) -> UInt8 {
  byte < 0x80 ? byte | 0x20 : byte
}

/// Appends, in lower case, the token of up to eight bytes that `key` encodes.
func appendToken(ofKey key: UInt64, length: Int, to out: inout [UInt8]) {
  for place in (0..<length).reversed() {
    let byte = UInt8(truncatingIfNeeded: key >> UInt64(8 * place))
    // Of the bytes that occur in tokens, only these two are changed by the key.
    switch byte {
    case keyByte(UInt8(ascii: "_")): out.append(UInt8(ascii: "_"))
    case keyByte(UInt8(ascii: "@")): out.append(UInt8(ascii: "@"))
    default: out.append(byte)
    }
  }
}

/// The prime of the 64-bit Fowler-Noll-Vo hash.
let keyMultiplier: UInt64 = 0x100_0000_01B3

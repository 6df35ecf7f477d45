// The `Range` field of a request (RFC 9110, section 14): one stretch of a file, for players that
// seek within a film. It knows no file, only its size.

/// What a request for a part of a file gets.
enum ByteRange: Equatable {
  /// All of it: no range, one that is not understood, or several.
  case whole
  case part(Range<Int>)
  /// It begins after the end of the file.
  case outside
}

/// The most bytes that the field may have; a longer one is ignored. One range of two 20-digit
/// numbers has 47.
let rangeByteLimit = 64

/// The stretch that `field` asks for of a file of `size` bytes.
func byteRange(_ field: [UInt8]?, of size: Int) -> ByteRange {
  guard let field, field.count <= rangeByteLimit, field.starts(with: "bytes=".utf8) else {
    return .whole
  }
  let dash = UInt8(ascii: "-")
  let ends = field.dropFirst(6).split(separator: dash, omittingEmptySubsequences: false)
  // A comma between several ranges is no digit.
  guard ends.count == 2 else { return .whole }
  let (first, last) = (ends[0], ends[1])
  guard !(first.isEmpty && last.isEmpty), isDigits(first), isDigits(last) else { return .whole }
  // A number too large for Int is past the end of any file.
  func number(_ digits: ArraySlice<UInt8>) -> Int {
    Int(String(decoding: digits, as: UTF8.self)) ?? Int.max
  }
  if first.isEmpty {
    let count = min(number(last), size)
    return count > 0 ? .part((size - count)..<size) : .outside
  }
  let start = number(first)
  let end = last.isEmpty ? size : min(number(last), size - 1) + 1
  if !last.isEmpty, number(last) < start { return .whole }
  return start < size ? .part(start..<end) : .outside
}

private func isDigits(_ bytes: ArraySlice<UInt8>) -> Bool {
  bytes.allSatisfy { (0x30...0x39).contains($0) }
}

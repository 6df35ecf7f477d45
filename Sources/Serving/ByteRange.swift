// The `Range` field of a request (RFC 9110, section 14): one stretch of a file, for players that
// jump within a film. Called by Answer.swift.

/// What a request for a part of a file gets.
enum ByteRange: Equatable {
  /// All of it: no range, one that is not understood, or several.
  case whole
  case part(Range<Int>)
  /// None of it lies in the file.
  case outside
}

/// The stretch that `field` asks for of a file of `size` bytes.
func byteRange(_ field: [UInt8]?, of size: Int) -> ByteRange {
  guard let field, field.count <= 64, field.starts(with: "bytes=".utf8) else { return .whole }
  let dash = UInt8(ascii: "-")
  let ends = field.dropFirst(6).split(separator: dash, omittingEmptySubsequences: false)
  // A comma between several ranges is no digit.
  guard ends.count == 2 else { return .whole }
  let (first, last) = (ends[0], ends[1])
  guard !(first.isEmpty && last.isEmpty), isDigits(first), isDigits(last) else { return .whole }
  // Numbers beyond any file mean its end.
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

// Decodes the character references in an attribute's value, as a browser does. Knows the numeric
// ones and five names, which is all that the build's escapers write; not HTML's 2,231 others.

/// The value with its character references decoded, in one pass: `&amp;lt;` becomes `&lt;`. What
/// is not a reference stays as it is. O(n).
func withoutEntities(_ value: ArraySlice<UInt8>) -> [UInt8] {
  var out: [UInt8] = []
  out.reserveCapacity(value.count)
  var index = value.startIndex
  while index < value.endIndex {
    if value[index] == UInt8(ascii: "&"), let entity = entity(in: value[index...]) {
      out += String(entity.character).utf8
      index = entity.end
    } else {
      out.append(value[index])
      index += 1
    }
  }
  return out
}

/// The length of the longest reference that is decoded, without `&` and `;`: `#x0010FFFF`.
private let entityLengthLimit = 10

/// The character of the reference at the start of a text, and the index after its semicolon.
private func entity(in text: ArraySlice<UInt8>) -> (character: Unicode.Scalar, end: Int)? {
  let rest = text.dropFirst()
  guard
    let semicolon = rest.prefix(entityLengthLimit + 1).firstIndex(of: UInt8(ascii: ";")),
    let character = character(named: rest[..<semicolon])
  else { return nil }
  return (character, semicolon + 1)
}

private func character(named name: ArraySlice<UInt8>) -> Unicode.Scalar? {
  let name = String(decoding: name, as: UTF8.self)
  switch name {
  case "amp": return "&"
  case "lt": return "<"
  case "gt": return ">"
  case "quot": return "\""
  case "apos": return "'"
  default:
    guard name.hasPrefix("#") else { return nil }
    let isHexadecimal = name.hasPrefix("#x") || name.hasPrefix("#X")
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    // `UInt32.init` would accept a sign, which HTML does not.
    guard digits.first?.isHexDigit == true else { return nil }
    return UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
  }
}

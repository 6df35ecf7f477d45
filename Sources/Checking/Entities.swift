// Character references of HTML, undone: what an attribute's value means to a browser. Knows the
// numeric ones and the five names that markup needs; the escapers of the build write no others.

/// A value of an attribute without its character references. One pass, so that `&amp;lt;` is
/// `&lt;`; what is not a reference stays as it is. O(n).
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

/// The longest reference that is looked for, without `&` and `;`: `#x0010FFFF` has ten bytes.
private let entityLengthLimit = 10

/// The reference that a text begins with, and where the text goes on behind its semicolon.
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
    // A sign, which the conversion would accept, makes it plain text in HTML.
    guard digits.first?.isHexDigit == true else { return nil }
    return UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
  }
}

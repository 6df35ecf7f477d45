// `## Heading {#id}`: an anchor the author chooses, so that the heading can be reworded without
// breaking links. Called by the page builder for each heading.

/// An explicit anchor at the end of a heading's text.
struct ExplicitAnchor: Equatable {
  let anchor: String
  /// Bytes it takes up, with the spaces before it.
  let suffixCount: Int
}

/// Finds `{#id}` at the end of a text. The id may hold ASCII letters, digits, `-` and `_`; the
/// site's own ids hold a dot, so the two never meet.
func explicitAnchor(in heading: String) -> ExplicitAnchor? {
  guard heading.utf8.last == UInt8(ascii: "}") else { return nil }
  let bytes = Array(heading.utf8)
  guard bytes.last == UInt8(ascii: "}"), let open = bytes.lastIndex(of: UInt8(ascii: "{")),
    open > 0, bytes[open...].starts(with: "{#".utf8)
  else { return nil }
  let name = bytes[(open + 2)..<(bytes.count - 1)]
  guard !name.isEmpty, name.allSatisfy(isAnchorByte) else { return nil }
  var start = open
  while start > 0, bytes[start - 1] == 0x20 { start -= 1 }
  return ExplicitAnchor(
    anchor: String(decoding: name, as: UTF8.self), suffixCount: bytes.count - start)
}

/// What an id written by an author may consist of.
func isAnchorByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
    true
  default: false
  }
}

// `## Heading {#id}`: an anchor the author chooses, so that the heading can be reworded without
// breaking links; `{#id .was-old}` and `{.was-old}` keep an anchor it had before.

/// The attributes in braces at the end of a heading's text.
struct ExplicitAnchor: Equatable {
  /// Nil keeps the anchor derived from the text.
  let anchor: String?
  /// Former anchors that remain valid, because links from elsewhere still use them.
  let formerAnchors: [String]
  /// How many bytes the braces take up, including the spaces before them.
  let suffixCount: Int
}

/// Finds `{#id}`, `{#id .was-old}` or `{.was-old}` at the end of a text. An anchor may consist of
/// ASCII letters, digits, `-` and `_` (a former one also of letters of other scripts); the site's
/// own ids contain a dot, so they never collide.
func explicitAnchor(in heading: String) -> ExplicitAnchor? {
  guard heading.utf8.last == UInt8(ascii: "}") else { return nil }
  let bytes = Array(heading.utf8)
  guard let open = bytes.lastIndex(of: UInt8(ascii: "{")), open > 0 else { return nil }
  var anchor: String?
  var former: [String] = []
  for word in bytes[(open + 1)..<(bytes.count - 1)].split(separator: 0x20) {
    if word.first == UInt8(ascii: "#"), anchor == nil, former.isEmpty,
      word.count > 1, word.dropFirst().allSatisfy(isAnchorByte)
    {
      anchor = String(decoding: word.dropFirst(), as: UTF8.self)
    } else if word.starts(with: ".was-".utf8), word.count > 5,
      word.dropFirst(5).allSatisfy({ isAnchorByte($0) || $0 >= 0x80 })
    {
      former.append(String(decoding: word.dropFirst(5), as: UTF8.self))
    } else {
      return nil
    }
  }
  guard anchor != nil || !former.isEmpty else { return nil }
  var start = open
  while start > 0, bytes[start - 1] == 0x20 { start -= 1 }
  return ExplicitAnchor(
    anchor: anchor, formerAnchors: former, suffixCount: bytes.count - start)
}

/// Whether an id written by an author may contain the byte.
func isAnchorByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
    true
  default: false
  }
}

// `## Heading {#id}`: an anchor the author chooses, so that the heading can be reworded without
// breaking links; `{#id .was-old}` and `{.was-old}` keep an anchor it had before. Does not know
// which ids are taken.

internal import Bytes

/// The attributes in braces at the end of a heading's text.
struct ExplicitAnchor: Equatable {
  /// Nil keeps the anchor derived from the text.
  let anchor: String?
  /// Former anchors that remain valid, because links from elsewhere still use them.
  let formerAnchors: [String]
  /// How many bytes the braces take up, including the spaces before them.
  let suffixCount: Int
}

/// What is in braces at the end of a heading.
enum HeadingBraces: Equatable {
  case anchor(ExplicitAnchor)
  /// Looks like an anchor and is none.
  case malformed(String)
}

/// Finds `{#id}`, `{#id .was-old}` or `{.was-old}` at the end of a text; also `{: #id}` and
/// `{id="x"}`, as other tools write it. Classes and other attributes have no effect here.
func headingBraces(in heading: String) -> HeadingBraces? {
  guard heading.utf8.last == UInt8(ascii: "}") else { return nil }
  let bytes = Array(heading.utf8)
  guard let open = bytes.lastIndex(of: UInt8(ascii: "{")), open > 0 else { return nil }
  var inner = bytes[(open + 1)..<(bytes.count - 1)]
  if inner.first == UInt8(ascii: ":") { inner.removeFirst() }
  let words = inner.split(separator: 0x20)
  let opening = words.first?.first
  let looksLikeAnchor =
    opening == UInt8(ascii: "#") || opening == UInt8(ascii: ".")
    || words.contains { $0.starts(with: "id=".utf8) }
  guard looksLikeAnchor else { return nil }
  var anchor: String?
  var former: [String] = []
  for word in words {
    if let id = chosenID(word), anchor == nil, isAnchor(id) {
      anchor = String(decoding: id, as: UTF8.self)
    } else if word.starts(with: ".was-".utf8), isAnchor(word.dropFirst(5)) {
      former.append(String(decoding: word.dropFirst(5), as: UTF8.self))
    } else if !hasNoEffect(word) {
      return .malformed(String(decoding: bytes[open...], as: UTF8.self))
    }
  }
  var start = open
  while start > 0, bytes[start - 1] == 0x20 { start -= 1 }
  return .anchor(
    ExplicitAnchor(anchor: anchor, formerAnchors: former, suffixCount: bytes.count - start))
}

/// The id that a word chooses: `#id`, `id=id` or `id="id"`.
private func chosenID(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
  if word.first == UInt8(ascii: "#") { return word.dropFirst() }
  guard word.starts(with: "id=".utf8) else { return nil }
  let value = word.dropFirst(3)
  let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
  guard let quote = value.first, quotes.contains(quote) else { return value }
  guard value.count > 1, value.last == quote else { return nil }
  return value.dropFirst().dropLast()
}

/// Whether a word is a class or an attribute other than an id.
private func hasNoEffect(_ word: ArraySlice<UInt8>) -> Bool {
  if word.first == UInt8(ascii: ".") {
    return word.count > 1 && !word.starts(with: ".was-".utf8)
  }
  guard let equals = word.firstIndex(of: UInt8(ascii: "=")), equals > word.startIndex,
    !word.starts(with: "id=".utf8)
  else { return false }
  return word[..<equals].allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
}

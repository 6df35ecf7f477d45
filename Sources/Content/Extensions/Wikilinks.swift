// `[[Page]]`, `[[Page#Heading]]`, `[[Page|label]]`, `[[#Heading]]`: links by title, alias or path.
// Found in plain text after parsing, so code is never touched. Does not know which pages exist.

/// One wikilink in a text.
struct Wikilink: Equatable {
  let range: Range<Int>
  /// Title, alias or path; empty for a heading of the page itself.
  let name: String
  let heading: String?
  let label: String?
}

/// The wikilinks of a text node, in order. O(n).
func wikilinks(in text: [UInt8]) -> [Wikilink] {
  var found: [Wikilink] = []
  var index = 0
  while index + 1 < text.count {
    guard text[index] == UInt8(ascii: "["), text[index + 1] == UInt8(ascii: "[") else {
      index += 1
      continue
    }
    // In `[[[a]]` the last two brackets open the link.
    if index + 2 < text.count, text[index + 2] == UInt8(ascii: "[") {
      index += 1
      continue
    }
    var end = index + 2
    while end < text.count, text[end] != UInt8(ascii: "]"), text[end] != UInt8(ascii: "[") {
      end += 1
    }
    let isClosed =
      end + 1 < text.count && text[end] == UInt8(ascii: "]") && text[end + 1] == UInt8(ascii: "]")
    guard isClosed, let link = wikilink(text[(index + 2)..<end], range: index..<(end + 2)) else {
      index = max(end, index + 2)
      continue
    }
    found.append(link)
    index = end + 2
  }
  return found
}

private func wikilink(_ inner: ArraySlice<UInt8>, range: Range<Int>) -> Wikilink? {
  let parts = inner.split(
    separator: UInt8(ascii: "|"), maxSplits: 1, omittingEmptySubsequences: false)
  let target = parts[0].split(
    separator: UInt8(ascii: "#"), maxSplits: 1, omittingEmptySubsequences: false)
  let name = trimmed(target[0])
  let heading = target.count > 1 ? trimmed(target[1]) : nil
  let label = parts.count > 1 ? trimmed(parts[1]) : nil
  guard !name.isEmpty || heading?.isEmpty == false else { return nil }
  return Wikilink(
    range: range, name: name, heading: heading?.isEmpty == true ? nil : heading,
    label: label?.isEmpty == true ? nil : label)
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
  var slice = bytes
  while slice.first == 0x20 { slice.removeFirst() }
  while slice.last == 0x20 { slice.removeLast() }
  return String(decoding: slice, as: UTF8.self)
}

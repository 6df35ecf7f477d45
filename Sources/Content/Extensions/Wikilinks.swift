// `[[Page]]`, `[[Page#Heading]]`, `[[Page|label]]`, `[[#Heading]]`: links by title, alias or path.
// Found in plain text after parsing, so code is never touched. Double brackets mean other things
// too, `list[[0]]` or `[[ -f x ]]`, so only what can be a name is taken. Does not know which pages
// exist.

internal import Bytes

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
    guard isClosed, index == 0 || !isOfWord(text[..<index]),
      let link = wikilink(text[(index + 2)..<end], range: index..<(end + 2))
    else {
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
  // Without a heading after it, `#` belongs to the name: `[[C#]]`.
  let isName = target.count > 1 && trimmed(target[1]).isEmpty
  let name = trimmed(target[0]) + (isName ? "#" : "")
  let heading = target.count > 1 ? trimmed(target[1]) : nil
  let label = parts.count > 1 ? trimmed(parts[1]) : nil
  guard canBeName(name.isEmpty ? heading ?? "" : name) else { return nil }
  return Wikilink(
    range: range, name: name, heading: heading?.isEmpty == true ? nil : heading,
    label: label?.isEmpty == true ? nil : label)
}

/// Whether a page or a heading may be called so: there is a letter in it, or it is a date.
private func canBeName(_ name: String) -> Bool {
  let bytes = Array(name.utf8)
  guard let first = bytes.first, !"-$!^".utf8.contains(first) else { return false }
  if bytes.contains(where: { $0.isASCIILetter || $0 >= 0x80 }) { return true }
  return bytes.count >= 7 && bytes[..<4].allSatisfy(\.isASCIIDigit) && bytes[4] == 0x2D
    && bytes[5].isASCIIDigit
}

/// Whether a text ends in a character of a word, as code does before an index. Scripts without
/// spaces between words have links in the middle of a sentence.
private func isOfWord(_ text: ArraySlice<UInt8>) -> Bool {
  guard let last = text.last else { return false }
  if last < 0x80 {
    return last.isASCIIAlphanumeric || last == UInt8(ascii: "_")
  }
  // Latin, Greek and Cyrillic letters have two bytes and begin with C3 to D4.
  return text.count > 1 && (0xC3...0xD4).contains(text[text.endIndex - 2])
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
  var slice = bytes
  while slice.first == 0x20 { slice.removeFirst() }
  while slice.last == 0x20 { slice.removeLast() }
  return String(decoding: slice, as: UTF8.self)
}

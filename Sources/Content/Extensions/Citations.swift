// `[@key]`, `[@key, section 3]`, `[@one; @two]`: citations of entries in sources.yml, in pandoc's
// syntax. Found in plain text after parsing, so code is never touched. Does not know which works
// exist.

/// One pair of brackets with citations.
struct CitationMark: Equatable {
  let range: Range<Int>
  let items: [Citation.Item]
}

/// The citations of a text node, in order. O(n).
func citationMarks(in text: [UInt8]) -> [CitationMark] {
  var found: [CitationMark] = []
  var index = 0
  while index + 1 < text.count {
    guard text[index] == UInt8(ascii: "["), text[index + 1] == UInt8(ascii: "@") else {
      index += 1
      continue
    }
    let start = index
    index += 1
    while index < text.count, text[index] != UInt8(ascii: "]"), text[index] != UInt8(ascii: "[") {
      index += 1
    }
    guard index < text.count, text[index] == UInt8(ascii: "]") else { continue }
    let items = text[(start + 1)..<index].split(separator: UInt8(ascii: ";")).map(citationItem)
    index += 1
    let known = items.compactMap { $0 }
    guard !known.isEmpty, known.count == items.count else { continue }
    found.append(CitationMark(range: start..<index, items: known))
  }
  return found
}

/// `@key` or `@key, locator`; nil when it is neither.
private func citationItem(_ written: ArraySlice<UInt8>) -> Citation.Item? {
  let item = withoutSpaces(written)
  guard item.first == UInt8(ascii: "@") else { return nil }
  let parts = item.dropFirst().split(
    separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
  guard let key = parts.first.map(withoutSpaces), !key.isEmpty, !key.contains(0x20) else {
    return nil
  }
  let locator = parts.count > 1 ? withoutSpaces(parts[1]) : []
  return Citation.Item(
    key: String(decoding: key, as: UTF8.self),
    locator: locator.isEmpty ? nil : String(decoding: locator, as: UTF8.self))
}

private func withoutSpaces(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var slice = bytes
  while slice.first == 0x20 { slice.removeFirst() }
  while slice.last == 0x20 { slice.removeLast() }
  return slice
}

// One page to its counted terms and its record in the documents part: everything about the page
// that needs no other page. Pure, so pages are tokenised in parallel. Knows nothing of the index.

/// What `makeIndex` and `encode` need of one page.
package struct DocumentTerms: Sendable {
  var terms: [LocalTerm]
  /// The folded bytes of all terms.
  var termBytes: [UInt8]
  /// Section after section.
  var postings: [LocalPosting]
  var sections: [SectionLengths]
  var surfaces: [LocalSurface]
  var surfaceBytes: [UInt8]
  /// The page's lines in the documents part, already escaped.
  var record: DocumentRecord
}

/// What the documents part holds of a page, as it stands in the JSON string of a file.
struct DocumentRecord: Sendable {
  /// First the lines of the page, then those of its sections.
  var bytes: [UInt8]
  /// Where each section's lines begin, and at last the end.
  var starts: [UInt32]
}

/// Words of a section, by field, and where its postings are.
struct SectionLengths: Sendable {
  var body: UInt32
  var heading: UInt32
  /// Of its postings, in those of the page; they begin where those of the section before end.
  var postingsEnd: UInt32
  var isQuestion: Bool
}

/// The terms of each page, counted by section, and the page's text made ready for the index. Every
/// section's range must lie within the text. O(bytes of the pages); takes memory for what it gives
/// and once for the longest page.
///
/// - Parameter earlier: the terms of a page where they are known already.
package func tokenize(
  _ documents: ArraySlice<SearchDocument>, earlier: ((SearchDocument) -> DocumentTerms?)? = nil
) -> [DocumentTerms] {
  var counter = TermCounter()
  var lines: [UInt8] = []
  return documents.map { document in
    earlier?(document) ?? tokenize(document, &counter, &lines)
  }
}

private func tokenize(
  _ document: SearchDocument, _ counter: inout TermCounter, _ lines: inout [UInt8]
) -> DocumentTerms {
  counter.beginPage(expectedBytes: document.text.count)
  counter.readName(Array(document.title.utf8), isAlias: false)
  for alias in document.aliases { counter.readName(Array(alias.utf8), isAlias: true) }

  for facet in facetTerms(of: document) { counter.addFacet(facet) }

  let text = document.text.span
  var lengths: [SectionLengths] = []
  lengths.reserveCapacity(document.sections.count)
  for (number, section) in document.sections.enumerated() {
    precondition(
      section.text.lowerBound >= 0 && section.text.upperBound <= text.count,
      "a search section reaches beyond the text of its page")
    if number == 0 {
      counter.begin(section: number, .breadcrumbs)
      for title in document.breadcrumbs { scan(title, into: &counter) }
    }
    counter.begin(section: number, .heading)
    scan(section.heading, into: &counter)
    let headingLength = counter.wordCount
    if !section.linkTexts.isEmpty {
      counter.begin(section: number, .links)
      for text in section.linkTexts { scan(text, into: &counter) }
      counter.begin(section: number, .heading)
    }
    counter.takeJoined(Array(section.heading.utf8))
    counter.begin(section: number, .body)
    scanTokens(text, section.text, into: &counter)
    lengths.append(
      SectionLengths(
        body: UInt32(counter.wordCount), heading: UInt32(headingLength),
        postingsEnd: UInt32(counter.postings.count), isQuestion: section.isQuestion))
  }
  return DocumentTerms(
    terms: copied(counter.terms), termBytes: copied(counter.bytes),
    postings: copied(counter.postings), sections: lengths, surfaces: copied(counter.surfaces),
    surfaceBytes: copied(counter.surfaceBytes), record: documentRecord(document, &lines))
}

/// The same in memory of its own, and no more of it than is needed.
private func copied<Element>(_ elements: [Element]) -> [Element] {
  var copy: [Element] = []
  copy.reserveCapacity(elements.count)
  copy.append(contentsOf: elements)
  return copy
}

/// The terms by which a page's kind and tags are found: `:kind:faq`, `:tag:reward-models`. No text
/// contains one, because no token begins with a colon.
private func facetTerms(of document: SearchDocument) -> [[UInt8]] {
  [facetTerm("kind", document.kind)] + document.tags.map { facetTerm("tag", $0) }
}

/// In bytes; what is longer is cut.
private let longestFacet = 200

/// The term of a facet: its words, folded, joined by hyphens.
func facetTerm(_ facet: String, _ value: String) -> [UInt8] {
  var words = WordList()
  let bytes = Array(value.utf8)
  scanTokens(bytes.span, 0..<bytes.count, into: &words)
  return Array((":" + facet + ":").utf8) + words.bytes.prefix(longestFacet)
}

/// Words and pairs of a text, joined by hyphens.
private struct WordList: TokenSink {
  var bytes: [UInt8] = []

  mutating func take(_ text: Span<UInt8>, _ range: Range<Int>, key: UInt64, kind: TokenKind) {
    guard kind == .word || kind == .pair else { return }
    if !bytes.isEmpty { bytes.append(UInt8(ascii: "-")) }
    for index in range { bytes.append(loweredASCII(text[index])) }
  }
}

private func scan(_ text: String, into counter: inout TermCounter) {
  let bytes = Array(text.utf8)
  scanTokens(bytes.span, 0..<bytes.count, into: &counter)
}

// MARK: The record

/// The page's lines as they stand in the JSON string of the file; FORMAT.md, "Documents". A line
/// never contains a line break, because every run of white space becomes one space.
private func documentRecord(_ document: SearchDocument, _ out: inout [UInt8]) -> DocumentRecord {
  out.removeAll(keepingCapacity: true)
  appendField(document.url, to: &out)
  appendLineEnd(to: &out)
  appendField(document.title, to: &out)
  appendLineEnd(to: &out)
  appendField(document.breadcrumbs.joined(separator: " › "), to: &out)
  appendLineEnd(to: &out)
  appendField(document.kind, to: &out)
  appendLineEnd(to: &out)
  var starts: [UInt32] = []
  starts.reserveCapacity(document.sections.count + 1)
  for section in document.sections {
    starts.append(UInt32(out.count))
    appendField(section.anchor, to: &out)
    appendLineEnd(to: &out)
    let level = UInt8(min(max(section.level, 0), 6))
    out.append((section.isQuestion ? UInt8(ascii: "a") : UInt8(ascii: "0")) + level)
    appendField(section.heading, to: &out)
    appendLineEnd(to: &out)
    appendText(document.text, section.text, to: &out)
    appendLineEnd(to: &out)
  }
  starts.append(UInt32(out.count))
  return DocumentRecord(bytes: copied(out), starts: starts)
}

func appendField(_ field: String, to out: inout [UInt8]) {
  let bytes = Array(field.utf8)
  appendText(bytes, 0..<bytes.count, to: &out)
}

func appendLineEnd(to out: inout [UInt8]) {
  out.append(UInt8(ascii: "\\"))
  out.append(UInt8(ascii: "n"))
}

private enum ByteNeed {
  static let space: UInt8 = 1
  /// Must be looked at: control character, `"`, `\`, `<`, or the first byte of U+2028.
  static let care: UInt8 = 2
}

private let byteNeeds: [UInt8] = (0..<256).map { value in
  switch UInt8(value) {
  case 0x20: ByteNeed.space
  case 0..<0x20, 0x7F, 0xE2, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"):
    ByteNeed.care
  default: 0
  }
}

/// Appends `text[range]` as the inside of a JSON string, white space at both ends removed and
/// every other run of it (control characters and U+2028, U+2029 too) made one space. Long
/// stretches that need no change are copied whole.
private func appendText(_ text: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
  let bytes = text.span
  let needs = byteNeeds.span
  let end = range.upperBound
  let begin = out.count
  var copied = range.lowerBound
  var previous = ByteNeed.space
  var index = range.lowerBound
  while index < end {
    let need = needs[Int(bytes[index])]
    // Nothing to do unless the byte needs care or is the second of two spaces.
    if (need | (need & previous) << 1) & ByteNeed.care == 0 {
      previous = need
      index += 1
      continue
    }
    if copied < index { out.append(contentsOf: text[copied..<index]) }
    let length = separatorLength(bytes, index, end)
    if length > 0 {
      if previous != ByteNeed.space { out.append(0x20) }
      previous = ByteNeed.space
      index += length
    } else {
      appendEscaped(bytes[index], to: &out)
      previous = 0
      index += 1
    }
    copied = index
  }
  if copied < end { out.append(contentsOf: text[copied..<end]) }
  if out.count > begin, out[out.count - 1] == 0x20 { out.removeLast() }
}

/// Bytes of the white space at `index`, 0 if there is none.
private func separatorLength(_ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> Int {
  let byte = bytes[index]
  if byte <= 0x20 || byte == 0x7F { return 1 }
  guard byte == 0xE2, index + 2 < end, bytes[index + 1] == 0x80 else { return 0 }
  return bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9 ? 3 : 0
}

private func appendEscaped(_ byte: UInt8, to out: inout [UInt8]) {
  switch byte {
  case UInt8(ascii: "\""), UInt8(ascii: "\\"):
    out.append(UInt8(ascii: "\\"))
    out.append(byte)
  case UInt8(ascii: "<"): out.append(contentsOf: "\\u003c".utf8)
  default: out.append(byte)
  }
}

/// Appends `number`, which is not negative, in decimal digits.
func appendNumber(_ number: Int, to out: inout [UInt8]) {
  out.append(contentsOf: String(number).utf8)
}

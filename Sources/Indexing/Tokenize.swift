// Turns one page into its counted terms: all the work on the page that needs no other page. Pure,
// so pages are tokenised in parallel. Knows nothing of the index.

internal import Bytes

/// The terms of one page.
package struct DocumentTerms: Sendable {
  var terms: [LocalTerm]
  /// The folded bytes of terms longer than eight; shorter ones are contained in their key.
  var termBytes: [UInt8]
  /// Concatenated section by section.
  var postings: [LocalPosting]
  var sections: [SectionLengths]
  var surfaces: [LocalSurface]
  var surfaceBytes: [UInt8]
}

/// How many words a section has, by field, and where its postings end.
struct SectionLengths: Sendable {
  var body: UInt32
  var heading: UInt32
  /// An index of the page's postings; the section's own begin where the previous section's end.
  var postingsEnd: UInt32
  var isQuestion: Bool
}

/// The terms of each page, counted by section. Every section's range must be within the text.
/// O(bytes of the pages); memory for the results, plus working memory for the longest page.
///
/// - Parameter earlier: a page's terms if they are already known.
package func tokenize(
  _ documents: ArraySlice<SearchDocument>, earlier: ((SearchDocument) -> DocumentTerms?)? = nil
) -> [DocumentTerms] {
  var counter = TermCounter()
  return documents.map { document in earlier?(document) ?? tokenize(document, &counter) }
}

private func tokenize(
  _ document: SearchDocument, _ counter: inout TermCounter
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
    surfaceBytes: copied(counter.surfaceBytes))
}

/// A copy with exactly the capacity it needs.
private func copied<Element>(_ elements: [Element]) -> [Element] {
  var copy: [Element] = []
  copy.reserveCapacity(elements.count)
  copy.append(contentsOf: elements)
  return copy
}

/// The terms for finding a page by its kind and tags: `:kind:faq`, `:tag:reward-models`. No text
/// contains them, because a token never begins with a colon.
private func facetTerms(of document: SearchDocument) -> [[UInt8]] {
  [facetTerm("kind", document.kind)] + document.tags.map { facetTerm("tag", $0) }
}

/// In bytes; longer facets are truncated.
private let longestFacet = 200

/// The term of a facet: its words, folded, joined by hyphens.
func facetTerm(_ facet: String, _ value: String) -> [UInt8] {
  var words = WordList()
  let bytes = Array(value.utf8)
  scanTokens(bytes.span, 0..<bytes.count, into: &words)
  return Array((":" + facet + ":").utf8) + words.bytes.prefix(longestFacet)
}

/// Collects the words and pairs of a text, joined by hyphens.
private struct WordList: TokenSink {
  var bytes: [UInt8] = []

  mutating func take(_ text: Span<UInt8>, _ range: Range<Int>, key: UInt64, kind: TokenKind) {
    guard kind == .word || kind == .pair else { return }
    if !bytes.isEmpty { bytes.append(UInt8(ascii: "-")) }
    for index in range { bytes.append(text[index].lowercasedASCII) }
  }
}

private func scan(_ text: String, into counter: inout TermCounter) {
  let bytes = Array(text.utf8)
  scanTokens(bytes.span, 0..<bytes.count, into: &counter)
}

// `study render --gfm`: exactly what GitHub's own program prints for `cmark-gfm -e table -e
// strikethrough -e autolink -e tasklist -e footnotes`, raw HTML omitted as there, but with our
// autolinks in place of the extension's.

internal import CCMarkGFM

/// GFM to HTML, with nothing of our dialect. Takes any bytes: invalid UTF-8 becomes U+FFFD.
package func renderGitHubFlavoredMarkdown(
  _ markdown: ArraySlice<UInt8>, limits: MarkdownLimits
) throws(LimitExceeded) -> [UInt8] {
  let tree = try Tree(markdown, isValidUTF8: false, limits: limits)
  var walk = Walk(keys: KeyMaker(attempt: 0), limits: limits, wrapsTables: false)
  var visitor = AutolinkVisitor()
  try unsafe walk.run(over: tree.root, visitor: &visitor)
  return try tree.renderHTML(options: CMARK_OPT_FOOTNOTES, limits: limits)
}

/// Changes only addresses in text.
private struct AutolinkVisitor: MarkdownVisitor {
  var tableLabel: String { "" }
  var readsEveryText: Bool { false }
  var takesLowerTitle: Bool { false }
  var readsHeadingsToo: Bool { false }

  mutating func text(_ event: TextEvent) -> [TextEdit] {
    guard !event.isInLink else { return [] }
    return autolinks(in: event.text).filter { $0.range.upperBound <= event.ownCount }.map {
      TextEdit(
        range: $0.range, replacement: .link(url: $0.url, label: Array(event.text[$0.range])))
    }
  }

  mutating func heading(_ event: HeadingEvent) -> HeadingEdit? { nil }
  mutating func link(url: String, position: MarkdownPosition) -> LinkEdit { .keep }
  var readsFormulas: Bool { false }
  func formula(_ event: FormulaEvent) -> SlotNumber { 0 }
  func codeBlock(_ event: CodeEvent) -> CodeEdit? { nil }
  mutating func emptyLink(position: MarkdownPosition) {}
  mutating func literalBlock(startLine: Int, endLine: Int) {}
  var namesFootnotes: Bool { false }
  func footnotes(labels: [String]) -> [String] { labels }
  func footnoteReference(label: String, count: Int) -> String { label }
  mutating func footnote(startLine: Int) {}
  mutating func image(
    url: String, title: String, alternative: String, isAlone: Bool, position: MarkdownPosition
  ) -> ImageEdit? { nil }
  mutating func rawHTML(_ event: RawHTMLEvent) -> RawHTMLEdit? { nil }
  mutating func closeRawHTML(in container: Int) -> [UInt8] { [] }
  mutating func blockQuote(firstText: [UInt8], isAlone: Bool) -> AlertEdit? { nil }
  mutating func slotAtStart(hasLeadingHeading: Bool) -> SlotNumber? { nil }
  mutating func slotAtEnd() -> SlotNumber? { nil }
}

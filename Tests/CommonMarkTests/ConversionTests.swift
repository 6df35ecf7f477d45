// Markdown to HTML with cuts: what a visitor is asked, what its answers become, and that every key
// put into the tree is found again, once, whatever the author wrote.

import Testing

@testable import CommonMark

/// Gives every heading the anchor `h1`, `h2`…, every relative link and image a slot, and HTML back
/// as text; keeps what it was told.
private struct Recorder: MarkdownVisitor {
  let tableLabel = "Table"
  var events: [String] = []
  var headingCount = 0
  var slotCount = 0
  var wantsEdges = false
  var wordToLink: String?

  mutating func slot() -> SlotNumber {
    slotCount += 1
    return slotCount
  }

  var readsEveryText: Bool { wordToLink != nil }
  var takesLowerTitle: Bool { false }
  var readsHeadingsToo: Bool { false }

  mutating func text(_ event: TextEvent) -> [TextEdit] {
    guard !event.isInLink, let word = wordToLink,
      let range = event.text.firstRange(of: Array(word.utf8)), range.lowerBound < event.ownCount
    else { return [] }
    if event.isInHeading { events.append("in heading \(word)") }
    return [
      TextEdit(
        range: range,
        replacement: .slottedLink(link: slot(), label: [], labelSlot: slot()))
    ]
  }

  mutating func heading(_ event: HeadingEvent) -> HeadingEdit? {
    headingCount += 1
    events.append("h\(event.level) \(event.text)\(event.isFirstBlock ? " (first)" : "")")
    return HeadingEdit(
      anchor: "h\(headingCount)", level: event.level, trailingHTML: [], trimmedSuffixCount: 0,
      slotsBefore: [],
      slotAfter: nil)
  }

  mutating func link(url: String, position: MarkdownPosition) -> LinkEdit {
    events.append("link \(url) \(position.startLine):\(position.startColumn)")
    if url.hasPrefix("bad:") { return .unwrap }
    return url.hasPrefix("https:") ? .keep : .slot(slot())
  }

  mutating func image(
    url: String, title: String, alternative: String, isAlone: Bool, position: MarkdownPosition
  ) -> ImageEdit? {
    events.append("image \(url) \(alternative)")
    if url.hasPrefix("https:") { return nil }
    return ImageEdit(slot: slot(), isBlock: isAlone && !title.isEmpty)
  }

  mutating func literalBlock(startLine: Int, endLine: Int) {
    events.append("literal \(startLine)-\(endLine)")
  }

  var readsFormulas: Bool { true }

  mutating func formula(_ event: FormulaEvent) -> SlotNumber {
    let tex = String(decoding: event.tex, as: UTF8.self)
    let place = "\(event.position.startLine):\(event.position.startColumn)"
    events.append("\(event.isDisplay ? "display" : "formula") \(tex) \(place)")
    return slot()
  }

  mutating func codeBlock(_ event: CodeEvent) -> CodeEdit? {
    switch event.info {
    case "html": return .html(Array("<b>zq0</b>".utf8))
    case "slot": return .slot(slot())
    default: break
    }
    if let next = event.nextInfo { events.append("code before \(next)") }
    return nil
  }

  mutating func emptyLink(position: MarkdownPosition) { events.append("empty link") }
  var namesFootnotes: Bool { true }
  func footnotes(labels: [String]) -> [String] { labels.map { "fn-\($0)" } }
  func footnoteReference(label: String, count: Int) -> String { "ref-\(label)-\(count)" }
  mutating func footnote(startLine: Int) { events.append("footnote \(startLine)") }
  mutating func rawHTML(_ event: RawHTMLEvent) -> RawHTMLEdit? { nil }
  mutating func closeRawHTML(in container: Int) -> [UInt8] { [] }
  mutating func blockQuote(firstText: [UInt8], isAlone: Bool) -> AlertEdit? { nil }
  mutating func slotAtStart(hasLeadingHeading: Bool) -> SlotNumber? { wantsEdges ? slot() : nil }
  mutating func slotAtEnd() -> SlotNumber? { wantsEdges ? slot() : nil }
}

@Suite("Conversion")
struct ConversionTests {
  private func convert(
    _ markdown: String, limits: MarkdownLimits = MarkdownLimits(), _ visitor: inout Recorder
  ) throws(LimitExceeded) -> (html: String, plain: String) {
    let conversion = try convertMarkdown(
      Array(markdown.utf8)[...], limits: limits, visitor: &visitor)
    var html = ""
    var copied = 0
    for cut in conversion.cuts {
      html +=
        String(decoding: conversion.html[copied..<cut.offset], as: UTF8.self) + "{\(cut.slot)}"
      copied = cut.offset
    }
    html += String(decoding: conversion.html[copied...], as: UTF8.self)
    return (html, String(decoding: conversion.plainText, as: UTF8.self))
  }

  private func html(_ markdown: String) throws -> String {
    var visitor = Recorder()
    return try convert(markdown, &visitor).html
  }

  // MARK: Headings

  @Test func headingsGetTheirIDs() throws {
    #expect(
      try html("# A\n\nB *c*\n---\n") == "<h1 id=\"h1\">A</h1>\n<h2 id=\"h2\">B <em>c</em></h2>\n")
  }

  @Test func anEmptyHeadingGetsOneToo() throws {
    #expect(try html("#\n") == "<h1 id=\"h1\"></h1>\n")
  }

  @Test func headingsInsideQuotesAndItemsGetThem() throws {
    #expect(
      try html("> # A\n\n- # B\n")
        == "<blockquote>\n<h1 id=\"h1\">A</h1>\n</blockquote>\n<ul>\n<li>\n<h1 id=\"h2\">B</h1>\n"
        + "</li>\n</ul>\n")
  }

  @Test func onlyAnOpeningLevelOneHeadingIsTheFirstBlock() throws {
    var visitor = Recorder()
    _ = try convert("# A\n\n# B\n", &visitor)
    #expect(visitor.events == ["h1 A (first)", "h1 B"])
    visitor = Recorder()
    _ = try convert("text\n\n# B\n", &visitor)
    #expect(visitor.events == ["h1 B"])
    visitor = Recorder()
    _ = try convert("## A\n", &visitor)
    #expect(visitor.events == ["h2 A"])
  }

  @Test func theTextOfAHeadingIsWithoutMarkup() throws {
    var visitor = Recorder()
    _ = try convert("# `code` & *em* [link](x) ![alt](y) <b>b</b>\n", &visitor)
    #expect(visitor.events.last == "h1 code & em link alt b (first)")
  }

  // MARK: Links and images

  @Test func aSlottedLinkLosesItsWholeAttribute() throws {
    #expect(try html("a [b](c.md) d\n") == "<p>a <a{1}>b</a> d</p>\n")
    #expect(try html("[b](c.md \"T\")\n") == "<p><a{1} title=\"T\">b</a></p>\n")
  }

  @Test func aKeptLinkStays() throws {
    #expect(
      try html("[b](https://c.de/?a=b&c)\n")
        == "<p><a href=\"https://c.de/?a=b&amp;c\">b</a></p>\n")
  }

  @Test func anUnwrappedLinkLeavesItsText() throws {
    #expect(try html("a [b *c*](bad:x) d\n") == "<p>a b <em>c</em> d</p>\n")
  }

  @Test func linksInHeadingsAreCutRightBesideTheID() throws {
    #expect(
      try html("# [a](b.md)\n\n## x [c](d.md) y\n")
        == "<h1 id=\"h1\"><a{1}>a</a></h1>\n<h2 id=\"h2\">x <a{2}>c</a> y</h2>\n")
  }

  @Test func linksByReferenceAndInAngleBracketsAreLinks() throws {
    var visitor = Recorder()
    let html = try convert("[a] [b][a] <https://c.de>\n\n[a]: x.md\n", &visitor).html
    #expect(html == "<p><a{1}>a</a> <a{2}>b</a> <a href=\"https://c.de\">https://c.de</a></p>\n")
    #expect(visitor.events == ["link x.md 1:1", "link x.md 1:5", "link https://c.de 1:12"])
  }

  @Test func anImageBecomesItsSlot() throws {
    #expect(try html("a ![b](c.png) d\n") == "<p>a {1} d</p>\n")
    #expect(
      try html("![b](https://c.de/d.png)\n")
        == "<p><img src=\"https://c.de/d.png\" alt=\"b\" /></p>\n")
  }

  @Test func imagesInsideLinksAreCutInOrder() throws {
    #expect(try html("[![a](b.png)](c.md)\n") == "<p><a{1}>{2}</a></p>\n")
  }

  @Test func linksInsideImagesCountAsTextOnly() throws {
    var visitor = Recorder()
    #expect(try convert("![a [b](c.md) d](e.png)\n", &visitor).html == "<p>{1}</p>\n")
    #expect(visitor.events == ["image e.png a b d"])
  }

  @Test func imagesAndLinksInsideTableCellsAreCut() throws {
    let table = try html("| ![a](b.png) | [c](d.md) |\n|---|---|\n| x | ![e](f.png) |\n")
    #expect(table.contains("<th>{1}</th>\n<th><a{2}>c</a></th>"))
    #expect(table.contains("<td>x</td>\n<td>{3}</td>"))
  }

  @Test func aTextCanBecomeASlottedLinkWithASlottedLabel() throws {
    var visitor = Recorder()
    visitor.wordToLink = "[[a]]"
    #expect(try convert("x [[a]] y\n", &visitor).html == "<p>x <a{1}>{2}</a> y</p>\n")
  }

  // MARK: Tables and footnotes

  @Test func columnAlignmentBecomesAClass() throws {
    let table = try html("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |\n")
    #expect(
      table.contains(
        "<th class=\"align-left\">a</th>\n<th class=\"align-center\">b</th>\n"
          + "<th class=\"align-right\">c</th>\n<th>d</th>\n"))
    #expect(table.contains("<td class=\"align-right\">3</td>\n<td>4</td>"))
    #expect(!table.contains("align=\""))
  }

  @Test func alignedTextThatIsNoTableStaysAsWritten() throws {
    #expect(
      try html("`<td align=\"left\">`\n\n| a |\n|:-|\n")
        .hasPrefix("<p><code>&lt;td align=&quot;left&quot;&gt;</code></p>\n"))
  }

  @Test func anEmptyCornerOfATableIsNoHead() throws {
    let table = try html("| | a |\n|---|:-:|\n| b | c |\n")
    #expect(table.contains("<td></td>\n<th class=\"align-center\">a</th>"))
    #expect(try html("| a |\n|---|\n| |\n").contains("<td></td>"))
  }

  @Test func aTableScrollsInABoxOfItsOwn() throws {
    let table = try html("| a |\n|---|\n")
    #expect(table.hasPrefix("<div class=\"table-scroll\" role=\"group\""))
    #expect(table.hasSuffix("</table>\n</div>\n"))
  }

  @Test func footnotesAreAListAtTheEnd() throws {
    var visitor = Recorder()
    visitor.wantsEdges = true
    let html = try convert("a[^x] b\n\n[^x]: note [l](m.md)\n\nmore\n", &visitor).html
    #expect(html.hasPrefix("{1}\n<p>a<sup class=\"footnote-ref\"><a href=\"#fn-x\""))
    // The slot at the end stands before the notes.
    #expect(html.contains("<p>more</p>\n{3}\n<section class=\"footnotes\""))
    #expect(html.contains("<p>note <a{2}>m</a>") == false)
    #expect(html.contains("<p>note <a{2}>l</a>"))
  }

  @Test func taskListsAndStrikethroughAreRendered() throws {
    #expect(try html("~~a~~\n") == "<p><del>a</del></p>\n")
    #expect(
      try html("- [x] a\n- [ ] b\n").contains(
        "<li><input type=\"checkbox\" checked=\"\" disabled=\"\" /> a</li>"))
  }

  @Test func anImageMayTakeThePlaceOfItsParagraph() throws {
    #expect(
      try html("a\n\n![b](c.png 'd')\n\n- ![e](f.png \"g\")\n\n![h](i.png 'j') k\n")
        == "<p>a</p>\n{1}\n<ul>\n<li>\n{2}\n</li>\n</ul>\n<p>{3} k</p>\n")
  }

  @Test func aBlockOfCodeBecomesHTMLOrASlot() throws {
    #expect(
      try html("> ```html\n> a\n> ```\n> ```slot\n> b\n> ```\n")
        == "<blockquote>\n<b>zq0</b>\n{1}\n</blockquote>\n")
  }

  @Test func aBlockOfCodeKnowsWhatFollowsIt() throws {
    var visitor = Recorder()
    _ = try convert("```a\n```\n\n```b c\n```\n\nd\n\n```e\n```\n", &visitor)
    #expect(visitor.events.filter { $0.hasPrefix("code") } == ["code before b c"])
  }

  // MARK: Formulas

  private func formulas(_ markdown: String) throws -> [String] {
    var visitor = Recorder()
    _ = try convert(markdown, &visitor)
    return visitor.events.filter { $0.hasPrefix("formula") || $0.hasPrefix("display") }
  }

  @Test func aFormulaComesThroughTheParserAsItWasWritten() throws {
    #expect(
      try formulas("a *b* $x_1*y_2 < z \\\\ & \\{[c](d)\\}$ *e*\n") == [
        "formula x_1*y_2 < z \\\\ & \\{[c](d)\\} 1:7"
      ])
    #expect(try html("a $x_1$ and *$y$*, $z$\n") == "<p>a {1} and <em>{2}</em>, {3}</p>\n")
    #expect(
      try html("| $|x|$ | b |\n|---|---|\n| c | $d$ |\n").contains("<td>{2}</td>"))
  }

  @Test func aFormulaOverSeveralLinesLosesWhatLeadsTheLines() throws {
    #expect(
      try formulas("> $$\n> a \\\\\n>   - b\n> $$ {1}\n> and $c$\n") == [
        "display \na \\\\\n- b\n 1:3", "formula c 5:7",
      ])
    #expect(try html("$$\na = b\n$$\n[l](m.md)\n") == "<p>{1}\n<a{2}>l</a></p>\n")
  }

  @Test func aFormulaThatIsSomethingElseIsPutBack() throws {
    #expect(
      try html("    $a_b$\n\n<p title=\"$a_b$\">\n\n![i $a_b$](https://x.y/ '$c_d$')\n")
        == "<pre><code>$a_b$\n</code></pre>\n<p title=\"$a_b$\">\n"
        + "<p><img src=\"https://x.y/\" alt=\"i $a_b$\" title=\"$c_d$\" /></p>\n")
    #expect(try html("*a $b* c$\n") == "<p>*a {1}</p>\n")
    #expect(try html("[a $b](c) d$\n") == "<p>[a {1}</p>\n")
  }

  @Test func theTextOfAFormulaIsInThePlainText() throws {
    var visitor = Recorder()
    let conversion = try convert("# A $x_1$ b {#c}\n\nd $$y$$\n", &visitor)
    #expect(conversion.plain == "A x_1 b {#c}\nd y\n")
  }

  // MARK: Keys

  @Test func aForgedKeyInTextStaysTextAndMovesNothing() throws {
    #expect(
      try html("zq0k50z0z [a](b.md) zq0k50z7z\n") == "<p>zq0k50z0z <a{1}>a</a> zq0k50z7z</p>\n")
  }

  @Test func aForgedKeyAsEntitiesStaysTextToo() throws {
    #expect(
      try html("&#122;q0k50z0z [a](b.md)\n") == "<p>zq0k50z0z <a{1}>a</a></p>\n")
    #expect(
      try html("z&#x71;0k50z0z\n\n# h\n") == "<p>zq0k50z0z</p>\n<h1 id=\"h1\">h</h1>\n")
  }

  @Test func forgedKeysAreHarmlessWhereverTheyStand() throws {
    #expect(
      try html("[a](https://x.yz/zq0k50z0z \"zq0k50z0z\") [b](c.md) `zq0k50z0z`\n")
        == "<p><a href=\"https://x.yz/zq0k50z0z\" title=\"zq0k50z0z\">a</a> <a{1}>b</a> "
        + "<code>zq0k50z0z</code></p>\n")
    #expect(
      try html("```zq0k50z0z\nzq0k50z0z\n```\n[b](c.md)\n")
        == "<pre><code class=\"language-zq0k50z0z\">zq0k50z0z\n</code></pre>\n"
        + "<p><a{1}>b</a></p>\n")
  }

  @Test func aVisitorIsAskedAfreshWhenAKeyWasForged() throws {
    var visitor = Recorder()
    _ = try convert("# zq0k50z0z\n\n[a](b.md)\n", &visitor)
    #expect(visitor.events == ["h1 zq0k50z0z (first)", "link b.md 3:1"])
  }

  @Test func aPageThatForgesEveryPrefixIsRefused() {
    let all = (0..<8).map { "zq\($0)k5\($0 * 7)z0z" }.joined(separator: " ")
    var visitor = Recorder()
    #expect(throws: LimitExceeded.self) { try convert("\(all)\n\n# h\n", &visitor) }
  }

  // MARK: Plain text

  @Test func thePlainTextHasAllWordsAndNoMarkup() throws {
    var visitor = Recorder()
    let plain = try convert(
      "# T\n\nA *b* `c`\nd\n\n- e\n- f\n\n| g | h |\n|---|---|\n| i | j |\n\n```\nk\n```\n",
      &visitor
    ).plain
    #expect(plain == "T\nA b c d\ne\nf\ng\nh\ni\nj\nk\n")
  }

  // MARK: Limits

  @Test(arguments: ["*", "_"])
  func twoLongRunsAreRefusedForTheirDepth(mark: String) {
    let run = String(repeating: mark, count: 30_000)
    var visitor = Recorder()
    #expect(
      throws: LimitExceeded(description: "nesting deeper than 200 levels", offset: nil)
    ) { try convert("\(run)a\(run)\n", &visitor) }
  }

  @Test func aHundredThousandQuotesAreRefusedBeforeTheyAreParsed() {
    var visitor = Recorder()
    #expect(
      throws: LimitExceeded(
        description: "more than 100 nested quotes and lists on one line", offset: 0)
    ) { try convert(String(repeating: ">", count: 100_000) + "a\n", &visitor) }
  }

  @Test func aDepthOfTwoHundredIsAllowed() throws {
    // The document and the paragraph are levels, too.
    var visitor = Recorder()
    var limits = MarkdownLimits()
    limits.containerDepth = 200
    _ = try convert(String(repeating: ">", count: 198) + "a\n", limits: limits, &visitor)
    #expect(
      throws: LimitExceeded(description: "nesting deeper than 200 levels", offset: nil)
    ) { try convert(String(repeating: ">", count: 199) + "a\n", limits: limits, &visitor) }
  }

  @Test func tooManyElementsAreRefused() throws {
    var limits = MarkdownLimits()
    limits.nodes = 50
    var visitor = Recorder()
    _ = try convert(String(repeating: "a\n\n", count: 20), limits: limits, &visitor)
    #expect(throws: LimitExceeded(description: "more than 50 elements", offset: nil)) {
      try convert(String(repeating: "a\n\n", count: 60), limits: limits, &visitor)
    }
  }

  @Test func tooMuchHTMLIsRefused() throws {
    var limits = MarkdownLimits()
    limits.htmlBytes = 100
    var visitor = Recorder()
    _ = try convert("short\n", limits: limits, &visitor)
    #expect(throws: LimitExceeded(description: "more than 100 bytes of HTML", offset: nil)) {
      try convert(String(repeating: "word ", count: 40), limits: limits, &visitor)
    }
  }
}

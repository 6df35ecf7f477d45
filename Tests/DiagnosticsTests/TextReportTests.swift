// The report people read: the place, the line, the caret, what to do; and that nothing in it can
// command a terminal.

import Diagnostics
import Testing

@Suite("Text report")
struct TextReportTests {
  /// A report about the bytes `start..<end` of `text`.
  private func report(_ text: String, _ start: Int, _ end: Int, colored: Bool = false) -> String {
    let diagnostic = Diagnostic(
      .unknownPage, "no page `x`", path: "a.md", range: SourceRange(start, end))
    return textReport(
      of: diagnostic, source: SourceFile(path: "a.md", text: text),
      style: TextReportStyle(isColored: colored))
  }

  @Test func aReportShowsPlaceLineAndCaret() {
    let expected = """
      a.md:2:5: warning: no page `x` [unknown-page]
      2 | see [x](y.md) there
        |     ^^^^^^^^^

      """
    #expect(report("# T\nsee [x](y.md) there\n", 8, 17) == expected)
  }

  @Test func notesAndFixesFollow() {
    let diagnostic = Diagnostic(
      .unknownKey, "unknown key `tilte`", path: "a.md", range: SourceRange(4, 9),
      notes: ["did you mean `title`?"],
      fixes: [
        Fix(title: "replace `tilte` by `title`", range: SourceRange(4, 9), replacement: "title")
      ])
    let expected = """
      a.md:2:1: warning: unknown key `tilte` [unknown-key]
      2 | tilte: T
        | ^^^^^
        = did you mean `title`?
        = fix: replace `tilte` by `title`

      """
    let source = SourceFile(path: "a.md", text: "---\ntilte: T\n---\n")
    #expect(
      textReport(of: diagnostic, source: source, style: TextReportStyle(isColored: false))
        == expected)
  }

  @Test func aReportAboutAWholeFileHasNoExcerpt() {
    let diagnostic = Diagnostic(.unreadableFile, "cannot be read", path: "a.md")
    #expect(
      textReport(of: diagnostic, source: nil, style: TextReportStyle(isColored: false))
        == "a.md: error: cannot be read [unreadable-file]\n")
  }

  @Test func theLineIsShownWithoutItsCarriageReturn() {
    #expect(report("one\r\ntwo\r\n", 5, 8).hasSuffix("2 | two\n  | ^^^\n"))
  }

  @Test func aByteOrderMarkIsNotShown() {
    #expect(report("\u{FEFF}abc", 4, 5).hasSuffix("1 | abc\n  |  ^\n"))
  }

  @Test func tabsBeforeTheCaretStayTabs() {
    #expect(report("\t\tab", 3, 4).hasSuffix("1 | \t\tab\n  | \t\t ^\n"))
  }

  @Test func wideLettersTakeTwoColumns() {
    #expect(report("日本x", 6, 7).hasSuffix("1 | 日本x\n  |     ^\n"))
    #expect(report("x日本", 1, 7).hasSuffix("1 | x日本\n  |  ^^^^\n"))
  }

  @Test func combiningMarksTakeNoColumn() {
    #expect(report("e\u{301}x", 3, 4).hasSuffix("1 | e\u{301}x\n  |  ^\n"))
  }

  @Test func controlCharactersAreShownAsEscapes() {
    let text = report("a\u{1B}[31mb", 6, 7)
    #expect(!text.contains("\u{1B}"))
    #expect(text.hasSuffix("1 | a\\u{1b}[31mb\n  |            ^\n"))
  }

  @Test func bidirectionalOverridesAreShownAsEscapes() {
    #expect(report("a\u{202E}b", 0, 1).contains("1 | a\\u{202e}b\n"))
  }

  @Test func controlsInMessageAndPathAreEscaped() {
    let diagnostic = Diagnostic(.unknownPage, "no page `\u{1B}[2J`", path: "a\nb.md")
    let text = textReport(of: diagnostic, source: nil, style: TextReportStyle(isColored: false))
    #expect(text == "a\\u{a}b.md: warning: no page `\\u{1b}[2J` [unknown-page]\n")
  }

  @Test func anEmptyRangeHasOneCaret() {
    #expect(report("abc", 1, 1).hasSuffix("1 | abc\n  |  ^\n"))
    #expect(report("abc", 3, 3).hasSuffix("1 | abc\n  |    ^\n"))
  }

  @Test func aRangeOverSeveralLinesMarksTheFirst() {
    #expect(report("abc\ndef\n", 1, 7).hasSuffix("1 | abc\n  |  ^^\n"))
  }

  @Test func aRangePastTheEndIsShownAtTheEnd() {
    #expect(report("abc", 50, 60).hasSuffix("1 | abc\n  |    ^\n"))
  }

  @Test func aLongLineIsCutAroundTheCaret() {
    let line = String(repeating: "a", count: 200) + "X" + String(repeating: "b", count: 200)
    let lines = report(line, 200, 201).split(separator: "\n")
    let expected = "…" + String(repeating: "a", count: 60) + "X" + String(repeating: "b", count: 59)
    #expect(lines[1] == "1 | \(expected)")
    #expect(lines[2] == "  | " + String(repeating: " ", count: 61) + "^")
  }

  @Test func coloursAreOnlyThereWhenAskedFor() {
    #expect(!report("abc", 0, 1).contains("\u{1B}["))
    #expect(report("abc", 0, 1, colored: true).contains("\u{1B}[1;33mwarning:\u{1B}[0m"))
  }
}

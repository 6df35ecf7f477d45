// The look before the parse: each limit just within and just over, each shape that has made
// cmark-gfm slow, and that ordinary prose is never in question.

import Testing

@testable import CommonMark

@Suite("Inspection")
struct InspectionTests {
  /// "fine", "over: …" or "suspicious: …".
  private func verdict(_ text: String, _ limits: MarkdownLimits = MarkdownLimits()) -> String {
    switch inspectMarkdown(Array(text.utf8)[...], limits: limits) {
    case .fine: "fine"
    case .over(let exceeded): "over: \(exceeded.description)"
    case .suspicious(let reason): "suspicious: \(reason)"
    }
  }

  private func row(_ columns: Int, of cell: String) -> String {
    "|" + String(repeating: " \(cell) |", count: columns) + "\n"
  }

  // MARK: Limits

  @Test func aHundredContainersOnALineAreTheMost() {
    #expect(verdict(String(repeating: ">", count: 100) + " x\n") == "fine")
    #expect(
      verdict(String(repeating: ">", count: 101) + " x\n")
        == "over: more than 100 nested quotes and lists on one line")
  }

  @Test(arguments: ["> ", "- ", "+ ", "* ", "1. ", "2) ", "[^a]: "])
  func everyContainerCounts(marker: String) {
    var limits = MarkdownLimits()
    limits.containerDepth = 3
    #expect(verdict(String(repeating: marker, count: 3) + "x\n", limits) == "fine")
    #expect(
      verdict(String(repeating: marker, count: 4) + "x\n", limits)
        == "over: more than 3 nested quotes and lists on one line")
  }

  @Test func whatOnlyLooksLikeAContainerDoesNotCount() {
    var limits = MarkdownLimits()
    limits.containerDepth = 1
    #expect(verdict("**bold** and --- and 1.5 and [a]: b\n", limits) == "fine")
    #expect(verdict("a > b > c > d\n", limits) == "fine")
  }

  @Test func twoHundredAndFiftySixColumnsAreTheMost() {
    #expect(verdict(row(256, of: "a") + row(256, of: "-")) == "fine")
    #expect(
      verdict(row(257, of: "a") + row(257, of: "-")) == "over: more than 256 table columns")
  }

  @Test func columnsWithoutAFrameCountTheSame() {
    var limits = MarkdownLimits()
    limits.tableColumns = 2
    #expect(verdict("a|b\n-|-\n", limits) == "fine")
    #expect(verdict("a|b|c\n-|-|-\n", limits) == "over: more than 2 table columns")
  }

  @Test func cellsAreCountedWithThoseThatRowsLeaveOut() {
    var limits = MarkdownLimits()
    limits.tableCells = 30
    let head = row(3, of: "a") + row(3, of: "-")
    #expect(verdict(head + String(repeating: "x\n", count: 10), limits) == "fine")
    #expect(
      verdict(head + String(repeating: "x\n", count: 11), limits)
        == "over: more than 30 table cells")
  }

  @Test func linesAfterATableAreNotItsCells() {
    var limits = MarkdownLimits()
    limits.tableCells = 30
    let head = row(3, of: "a") + row(3, of: "-") + "\n"
    #expect(verdict(head + String(repeating: "x\n", count: 100), limits) == "fine")
  }

  @Test func theOffsetIsThatOfTheLine() {
    let text = "# T\n\n" + row(257, of: "a") + row(257, of: "-")
    guard case .over(let exceeded) = inspectMarkdown(Array(text.utf8)[...], limits: .init()) else {
      Issue.record("257 columns are over the limit")
      return
    }
    #expect(exceeded.offset == 5 + row(257, of: "a").utf8.count)
  }

  // MARK: Suspicions; part A of the list of hostile inputs, 64 KiB each

  @Test(arguments: [
    ("![[]()", "10923 brackets that do not close"),
    ("a<!--", "13108 comments, declarations or processing instructions"),
    ("a<?", "21846 comments, declarations or processing instructions"),
    ("a<!A ", "13108 comments, declarations or processing instructions"),
    ("a<![CDATA[", "13108 brackets that do not close"),
    ("[a](b", "13108 link destinations that do not close"),
    ("[a](<b", "10923 link destinations that do not close"),
    ("[ (](", "13108 link destinations that do not close"),
    ("![p", "21846 brackets that do not close"),
    ("*a ", "21846 emphasis and code marks"),
    ("_a*_ ", "39324 emphasis and code marks"),
    ("~~a ", "32770 emphasis and code marks"),
    ("`a``b ", "32769 emphasis and code marks"),
    ("a|b|c\n-|-\n", "6554 table delimiter rows"),
    ("[^a] ", "13108 footnote marks"),
    ("<a>&<b>\\", "mostly markup characters"),
  ])
  func repeatedShapesAreSuspicious(shape: String, reason: String) {
    let count = (1 << 16) / shape.utf8.count + 1
    #expect(verdict(String(repeating: shape, count: count)) == "suspicious: \(reason)")
  }

  @Test(arguments: ["*", "_", "`", "\\", "&", "<", "("])
  func aLongRunOfOneMarkIsSuspicious(mark: String) {
    let prose = String(repeating: "some plain words\n", count: 600)
    #expect(verdict(prose + String(repeating: mark, count: 1000)) == "fine")
    #expect(
      verdict(prose + String(repeating: mark, count: 1001))
        == "suspicious: a run of 1001 equal marks")
  }

  @Test func aLineOfAThousandCellsIsSuspicious() {
    let prose = String(repeating: "some plain words\n", count: 600)
    #expect(verdict(prose + String(repeating: "a|", count: 1000)) == "fine")
    #expect(
      verdict(prose + String(repeating: "a|", count: 1001))
        == "suspicious: a line of 1001 table cells")
  }

  @Test func manyReferencesToALongDefinitionAreSuspicious() {
    let definition = "[a]: <" + String(repeating: "u", count: 32_000) + ">\n\n"
    #expect(verdict(definition + "[a]\n") == "fine")
    #expect(
      verdict(definition + String(repeating: "see [a] there\n", count: 3000))
        == "suspicious: many references to a definition of 32008 bytes")
  }

  @Test func tensOfThousandsOfDefinitionsAreSuspicious() {
    let many = (0..<20_001).map { "[r\($0)]: u\n" }.joined()
    #expect(verdict(many) == "suspicious: 20001 reference definitions")
  }

  @Test func aShortTextIsNeverSuspicious() {
    #expect(verdict(String(repeating: "*", count: 4000)) == "fine")
  }

  // MARK: What people write

  @Test func ordinaryProseIsFine() {
    let paragraph = """
      ## Why study *this*?

      It is **one** of several [systems](systems.md) that `read` and _write_; see [^1], <b>bold</b>
      and https://example.org/a_b (2024). Some say "yes" & some say no!

      - a list with [links](a.md#b) and ![pictures](p.png)
      - another item

      | Name | Value |
      | --- | ---: |
      | `x` | 1 |

      > [!NOTE]
      > A remark.

      [^1]: The note.


      """
    #expect(verdict(String(repeating: paragraph, count: 1000)) == "fine")
  }

  @Test func aLongTableIsFine() {
    let table =
      row(4, of: "a") + row(4, of: "-") + String(repeating: row(4, of: "b"), count: 20_000)
    #expect(verdict(table) == "fine")
  }

  @Test func theEmptyTextIsFine() {
    #expect(verdict("") == "fine")
    #expect(verdict("\r\n\r\n") == "fine")
  }

  // MARK: The quick look

  /// Texts of marks and little else, against limits that some of them just pass.
  @Test func theQuickLookNeverContradictsTheCensus() {
    let pieces = [
      "> ", ">", "- ", "1. ", "2) ", "+ ", "[^a]: ", "|", "| - |\n", "|-|-|\n", "\n", "\n\n",
      "\r\n", "a", " ",
      "word ", "*", "**", "`", "~", "[", "[b]: c\n", "](", "(", ")", "<!", "<?", "&", "!", "-",
    ]
    var limits = MarkdownLimits()
    limits.containerDepth = 2
    limits.tableColumns = 3
    limits.tableCells = 8
    var state: UInt64 = 1
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return Int(state >> 33) % count
    }
    var counts = (quick: 0, fine: 0, other: 0)
    for round in 0..<4000 {
      let few = (0..<2).map { _ in pieces[next(pieces.count)] }
      let padding = String(repeating: "word ", count: round % 2 * next(60))
      let text = padding + (0..<next(30)).map { _ in few[next(2)] }.joined()
      // Behind front matter a page is a slice.
      let bytes = Array(("---\n" + text).utf8)[4...]
      let inspection = inspectMarkdown(bytes, limits: limits)
      #expect(inspection == census(of: bytes, limits), "\(text)")
      if isPlainlyFine(bytes, limits) { counts.quick += 1 }
      if inspection == .fine { counts.fine += 1 } else { counts.other += 1 }
    }
    #expect(counts.quick > 1000 && counts.fine > 1000 && counts.other > 300, "\(counts)")
  }

  @Test func theQuickLookSeesEveryKindOfSuspicion() {
    let limits = MarkdownLimits()
    let pieces = [
      "**", "[", "](", "<!--", "[^a] [b](c) ", "|-|\n", "a|", "[a]: b\n", "`a`", "*a ", "a ",
      "[a] ",
      "\\&",
    ]
    for piece in pieces {
      for count in [400, 1200, 6000, 30_000] {
        let bytes = Array(String(repeating: piece, count: count).utf8)[...]
        #expect(
          inspectMarkdown(bytes, limits: limits) == census(of: bytes, limits), "\(piece) \(count)")
      }
    }
  }

  @Test func theQuickLookIsEnoughForOrdinaryText() {
    let paragraph =
      "Some *words* with `code`, a [link](a.md) and 1. more - or less (e.g. this).\n\n"
    let bytes = Array(String(repeating: paragraph, count: 90).utf8)[...]
    #expect(bytes.count > 4096 && isPlainlyFine(bytes, MarkdownLimits()))
  }
}

// The look before the parse: each limit just within and just over, that ordinary prose is never in
// question, and that nothing is counted too low.

import Testing

@testable import CommonMark

@Suite("Inspection")
struct InspectionTests {
  /// "fine" or "over: …".
  private func verdict(_ text: String, _ limits: MarkdownLimits = MarkdownLimits()) -> String {
    limitExceeded(by: Array(text.utf8)[...], limits).map { "over: \($0.description)" } ?? "fine"
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

  @Test(arguments: [
    "> ", "- ", "+ ", "* ", "1. ", "2) ", "[^a]: ", ">\t", "-\t", "*\t", "1.\t", "123456789)\t",
  ])
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

  @Test func aRuleOfManyMarksOpensNothing() {
    #expect(verdict(String(repeating: "- ", count: 200) + "\n") == "fine")
    #expect(verdict(String(repeating: "*\t", count: 200) + "\n") == "fine")
    #expect(
      verdict(String(repeating: "+ ", count: 200) + "\n")
        == "over: more than 100 nested quotes and lists on one line")
  }

  @Test func twentyThousandTildesInAParagraphAreTheMost() {
    let most = String(repeating: "~~~~ ~~~~~\n", count: 20_000 / 9) + "~~"
    #expect(most.utf8.count { $0 == UInt8(ascii: "~") } == 20_000)
    #expect(verdict(most) == "fine")
    #expect(verdict(most + "\n\n" + most) == "fine")
    #expect(verdict(most + "\n~") == "over: more than 20000 tildes in one paragraph")
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
    let exceeded = limitExceeded(by: Array(text.utf8)[...], MarkdownLimits())
    #expect(exceeded?.offset == 5 + row(257, of: "a").utf8.count)
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
      "> ", ">", "- ", "1. ", "2) ", "+ ", "[^a]: ", "-\t", "1.\t", "-\n", "|", "| - |\n",
      "|-|-|\n", "\n", "\n\n",
      "\r\n", "a", " ",
      "word ", "*", "**", "`", "~", "[", "[b]: c\n", "](", "(", ")", "<!", "<?", "&", "!", "-",
    ]
    var limits = MarkdownLimits()
    limits.containerDepth = 2
    limits.tableColumns = 3
    limits.tableCells = 8
    limits.paragraphTildes = 6
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
      let exceeded = limitExceeded(by: bytes, limits)
      #expect(exceeded == census(of: bytes, limits), "\(text)")
      if isPlainlyWithin(limits, bytes) { counts.quick += 1 }
      if exceeded == nil { counts.fine += 1 } else { counts.other += 1 }
    }
    #expect(counts.quick > 1000 && counts.fine > 1000 && counts.other > 300, "\(counts)")
  }

  @Test func theQuickLookIsEnoughForOrdinaryText() {
    let paragraph =
      "Some *words* with `code`, a [link](a.md) and 1. more - or less (e.g. this).\n\n"
    let bytes = Array(String(repeating: paragraph, count: 90).utf8)[...]
    #expect(bytes.count > 4096 && isPlainlyWithin(MarkdownLimits(), bytes))
  }
}

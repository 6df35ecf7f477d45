// Byte offsets to lines and columns, the way editors count them.

import Diagnostics
import Testing

@Suite("Positions")
struct PositionTests {
  /// "line:column" of a byte offset.
  private func place(_ offset: Int, in text: String) -> String {
    let position = SourceFile(path: "a.md", text: text).position(of: offset)
    return "\(position.line):\(position.column)"
  }

  @Test func theFirstByteIsLineOneColumnOne() {
    #expect(place(0, in: "abc") == "1:1")
    #expect(place(0, in: "") == "1:1")
  }

  @Test func aLineFeedEndsALine() {
    #expect(place(3, in: "ab\ncd") == "2:1")
    #expect(place(4, in: "ab\ncd") == "2:2")
    #expect(place(2, in: "ab\ncd") == "1:3")
  }

  @Test func carriageReturnAndLineFeedEndOneLine() {
    #expect(place(4, in: "ab\r\ncd") == "2:1")
    #expect(place(8, in: "ab\r\n\r\nef") == "3:3")
  }

  @Test func aCarriageReturnAloneEndsALine() {
    #expect(place(3, in: "ab\rcd") == "2:1")
    #expect(place(3, in: "a\r\rb") == "3:1")
  }

  @Test func columnsCountScalarsNotBytes() {
    #expect(place(3, in: "aé|") == "1:3")
    #expect(place(6, in: "日本|") == "1:3")
    #expect(place(4, in: "😀|") == "1:2")
  }

  @Test func aTabIsOneColumn() {
    #expect(place(2, in: "\t\tx") == "1:3")
  }

  @Test func aByteOrderMarkTakesNoColumn() {
    #expect(place(0, in: "\u{FEFF}abc") == "1:1")
    #expect(place(3, in: "\u{FEFF}abc") == "1:1")
    #expect(place(5, in: "\u{FEFF}abc") == "1:3")
  }

  @Test func anOffsetPastTheEndMeansTheEnd() {
    #expect(place(99, in: "ab\ncd") == "2:3")
  }

  @Test func aLinesBytesAreWithoutItsEnding() {
    let position = SourceFile(path: "a.md", text: "one\r\ntwo\r\nthree").position(of: 6)
    #expect(Array(position.lineBytes) == Array("two".utf8))
    #expect(position.lineStart == 5)
  }

  @Test func theRangeOfALineLeavesItsEndingOut() {
    let source = SourceFile(path: "a.md", text: "one\r\ntwo\rthree\n")
    #expect(source.range(ofLine: 1) == SourceRange(0, 3))
    #expect(source.range(ofLine: 2) == SourceRange(5, 8))
    #expect(source.range(ofLine: 3) == SourceRange(9, 14))
  }

  @Test func aLineThatDoesNotExistIsTheLastOne() {
    #expect(SourceFile(path: "a.md", text: "one\ntwo").range(ofLine: 9) == SourceRange(4, 7))
  }
}

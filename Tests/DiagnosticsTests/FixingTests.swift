// Which fixes `check --fix` applies, and what the file is afterwards.

import Diagnostics
import Testing

@Suite("Fixes")
struct FixingTests {
  private func diagnostic(_ range: Range<Int>, _ text: String, isSafe: Bool = true) -> Diagnostic {
    Diagnostic(
      .unknownPage, "m", path: "a.md", range: SourceRange(range.lowerBound, range.upperBound),
      fixes: [
        Fix(
          title: "t", range: SourceRange(range.lowerBound, range.upperBound), replacement: text,
          isSafe: isSafe)
      ])
  }

  private func fixed(_ text: String, _ diagnostics: [Diagnostic]) -> String? {
    applySafeFixes(of: diagnostics, in: ["a.md": SourceFile(path: "a.md", text: text)]).first.map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
  }

  @Test func safeFixesAreAppliedInAnyOrder() {
    #expect(fixed("one two three", [diagnostic(8..<13, "3"), diagnostic(0..<3, "1")]) == "1 two 3")
  }

  @Test func guessesAreNot() {
    #expect(fixed("one", [diagnostic(0..<3, "1", isSafe: false)]) == nil)
  }

  @Test func ofTwoThatOverlapTheFirstIsApplied() {
    #expect(fixed("one two", [diagnostic(0..<5, "A"), diagnostic(2..<7, "B")]) == "Awo")
  }

  @Test func placesAreThoseOfTheOldText() {
    let files = applySafeFixes(
      of: [diagnostic(0..<1, "long"), diagnostic(2..<3, "b")],
      in: ["a.md": SourceFile(path: "a.md", text: "x\ny\n")])
    #expect(files.first?.applied.map { "\($0.line):\($0.column)" } == ["1:1", "2:1"])
  }
}

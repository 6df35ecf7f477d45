// The order of diagnostics, by themselves and brought together.

import Diagnostics
import Testing

@Suite("Sorting")
struct SortingTests {
  private func message(_ path: String, _ start: Int?, _ text: String) -> Diagnostic {
    Diagnostic(
      .unknownPage, text, path: path, range: start.map { SourceRange($0, $0 + 1) })
  }

  @Test("Two sorted lists merge into what sorting both gives, equal ones of the first in front")
  func merging() {
    let first = [
      message("a.md", nil, "x"), message("a.md", 3, "x"), message("b.md", 1, "x"),
      message("c.md", 1, "z"),
    ]
    let second = [
      message("a.md", 3, "x"), message("a.md", 4, "a"), message("b.md", 0, "x"),
      message("c.md", 1, "y"), message("d.md", 1, "x"),
    ]
    let wanted = (first + second).sorted()
    #expect(first.sorted().merged(with: second.sorted()) == wanted)
    #expect(second.merged(with: first) == wanted)
    #expect(first.merged(with: []) == first)
    #expect([Diagnostic]().merged(with: second) == second)
  }
}

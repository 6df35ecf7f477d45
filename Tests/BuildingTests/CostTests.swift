// What costs too much is refused by name, in a page and in a definition.

import Building
import Diagnostics
import Files
import Support
import Testing

@Suite("Pages that cost too much")
struct CostTests {
  /// 64 KiB that take gigabytes when they are parsed.
  private var expensive: String {
    "[a]:\n<" + String(repeating: "u", count: 32 << 10) + ">\n\nx "
      + String(repeating: "[a] ", count: 8000)
  }

  @Test func aPageThatCostsTooMuchIsRefusedByName() async throws {
    let result = await buildInMemory(["index.md": "# Home\n", "bad.md": "# Bad\n\n" + expensive])
    #expect(result.diagnostics.map(\.code) == [.renderingTooExpensive])
    #expect(result.diagnostics.map(\.path) == ["bad.md"])
    #expect(
      result.diagnostics.first?.message
        == "the page has Markdown that takes more than 43 MiB of memory to parse")
  }

  @Test func aDefinitionThatCostsTooMuchIsRefusedByName() async throws {
    let lines = expensive.split(separator: "\n", omittingEmptySubsequences: false)
    let glossary =
      "- term: Seed\n  definition: |\n" + lines.map { "    \($0)\n" }.joined()
    let result = await buildInMemory(["index.md": "# Home\n", "glossary.yml": glossary])
    #expect(result.diagnostics.map(\.code) == [.overLimit])
    #expect(result.diagnostics.map(\.path) == ["glossary.yml"])
  }
}

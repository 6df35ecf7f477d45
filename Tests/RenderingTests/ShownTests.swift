// Lists that are shown up to a length, and the words for what is left out.

import Files
import Support
import Testing

@Suite("Lists with a length")
struct ShownTests {
  /// A part of a page, between two texts.
  private func part(
    _ path: String, _ files: [String: String], from start: String, to end: String
  ) async throws -> Substring {
    let html = try #require(await buildInMemory(files).image.text(path))
    let opening = try #require(html.firstRange(of: start)).upperBound
    let closing = try #require(html[opening...].firstRange(of: end)).lowerBound
    return html[opening..<closing]
  }

  private func pages(_ count: Int, _ text: String) -> [String: String] {
    Dictionary(uniqueKeysWithValues: (0..<count).map { ("p\($0).md", "# P\($0)\n\n\(text)\n") })
  }

  @Test func fiftyMentionsAreShownAndMoreAreCounted() async throws {
    func mentions(_ count: Int) async throws -> Substring {
      let files = pages(count, "See [t](t.md).").merging(["t.md": "# T\n"]) { $1 }
      return try await part(
        "t/index.html", files, from: "<section class=\"concepts mentions\"", to: "</section>")
    }
    let fifty = try await mentions(50)
    #expect(fifty.ranges(of: "<li>").count == 50)
    #expect(!fifty.contains("more"))
    let over = try await mentions(51)
    #expect(over.ranges(of: "<li>").count == 50)
    #expect(over.contains("and 1 more"))
  }

  @Test func eightPagesThatUseATermAreShownAndMoreAreCounted() async throws {
    func uses(_ count: Int) async throws -> Substring {
      let files = pages(count, "A zebra.").merging(
        ["glossary.yml": "- {term: zebra, definition: An animal.}\n"]) { $1 }
      return try await part(
        "glossary/index.html", files, from: "<p class=\"glossary-uses\">", to: "</p>")
    }
    let eight = try await uses(8)
    #expect(eight.ranges(of: "<a href=").count == 8)
    #expect(!eight.contains("more"))
    let over = try await uses(9)
    #expect(over.ranges(of: "<a href=").count == 8)
    #expect(over.contains("and 1 more"))
  }
}

// `study check` with its extras, and `study new source`, as a user types them.

import Foundation
import Support
import Testing

@Suite("Check and new", .slow)
struct CheckCommandTests {
  @Test("--fix mends what is sure, says so, leaves guesses and other bytes alone")
  func fix() async throws {
    try await withTemporaryFolder { folder in
      let text = "# Home\r\n\r\n[a](Topics/A.md) [b](topics/a.md#The-Part) [c](topics/b.md) é\r\n"
      try folder.write(text, to: "content/index.md")
      try folder.write("# A\n\n## The part\n", to: "content/topics/a.md")
      let run = try study(["check", "--fix"], in: folder.path)
      #expect(run.code == 1)
      #expect(
        run.errors.contains("fixed content/index.md:3:5: replace `Topics/A.md` by `topics/a.md`\n"))
      #expect(
        folder.text("content/index.md")
          == "# Home\r\n\r\n[a](topics/a.md) [b](topics/a.md#the-part) [c](topics/b.md) é\r\n")
      #expect(run.errors.contains("there is no page `topics/b.md`"))
      #expect(!run.errors.contains("does not exist; "))
    }
  }

  @Test("A hundred warnings are shown; one more is counted by its code")
  func manyWarnings() async throws {
    func check(_ count: Int) async throws -> String {
      let links = (0..<count).map { "[x](gone-\($0).md)\n\n" }.joined()
      return try await study(["check"], files: ["content/index.md": "# Home\n\n" + links]).errors
    }
    let most = try await check(100)
    #expect(most.ranges(of: "[unknown-page]").count == 100)
    #expect(!most.contains("more:"))
    let over = try await check(101)
    #expect(over.ranges(of: "[unknown-page]").count == 100)
    #expect(over.contains("… and 1 more: 1 unknown-page. --diagnostics json lists all.\n"))
  }

  @Test("--fix with nothing to mend writes nothing")
  func nothingToFix() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      let run = try study(["check", "--fix", "--strict"], in: folder.path)
      #expect(run.code == 0)
      #expect(!run.errors.contains("fixed"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["content"])
    }
  }

  @Test("The ledger is written on request, compared ever after, and only grows")
  func ledger() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n\n## Old words\n", to: "content/index.md")
      let none = try study(["check", "--anchors"], in: folder.path)
      #expect(none.code == 2)
      #expect(none.errors.contains("`study check --anchors --update` writes it"))
      #expect(try study(["check", "--anchors", "--update"], in: folder.path).code == 0)
      let ledger = folder.text("content/anchors.txt")
      #expect(ledger?.hasSuffix("\n./\n./#home\n./#old-words\n") == true)
      try folder.write("# Home\n\n## New words\n", to: "content/index.md")
      let gone = try study(["check", "--anchors", "--update"], in: folder.path)
      #expect(gone.code == 1)
      #expect(gone.errors.contains("content/anchors.txt:5:1: warning: `/` had the anchor"))
      #expect(folder.text("content/anchors.txt")?.contains("./#old-words\n") == true)
      try folder.write("# Home\n\n## New words {.was-old-words}\n", to: "content/index.md")
      #expect(try study(["check", "--anchors"], in: folder.path).code == 0)
      #expect(try study(["build"], in: folder.path).code == 0)
      #expect(!folder.exists("site/anchors.txt"))
      #expect(folder.text("site/index.html")?.contains("<span id=\"old-words\"></span>") == true)
    }
  }

  @Test("--update alone is a wrong usage")
  func updateAlone() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      #expect(try study(["check", "--update"], in: folder.path).code == 2)
    }
  }

  @Test("`new source` makes the file, adds to it, and touches nothing it cannot read")
  func newSource() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      #expect(try study(["new", "source", "arxiv:2212.08073"], in: folder.path).code == 0)
      #expect(try study(["new", "source", "https://example.org/a"], in: folder.path).code == 0)
      let text = try #require(folder.text("content/sources.yml"))
      #expect(text.hasPrefix("- id: arxiv2212-08073\n"))
      #expect(text.contains("\n\n- id: example\n"))
      #expect(try study(["new", "source", "nonsense"], in: folder.path).code == 2)
      #expect(folder.text("content/sources.yml") == text)
      try folder.write("- id: [\n", to: "content/sources.yml")
      #expect(try study(["new", "source", "doi:10.1000/1"], in: folder.path).code == 2)
      #expect(folder.text("content/sources.yml") == "- id: [\n")
    }
  }

  @Test("The reference page of the project's own manual is what `explain --markdown` prints")
  func reference() throws {
    let run = try study(["explain", "--markdown"], in: "/")
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "content/manual/diagnostics.md")
    #expect(run.output == (try String(contentsOf: page, encoding: .utf8)))
  }
}

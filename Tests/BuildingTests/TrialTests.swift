// Pages that look dangerous are tried in a child process; what the child does decides. The children
// here are programs that do one thing: succeed, fail, die, be missing.

import Building
import Content
import Diagnostics
import Disk
import Files
import Support
import Testing

@Suite("Trial of dangerous pages")
struct TrialTests {
  @Test("A dangerous page whose trial dies is shown as its text, with why it was tried")
  func trialThatDies() async throws {
    let result = try await buildDangerous("/bin/sh", ["-c", "kill -KILL $$"])
    #expect(result.diagnostics.map(\.code) == [.renderingTooExpensive])
    #expect(result.diagnostics.map(\.path) == ["docs/page.md"])
    let notes = result.diagnostics.flatMap(\.notes)
    #expect(notes.first == "the page has a run of 5000 equal marks")
    #expect(result.image.text("page/index.html")?.contains("<pre><code>") == true)
  }

  @Test("A trial that ends by itself, also with an error of the page's, lets the page through")
  func trialThatEndsWell() async throws {
    #expect(try await buildDangerous("/bin/false").diagnostics == [])
    let result = try await buildDangerous("/bin/true")
    #expect(result.diagnostics == [])
    #expect(result.image.text("page/index.html")?.contains("*****") == true)
  }

  @Test("Without a trial program that starts, a dangerous page is not risked")
  func missingProgram() async throws {
    let result = try await buildDangerous("/nowhere/study")
    #expect(result.diagnostics.map(\.code) == [.renderingTooExpensive])
  }

  /// Builds a folder with one page that looks dangerous.
  private func buildDangerous(
    _ program: String, _ arguments: [String] = []
  ) async throws -> BuildResult {
    try await withTemporaryFolder { folder in
      try folder.write("# Page\n\n" + String(repeating: "*", count: 5000) + " x\n", to: "page.md")
      let tree = try #require(
        DiskTree(folder: folder.path, shownPrefix: "docs/", excluding: []))
      return await build(
        BuildRequest(
          content: tree, templates: nil, configuration: Configuration(),
          configurationSource: SourceFile(path: "study.yml", bytes: []), includesDrafts: false,
          jobs: 1, trialCommand: TrialCommand(program: program, arguments: arguments),
          version: "0", shownPrefix: "docs/")
      ) { _ in }
    }
  }
}

// Pages that are written while the site is still being made: the site is the same, and nothing is
// left when it is not published after all.

import Files
import Support
import Testing

@testable import Publishing

@Suite("Staged pages")
struct StagedFilesTests {
  private func staged(_ sandbox: OutputSandbox) throws -> StagedFiles {
    try #require(StagedFiles(forOutput: sandbox.output, protecting: []))
  }

  private let page = OutputFile("topics/reward/index.html", Array("reward".utf8))

  @Test("The site is the one that is made when all is written at the end")
  func same() async throws {
    let whole = try OutputSandbox("whole")
    let parts = try OutputSandbox("parts")
    defer {
      whole.remove()
      parts.remove()
    }
    let pages = manyPages(60, version: 1)
    try await whole.publish(pages)
    let staging = try staged(parts)
    let image = SiteImage(
      pages.map { path, text in
        let file = OutputFile(path, Array(text.utf8))
        return path.contains("7") ? file : staging.stage(file)
      })
    let report = try await publishImage(
      image, to: parts.output, protecting: [], jobs: 2,
      staged: staging)
    #expect(report.written == 61)
    #expect(try parts.tree() == whole.tree())
    #expect(try parts.namesBesideOutput() == [])
    // The manifest knows the staged pages too: nothing is to be done again.
    #expect(try await parts.publish(pages).unchanged == 61)
  }

  @Test("A page is kept without its bytes")
  func withoutBytes() throws {
    let sandbox = try OutputSandbox("bytes")
    defer { sandbox.remove() }
    let staging = try staged(sandbox)
    defer { staging.discard() }
    guard case .staged(let size, _) = staging.stage(page).contents else {
      Issue.record("the page was not written")
      return
    }
    #expect(size == 6)
    #expect(!sandbox.exists("site"))
  }

  @Test("Discarded, nothing is left, and the next build has the place to itself")
  func discarded() async throws {
    let sandbox = try OutputSandbox("discarded")
    defer { sandbox.remove() }
    let staging = try staged(sandbox)
    _ = staging.stage(page)
    staging.discard()
    #expect(try sandbox.namesBesideOutput() == [])
    #expect(!sandbox.exists("site"))
    try await sandbox.publish(["index.html": "home"])
  }

  @Test("Where pages must wait: an output, no parent folder yet, a protected folder, another build")
  func mustWait() async throws {
    let sandbox = try OutputSandbox("wait")
    defer { sandbox.remove() }
    #expect(StagedFiles(forOutput: sandbox.folder + "/a/site", protecting: []) == nil)
    #expect(!sandbox.exists("a"))
    #expect(StagedFiles(forOutput: sandbox.output, protecting: [sandbox.output + "/in"]) == nil)
    let first = try staged(sandbox)
    #expect(StagedFiles(forOutput: sandbox.output, protecting: []) == nil)
    first.discard()
    try sandbox.makeFolder("site")
    #expect(StagedFiles(forOutput: sandbox.output, protecting: []) == nil)
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("A page that cannot be written comes back whole, and publishing says why")
  func cannotBeWritten() async throws {
    let sandbox = try OutputSandbox("long")
    defer { sandbox.remove() }
    let staging = try staged(sandbox)
    let name = String(repeating: "n", count: 300)
    let file = staging.stage(OutputFile("\(name)/index.html", Array("text".utf8)))
    guard case .bytes = file.contents else {
      Issue.record("a name of 300 bytes was written")
      return
    }
    let image = SiteImage([staging.stage(page), file])
    let problem = await failure { () throws(PublishFailure) in
      try await publishImage(
        image, to: sandbox.output, protecting: [], jobs: 1,
        staged: staging)
    }
    #expect(problem?.path.hasSuffix(name) == true)
    #expect(try sandbox.namesBesideOutput() == [])
    #expect(!sandbox.exists("site"))
  }

  @Test("Of two files for one path the first stays, and the second comes back")
  func onePathTwice() throws {
    let sandbox = try OutputSandbox("twice")
    defer { sandbox.remove() }
    let staging = try staged(sandbox)
    defer { staging.discard() }
    guard case .staged = staging.stage(page).contents, case .bytes = staging.stage(page).contents
    else {
      Issue.record("the second was written over the first")
      return
    }
  }

  @Test("A folder that appeared meanwhile is not replaced")
  func appeared() async throws {
    let sandbox = try OutputSandbox("appeared")
    defer { sandbox.remove() }
    let staging = try staged(sandbox)
    let image = SiteImage([staging.stage(page)])
    try sandbox.write("mine", to: "site/mine.txt")
    let problem = await failure { () throws(PublishFailure) in
      try await publishImage(
        image, to: sandbox.output, protecting: [], jobs: 1,
        staged: staging)
    }
    #expect(problem == .outputReplaced(path: sandbox.output))
    #expect(sandbox.text("site/mine.txt") == "mine")
    #expect(try sandbox.namesBesideOutput() == [])
  }
}

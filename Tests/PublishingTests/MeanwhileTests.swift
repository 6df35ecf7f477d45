// What a user does to the output folder while a build is at work: in the moment when everything is
// written and nothing has changed yet.

import Diagnostics
import Files
import Foundation
import SystemPackage
import Testing

@testable import Publishing

@Suite("Publishing while somebody is at work in the output")
struct MeanwhileTests {
  private let old = ["index.html": "old", "gone.html": "gone", "dropped/page.html": "dropped"]
  private let new = ["index.html": "new", "sub/page.html": "page"]

  /// Publishes the old site and then the new one; `meanwhile` happens right before the change.
  private func publishing(
    canExchange: Bool, _ sandbox: OutputSandbox,
    meanwhile: @escaping @Sendable () throws -> Void
  ) async throws -> PublishReport {
    try await sandbox.publish(old)
    let circumstances = Circumstances(canExchange: canExchange) {
      #expect(throws: Never.self) { try meanwhile() }
    }
    return try await publish(
      image(new), of: NoContent(), to: sandbox.output, protecting: [], jobs: 2, staged: nil,
      under: circumstances)
  }

  @Test("A file made during the build survives", arguments: [true, false])
  func madeFile(canExchange: Bool) async throws {
    let sandbox = try OutputSandbox("made")
    defer { sandbox.remove() }
    let report = try await publishing(canExchange: canExchange, sandbox) {
      try sandbox.write("mine", to: "site/mine.txt")
      try sandbox.write("mine too", to: "site/deep/er/mine.txt")
    }
    #expect(report.warnings == [])
    #expect(sandbox.text("site/index.html") == "new")
    #expect(sandbox.text("site/mine.txt") == "mine")
    #expect(sandbox.text("site/deep/er/mine.txt") == "mine too")
    #expect(!sandbox.exists("site/gone.html"))
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("A file made in a folder that the site drops keeps the folder", arguments: [true, false])
  func madeInDroppedFolder(canExchange: Bool) async throws {
    let sandbox = try OutputSandbox("dropped")
    defer { sandbox.remove() }
    let report = try await publishing(canExchange: canExchange, sandbox) {
      try sandbox.write("mine", to: "site/dropped/mine.txt")
    }
    #expect(report.warnings == [])
    #expect(try sandbox.tree()["dropped/mine.txt"] == "mine")
    #expect(!sandbox.exists("site/dropped/page.html"))
  }

  @Test("A file made where a new page goes is not written over in place")
  func madeInTheWay() async throws {
    let sandbox = try OutputSandbox("way")
    defer { sandbox.remove() }
    let failure = await failure { () throws(PublishFailure) in
      do { return try await publishing(canExchange: false, sandbox) { try mine() } } catch {
        guard let error = error as? PublishFailure else { return PublishReport() }
        throw error
      }
    }
    @Sendable func mine() throws { try sandbox.write("mine", to: "site/sub/page.html") }
    #expect(
      failure
        == .partlyPublished(.rename, path: sandbox.output + "/sub/page.html", errno: .fileExists))
    #expect(sandbox.text("site/sub/page.html") == "mine")
  }

  @Test("An edited page that the site drops is kept, whichever way", arguments: [true, false])
  func editedPage(canExchange: Bool) async throws {
    let sandbox = try OutputSandbox("edited")
    defer { sandbox.remove() }
    try await sandbox.publish(old)
    try sandbox.write("edited by hand", to: "site/gone.html")
    let report = try await publish(
      image(new), of: NoContent(), to: sandbox.output, protecting: [], jobs: 2, staged: nil,
      under: Circumstances(canExchange: canExchange))
    #expect(report.edited == ["gone.html"])
    #expect(sandbox.text("site/gone.html") == "edited by hand")
    #expect(sandbox.text("site/index.html") == "new")
  }

  @Test("A foreign file where a page goes is refused, whichever way", arguments: [true, false])
  func foreignFile(canExchange: Bool) async throws {
    let sandbox = try OutputSandbox("foreign")
    defer { sandbox.remove() }
    try await sandbox.publish(old)
    try sandbox.write("mine", to: "site/sub/page.html")
    let before = try sandbox.tree()
    let failure = await failure { () throws(PublishFailure) in
      try await publish(
        image(new), of: NoContent(), to: sandbox.output, protecting: [], jobs: 2, staged: nil,
        under: Circumstances(canExchange: canExchange))
    }
    #expect(failure == .fileInTheWay(path: sandbox.output + "/sub/page.html"))
    #expect(try sandbox.tree() == before)
  }

  @Test("An output that was replaced by another folder is not exchanged away")
  func replacedOutput() async throws {
    let sandbox = try OutputSandbox("replaced")
    defer { sandbox.remove() }
    let failure = await failure { () throws(PublishFailure) in
      do { return try await publishing(canExchange: true, sandbox) { try replace() } } catch {
        guard let error = error as? PublishFailure else { return PublishReport() }
        throw error
      }
    }
    @Sendable func replace() throws {
      try FileManager.default.moveItem(atPath: sandbox.output, toPath: sandbox.folder + "/moved")
      try sandbox.write("mine", to: "site/mine.txt")
    }
    #expect(failure == .outputReplaced(path: sandbox.output))
    #expect(try sandbox.tree() == ["mine.txt": "mine"])
    #expect(sandbox.text("moved/index.html") == "old")
    #expect(try sandbox.namesBesideOutput() == ["moved"])
  }

  @Test("The lock ends with the build, and giving it back twice takes nobody else's")
  func lockGivenBackTwice() async throws {
    let sandbox = try OutputSandbox("lock")
    defer { sandbox.remove() }
    let location = try locateOutput(sandbox.output)
    let first = try OutputLock.take(location, root: nil)
    first.release()
    let second = try OutputLock.take(location, root: nil)
    first.release()
    #expect(try sandbox.namesBesideOutput() == [".site.study-lock"])
    second.release()
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("A lock that is not given back by hand ends with its value")
  func lockOfAValueThatEnds() async throws {
    let sandbox = try OutputSandbox("lockend")
    defer { sandbox.remove() }
    func takeAndForget() throws {
      _ = try OutputLock.take(try locateOutput(sandbox.output), root: nil)
    }
    try takeAndForget()
    #expect(try sandbox.namesBesideOutput() == [])
    try takeAndForget()
  }
}

/// A site of bytes alone needs no content.
private struct NoContent: FileTree {
  func files() -> Diagnosed<[TreeFile]> { Diagnosed([]) }
  func read(_ path: ContentPath, limit: Int) -> Diagnosed<[UInt8]?> { Diagnosed(nil) }
  func readStart(_ path: ContentPath, count: Int) -> [UInt8]? { nil }
  func diskPath(of path: ContentPath) -> String? { nil }
}

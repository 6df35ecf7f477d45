// What users and other programs do to the output while a build is at work: none of it is lost, and
// none of it is taken for the site. Acts between the look at the output and the exchange.

import Foundation
import Publishing
import Testing

/// Acts as soon as a build has a staging folder, which is after it listed the output. False if that
/// may have been after the whole site was staged. The test writes `over` when the build has ended.
private func whileStaging(
  _ sandbox: OutputSandbox, _ act: @escaping @Sendable () throws -> Void
) async -> Bool {
  await withCheckedContinuation { done in
    Thread.detachNewThread {
      while !sandbox.exists("over") {
        let names = (try? sandbox.namesBesideOutput()) ?? []
        guard let staging = names.first(where: { $0.hasPrefix(".site.study-staging") }) else {
          continue
        }
        let hasActed = (try? act()) != nil
        return done.resume(
          returning: hasActed && sandbox.exists(staging + "/.study-unfinished"))
      }
      done.resume(returning: false)
    }
  }
}

/// Publishes a second version over a first one until something could be done meanwhile, and calls
/// `check` with the failure, if any, of that build.
private func publishing(
  while act: @escaping @Sendable (OutputSandbox) throws -> Void,
  check: (OutputSandbox, PublishFailure?) throws -> Void
) async throws {
  for _ in 1...50 {
    let sandbox = try OutputSandbox("meanwhile")
    defer { sandbox.remove() }
    try await sandbox.publish(manyPages(300, version: 1))
    async let isInTime = whileStaging(sandbox) { try act(sandbox) }
    let failure = await failure { () throws(PublishFailure) in
      try await sandbox.publish(manyPages(300, version: 2))
    }
    try sandbox.write("", to: "over")
    if await isInTime { return try check(sandbox, failure) }
  }
  Issue.record("every build was too quick to be disturbed")
}

@Suite("Emit: what others do during a build")
struct InterferenceTests {
  @Test func aFileMadeDuringABuildIsKept() async throws {
    try await publishing { sandbox in
      try sandbox.write("mine", to: "site/notes.txt")
      try sandbox.write("mine too", to: "site/late/notes.txt")
    } check: { sandbox, failure throws in
      #expect(failure == nil)
      #expect(sandbox.text("site/notes.txt") == "mine")
      #expect(sandbox.text("site/late/notes.txt") == "mine too")
      #expect(sandbox.text("site/only-in-2/index.html") == "here in 2")
      #expect(try sandbox.namesBesideOutput() == ["over"])
    }
  }

  @Test func aFolderThatTakesTheOutputsPlaceDuringABuildIsLeftAlone() async throws {
    try await publishing { sandbox in
      try FileManager.default.moveItem(
        atPath: sandbox.output, toPath: sandbox.folder + "/moved")
      try sandbox.write("precious", to: "site/precious.txt")
    } check: { sandbox, failure throws in
      #expect(failure == .outputReplaced(path: sandbox.output))
      #expect(try sandbox.tree() == ["precious.txt": "precious"])
      #expect(sandbox.text("moved/only-in-1/index.html") == "here in 1")
      #expect(try sandbox.namesBesideOutput() == ["moved", "over"])
    }
  }
}

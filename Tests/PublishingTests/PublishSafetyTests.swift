// What `publish` must never do: write where it was not invited, drop what it did not make, work
// next to another build, or leave things of its own behind.

import Files
import Foundation
import Glibc
import Publishing
import SystemPackage
import Testing

@Suite("Emit: what it refuses")
struct EmitRefusalTests {
  /// Publishes into a folder of the sandbox; the sandbox must be unchanged when that is refused.
  private func refusal(
    _ sandbox: OutputSandbox, _ output: String, protecting: [String] = []
  ) async throws -> PublishFailure? {
    let before = try sandbox.tree("")
    let failure = await failure { () throws(PublishFailure) in
      try await publishImage(
        image(["index.html": "home"]), to: output, protecting: protecting, jobs: 1)
    }
    #expect(try sandbox.tree("") == before)
    if let failure { #expect(!failure.message.isEmpty && failure.message.hasSuffix(".")) }
    return failure
  }

  @Test("The root of the file system, however it is spelled", arguments: ["/", "//", "/./", "/.."])
  func root(output: String) async throws {
    let sandbox = try OutputSandbox("root")
    defer { sandbox.remove() }
    #expect(
      try await refusal(sandbox, output)
        == .outputRefused(path: "/", reason: .fileSystemRoot))
  }

  @Test("A protected folder, and every folder that it lies in, whatever the path looks like")
  func protected() async throws {
    let sandbox = try OutputSandbox("protected")
    defer { sandbox.remove() }
    try sandbox.makeFolder("project/content/deep")
    try sandbox.makeLink("alias", to: sandbox.folder + "/project")
    let content = sandbox.folder + "/project/content"
    for output in [
      "/project/content", "/project", "", "/project/", "/project/content/.",
      "/project/content/deep/..", "/alias/content", "//project//content",
    ] {
      let failure = try await refusal(sandbox, sandbox.folder + output, protecting: [content])
      guard case .outputRefused(_, .holds(protected: content))? = failure else {
        Issue.record("\(output) gave \(String(describing: failure))")
        continue
      }
    }
    // The same through a protected path that itself leads over a link.
    let failure = try await refusal(
      sandbox, sandbox.folder + "/project", protecting: [sandbox.folder + "/alias/content"])
    #expect(failure != nil)
  }

  @Test("A folder inside a protected one may be the output")
  func insideProtected() async throws {
    let sandbox = try OutputSandbox("inside")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "home"], protecting: [sandbox.folder])
    #expect(sandbox.text("site/index.html") == "home")
  }

  @Test("A folder with files in it that study did not make")
  func notOurs() async throws {
    let sandbox = try OutputSandbox("notours")
    defer { sandbox.remove() }
    try sandbox.write("precious", to: "site/thesis.txt")
    let refused = PublishFailure.outputRefused(path: sandbox.output, reason: .notMadeByStudy)
    #expect(try await refusal(sandbox, sandbox.output) == refused)
    try sandbox.write("some other program's", to: "site/.study-manifest")
    #expect(try await refusal(sandbox, sandbox.output) == refused)
  }

  @Test("A repository, even one that study wrote to")
  func repository() async throws {
    let sandbox = try OutputSandbox("git")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "home"])
    try sandbox.write("gitdir: elsewhere", to: "site/.git")
    #expect(
      try await refusal(sandbox, sandbox.output)
        == .outputRefused(path: sandbox.output, reason: .gitRepository))
  }

  @Test("A folder inside a repository's own", arguments: [".git", ".git/site", "a/.git/b/site"])
  func insideGit(output: String) async throws {
    let sandbox = try OutputSandbox("insidegit")
    defer { sandbox.remove() }
    #expect(
      try await refusal(sandbox, sandbox.folder + "/" + output)
        == .outputRefused(path: sandbox.folder + "/" + output, reason: .insideGit))
  }

  @Test("A symbolic link, to something or to nothing")
  func link() async throws {
    let sandbox = try OutputSandbox("link")
    defer { sandbox.remove() }
    try sandbox.makeFolder("elsewhere")
    try sandbox.makeLink("site", to: sandbox.folder + "/elsewhere")
    try sandbox.makeLink("dangling", to: sandbox.folder + "/nothing")
    for name in ["site", "dangling", "site/"] {
      let failure = try await refusal(sandbox, sandbox.folder + "/" + name)
      guard case .outputRefused(_, .symbolicLink)? = failure else {
        Issue.record("\(name) gave \(String(describing: failure))")
        continue
      }
    }
  }

  @Test("A file")
  func file() async throws {
    let sandbox = try OutputSandbox("file")
    defer { sandbox.remove() }
    try sandbox.write("text", to: "site")
    #expect(
      try await refusal(sandbox, sandbox.output)
        == .outputRefused(path: sandbox.output, reason: .notAFolder))
    #expect(try await refusal(sandbox, sandbox.output + "/below")?.errno == .notDirectory)
  }

  @Test("A place in the site that holds something of the user's")
  func inTheWay() async throws {
    let sandbox = try OutputSandbox("way")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "home", "made/by.html": "study"])
    try sandbox.write("mine", to: "site/robots.txt")
    try sandbox.write("mine", to: "site/folder/mine.txt")
    try sandbox.makeLink("site/link", to: "/etc")
    try sandbox.makeFolder("site/empty")
    let before = try sandbox.tree()
    for (page, inTheWay) in [
      ("robots.txt", "robots.txt"), ("folder", "folder"), ("link/passwd", "link"),
      ("robots.txt/index.html", "robots.txt"), ("link", "link"), ("empty", "empty"),
    ] {
      let failure = await failure { () throws(PublishFailure) in
        try await sandbox.publish([page: "new"])
      }
      #expect(failure == .fileInTheWay(path: sandbox.output + "/" + inTheWay))
      #expect(try sandbox.tree() == before)
    }
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("A page whose place the user's file has already, with the right contents, is no problem")
  func sameInTheWay() async throws {
    let sandbox = try OutputSandbox("samefile")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "home"])
    try sandbox.write("User-agent: *", to: "site/robots.txt")
    let before = try sandbox.identity("site/robots.txt")
    try await sandbox.publish(["index.html": "home", "robots.txt": "User-agent: *"])
    #expect(try sandbox.identity("site/robots.txt") == before)
  }

  @Test("Every failure says what is wrong and what to do, in sentences")
  func messages() {
    let numbers = [
      Errno.noSpace, .diskQuotaExceeded, .readOnlyFileSystem, .permissionDenied, .notPermitted,
      .tooManyOpenFiles, .ioError, .fileTooLarge, .fileNameTooLong, .noSuchFileOrDirectory,
      Errno(rawValue: 9999),
    ]
    for number in numbers {
      let failure = PublishFailure.systemCall(.write, path: "/out/a.html", errno: number)
      #expect(failure.message.hasPrefix("Cannot write /out/a.html: "))
      #expect(failure.message.hasSuffix("."))
      #expect(failure.path == "/out/a.html" && failure.errno == number)
    }
    #expect(
      PublishFailure.systemCall(.write, path: "/out", errno: .noSpace).message
        .contains("no space is left on the device"))
    #expect(
      PublishFailure.anotherBuildRunning(path: "/out", processIdentifier: 77).message
        .contains("process 77"))
  }
}

@Suite("Emit: one build at a time, and what dead ones left")
struct EmitLockTests {
  private let pages = ["index.html": "new"]

  /// Takes the lock of a file or folder as another process would have it, until it is closed.
  private func lock(_ path: String) throws -> FileHandle {
    let handle = try #require(FileHandle(forReadingAtPath: path))
    #expect(flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
    return handle
  }

  @Test("While another build writes, a second one stops and names it")
  func secondBuild() async throws {
    let sandbox = try OutputSandbox("locked")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "old"])
    try sandbox.write("4711\n", to: ".site.study-lock")
    let held = try lock(sandbox.folder + "/.site.study-lock")
    let failure = await failure { () throws(PublishFailure) in try await sandbox.publish(pages) }
    #expect(failure == .anotherBuildRunning(path: sandbox.output, processIdentifier: 4711))
    #expect(sandbox.text("site/index.html") == "old")
    try held.close()
    #expect(try await sandbox.publish(pages).written == 1)
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("A folder that looks broken while another build moves its files is not reported as broken")
  func failedLookDuringAnotherBuild() async throws {
    let sandbox = try OutputSandbox("half-moved")
    defer { sandbox.remove() }
    try await sandbox.publish(["about.html": "old"])
    // As it is halfway through publishing in place: a new page that no manifest names yet.
    try sandbox.write("newer", to: "site/index.html")
    try sandbox.write("4711\n", to: ".site.study-lock")
    let held = try lock(sandbox.folder + "/.site.study-lock")
    let during = await failure { () throws(PublishFailure) in try await sandbox.publish(pages) }
    #expect(during == .anotherBuildRunning(path: sandbox.output, processIdentifier: 4711))
    try held.close()
    let after = await failure { () throws(PublishFailure) in try await sandbox.publish(pages) }
    #expect(after == .fileInTheWay(path: sandbox.output + "/index.html"))
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("Of many builds at once each either publishes a whole site or says that another is at work")
  func race() async throws {
    let sandbox = try OutputSandbox("race")
    defer { sandbox.remove() }
    let failures = await withTaskGroup(of: PublishFailure?.self) { group in
      for version in 1...8 {
        group.addTask {
          await failure { () throws(PublishFailure) in
            try await sandbox.publish(manyPages(60, version: version), jobs: 1)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for case let failure? in failures {
      switch failure {
      case .anotherBuildRunning, .outputReplaced: break
      default: Issue.record("\(failure)")
      }
    }
    let tree = try sandbox.tree()
    let version = try #require((1...8).first { tree["only-in-\($0)/index.html"] != nil })
    for (path, text) in manyPages(60, version: version) { #expect(tree[path] == text) }
    #expect(tree.values.count { $0 != "folder" } == 62)
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("What a dead build left is removed by the next one, even if nothing else is to be done")
  func leftovers() async throws {
    let sandbox = try OutputSandbox("leftovers")
    defer { sandbox.remove() }
    try await sandbox.publish(pages)
    try sandbox.write("1\n", to: ".site.study-lock")
    try sandbox.write("", to: ".site.study-staging-99999/.study-unfinished")
    try sandbox.write("half", to: ".site.study-staging-99999/topics/half.html")
    try sandbox.makeFolder(".site.study-staging-1")
    try sandbox.write("half", to: "site/.study-staging/12")
    try sandbox.write("1", to: "site/.study-lock")
    let before = try sandbox.identity("site/index.html")
    let report = try await sandbox.publish(pages)
    #expect(report.written == 0 && report.foreign == [] && report.warnings == [])
    #expect(try sandbox.namesBesideOutput() == [])
    #expect(try sandbox.tree().keys.sorted() == [".study-manifest", "index.html"])
    #expect(try sandbox.identity("site/index.html") == before)
  }

  @Test("The staging folder of a build that lives is not touched")
  func livingStaging() async throws {
    let sandbox = try OutputSandbox("living")
    defer { sandbox.remove() }
    try sandbox.write("", to: ".site.study-staging-2/.study-unfinished")
    try sandbox.write("at work", to: ".site.study-staging-2/index.html")
    let held = try lock(sandbox.folder + "/.site.study-staging-2")
    try await sandbox.publish(pages)
    #expect(sandbox.text(".site.study-staging-2/index.html") == "at work")
    try held.close()
    try await sandbox.publish(pages)
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("Of an old site whose removal was cut short, everything of study's goes, nothing else")
  func oldTree() async throws {
    let sandbox = try OutputSandbox("oldtree")
    defer { sandbox.remove() }
    // Exchanging puts the old site where the staging folder was; here it is made there by hand.
    func leaveOldSite() async throws {
      let old = ["index.html": "old", "gone.html": "gone", "sub/x.html": "x"]
      let made = sandbox.folder + "/made"
      _ = try await publishImage(image(old), to: made, protecting: [], jobs: 1)
      try FileManager.default.moveItem(
        atPath: made, toPath: sandbox.folder + "/.site.study-staging-3")
    }
    try await sandbox.publish(pages)
    try await leaveOldSite()
    try sandbox.write("scribble", to: ".site.study-staging-3/index.html")
    #expect(try await sandbox.publish(pages).warnings == [])
    #expect(try sandbox.namesBesideOutput() == [])

    try await leaveOldSite()
    try sandbox.write("precious", to: ".site.study-staging-3/mine.txt")
    #expect(try await sandbox.publish(pages).warnings.count == 1)
    #expect(try sandbox.tree(".site.study-staging-3") == ["mine.txt": "precious"])
  }

  @Test("Names that only look like a leftover of this output are left alone")
  func similarNames() async throws {
    let sandbox = try OutputSandbox("similar")
    defer { sandbox.remove() }
    try sandbox.write("mine", to: ".site2.study-staging-3/mine.txt")
    try sandbox.write("mine", to: "site.study-staging-3/mine.txt")
    try sandbox.write("mine", to: ".site.study-stagings")
    try await sandbox.publish(pages)
    #expect(try sandbox.namesBesideOutput().count == 3)
  }
}

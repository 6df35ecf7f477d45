// What a user sees of `publish` on an ordinary day: sites come, change and shrink, and files that
// are right already, or not study's, stay as they are.

import Files
import Foundation
import Publishing
import Testing

@Suite("Emit")
struct EmitTests {
  @Test("A first build writes every file, folders included, for everybody to read")
  func cold() async throws {
    let sandbox = try OutputSandbox("cold")
    defer { sandbox.remove() }
    let report = try await sandbox.publish([
      "index.html": "home", "topics/a/index.html": "a", "topics/a.html": "flat", "empty.txt": "",
    ])
    #expect(report.written == 4 && report.unchanged == 0 && report.removed == 0)
    #expect(sandbox.text("site/topics/a/index.html") == "a")
    #expect(sandbox.text("site/topics/a.html") == "flat")
    #expect(sandbox.text("site/empty.txt") == "")
    #expect(try sandbox.mode("site/index.html") == 0o644)
    #expect(try sandbox.mode("site/topics/a") == 0o755)
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("An output folder in a folder that does not exist yet is made")
  func missingParents() async throws {
    let sandbox = try OutputSandbox("parents")
    defer { sandbox.remove() }
    let output = sandbox.folder + "/not/there//yet/./site"
    _ = try await publishImage(image(["index.html": "home"]), to: output, protecting: [], jobs: 1)
    #expect(sandbox.text("not/there/yet/site/index.html") == "home")
  }

  @Test("An existing empty folder may be the output, and keeps its mode")
  func existingEmpty() async throws {
    let sandbox = try OutputSandbox("empty")
    defer { sandbox.remove() }
    try sandbox.makeFolder("site")
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: sandbox.output)
    try await sandbox.publish(["index.html": "home"])
    #expect(sandbox.text("site/index.html") == "home")
    #expect(try sandbox.mode("site") == 0o750)
  }

  @Test("A second build of the same site touches nothing", arguments: [1, 2])
  func nothingToDo(jobs: Int) async throws {
    let sandbox = try OutputSandbox("same")
    defer { sandbox.remove() }
    let pages = manyPages(200, version: 1)
    try await sandbox.publish(pages)
    let paths = Array(pages.keys) + [".study-manifest", ""]
    let before = try paths.map { try sandbox.identity("site/\($0)") }
    let beside = try sandbox.identity("")
    let report = try await sandbox.publish(pages, jobs: jobs)
    #expect(report.written == 0 && report.removed == 0 && report.unchanged == 201)
    #expect(try paths.map { try sandbox.identity("site/\($0)") } == before)
    #expect(try sandbox.identity("") == beside)
  }

  @Test("Only the file that changed is written; the others keep inode and time")
  func oneChange() async throws {
    let sandbox = try OutputSandbox("one")
    defer { sandbox.remove() }
    var pages = manyPages(100, version: 1)
    try await sandbox.publish(pages)
    let changed = "topics/page-7/index.html"
    let others = pages.keys.filter { $0 != changed }
    let before = try others.map { try sandbox.identity("site/\($0)") }
    pages[changed] = "new words"
    let report = try await sandbox.publish(pages)
    #expect(report.written == 1 && report.unchanged == 100)
    #expect(sandbox.text("site/\(changed)") == "new words")
    #expect(try others.map { try sandbox.identity("site/\($0)") } == before)
    #expect(try sandbox.namesBesideOutput() == [])
  }

  @Test("A change that keeps the length of a file is seen")
  func sameLength() async throws {
    let sandbox = try OutputSandbox("length")
    defer { sandbox.remove() }
    try await sandbox.publish(["a.html": "12345678"])
    #expect(try await sandbox.publish(["a.html": "12345679"]).written == 1)
    #expect(sandbox.text("site/a.html") == "12345679")
  }

  @Test("The tree is the same whatever was there before and however many jobs there are")
  func sameTree() async throws {
    let clean = try OutputSandbox("clean")
    defer { clean.remove() }
    try await clean.publish(manyPages(150, version: 3), jobs: 1)
    let grown = try OutputSandbox("grown")
    defer { grown.remove() }
    try await grown.publish(manyPages(90, version: 1), jobs: 2)
    try await grown.publish(manyPages(200, version: 2), jobs: 7)
    try await grown.publish(manyPages(150, version: 3), jobs: 2)
    #expect(try grown.tree() == clean.tree())
  }

  @Test("A page that vanished from the site vanishes from the output, with its empty folders")
  func vanished() async throws {
    let sandbox = try OutputSandbox("vanished")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "home", "old/deep/index.html": "old"])
    let report = try await sandbox.publish(["index.html": "home"])
    #expect(report.removed == 1 && report.written == 0)
    #expect(!sandbox.exists("site/old"))
  }

  @Test("A file may become a folder, and a folder a file")
  func kindsSwap() async throws {
    let sandbox = try OutputSandbox("swap")
    defer { sandbox.remove() }
    try await sandbox.publish(["a": "file", "b/c": "in folder"])
    try await sandbox.publish(["a/c": "in folder", "b": "file"])
    #expect(sandbox.text("site/a/c") == "in folder")
    #expect(sandbox.text("site/b") == "file")
  }

  @Test("Files of the user stay: same inode, same time, counted, whatever their kind")
  func foreignFiles() async throws {
    let sandbox = try OutputSandbox("foreign")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "home"])
    try sandbox.write("example.org", to: "site/CNAME")
    try sandbox.write("", to: "site/.nojekyll")
    try sandbox.write("mine", to: "site/old/mine.txt")
    try sandbox.makeFolder("site/empty")
    try sandbox.makeLink("site/link", to: "/nowhere")
    let paths = ["CNAME", ".nojekyll", "old/mine.txt", "link"]
    let before = try paths.map { try sandbox.identity("site/\($0)") }
    let report = try await sandbox.publish(["index.html": "changed", "old/new.html": "new"])
    #expect(report.foreign == [".nojekyll", "CNAME", "link", "old/mine.txt"])
    #expect(try paths.map { try sandbox.identity("site/\($0)") } == before)
    #expect(try sandbox.tree()["link"] == "link to /nowhere")
    #expect(try sandbox.tree()["empty"] == "folder")
    try await sandbox.publish([:])
    #expect(try paths.map { try sandbox.identity("site/\($0)") } == before)
    #expect(try !sandbox.tree().keys.contains("index.html"))
  }

  @Test("A page that the user edited and the site dropped is kept and named")
  func editedAndVanished() async throws {
    let sandbox = try OutputSandbox("edited")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "home", "old.html": "old"])
    try sandbox.write("my words", to: "site/old.html")
    let report = try await sandbox.publish(["index.html": "home 2"])
    #expect(report.edited == ["old.html"] && report.removed == 0)
    #expect(sandbox.text("site/old.html") == "my words")
    let next = try await sandbox.publish(["index.html": "home 3"])
    #expect(next.foreign == ["old.html"])
  }

  @Test("A page that the user edited and the site still has is made right again, and named")
  func editedAndPresent() async throws {
    let sandbox = try OutputSandbox("repaired")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "home", "a.html": "a", "b.html": "b"])
    try sandbox.write("scribble", to: "site/a.html")
    let report = try await sandbox.publish(["index.html": "home", "a.html": "a", "b.html": "b2"])
    #expect(report.written == 2)
    #expect(report.replacedEdits == ["a.html"])
    #expect(sandbox.text("site/a.html") == "a")
    let next = try await sandbox.publish(["index.html": "home 2", "a.html": "a2", "b.html": "b"])
    #expect(next.replacedEdits == [])
  }

  @Test("Two names that look alike stay two files")
  func lookAlikes() async throws {
    let sandbox = try OutputSandbox("alike")
    defer { sandbox.remove() }
    let files = [
      OutputFile("cafe\u{301}.html", Array("decomposed".utf8)),
      OutputFile("caf\u{e9}.html", Array("composed".utf8)),
      OutputFile("with space \"quoted\"\nand line.html", Array("odd".utf8)),
    ]
    _ = try await publishImage(SiteImage(files), to: sandbox.output, protecting: [], jobs: 1)
    let again = try await publishImage(
      SiteImage(files), to: sandbox.output, protecting: [], jobs: 1)
    #expect(again.unchanged == 3 && again.written == 0)
    #expect(sandbox.text("site/caf\u{e9}.html") == "composed")
    #expect(sandbox.text("site/cafe\u{301}.html") == "decomposed")
  }
}

@Suite("Emit: copied files")
struct EmitCopyTests {
  @Test("An asset is copied whole, once; only a changed one is copied again")
  func copies() async throws {
    let sandbox = try OutputSandbox("asset")
    defer { sandbox.remove() }
    // Longer than the buffer that it passes through, and not a multiple of it.
    let long = String(repeating: "0123456789abcdef", count: 40_000) + "end"
    try sandbox.write(long, to: "content/long.bin")
    try sandbox.write("", to: "content/empty.bin")
    let files = ["empty.bin", "long.bin"].map {
      copied("assets/\($0)", from: sandbox.folder + "/content/\($0)")
    }
    #expect(
      try await publishImage(SiteImage(files), to: sandbox.output, protecting: [], jobs: 2).written
        == 2)
    #expect(sandbox.text("site/assets/long.bin") == long)
    let before = try sandbox.identity("site/assets/long.bin")
    #expect(
      try await publishImage(SiteImage(files), to: sandbox.output, protecting: [], jobs: 2).written
        == 0)
    try sandbox.write("x", to: "content/empty.bin")
    #expect(
      try await publishImage(SiteImage(files), to: sandbox.output, protecting: [], jobs: 2).written
        == 1)
    #expect(try sandbox.identity("site/assets/long.bin") == before)
    try sandbox.write(long.dropLast() + "D", to: "content/long.bin")
    #expect(
      try await publishImage(SiteImage(files), to: sandbox.output, protecting: [], jobs: 2).written
        == 1)
    #expect(sandbox.text("site/assets/long.bin")?.hasSuffix("enD") == true)
  }

  @Test("An asset that is missing, a link, a folder or a pipe stops the build; the old site stays")
  func unusableSources() async throws {
    let sandbox = try OutputSandbox("sources")
    defer { sandbox.remove() }
    try await sandbox.publish(["index.html": "old"])
    let before = try sandbox.tree()
    try sandbox.makeFolder("content/folder")
    try sandbox.makeLink("content/link", to: "/etc/passwd")
    #expect(runs("/usr/bin/mkfifo", sandbox.folder + "/content/pipe"))
    let expected: [(String, PublishFailure.SourceProblem)] = [
      ("missing", .missing), ("link", .notARegularFile), ("folder", .notARegularFile),
      ("pipe", .notARegularFile),
    ]
    for (name, reason) in expected {
      let source = sandbox.folder + "/content/" + name
      let output = sandbox.output
      let files =
        image(["a.html": "new", "index.html": "new"]).files
        + [copied("z.bin", from: source)]
      let failure = await failure { () throws(PublishFailure) in
        try await publishImage(SiteImage(files), to: output, protecting: [], jobs: 2)
      }
      #expect(failure == .sourceUnusable(path: source, reason: reason))
      #expect(try sandbox.tree() == before)
      #expect(try sandbox.namesBesideOutput() == ["content"])
    }
  }
}

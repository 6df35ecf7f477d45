// What a build reads of a real folder, and what it refuses: nothing outside the folder, nothing
// that is not a file, nothing hidden, nothing larger than the limit.

import Diagnostics
import Disk
import Files
import Foundation
import Glibc
import Support
import Testing

@Suite("Disk tree")
struct DiskTreeTests {
  @Test("Pages and assets at any depth are listed in byte order of their paths")
  func listing() async throws {
    try await withTemporaryFolder { folder in
      for name in ["b.md", "a/z.md", "a-b.md", "a/img/x.png", "B.md", "é.md"] {
        try folder.write("x", to: name)
      }
      let listed = try tree(folder).files()
      #expect(
        listed.value.map(\.path.text) == [
          "B.md", "a-b.md", "a/img/x.png", "a/z.md", "b.md", "é.md",
        ])
      #expect(listed.diagnostics == [])
    }
  }

  @Test("A folder with a site that study published is left out")
  func publishedSite() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# A", to: "a.md")
      try folder.write("study-manifest 1\n", to: "out/.study-manifest")
      try folder.write("x", to: "out/deep/page.md")
      try folder.write("else", to: "kept/.study-manifest")
      try folder.write("# B", to: "kept/b.md")
      let listed = try tree(folder).files()
      #expect(listed.value.map(\.path.text) == ["a.md", "kept/b.md"])
      #expect(listed.diagnostics.map(\.path) == ["shown/out"])
      #expect(listed.diagnostics.map(\.severity) == [.note])
    }
  }

  @Test("A folder that does not exist, or is a file, is no tree", arguments: ["none", "file"])
  func noFolder(name: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("x", to: "file")
      let tree = DiskTree(folder: folder.path + "/" + name, shownPrefix: "", excluding: [])
      #expect(tree == nil)
    }
  }

  @Test("A link to the content folder itself is followed")
  func linkedRoot() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# A", to: "real/a.md")
      try folder.makeLink("docs", to: "real")
      let listed = try tree(folder, "docs").files()
      #expect(listed.value.map(\.path.text) == ["a.md"])
    }
  }

  @Test("A link out of the folder is refused, to a file or to a folder", arguments: [true, false])
  func linkOut(toFile: Bool) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("secret", to: "secret/passwords.md")
      try folder.write("# A", to: "docs/a.md")
      let target = toFile ? "../secret/passwords.md" : "../secret"
      try folder.makeLink("docs/b.md", to: target)
      let listed = try tree(folder, "docs").files()
      #expect(listed.value.map(\.path.text) == ["a.md"])
      #expect(listed.diagnostics.map(\.code) == [.linkLeavesContent])
      #expect(listed.diagnostics.map(\.path) == ["shown/b.md"])
    }
  }

  @Test("A link is asked for its target again when it is read: it may have been turned")
  func linkTurned() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("secret", to: "secret.md")
      try folder.write("# A", to: "docs/a.md")
      try folder.makeLink("docs/b.md", to: "a.md")
      let tree = try tree(folder, "docs")
      #expect(tree.files().value.map(\.path.text) == ["a.md", "b.md"])
      try FileManager.default.removeItem(atPath: folder.path + "/docs/b.md")
      try folder.makeLink("docs/b.md", to: "../secret.md")
      let read = tree.read(ContentPath("b.md"), limit: 100)
      #expect(read.value == nil)
      #expect(read.diagnostics.map(\.code) == [.linkLeavesContent])
    }
  }

  @Test("A link to a folder whose name begins like the content folder's leads out")
  func linkToNeighbour() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("secret", to: "docs-private/a.md")
      try folder.makeFolder("docs")
      try folder.makeLink("docs/a.md", to: "../docs-private/a.md")
      let listed = try tree(folder, "docs").files()
      #expect(listed.value == [])
      #expect(listed.diagnostics.map(\.code) == [.linkLeavesContent])
    }
  }

  @Test("A link to a file inside the folder is that file")
  func linkInside() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# A", to: "docs/a.md")
      try folder.makeLink("docs/b.md", to: "a.md")
      let tree = try tree(folder, "docs")
      #expect(tree.files().diagnostics == [])
      #expect(tree.read(ContentPath("b.md"), limit: 100).value == Array("# A".utf8))
    }
  }

  @Test("Links in a circle, to nothing and to a parent folder end, with an error each")
  func linkLoops() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# A", to: "docs/sub/a.md")
      try folder.makeLink("docs/one.md", to: "two.md")
      try folder.makeLink("docs/two.md", to: "one.md")
      try folder.makeLink("docs/gone.md", to: "nowhere.md")
      try folder.makeLink("docs/sub/up", to: "..")
      let listed = try tree(folder, "docs").files()
      #expect(listed.value.map(\.path.text) == ["sub/a.md"])
      #expect(
        listed.diagnostics.map(\.path).sorted() == [
          "shown/gone.md", "shown/one.md", "shown/sub/up", "shown/two.md",
        ])
      #expect(listed.diagnostics.allSatisfy { $0.code == .linkLeavesContent })
    }
  }

  @Test("A pipe that is called like a page is refused, and nobody waits for it")
  func pipeNamedLikeAPage() async throws {
    try await withTemporaryFolder { folder in
      #expect(unsafe mkfifo(folder.path + "/pipe.md", 0o644) == 0)
      let tree = try tree(folder)
      let listed = tree.files()
      #expect(listed.value == [])
      #expect(listed.diagnostics.map(\.code) == [.notRegularFile])
      #expect(listed.diagnostics.map(\.path) == ["shown/pipe.md"])
      #expect(
        tree.read(ContentPath("pipe.md"), limit: 100).diagnostics.map(\.code) == [.notRegularFile])
    }
  }

  @Test("A file that went away after it was listed is an error that names it")
  func fileThatWentAway() async throws {
    try await withTemporaryFolder { folder in
      let read = try tree(folder).read(ContentPath("gone.md"), limit: 100)
      #expect(read.value == nil)
      #expect(read.diagnostics.map(\.code) == [.unreadableFile])
      #expect(read.diagnostics.map(\.path) == ["shown/gone.md"])
    }
  }

  @Test(
    "A file that may not be read is an error that names it",
    .disabled(if: getuid() == 0, "root may read everything"))
  func unreadable() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# A", to: "a.md")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0], ofItemAtPath: folder.path + "/a.md")
      let read = try tree(folder).read(ContentPath("a.md"), limit: 100)
      #expect(read.diagnostics.map(\.code) == [.unreadableFile])
    }
  }

  @Test("Names that have no address everywhere are errors, shown without harm to the terminal")
  func badNames() async throws {
    try await withTemporaryFolder { folder in
      for name: [UInt8] in [
        Array("caf".utf8) + [0xE9] + Array(".md".utf8), Array("two\nlines.md".utf8),
        Array("back\\slash.md".utf8),
      ] {
        let path = (Array(folder.path.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
        close(unsafe open(path, O_CREAT | O_WRONLY, 0o644))
      }
      let listed = try tree(folder).files()
      #expect(listed.value == [])
      #expect(
        listed.diagnostics.map(\.code) == [.notRegularFile, .notRegularFile, .notRegularFile])
      let text = listed.diagnostics.map {
        textReport(of: $0, source: nil, style: TextReportStyle(isColored: false))
      }.joined()
      #expect(text.contains("shown/two\\u{a}lines.md: warning:"))
    }
  }

  @Test("A file over the limit is refused without being read", arguments: [50 << 20, 64 << 30])
  func sparse(size: Int) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("", to: "big.md")
      #expect(unsafe truncate(folder.path + "/big.md", size) == 0)
      let read = try tree(folder).read(ContentPath("big.md"), limit: 1 << 20)
      #expect(read.value == nil)
      #expect(read.diagnostics.map(\.code) == [.fileTooLarge])
      #expect(read.diagnostics.map(\.path) == ["shown/big.md"])
    }
  }

  @Test("A file of exactly the limit is read")
  func atLimit() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("12345", to: "a.md")
      let tree = try tree(folder)
      #expect(tree.read(ContentPath("a.md"), limit: 5).value?.count == 5)
      #expect(tree.read(ContentPath("a.md"), limit: 4).value == nil)
    }
  }

  @Test(
    "Hidden files, editors' leftovers and dependencies are not published",
    arguments: [
      ".env", ".git/config", "sub/.hidden.md", "a.md~", "#a.md#", "node_modules/x/README.md",
      "Thumbs.db",
    ])
  func ignored(name: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("x", to: name)
      let listed = try tree(folder).files()
      #expect(listed.value == [])
      #expect(listed.diagnostics == [])
    }
  }

  @Test("The output inside the content is not content, however its path is written")
  func outputInside() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# A", to: "a.md")
      try folder.write("old", to: "site/index.html")
      try folder.write("# Kept", to: "site-notes/b.md")
      let listed = try tree(folder, excluding: [folder.path + "/site-notes/../site"]).files()
      #expect(listed.value.map(\.path.text) == ["a.md", "site-notes/b.md"])
    }
  }

  private func tree(
    _ folder: TemporaryFolder, _ name: String = "", excluding: [String] = []
  ) throws -> DiskTree {
    try #require(
      DiskTree(folder: folder.path + "/" + name, shownPrefix: "shown/", excluding: excluding))
  }
}

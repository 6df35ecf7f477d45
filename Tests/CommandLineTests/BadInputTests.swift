// Bad input and bad circumstances: each gets one clear message that names the file, the right exit
// code, and leaves what was there as it was.

import Foundation
import Glibc
import Support
import Testing

@Suite("Bad input", .slow)
struct BadInputTests {
  @Test("A content folder that does not exist is named, with what to do; code 2")
  func missingFolder() async throws {
    try await withTemporaryFolder { folder in
      let run = try study(["build", "--content", "dcos", "--output", "out"], in: folder.path)
      #expect(run.code == 2)
      #expect(run.errors.contains("there is no folder `dcos`"))
      #expect(!folder.exists("out"))
    }
  }

  @Test("A project folder that does not exist is code 2")
  func missingProject() async throws {
    try await withTemporaryFolder { folder in
      let run = try study(["build", "--project", "nowhere"], in: folder.path)
      #expect(run.code == 2)
      #expect(run.errors.contains("`nowhere`"))
    }
  }

  /// Files that make a build fail, with what the message must begin with.
  static let brokenFiles: [(name: String, bytes: [UInt8], message: String)] = [
    ("glossary.yml", Array("- a: [".utf8), "content/glossary.yml:1:7: error: invalid YAML")
  ]

  /// Pages that are shown as their text, with what the message must begin with, and what is shown.
  static let plainFiles: [(name: String, bytes: [UInt8], message: String, shown: String)] = [
    ("latin.md", [0x23, 0x20, 0xE9], "content/latin.md:1:3: warning: byte 0xE9", "# \u{FFFD}"),
    ("nul.md", [0x61, 0, 0x62], "content/nul.md:1:2: warning: a NUL byte", "a\u{FFFD}b"),
    (
      "wide.md", [0xFF, 0xFE, 0x41, 0, 0x53, 0x6C],
      "content/wide.md: warning: the file is UTF-16", "A汓"
    ),
    (
      "yaml.md", Array("---\ntitle: [a\n---\n*Text*\n".utf8),
      "content/yaml.md:3:1: warning: invalid YAML", "<em>Text</em>"
    ),
    (
      "quotes.md", Array(("# Deep\n" + String(repeating: ">", count: 101)).utf8),
      "content/quotes.md:2:1: warning: the page has more than 100 nested", "<h1>Deep</h1>"
    ),
    (
      "table.md", Array((String(repeating: "|-", count: 400) + "|\n").utf8),
      "content/table.md:1:1: warning: the page has more than 256 table columns", "|-|-|-"
    ),
  ]

  @Test(
    "A page that cannot be read is shown as its text, and stops no other", arguments: plainFiles)
  func plainFile(name: String, bytes: [UInt8], message: String, shown: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n\n[It](\(name))\n", to: "content/index.md")
      try folder.write(bytes, to: "content/" + name)
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 0)
      #expect(run.errors.contains(message))
      let page = folder.text("site/\(name.dropLast(3))/index.html") ?? ""
      #expect(page.contains(shown))
      #expect(try study(["build", "--strict"], in: folder.path).code == 1)
    }
  }

  @Test("A broken file is one error that names it; the site before stays", arguments: brokenFiles)
  func brokenFile(name: String, bytes: [UInt8], message: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      #expect(try study(["build"], in: folder.path).code == 0)
      let before = try folder.tree("site")
      try folder.write("# Home, changed\n", to: "content/index.md")
      try folder.write(bytes, to: "content/" + name)
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 1)
      #expect(run.errors.contains(message))
      #expect(run.errors.components(separatedBy: "error:").count == 2)
      #expect(run.errors.contains("study: 1 error and no warnings. Nothing was written."))
      #expect(try folder.tree("site") == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }
  }

  @Test(
    "Two files that want one address are published, and one warning names both; strict fails",
    arguments: [
      (["index.md", "index.markdown"], "/index/"), (["index.md", "INDEX.md"], "/INDEX/"),
      (["cafe\u{301}.md", "caf\u{E9}.md"], "/caf\u{E9}-2/"),
      (["CHANGELOG", "CHANGELOG.md"], "/CHANGELOG-2/"),
    ])
  func sharedAddress(names: [String], address: String) async throws {
    try await withTemporaryFolder { folder in
      for name in names { try folder.write("# \(name)\n", to: "content/\(name)") }
      #expect(try study(["build", "--strict"], in: folder.path).code == 1)
      #expect(!folder.exists("site"))
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 0)
      #expect(run.errors.contains("content/\(names[1]): warning: the address `"))
      #expect(
        run.errors.contains("belongs to `content/\(names[0])`, so this page is at `\(address)`"))
      #expect(run.errors.contains("No errors and 1 warning."))
      #expect(folder.exists("site\(address)index.html"))
    }
  }

  @Test(
    "A file that is nearly called study.yml is named, and not read",
    arguments: ["study.yaml", "Study.yml"])
  func misnamedSettings(name: String) async throws {
    let run = try await study(["build"], files: [name: "title: T\n", "content/index.md": "# H\n"])
    #expect(run.code == 0)
    #expect(run.errors.hasPrefix("\(name): warning: this file is not read"))
    let both = try await study(
      ["build"], files: [name: "", "study.yml": "title: T\n", "content/index.md": "# H\n"])
    #expect(!both.errors.contains("warning:"))
  }

  @Test("A symbolic link out of the content is reported, and its target is never published")
  func linkOut() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      try folder.write("the secret", to: "secret.md")
      try folder.makeLink("content/a.md", to: "../secret.md")
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 0)
      #expect(run.errors.contains("content/a.md: warning: this symbolic link leads out of"))
      #expect(!run.errors.contains("the secret"))
      #expect(folder.exists("site") && !folder.exists("site/a"))
    }
  }

  @Test("A page of 50 MB is published empty, with the limit, without being read")
  func hugePage() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      try folder.write("", to: "content/big.md")
      #expect(unsafe truncate(folder.path + "/content/big.md", 50 << 20) == 0)
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 0)
      #expect(folder.exists("site/big/index.html"))
      #expect(
        run.errors.contains(
          "content/big.md: warning: the file is larger than the page limit of 1 MiB"))
    }
  }

  @Test("With fewer than 64 files to open it says so, and with 64 it works")
  func openFiles() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      func build(_ files: Int) throws -> Run {
        try run(
          URL(filePath: "/bin/sh"),
          ["-c", "ulimit -n \(files); exec \"$0\" build", studyProgram.path], in: folder.path)
      }
      let few = try build(63)
      #expect(few.code == 2)
      #expect(
        few.errors
          == "study: error: this process may have only 63 files open, and study needs 64. "
          + "Raise the limit with `ulimit -n 64`.\n")
      #expect(try build(64).code == 0)
    }
  }

  @Test("A page that looks dangerous and is not is built")
  func looksDangerous() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(
        "# Rule\n\n" + String(repeating: "=", count: 5000) + "\n\n"
          + String(repeating: "*", count: 5000) + " x\n", to: "content/index.md")
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 0)
      #expect(folder.text("site/index.html")?.contains("**** x") == true)
    }
  }

  @Test("Two runs of 30,000 stars crash nothing")
  func deepNesting() async throws {
    let stars = String(repeating: "*", count: 30_000)
    let run = try await study(["check"], files: ["content/index.md": stars + "a" + stars + "\n"])
    #expect(run.code == 0 || run.code == 1)
  }

  @Test("A file that cannot be read is an error", .disabled(if: getuid() == 0, "root reads all"))
  func unreadable() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      unsafe chmod(folder.path + "/content/index.md", 0)
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 1)
      #expect(run.errors.contains("content/index.md: error: the file cannot be read"))
    }
  }

  @Test("A mistake in study.yml is an error at its place; nothing is built")
  func settings() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("titel: X\n", to: "study.yml")
      try folder.write("# Home\n", to: "content/index.md")
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 1)
      #expect(run.errors.contains("study.yml:1:1: error: unknown setting `titel`"))
      #expect(!folder.exists("site"))
    }
  }

  @Test("A folder that study did not make is refused, and stays as it was")
  func foreignOutput() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      try folder.write("precious", to: "photos/cat.jpg")
      let run = try study(["build", "--output", "photos"], in: folder.path)
      #expect(run.code == 2)
      #expect(run.errors.contains("study did not make it"))
      #expect(try folder.tree("photos") == ["cat.jpg": Data("precious".utf8)])
    }
  }

  @Test(
    "The content, the project and what is above them are never the output",
    arguments: [".", "content", "..", "/"])
  func outputOverContent(output: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "p/content/index.md")
      let run = try study(["build", "--output", output], in: folder.path + "/p")
      #expect(run.code == 2)
      #expect(run.errors.hasPrefix("study: error: "))
      #expect(try folder.tree("p") == ["content/index.md": Data("# Home\n".utf8)])
    }
  }

  @Test("An output that is a file is refused")
  func outputIsFile() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      try folder.write("mine", to: "site")
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 2)
      #expect(folder.text("site") == "mine")
    }
  }

  @Test(
    "A full disk is code 2 with its name; the site before stays whole",
    .enabled(if: canMount(), "only root may mount a small disk"))
  func fullDisk() async throws {
    try await withMounted("size=1m") { disk, folder in
      try folder.write("# Home\n", to: "content/index.md")
      #expect(try study(["build", "--output", disk + "/site"], in: folder.path).code == 0)
      let before = try folder.tree("disk/site")
      for number in 0..<200 {
        let words = String(repeating: "words and more words ", count: 400)
        try folder.write("# Page \(number)\n\n\(words)\n", to: "content/p\(number).md")
      }
      let run = try study(["build", "--output", disk + "/site"], in: folder.path)
      #expect(run.code == 2)
      #expect(run.errors.contains("no space is left on the device"))
      #expect(try folder.tree("disk/site") == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["site"])
    }
  }

  @Test(
    "A read-only output is code 2; nothing changes",
    .enabled(if: canMount(), "only root may mount a read-only disk"))
  func readOnlyDisk() async throws {
    try await withMounted("size=4m") { disk, folder in
      try folder.write("# Home\n", to: "content/index.md")
      #expect(try study(["build", "--output", disk + "/site"], in: folder.path).code == 0)
      #expect(try call("/bin/mount", ["-o", "remount,ro", disk]) == 0)
      try folder.write("# Home, changed\n", to: "content/index.md")
      let before = try folder.tree("disk/site")
      let run = try study(["build", "--output", disk + "/site"], in: folder.path)
      #expect(run.code == 2)
      #expect(run.errors.contains("the file system is read-only"))
      #expect(try folder.tree("disk/site") == before)
    }
  }
}

/// Runs `body` with a folder in whose `disk` a small file system in memory is mounted.
private func withMounted(
  _ options: String, _ body: (_ disk: String, TemporaryFolder) async throws -> Void
) async throws {
  try await withTemporaryFolder { folder in
    try folder.makeFolder("disk")
    let disk = folder.path + "/disk"
    try #require(try call("/bin/mount", ["-t", "tmpfs", "-o", options, "study-test", disk]) == 0)
    defer { _ = try? call("/bin/umount", ["-l", disk]) }
    try await body(disk, folder)
  }
}

/// Whether a file system can be mounted here: root in a container often may not.
private func canMount() -> Bool {
  guard getuid() == 0 else { return false }
  let folder = NSTemporaryDirectory() + "study-mount-" + UUID().uuidString
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  guard (try? call("/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "study-test", folder])) == 0
  else { return false }
  return (try? call("/bin/umount", [folder])) == 0
}

private func call(_ program: String, _ arguments: [String]) throws -> Int32 {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus
}

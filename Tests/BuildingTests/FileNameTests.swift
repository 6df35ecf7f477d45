// Files by their names: which names do not travel, and that random names never lose a page, share
// an address or leave a link that leads nowhere.

import Building
import Diagnostics
import Files
import Support
import Testing

@Suite("File names")
struct FileNameTests {
  @Test(
    "A name that some systems cannot hold is noted, a folder's once",
    arguments: [
      ("CON.md", ["CON.md"]), ("aux/a.md", ["aux/"]), ("lpt1.tar.gz", ["lpt1.tar.gz"]),
      ("what?.md", ["what?.md"]), ("a:b/c.md", ["a:b/"]), ("end..md", ["end..md"]),
      ("console.md", []), ("com10.md", []), ("a b.md", []),
    ])
  func names(path: String, noted: [String]) async {
    let built = await buildInMemory(["index.md": "# H\n", path: "# X\n"])
    let notes = built.diagnostics.filter { $0.code == .unportableName }
    #expect(notes.map(\.path) == noted)
    #expect(notes.allSatisfy { $0.severity == .note })
    #expect(built.image.files.count > 5)
  }

  @Test func aNameMayHave143BytesAndNotOneMore() async {
    let name = String(repeating: "a", count: 140)
    let built = await buildInMemory(["\(name).md": "# X\n", "b\(name).md": "# Y\n"])
    #expect(built.diagnostics.map(\.path) == ["b\(name).md"])
  }

  @Test(
    "Whatever files are called, each page is published at an address of its own", .slow,
    arguments: [1, 2, 3, 4] as [UInt64])
  func randomNames(seed: UInt64) async {
    var random = SeededGenerator(seed: seed)
    for round in 0..<60 {
      var files = ["index.md": "# H\n\n[x](a/) [y](a/b.md) [z](search/) [t](tags/)\n"]
      if Bool.random(using: &random) { files["glossary.yml"] = "- term: home\n  definition: d\n" }
      for number in 0..<Int.random(in: 1...12, using: &random) {
        let path = randomPath(&random)
        // A file and a folder of one name cannot be on a disk together.
        let isClash = files.keys.contains {
          $0.hasPrefix(path + "/") || path.hasPrefix($0 + "/") || $0 == path
        }
        guard !isClash else { continue }
        files[path] =
          "---\ntags: [\(tags.randomElement(using: &random) ?? "")]\n---\nword\(number)\n"
      }
      let built = await buildInMemory(files)
      // An asset cannot have another path than its own.
      let isImpossible = files.keys.contains { path in
        !ContentPath(path).isMarkdown
          && path.split(separator: "/").dropLast().contains("index.html")
      }
      if isImpossible { continue }
      let errors = built.diagnostics.filter { $0.severity == .error }
      #expect(errors == [], "seed \(seed), round \(round): \(files.keys.sorted())")
      let pages = files.keys.filter { ContentPath($0).isMarkdown }.count
      let own = built.image.files.filter { file in
        file.path.text.hasSuffix("index.html")
          && built.image.text(file.path.text)?.contains("word") == true
          && !file.path.text.contains("print")
      }
      #expect(own.count >= pages - 1, "seed \(seed), round \(round): \(files.keys.sorted())")
      let paths = built.image.files.map { foldedForCollision($0.path.text) }
      let shared = built.diagnostics.contains {
        $0.code == .sharedAddress || $0.code == .duplicateName
      }
      #expect(Set(paths).count == paths.count || shared, "seed \(seed), round \(round)")
    }
  }

  private let tags = ["a", "A", "b", "'C#'", "C", "'a b'", "a-b", "\u{E9}", "e\u{301}"]

  private func randomPath(_ random: inout SeededGenerator) -> String {
    let names = [
      "a", "A", "b", "a b", "a-b", "a-b-2", "search", "tags", "glossary", "glossary-2", "assets",
      "index", "_index", "README", "index.html", "\u{E9}", "e\u{301}", "print", "robots.txt",
      "404.html", "sources", "a-z", "\u{DF}", "SS",
    ]
    let endings = [".md", ".md", ".md", ".markdown", "", ".html", ".js", ".mdx", ".rst"]
    var path = ""
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      path += (names.randomElement(using: &random) ?? "a") + "/"
    }
    return path + (names.randomElement(using: &random) ?? "a")
      + (endings.randomElement(using: &random) ?? ".md")
  }
}

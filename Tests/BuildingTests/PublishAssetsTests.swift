// The theme's scripts and sheets as they are published: words, comments, and how much they weigh.

import Content
import Diagnostics
import Files
import Foundation
import Interface
import Support
import Testing

@testable import Building

@Suite("Published assets")
struct PublishAssetsTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test("Words stand in scripts as strings of JavaScript")
  func wordsInScripts() throws {
    let french = try #require(words(forLanguage: "fr"))
    let text = "f('{{text.linkToDraft}}', '{{text.progress}}')"
    let script = worded(Array(text.utf8), path: "s.js", french)
    #expect(script.diagnostics == [])
    #expect(
      self.text(script.value)
        == "f('La page visée par ce lien n’est pas encore publiée.', '{done} sur {count} lues')")
  }

  @Test("A word that does not exist is reported at its place")
  func unknownWord() {
    let script = worded(Array("x = '{{text.copi}}'".utf8), path: "templates/a.js", .english)
    #expect(script.diagnostics.map(\.code) == [.unknownTemplateValue])
    #expect(script.diagnostics.first?.range == SourceRange(5, 18))
    #expect(script.diagnostics.first?.notes == ["did you mean `text.copy`?"])
  }

  @Test("Comment lines and indentation go, code stays")
  func slim() {
    #expect(
      text(leanScript(Array("// a\n(f) {\n  // b\n\n  x('//c');\n}\n".utf8)))
        == "(f){\nx('//c')\n}\n")
    #expect(
      text(slimmed(sheet: Array("/* a\n b */\n.x {\n  y: z; /* c */\n}\n\n".utf8)))
        == ".x {\ny: z; \n}\n")
  }

  @Test("A project's own files are published as they are, but for the words")
  func ownFiles() async throws {
    let built = await buildInMemory([
      "index.md": "# H\n", "templates/assets/site.js": "// c\n  f('{{text.copy}}');\n",
      "templates/assets/zz.css": "/* c */\n  a {}\n",
    ])
    #expect(built.image.text("assets/site.js") == "// c\n  f('Copy');\n")
    let sheet = try #require(built.image.text("assets/site.css"))
    #expect(sheet.hasSuffix("\n/* c */\n  a {}\n"))
    #expect(!sheet.dropLast(20).contains("/*"))
  }

  /// What a browser receives of some bytes.
  private func compressed(_ bytes: [UInt8]) throws -> Int {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-9nc"]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let writing = Task {
      try? input.fileHandleForWriting.write(contentsOf: Data(bytes))
      try? input.fileHandleForWriting.close()
    }
    let count = output.fileHandleForReading.readDataToEndOfFile().count
    process.waitUntilExit()
    _ = writing
    return count
  }

  @Test("The theme's sheets weigh at most 15 KB, its scripts 16 KB, 12 of them the search")
  func weight() async throws {
    let built = await buildInMemory(["index.md": "# H\n"])
    func weight(_ path: String) throws -> Int {
      try compressed(Array(try #require(built.image.text(path)).utf8))
    }
    let scripts = built.image.files.map(\.path.text).filter {
      $0.hasPrefix("assets/") && $0.hasSuffix(".js")
    }
    #expect(try weight("assets/site.css") <= 15 << 10)
    #expect(try weight("assets/search.js") <= 12 << 10)
    #expect(try scripts.map(weight).reduce(0, +) <= 16 << 10)
  }
}

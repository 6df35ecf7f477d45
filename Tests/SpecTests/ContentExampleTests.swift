// Fenced blocks marked `example` in content/ show readers what they may write. Each of them must be
// a page without errors. Those of the manual are run with the program by Tests/Corpus.

import Content
import Diagnostics
import Files
import Foundation
import Testing

struct ContentExampleTests {
  @Test func everyExampleInTheContentIsAPageWithoutErrors() throws {
    for file in try contentFiles() {
      let text = try String(contentsOf: file, encoding: .utf8)
      for example in exampleBlocks(in: text) {
        let source = SourceFile(path: file.lastPathComponent, bytes: Array(example.utf8))
        let page = scan(source, path: ContentPath("example.md"), options: ScanOptions())
        let errors = page.diagnostics.filter { $0.severity == .error }.map(\.message)
        #expect(errors == [], "\(file.path): \(example)")
        #expect(page.value != nil, "\(file.path): \(example)")
      }
    }
  }

  @Test func theContentIsFound() throws {
    let names = try contentFiles().map(\.lastPathComponent)
    #expect(names.contains("diagnostics.md"))
  }

  @Test func examplesAreFoundByTheirFirstWord() {
    let text =
      "````markdown example\nno\n````\n\n~~~ example title=x\none\n``` \n~~~\n"
      + "```example\ntwo\n```\n"
    #expect(exampleBlocks(in: text) == ["one\n``` \n", "two\n"])
  }

  private func contentFiles() throws -> [URL] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let content = root.appending(path: "content")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: content.path)
    return paths.filter { $0.hasSuffix(".md") }.sorted().map { content.appending(path: $0) }
  }

  /// The contents of fenced blocks whose info begins with the word `example`.
  private func exampleBlocks(in text: String) -> [String] {
    var blocks: [String] = []
    var fence: Substring?
    var content: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = fence {
        if line.hasPrefix(open), line.dropFirst(open.count).allSatisfy({ $0 == " " }) {
          if let content { blocks.append(content) }
          fence = nil
        } else {
          content?.append(line + "\n")
        }
      } else if line.hasPrefix("```") || line.hasPrefix("~~~"), let mark = line.first {
        let marks = line.prefix { $0 == mark }
        fence = marks
        content = line.dropFirst(marks.count).split(separator: " ").first == "example" ? "" : nil
      }
    }
    return blocks
  }
}

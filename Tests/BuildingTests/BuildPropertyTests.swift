// What must hold for every build: the order of files and the number of jobs change nothing, errors
// leave no image, and a build reports what it read.

import Building
import Content
import Diagnostics
import Files
import Foundation
import Support
import Testing

@Suite("Build properties", .slow)
struct BuildPropertyTests {
  @Test("Any number of jobs gives the same bytes and the same messages", arguments: [2, 3, 8])
  func jobs(count: Int) async {
    let one = await buildTree(MemoryTree(corpus()), jobs: 1)
    let many = await buildTree(MemoryTree(corpus()), jobs: count)
    #expect(one.image.files.count > 100)
    #expect(dump(one) == dump(many))
  }

  @Test("A tree listed in another order gives the same bytes", arguments: [1, 2, 3] as [UInt64])
  func shuffled(seed: UInt64) async {
    let sorted = await buildTree(MemoryTree(corpus()), jobs: 2)
    let shuffled = await buildTree(ShuffledTree(tree: MemoryTree(corpus()), seed: seed), jobs: 2)
    #expect(dump(sorted) == dump(shuffled))
  }

  @Test("The corpus of these tests has warnings, tags, redirects, questions and assets")
  func corpusIsRich() async {
    let built = await buildTree(MemoryTree(corpus()), jobs: 2)
    #expect(built.diagnostics.contains { $0.code == .unknownPage })
    let paths = built.image.files.map(\.path.text)
    for path in ["tags/even/index.html", "old/3/index.html", "img/x.png", "feed.xml"] {
      #expect(paths.contains(path))
    }
  }

  @Test("Every path of an image occurs once, in byte order")
  func order() async {
    let paths = await buildTree(MemoryTree(corpus()), jobs: 2).image.files.map(\.path)
    #expect(zip(paths, paths.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("One error anywhere leaves no image at all")
  func errorLeavesNothing() async {
    var files = corpus()
    files[ContentPath("glossary.yml")] = Array("- term: [".utf8)
    let built = await buildTree(MemoryTree(files), jobs: 2)
    #expect(built.diagnostics.filter { $0.severity == .error }.map(\.code) == [.brokenYAML])
    #expect(built.image.files.isEmpty)
  }

  @Test("No finished page holds the current date, the machine's name or a path of this disk")
  func nothingLeaks() async throws {
    let built = await buildTree(MemoryTree(corpus()), jobs: 2)
    let year = Calendar(identifier: .gregorian).component(.year, from: Date())
    for file in built.image.files where !file.path.text.hasPrefix("assets/") {
      let text = built.image.text(file.path.text) ?? ""
      #expect(!text.contains("\(year)-"), "\(file.path)")
      #expect(!text.contains(ProcessInfo.processInfo.hostName + "/"), "\(file.path)")
      #expect(!text.contains(FileManager.default.currentDirectoryPath), "\(file.path)")
    }
  }

  // MARK: Material

  /// 80 pages that link in all directions, with a bit of everything that crosses pages.
  private func corpus() -> [ContentPath: [UInt8]] {
    var files: [ContentPath: [UInt8]] = [ContentPath("img/x.png"): [1, 2, 3]]
    for number in 0..<80 {
      let tag = number % 2 == 0 ? "even" : "odd"
      let next = (number + 1) % 80
      files[ContentPath("part-\(number % 5)/page-\(number).md")] = Array(
        """
        ---
        title: Page number \(number % 40)x\(number)
        tags: [\(tag)]
        redirect_from: old/\(number)
        kind: \(number % 10 == 0 ? "faq" : "page")
        updated: 1999-01-\(10 + number % 20)
        ---
        ## Is this \(number)?

        [next](../part-\(next % 5)/page-\(next).md#is-this-\(next)),
        [[Page number \(number * 7 % 40)x\(number * 7 % 40)]], [gone](missing-\(number).md),
        ![x](../img/x.png) ~~old~~

        [ok](../part-\(next % 5)/page-\(next).md)
        """.utf8)
    }
    return files
  }

  private func buildTree(_ tree: any FileTree, jobs: Int) async -> BuildResult {
    var configuration = Configuration()
    configuration.baseURL = "https://example.org/"
    return await build(
      BuildRequest(
        content: tree, templates: nil, configuration: configuration,
        configurationSource: SourceFile(path: "study.yml", bytes: []), includesDrafts: false,
        jobs: jobs, version: "0", shownPrefix: "")
    ) { _ in }
  }

  private func dump(_ result: BuildResult) -> [String] {
    result.image.files.map { "\($0.path)\n" + (result.image.text($0.path.text) ?? "") }
      + result.diagnostics.map { "\($0)" }
  }
}

/// A tree that lists its files in an order of chance.
private struct ShuffledTree: FileTree {
  let tree: MemoryTree
  let seed: UInt64

  func files() -> Diagnosed<[TreeFile]> {
    var generator = SeededGenerator(seed: seed)
    return Diagnosed(tree.files().value.shuffled(using: &generator))
  }

  func read(_ path: ContentPath, limit: Int) -> Diagnosed<[UInt8]?> {
    tree.read(path, limit: limit)
  }

  func readStart(_ path: ContentPath, count: Int) -> [UInt8]? {
    tree.readStart(path, count: count)
  }

  func diskPath(of path: ContentPath) -> String? { nil }
}

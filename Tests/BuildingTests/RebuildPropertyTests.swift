// A rebuild after any edits equals a clean build: every file of the image byte for byte, every
// message. Random projects are edited in random ways; seeds are fixed, so a failure repeats.

import Building
import Content
import Diagnostics
import Files
import Support
import Testing

@Suite("Rebuilding")
struct RebuildPropertyTests {
  @Test(
    "After each of a hundred random edits a rebuild gives what a clean build gives", .slow,
    arguments: [1, 2, 3, 4] as [UInt64])
  func randomEdits(seed: UInt64) async {
    // Each clean build starts an engine for its formulas: one seed in four will do.
    var project = RandomProject(seed: seed, hasFormulas: seed == 4)
    var memory = BuildMemory()
    for step in 0..<100 {
      let edit = step == 0 ? "start" : project.edit()
      let rebuilt = await rebuild(project, &memory)
      let clean = await build(project.request) { _ in }
      guard isSame(rebuilt, clean) else {
        Issue.record("seed \(seed), step \(step), \(edit): \(difference(rebuilt, clean))")
        return
      }
    }
  }

  @Test("Edits in bursts, with errors in between, end where a clean build begins", .slow)
  func bursts() async {
    var project = RandomProject(seed: 99)
    var memory = BuildMemory()
    for _ in 0..<12 {
      for _ in 0..<12 { _ = project.edit() }
      let glossary = project.files["glossary.yml"]
      project.files["glossary.yml"] = "- term: [\n"
      let broken = await rebuild(project, &memory)
      #expect(broken.image.files.isEmpty)
      project.files["glossary.yml"] = glossary
      let rebuilt = await rebuild(project, &memory)
      let clean = await build(project.request) { _ in }
      #expect(isSame(rebuilt, clean), "\(difference(rebuilt, clean))")
    }
  }

  @Test("A changed paragraph leaves the storage of every other page as it was")
  func paragraphIsCheap() async throws {
    var project = RandomProject(seed: 7)
    var memory = BuildMemory()
    let before = await build(project.request, memory: &memory, search: .later) { _ in }
    project.files["page-3.md"]? += "\n\nOne more paragraph.\n"
    let after = await build(project.request, memory: &memory, search: .later) { _ in }
    let old = Dictionary(before.image.files.map { ($0.path, $0) }, uniquingKeysWith: { a, _ in a })
    let changed = after.image.files.filter { file in
      guard case .bytes(let new) = file.contents,
        case .bytes(let bytes)? = old[file.path]?.contents
      else { return false }
      return new != bytes
    }
    // The page for printing holds every other one.
    #expect(changed.map(\.path.text) == ["page-3/index.html", "print/index.html"])
  }

  @Test("An index made later is the index of the last build until it is complete")
  func laterIndex() async {
    var project = RandomProject(seed: 8)
    var memory = BuildMemory()
    let first = await build(project.request, memory: &memory, search: .later) { _ in }
    project.files["page-1.md"]? += "\n\nxylophone\n"
    let second = await build(project.request, memory: &memory, search: .later) { _ in }
    #expect(searchFiles(second) == searchFiles(first))
    let complete = await withSearch(second, memory, jobs: 2)
    let clean = await build(project.request) { _ in }
    #expect(isSame(complete.result, clean))
    #expect(searchFiles(complete.result) != searchFiles(first))
  }

  private func rebuild(_ project: RandomProject, _ memory: inout BuildMemory) async -> BuildResult {
    let result = await build(project.request, memory: &memory, search: .later) { _ in }
    guard !result.image.files.isEmpty else { return result }
    let complete = await withSearch(result, memory, jobs: 2)
    complete.keep(in: &memory)
    return complete.result
  }

  private func searchFiles(_ result: BuildResult) -> [[UInt8]] {
    result.image.files.filter { $0.path.text.hasPrefix("search/") }.map { file in
      if case .bytes(let bytes) = file.contents { bytes } else { [] }
    }
  }

  private func isSame(_ left: BuildResult, _ right: BuildResult) -> Bool {
    left.diagnostics == right.diagnostics && left.pageCount == right.pageCount
      && left.sources == right.sources
      && left.image.files.count == right.image.files.count
      && zip(left.image.files, right.image.files).allSatisfy { isSame($0, $1) }
  }

  private func isSame(_ left: OutputFile, _ right: OutputFile) -> Bool {
    guard left.path == right.path else { return false }
    switch (left.contents, right.contents) {
    case (.bytes(let old), .bytes(let new)): return old == new
    case (.asset(let old), .asset(let new)): return old == new
    default: return false
    }
  }

  private func difference(_ rebuilt: BuildResult, _ clean: BuildResult) -> String {
    let paths = Set(rebuilt.image.files.map(\.path)).symmetricDifference(
      clean.image.files.map(\.path))
    let old = Dictionary(
      rebuilt.image.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let differing = clean.image.files.filter { file in
      old[file.path].map { !isSame($0, file) } ?? false
    }
    let messages = clean.diagnostics.filter { !rebuilt.diagnostics.contains($0) }.map(\.message)
    let extra = rebuilt.diagnostics.filter { !clean.diagnostics.contains($0) }.map(\.message)
    return "paths \(paths.map(\.text).sorted()), files \(differing.map(\.path.text)), "
      + "missing messages \(messages), wrong messages \(extra)"
  }
}

/// A small project with a bit of everything that connects pages, and ways to change it.
private struct RandomProject {
  var files: [String: String] = [:]
  private var random: SeededGenerator
  private var counter = 0
  private let hasFormulas: Bool

  private static let folders = ["", "topics/", "guide/", "guide/deep/"]
  private static let words = [
    "alignment", "reward", "model", "paper", "constitution", "training", "the", "of", "a",
    "harmless", "feedback", "safety", "test",
  ]

  init(seed: UInt64, hasFormulas: Bool = false) {
    self.hasFormulas = hasFormulas
    random = SeededGenerator(seed: seed)
    files["study.yml"] = "title: Site\nbase_url: https://example.org/x/\n"
    files["glossary.yml"] = glossary()
    files["sources.yml"] = sources()
    files["index.md"] = "# Home\n\nSee [one](page-1.md) and [[Topic 2]].\n"
    for number in 0..<8 { files["page-\(number).md"] = page(number) }
    for number in 0..<6 { files["topics/topic-\(number).md"] = topic(number) }
    files["faq.md"] = questions()
    files["img/a.png"] = "x"
    files["img/a.svg"] = svg()
  }

  var request: BuildRequest {
    let settings = SourceFile(path: "study.yml", text: files["study.yml"] ?? "")
    var content: [ContentPath: [UInt8]] = [:]
    var templates: [ContentPath: [UInt8]] = [:]
    for (path, text) in files where path != "study.yml" {
      if path.hasPrefix("templates/") {
        templates[ContentPath(String(path.dropFirst(10)))] = Array(text.utf8)
      } else {
        content[ContentPath(path)] = Array(text.utf8)
      }
    }
    return BuildRequest(
      content: MemoryTree(content), templates: MemoryTree(templates),
      configuration: readConfiguration(settings).value, configurationSource: settings,
      includesDrafts: false, jobs: 2, version: "0", shownPrefix: "")
  }

  private mutating func pick(_ count: Int) -> Int {
    Int.random(in: 0..<max(count, 1), using: &random)
  }

  private mutating func pick(_ items: [String]) -> String {
    items.isEmpty ? "index.md" : items[pick(items.count)]
  }

  private var markdown: [String] { files.keys.filter { $0.hasSuffix(".md") }.sorted() }

  // MARK: Material

  private mutating func sentence() -> String {
    let text = (0..<(4 + pick(8))).map { _ in pick(Self.words) }.joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private mutating func paragraph() -> String {
    var text = sentence()
    for _ in 0..<pick(3) {
      switch pick(13) {
      case 0: text += " See [it](/\(pick(markdown)))."
      case 1: text += " See [part](/\(pick(markdown))#part-\(pick(4)))."
      case 2: text += " See [[Page \(pick(10))]]."
      case 3: text += " See [[Topic \(pick(7))|that]]."
      case 4: text += " As said [@work\(pick(5))]."
      case 5: text += " ![picture](/img/\(pick(["a", "b", "c"])).png)"
      case 6: text += " See [gone](\(pick(["missing-1.md", "page-1.html", "/notes.rst"])))."
      case 7: text += " See [the tags](/tags/) and [terms](/glossary/)."
      case 8 where hasFormulas: text += " With $x_\(pick(5))$ and $\(pick(["\\foo", "y"]))$."
      case 9 where hasFormulas: text += "\n\n```math {#sum-\(counter)}\n\(pick(["a", "{a"]))\n```\n"
      case 10: text += "\n\n![drawn](/img/a.svg \"Caption\")\n"
      case 11: text += " ![small](/img/\(pick(["a", "b"])).svg)"
      default: text += " " + sentence()
      }
    }
    return text
  }

  private mutating func svg() -> String {
    "<svg width=\"\(10 + pick(90))\" height=\"9\"></svg>"
  }

  private mutating func body() -> String {
    var text = ""
    for part in 0..<(1 + pick(4)) {
      text += "## Part \(part)\n\n\(paragraph())\n\n\(paragraph())\n\n"
    }
    return text
  }

  private mutating func page(_ number: Int) -> String { "# Page \(number)\n\n\(body())" }

  private mutating func topic(_ number: Int) -> String {
    "---\nkind: topic\ntags: [\(pick(["red", "blue", "green"]))]\nsources: [work\(pick(4))]\n---\n"
      + "# Topic \(number)\n\n\(body())"
  }

  private mutating func questions() -> String {
    "---\nkind: faq\n---\n# Questions\n\n"
      + (0..<3).map { "## What is \($0)?\n\n" + paragraph() + "\n\n" }.joined()
  }

  private mutating func glossary() -> String {
    (0..<4).map { number in
      let word = Self.words[(pick(3) + number * 3) % Self.words.count]
      return "- term: \(word) \(number)\n  aliases: [\(word)]\n"
        + "  definition: \"\(sentence()) See [it](page-\(pick(6)).md).\"\n"
    }.joined()
  }

  private mutating func sources() -> String {
    (0..<4).map {
      "- id: work\($0)\n  type: article\n  title: Work \(pick(100))\n"
        + "  author: [{family: Author\($0), given: A}]\n  issued: \(2000 + pick(20))\n"
    }.joined()
  }

  // MARK: Edits

  /// Changes something; what, for the message of a failure.
  mutating func edit() -> String {
    counter += 1
    let path = pick(markdown)
    switch pick(31) {
    case 0...5: return append(path)
    case 6: return remove(path)
    case 7: return rename(path)
    case 8: return add()
    case 9: return frontMatter(path)
    case 10: return heading(path)
    case 11: return replace("glossary.yml", glossary())
    case 12: return replace("sources.yml", sources())
    case 13: return settings()
    case 14: return template()
    case 15: return replace("img/\(pick(["a", "b", "c"])).png", "\(counter)")
    case 16: return removeAsset("img/a.png")
    case 17: return replace("faq.md", questions())
    case 18: return replace(path, "# Page \(counter % 10)\n\n\(body())")
    case 19: return spoil()
    case 20: return replace("topics/topic-\(pick(7)).md", topic(pick(7)))
    case 21: return replace("img/\(pick(["a", "b"])).svg", svg())
    case 22: return replace("img/a.dark.svg", svg())
    case 23: return removeAsset("img/\(pick(["a.svg", "a.dark.svg"]))")
    case 24...29: return claim()
    default: return replace(path, (files[path] ?? "").replacing("part", with: "place"))
    }
  }

  private mutating func replace(_ path: String, _ text: String) -> String {
    files[path] = text
    return "wrote \(path)"
  }

  private mutating func append(_ path: String) -> String {
    files[path, default: ""] += "\n\(paragraph())\n"
    return "appended to \(path)"
  }

  private mutating func remove(_ path: String) -> String {
    guard markdown.count > 6 else { return add() }
    files[path] = nil
    return "removed \(path)"
  }

  private mutating func removeAsset(_ path: String) -> String {
    files[path] = nil
    return "removed \(path)"
  }

  private mutating func rename(_ path: String) -> String {
    let new = pick(Self.folders) + "moved-\(counter).md"
    files[new] = files[path]
    files[path] = nil
    return "renamed \(path) to \(new)"
  }

  private mutating func add() -> String {
    let path =
      pick(Self.folders) + pick(["added-\(counter).md", "index.md", "img/x-\(counter).png"])
    return replace(path, page(pick(10)))
  }

  /// Adds or removes a file at an address that another page, a folder or study itself has.
  private mutating func claim() -> String {
    let path = pick([
      "topics.md", "Topics.md", "topics/README.md", "topics/_index.md", "guide.md",
      "guide/index.md",
      "page-1/index.html", "page 1.md", "page-1-2.md", "README.md", "search.md", "search/index.js",
      "search/help.md", "glossary.md", "sources/index.md", "tags.md", "tags/red.md", "tags/x.md",
      "print.md", "assets/site.css", "assets/favicon.svg", "favicon.ico", "robots.txt", "404.html",
      "feed.xml", "notes.rst", "extra.mdx", "refs.bib", "Glossary.yml", "CON.md", "map.md",
    ])
    if files[path] != nil {
      files[path] = nil
      return "removed \(path)"
    }
    return replace(path, path.hasSuffix(".md") ? page(pick(10)) : "own \(counter)")
  }

  private mutating func frontMatter(_ path: String) -> String {
    let lines = [
      "title: Title \(counter)", "draft: true", "tags: [red, blue]", "tags: [C, 'C#', 'red!']",
      "order: \(pick(5))",
      "description: \(sentence())", "updated: 2026-11-\(10 + pick(15))",
      "aliases: [Page \(pick(9))]",
      "kind: path\nsteps: [page-1.md, 'topics/topic-2.md#part-1', page-\(pick(9)).md]",
      "kind: path\naudience: Readers\nsteps: [page-\(pick(9)).md, index.md]",
      "status: draft \(counter)",
      "glossary: false", "redirect_from: [old/\(pick(4))]", "kind: topic", "kind: faq",
      "search: false",
      "toc: false", "sources: [work\(pick(5))]",
    ]
    let text = files[path] ?? ""
    let rest =
      text.hasPrefix("---\n")
      ? text.dropFirst(4).firstRange(of: "---\n").map { String(text[$0.upperBound...]) } ?? text
      : text
    return replace(path, "---\n\(pick(lines))\n---\n\(rest)")
  }

  private mutating func heading(_ path: String) -> String {
    replace(path, (files[path] ?? "").replacing("## Part 0", with: "## Part \(pick(5))"))
  }

  private mutating func settings() -> String {
    let choices = [
      "title: Site\n", "title: Site \(counter)\nbase_url: https://example.org/x/\n", "",
      "language: de\n", "print: false\n", "language: fr\nprint: true\n",
      "nav:\n  - index.md\n  - page-1.md\n", "levels:\n  unknown-page: off\n",
      "edit_url: https://example.org/edit/\n",
    ]
    return replace("study.yml", pick(choices))
  }

  private mutating func template() -> String {
    let choices = [
      ("templates/question-list.mustache", "{{#items}}<p>\(counter) {{title}}</p>{{/items}}"),
      ("templates/assets/extra-\(pick(2)).css", "p { order: \(counter) }\n"),
      (
        "templates/listing.mustache",
        "<h1>{{title}}</h1>{{#items}}<a href=\"{{href}}\">x</a>{{/items}}"
      ),
    ]
    let (path, text) = choices[pick(choices.count)]
    if pick(3) == 0 {
      files[path] = nil
      return "removed \(path)"
    }
    return replace(path, text)
  }

  /// A mistake, or the mending of one.
  private mutating func spoil() -> String {
    if files["broken.md"] != nil {
      files["broken.md"] = nil
      return "mended"
    }
    return replace("broken.md", "---\ntitle: [\n---\n")
  }
}

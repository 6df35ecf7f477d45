// Small sites of chance: names, headings, labels, keys, terms and tags in ten scripts, in both
// Unicode forms and with signs. Whatever an author calls things, every link that names what exists
// leads there, and the checker finds nothing. NAMES_FUZZ_COUNT sets how many sites are built.

import Building
import Content
import Diagnostics
import Files
import Foundation
import Support
import Testing

@Suite("Names of chance", .slow)
struct NamesFuzzTests {
  @Test("No name, label or key makes a link that leads nowhere")
  func names() async {
    let count = ProcessInfo.processInfo.environment["NAMES_FUZZ_COUNT"].flatMap(Int.init) ?? 150
    let first = ProcessInfo.processInfo.environment["NAMES_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
    var memory = BuildMemory()
    var published = 0
    for seed in first..<(first + UInt64(count)) {
      var writer = SiteOfChance(seed: seed)
      let files = writer.files()
      let built = await build(files, memory: &memory)
      // Two names may collide; everything else is at most a warning.
      let problems = built.diagnostics.filter { diagnostic in
        switch diagnostic.code {
        case .brokenOutput, .missingAsset, .unknownPage, .unknownSource, .undefinedFootnote: true
        case .unknownAnchor: !diagnostic.message.contains("wrong")
        default: false
        }
      }
      #expect(
        problems.isEmpty,
        """
        seed \(seed): \(problems.map { "\($0.path): \($0.message)" })
        \(files.sorted { $0.key < $1.key }.map { "//- \($0.key)\n\(text($0.value))" }.joined())
        """)
      if !built.diagnostics.contains(where: { $0.severity == .error }) { published += 1 }
    }
    #expect(published > count * 3 / 4)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func build(
    _ files: [ContentPath: [UInt8]], memory: inout BuildMemory
  ) async -> BuildResult {
    await Building.build(
      BuildRequest(
        content: MemoryTree(files), templates: nil, configuration: Configuration(),
        configurationSource: SourceFile(path: "study.yml", bytes: []), includesDrafts: false,
        jobs: 2, version: "0", shownPrefix: ""),
      memory: &memory, search: .later
    ) { _ in }
  }
}

/// Writes the files of one site.
private struct SiteOfChance {
  private var generator: SeededGenerator
  private let scripts = [
    "été naïf Ångström crème", "λόγος ήχος ώρα", "ключ ёлка йод", "מִלָּה שלום", "كَلِمَة بيت",
    "हिन्दी क़लम", "ไทย น้ำ", "概要 漢字", "ガイド パン ﾃﾞｰﾀ", "한국어 검색", "plain words",
  ]
  private let signs = Array("&'%#?;:.+()~_!@$=,-*\"<>|{}^`")

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private mutating func chance(_ share: Int) -> Bool {
    Int.random(in: 0..<100, using: &generator) < share
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &generator)]
  }

  private mutating func inAnyForm(_ text: String) -> String {
    chance(50)
      ? text.decomposedStringWithCanonicalMapping : text.precomposedStringWithCanonicalMapping
  }

  private mutating func word() -> String {
    let script = pick(scripts).split(separator: " ").map(String.init)
    let word = pick(script)
    return inAnyForm(word)
  }

  /// A word with signs in it.
  private mutating func name(_ allowed: (Character) -> Bool) -> String {
    var name = word()
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
      let sign = pick(signs)
      if allowed(sign) { name += "\(sign)\(chance(50) ? word() : "x")" }
    }
    return name
  }

  private mutating func label() -> String { name { !"^<>*`|_~".contains($0) } }

  private func quoted(_ text: String) -> String {
    "\""
      + text.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"") + "\""
  }

  /// An address in angle brackets, with an anchor if there is one.
  private mutating func address(_ path: String, _ anchor: String?) -> String {
    let written = chance(50) ? encoded(inAnyForm(path)) : escaped(inAnyForm(path))
    guard let anchor else { return "<\(written)>" }
    let fragment = chance(50) ? encoded(inAnyForm(anchor)) : escaped(inAnyForm(anchor))
    return "<\(written)#\(fragment)>"
  }

  private func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
  }

  /// What means something in an address or in Markdown, encoded.
  private func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      "%#?<>\\&()[]*_`:\"'~|{}^$ ".utf8.contains(byte)
        ? "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16) : nil
    }.contains { $0 != nil } ? encoded(text) : text
  }

  mutating func files() -> [ContentPath: [UInt8]] {
    var files: [ContentPath: String] = [:]
    let pageNames = (0..<3).map { number in
      "\(name { !"/\\<>|\"?*:#".contains($0) })\(number)"
    }
    let picture = "\(name { !"/\\<>|\"?*:".contains($0) }).png"
    let keys = (0..<2).map { "\(name { !",;[]@*_`<>~\"$".contains($0) })\($0)" }
    let terms = (0..<2).map { "\(word())\(["", "a"][$0])" }
    let headings = (0..<3).map { _ in word() + " " + word() }
    let chosen = "\(name { !"#%{}<>`*_~\"$".contains($0) })-chosen"
    files[ContentPath("sources.yml")] = keys.map {
      "- id: \(quoted(inAnyForm($0)))\n  type: book\n  title: T\n"
    }.joined()
    files[ContentPath("glossary.yml")] = terms.enumerated().map { index, term in
      "- term: \(quoted("\(term) \(index)"))\n  definition: d\n"
    }.joined()
    for (number, page) in pageNames.enumerated() {
      files[ContentPath("\(page).md")] = body(
        pageNames, number, picture, keys, headings, chosen)
    }
    files[ContentPath("g/below.md")] = "# Below\n"
    files[ContentPath("index.md")] =
      "# Home\n\n[a](g/#wrong) [b](tags/#wrong) [c](glossary/#wrong) [d](sources/#wrong) "
      + "[e](search/#wrong) [f](#:~:text=Home) [g](g/below.md#:~:text=Below)\n\n"
      + keys.map { "[s](<sources/#\(encoded(inAnyForm($0)))>) " }.joined() + "\n"
    var bytes = files.mapValues { Array($0.utf8) }
    bytes[ContentPath(picture)] = [1, 2, 3]
    return bytes
  }

  private mutating func body(
    _ pages: [String], _ number: Int, _ picture: String, _ keys: [String], _ headings: [String],
    _ chosen: String
  ) -> String {
    var text = "---\ntags: [\(quoted(word())), \(quoted(word()))]\n"
    if chance(30) {
      let next = pages[(number + 1) % pages.count]
      text += "kind: path\nsteps: [\(quoted("\(next).md#\(gitHubSlug(inAnyForm(headings[0])))"))]\n"
    }
    text += "---\n# \(word()) \(number)\n\n"
    for heading in headings { text += "## \(inAnyForm(heading))\n\n" }
    text += "## Chosen {#\(inAnyForm(chosen))}\n\n## fn-\(number)\n\n## p12\n\n## fnref-1\n\n"
    let other = pages[Int.random(in: pages.indices, using: &generator)]
    for heading in headings {
      text += "[x](\(address("\(other).md", gitHubSlug(heading)))) "
    }
    text += "[x](\(address("\(other).md", chosen))) [own](\(address("", chosen))) [p](#p12) "
    text += "[y](\(address("\(other).md", "wrong"))) ![p](\(address(picture, nil)))\n\n"
    for key in keys { text += "Cited [@\(inAnyForm(key))] " }
    text += "\n\n"
    let labels = (0..<3).map { "\(label())\($0)" } + ["1", "\(number)"]
    for label in labels {
      text += "Note[^\(label)] "
      if chance(40) { text += "![in a picture[^\(label)]](\(address(picture, nil))) " }
      if chance(30) { text += "and again[^\(label)] " }
    }
    text += "\n\n"
    for label in labels {
      text += "[^\(label)]: A note\(chance(30) ? " to a note[^\(labels[0])]" : "").\n\n"
    }
    text += "<span id=\"raw-\(number)\"></span><b id=\"\(word())\">b</b> [r](#raw-\(number))\n\n"
    text += "[[#\(inAnyForm(headings[1]))]] [[\(inAnyForm(other))#\(inAnyForm(headings[2]))]]\n"
    return text
  }
}

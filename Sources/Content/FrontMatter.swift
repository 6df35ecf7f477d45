// The text between `---` lines at the top of a page: its keys, their types, and how they are read.
// A new key needs a field here and a row in `readFrontMatter`.

internal import Diagnostics
internal import YAML

/// A page's settings, all of them optional.
package struct FrontMatter: Sendable, Equatable {
  package var title: String?
  package var description: String?
  package var aliases: [String] = []
  package var redirectFrom: [String] = []
  package var tags: [String] = []
  package var kind: PageKind = .page
  package var order: Int?
  package var isDraft = false
  package var updated: CalendarDate?
  package var status: String?
  package var template: String?
  package var showsOutline = true
  package var isSearchable = true
  /// Keys of works the whole page rests on, rather than one place in it.
  package var sources: [String] = []
  /// For a reading path: the content paths of its steps, each with its anchor if it has one.
  package var steps: [String] = []
  /// For a reading path: its audience.
  package var audience: String?
  /// For a reading path: what its readers can do afterwards.
  package var outcome: String?
  /// Whether the glossary's terms are linked on this page.
  package var linksTerms = true

  package init() {}
}

/// The kind of page; templates and search treat kinds differently.
package enum PageKind: String, Sendable, CaseIterable {
  case page, topic, faq, home, path
}

/// A file split into front matter and Markdown.
struct FrontMatterSplit {
  /// The range of the YAML, without its fences; nil when the file has none.
  let yaml: Range<Int>?
  let markdownStart: Int
  /// True when an opening fence is never closed.
  let isUnclosed: Bool
}

/// Finds the front matter: a first line `---`, up to a line `---` or `...`, within 64 KiB.
func splitFrontMatter(_ bytes: [UInt8]) -> FrontMatterSplit {
  let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  guard isFence(bytes, at: start, "---"), let first = nextLine(bytes, after: start) else {
    return FrontMatterSplit(yaml: nil, markdownStart: start, isUnclosed: false)
  }
  var line = first
  while line < bytes.count, line - start <= yamlByteLimit {
    if isFence(bytes, at: line, "---") || isFence(bytes, at: line, "...") {
      let end = nextLine(bytes, after: line) ?? bytes.count
      return FrontMatterSplit(yaml: first..<line, markdownStart: end, isUnclosed: false)
    }
    guard let next = nextLine(bytes, after: line) else { break }
    line = next
  }
  return FrontMatterSplit(yaml: nil, markdownStart: start, isUnclosed: true)
}

private func isFence(_ bytes: [UInt8], at index: Int, _ fence: String) -> Bool {
  guard bytes[index...].starts(with: fence.utf8) else { return false }
  for byte in bytes[(index + 3)...] {
    if byte == 0x0A || byte == 0x0D { return true }
    if byte != 0x20 && byte != 0x09 { return false }
  }
  return true
}

private func nextLine(_ bytes: [UInt8], after index: Int) -> Int? {
  var index = index
  while index < bytes.count {
    let byte = bytes[index]
    index += 1
    if byte == 0x0A { return index }
    if byte == 0x0D { return index < bytes.count && bytes[index] == 0x0A ? index + 1 : index }
  }
  return nil
}

/// Reads front matter from parsed YAML.
func readFrontMatter(_ yaml: YAMLValue, in source: SourceFile) -> Diagnosed<FrontMatter> {
  var reader = YAMLReader(source: source, subject: "front matter key")
  var result = FrontMatter()
  guard let pairs = reader.mapping(yaml) else { return Diagnosed(result, reader.diagnostics) }
  for pair in pairs {
    switch pair.key {
    case "title": result.title = reader.string(pair)
    case "description": result.description = reader.string(pair)
    case "aliases": result.aliases = reader.strings(pair)
    case "redirect_from": result.redirectFrom = reader.strings(pair)
    case "tags": result.tags = reader.strings(pair)
    case "kind": result.kind = reader.choice(pair, PageKind.self) ?? .page
    case "order": result.order = reader.integer(pair)
    case "draft": result.isDraft = reader.boolean(pair) ?? false
    case "updated": result.updated = reader.date(pair)
    case "status": result.status = reader.string(pair)
    case "template": result.template = reader.string(pair)
    case "toc": result.showsOutline = reader.boolean(pair) ?? true
    case "search": result.isSearchable = reader.boolean(pair) ?? true
    case "sources": result.sources = reader.strings(pair)
    case "steps": result.steps = reader.strings(pair)
    case "audience": result.audience = reader.string(pair)
    case "outcome": result.outcome = reader.string(pair)
    case "glossary": result.linksTerms = reader.boolean(pair) ?? true
    default: reader.unknownKey(pair, known: frontMatterKeys)
    }
  }
  if result.kind != .path, let steps = pairs.first(where: { $0.key == "steps" }) {
    reader.report(
      .unknownKey, "`steps` has no effect on a page that is not a reading path", steps.keyRange,
      notes: ["write `kind: path` too"])
  }
  return Diagnosed(result, reader.diagnostics)
}

private let frontMatterKeys = [
  "title", "description", "aliases", "redirect_from", "tags", "kind", "order", "draft", "updated",
  "status", "template", "toc", "search", "sources", "glossary", "steps", "audience", "outcome",
]

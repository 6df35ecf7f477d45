// What stands between `---` lines at the top of a page: the keys, their types, and the reading of
// them. Keys are DESIGN's; adding one means a field here and a row in `readFrontMatter`.

internal import Diagnostics

/// A page's settings. Everything is optional to write.
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
  /// Keys of works the page rests on without citing them at one place.
  package var sources: [String] = []
  /// Of a reading path: the content paths of its steps, each with an anchor if it has one.
  package var steps: [String] = []
  /// Of a reading path: for whom it is.
  package var audience: String?
  /// Of a reading path: what one can do afterwards.
  package var outcome: String?
  /// Whether the glossary's terms are linked on this page.
  package var linksTerms = true

  package init() {}
}

/// What sort of page it is; templates and search tell them apart.
package enum PageKind: String, Sendable, CaseIterable {
  case page, topic, faq, home, path
}

/// A day in the proleptic Gregorian calendar, written `2026-11-23`.
package struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let year: Int
  package let month: Int
  package let day: Int

  /// Nil unless the text is `YYYY-MM-DD` and names a day that exists.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts[2].utf8.count == 2, text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      (1...12).contains(month)
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day >= 1, day <= lengths[month - 1] else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// 1970-01-01, for where no better date is known.
  package static let epoch = CalendarDate(year: 1970, month: 1, day: 1)

  private init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Days since 0000-03-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"); for
  /// differences.
  package var dayNumber: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let shiftedMonth = (month + 9) % 12
    return 365 * shiftedYear + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400
      + (153 * shiftedMonth + 2) / 5 + day - 1
  }

  package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  package var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// Splits a file into front matter and Markdown.
struct FrontMatterSplit {
  /// The YAML, without its fences; nil when the file has none.
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

/// Reads front matter out of parsed YAML.
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
      .unknownKey, "`steps` has no effect on a page that is no reading path", steps.keyRange,
      notes: ["write `kind: path` too"])
  }
  return Diagnosed(result, reader.diagnostics)
}

private let frontMatterKeys = [
  "title", "description", "aliases", "redirect_from", "tags", "kind", "order", "draft", "updated",
  "status", "template", "toc", "search", "sources", "glossary", "steps", "audience", "outcome",
]

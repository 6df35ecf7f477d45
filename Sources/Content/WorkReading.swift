// Reads sources.yml: CSL-YAML as Zotero and pandoc write it (a list, or `references:` with a list),
// or CSL-JSON. The keys are those of CSL 1.0.2 (Citation Style Language, data model).

package import Diagnostics
internal import YAML

/// The size limit of data files such as sources.yml and glossary.yml.
package let dataFileByteLimit = 16 << 20

/// The works in a file, in file order. Entries without a key or a title are reported; two entries
/// with the same key are an error.
/// - Complexity: linear in the file.
package func readWorks(_ file: SourceFile) -> Diagnosed<[Work]> {
  let file = SourceFile(path: file.path, bytes: withoutTabs(file.bytes))
  let parsed = parseYAML(in: file, range: 0..<file.bytes.count, byteLimit: dataFileByteLimit)
  guard let yaml = parsed.value else { return Diagnosed([], parsed.diagnostics) }
  var reader = YAMLReader(source: file, subject: "source key", typeCode: .badSource)
  var works: [Work] = []
  var first: [String: SourceRange] = [:]
  for item in items(of: yaml, &reader) {
    guard let work = work(item, &reader) else { continue }
    if let other = first[work.key] {
      let line = file.position(of: other.start).line
      reader.report(
        .duplicateSource, "two sources have the key `\(work.key)`", work.keyRange,
        notes: ["the first one is in line \(line); give this one another `id`"])
      continue
    }
    first[work.key] = work.keyRange
    works.append(work)
  }
  return Diagnosed(works, parsed.diagnostics + reader.diagnostics)
}

/// JSON may be indented with tabs, YAML may not. Replaces byte for byte, so that all offsets stay.
private func withoutTabs(_ bytes: [UInt8]) -> [UInt8] {
  let start = bytes.first { $0 > 0x20 }
  guard start == UInt8(ascii: "[") || start == UInt8(ascii: "{") else { return bytes }
  return bytes.map { $0 == 0x09 ? 0x20 : $0 }
}

private func items(of yaml: YAMLValue, _ reader: inout YAMLReader) -> [YAMLValue] {
  switch yaml.content {
  case .sequence(let items): return items
  case .null: return []
  case .mapping(let pairs):
    for pair in pairs where pair.key == "references" {
      if case .sequence(let items) = pair.value.content { return items }
    }
    if pairs.isEmpty { return [] }
    fallthrough
  default:
    reader.report(
      .badSource, "sources are a list of entries with `- id:`", yaml.range,
      notes: ["Zotero and pandoc write it as CSL-YAML or CSL-JSON"])
    return []
  }
}

private func work(_ value: YAMLValue, _ reader: inout YAMLReader) -> Work? {
  guard let pairs = reader.mapping(value) else { return nil }
  var work = Work(key: "", keyRange: value.range, type: "document", title: "")
  for pair in pairs { read(pair, into: &work, &reader) }
  let isKey =
    !work.key.isEmpty
    && work.key.utf8.allSatisfy { byte in
      byte > 0x20 && ![0x2C, 0x3B, 0x5B, 0x5D, 0x22, 0x3C, 0x3E].contains(byte)
    }
  guard isKey else {
    reader.report(
      .badSource,
      work.key.isEmpty
        ? "a source has no `id`" : "`\(work.key)` cannot be cited: a key is one word",
      work.keyRange, notes: ["give it one, for example `id: author2026word`"])
    return nil
  }
  if work.title.isEmpty {
    reader.report(
      .badSource, "the source `\(work.key)` has no title", work.keyRange,
      notes: ["add `title:`; until then it is shown by its key"])
    work.title = work.key
  }
  return work
}

private func read(_ pair: YAMLPair, into work: inout Work, _ reader: inout YAMLReader) {
  switch pair.key {
  case "id", "citation-key":
    guard work.key.isEmpty || pair.key == "id" else { return }
    work.key = reader.string(pair) ?? ""
    work.keyRange = pair.value.range
  case "type": work.type = reader.string(pair) ?? "document"
  case "title": work.title = reader.string(pair) ?? ""
  case "author": work.authors = names(pair, &reader)
  case "issued": work.issued = date(pair, &reader)
  case "container-title": work.containerTitle = reader.string(pair)
  case "publisher": work.publisher = reader.string(pair)
  case "volume": work.volume = reader.string(pair)
  case "issue": work.issue = reader.string(pair)
  case "page": work.page = reader.string(pair)
  case "number": work.number = reader.string(pair)
  case "version": work.version = reader.string(pair)
  case "genre": work.genre = reader.string(pair)
  case "note": work.note = reader.string(pair)
  case "ISBN": work.isbn = reader.string(pair)
  case "DOI": work.doi = doi(pair, &reader)
  case "URL": work.url = webAddress(pair, &reader)
  case let key where otherKeys.contains(key): break
  default: reader.unknownKey(pair, known: knownKeys + otherKeys.sorted())
  }
}

private let knownKeys = [
  "id", "type", "title", "author", "issued", "container-title", "publisher", "volume", "issue",
  "page", "number", "version", "genre", "note", "ISBN", "DOI", "URL",
]

/// Other keys of CSL, accepted but not shown.
private let otherKeys: Set<String> = [
  "abstract", "accessed", "annote", "archive", "archive-place", "archive_collection",
  "archive_location", "authority", "available-date", "call-number", "categories", "chair",
  "chapter-number", "citation-key", "citation-label", "citation-number", "collection-editor",
  "collection-number", "collection-title", "compiler", "composer", "container-author",
  "container-title-short", "contributor", "curator", "custom", "dimensions", "director",
  "division", "edition", "editor", "editor-translator", "editorial-director", "event",
  "event-date", "event-place", "event-title", "executive-producer", "first-reference-note-number",
  "guest", "host", "illustrator", "interviewer", "ISSN", "journalAbbreviation", "jurisdiction",
  "keyword", "language", "license", "locator", "medium", "narrator", "number-of-pages",
  "number-of-volumes", "organizer", "original-author", "original-date", "original-publisher",
  "original-publisher-place", "original-title", "page-first", "part-number", "part-title",
  "performer", "PMCID", "PMID", "printing-number", "producer", "publisher-place", "recipient",
  "references", "reviewed-author", "reviewed-genre", "reviewed-title", "scale", "script-writer",
  "section", "series-creator", "shortTitle", "source", "status", "submitted", "supplement-number",
  "title-short", "translator", "volume-title", "volume-title-short", "year-suffix",
]

// MARK: - Values

private func names(_ pair: YAMLPair, _ reader: inout YAMLReader) -> [WorkName] {
  switch pair.value.content {
  case .null: return []
  case .scalar(let text): return [WorkName(literal: text)]
  case .mapping: return [name(pair.value, &reader)].compactMap { $0 }
  case .sequence(let items): return items.compactMap { name($0, &reader) }
  }
}

private func name(_ value: YAMLValue, _ reader: inout YAMLReader) -> WorkName? {
  if case .scalar(let text) = value.content { return WorkName(literal: text) }
  var name = WorkName()
  for pair in reader.mapping(value) ?? [] {
    switch pair.key {
    case "family": name.family = reader.string(pair)
    case "given": name.given = reader.string(pair)
    case "literal": name.literal = reader.string(pair)
    case "suffix": name.suffix = reader.string(pair)
    case "dropping-particle", "non-dropping-particle": name.particle = reader.string(pair)
    case "comma-suffix", "static-ordering", "parse-names": break
    default:
      reader.unknownKey(
        pair, known: ["family", "given", "literal", "suffix", "non-dropping-particle"])
    }
  }
  return name.full.isEmpty ? nil : name
}

/// `2022-12-15`, `{year: 2022, month: 12}`, a list with one of these, or `date-parts`.
private func date(_ pair: YAMLPair, _ reader: inout YAMLReader) -> WorkDate? {
  func unknown() -> WorkDate? {
    reader.report(
      .badSource, "`issued` is not a date that is understood here", pair.value.range,
      notes: ["write `issued: 2022-12-15`, `2022-12` or `2022`"])
    return nil
  }
  switch pair.value.content {
  case .null: return nil
  case .scalar(let text): return date(text.split(separator: "-").map(String.init)) ?? unknown()
  case .sequence(let items):
    guard let first = items.first else { return nil }
    return date(
      YAMLPair(key: pair.key, keyRange: pair.keyRange, value: first), &reader)
  case .mapping(let parts):
    func text(_ key: String) -> String? {
      for part in parts where part.key == key {
        if case .scalar(let text) = part.value.content { return text }
      }
      return nil
    }
    if let year = text("year") {
      return date([year, text("month"), text("day")].compactMap { $0 }) ?? unknown()
    }
    if let raw = text("raw") ?? text("literal") {
      return date(raw.split(separator: "-").map(String.init)) ?? unknown()
    }
    for part in parts where part.key == "date-parts" {
      return date(scalars(part.value)) ?? unknown()
    }
    return unknown()
  }
}

/// The texts of the first innermost list.
private func scalars(_ value: YAMLValue) -> [String] {
  guard case .sequence(let items) = value.content else { return [] }
  if let first = items.first, case .sequence = first.content { return scalars(first) }
  return items.compactMap { if case .scalar(let text) = $0.content { text } else { nil } }
}

private func date(_ parts: [String]) -> WorkDate? {
  guard let first = parts.first, let year = Int(first), (1...9999).contains(year) else {
    return nil
  }
  let month = parts.count > 1 ? Int(parts[1]) : nil
  let day = parts.count > 2 ? Int(parts[2]) : nil
  guard parts.count <= 3, parts.count < 2 || month.map({ (1...12).contains($0) }) == true,
    parts.count < 3 || day.map({ (1...31).contains($0) }) == true
  else { return nil }
  return WorkDate(year: year, month: month, day: day)
}

/// A DOI in any of its forms: bare, with `doi:`, or as a URL.
private func doi(_ pair: YAMLPair, _ reader: inout YAMLReader) -> String? {
  guard var text = reader.string(pair) else { return nil }
  for prefix in ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "doi:"]
  where text.lowercased().hasPrefix(prefix) {
    text = String(text.dropFirst(prefix.count))
  }
  guard text.hasPrefix("10."), text.contains("/"), !text.contains(" ") else {
    reader.report(
      .badSource, "`\(text)` is not a DOI", pair.value.range,
      notes: ["a DOI looks like `10.1000/182`"])
    return nil
  }
  return text
}

private func webAddress(_ pair: YAMLPair, _ reader: inout YAMLReader) -> String? {
  guard let text = reader.string(pair) else { return nil }
  let isWeb = text.hasPrefix("https://") || text.hasPrefix("http://")
  guard isWeb, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x22 && $0 != 0x3C }) else {
    reader.report(
      .badSource, "`URL` takes an address that begins with https:// or http://", pair.value.range)
    return nil
  }
  return text
}

// The glossary: `content/glossary.yml` as values, each definition rendered as far as possible
// without other pages. Read before the pages are scanned, because scanning a page links the terms
// it uses.

internal import Bytes
package import Diagnostics
package import Files
internal import Parallel
internal import YAML

/// All terms of a site.
package struct Glossary: Sendable {
  /// Sorted by folded name.
  package var terms: [GlossaryTerm] = []
  /// Finds the terms in texts; its term numbers are indices of `terms`.
  package var matcher = TermMatcher()

  package init() {}
}

/// An entry of the glossary.
package struct GlossaryTerm: Sendable {
  package let name: String
  package let aliases: [String]
  /// Its anchor on the glossary page.
  package let anchor: String
  /// The definition as a page of its own; nil for an entry that has only `see`, and until it has
  /// been scanned.
  package var definition: Page?
  /// The definition's Markdown and its range.
  let written: (text: String, range: SourceRange)?
  /// Names of other terms, as written.
  package let see: [(name: String, range: SourceRange)]
  package let isCaseSensitive: Bool
  /// The file that defines it, and the range of its name.
  package let source: SourceFile
  package let range: SourceRange
}

/// The route of the glossary page.
package let glossaryRoute = Route("glossary/")
/// The glossary's file in the content folder.
package let glossaryPath = ContentPath("glossary.yml")

/// Renders the definitions of a glossary, in `jobs` jobs; nil for a term without one.
package func scanDefinitions(
  of glossary: Glossary, options: ScanOptions, jobs: Int
) async -> [Diagnosed<Page?>] {
  await parallelMap(glossary.terms, jobs: jobs) { scanDefinition(of: $0, options: options) }
}

extension Glossary {
  /// The glossary with the definitions that `scanDefinitions` returned for it.
  package func with(_ definitions: [Diagnosed<Page?>]) -> Diagnosed<Glossary> {
    var glossary = self
    for (index, definition) in definitions.enumerated() {
      glossary.terms[index].definition = definition.value
    }
    return Diagnosed(glossary, definitions.flatMap(\.diagnostics))
  }
}

/// Renders a term's definition as far as possible without other pages.
private func scanDefinition(
  of term: GlossaryTerm, options: ScanOptions
) -> Diagnosed<Page?> {
  guard let (text, range) = term.written else { return Diagnosed(nil) }
  let scanned = scanValue(
    text, at: range, of: term.source, path: glossaryPath, options: options)
  guard let page = scanned.value, holdsIDs(page) else { return scanned }
  return Diagnosed(
    nil,
    scanned.diagnostics + [
      Diagnostic(
        .badTerm, "the definition of `\(term.name)` holds a heading, an id or a footnote",
        path: term.source.path, range: range,
        notes: ["it is shown on every page that uses the term; keep it to a paragraph or two"])
    ])
}

/// Reads glossary.yml without its definitions: a list of entries with `term`, `definition`
/// (Markdown), `aliases`, `see`, `case` and `link` (whether pages link the term automatically).
/// Unusable entries are reported and left out.
/// - Parameter language: the primary tag of the site's language, whose plurals are recognised.
package func readTerms(_ file: SourceFile, language: String = "en") -> Diagnosed<Glossary> {
  let parsed = parseYAML(in: file, range: 0..<file.bytes.count, byteLimit: dataFileByteLimit)
  guard let yaml = parsed.value else { return Diagnosed(Glossary(), parsed.diagnostics) }
  var reader = YAMLReader(source: file, subject: "glossary key", typeCode: .badTerm)
  var entries: [Entry] = []
  switch yaml.content {
  case .sequence(let items): entries = items.compactMap { entry($0, &reader) }
  case .mapping(let pairs) where pairs.isEmpty: break
  case .null: break
  default:
    reader.report(.badTerm, "glossary.yml is a list of entries with `- term:`", yaml.range)
  }
  entries = withoutDuplicates(entries, &reader)
  let order = entries.map { (foldedTermName($0.name), $0) }
    .sorted { precedes($0.0, $1.0) }
  var slugs = SlugMaker()
  var glossary = Glossary()
  for (_, entry) in order {
    let slug = slugs.slug(for: entry.name)
    glossary.terms.append(
      GlossaryTerm(
        name: entry.name, aliases: entry.aliases,
        anchor: slug.isEmpty ? slugs.slug(for: "term") : slug, definition: nil,
        written: entry.definition, see: entry.see, isCaseSensitive: entry.isCaseSensitive,
        source: file, range: entry.range))
  }
  glossary.matcher = TermMatcher(
    zip(glossary.terms, order).map { term, entry in
      (entry.1.isLinked ? [term.name] + term.aliases : [], term.isCaseSensitive)
    }, language: language)
  return Diagnosed(glossary, parsed.diagnostics + reader.diagnostics)
}

/// Whether anything in a definition has an id, which would be duplicated on the pages that show it.
private func holdsIDs(_ definition: Page) -> Bool {
  firstRange(of: " id=\"", in: definition.body.html, from: 0) != nil
}

/// Two terms are the same if their names differ only in case.
package func foldedTermName(_ name: String) -> String { name.lowercased() }

private struct Entry {
  var name = ""
  var aliases: [String] = []
  var aliasRange: SourceRange?
  var definition: (text: String, range: SourceRange)?
  var see: [(name: String, range: SourceRange)] = []
  var isCaseSensitive = false
  var isLinked = true
  var range: SourceRange
}

private let termKeys = ["term", "aliases", "definition", "see", "case", "link"]

private func entry(_ value: YAMLValue, _ reader: inout YAMLReader) -> Entry? {
  guard let pairs = reader.mapping(value) else { return nil }
  var entry = Entry(range: value.range)
  for pair in pairs {
    switch pair.key {
    case "term":
      entry.name = reader.string(pair) ?? ""
      entry.range = pair.value.range
    case "aliases":
      entry.aliases = reader.strings(pair)
      entry.aliasRange = pair.value.range
    case "definition":
      entry.definition = reader.string(pair).map { ($0, pair.value.range) }
    case "see": entry.see = names(pair, &reader)
    case "case": entry.isCaseSensitive = reader.boolean(pair) ?? false
    case "link": entry.isLinked = reader.boolean(pair) ?? true
    default: reader.unknownKey(pair, known: termKeys)
    }
  }
  if entry.name.isEmpty {
    reader.report(
      .badTerm, "an entry of the glossary has no `term`", entry.range,
      notes: ["write `- term: Name` as its first line"])
    return nil
  }
  if entry.definition == nil, entry.see.isEmpty {
    reader.report(
      .badTerm, "the term `\(entry.name)` has no definition", entry.range,
      notes: ["add `definition:`, or `see:` with the term that explains it"])
    return nil
  }
  return entry
}

private func names(
  _ pair: YAMLPair, _ reader: inout YAMLReader
) -> [(name: String, range: SourceRange)] {
  guard case .sequence(let items) = pair.value.content else {
    return reader.strings(pair).map { ($0, pair.value.range) }
  }
  return items.compactMap { item in
    if case .scalar(let text) = item.content { return (text, item.range) }
    reader.report(.badTerm, "`see` takes a list of terms", item.range)
    return nil
  }
}

/// The entries with unique names; names already taken are reported.
private func withoutDuplicates(_ entries: [Entry], _ reader: inout YAMLReader) -> [Entry] {
  var owners: [String: String] = [:]
  return entries.compactMap { entry in
    var entry = entry
    if let owner = owners[foldedTermName(entry.name)] {
      reader.report(
        .duplicateTerm, "the name `\(entry.name)` belongs to the term `\(owner)` already",
        entry.range, notes: ["join the two entries"])
      return nil
    }
    owners[foldedTermName(entry.name)] = entry.name
    entry.aliases = entry.aliases.filter { alias in
      guard let owner = owners[foldedTermName(alias)] else {
        owners[foldedTermName(alias)] = entry.name
        return true
      }
      reader.report(
        .duplicateTerm, "the alias `\(alias)` belongs to the term `\(owner)` already",
        entry.aliasRange ?? entry.range)
      return false
    }
    return entry
  }
}

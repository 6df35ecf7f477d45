// Explains references that do not resolve, suggesting the nearest name that would have.

internal import Bytes
internal import Content
package import Diagnostics
internal import Files
internal import Interface

/// How many times per site all names are searched for the nearest. That is the costly part of a
/// message, and after the first few dozen the messages are not read one by one.
let nearestSearchLimit = 25

/// Diagnostics for everything that did not resolve, and what they depended on.
package struct Explanations: Sendable {
  /// In page order.
  fileprivate var ofPages: [Entry] = []
  fileprivate var ofTerms = Entry(searchesBefore: 0, searchesAfter: 0, diagnostics: [])

  /// A page's explanations depend on the page, on the tables, and on how many searches earlier
  /// pages left.
  fileprivate struct Entry: Sendable {
    let searchesBefore: Int
    let searchesAfter: Int
    let diagnostics: [Diagnostic]
  }

  package var diagnostics: [Diagnostic] { ofPages.flatMap(\.diagnostics) + ofTerms.diagnostics }
}

extension LinkRecord {
  /// The diagnostics for everything that did not resolve. O(unresolved references), but O(pages)
  /// each for the first `nearestSearchLimit` of them.
  /// - Parameter earlier: the explanations for the record from which this one was `relinked`; those
  ///   that would be the same are reused.
  package func explanations(
    after earlier: (record: LinkRecord, explanations: Explanations)? = nil
  ) -> Explanations {
    Linking.explanations(of: resolved, plan, earlier: earlier)
  }
}

private func explanations(
  of resolved: [ResolvedPage], _ plan: LinkPlan,
  earlier: (record: LinkRecord, explanations: Explanations)?
) -> Explanations {
  var searchesLeft = nearestSearchLimit
  func entry(
    _ kept: Explanations.Entry?, _ words: (inout Int) -> [Diagnostic]
  ) -> Explanations.Entry {
    if let kept, kept.searchesBefore == searchesLeft {
      searchesLeft = kept.searchesAfter
      return kept
    }
    let before = searchesLeft
    let diagnostics = words(&searchesLeft)
    return Explanations.Entry(
      searchesBefore: before, searchesAfter: searchesLeft, diagnostics: diagnostics)
  }
  var explanations = Explanations()
  explanations.ofPages.reserveCapacity(plan.pages.count)
  for (index, page) in plan.pages.enumerated() {
    let kept = earlier.flatMap { earlier in
      earlier.record.plan.pages[index].source == page.source
        ? earlier.explanations.ofPages[index] : nil
    }
    explanations.ofPages.append(
      entry(kept) { searchesLeft in
        explain(
          resolved[index].failures, of: page, in: plan.tables, searchesLeft: &searchesLeft)
          + unknownKeys(of: page, in: plan.tables, searchesLeft: &searchesLeft)
          + explainSteps(of: page, in: plan.tables, searchesLeft: &searchesLeft)
      })
  }
  explanations.ofTerms = entry(earlier?.explanations.ofTerms) { searchesLeft in
    plan.corpus.glossary.terms.compactMap(\.definition).flatMap { page in
      explain(
        resolveReferences(of: page, in: plan.tables).failures, of: page, in: plan.tables,
        searchesLeft: &searchesLeft)
        + unknownKeys(of: page, in: plan.tables, searchesLeft: &searchesLeft)
    }
  }
  return explanations
}

/// Reports keys of citations and of `sources:` that sources.yml does not have.
private func unknownKeys(
  of page: Page, in tables: LinkTables, searchesLeft: inout Int
) -> [Diagnostic] {
  let isKnown =
    page.citations.allSatisfy { citation in
      citation.items.allSatisfy { tables.worksByKey[$0.key] != nil }
    } && page.frontMatter.sources.allSatisfy { tables.worksByKey[$0] != nil }
  if isKnown { return [] }
  let lines = page.lineTable()
  func unknown(_ key: String, _ range: SourceRange?) -> Diagnostic {
    let sameButCase = tables.keysByFolded[key.lowercased()]
    var nearest = sameButCase
    if nearest == nil, searchesLeft > 0 {
      searchesLeft -= 1
      nearest = nearestMatch(to: key, among: tables.worksByKey.keys, amongMany: true)
    }
    return Diagnostic(
      .unknownSource, "sources.yml has no source `\(key)`", path: page.source.path, range: range,
      notes: nearest.map { ["did you mean `\($0)`?"] }
        ?? ["add it to sources.yml; `study new source` writes the lines"],
      fixes: fixes(
        for: nearest.map { (key, $0) }, in: page.source, range ?? SourceRange(0, 0),
        isSure: sameButCase != nil))
  }
  var diagnostics: [Diagnostic] = []
  for citation in page.citations {
    for item in citation.items where tables.worksByKey[item.key] == nil {
      let range = lines.range(of: citation.position)
      let place = firstPlace(of: Array("@\(item.key)".utf8), in: page.source.bytes, range)
      diagnostics.append(
        unknown(
          item.key, place.map { SourceRange($0.lowerBound + 1, $0.upperBound) } ?? range))
    }
  }
  for key in page.frontMatter.sources where tables.worksByKey[key] == nil {
    let place = firstPlace(
      of: Array(key.utf8), in: page.source.bytes, SourceRange(0, page.markdownStart))
    diagnostics.append(unknown(key, place.map { SourceRange($0.lowerBound, $0.upperBound) }))
  }
  return diagnostics
}

/// Diagnostics for the failures of one page.
/// - Parameter searchesLeft: counts down from `nearestSearchLimit` over the site.
func explain(
  _ failures: [LinkFailure], of page: Page, in tables: LinkTables, searchesLeft: inout Int
) -> [Diagnostic] {
  guard !failures.isEmpty else { return [] }
  let lines = page.lineTable()
  return failures.map { failure in
    let reference = page.references[failure.reference]
    let words = words(
      for: failure.kind, reference, on: page, in: tables, searchesLeft: &searchesLeft)
    var range = lines.range(of: reference.position)
    // In a data file the range is the whole value.
    if page.place != nil,
      let place = firstPlace(of: Array(reference.written.utf8), in: page.source.bytes, range)
    {
      // The link begins at its bracket, as on a page.
      let bracket = page.source.bytes[range.start..<place.lowerBound].lastIndex(
        of: UInt8(ascii: "["))
      range = SourceRange(bracket ?? place.lowerBound, place.upperBound)
    }
    return Diagnostic(
      words.code, words.message, path: page.source.path, range: range,
      notes: (words.nearest.map { ["did you mean `\($0.right)`?"] } ?? []) + words.notes,
      fixes: fixes(for: words.nearest, in: page.source, range, isSure: words.isSure))
  }
}

/// The contents of a message.
private struct Explanation {
  let code: DiagnosticCode
  let message: String
  /// The wrong part of the reference and its nearest replacement.
  var nearest: (wrong: String, right: String)?
  var notes: [String] = []
  /// Whether the replacement is the only possible meaning.
  var isSure = false
}

func fixes(
  for nearest: (wrong: String, right: String)?, in source: SourceFile, _ range: SourceRange,
  isSure: Bool
) -> [Fix] {
  guard let nearest,
    let place = firstPlace(of: Array(nearest.wrong.utf8), in: source.bytes, range)
  else { return [] }
  return [
    Fix(
      title: "replace `\(nearest.wrong)` by `\(nearest.right)`",
      range: SourceRange(place.lowerBound, place.upperBound), replacement: nearest.right,
      isSafe: isSure)
  ]
}

private func words(
  for kind: LinkFailure.Kind, _ reference: Reference, on page: Page, in tables: LinkTables,
  searchesLeft: inout Int
) -> Explanation {
  /// The result of `search`, unless the site has used up its searches.
  func nearest(_ search: () -> String?) -> String? {
    guard searchesLeft > 0 else { return nil }
    searchesLeft -= 1
    return search()
  }
  switch kind {
  case .outsideContent:
    return Explanation(
      code: .linkOutsideContent, message: "`\(reference.written)` leads out of the content folder",
      notes: ["only what is in the content folder is published"])
  case .draft:
    return Explanation(
      code: .linkToDraft, message: "`\(reference.written)` is a draft and not published",
      notes: ["build with --drafts to see it, or link to a published page"])
  case .wrongCase(_, let right):
    return Explanation(
      code: .unknownPage,
      message: "`\(reference.written)` does not exist; `\(right)` does, which differs in case",
      nearest: (reference.path, relativePath(to: right, from: page)),
      notes: ["hosts and most systems tell upper and lower case apart"], isSure: true)
  case .otherForm(let index):
    let right = tables.pages[index].path.text
    return Explanation(
      code: .foreignLink,
      message: "`\(reference.path)` is another tool's form of a link to `\(right)`",
      nearest: (reference.path, relativePath(to: right, from: page)), isSure: true)
  case .unknownPath(let path) where tables.unreadPages.contains(path):
    return Explanation(
      code: .unknownPage, message: "`\(path)` is no page, because study does not read this format",
      notes: ["convert it to Markdown, and link to that"])
  case .unknownPath(let path):
    let right = samePageElsewhere(path, tables) ?? nearest { nearestPage(path, tables) }
    return Explanation(
      code: .unknownPage, message: "there is no page `\(path)`",
      nearest: right.map { (reference.path, relativePath(to: $0, from: page)) })
  case .missingAsset(let path):
    let right = nearest { tables.nearestPath(ContentPath(path).name, amongPages: false) }
    return Explanation(
      code: .missingAsset, message: "there is no file `\(path)`",
      nearest: right.map { (reference.path, relativePath(to: $0, from: page)) })
  case .unknownName:
    let right = nearest {
      nearestMatch(
        to: reference.path,
        among: tables.pages.flatMap { [$0.title] + $0.frontMatter.aliases }
          + tables.terms.prefix(2000).map(\.name), amongMany: true)
    }
    return Explanation(
      code: .unknownPage, message: "no page is called `\(reference.path)`",
      nearest: right.map { (reference.path, $0) })
  case .ambiguous(let positions, let nearest):
    let paths = positions.map { tables.pages[$0].path.text }.sorted { precedes($0, $1) }
    let list = paths.prefix(8).map { "`\($0)`" }.joined(separator: " or ")
    let more = paths.count > 8 ? " or one of \(paths.count - 8) others" : ""
    let chosen = nearest.map { tables.pages[$0].path.text }
    let forms = (chosen.map { [$0] } ?? Array(paths.prefix(2))).map { "`[[\(stem($0))]]`" }
    return Explanation(
      code: .ambiguousPage, message: "`\(reference.path)` may be \(list)\(more)",
      notes: (chosen.map { ["it leads to `\($0)`, which is nearest"] } ?? [])
        + ["write its path: " + forms.joined(separator: " or ")])
  case .unknownAnchor, .unknownHeading, .unknownGeneratedAnchor:
    return anchorExplanation(for: kind, reference, on: page, in: tables, nearest)
  }
}

/// The explanation for an anchor that its page does not have.
private func anchorExplanation(
  for kind: LinkFailure.Kind, _ reference: Reference, on page: Page, in tables: LinkTables,
  _ nearest: (() -> String?) -> String?
) -> Explanation {
  let anchor = reference.anchor ?? ""
  // Links are often written with the heading's own words or capitals.
  let slug = gitHubSlug(anchor)
  let place: String
  let known: String?
  // Listed only where needed: a page may have thousands of anchors, and as many wrong links.
  let names: () -> [String]
  switch kind {
  case .unknownAnchor(let position):
    let target = tables.pages[position]
    place = target.path == page.path ? "this page" : "`\(target.path)`"
    known = target.ids.spelling(of: slug)
    names = { target.anchors }
  case .unknownHeading(let position):
    let target = tables.pages[position]
    let right = nearest {
      nearestMatch(to: anchor, among: target.headings.map(\.text), amongMany: true)
    }
    return Explanation(
      code: .unknownAnchor, message: "`\(target.path)` has no heading `\(anchor)`",
      nearest: right.map { (anchor, $0) })
  case .unknownGeneratedAnchor(let route):
    place = "the page `/\(route.text)`"
    known = tables.anchor(slug, on: route)
    names = { tables.anchors(on: route) }
  default: preconditionFailure("only for an anchor that its page does not have")
  }
  let right = known ?? nearest { nearestMatch(to: anchor, among: names(), amongMany: true) }
  let list = right == nil ? firstAnchors(of: kind, in: tables).joined(separator: ", ") : ""
  return Explanation(
    code: .unknownAnchor, message: "\(place) has no heading with the anchor `#\(anchor)`",
    nearest: right.map { (anchor, $0) }, notes: list.isEmpty ? [] : ["its anchors: " + list],
    isSure: known != nil)
}

/// Some anchors of the page that was meant. O(1) for a page of the author's.
private func firstAnchors(of kind: LinkFailure.Kind, in tables: LinkTables) -> [String] {
  switch kind {
  case .unknownAnchor(let position):
    let target = tables.pages[position]
    return Array((target.headings.prefix(8).map(\.anchor) + target.rawAnchors.prefix(8)).prefix(8))
  case .unknownGeneratedAnchor(let route): return tables.firstAnchors(on: route)
  default: return []
  }
}

/// A content path as a link on a page writes it: up to the folder that both share, then down.
private func relativePath(to path: String, from page: Page) -> String {
  let from = page.path.segments.dropLast()
  let to = ContentPath(path).segments
  let shared = zip(from, to.dropLast()).prefix { $0 == $1 }.count
  let up = [String](repeating: "..", count: from.count - shared)
  return (up + to.dropFirst(shared).map(String.init)).joined(separator: "/")
}

/// A page whose file has the same name in another folder, as a moved page has.
func samePageElsewhere(_ path: String, _ tables: LinkTables) -> String? {
  tables.pages(called: stem(ContentPath(path).name)).first.map { tables.pages[$0].path.text }
}

/// The page whose file name is most similar; typing mistakes are mostly in the last part of a path.
func nearestPage(_ path: String, _ tables: LinkTables) -> String? {
  tables.nearestPath(stem(ContentPath(path).name), amongPages: true)
}

/// A path or name without its extension.
func stem(_ path: String) -> String {
  guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return path }
  return String(path[..<dot])
}

/// The first occurrence of `text` within a range. Both are a few dozen bytes long.
func firstPlace(
  of text: [UInt8], in bytes: [UInt8], _ range: SourceRange
) -> Range<Int>? {
  var start = range.start
  while start + text.count <= range.end {
    if bytes[start..<(start + text.count)].elementsEqual(text) {
      return start..<(start + text.count)
    }
    start += 1
  }
  return nil
}

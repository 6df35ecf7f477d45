// The words for references that do not resolve, with the nearest thing that would have. Called by
// Link.swift once all pages are resolved.

internal import Content
package import Diagnostics

/// How many times on one site all names are compared to find the nearest. It is the costly part of
/// a message, and past the first dozens nobody reads them one by one.
let nearestSearchLimit = 25

/// Diagnostics for everything that did not resolve, in the order of the pages.
package func explainFailures(_ resolved: [ResolvedPage], _ plan: LinkPlan) -> [Diagnostic] {
  var searchesLeft = nearestSearchLimit
  return zip(plan.pages, resolved).flatMap { page, resolved in
    explain(resolved.failures, of: page, in: plan.tables, searchesLeft: &searchesLeft)
  }
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
    let range = lines.range(of: reference.position)
    return Diagnostic(
      words.code, words.message, path: page.source.path, range: range,
      notes: (words.nearest.map { ["did you mean `\($0.right)`?"] } ?? []) + words.notes,
      fixes: fixes(for: words.nearest, in: page.source, range))
  }
}

/// What a message says.
private struct Words {
  let code: DiagnosticCode
  let message: String
  /// What was looked for and what there is instead.
  var nearest: (wrong: String, right: String)?
  var notes: [String] = []
}

private func fixes(
  for nearest: (wrong: String, right: String)?, in source: SourceFile, _ range: SourceRange
) -> [Fix] {
  guard let nearest,
    let place = firstPlace(of: Array(nearest.wrong.utf8), in: source.bytes, range)
  else { return [] }
  return [
    Fix(
      title: "replace `\(nearest.wrong)` by `\(nearest.right)`",
      range: SourceRange(place.lowerBound, place.upperBound), replacement: nearest.right)
  ]
}

private func words(
  for kind: LinkFailure.Kind, _ reference: Reference, on page: Page, in tables: LinkTables,
  searchesLeft: inout Int
) -> Words {
  /// `search` unless the site has used up its searches.
  func nearest(_ search: () -> String?) -> String? {
    guard searchesLeft > 0 else { return nil }
    searchesLeft -= 1
    return search()
  }
  switch kind {
  case .outsideContent:
    return Words(
      code: .linkOutsideContent, message: "`\(reference.written)` leads out of the content folder",
      notes: ["only what is in the content folder is published"])
  case .draft:
    return Words(
      code: .linkToDraft, message: "`\(reference.written)` is a draft and not published",
      notes: ["build with --drafts to see it, or link to a published page"])
  case .wrongCase(let path, let right):
    return Words(
      code: .unknownPage,
      message: "`\(reference.written)` does not exist; `\(right)` does, which differs in case",
      nearest: (path, right), notes: ["hosts and most systems tell upper and lower case apart"])
  case .unknownPath(let path):
    let right = samePageElsewhere(path, tables) ?? nearest { nearestPage(path, tables) }
    return Words(
      code: .unknownPage, message: "there is no page `\(path)`", nearest: right.map { (path, $0) })
  case .missingAsset(let path):
    let right = nearest { tables.nearestPath(ContentPath(path).name, amongPages: false) }
    return Words(
      code: .missingAsset, message: "there is no file `\(path)`",
      nearest: right.map { (path, $0) })
  case .unknownName:
    let right = nearest {
      nearestMatch(
        to: reference.path, among: tables.pages.flatMap { [$0.title] + $0.frontMatter.aliases })
    }
    return Words(
      code: .unknownPage, message: "no page is called `\(reference.path)`",
      nearest: right.map { (reference.path, $0) })
  case .ambiguous(let positions):
    let paths = positions.map { tables.pages[$0].path.text }.sorted()
    let list = paths.map { "`\($0)`" }.joined(separator: " or ")
    return Words(
      code: .ambiguousPage, message: "`\(reference.path)` may be \(list)",
      notes: ["write its path: `[[\(stem(paths[0]))]]`"])
  case .unknownAnchor(let position):
    let target = tables.pages[position]
    let anchor = reference.anchor ?? ""
    let right = nearest { nearestMatch(to: anchor, among: target.anchors) }
    let place = target.path == page.path ? "this page" : "`\(target.path)`"
    let list = target.anchors.prefix(8).joined(separator: ", ")
    return Words(
      code: .unknownAnchor, message: "\(place) has no heading with the anchor `#\(anchor)`",
      nearest: right.map { (anchor, $0) },
      notes: right == nil && !list.isEmpty ? ["its anchors: " + list] : [])
  case .unknownHeading(let position):
    let target = tables.pages[position]
    let heading = reference.anchor ?? ""
    let right = nearest { nearestMatch(to: heading, among: target.headings.map(\.text)) }
    return Words(
      code: .unknownAnchor, message: "`\(target.path)` has no heading `\(heading)`",
      nearest: right.map { (heading, $0) })
  }
}

/// A page whose file has the same name in another folder: where moved pages are.
private func samePageElsewhere(_ path: String, _ tables: LinkTables) -> String? {
  tables.byName[foldedName(stem(ContentPath(path).name))]?.first.map { tables.pages[$0].path.text }
}

/// The page whose file is called most alike; slips are in the last part of a path.
private func nearestPage(_ path: String, _ tables: LinkTables) -> String? {
  tables.nearestPath(stem(ContentPath(path).name), amongPages: true)
}

/// A path or name without its ending.
func stem(_ path: String) -> String {
  guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return path }
  return String(path[..<dot])
}

/// Where `text` first stands within a range. Both are a few dozen bytes long.
private func firstPlace(
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

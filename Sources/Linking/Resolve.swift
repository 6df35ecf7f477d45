// From what an author wrote to what it means. One page at a time, against tables that do not
// change, so pages can be resolved in parallel. Called by Link.swift.

internal import Content
internal import Diagnostics

/// The targets of a page's references, in their order, and what does not resolve.
/// - Parameter searchesLeft: how many more times all names may be compared to find the nearest. It
///   is the costly part of a message, and past the first hundred nobody reads them one by one.
func resolveReferences(
  of page: Page, in tables: LinkTables, searchesLeft: inout Int
) -> Diagnosed<[Target]> {
  var problems = Problems(page: page, tables: tables, searchesLeft: searchesLeft)
  let targets = page.references.map { reference in
    switch reference.kind {
    case .link: resolveLink(reference, of: page, in: tables, &problems)
    case .wikilink: resolveWikilink(reference, of: page, in: tables, &problems)
    case .image, .rawImage: resolveAsset(reference, of: page, in: tables, &problems)
    }
  }
  searchesLeft = problems.searchesLeft
  return Diagnosed(targets, problems.diagnostics)
}

/// How many nearest names are searched for on one site; see `resolveReferences`.
let nearestSearchLimit = 100

/// What does not resolve on one page, and the means to say so.
private struct Problems {
  let page: Page
  let tables: LinkTables
  var searchesLeft: Int
  var diagnostics: [Diagnostic] = []
  private var lines: LineTable?

  init(page: Page, tables: LinkTables, searchesLeft: Int) {
    self.page = page
    self.tables = tables
    self.searchesLeft = searchesLeft
  }

  /// `search` unless the site has used up its searches.
  mutating func nearest(_ search: () -> String?) -> String? {
    guard searchesLeft > 0 else { return nil }
    searchesLeft -= 1
    return search()
  }

  /// - Parameter nearest: what was looked for and what there is instead, to offer a fix.
  mutating func report(
    _ code: DiagnosticCode, _ message: String, _ reference: Reference,
    nearest: (String, String)? = nil, notes: [String] = []
  ) {
    let lines = self.lines ?? page.lineTable()
    self.lines = lines
    let range = lines.range(of: reference.position)
    var fixes: [Fix] = []
    if let nearest {
      let written = page.source.bytes[range.start..<range.end]
      if let place = written.firstRange(of: nearest.0.utf8) {
        fixes = [
          Fix(
            title: "replace `\(nearest.0)` by `\(nearest.1)`",
            range: SourceRange(place.lowerBound, place.upperBound), replacement: nearest.1)
        ]
      }
    }
    let offer = nearest.map { ["did you mean `\($0.1)`?"] } ?? []
    diagnostics.append(
      Diagnostic(
        code, message, path: page.source.path, range: range, notes: offer + notes, fixes: fixes))
  }
}

// MARK: - Links

private func resolveLink(
  _ reference: Reference, of page: Page, in tables: LinkTables, _ problems: inout Problems
) -> Target {
  guard !reference.path.isEmpty else {
    return target(page, reference, of: page, in: tables, &problems)
  }
  guard let path = contentPath(reference.path, from: page) else {
    problems.report(
      .linkOutsideContent, "`\(reference.written)` leads out of the content folder", reference, notes: ["only what is in the content folder is published"])
    return .unresolved("This link leads out of the published content.")
  }
  let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
  if let index = tables.byPath[path] ?? tables.byRoute[trimmed] ?? folderPage(trimmed, tables) {
    return target(tables.pages[index], reference, of: page, in: tables, &problems)
  }
  if tables.assets.contains(path) { return .asset(ContentPath(path)) }
  if let link = tables.generated[trimmed] {
    return .page(link.route, title: link.title, anchor: reference.anchor)
  }
  if let withEnding = tables.byPath[trimmed + ".md"] {
    return target(tables.pages[withEnding], reference, of: page, in: tables, &problems)
  }
  if tables.drafts.contains(path) {
    problems.report(
      .linkToDraft, "`\(reference.written)` is a draft and not published", reference, notes: ["build with --drafts to see it, or link to a published page"])
    return .unresolved("The page this link leads to is not published yet.")
  }
  return unknownPath(path, reference, of: page, in: tables, &problems)
}

private func folderPage(_ folder: String, _ tables: LinkTables) -> Int? {
  let prefix = folder.isEmpty ? "" : folder + "/"
  return tables.byPath[prefix + "index.md"] ?? tables.byPath[prefix + "README.md"]
}

/// A page as target, with its anchor checked.
private func target(
  _ target: Page, _ reference: Reference, of page: Page, in tables: LinkTables,
  _ problems: inout Problems
) -> Target {
  guard let anchor = reference.anchor else {
    return .page(target.route, title: target.title, anchor: nil)
  }
  if target.anchors.contains(anchor) || isGivenByRenderer(anchor, target) {
    return .page(target.route, title: target.title, anchor: anchor)
  }
  let nearest = problems.nearest { nearestMatch(to: anchor, among: target.anchors.sorted()) }
  let place = target.path == page.path ? "this page" : "`\(target.path)`"
  problems.report(
    .unknownAnchor, "\(place) has no heading with the anchor `#\(anchor)`", reference, nearest: nearest.map { (anchor, $0) },
    notes: nearest == nil && !target.anchors.isEmpty
      ? ["its anchors: " + target.anchors.sorted().prefix(8).joined(separator: ", ")] : [])
  return .page(target.route, title: target.title, anchor: nil)
}

/// Anchors of footnotes are cmark-gfm's and no heading's.
private func isGivenByRenderer(_ anchor: String, _ target: Page) -> Bool {
  anchor.hasPrefix("fn-") || anchor.hasPrefix("fnref-")
}

private func unknownPath(
  _ path: String, _ reference: Reference, of page: Page, in tables: LinkTables,
  _ problems: inout Problems
) -> Target {
  if let index = tables.byFoldedPath[foldedForCollision(path)] {
    let right = tables.pages[index].path.text
    problems.report(
      .unknownPage, "`\(reference.written)` does not exist; `\(right)` does, which differs in case",
      reference, nearest: (path, right),
      notes: ["hosts and most systems tell upper and lower case apart"])
    return .unresolved("There is no page at this address.")
  }
  let isPage = !namesAsset(path)
  let nearest =
    isPage
    ? nearestPage(to: path, in: tables, &problems)
    : problems.nearest { nearestAsset(to: path, in: tables) }
  problems.report(
    isPage ? .unknownPage : .missingAsset,
    isPage ? "there is no page `\(path)`" : "there is no file `\(path)`", reference, nearest: nearest.map { (path, $0) })
  return .unresolved(isPage ? "There is no page at this address." : "This file does not exist.")
}

// MARK: - Nearest

/// Whether a path that leads to nothing looks like a file rather than a page.
private func namesAsset(_ path: String) -> Bool {
  let name = ContentPath(path).name
  guard let dot = name.lastIndex(of: ".") else { return false }
  return assetEndings.contains(name[name.index(after: dot)...].lowercased())
}

private let assetEndings: Set<String> = [
  "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "pdf", "zip", "gz", "mp4", "webm",
  "mp3", "css", "js", "json", "csv", "txt", "xml", "yml", "yaml", "html", "ipynb", "py", "bib",
]

/// The page whose file is called most alike. A file of the same name elsewhere is found at once;
/// only when there is none are all names compared, on their last parts, which is where slips are.
private func nearestPage(
  to path: String, in tables: LinkTables, _ problems: inout Problems
) -> String? {
  let wanted = stem(ContentPath(path).name)
  if let same = tables.byName[foldedName(wanted)]?.first { return tables.pages[same].path.text }
  return problems.nearest { tables.nearestPath(wanted, amongPages: true) }
}

private func nearestAsset(to path: String, in tables: LinkTables) -> String? {
  tables.nearestPath(ContentPath(path).name, amongPages: false)
}

// MARK: - Wikilinks

private func resolveWikilink(
  _ reference: Reference, of page: Page, in tables: LinkTables, _ problems: inout Problems
) -> Target {
  let named = reference.path.isEmpty ? page : nil
  let matches =
    named == nil ? tables.byName[foldedName(reference.path)] ?? pathMatches(reference, tables) : []
  if matches.count > 1 {
    let paths = matches.map { tables.pages[$0].path.text }.sorted()
    problems.report(
      .ambiguousPage, "`\(reference.path)` may be \(paths.map { "`\($0)`" }.joined(separator: " or "))",
      reference, notes: ["write its path: `[[\(stem(paths[0]))]]`"])
    return .unresolved("This link fits several pages.")
  }
  guard let found = named ?? matches.first.map({ tables.pages[$0] }) else {
    let nearest = problems.nearest {
      nearestMatch(
        to: reference.path, among: tables.pages.flatMap { [$0.title] + $0.frontMatter.aliases })
    }
    problems.report(
      .unknownPage, "no page is called `\(reference.path)`", reference,
      nearest: nearest.map { (reference.path, $0) })
    return .unresolved("There is no page of this name.")
  }
  guard let heading = reference.anchor else {
    return .page(found.route, title: found.title, anchor: nil)
  }
  // `[[Page#Heading]]` names a heading by its text; an anchor will do as well.
  let folded = foldedName(heading)
  let anchor =
    found.headings.first { foldedName($0.text) == folded }?.anchor
    ?? (found.anchors.contains(heading) ? heading : nil)
  if let anchor { return .page(found.route, title: found.title, anchor: anchor) }
  let nearest = problems.nearest { nearestMatch(to: heading, among: found.headings.map(\.text)) }
  problems.report(
    .unknownAnchor, "`\(found.path)` has no heading `\(heading)`", reference,
    nearest: nearest.map { (heading, $0) })
  return .page(found.route, title: found.title, anchor: nil)
}

/// `[[folder/page]]` with or without ending, from the page's folder or the top.
private func pathMatches(_ reference: Reference, _ tables: LinkTables) -> [Int] {
  [reference.path, reference.path + ".md"].compactMap { tables.byPath[$0] }.prefix(1).map { $0 }
}

private func stem(_ path: String) -> String {
  String(path.prefix(upTo: path.lastIndex(of: ".") ?? path.endIndex))
}

// MARK: - Assets

private func resolveAsset(
  _ reference: Reference, of page: Page, in tables: LinkTables, _ problems: inout Problems
) -> Target {
  guard let path = contentPath(reference.path, from: page) else {
    problems.report(
      .linkOutsideContent, "`\(reference.written)` leads out of the content folder", reference)
    return .unresolved("This image is not published.")
  }
  if tables.assets.contains(path) { return .asset(ContentPath(path)) }
  problems.report(
    .missingAsset, "there is no file `\(path)`", reference,
    nearest: problems.nearest { nearestAsset(to: path, in: tables) }.map { (path, $0) })
  return .unresolved("This image does not exist.")
}

// MARK: - Paths

/// The content path that a relative path means on a page; a leading `/` means the content folder.
/// Nil when it leads out of it.
private func contentPath(_ written: String, from page: Page) -> String? {
  var segments: [Substring] = written.hasPrefix("/") ? [] : page.path.segments.dropLast()
  for segment in written.split(separator: "/") where segment != "." {
    if segment == ".." {
      guard segments.popLast() != nil else { return nil }
    } else {
      segments.append(segment)
    }
  }
  return segments.joined(separator: "/")
}

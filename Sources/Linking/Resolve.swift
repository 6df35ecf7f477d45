// From what an author wrote to what it means. One page at a time, against tables that do not
// change, so pages can be resolved in parallel. Called by Link.swift.

internal import Content
internal import Diagnostics

/// The targets of a page's references, in their order, and what does not resolve.
func resolveReferences(of page: Page, in tables: LinkTables) -> Diagnosed<[Target]> {
  var diagnostics: [Diagnostic] = []
  let targets = page.references.map { reference in
    switch reference.kind {
    case .link: resolveLink(reference, of: page, in: tables, &diagnostics)
    case .wikilink: resolveWikilink(reference, of: page, in: tables, &diagnostics)
    case .image, .rawImage: resolveAsset(reference, of: page, in: tables, &diagnostics)
    }
  }
  return Diagnosed(targets, diagnostics)
}

// MARK: - Links

private func resolveLink(
  _ reference: Reference, of page: Page, in tables: LinkTables, _ diagnostics: inout [Diagnostic]
) -> Target {
  guard !reference.path.isEmpty else {
    return target(page, reference, of: page, in: tables, &diagnostics)
  }
  guard let path = contentPath(reference.path, from: page) else {
    report(
      .linkOutsideContent, "`\(reference.written)` leads out of the content folder", reference,
      page, &diagnostics, notes: ["only what is in the content folder is published"])
    return .unresolved("This link leads out of the published content.")
  }
  let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
  if let index = tables.byPath[path] ?? tables.byRoute[trimmed] ?? folderPage(trimmed, tables) {
    return target(tables.pages[index], reference, of: page, in: tables, &diagnostics)
  }
  if tables.assets.contains(path) { return .asset(ContentPath(path)) }
  if let link = tables.generated[trimmed] {
    return .page(link.route, title: link.title, anchor: reference.anchor)
  }
  if let withEnding = tables.byPath[trimmed + ".md"] {
    return target(tables.pages[withEnding], reference, of: page, in: tables, &diagnostics)
  }
  if tables.drafts.contains(path) {
    report(
      .linkToDraft, "`\(reference.written)` is a draft and not published", reference, page,
      &diagnostics, notes: ["build with --drafts to see it, or link to a published page"])
    return .unresolved("The page this link leads to is not published yet.")
  }
  return unknownPath(path, reference, of: page, in: tables, &diagnostics)
}

private func folderPage(_ folder: String, _ tables: LinkTables) -> Int? {
  let prefix = folder.isEmpty ? "" : folder + "/"
  return tables.byPath[prefix + "index.md"] ?? tables.byPath[prefix + "README.md"]
}

/// A page as target, with its anchor checked.
private func target(
  _ target: Page, _ reference: Reference, of page: Page, in tables: LinkTables,
  _ diagnostics: inout [Diagnostic]
) -> Target {
  guard let anchor = reference.anchor else {
    return .page(target.route, title: target.title, anchor: nil)
  }
  if target.anchors.contains(anchor) || isGivenByRenderer(anchor, target) {
    return .page(target.route, title: target.title, anchor: anchor)
  }
  let nearest = nearestMatch(to: anchor, among: target.anchors.sorted())
  let place = target.path == page.path ? "this page" : "`\(target.path)`"
  report(
    .unknownAnchor, "\(place) has no heading with the anchor `#\(anchor)`", reference, page,
    &diagnostics, nearest: nearest.map { (anchor, $0) },
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
  _ diagnostics: inout [Diagnostic]
) -> Target {
  if let index = tables.byFoldedPath[foldedForCollision(path)] {
    let right = tables.pages[index].path.text
    report(
      .unknownPage, "`\(reference.written)` does not exist; `\(right)` does, which differs in case",
      reference, page, &diagnostics, nearest: (path, right),
      notes: ["hosts and most systems tell upper and lower case apart"])
    return .unresolved("There is no page at this address.")
  }
  let isPage = ContentPath(path).isMarkdown || !ContentPath(path).name.contains(".")
  let candidates = isPage ? tables.pages.map(\.path.text) : tables.assets.sorted()
  let nearest = diagnostics.count < 50 ? nearestMatch(to: path, among: candidates) : nil
  report(
    isPage ? .unknownPage : .missingAsset,
    isPage ? "there is no page `\(path)`" : "there is no file `\(path)`", reference, page,
    &diagnostics, nearest: nearest.map { (path, $0) })
  return .unresolved(isPage ? "There is no page at this address." : "This file does not exist.")
}

// MARK: - Wikilinks

private func resolveWikilink(
  _ reference: Reference, of page: Page, in tables: LinkTables, _ diagnostics: inout [Diagnostic]
) -> Target {
  let named = reference.path.isEmpty ? page : nil
  let matches =
    named == nil ? tables.byName[foldedName(reference.path)] ?? pathMatches(reference, tables) : []
  if matches.count > 1 {
    let paths = matches.map { tables.pages[$0].path.text }.sorted()
    report(
      .ambiguousPage, "`\(reference.path)` may be \(paths.map { "`\($0)`" }.joined(separator: " or "))",
      reference, page, &diagnostics, notes: ["write its path: `[[\(stem(paths[0]))]]`"])
    return .unresolved("This link fits several pages.")
  }
  guard let found = named ?? matches.first.map({ tables.pages[$0] }) else {
    let nearest = nearestMatch(
      to: reference.path, among: tables.pages.flatMap { [$0.title] + $0.frontMatter.aliases })
    report(
      .unknownPage, "no page is called `\(reference.path)`", reference, page, &diagnostics,
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
  let nearest = nearestMatch(to: heading, among: found.headings.map(\.text))
  report(
    .unknownAnchor, "`\(found.path)` has no heading `\(heading)`", reference, page, &diagnostics,
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
  _ reference: Reference, of page: Page, in tables: LinkTables, _ diagnostics: inout [Diagnostic]
) -> Target {
  guard let path = contentPath(reference.path, from: page) else {
    report(
      .linkOutsideContent, "`\(reference.written)` leads out of the content folder", reference,
      page, &diagnostics)
    return .unresolved("This image is not published.")
  }
  if tables.assets.contains(path) { return .asset(ContentPath(path)) }
  let nearest = nearestMatch(to: path, among: tables.assets.sorted())
  report(
    .missingAsset, "there is no file `\(path)`", reference, page, &diagnostics,
    nearest: nearest.map { (path, $0) })
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

// MARK: - Reports

/// - Parameter nearest: what was looked for and what there is instead, to offer a fix.
private func report(
  _ code: DiagnosticCode, _ message: String, _ reference: Reference, _ page: Page,
  _ diagnostics: inout [Diagnostic], nearest: (String, String)? = nil, notes: [String] = []
) {
  let range = page.sourceRange(of: reference.position)
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

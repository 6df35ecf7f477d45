// Reading paths: pages of kind `path` whose front matter lists steps. Resolves the steps, and
// determines for every page its positions on the paths.

internal import Content
internal import Diagnostics
internal import Files

/// A step that resolves.
struct ResolvedStep: Sendable, Equatable {
  /// An index of `LinkTables.pages`.
  let page: Int
  let anchor: String?
}

/// A step as written: a content path, optionally with an anchor. A path may have a `#` of its own.
private func parts(of step: String, in tables: LinkTables) -> (path: String, anchor: String?) {
  if step.utf8.contains(UInt8(ascii: "#")), tables.page(at: step) != nil { return (step, nil) }
  let parts = step.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
  let path = parts[0].hasPrefix("/") ? String(parts[0].dropFirst()) : String(parts[0])
  return (path, parts.count > 1 ? String(parts[1]) : nil)
}

/// The steps of a path that resolve, in order. An anchor that its page does not have is dropped.
func resolvedSteps(of page: Page, in tables: LinkTables) -> [ResolvedStep] {
  guard page.kind == .path else { return [] }
  return page.frontMatter.steps.compactMap { written in
    let step = parts(of: written, in: tables)
    guard let index = tables.page(at: step.path) else { return nil }
    let anchor = step.anchor.flatMap { tables.pages[index].ids.spelling(of: $0) }
    return ResolvedStep(page: index, anchor: anchor)
  }
}

/// Diagnostics for steps that do not resolve.
func explainSteps(
  of page: Page, in tables: LinkTables, searchesLeft: inout Int
) -> [Diagnostic] {
  guard page.kind == .path else { return [] }
  let key = firstPlace(
    of: Array("steps".utf8), in: page.source.bytes, SourceRange(0, page.markdownStart))
  var searched = key?.upperBound ?? 0
  return page.frontMatter.steps.compactMap { written in
    let step = parts(of: written, in: tables)
    // The steps come in order; searching from the last one avoids finding `d.md` within `a/bcd.md`.
    let place = firstPlace(
      of: Array(written.utf8), in: page.source.bytes, SourceRange(searched, page.markdownStart)
    ).map { SourceRange($0.lowerBound, $0.upperBound) }
    searched = place?.end ?? searched
    func problem(
      _ code: DiagnosticCode, _ message: String, _ nearest: (wrong: String, right: String)? = nil,
      notes: [String] = []
    ) -> Diagnostic {
      Diagnostic(
        code, message, path: page.source.path, range: place,
        notes: (nearest.map { ["did you mean `\($0.right)`?"] } ?? []) + notes,
        fixes: fixes(
          for: nearest, in: page.source, place ?? SourceRange(0, 0), isSure: false))
    }
    if let index = tables.page(at: step.path) {
      guard let anchor = step.anchor, tables.pages[index].ids.spelling(of: anchor) == nil else {
        return nil
      }
      let nearest = nearestMatch(to: anchor, among: tables.pages[index].anchors)
      return problem(
        .unknownAnchor, "the step `\(step.path)` has no heading with the anchor `#\(anchor)`",
        nearest.map { (anchor, $0) })
    }
    if tables.drafts.contains(step.path) {
      return problem(
        .linkToDraft, "the step `\(step.path)` is a draft and not published",
        notes: ["build with --drafts to see it, or take the step out"])
    }
    var right = samePageElsewhere(step.path, tables)
    if right == nil, searchesLeft > 0 {
      searchesLeft -= 1
      right = nearestPage(step.path, tables)
    }
    return problem(
      .unknownPage, "the step `\(step.path)` is no page of the content folder",
      right.map { (step.path, $0) }, notes: ["steps are paths from the content folder on"])
  }
}

/// For each of `pages` its steps, and for each route its positions on paths. O(steps).
func readingPaths(
  _ pages: [Page], _ resolved: [ResolvedPage]
) -> (steps: [Route: [ReadingPathStep]], places: [Route: [ReadingPathPlace]]) {
  var steps: [Route: [ReadingPathStep]] = [:]
  var places: [Route: [ReadingPathPlace]] = [:]
  let paths = pages.indices.filter { !resolved[$0].steps.isEmpty }
  for index in paths.sorted(by: { pages[$0].route < pages[$1].route }) {
    let path = PageLink(title: pages[index].title, route: pages[index].route)
    let own = resolved[index].steps.map { step in
      let page = pages[step.page]
      let heading = step.anchor.flatMap { anchor in
        page.headings.first { $0.anchor == anchor && $0.level > 1 }?.text
      }
      return ReadingPathStep(
        page: PageLink(
          title: heading.map { "\(page.title): \($0)" } ?? page.title, route: page.route),
        anchor: step.anchor, description: page.frontMatter.description,
        minutes: page.readingMinutes)
    }
    steps[path.route] = own
    var seen: Set<Route> = []
    for (number, step) in own.enumerated() where seen.insert(step.page.route).inserted {
      places[step.page.route, default: []].append(
        ReadingPathPlace(
          path: path, number: number + 1, count: own.count,
          previous: number > 0 ? own[number - 1] : nil,
          next: number + 1 < own.count ? own[number + 1] : nil))
    }
  }
  return (steps, places)
}

// Resolves what an author wrote to its targets. One page at a time, against tables that do not
// change, so pages are resolved in parallel. Unresolved references are recorded as failures;
// Explain.swift has their messages, and the costly search for the nearest name.

internal import Content
internal import Diagnostics
internal import Files
internal import Interface

/// A page's references and their targets.
struct ResolvedPage: Sendable {
  /// One for each of the page's references.
  let targets: [Target]
  let failures: [LinkFailure]
  /// For each of the page's citations the works it names; nil for an unknown key.
  let citations: [[Int?]]
  /// The other pages it links to, each once, at the first link.
  let mentions: [MentionPlace]
  /// For a reading path: its steps.
  var steps: [ResolvedStep] = []
}

/// The first place where a page links to another one.
struct MentionPlace: Sendable, Equatable {
  /// An index of `LinkTables.pages`.
  let target: Int
  /// The anchor of its section; empty at the top of the page.
  let anchor: String
  let sentence: [UInt8]
}

/// A reference that does not resolve, by its index on the page.
struct LinkFailure: Sendable {
  let reference: Int
  let kind: Kind

  enum Kind: Sendable {
    case outsideContent
    case draft
    /// The path that was looked for.
    case unknownPath(String)
    case wrongCase(String, right: String)
    case missingAsset(String)
    case unknownName
    /// Indices of the pages that match, and the one that is linked.
    case ambiguous([Int], nearest: Int?)
    /// A path that another tool would understand; the index of the page.
    case otherForm(page: Int)
    /// An anchor missing on the page at this index.
    case unknownAnchor(page: Int)
    case unknownHeading(page: Int)
    case unknownGeneratedAnchor(page: Route)
  }
}

/// The targets of a page's references, in order, and those that do not resolve.
func resolveReferences(of page: Page, in tables: LinkTables) -> ResolvedPage {
  var resolver = Resolver(page: page, tables: tables)
  let targets = page.references.indices.map { resolver.target(of: $0) }
  return ResolvedPage(
    targets: targets, failures: resolver.failures,
    citations: page.citations.map { $0.items.map { tables.worksByKey[$0.key] } },
    mentions: mentionPlaces(on: page, targets, in: tables),
    steps: resolvedSteps(of: page, in: tables))
}

private func mentionPlaces(
  on page: Page, _ targets: [Target], in tables: LinkTables
) -> [MentionPlace] {
  var places: [MentionPlace] = []
  var seen: Set<Route> = [page.route]
  for (reference, target) in zip(page.references, targets) {
    guard case .page(let route, _, _) = target, seen.insert(route).inserted,
      let position = tables.page(at: route)
    else { continue }
    places.append(
      MentionPlace(
        target: position, anchor: page.section(at: reference.textOffset)?.anchor ?? "",
        sentence: sentence(in: page.plainText, around: reference.textOffset)))
  }
  return places
}

private struct Resolver {
  let page: Page
  let tables: LinkTables
  var failures: [LinkFailure] = []
  /// For pages with many headings that were looked at: anchors by folded text.
  private var headingAnchors: [Int: [String: String]] = [:]

  init(page: Page, tables: LinkTables) {
    self.page = page
    self.tables = tables
  }

  mutating func target(of number: Int) -> Target {
    let reference = page.references[number]
    switch reference.kind {
    case .link: return link(reference, number)
    case .wikilink: return wikilink(reference, number)
    case .image, .rawImage: return asset(reference, number)
    }
  }

  private mutating func fail(
    _ kind: LinkFailure.Kind, _ number: Int, _ reason: Word
  ) -> Target {
    failures.append(LinkFailure(reference: number, kind: kind))
    return .unresolved(tables.words[reason])
  }

  // MARK: Links

  private mutating func link(_ reference: Reference, _ number: Int) -> Target {
    guard !reference.path.isEmpty else { return target(page, nil, reference, number) }
    if reference.path.hasPrefix("@/"), let index = tables.page(at: rootedPath(reference.path)) {
      return target(tables.pages[index], index, reference, number)
    }
    guard let path = contentPath(reference.path, from: page) else {
      return otherForm(contentPath(reference.path, from: page, in: tables.contentFolder), number)
        ?? fail(.outsideContent, number, .linkOutside)
    }
    if let index = tables.page(at: path) {
      return target(tables.pages[index], index, reference, number)
    }
    if let file = tables.file(at: path) { return .asset(file) }
    let folder = path.hasSuffix("/index.md") ? String(path.dropLast(9)) : withoutSlash(path)
    if let link = tables.generated[folder] {
      return generated(link, reference, number)
    }
    let index = withoutSlash(path) + "/index.html"
    if tables.assets.contains(index) { return .asset(ContentPath(index)) }
    if tables.drafts.contains(path) {
      return fail(.draft, number, .linkToDraft)
    }
    if let target = otherForm(path, number) { return target }
    if let index = tables.page(like: path) {
      let right = tables.pages[index].path.text
      return fail(
        .wrongCase(path, right: right), number, .noPageHere)
    }
    if namesAsset(path) { return fail(.missingAsset(path), number, .noFileHere) }
    return fail(.unknownPath(path), number, .noPageHere)
  }

  /// The page that a path means in the form of another tool.
  private mutating func otherForm(_ path: String?, _ number: Int) -> Target? {
    let written = page.references[number].path
    var path = path
    if path != nil, written.contains("\\") {
      path = contentPath(written.replacing("\\", with: "/"), from: page)
    }
    guard let path, let index = tables.page(inOtherForm: path) else { return nil }
    failures.append(LinkFailure(reference: number, kind: .otherForm(page: index)))
    return target(tables.pages[index], index, page.references[number], number)
  }

  /// A page as target, with its anchor checked.
  /// - Parameter index: its index; nil for the page itself.
  private mutating func target(
    _ target: Page, _ index: Int?, _ reference: Reference, _ number: Int
  ) -> Target {
    guard let anchor = reference.anchor else {
      return .page(target.route, title: target.title, anchor: nil)
    }
    if let id = target.ids.spelling(of: anchor) {
      return .page(target.route, title: target.title, anchor: id)
    }
    let position = index ?? tables.page(ofFile: page.path.text) ?? 0
    failures.append(LinkFailure(reference: number, kind: .unknownAnchor(page: position)))
    return .page(target.route, title: target.title, anchor: nil)
  }

  /// A generated page, with its anchor checked.
  private mutating func generated(
    _ link: PageLink, _ reference: Reference, _ number: Int
  ) -> Target {
    guard let anchor = reference.anchor else {
      return .page(link.route, title: link.title, anchor: nil)
    }
    // A wikilink names a term by its name.
    let slug = reference.kind == .wikilink ? tables.anchor(gitHubSlug(anchor), on: link.route) : nil
    if let id = tables.anchor(anchor, on: link.route) ?? slug {
      return .page(link.route, title: link.title, anchor: id)
    }
    failures.append(
      LinkFailure(reference: number, kind: .unknownGeneratedAnchor(page: link.route)))
    return .page(link.route, title: link.title, anchor: nil)
  }

  // MARK: Wikilinks

  private mutating func wikilink(_ reference: Reference, _ number: Int) -> Target {
    var matches =
      reference.path.isEmpty
      ? [tables.page(ofFile: page.path.text) ?? 0] : tables.pages(meantBy: reference.path)
    // `#` may also be a part of a name: `[[C#]]`, `[[C# basics]]`.
    var heading = reference.anchor
    if matches.isEmpty, let part = heading {
      matches = tables.pages(meantBy: reference.path + "#" + part)
      if !matches.isEmpty { heading = nil }
    } else if matches.isEmpty, reference.path.last == "#" {
      matches = tables.pages(meantBy: String(reference.path.dropLast()))
    }
    if matches.isEmpty, let index = tables.page(at: reference.path) { matches = [index] }
    if matches.count > 1 {
      let nearest = nearest(matches, to: page, in: tables)
      failures.append(
        LinkFailure(reference: number, kind: .ambiguous(matches, nearest: nearest)))
      guard let nearest else { return .unresolved(tables.words[.severalPages]) }
      matches = [nearest]
    }
    guard let index = matches.first else {
      return generatedWikilink(reference, number)
        ?? fail(.unknownName, number, .noPageOfName)
    }
    let found = tables.pages[index]
    guard let heading else {
      return .page(found.route, title: found.title, anchor: nil)
    }
    // `[[Page#Heading]]` names a heading by its text; an anchor is accepted as well.
    let anchor =
      anchor(ofHeading: foldedName(heading), onPageAt: index)
      ?? found.ids.spelling(of: heading)
    if let anchor { return .page(found.route, title: found.title, anchor: anchor) }
    failures.append(LinkFailure(reference: number, kind: .unknownHeading(page: index)))
    return .page(found.route, title: found.title, anchor: nil)
  }

  /// The anchor of the first heading with this text, folded.
  private mutating func anchor(ofHeading folded: String, onPageAt index: Int) -> String? {
    let headings = tables.pages[index].headings
    guard headings.count > 64 else {
      return headings.first { foldedName($0.text) == folded }?.anchor
    }
    let names =
      headingAnchors[index]
      ?? Dictionary(
        headings.map { (foldedName($0.text), $0.anchor) }, uniquingKeysWith: { first, _ in first })
    headingAnchors[index] = names
    return names[folded]
  }

  /// `[[term]]` for a term that no page is named after, `[[Glossary]]` and the like.
  private mutating func generatedWikilink(_ reference: Reference, _ number: Int) -> Target? {
    if reference.anchor == nil, let term = tables.termsByName[foldedTermName(reference.path)] {
      let (name, anchor) = tables.terms[term]
      return .page(tables.places.glossary, title: name, anchor: anchor)
    }
    let link =
      tables.generatedByName[foldedName(reference.path)]
      ?? tables.generated[withoutSlash(reference.path)]
    return link.map { generated($0, reference, number) }
  }

  // MARK: Assets

  private mutating func asset(_ reference: Reference, _ number: Int) -> Target {
    guard let path = contentPath(reference.path, from: page) else {
      return fail(.outsideContent, number, .imageOutside)
    }
    if let file = tables.asset(at: path) { return .asset(file) }
    // An address that is not allowed has been reported by the scan.
    if classify(reference.written, extraSchemes: []) == .refused {
      return .unresolved(tables.words[.imageRefused])
    }
    return fail(.missingAsset(path), number, .imageMissing)
  }
}

/// The page that is nearest to another one: in the deepest folder that both are in, then with the
/// shortest path. Nil when several are equally near.
private func nearest(_ matches: [Int], to page: Page, in tables: LinkTables) -> Int? {
  func distance(_ index: Int) -> (Int, Int) {
    let folders = tables.pages[index].path.segments.dropLast()
    let shared = zip(folders, page.path.segments.dropLast()).prefix { $0 == $1 }.count
    return (-shared, folders.count)
  }
  let distances = matches.map(distance)
  guard let least = distances.min(by: <) else { return nil }
  let nearest = matches.indices.filter { distances[$0] == least }
  return nearest.count == 1 ? matches[nearest[0]] : nil
}

// MARK: - Paths

/// The path after `@/`, which some tools write for the content folder.
private func rootedPath(_ written: String) -> String { String(written.dropFirst(2)) }

/// The content path to which a relative path on a page resolves; a leading `/` means the content
/// folder. A trailing slash is kept. Nil when it leads out of the content folder.
/// - Parameter folder: the name of the content folder, if the path may lead out and in again; the
///   result then begins with it.
private func contentPath(
  _ written: String, from page: Page, in folder: String? = nil
) -> String? {
  let slash = UInt8(ascii: "/")
  let dot = UInt8(ascii: ".")
  let bytes = written.utf8.span
  var out: [UInt8] = []
  out.reserveCapacity(bytes.count + 64)
  if bytes.count == 0 || bytes[0] != slash {
    if let folder { out.append(contentsOf: (folder + "/").utf8) }
    let own = page.path.text.utf8
    if let last = own.lastIndex(of: slash) { out.append(contentsOf: own[...last]) }
  }
  var start = 0
  while start < bytes.count {
    var end = start
    while end < bytes.count, bytes[end] != slash { end += 1 }
    let isDots = end > start && end - start <= 2 && bytes[start] == dot && bytes[end - 1] == dot
    if isDots, end - start == 2 {
      // The rest ends in a slash, or is empty.
      guard out.popLast() != nil else { return nil }
      while let last = out.last, last != slash { out.removeLast() }
    } else if !isDots, end > start {
      for index in start..<end { out.append(bytes[index]) }
      out.append(slash)
    }
    start = end + 1
  }
  let endsInSlash = bytes.count > 0 && bytes[bytes.count - 1] == slash
  if !endsInSlash, out.last == slash { out.removeLast() }
  return String(decoding: out, as: UTF8.self)
}

func withoutSlash(_ path: String) -> String {
  path.utf8.last == UInt8(ascii: "/") ? String(path.dropLast()) : path
}

/// Whether a path that does not resolve looks like a file rather than a page.
private func namesAsset(_ path: String) -> Bool {
  let name = ContentPath(path).name
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
  return assetEndings.contains(name[name.index(after: dot)...].lowercased())
}

private let assetEndings: Set<String> = [
  "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "pdf", "zip", "gz", "mp4", "webm",
  "mp3", "css", "js", "json", "csv", "txt", "xml", "yml", "yaml", "html", "ipynb", "py", "bib",
]

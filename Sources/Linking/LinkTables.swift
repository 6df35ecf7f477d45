// What a reference is looked up in: every page by path, route, title and alias, every asset by
// path. Built once for a site, then only read. Used by Resolve.swift.

internal import Content
internal import Diagnostics

struct LinkTables: Sendable {
  var pages: [Page]
  let words: Words
  /// Positions in `pages` by content path, exact.
  let byPath: [String: Int]
  /// By content path, folded; only used to say "wrong case".
  let byFoldedPath: [String: Int]
  /// By route text without the last slash.
  let byRoute: [String: Int]
  /// By folded title, alias, path and file name without ending. More than one: ambiguous.
  let byName: [String: [Int]]
  let assets: Set<String>
  /// Pages that exist and are not published now.
  let drafts: Set<String>
  /// Paths by the folded name of their file, grouped by the name's length: what is looked through
  /// for a nearest name. Two names further apart in length than a third cannot be near.
  let pagesByLength: [Int: [(name: String, path: String)]]
  let assetsByLength: [Int: [(name: String, path: String)]]
  /// Routes of generated pages, by text without the last slash.
  let generated: [String: PageLink]
  /// Files that study writes itself and a page may link to.
  let ownFiles: Set<String>
  /// The glossary, the list of sources and the like by folded title.
  let generatedByName: [String: PageLink]
  /// The anchors of generated pages that have some.
  let generatedAnchors: [Route: Set<String>]
  /// Positions in the list of sources.
  let sourcesByKey: [String: Int]
  /// Keys of sources by themselves in lower case; the first of those that differ in case alone.
  let keysByFolded: [String: String]
  /// Positions in the glossary, by folded name and alias.
  let termsByName: [String: Int]
  /// Name and anchor of each term.
  let terms: [(name: String, anchor: String)]

  init(
    pages: [Page], drafts: [ContentPath], assets: [ContentPath], generated: [GeneratedPage],
    glossary: Glossary, sources: [Source], ownFiles: Set<String>, words: Words = .english
  ) {
    self.words = words
    self.ownFiles = ownFiles
    self.pages = pages
    sourcesByKey = Dictionary(
      sources.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    keysByFolded = Dictionary(
      sources.map { ($0.key.lowercased(), $0.key) }, uniquingKeysWith: { first, _ in first })
    terms = glossary.terms.map { ($0.name, $0.anchor) }
    var termsByName: [String: Int] = [:]
    for (index, term) in glossary.terms.enumerated() {
      for name in [term.name] + term.aliases { termsByName[foldedTermName(name)] = index }
    }
    self.termsByName = termsByName
    generatedAnchors = [
      glossaryRoute: Set(glossary.terms.map(\.anchor)), sourcesRoute: Set(sources.map(\.key)),
    ]
    var byPath: [String: Int] = [:]
    var byFoldedPath: [String: Int] = [:]
    var byRoute: [String: Int] = [:]
    var byName: [String: [Int]] = [:]
    byPath.reserveCapacity(pages.count)
    byRoute.reserveCapacity(pages.count)
    byName.reserveCapacity(3 * pages.count)
    for (index, page) in pages.enumerated() {
      byPath[page.path.text] = index
      byFoldedPath[foldedForCollision(page.path.text)] = index
      byRoute[String(page.route.text.dropLast())] = index
      for name in Self.names(of: page) {
        if byName[name]?.last != index { byName[name, default: []].append(index) }
      }
    }
    self.byPath = byPath
    self.byFoldedPath = byFoldedPath
    self.byRoute = byRoute
    self.byName = byName
    pagesByLength = Self.byLength(
      pages.map { ($0.path.isFolderPage ? ContentPath($0.path.folder) : $0.path).text }.map {
        ContentPath($0)
      }, paths: pages.map(\.path.text), dropsEnding: true)
    assetsByLength = Self.byLength(assets, paths: assets.map(\.text), dropsEnding: false)
    self.assets = Set(assets.map(\.text))
    self.drafts = Set(drafts.map(\.text))
    let links = generated.map { PageLink(title: $0.title, route: $0.route) }
    let search = PageLink(title: words[.search], route: Route("search/"))
    self.generated = Dictionary(
      (links + [search]).map { (String($0.route.text.dropLast()), $0) },
      uniquingKeysWith: { first, _ in first })
    generatedByName = Dictionary(
      zip(generated, links).filter { $0.0.kind.isConcept }.map { (foldedName($1.title), $1) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func byLength(
    _ names: [ContentPath], paths: [String], dropsEnding: Bool
  ) -> [Int: [(name: String, path: String)]] {
    var groups: [Int: [(name: String, path: String)]] = [:]
    for (path, full) in zip(names, paths) {
      let name = path.name
      let stem = dropsEnding ? stem(name) : name
      groups[stem.utf8.count, default: []].append((stem.lowercased(), full))
    }
    return groups
  }

  /// The path whose file name is nearest to `name`, if any is near.
  func nearestPath(_ name: String, amongPages: Bool) -> String? {
    let groups = amongPages ? pagesByLength : assetsByLength
    let count = name.utf8.count
    let slack = max(1, min(count / 4, 3))
    let candidates = (max(1, count - slack)...(count + slack)).flatMap { groups[$0] ?? [] }
    guard let nearest = nearestMatch(to: name, among: candidates.map(\.name)) else { return nil }
    return candidates.first { $0.name == nearest }?.path
  }

  /// The page at a path as an author may write it: with or without ending or slash, a folder for
  /// its own page.
  func page(at path: String) -> Int? {
    if let index = byPath[path] { return index }
    let trimmed = withoutSlash(path)
    return byRoute[trimmed] ?? byPath[trimmed + ".md"]
  }

  /// Everything by which a wikilink may call a page, folded.
  private static func names(of page: Page) -> [String] {
    let path = page.path.text
    let stem = stem(path)
    var names = [page.title, path, stem] + page.frontMatter.aliases
    names.append(page.path.isFolderPage ? page.path.folder : ContentPath(stem).name)
    if let heading = page.headings.first, page.hasTitleHeading, heading.text != page.title {
      names.append(heading.text)
    }
    return names.map(foldedName).filter { !$0.isEmpty }
  }
}

/// Names are compared without regard to case and runs of spaces.
func foldedName(_ name: String) -> String {
  let isFoldedAlready = name.utf8.allSatisfy { byte in
    byte > 0x20 && byte < 0x7F && !(0x41...0x5A).contains(byte)
  }
  if isFoldedAlready { return name }
  var folded: [UInt8] = []
  folded.reserveCapacity(name.utf8.count)
  var isAfterSpace = false
  var isASCII = true
  for byte in name.utf8 {
    if byte >= 0x80 { isASCII = false }
    if byte <= 0x20 {
      isAfterSpace = !folded.isEmpty
      continue
    }
    if isAfterSpace { folded.append(0x20) }
    isAfterSpace = false
    folded.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
  }
  if isASCII { return String(decoding: folded, as: UTF8.self) }
  return name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

// What a reference is looked up in: every page by path, route, title and alias, every asset by
// path. Built once for a site, then only read. Used by Resolve.swift.

internal import Content
internal import Diagnostics

struct LinkTables: Sendable {
  let pages: [Page]
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

  init(pages: [Page], drafts: [ContentPath], assets: [ContentPath], generated: [PageLink]) {
    self.pages = pages
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
    self.generated = Dictionary(
      generated.map { (String($0.route.text.dropLast()), $0) },
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
  if name.utf8.allSatisfy({ $0 < 0x80 }) {
    let words = name.utf8.split { $0 <= 0x20 }
    let lower = words.joined(separator: CollectionOfOne(0x20)).map { byte in
      (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
    return String(decoding: lower, as: UTF8.self)
  }
  return name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

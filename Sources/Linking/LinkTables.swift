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
    self.assets = Set(assets.map(\.text))
    self.drafts = Set(drafts.map(\.text))
    self.generated = Dictionary(
      generated.map { (String($0.route.text.dropLast()), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Everything by which a wikilink may call a page, folded, each once.
  private static func names(of page: Page) -> Set<String> {
    let path = page.path.text
    let stem = String(path.prefix(upTo: path.lastIndex(of: ".") ?? path.endIndex))
    var names = [page.title, path, stem] + page.frontMatter.aliases
    names.append(page.path.isFolderPage ? page.path.folder : ContentPath(stem).name)
    if let heading = page.headings.first, page.hasTitleHeading { names.append(heading.text) }
    return Set(names.filter { !$0.isEmpty }.map(foldedName))
  }
}

/// Names are compared without regard to case and runs of spaces.
func foldedName(_ name: String) -> String {
  name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

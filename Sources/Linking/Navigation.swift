// The order in which a corpus is read, as a tree and as a sequence: from folders and `order`, or
// from `nav:` in study.yml. Knows no HTML.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files

/// A tree of folders and their pages, from which the navigation is made.
struct FolderTree {
  var name: String
  /// In the content folder, without a slash at the end; empty at the top.
  var path = ""
  var route: Route
  var page: Page?
  var pages: [Page] = []
  var folders: [FolderTree] = []

  /// The title of the root when it has no page.
  var homeTitle: String

  /// Where its page is: the folder's own address, unless that differs in case or Unicode form.
  var link: PageLink { PageLink(title: title, route: page?.route ?? route) }

  /// It and all folders below it, in the order of their paths. As deep as paths may be.
  var all: [FolderTree] { [self] + folders.flatMap(\.all) }

  var title: String { page?.title ?? (name.isEmpty ? homeTitle : titleFromFileName(name)) }
}

/// Sorts published pages into their folders. O(bytes of paths).
/// - Parameter pages: sorted by path.
/// - Parameter routes: those of folders that are not at their own address, by their paths.
func folderTree(
  of pages: [Page], homeTitle: String, routes: [String: Route] = [:]
) -> FolderTree {
  folder(
    FolderTree(name: "", route: .root, homeTitle: homeTitle), pages: pages[...], pathStart: 0,
    routes)
}

/// `pages` are those at or below the folder, sorted by path, so that those of each subfolder are
/// adjacent. The folder's own path, including its slash, is the first `pathStart` bytes of theirs.
private func folder(
  _ empty: FolderTree, pages: ArraySlice<Page>, pathStart: Int, _ routes: [String: Route]
) -> FolderTree {
  var tree = empty
  var index = pages.startIndex
  while index < pages.endIndex {
    let page = pages[index]
    let path = page.path.text.utf8
    let below = path.dropFirst(pathStart)
    guard let slash = below.firstIndex(of: UInt8(ascii: "/")) else {
      if page.path.isFolderPage, page.route == empty.route {
        tree.page = page
      } else {
        tree.pages.append(page)
      }
      index += 1
      continue
    }
    let prefix = path[...slash]
    let end =
      pages[index...].firstIndex { !$0.path.text.utf8.starts(with: prefix) } ?? pages.endIndex
    let name = String(Substring(below[..<slash]))
    let folderPath = String(Substring(path[..<slash]))
    tree.folders.append(
      folder(
        FolderTree(
          name: name, path: folderPath,
          route: routes[folderPath] ?? Route(empty.route.text + Route(ofFolder: name).text),
          homeTitle: empty.homeTitle),
        pages: pages[index..<end], pathStart: pathStart + name.utf8.count + 1, routes))
    index = end
  }
  tree.adoptPages()
  return tree
}

extension FolderTree {
  /// Makes `x.md` the page of the folder `x/` next to it, if that has none of its own.
  fileprivate mutating func adoptPages() {
    guard folders.contains(where: { $0.page == nil }), !pages.isEmpty else { return }
    let positions = Dictionary(
      pages.enumerated().map { ($1.route.collisionKey, $0) },
      uniquingKeysWith: { first, _ in first })
    var adopted: Set<Int> = []
    // A folder of exactly the page's name comes before those that differ in case.
    for isExact in [true, false] {
      for index in folders.indices where folders[index].page == nil {
        guard let position = positions[folders[index].route.collisionKey],
          !isExact || hasSameBytes(pages[position].route, folders[index].route),
          adopted.insert(position).inserted
        else { continue }
        folders[index].page = pages[position]
      }
    }
    if !adopted.isEmpty {
      pages = pages.indices.filter { !adopted.contains($0) }.map { pages[$0] }
    }
  }
}

/// The navigation derived from folders: within a folder by `order`, then by title.
/// - Parameter isDeep: whether entries include what is below them.
func navigationNodes(of tree: FolderTree, isDeep: Bool = true) -> [NavigationNode] {
  struct Entry {
    let order: Int
    let foldedTitle: String
    let node: NavigationNode

    init(order: Int?, node: NavigationNode) {
      self.order = order ?? Int.max
      foldedTitle = foldedName(node.title)
      self.node = node
    }
  }
  let pages = tree.pages.map { page in
    Entry(
      order: page.order,
      node: NavigationNode(title: page.title, route: page.route, children: []))
  }
  let folders = tree.folders.map { folder in
    Entry(
      order: folder.page?.order,
      node: NavigationNode(
        title: folder.title, route: folder.link.route,
        children: isDeep ? navigationNodes(of: folder) : []))
  }
  return (pages + folders).sorted { left, right in
    if left.order != right.order { return left.order < right.order }
    if left.foldedTitle != right.foldedTitle {
      return precedes(left.foldedTitle, right.foldedTitle)
    }
    return (left.node.route ?? .root) < (right.node.route ?? .root)
  }.map(\.node)
}

/// The navigation from study.yml. Entries that do not name a page are errors.
func navigationNodes(
  of entries: [NavigationEntry], in tables: LinkTables, source: SourceFile
) -> Diagnosed<[NavigationNode]> {
  var diagnostics: [Diagnostic] = []
  var nodes: [NavigationNode] = []
  for entry in entries {
    let children = navigationNodes(of: entry.children, in: tables, source: source)
    diagnostics += children.diagnostics
    guard let path = entry.path else {
      nodes.append(
        NavigationNode(title: entry.title ?? "", route: nil, children: children.value))
      continue
    }
    guard let index = tables.page(ofFile: path) else {
      let nearest = nearestMatch(to: path, among: tables.pages.map(\.path.text))
      diagnostics.append(
        Diagnostic(
          .badConfiguration, "`nav` names `\(path)`, which is not a page", path: source.path,
          range: entry.range, notes: nearest.map { ["did you mean `\($0)`?"] } ?? []))
      continue
    }
    let page = tables.pages[index]
    nodes.append(
      NavigationNode(
        title: entry.title ?? page.title, route: page.route, children: children.value))
  }
  return Diagnosed(nodes, diagnostics)
}

/// The pages in navigation order, the home page first.
func readingOrder(_ nodes: [NavigationNode], home: PageLink?) -> [PageLink] {
  var order: [PageLink] = home.map { [$0] } ?? []
  func visit(_ nodes: [NavigationNode]) {
    for node in nodes {
      if let route = node.route { order.append(PageLink(title: node.title, route: route)) }
      visit(node.children)
    }
  }
  visit(nodes)
  return order
}

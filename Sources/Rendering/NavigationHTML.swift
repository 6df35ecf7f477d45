// The navigation as HTML. Pages of one folder share it byte for byte but for the mark on the page
// itself, so it is rendered once for a folder and cut open where the mark goes.
//
// On a large site a page shows its own branch only, and of a very long folder the part around
// itself; otherwise the navigation alone would grow with the square of the pages.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files
internal import Interface
internal import Linking

/// Where the address of each page stands in the navigation's tree.
struct NavigationPlan: Sendable {
  private let roots: [NavigationNode]
  /// The first few of the top, as entries of the header.
  private let headerPages: [PageLink]
  /// For each route the positions that lead to it: index among roots, among children, …
  private let trails: [Route: [Int]]
  private let showsWholeTree: Bool
  /// "Pages in {title}", as HTML around the title.
  private let folderLabel: FolderLabel

  /// Up to this many entries every page shows the whole tree.
  static let wholeTreeLimit = 150
  /// A folder with more entries than this is shown in parts of this length.
  static let partLength = 100

  init(_ tree: NavigationTree, pagesIn: String = Words.english[.pagesIn]) {
    folderLabel = FolderLabel(pagesIn)
    roots = tree.roots
    // Glossary and the like stand in the footer of every page.
    let concepts = [glossaryRoute, worksRoute, topicMapRoute]
    headerPages = tree.roots.lazy.compactMap { node in
      node.route.map { PageLink(title: node.title, route: $0) }
    }.filter { !concepts.contains($0.route) }.prefix(7).map { $0 }
    var trails: [Route: [Int]] = [:]
    var count = 0
    func visit(_ nodes: [NavigationNode], _ trail: [Int]) {
      for (index, node) in nodes.enumerated() {
        count += 1
        if let route = node.route, trails[route] == nil { trails[route] = trail + [index] }
        visit(node.children, trail + [index])
      }
    }
    visit(tree.roots, [])
    self.trails = trails
    showsWholeTree = count <= Self.wholeTreeLimit
  }

  /// What the navigation of a page depends on, the mark on the page itself aside.
  struct Key: Hashable, Sendable {
    /// The folder the page is in, from which links are relative; nil for the home page.
    let folder: Route?
    /// Folders that are open, as positions; and the part of the last one that is shown.
    let open: [Int]
    let part: Int
  }

  func key(for route: Route) -> Key {
    let trail = trails[route] ?? []
    let node = node(at: trail)
    let isFolder = node.map { !$0.children.isEmpty } ?? false
    let open = isFolder ? trail : Array(trail.dropLast())
    let position = isFolder ? 0 : trail.last ?? 0
    return Key(folder: route.parent, open: open, part: position / Self.partLength)
  }

  private func node(at trail: [Int]) -> NavigationNode? {
    var nodes = roots
    var found: NavigationNode?
    for index in trail {
      found = nodes[index]
      nodes = nodes[index].children
    }
    return found
  }

  /// The navigation for a key.
  func fragment(for key: Key) -> NavigationFragment {
    // Any page of the folder will do: links from all of them are the same.
    let place = key.folder.map { Route($0.text + ".page/") } ?? .root
    var writer = FragmentWriter(
      links: .relative(to: place), key: key, showsWholeTree: showsWholeTree,
      folderLabel: folderLabel)
    writer.list(roots, trail: [])
    // Where a page of the folder is an entry of the header itself, pages differ in what is marked.
    let folder = key.folder ?? .root
    let differ = headerPages.contains {
      $0.route != folder && $0.route.text.hasPrefix(folder.text)
    }
    return NavigationFragment(
      html: writer.html, marks: writer.marks,
      sections: differ ? nil : sections(for: place, prefix: place.prefixToRoot))
  }

  /// All pages as a nested list, for the pages that serve those who are lost; of a site with more
  /// than `limit` entries as many of the upper levels as have no more, at least one.
  func wholeTree(prefix: String, limit: Int = .max) -> [UInt8] {
    var writer = FragmentWriter(
      links: .prefixed(prefix), key: Key(folder: nil, open: [], part: 0), showsWholeTree: true,
      folderLabel: folderLabel, foldsFolders: false)
    writer.levels = levels(limit: limit)
    writer.list(roots, trail: [])
    return writer.html
  }

  /// As many levels as have no more entries than `limit`.
  private func levels(limit: Int) -> Int {
    var count = roots.count
    var level = roots
    var depth = 1
    while true {
      level = level.flatMap(\.children)
      count += level.count
      if level.isEmpty || count > limit { return depth }
      depth += 1
    }
  }

  /// The entries of the header, as a page shows them.
  func sections(for route: Route, prefix: String) -> [HeaderSection] {
    headerPages.map { page in
      let root = page.route
      return HeaderSection(
        title: page.title, href: prefix + percentEncoded(root.text),
        isCurrent: root.text.isEmpty ? route == root : route.text.hasPrefix(root.text))
    }
  }
}

/// An entry of the header.
struct HeaderSection: Sendable, Equatable {
  let title: String
  let href: String
  let isCurrent: Bool
}

/// Rendered navigation, and where the mark of the current page goes.
struct NavigationFragment: Sendable, Equatable {
  let html: [UInt8]
  /// For each route in it the offset right after `<a`.
  let marks: [Route: Int]
  /// The entries of the header, where they are the same for all pages of the folder.
  let sections: [HeaderSection]?

  /// The navigation as the page at `route` shows it.
  func html(for route: Route) -> [UInt8] {
    guard let mark = marks[route] else { return html }
    var out: [UInt8] = []
    out.reserveCapacity(html.count + 24)
    out.append(contentsOf: html[..<mark])
    out.append(utf8: " aria-current=\"page\"")
    out.append(contentsOf: html[mark...])
    return out
  }
}

/// What the disclosure of a folder is called, around the folder's title.
struct FolderLabel: Sendable {
  let start: [UInt8]
  let end: [UInt8]

  init(_ word: String) {
    let parts = word.split(separator: "{title}", maxSplits: 1, omittingEmptySubsequences: false)
    start = Array(escapedHTML(String(parts[0])).utf8)
    end = parts.count > 1 ? Array(escapedHTML(String(parts[1])).utf8) : []
  }
}

private struct FragmentWriter {
  enum Links {
    case relative(to: Route)
    /// Route texts behind a prefix, for pages served at any address.
    case prefixed(String)
  }

  let links: Links
  let key: NavigationPlan.Key
  let showsWholeTree: Bool
  let folderLabel: FolderLabel
  var foldsFolders = true
  var html: [UInt8] = []
  var marks: [Route: Int] = [:]
  /// Deeper ones are left out, where folders do not fold.
  var levels = Int.max

  init(
    links: Links, key: NavigationPlan.Key, showsWholeTree: Bool, folderLabel: FolderLabel,
    foldsFolders: Bool = true
  ) {
    self.links = links
    self.key = key
    self.showsWholeTree = showsWholeTree
    self.folderLabel = folderLabel
    self.foldsFolders = foldsFolders
  }

  mutating func list(_ nodes: [NavigationNode], trail: [Int]) {
    let isLong = foldsFolders && nodes.count > NavigationPlan.partLength * 3 / 2
    var range = 0..<nodes.count
    if isLong {
      // The open folder within a long list decides the part; else the page itself does.
      let inner = key.open.count > trail.count ? key.open[trail.count] : nil
      let part = inner.map { $0 / NavigationPlan.partLength } ?? key.part
      let start = part * NavigationPlan.partLength
      range = start..<min(nodes.count, start + NavigationPlan.partLength)
    }
    html.append(utf8: "<ul class=\"nav-list\">")
    if range.lowerBound > 0 { more(nodes[range.lowerBound - 1]) }
    for index in range { item(nodes[index], trail: trail + [index]) }
    if range.upperBound < nodes.count { more(nodes[range.upperBound]) }
    html.append(utf8: "</ul>")
  }

  /// A neighbour outside the part that is shown.
  private mutating func more(_ node: NavigationNode) {
    guard let route = node.route else { return }
    html.append(utf8: "<li class=\"nav-more\"><a href=\"\(href(route))\">… ")
    appendEscapedHTML(node.title.utf8, to: &html)
    html.append(utf8: "</a></li>")
  }

  private mutating func item(_ node: NavigationNode, trail: [Int]) {
    guard !node.children.isEmpty else {
      html.append(utf8: "<li>")
      label(node)
      html.append(utf8: "</li>")
      return
    }
    let isOpen = key.open.starts(with: trail)
    guard foldsFolders else {
      html.append(utf8: "<li>")
      label(node)
      if trail.count < levels { list(node.children, trail: trail) }
      html.append(utf8: "</li>")
      return
    }
    html.append(utf8: "<li class=\"nav-folder\">")
    if isOpen || showsWholeTree {
      label(node)
      let open = isOpen ? " open" : ""
      html.append(utf8: "<details\(open)><summary><span class=\"visually-hidden\">")
      html += folderLabel.start
      appendEscapedHTML(node.title.utf8, to: &html)
      html += folderLabel.end
      html.append(utf8: "</span></summary>")
      list(node.children, trail: trail)
      html.append(utf8: "</details>")
    } else {
      label(node)
    }
    html.append(utf8: "</li>")
  }

  private mutating func label(_ node: NavigationNode) {
    guard let route = node.route else {
      html.append(utf8: "<span>")
      appendEscapedHTML(node.title.utf8, to: &html)
      html.append(utf8: "</span>")
      return
    }
    html.append(utf8: "<a")
    if marks[route] == nil { marks[route] = html.count }
    html.append(utf8: " href=\"\(href(route))\">")
    appendEscapedHTML(node.title.utf8, to: &html)
    html.append(utf8: "</a>")
  }

  private func href(_ route: Route) -> String {
    switch links {
    case .relative(let place): escapedHTML(place.link(to: route))
    case .prefixed(let prefix): escapedHTML(prefix + percentEncoded(route.text))
    }
  }
}

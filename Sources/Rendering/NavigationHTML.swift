// The navigation as HTML. For all pages of one folder it is the same except for the mark on the
// current page, so it is rendered once per folder and split where the mark goes.
//
// On a large site a page shows only its own branch, and only the part of a very long folder that is
// around it; otherwise the total size of the navigation would grow with the square of the number of
// pages.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files
internal import Interface
internal import Linking

/// The position of each page in the navigation's tree.
struct NavigationPlan: Sendable {
  private let roots: [NavigationNode]
  /// The first few top-level entries, shown in the header.
  private let headerPages: [PageLink]
  /// For each route the path to its node: index among the roots, among the children, …
  private let trails: [Route: [Int]]
  private let showsWholeTree: Bool
  /// "Pages in {title}", as HTML around the title.
  private let folderLabel: FolderLabel
  /// The site's: `ltr` or `rtl`.
  private let direction: String

  /// Up to this many entries every page shows the whole tree.
  static let wholeTreeLimit = 150
  /// A folder with more entries than this is shown in parts of this length.
  static let partLength = 100

  init(
    _ tree: NavigationTree, places: MadePlaces = MadePlaces(),
    pagesIn: String = Words.english[.pagesIn], direction: String = "ltr"
  ) {
    self.direction = direction
    folderLabel = FolderLabel(pagesIn)
    roots = tree.roots
    // The footer of every page links to the glossary and the other concept pages.
    let concepts = [places.glossary, places.works, places.map]
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

  /// Everything the navigation of a page depends on, except for the mark on the page itself.
  struct Key: Hashable, Sendable {
    /// The folder that contains the page, from which links are relative; nil for the home page.
    let folder: Route?
    /// The open folder, as a path of indices; and the part of it that is shown.
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
    // Any page of the folder will do: relative links are the same from all of them.
    let place = key.folder.map { Route($0.text + ".page/") } ?? .root
    var writer = FragmentWriter(
      links: .relative(to: place), key: key, showsWholeTree: showsWholeTree,
      folderLabel: folderLabel, direction: direction)
    writer.list(roots, trail: [])
    // If a page of the folder is an entry of the header, the header's mark differs between the
    // folder's pages.
    let folder = key.folder ?? .root
    let differ = headerPages.contains {
      $0.route != folder && $0.route.text.hasPrefix(folder.text)
    }
    return NavigationFragment(
      html: writer.html, marks: writer.marks,
      sections: differ ? nil : sections(for: place, prefix: place.prefixToRoot))
  }

  /// All pages as a nested list, for the 404 page and the search page. On a site with more than
  /// `limit` entries, only as many upper levels as stay within the limit, but at least one.
  func wholeTree(prefix: String, limit: Int = .max) -> [UInt8] {
    var writer = FragmentWriter(
      links: .prefixed(prefix), key: Key(folder: nil, open: [], part: 0), showsWholeTree: true,
      folderLabel: folderLabel, direction: direction, foldsFolders: false)
    writer.levels = levels(limit: limit)
    writer.list(roots, trail: [])
    return writer.html
  }

  /// How many levels there are before the number of entries exceeds `limit`.
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

  /// The header entries for a page.
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
  /// For each route in it, the offset right after `<a`.
  let marks: [Route: Int]
  /// The header entries, if they are the same for all pages of the folder.
  let sections: [HeaderSection]?

  /// The navigation for the page at `route`.
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

/// The accessible name of a folder's disclosure, as HTML around the folder's title.
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
    /// A prefix before the route, for pages served at any address.
    case prefixed(String)
  }

  let links: Links
  let key: NavigationPlan.Key
  let showsWholeTree: Bool
  let folderLabel: FolderLabel
  let direction: String
  var foldsFolders = true
  var html: [UInt8] = []
  var marks: [Route: Int] = [:]
  /// The depth limit when folders do not fold.
  var levels = Int.max

  init(
    links: Links, key: NavigationPlan.Key, showsWholeTree: Bool, folderLabel: FolderLabel,
    direction: String, foldsFolders: Bool = true
  ) {
    self.links = links
    self.key = key
    self.showsWholeTree = showsWholeTree
    self.folderLabel = folderLabel
    self.direction = direction
    self.foldsFolders = foldsFolders
  }

  mutating func list(_ nodes: [NavigationNode], trail: [Int]) {
    let isLong = foldsFolders && nodes.count > NavigationPlan.partLength * 3 / 2
    var range = 0..<nodes.count
    if isLong {
      // Within a long list the open folder decides which part is shown, or else the page itself.
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

  /// A link to the neighbour just outside the part that is shown.
  private mutating func more(_ node: NavigationNode) {
    guard let route = node.route else { return }
    html.append(utf8: "<li class=\"nav-more\"><a href=\"\(href(route))\">… ")
    appendName(node.title, inDirection: direction, to: &html)
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
      appendName(node.title, inDirection: direction, to: &html)
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
      appendName(node.title, inDirection: direction, to: &html)
      html.append(utf8: "</span>")
      return
    }
    html.append(utf8: "<a")
    if marks[route] == nil { marks[route] = html.count }
    html.append(utf8: " href=\"\(href(route))\">")
    appendName(node.title, inDirection: direction, to: &html)
    html.append(utf8: "</a>")
  }

  private func href(_ route: Route) -> String {
    switch links {
    case .relative(let place): escapedHTML(place.link(to: route))
    case .prefixed(let prefix): escapedHTML(prefix + percentEncoded(route.text))
    }
  }
}

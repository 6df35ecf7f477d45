// The tables in which references are looked up: every page by path, route, title and alias, every
// asset by path. Built once per site, then only read. Does not know which references there are.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files
internal import Interface

struct LinkTables: Sendable {
  var pages: [Page]
  let words: Words
  let places: MadePlaces
  /// The name of the content folder; empty when it is not known.
  let contentFolder: String
  private let names: PageNames
  /// Sorted.
  private let assetPaths: [ContentPath]
  let assets: Set<String>
  /// Pages in a format that is not read.
  let unreadPages: Set<String>
  /// Files that are published only if a page links to them.
  let unread: Set<String>
  /// Pages that exist but are not published now.
  let drafts: Set<String>
  /// Generated pages by route text without the trailing slash.
  let generated: [String: PageLink]
  /// Generated files that a page may link to.
  private let ownFiles: Set<String>
  /// The glossary, the list of sources and the like, by folded title.
  let generatedByName: [String: PageLink]
  /// The anchors of those generated pages that have any; what templates write does not count.
  private let generatedAnchors: [Route: Set<String>]
  /// The first of them, as examples for a message.
  private let anchorExamples: [Route: [String]]
  /// Indices of the list of sources.
  let worksByKey: [String: Int]
  /// The keys of sources by their lower-case form; of several that differ only in case, the first.
  let keysByFolded: [String: String]
  /// Indices of the glossary, by folded name and alias.
  let termsByName: [String: Int]
  /// Name and anchor of each term.
  let terms: [(name: String, anchor: String)]

  init(
    pages: [Page], names: PageNames, drafts: [ContentPath], assets: [ContentPath],
    generated: [GeneratedPage], places: MadePlaces, glossary: Glossary, works: [Work],
    ownFiles: Set<String>,
    words: Words, unread: [UnreadFile] = [], contentFolder: String = ""
  ) {
    unreadPages = Set(unread.filter { !$0.mayBeLinked }.map(\.path.text))
    self.unread = Set(unread.filter(\.mayBeLinked).map(\.path.text))
    self.contentFolder = contentFolder
    self.words = words
    self.places = places
    self.ownFiles = ownFiles
    self.pages = pages
    self.names = names
    assetPaths = assets
    worksByKey = Dictionary(
      works.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    keysByFolded = Dictionary(
      works.map { ($0.key.lowercased(), $0.key) }, uniquingKeysWith: { first, _ in first })
    terms = glossary.terms.map { ($0.name, $0.anchor) }
    var termsByName: [String: Int] = [:]
    for (index, term) in glossary.terms.enumerated() {
      for name in [term.name] + term.aliases { termsByName[foldedTermName(name)] = index }
    }
    self.termsByName = termsByName
    generatedAnchors = [
      places.glossary: Set(glossary.terms.map(\.anchor)), places.works: Set(works.map(\.key)),
    ]
    anchorExamples = generatedAnchors.mapValues { names in
      Array(names.sorted { precedes($0, $1) }.prefix(8))
    }
    self.assets = Set(assets.map(\.text))
    self.drafts = Set(drafts.map(\.text))
    let links = generated.map { PageLink(title: $0.title, route: $0.route) }
    let search = PageLink(title: words[.search], route: places.search)
    self.generated = Dictionary(
      (links + [search]).map { (String($0.route.text.dropLast()), $0) },
      uniquingKeysWith: { first, _ in first })
    generatedByName = Dictionary(
      zip(generated, links).filter { $0.0.kind.isConcept }.map { (foldedName($1.title), $1) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The asset or generated file at a path, spelled as the file is.
  func file(at path: String) -> ContentPath? {
    let found =
      assets.member(equalTo: path) ?? ownFiles.member(equalTo: path)
      ?? unread.member(equalTo: path)
    return found.map(ContentPath.init)
  }

  func asset(at path: String) -> ContentPath? {
    assets.member(equalTo: path).map(ContentPath.init)
  }

  /// An anchor of a generated page, spelled as the page has it.
  func anchor(_ anchor: String, on route: Route) -> String? {
    generatedAnchors[route]?.member(equalTo: anchor)
  }

  /// The anchors of a generated page, sorted. O(anchors log anchors).
  func anchors(on route: Route) -> [String] {
    (generatedAnchors[route] ?? []).sorted { precedes($0, $1) }
  }

  func firstAnchors(on route: Route) -> [String] { anchorExamples[route] ?? [] }

  /// The path whose file name is nearest to `name`, if any is near enough. O(pages) or O(assets).
  func nearestPath(_ name: String, amongPages: Bool) -> String? {
    // Names whose lengths differ by more than a third cannot be near.
    let count = name.utf8.count
    let slack = max(1, min(count / 4, 3))
    let lengths = max(1, count - slack)...(count + slack)
    var candidates: [(name: String, path: String)] = []
    func consider(_ name: String, _ path: ContentPath) {
      guard lengths.contains(name.utf8.count) else { return }
      candidates.append((name.lowercased(), path.text))
    }
    if amongPages {
      for page in pages {
        let path = page.path
        // Most paths are too long or too short, and need not be taken apart.
        guard path.isFolderPage || lengths.contains(stemCount(path)) else { continue }
        consider(stem((path.isFolderPage ? ContentPath(path.folder) : path).name), path)
      }
    } else {
      for path in assetPaths { consider(path.name, path) }
    }
    guard let nearest = nearestMatch(to: name, among: candidates.map(\.name), amongMany: true)
    else { return nil }
    return candidates.first { $0.name == nearest }?.path
  }

  /// The index of the page whose file has exactly this path.
  func page(ofFile path: String) -> Int? { names.byPath[path] }

  /// The page at a path as an author may write it: with or without extension or trailing slash, or
  /// a folder for its own page.
  func page(at path: String) -> Int? {
    if let index = names.byPath[path] { return index }
    let trimmed = withoutSlash(path)
    return names.byRoute[trimmed.isEmpty ? "" : trimmed + "/"] ?? names.byPath[trimmed + ".md"]
  }

  func page(at route: Route) -> Int? { names.byRoute[route.text] }

  /// A page whose path differs only in case or Unicode normalisation.
  func page(like path: String) -> Int? {
    let folded = foldedForCollision(withoutSlash(path))
    return ["", ".md", "/index.md", "/_index.md", "/readme.md"].lazy.compactMap {
      names.byFoldedPath[folded + $0]
    }.first
  }

  /// Pages by title, alias, path, or file name without its extension.
  func pages(called name: String) -> [Int] {
    names.byName[foldedName(name)]?.all.map(\.page) ?? []
  }

  /// The pages that a wikilink may mean by a name: a path comes before the name of a file, then
  /// titles, then aliases. More than one means ambiguous.
  func pages(meantBy name: String) -> [Int] {
    let owners = names.byName[foldedName(name)]?.all ?? []
    guard let best = owners.map(\.rank).min() else { return [] }
    return owners.filter { $0.rank == best }.map(\.page)
  }
}

extension Set<String> {
  /// The member that is canonically equivalent to a text.
  fileprivate func member(equalTo text: String) -> String? { firstIndex(of: text).map { self[$0] } }
}

/// The length of a file's name without its extension.
private func stemCount(_ path: ContentPath) -> Int {
  let bytes = path.text.utf8.span
  var end = bytes.count
  var index = bytes.count
  while index > 0, bytes[index - 1] != UInt8(ascii: "/") {
    index -= 1
    if bytes[index] == UInt8(ascii: "."), end == bytes.count { end = index }
  }
  return end - index
}

/// The names of pages, as indices of a list of pages. The part of the tables that grows with the
/// site and needs only the pages.
struct PageNames: Sendable {
  fileprivate var byPath: [String: Int] = [:]
  fileprivate var byFoldedPath: [String: Int] = [:]
  /// By the text of the route.
  fileprivate var byRoute: [String: Int] = [:]
  /// By folded name.
  fileprivate var byName: [String: Owners] = [:]

  /// How a name belongs to a page; the lowest comes first.
  fileprivate enum Rank: Int, Comparable, Sendable {
    case path, fileName, title, alias

    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
  }

  /// A page that has a name.
  fileprivate struct Owner: Sendable {
    let page: Int
    let rank: Rank
  }

  /// The pages that share a name: almost always one.
  fileprivate struct Owners: Sendable {
    private var first: Owner?
    private var others: [Owner] = []

    var all: [Owner] { (first.map { [$0] } ?? []) + others }

    /// Adds a page unless it was the last one added.
    mutating func add(_ owner: Owner) {
      guard let first else {
        first = owner
        return
      }
      if (others.last ?? first).page != owner.page { others.append(owner) }
    }
  }

  /// - Parameter pages: `publishedPages`.
  /// - Complexity: O(names).
  init(of pages: [Page]) {
    byPath.reserveCapacity(pages.count)
    byFoldedPath.reserveCapacity(pages.count)
    byRoute.reserveCapacity(pages.count)
    byName.reserveCapacity(4 * pages.count)
    for (index, page) in pages.enumerated() {
      byPath[page.path.text] = index
      byFoldedPath[foldedForCollision(page.path.text)] = index
      byRoute[page.route.text] = index
      for (name, rank) in Self.names(of: page) {
        let folded = foldedName(name)
        if !folded.isEmpty { byName[folded, default: Owners()].add(Owner(page: index, rank: rank)) }
      }
    }
  }

  /// All names by which a wikilink may refer to a page, by rank.
  private static func names(of page: Page) -> [(String, Rank)] {
    let path = page.path
    let stem = stem(path.text)
    var names: [(String, Rank)] = [(path.text, .path), (stem, .path)]
    names.append((page.isFolderPage ? path.folder : ContentPath(stem).name, .fileName))
    names.append((page.title, .title))
    if page.hasTitleHeading, let heading = page.headings.first?.text, heading != page.title {
      names.append((heading, .title))
    }
    return names + page.aliases.map { ($0, .alias) }
  }
}

/// Names are compared ignoring case and runs of spaces.
func foldedName(_ name: String) -> String {
  let isFoldedAlready = name.utf8.allSatisfy { byte in
    byte > 0x20 && byte < 0x7F && !byte.isASCIIUppercase
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
    folded.append(byte.lowercasedASCII)
  }
  if isASCII { return String(decoding: folded, as: UTF8.self) }
  return name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

// Link: the one stage that sees all pages. This file is its door and its first steps: routes,
// names, tags, redirects. Resolve.swift resolves references, and Join.swift has the later steps.

internal import Bytes
package import Content
package import Diagnostics
package import Files
internal import Interface
internal import Parallel

/// The input of the link stage.
package struct Corpus: Sendable {
  /// In any order.
  package let pages: [Page]
  package let assets: [ContentPath]
  package let configuration: Configuration
  /// study.yml, for messages about it.
  package let configurationSource: SourceFile
  package let includesDrafts: Bool
  package let glossary: Glossary
  package let works: [Work]
  /// The file that `works` were read from, for messages about it.
  package let worksFile: SourceFile?
  /// Where the files of the theme are published if no author's file is there.
  package let themeFiles: [OutputPath]
  /// Put before content paths in messages.
  package let shownPrefix: String
  /// Files that are not read, sorted by path.
  package let unread: [UnreadFile]

  package init(
    pages: [Page], assets: [ContentPath], configuration: Configuration,
    configurationSource: SourceFile, includesDrafts: Bool, glossary: Glossary = Glossary(),
    works: [Work] = [], worksFile: SourceFile? = nil, unread: [UnreadFile] = [],
    themeFiles: [OutputPath] = [], shownPrefix: String = ""
  ) {
    self.unread = unread
    self.themeFiles = themeFiles
    self.shownPrefix = shownPrefix
    self.glossary = glossary
    self.works = works
    self.worksFile = worksFile
    self.pages = pages
    self.assets = assets
    self.configuration = configuration
    self.configurationSource = configurationSource
    self.includesDrafts = includesDrafts
  }
}

/// What is known after all pages have been seen and before any reference is resolved. With it every
/// page can be resolved independently, in parallel.
struct LinkPlan: Sendable {
  /// The published pages, sorted by path.
  var pages: [Page]
  let corpus: Corpus
  let outline: SiteOutline
  let navigation: [NavigationNode]
  let redirects: [Redirect]
  var tables: LinkTables
  let diagnostics: [Diagnostic]
}

/// Links all pages of a corpus. Unresolved references are not among the diagnostics:
/// `LinkRecord.explanations` reports them, which can run while the site is already being rendered.
///
/// Names and the outline are computed in parallel; references are resolved and pages assembled one
/// page at a time, by `jobs` jobs; in between, one job collects what pages say of each other. O(n
/// log n) pages, plus the references of each.
/// - Parameter jobs: how many pages may be processed at once, at least 1. The result does not
///   depend on it.
package func link(_ corpus: Corpus, jobs: Int) async -> LinkRecord {
  let addresses = addressed(
    corpus.pages.filter { corpus.includesDrafts || !$0.isDraft }.sorted { $0.path < $1.path },
    assets: (corpus.assets + corpus.unread.filter(\.mayBeLinked).map(\.path)).sorted(),
    shownPrefix: corpus.shownPrefix)
  let pages = addresses.pages
  async let names = PageNames(of: pages)
  async let order = routeOrder(of: pages)
  let outline = outlineOfSite(corpus, addresses)
  let plan = planLinks(corpus, pages, names: await names, outline)
  let resolved = await parallelMap(pages, jobs: jobs) { resolveReferences(of: $0, in: plan.tables) }
  let join = joinLinks(resolved, plan, order: await order)
  let linked = await parallelMap(join.order, jobs: jobs) { linkedPage($0, join) }
  let site = finishLinks(join, pages: linked)
  return LinkRecord(
    given: corpus.pages, plan: plan, resolved: resolved, site: site.value,
    diagnostics: site.diagnostics, change: .everything)
}

/// Routes, names, navigation, collisions. O(n log n).
func planLinks(
  _ corpus: Corpus, _ pages: [Page], names: PageNames, _ outline: SiteOutline
) -> LinkPlan {
  let drafts = corpus.includesDrafts ? [] : corpus.pages.filter(\.isDraft).map(\.path)
  let tables = LinkTables(
    pages: pages, names: names, drafts: drafts, assets: outline.assets,
    generated: outline.generated, places: outline.places, glossary: corpus.glossary,
    works: corpus.works, ownFiles: outline.ownFiles, words: corpus.configuration.words,
    unread: corpus.unread, contentFolder: ContentPath(withoutSlash(corpus.shownPrefix)).name)
  var diagnostics = outline.diagnostics
  var nodes = outline.navigation
  if let entries = corpus.configuration.navigation {
    let own = navigationNodes(of: entries, in: tables, source: corpus.configurationSource)
    diagnostics = own.diagnostics + diagnostics
    nodes = own.value
  }
  var outline = outline
  let redirects = redirects(of: pages, &outline.table)
  diagnostics += redirects.diagnostics
  return LinkPlan(
    pages: pages, corpus: corpus, outline: outline, navigation: nodes, redirects: redirects.value,
    tables: tables, diagnostics: diagnostics)
}

/// What follows from the paths of pages and their front matter.
struct SiteOutline: Sendable {
  let assets: [ContentPath]
  let tags: SiteTags
  let generated: [GeneratedPage]
  /// The members of `generated` that are about the corpus's concepts.
  let concepts: [GeneratedPage]
  /// Where study's own pages are.
  let places: MadePlaces
  /// The files for programs that are made.
  let ownFiles: Set<String>
  var table: AddressTable
  /// The navigation derived from folders.
  let navigation: [NavigationNode]
  /// Every page, including generated ones, by its route. A folder whose page differs from its own
  /// address in case leads to that page.
  let links: [Route: PageLink]
  let diagnostics: [Diagnostic]
}

/// - Parameter addresses: the published pages, sorted by path, and the claims of authors' files.
func outlineOfSite(_ corpus: Corpus, _ addresses: AddressedPages) -> SiteOutline {
  let pages = addresses.pages
  let words = corpus.configuration.words
  let tree = folderTree(of: pages, homeTitle: words[.home], routes: addresses.folders)
  let folders = tree.all
  let home = PageLink(title: tree.title, route: .root)
  var placing = MadePlacing(addresses.table)
  let print = hasPrintPage(pages, corpus.configuration)
  let kinds = placeConcepts(pages, corpus, &placing)
  placeOwnFiles(corpus, &placing)
  let tags = SiteTags(of: pages, &placing)
  if print { placing.place(\.print, "the page for printing") }
  let places = placing.places
  let ownFiles = ownFiles(pages, kinds, places, corpus.configuration)
  for file in ownFiles.sorted(by: precedes) { _ = placing.claim(file, "a file that study makes") }
  let concepts = conceptPages(kinds, places, words, below: home)
  let lists = generatedFolders(tree, &placing.table)
  var generated =
    lists + tagPages(tags.tags, pages, places, addresses.table, words, below: home) + concepts
  if print { generated.append(printPage(places, words, below: home)) }
  let listed = Set(tree.folders.map(\.route))
  return SiteOutline(
    assets: corpus.assets.sorted(), tags: tags, generated: generated, concepts: concepts,
    places: places, ownFiles: ownFiles, table: placing.table,
    navigation: navigationNodes(of: tree)
      + concepts.filter { !listed.contains($0.route) }.map {
        NavigationNode(title: $0.title, route: $0.route, children: [])
      },
    links: links(pages, generated, folders),
    diagnostics: addresses.diagnostics
      + folderCollisions(folders, addresses.table, shownPrefix: corpus.shownPrefix)
      + placing.diagnostics + tags.diagnostics + questionProblems(pages) + untranslated(corpus))
}

private func links(
  _ pages: [Page], _ generated: [GeneratedPage], _ folders: [FolderTree]
) -> [Route: PageLink] {
  var links: [Route: PageLink] = [:]
  links.reserveCapacity(pages.count + generated.count)
  for folder in folders { links[folder.route] = folder.link }
  for page in generated { links[page.route] = PageLink(title: page.title, route: page.route) }
  for page in pages { links[page.route] = PageLink(title: page.title, route: page.route) }
  return links
}

// MARK: - Generated pages

/// Lists of what is in a folder, for folders without a page of their own whose address nothing else
/// has. Always includes the root, even if it is empty, because all pages link to the home page.
private func generatedFolders(
  _ tree: FolderTree, _ table: inout AddressTable
) -> [GeneratedPage] {
  var pages: [GeneratedPage] = []
  var positions: [[UInt8]: Int] = [:]
  func visit(_ folder: FolderTree, _ ancestors: [PageLink]) {
    let isEmpty = folder.pages.isEmpty && folder.folders.isEmpty
    if folder.page == nil, !isEmpty || folder.route == .root {
      let descriptions = descriptions(in: folder)
      let items = navigationNodes(of: folder, isDeep: false).compactMap { node in
        node.route.map {
          GeneratedPage.Item(
            link: PageLink(title: node.title, route: $0), description: descriptions[$0] ?? "")
        }
      }
      let list = GeneratedPage(
        kind: .folder, title: folder.title, route: folder.route, items: items,
        breadcrumbs: ancestors)
      let key = Array(folder.route.text.utf8)
      if let position = positions[key] {
        pages[position] = pages[position].adding(items)
      } else if isGranted(list, &table) {
        positions[key] = pages.count
        pages.append(list)
      }
    }
    for child in folder.folders { visit(child, ancestors + [folder.link]) }
  }
  visit(tree, [])
  return pages
}

/// Whether a folder's list has its address to itself. A list at an address that differs only in
/// case is made, since its folder exists; that is reported with the folders.
private func isGranted(_ list: GeneratedPage, _ table: inout AddressTable) -> Bool {
  let claim = Claim(claimant: .made, address: list.route.text, source: "the list of a folder")
  guard let holder = table.grant(claim) else { return true }
  let address = holder.address.utf8
  return !address.elementsEqual(list.route.text.utf8)
    && !address.elementsEqual((list.route.text + "index.html").utf8)
}

private func descriptions(in folder: FolderTree) -> [Route: String] {
  var descriptions: [Route: String] = [:]
  for page in folder.pages + folder.folders.compactMap(\.page) {
    descriptions[page.route] = page.frontMatter.description
  }
  return descriptions
}

/// Which pages about the corpus's concepts have something to show; enters their claims.
private func placeConcepts(
  _ pages: [Page], _ corpus: Corpus, _ placing: inout MadePlacing
) -> [GeneratedPage.Kind] {
  var kinds: [GeneratedPage.Kind] = []
  if !corpus.glossary.terms.isEmpty {
    kinds.append(.glossary)
    placing.place(\.glossary, "the glossary")
  }
  if !corpus.works.isEmpty {
    kinds.append(.works)
    placing.place(\.works, "the list of sources")
  }
  if pages.count(where: { $0.kind == .topic }) > 1 {
    kinds.append(.map)
    placing.place(\.map, "the map of topics")
  }
  return kinds
}

/// Enters the claims of the search and of the theme. Both have files of which the names depend on
/// the content, so they move if an author has any script or page where theirs may be.
private func placeOwnFiles(_ corpus: Corpus, _ placing: inout MadePlacing) {
  let usual = placing.places.search.text
  let script = corpus.assets.lazy.map(\.text).first { path in
    path.hasSuffix(".js") && foldedForCollision(path).hasPrefix(usual)
  }
  let holder = script ?? (usual + "a-z")
  placing.place(
    \.search, "the search", holding: ["", "index.js"],
    unless: placing.table.holder(ofFolder: holder))
  let icon = MadePlaces().icon.text
  placing.place(
    \.assets, "the theme",
    holding: corpus.themeFiles.map(\.text).filter { $0 != icon }
      .map { String($0.dropFirst("assets/".count)) })
  placing.placeIcon()
}

/// The generated pages about the corpus's concepts.
private func conceptPages(
  _ kinds: [GeneratedPage.Kind], _ places: MadePlaces, _ words: Words, below home: PageLink
) -> [GeneratedPage] {
  kinds.map { kind in
    let (title, route) =
      switch kind {
      case .glossary: (words[.glossary], places.glossary)
      case .works: (words[.sources], places.works)
      default: (words[.topicMap], places.map)
      }
    return GeneratedPage(kind: kind, title: title, route: route, items: [], breadcrumbs: [home])
  }
}

/// Up to this many pages, a site has a page with everything on it by default.
package let printPageLimit = 250

/// Whether there is a page with everything on it. Unless study.yml decides, small sites have one,
/// provided that none of their pages uses its address.
private func hasPrintPage(_ pages: [Page], _ configuration: Configuration) -> Bool {
  let isSmall = (2...printPageLimit).contains(pages.count)
  let usual = MadePlaces().print.text
  let isFree = !pages.contains { $0.route.collisionKey.hasPrefix(usual) }
  return configuration.hasPrintPage ?? (isSmall && isFree)
}

private func printPage(
  _ places: MadePlaces, _ words: Words, below home: PageLink
) -> GeneratedPage {
  GeneratedPage(
    kind: .print, title: words[.printTitle], route: places.print, items: [], breadcrumbs: [home])
}

/// A note when the interface is not available in the site's language.
private func untranslated(_ corpus: Corpus) -> [Diagnostic] {
  guard let range = corpus.configuration.unknownLanguageRange else { return [] }
  let language = corpus.configuration.language
  return [
    Diagnostic(
      .untranslatedLanguage, "the interface has no words in `\(language)` and will be English",
      path: corpus.configurationSource.path, range: range,
      notes: ["it has words in \(interfaceLanguages.joined(separator: ", "))"])
  ]
}

/// The files for programs that a build of these pages writes, except where an author's file is.
private func ownFiles(
  _ pages: [Page], _ concepts: [GeneratedPage.Kind], _ places: MadePlaces,
  _ configuration: Configuration
) -> Set<String> {
  var files: Set<String> = ["robots.txt", "llms.txt", "404.html"]
  if configuration.baseURL != nil {
    files.insert("sitemap.xml")
    if pages.contains(where: { $0.frontMatter.updated != nil }) { files.insert("feed.xml") }
  }
  if pages.contains(where: { !$0.questions.isEmpty }) { files.insert("faq.json") }
  for concept in concepts {
    switch concept {
    case .glossary: files.insert("glossary.json")
    case .works:
      files.formUnion(["bib", "json"].map { places.works.text + "bibliography.\($0)" })
    case .map: files.insert("graph.json")
    case .folder, .tag, .tags, .print: break
    }
  }
  return files
}

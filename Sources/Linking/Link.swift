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

  package init(
    pages: [Page], assets: [ContentPath], configuration: Configuration,
    configurationSource: SourceFile, includesDrafts: Bool, glossary: Glossary = Glossary(),
    works: [Work] = [], worksFile: SourceFile? = nil
  ) {
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
  let pages = corpus.pages.filter { corpus.includesDrafts || !$0.isDraft }
    .sorted { $0.path < $1.path }
  async let names = PageNames(of: pages)
  async let order = routeOrder(of: pages)
  let outline = outlineOfSite(corpus, pages)
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
    generated: outline.generated, glossary: corpus.glossary, works: corpus.works,
    ownFiles: ownFiles(pages, outline.concepts, corpus.configuration),
    words: corpus.configuration.words)
  var diagnostics = outline.diagnostics
  var nodes = outline.navigation
  if let entries = corpus.configuration.navigation {
    let own = navigationNodes(of: entries, in: tables, source: corpus.configurationSource)
    diagnostics = own.diagnostics + diagnostics
    nodes = own.value
  }
  let redirects = redirects(of: pages, tables)
  diagnostics += redirects.diagnostics
  return LinkPlan(
    pages: pages, corpus: corpus, outline: outline, navigation: nodes, redirects: redirects.value,
    tables: tables, diagnostics: diagnostics)
}

/// What follows from the paths of pages and their front matter.
struct SiteOutline: Sendable {
  let assets: [ContentPath]
  let tags: [Tag]
  let generated: [GeneratedPage]
  /// The members of `generated` that are about the corpus's concepts.
  let concepts: [GeneratedPage]
  /// The navigation derived from folders.
  let navigation: [NavigationNode]
  /// The titles of all pages, including generated ones.
  let titles: [Route: String]
  let diagnostics: [Diagnostic]
}

/// - Parameter pages: the published ones, sorted by path.
func outlineOfSite(_ corpus: Corpus, _ pages: [Page]) -> SiteOutline {
  let words = corpus.configuration.words
  let assets = corpus.assets.sorted()
  let tree = folderTree(of: pages, homeTitle: words[.home])
  let home = PageLink(title: tree.title, route: .root)
  let tags = tags(of: pages)
  let concepts = conceptPages(pages, corpus, below: home)
  let print = printPages(pages, corpus.configuration, below: home)
  let generated =
    generatedFolders(tree) + tagPages(tags, pages, words, below: home) + concepts + print
  return SiteOutline(
    assets: assets, tags: tags, generated: generated, concepts: concepts,
    navigation: navigationNodes(of: tree)
      + concepts.map { NavigationNode(title: $0.title, route: $0.route, children: []) },
    titles: titles(pages, generated),
    diagnostics: collisions(
      pages: pages, assets: assets, ownRoutes: (concepts + print).map(\.route))
      + questionProblems(pages) + untranslated(corpus))
}

private func titles(_ pages: [Page], _ generated: [GeneratedPage]) -> [Route: String] {
  var titles: [Route: String] = [:]
  titles.reserveCapacity(pages.count + generated.count)
  for page in generated { titles[page.route] = page.title }
  for page in pages { titles[page.route] = page.title }
  return titles
}

// MARK: - Generated pages

/// Folders without a page of their own. Always includes the root, even if it is empty, because all
/// pages link to the home page.
private func generatedFolders(_ tree: FolderTree) -> [GeneratedPage] {
  var pages: [GeneratedPage] = []
  func visit(_ folder: FolderTree, _ ancestors: [PageLink]) {
    let here = PageLink(title: folder.title, route: folder.route)
    let isEmpty = folder.pages.isEmpty && folder.folders.isEmpty
    if folder.page == nil, !isEmpty || folder.route == .root {
      let descriptions = descriptions(in: folder)
      let items = navigationNodes(of: folder, isDeep: false).compactMap { node in
        node.route.map {
          GeneratedPage.Item(
            link: PageLink(title: node.title, route: $0), description: descriptions[$0] ?? "")
        }
      }
      pages.append(
        GeneratedPage(
          kind: .folder, title: folder.title, route: folder.route, items: items,
          breadcrumbs: ancestors))
    }
    for child in folder.folders { visit(child, ancestors + [here]) }
  }
  visit(tree, [])
  return pages
}

private func descriptions(in folder: FolderTree) -> [Route: String] {
  var descriptions: [Route: String] = [:]
  for page in folder.pages + folder.folders.compactMap(\.page) {
    descriptions[page.route] = page.frontMatter.description
  }
  return descriptions
}

private func tags(of pages: [Page]) -> [Tag] {
  var members: [String: [PageLink]] = [:]
  var names: [String: String] = [:]
  for page in pages.filter({ !$0.tags.isEmpty }).sorted(by: { $0.route < $1.route }) {
    for tag in page.tags {
      let slug = gitHubSlug(tag)
      guard !slug.isEmpty, members[slug]?.last?.route != page.route else { continue }
      members[slug, default: []].append(PageLink(title: page.title, route: page.route))
      names[slug] = names[slug] ?? tag
    }
  }
  return members.keys.sorted { precedes($0, $1) }.map { slug in
    Tag(name: names[slug] ?? slug, route: tagRoute(slug), pages: members[slug] ?? [])
  }
}

/// The route of a tag's page.
private func tagRoute(_ slug: String) -> Route { Route("tags/\(slug)/") }

private func tagPages(
  _ tags: [Tag], _ pages: [Page], _ words: Words, below home: PageLink
) -> [GeneratedPage] {
  guard !tags.isEmpty else { return [] }
  var descriptions: [Route: String] = [:]
  for page in pages { descriptions[page.route] = page.frontMatter.description }
  let all = PageLink(title: words[.tags], route: Route("tags/"))
  let overview = GeneratedPage(
    kind: .tags, title: all.title, route: all.route,
    items: tags.map {
      GeneratedPage.Item(
        link: PageLink(title: $0.name, route: $0.route),
        description: $0.pages.count == 1
          ? words[.onePage] : words.filled(.pageCount, "\($0.pages.count)"))
    }, breadcrumbs: [home])
  return [overview]
    + tags.map { tag in
      GeneratedPage(
        kind: .tag, title: tag.name, route: tag.route,
        items: tag.pages.map {
          GeneratedPage.Item(link: $0, description: descriptions[$0.route] ?? "")
        },
        breadcrumbs: [home, all])
    }
}

/// The generated pages about the corpus's concepts, where there is something to show.
private func conceptPages(
  _ pages: [Page], _ corpus: Corpus, below home: PageLink
) -> [GeneratedPage] {
  let words = corpus.configuration.words
  func page(_ kind: GeneratedPage.Kind, _ title: Word, _ route: Route) -> GeneratedPage {
    GeneratedPage(
      kind: kind, title: words[title], route: route, items: [], breadcrumbs: [home])
  }
  var concepts: [GeneratedPage] = []
  if !corpus.glossary.terms.isEmpty {
    concepts.append(page(.glossary, .glossary, glossaryRoute))
  }
  if !corpus.works.isEmpty { concepts.append(page(.works, .sources, worksRoute)) }
  if pages.count(where: { $0.kind == .topic }) > 1 {
    concepts.append(page(.map, .topicMap, topicMapRoute))
  }
  return concepts
}

/// Up to this many pages, a site has a page with everything on it by default.
package let printPageLimit = 250

/// The page with everything on it. Unless study.yml decides, small sites have one, provided that
/// none of their pages uses its address.
private func printPages(
  _ pages: [Page], _ configuration: Configuration, below home: PageLink
) -> [GeneratedPage] {
  let isSmall = (2...printPageLimit).contains(pages.count)
  let isFree = !pages.contains { $0.route.collisionKey.hasPrefix(printRoute.text) }
  guard configuration.hasPrintPage ?? (isSmall && isFree) else { return [] }
  let words = configuration.words
  return [
    GeneratedPage(
      kind: .print, title: words[.printTitle], route: printRoute, items: [], breadcrumbs: [home])
  ]
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

/// The files for programs that a build of these pages writes.
private func ownFiles(
  _ pages: [Page], _ concepts: [GeneratedPage], _ configuration: Configuration
) -> Set<String> {
  var files: Set<String> = ["robots.txt", "llms.txt", "404.html"]
  if configuration.baseURL != nil {
    files.insert("sitemap.xml")
    if pages.contains(where: { $0.frontMatter.updated != nil }) { files.insert("feed.xml") }
  }
  if pages.contains(where: { !$0.questions.isEmpty }) { files.insert("faq.json") }
  for concept in concepts {
    switch concept.kind {
    case .glossary: files.insert("glossary.json")
    case .works: files.formUnion(["sources/bibliography.bib", "sources/bibliography.json"])
    case .map: files.insert("graph.json")
    case .folder, .tag, .tags, .print: break
    }
  }
  return files
}

// MARK: - Addresses

/// The redirects of all pages; addresses that cannot be redirected are errors.
private func redirects(
  of pages: [Page], _ tables: LinkTables
) -> Diagnosed<[Redirect]> {
  let pages = pages.filter { !$0.redirectFrom.isEmpty }
  guard !pages.isEmpty else { return Diagnosed([]) }
  var diagnostics: [Diagnostic] = []
  var redirects: [Redirect] = []
  var taken: [String: String] = [:]
  let addresses = Set(
    tables.pages.map(\.route.collisionKey) + tables.generated.values.map(\.route.collisionKey))
  for page in pages {
    for written in page.redirectFrom {
      let segments = written.split(separator: "/").map(String.init)
      let isClean =
        !segments.isEmpty && !segments.contains("..") && !segments.contains(".")
        && !written.contains("\\") && !written.contains("%") && !written.contains(":")
        && !segments[0].hasPrefix(".study")
        && !written.utf8.contains(where: { $0 < 0x20 })
      let stem = segments.joined(separator: "/")
      let path = stem.hasSuffix(".md") ? String(stem.dropLast(3)) : stem
      let problem: String? =
        !isClean
        ? "is not a relative path within the site"
        : addresses.contains(foldedForCollision(path + "/"))
          ? "is the address of a page"
          : taken[foldedForCollision(path)].map { "is already a redirect to `\($0)`" }
      if let problem {
        diagnostics.append(
          Diagnostic(
            .badRedirect, "`redirect_from: \(written)` \(problem)", path: page.source.path,
            range: page.source.bytes.firstRange(of: written.utf8).map {
              SourceRange($0.lowerBound, $0.upperBound)
            }))
        continue
      }
      taken[foldedForCollision(path)] = page.path.text
      redirects.append(
        Redirect(from: Route(path + "/"), to: page.route, title: page.title))
    }
  }
  return Diagnosed(redirects.sorted { $0.from < $1.from }, diagnostics)
}

/// Reports two sources with one address, including addresses that differ only in case or Unicode
/// normalisation.
private func collisions(
  pages: [Page], assets: [ContentPath], ownRoutes: [Route]
) -> [Diagnostic] {
  let own = ["search/", "assets/"] + ownRoutes.map(\.collisionKey)
  let keys =
    own + pages.map(\.route.collisionKey) + assets.map { foldedForCollision($0.text) }
  guard Set(keys).count < keys.count else { return [] }
  var owners: [String: String] = [:]
  for route in own { owners[route] = "a page that study makes itself" }
  var diagnostics: [Diagnostic] = []
  func claim(_ key: String, _ owner: String, _ code: DiagnosticCode) {
    if let other = owners[key] {
      diagnostics.append(
        Diagnostic(
          code, "this would have the same address as \(other): `/\(key)`", path: owner,
          notes: ["rename one of them; addresses must differ in more than case or Unicode form"]))
    } else {
      owners[key] = "`\(owner)`"
    }
  }
  for page in pages { claim(page.route.collisionKey, page.source.path, .duplicateURL) }
  for asset in assets { claim(foldedForCollision(asset.text), asset.text, .duplicateName) }
  return diagnostics
}

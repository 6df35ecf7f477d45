// Link: the one stage that sees all pages. Gives routes to everything, resolves every reference,
// and finds out who mentions whom. Called by `Building` after all scans.

package import Content
package import Diagnostics

/// What the link stage is given.
package struct Corpus: Sendable {
  /// In any order.
  package let pages: [Page]
  package let assets: [ContentPath]
  package let configuration: Configuration
  /// study.yml, for messages about it.
  package let configurationSource: SourceFile
  package let includesDrafts: Bool

  package init(
    pages: [Page], assets: [ContentPath], configuration: Configuration,
    configurationSource: SourceFile, includesDrafts: Bool
  ) {
    self.pages = pages
    self.assets = assets
    self.configuration = configuration
    self.configurationSource = configurationSource
    self.includesDrafts = includesDrafts
  }
}

/// What is known once all pages are seen and before any reference is resolved. Made once for a
/// corpus; then every page is resolved by itself, so pages can be resolved in parallel.
package struct LinkPlan: Sendable {
  /// Published pages by path.
  package let pages: [Page]
  let corpus: Corpus
  let assets: [ContentPath]
  let tags: [Tag]
  let generated: [GeneratedPage]
  let navigation: [NavigationNode]
  let redirects: [Redirect]
  let tables: LinkTables
  let diagnostics: [Diagnostic]
}

/// The first step of linking: routes, names, navigation, collisions. O(n log n).
package func planLinks(_ corpus: Corpus) -> LinkPlan {
  var diagnostics: [Diagnostic] = []
  let sorted = corpus.pages.sorted { $0.path < $1.path }
  let published = sorted.filter { corpus.includesDrafts || !$0.frontMatter.isDraft }
  let drafts = sorted.filter { !corpus.includesDrafts && $0.frontMatter.isDraft }.map(\.path)
  let assets = corpus.assets.sorted()

  let tree = folderTree(of: published)
  let tags = tags(of: published)
  let generated = generatedFolders(tree) + tagPages(tags)
  let tables = LinkTables(
    pages: published, drafts: drafts, assets: assets,
    generated: generated.map { PageLink(title: $0.title, route: $0.route) })

  var nodes = navigationNodes(of: tree)
  if let entries = corpus.configuration.navigation {
    let own = navigationNodes(of: entries, in: tables, source: corpus.configurationSource)
    diagnostics += own.diagnostics
    nodes = own.value
  }
  let redirects = redirects(of: published, tables)
  diagnostics += redirects.diagnostics
  diagnostics += collisions(pages: published, assets: assets)
  return LinkPlan(
    pages: published, corpus: corpus, assets: assets, tags: tags, generated: generated,
    navigation: nodes, redirects: redirects.value, tables: tables, diagnostics: diagnostics)
}

/// The second step: what the references of one page mean. Pure; one call for each of `plan.pages`.
package func resolve(_ page: Page, _ plan: LinkPlan) -> ResolvedPage {
  resolveReferences(of: page, in: plan.tables)
}

/// The third step: the site, from the pages in `plan.pages`' order as `resolve` gave them. What
/// did not resolve is not among its diagnostics: `explainFailures` says it, and may do so while the
/// site is already rendered.
package func finishLinks(_ resolved: [ResolvedPage], _ plan: LinkPlan) -> Diagnosed<Site> {
  let linked = linkedPages(
    plan.pages, resolved.map(\.targets), navigation: plan.navigation,
    titles: titles(plan.pages, plan.generated))
  return Diagnosed(
    Site(
      pages: linked.sorted { $0.page.route < $1.page.route },
      generated: plan.generated.sorted { $0.route < $1.route },
      navigation: NavigationTree(roots: plan.navigation), assets: plan.assets,
      redirects: plan.redirects, tags: plan.tags),
    plan.diagnostics)
}

/// All steps in one.
package func link(_ corpus: Corpus) -> Diagnosed<Site> {
  let plan = planLinks(corpus)
  let resolved = plan.pages.map { resolve($0, plan) }
  let site = finishLinks(resolved, plan)
  return Diagnosed(site.value, site.diagnostics + explainFailures(resolved, plan))
}

// MARK: - Pages

private func titles(_ pages: [Page], _ generated: [GeneratedPage]) -> [Route: String] {
  var titles: [Route: String] = [:]
  for page in generated { titles[page.route] = page.title }
  for page in pages { titles[page.route] = page.title }
  return titles
}

private func linkedPages(
  _ pages: [Page], _ targets: [[Target]], navigation: [NavigationNode], titles: [Route: String]
) -> [LinkedPage] {
  let backlinks = backlinks(pages, targets)
  let home = pages.first { $0.route == .root }.map { PageLink(title: $0.title, route: $0.route) }
  let order = readingOrder(navigation, home: home)
  var positions: [Route: Int] = [:]
  for (index, entry) in order.enumerated() where positions[entry.route] == nil {
    positions[entry.route] = index
  }
  return pages.enumerated().map { index, page in
    let position = positions[page.route]
    return LinkedPage(
      page: page, targets: targets[index], backlinks: backlinks[page.route] ?? [],
      breadcrumbs: breadcrumbs(of: page.route, titles),
      previous: position.flatMap { $0 > 0 ? order[$0 - 1] : nil },
      next: position.flatMap { $0 + 1 < order.count ? order[$0 + 1] : nil })
  }
}

/// Ancestors of a route, the home page first, without the route itself.
private func breadcrumbs(of route: Route, _ titles: [Route: String]) -> [PageLink] {
  var links: [PageLink] = []
  var ancestor = route.parent
  while let current = ancestor {
    if let title = titles[current] { links.append(PageLink(title: title, route: current)) }
    ancestor = current.parent
  }
  return links.reversed()
}

/// For each route the pages that mention it, in order of their own routes, each once.
private func backlinks(_ pages: [Page], _ targets: [[Target]]) -> [Route: [PageLink]] {
  var mentions: [Route: [PageLink]] = [:]
  let order = pages.indices.sorted { pages[$0].route < pages[$1].route }
  for index in order {
    let page = pages[index]
    for target in targets[index] {
      guard case .page(let route, _, _) = target, route != page.route,
        mentions[route]?.last?.route != page.route
      else { continue }
      mentions[route, default: []].append(PageLink(title: page.title, route: page.route))
    }
  }
  return mentions
}

// MARK: - Generated pages

/// Folders without a page of their own; the top one also when it is empty, for all pages lead home.
private func generatedFolders(_ tree: FolderTree) -> [GeneratedPage] {
  var pages: [GeneratedPage] = []
  func visit(_ folder: FolderTree, _ ancestors: [PageLink]) {
    let here = PageLink(title: folder.title, route: folder.route)
    let isEmpty = folder.pages.isEmpty && folder.folders.isEmpty
    if folder.page == nil, !isEmpty || folder.route == .root {
      let descriptions = descriptions(in: folder)
      let items = navigationNodes(of: folder).compactMap { node in
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
  for page in pages.sorted(by: { $0.route < $1.route }) {
    for tag in page.frontMatter.tags {
      let slug = gitHubSlug(tag)
      guard !slug.isEmpty, members[slug]?.last?.route != page.route else { continue }
      members[slug, default: []].append(PageLink(title: page.title, route: page.route))
      names[slug] = names[slug] ?? tag
    }
  }
  return members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { slug in
    Tag(name: names[slug] ?? slug, route: tagRoute(slug), pages: members[slug] ?? [])
  }
}

/// The address of a tag's page.
private func tagRoute(_ slug: String) -> Route { Route("tags/\(slug)/") }

private func tagPages(_ tags: [Tag]) -> [GeneratedPage] {
  guard !tags.isEmpty else { return [] }
  let home = PageLink(title: "Home", route: .root)
  let all = PageLink(title: "Tags", route: Route("tags/"))
  let overview = GeneratedPage(
    kind: .tags, title: all.title, route: all.route,
    items: tags.map {
      GeneratedPage.Item(
        link: PageLink(title: $0.name, route: $0.route),
        description: $0.pages.count == 1 ? "1 page" : "\($0.pages.count) pages")
    }, breadcrumbs: [home])
  return [overview]
    + tags.map { tag in
      GeneratedPage(
        kind: .tag, title: tag.name, route: tag.route,
        items: tag.pages.map { GeneratedPage.Item(link: $0, description: "") },
        breadcrumbs: [home, all])
    }
}

// MARK: - Addresses

/// Redirects of all pages; addresses that cannot be redirected are errors.
private func redirects(
  of pages: [Page], _ tables: LinkTables
) -> Diagnosed<[Redirect]> {
  var diagnostics: [Diagnostic] = []
  var redirects: [Redirect] = []
  var taken: [String: String] = [:]
  let addresses = Set(
    pages.map(\.route.collisionKey) + tables.generated.values.map(\.route.collisionKey))
  for page in pages {
    for written in page.frontMatter.redirectFrom {
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

/// Two sources for one address, also when only case or Unicode form tells them apart.
private func collisions(
  pages: [Page], assets: [ContentPath]
) -> [Diagnostic] {
  var owners: [String: String] = [:]
  for route in ["search/", "assets/"] { owners[route] = "a page that study makes itself" }
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

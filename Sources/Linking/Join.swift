// The second half of linking, after every page is resolved: what pages say of each other is
// collected at once, by index; then each page is assembled independently.

internal import Content
internal import Diagnostics
internal import Files
internal import Interface

/// What all pages say of each other.
struct LinkJoin: Sendable {
  /// The indices of the pages, in the order of their routes.
  let order: [Int]
  fileprivate let plan: LinkPlan
  fileprivate let resolved: [ResolvedPage]
  /// The glossary's definitions, resolved.
  fileprivate let definitions: [ResolvedPage]
  /// For each page the works it cites.
  fileprivate let works: [[Int]]
  fileprivate let mentions: [[MentionOrigin]]
  fileprivate let questions: [Route: [QuestionMention]]
  fileprivate let related: [Route: [RelatedPage]]
  fileprivate let steps: [Route: [ReadingPathStep]]
  fileprivate let places: [Route: [ReadingPathPlace]]
  fileprivate let reading: [PageLink]
  /// Indices of `reading`.
  fileprivate let readingPositions: [Route: Int]
}

/// The indices of pages in the order of their routes. O(pages log pages).
func routeOrder(of pages: [Page]) -> [Int] {
  let routes = pages.map(\.route)
  return routes.indices.sorted { routes[$0] < routes[$1] }
}

/// The third step of linking.
/// - Parameters:
///   - resolved: in the order of `plan.pages`, as returned by `resolve`.
///   - order: `routeOrder` of the plan's pages; can be computed in parallel with earlier steps.
func joinLinks(
  _ resolved: [ResolvedPage], _ plan: LinkPlan, order: [Int]
) -> LinkJoin {
  let pages = plan.pages
  let definitions = plan.corpus.glossary.terms.map { term in
    term.definition.map { resolveReferences(of: $0, in: plan.tables) }
      ?? ResolvedPage(targets: [], failures: [], citations: [], mentions: [])
  }
  let works = zip(pages, resolved).map { citedWorks($0, $1, plan.tables) }
  let paths = readingPaths(pages, resolved)
  let home = plan.tables.page(at: .root).map { PageLink(title: pages[$0].title, route: .root) }
  // Reading order covers ordinary pages; pages about concepts are for looking things up.
  let concepts = Set(plan.outline.concepts.map(\.route))
  let reading = readingOrder(plan.navigation, home: home).filter { !concepts.contains($0.route) }
  return LinkJoin(
    order: order, plan: plan, resolved: resolved, definitions: definitions, works: works,
    mentions: mentionOrigins(pages, resolved, inOrder: order, terms: definitions),
    questions: questionMentions(pages, resolved, inOrder: order),
    related: relatedPages(
      pages, resolved, works: works, allWorks: plan.corpus.works,
      words: plan.corpus.configuration.words),
    steps: paths.steps, places: paths.places, reading: reading,
    readingPositions: Dictionary(
      reading.enumerated().map { ($1.route, $0) }, uniquingKeysWith: { first, _ in first }))
}

/// The fourth step: a page with everything that others say about it. Pure; call it for each of
/// `join.order`.
func linkedPage(_ index: Int, _ join: LinkJoin) -> LinkedPage {
  let page = join.plan.pages[index]
  let route = page.route
  let position = join.readingPositions[route]
  return LinkedPage(
    page: page, targets: join.resolved[index].targets,
    citations: join.resolved[index].citations, works: join.works[index],
    mentions: join.mentions[index].map { mention($0, join) },
    tags: join.plan.outline.tags.links(of: page),
    questions: join.questions[route] ?? [], related: join.related[route] ?? [],
    steps: join.steps[route] ?? [], places: join.places[route] ?? [],
    breadcrumbs: breadcrumbs(of: route, join.plan.outline.links),
    previous: position.flatMap { $0 > 0 ? join.reading[$0 - 1] : nil },
    next: position.flatMap { $0 + 1 < join.reading.count ? join.reading[$0 + 1] : nil })
}

private func mention(_ origin: MentionOrigin, _ join: LinkJoin) -> Mention {
  switch origin {
  case .page(let index, let number):
    let page = join.plan.pages[index]
    let place = join.resolved[index].mentions[number]
    return Mention(
      page: PageLink(title: page.title, route: page.route), kind: .page(page.kind),
      anchor: place.anchor, sentence: place.sentence)
  case .term(let index, let number):
    let term = join.plan.corpus.glossary.terms[index]
    return Mention(
      page: PageLink(title: term.name, route: join.plan.outline.places.glossary), kind: .term,
      anchor: term.anchor,
      sentence: join.definitions[index].mentions[number].sentence)
  }
}

/// The ancestors of a route, the home page first, without the route itself.
private func breadcrumbs(of route: Route, _ pages: [Route: PageLink]) -> [PageLink] {
  var links: [PageLink] = []
  var ancestor = route.parent
  while let current = ancestor {
    if let link = pages[current] { links.append(link) }
    ancestor = current.parent
  }
  return links.reversed()
}

/// The last step: the site.
/// - Parameter pages: the `linkedPage` of each of `join.order`.
func finishLinks(_ join: LinkJoin, pages linked: [LinkedPage]) -> Diagnosed<Site> {
  let (plan, resolved) = (join.plan, join.resolved)
  let corpus = plan.corpus
  let terms = linkedTerms(corpus.glossary, join.definitions, plan.pages, plan.tables)
  var diagnostics = plan.diagnostics + terms.diagnostics
  if corpus.configuration.navigation != nil {
    let steps = Set(resolved.flatMap { $0.steps.map(\.page) })
    diagnostics += orphans(
      plan.pages, join.mentions, steps: steps, navigation: plan.navigation)
  }
  let inDefinitions = join.definitions.flatMap { $0.citations.joined().compactMap { $0 } }
  diagnostics += uncitedWorks(
    corpus.works, cited: Set(join.works.joined()).union(inDefinitions), corpus.worksFile)
  let downloads = downloads(join)
  let unread = corpus.unread.filter { !downloads.contains($0.path.text) }
  diagnostics += unreadProblems(unread, shownPrefix: corpus.shownPrefix)
  return Diagnosed(
    Site(
      pages: linked, generated: plan.outline.generated.sorted { $0.route < $1.route },
      navigation: NavigationTree(roots: plan.navigation),
      assets: (plan.outline.assets + downloads.map { ContentPath($0) }).sorted(),
      redirects: plan.redirects, tags: plan.outline.tags.tags, terms: terms.value,
      works: linkedWorks(corpus.works, plan.pages, inOrder: join.order, join.works),
      topics: topicGraph(plan.pages, resolved, plan.outline.links), places: plan.outline.places,
      addresses: plan.outline.table),
    diagnostics)
}

/// The files that are not read and that pages or definitions link to.
private func downloads(_ join: LinkJoin) -> Set<String> {
  (join.resolved + join.definitions).reduce(into: []) { found, page in
    found.formUnion(linked(join.plan.tables.unread, from: page.targets))
  }
}

private func linkedWorks(
  _ works: [Work], _ pages: [Page], inOrder order: [Int], _ cited: [[Int]]
) -> [LinkedWork] {
  var citedIn = [[PageLink]](repeating: [], count: works.count)
  for index in order {
    for work in cited[index] {
      citedIn[work].append(PageLink(title: pages[index].title, route: pages[index].route))
    }
  }
  return zip(works, citedIn).map { LinkedWork(work: $0, citedIn: $1) }
}

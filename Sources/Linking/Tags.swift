// Tags: which names are one tag, the addresses of their pages, and what each page shows of its own.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files
internal import Interface

/// The tags of a site.
struct SiteTags: Sendable {
  /// Sorted by slug, then by name.
  var tags: [Tag] = []
  /// The route of each tag, by its folded name.
  private var routes: [String: Route] = [:]
  var diagnostics: [Diagnostic] = []

  /// - Parameters:
  ///   - pages: sorted by path.
  ///   - placing: receives the claims of the tags' pages and of their overview.
  init(of pages: [Page], _ placing: inout MadePlacing) {
    var members: [String: [PageLink]] = [:]
    var names: [String: String] = [:]
    var files: [String: String] = [:]
    for page in pages.filter({ !$0.tags.isEmpty }).sorted(by: { $0.route < $1.route }) {
      for tag in page.tags {
        let key = foldedName(tag)
        guard !key.isEmpty, members[key]?.last?.route != page.route else { continue }
        members[key, default: []].append(PageLink(title: page.title, route: page.route))
        names[key] = names[key] ?? tag
        files[key] = files[key] ?? page.source.path
      }
    }
    guard !members.isEmpty else { return }
    placing.placeTags("the overview of tags")
    let keys = members.keys.sorted { precedes($0, $1) }
    var found: [(slug: String, tag: Tag)] = []
    for (key, slug) in zip(keys, distinctSlugs(for: keys)) {
      let name = names[key] ?? key
      let route = place(slug, name, files[key] ?? "", &placing)
      routes[key] = route
      found.append((slug, Tag(name: name, route: route, pages: members[key] ?? [])))
    }
    tags = found.sorted { left, right in
      left.slug == right.slug
        ? precedes(left.tag.name, right.tag.name) : precedes(left.slug, right.slug)
    }.map(\.tag)
  }

  /// The first free route of a tag's page.
  private mutating func place(
    _ slug: String, _ name: String, _ file: String, _ placing: inout MadePlacing
  ) -> Route {
    var number = 1
    var first: Claim?
    while true {
      let route = Route(placing.places.tags.text + (number == 1 ? slug : "\(slug)-\(number)") + "/")
      guard let holder = placing.claim(route.text, "the page of the tag `\(name)`") else {
        if let first {
          diagnostics.append(
            Diagnostic(
              .movedOwnPage,
              "this file has an address of the tag `\(name)`, so study puts the tag's page at "
                + "`\(shown(route.text))`", path: first.source,
              notes: ["the tag is in `\(file)`; rename the file or the tag to leave it there"]))
        }
        return route
      }
      first = first ?? holder
      number += 1
    }
  }

  /// The tags of a page as links, in its order, each once.
  func links(of page: Page) -> [PageLink] {
    guard !page.tags.isEmpty else { return [] }
    var seen: Set<Route> = []
    return page.tags.compactMap { tag in
      guard let route = routes[foldedName(tag)], seen.insert(route).inserted else { return nil }
      return PageLink(title: tag, route: route)
    }
  }
}

/// The pages of tags, and their overview unless an author wrote it.
func tagPages(
  _ tags: [Tag], _ pages: [Page], _ places: MadePlaces, _ table: AddressTable, _ words: Words,
  below home: PageLink
) -> [GeneratedPage] {
  guard !tags.isEmpty else { return [] }
  var descriptions: [Route: String] = [:]
  for page in pages { descriptions[page.route] = page.frontMatter.description }
  let own = pages.first { $0.route == places.tags }
  let all = PageLink(title: own?.title ?? words[.tags], route: places.tags)
  let overview = GeneratedPage(
    kind: .tags, title: all.title, route: all.route,
    items: tags.map {
      GeneratedPage.Item(
        link: PageLink(title: $0.name, route: $0.route),
        description: $0.pages.count == 1
          ? words[.onePage] : words.filled(.pageCount, "\($0.pages.count)"))
    }, breadcrumbs: [home])
  let isAuthors = table.holder(of: places.tags.text)?.isAuthors ?? false
  return (isAuthors ? [] : [overview])
    + tags.map { tag in
      GeneratedPage(
        kind: .tag, title: tag.name, route: tag.route,
        items: tag.pages.map {
          GeneratedPage.Item(link: $0, description: descriptions[$0.route] ?? "")
        },
        breadcrumbs: [home, all])
    }
}

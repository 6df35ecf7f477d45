// Render: site and templates to output files. A plan is made once for a site; then every page is
// rendered by itself, so pages can be rendered in parallel. Called by `Building`.

package import Content
package import Linking
package import Templates

/// What rendering a page needs besides the page: one value for the whole site.
package struct RenderPlan: Sendable {
  package let site: Site
  package let configuration: Configuration
  let templates: TemplateSet
  let navigation: NavigationPlan
  let fragments: [NavigationPlan.Key: NavigationFragment]
  let siteTitle: String
  let generator: String

  /// - Parameters:
  ///   - templates: compiled with `templateEntries`.
  ///   - version: study's own, for the generator mark.
  package init(
    site: Site, configuration: Configuration, templates: TemplateSet, version: String
  ) {
    self.site = site
    self.configuration = configuration
    self.templates = templates
    generator = "study \(version)"
    let home = site.pages.first { $0.page.route == .root }
    siteTitle = configuration.title ?? home?.page.title ?? "Documentation"
    navigation = NavigationPlan(site.navigation)
    var fragments: [NavigationPlan.Key: NavigationFragment] = [:]
    let routes = site.pages.map(\.page.route) + site.generated.map(\.route) + [searchRoute]
    for route in routes {
      let key = navigation.key(for: route)
      if fragments[key] == nil { fragments[key] = navigation.fragment(for: key) }
    }
    self.fragments = fragments
  }

  func navigationHTML(for route: Route) -> [UInt8] {
    fragments[navigation.key(for: route)]?.html(for: route) ?? []
  }
}

package let searchRoute = Route("search/")

/// A content page as a file.
package func renderPage(_ linked: LinkedPage, _ plan: RenderPlan) -> OutputFile {
  let page = linked.page
  var values = frameValues(
    title: page.title, route: page.route, kind: page.frontMatter.kind.rawValue, plan)
  values.merge(articleHeaderValues(of: linked)) { first, _ in first }
  values["body"] = .html(filledBody(of: linked, plan))
  values["outline"] = .html(outlineHTML(of: page))
  values["breadcrumbs"] = .list(linked.breadcrumbs.map { link($0, from: page.route) })
  if let previous = linked.previous {
    values["previous"] = .group(link(previous, from: page.route))
  }
  if let next = linked.next { values["next"] = .group(link(next, from: page.route)) }
  values["hasBacklinks"] = .flag(!linked.backlinks.isEmpty)
  values["backlinks"] = .list(linked.backlinks.map { link($0, from: page.route) })
  let tags = tags(of: page, plan)
  values["tags"] = .list(tags)
  values["hasTags"] = .flag(!tags.isEmpty)
  if let editURL = plan.configuration.editURL {
    values["editURL"] = .text(editURL + percentEncoded(page.path.text))
  }
  if !page.questions.isEmpty {
    values["structuredData"] = .html(questionData(of: page))
  }
  values["contentSecurityPolicy"] = .text(
    contentSecurityPolicy(allowsExternalImages: page.hasExternalImage))
  return OutputFile(
    path: OutputPath(page.route), contents: .bytes(plan.templates.render("page", values)))
}

/// A folder's contents, a tag's pages.
package func renderGenerated(_ generated: GeneratedPage, _ plan: RenderPlan) -> OutputFile {
  let items = generated.items.map { item in
    link(item.link, from: generated.route)
      .merging(["description": .text(item.description)]) { first, _ in first }
  }
  let title = generated.kind == .tag ? "Tag: \(generated.title)" : generated.title
  let body = plan.templates.render(
    "listing",
    ["title": .text(generated.route == .root ? plan.siteTitle : title), "items": .list(items)])
  var values = frameValues(
    title: generated.route == .root ? plan.siteTitle : title, route: generated.route,
    kind: generated.kind == .folder ? "folder" : "tag", plan)
  values["body"] = .html(body)
  values["breadcrumbs"] = .list(generated.breadcrumbs.map { link($0, from: generated.route) })
  return OutputFile(
    path: OutputPath(generated.route), contents: .bytes(plan.templates.render("page", values)))
}

/// The search page; without JavaScript, a list of everything.
package func renderSearchPage(_ plan: RenderPlan) -> OutputFile {
  let root = searchRoute.prefixToRoot
  let body = plan.templates.render(
    "search",
    [
      "title": .text("Search"), "root": .text(root),
      "tree": .html(plan.navigation.wholeTree(prefix: root)),
    ])
  var values = frameValues(title: "Search", route: searchRoute, kind: "search", plan)
  values["body"] = .html(body)
  values["robots"] = .text("noindex")
  values["isSearch"] = .flag(true)
  return OutputFile(
    path: OutputPath(searchRoute), contents: .bytes(plan.templates.render("page", values)))
}

/// `404.html`. It is served at any address, so its links are absolute where the site's own address
/// is known; else they are right for misses at the top.
package func renderNotFoundPage(_ plan: RenderPlan) -> OutputFile {
  let root = plan.configuration.baseURL.map(pathOfWebAddress) ?? "./"
  var values = frameValues(
    title: "Page not found", route: .root, kind: "not-found", plan, prefix: root)
  let tree = plan.navigation.wholeTree(prefix: root)
  values["body"] = .html(
    plan.templates.render(
      "not-found",
      ["title": .text("Page not found"), "root": .text(root), "tree": .html(tree)]))
  values["navigation"] = .html(tree)
  values["isHome"] = .flag(false)
  values["robots"] = .text("noindex")
  values["canonical"] = nil
  return OutputFile("404.html", plan.templates.render("page", values))
}

package func renderRedirect(_ redirect: Redirect, _ plan: RenderPlan) -> OutputFile {
  let html = plan.templates.render(
    "redirect",
    [
      "target": .text(redirect.from.link(to: redirect.to)), "title": .text(redirect.title),
      "language": .text(plan.configuration.language),
    ])
  return OutputFile(path: OutputPath(redirect.from), contents: .bytes(html))
}

// MARK: - Values

/// What every whole page gets.
private func frameValues(
  title: String, route: Route, kind: String, _ plan: RenderPlan, prefix: String? = nil
) -> [String: TemplateValue] {
  let prefix = prefix ?? route.prefixToRoot
  let isHome = route == .root
  let sections = plan.navigation.sections(for: route, prefix: prefix).map { section in
    [
      "title": .text(section.title), "href": .text(section.href),
      "isCurrent": .flag(section.isCurrent),
    ] as [String: TemplateValue]
  }
  var values: [String: TemplateValue] = [
    "language": .text(plan.configuration.language),
    "direction": .text(direction(ofLanguage: plan.configuration.language)),
    "title": .text(title),
    "pageTitle": .text(title == plan.siteTitle ? title : "\(title) · \(plan.siteTitle)"),
    "siteTitle": .text(plan.siteTitle),
    "siteDescription": .text(plan.configuration.description ?? ""),
    "contentSecurityPolicy": .text(contentSecurityPolicy(allowsExternalImages: false)),
    "root": .text(prefix),
    "kind": .text(isHome && kind == "page" ? "home" : kind),
    "isHome": .flag(isHome),
    "isFAQ": .flag(kind == PageKind.faq.rawValue),
    "isSearch": .flag(false),
    "navigation": .html(plan.navigationHTML(for: route)),
    "sections": .list(sections),
    "generator": .text(plan.generator),
  ]
  if let baseURL = plan.configuration.baseURL {
    values["canonical"] = .text(baseURL + percentEncoded(route.text))
  }
  return values
}

func articleHeaderValues(of linked: LinkedPage) -> [String: TemplateValue] {
  let page = linked.page
  var values: [String: TemplateValue] = [
    "readingMinutes": .text(String(page.readingMinutes))
  ]
  if let description = page.frontMatter.description { values["description"] = .text(description) }
  if let updated = page.frontMatter.updated { values["updated"] = .text("\(updated)") }
  if let status = page.frontMatter.status { values["status"] = .text(status) }
  return values
}

private func link(_ link: PageLink, from route: Route) -> [String: TemplateValue] {
  ["title": .text(link.title), "href": .text(route.link(to: link.route))]
}

private func tags(of page: Page, _ plan: RenderPlan) -> [[String: TemplateValue]] {
  // A tag of signs alone has no page that a link could lead to.
  page.frontMatter.tags.filter { !gitHubSlug($0).isEmpty }.map { tag in
    [
      "name": .text(tag),
      "href": .text(page.route.link(to: Route("tags/\(gitHubSlug(tag))/"))),
    ]
  }
}

/// No inline script, nothing from other hosts; pictures from elsewhere only on pages that show one.
private func contentSecurityPolicy(allowsExternalImages: Bool) -> String {
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
    + (allowsExternalImages ? " https: http:" : "")
    + "; connect-src 'self'; form-action 'self'; base-uri 'none'"
}

/// `https://example.org/study/` -> `/study/`.
private func pathOfWebAddress(_ address: String) -> String {
  guard let host = address.firstRange(of: "://") else { return "/" }
  let rest = address[host.upperBound...]
  return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
}

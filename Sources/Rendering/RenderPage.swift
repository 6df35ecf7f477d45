// Render: site and templates to output files. A plan is made once per site; then every page is
// rendered independently, so pages can be rendered in parallel. Reads and writes no files.

internal import Bytes
package import Content
internal import Diagnostics
package import Files
internal import Interface
package import Linking
package import Templates

/// Everything rendering a page needs besides the page: one value for the whole site.
package struct RenderPlan: Sendable {
  package let site: Site
  package let configuration: Configuration
  package let media: Media
  let templates: TemplateSet
  let navigation: NavigationPlan
  let fragments: [NavigationPlan.Key: NavigationFragment]
  let siteTitle: String
  let generator: String
  /// Glossary, sources and map, as far as the site has them.
  let conceptPages: [PageLink]
  let hasPrintPage: Bool
  /// The picture that browsers show for the site.
  let icon: (address: String, type: String)
  let words: Words
  let register: Register

  /// - Parameters:
  ///   - templates: compiled with `templateEntries`.
  ///   - version: study's own, for the generator mark.
  ///   - earlier: a plan whose navigation is reused where it is the same.
  package init(
    site: Site, configuration: Configuration, templates: TemplateSet, version: String,
    media: Media = Media(), earlier: RenderPlan? = nil
  ) {
    self.site = site
    self.configuration = configuration
    self.media = media
    self.templates = templates
    register = Linking.register(of: site)
    generator = "study \(version)"
    icon = (percentEncoded(site.places.icon.text), iconType(site.places.icon))
    words = configuration.words
    hasPrintPage = site.generated.contains { $0.kind == .print }
    conceptPages = site.generated.filter(\.kind.isConcept).map {
      PageLink(title: $0.title, route: $0.route)
    }
    let home = site.pages.first { $0.page.route == .root }
    siteTitle = configuration.title ?? home?.page.title ?? "Documentation"
    let kept = earlier.flatMap {
      $0.site.navigation == site.navigation && $0.configuration.words == configuration.words
        && $0.site.places == site.places ? $0 : nil
    }
    navigation =
      kept?.navigation
      ?? NavigationPlan(
        site.navigation, places: site.places, pagesIn: configuration.words[.pagesIn],
        direction: direction(ofLanguage: configuration.language))
    var fragments = kept?.fragments ?? [:]
    let routes =
      site.pages.map(\.page.route) + site.generated.map(\.route)
      + [site.places.search, registerSampleRoute(site.places)]
    for route in routes {
      let key = navigation.key(for: route)
      if fragments[key] == nil { fragments[key] = navigation.fragment(for: key) }
    }
    self.fragments = fragments
  }

  private init(_ plan: RenderPlan, site: Site, media: Media) {
    self.site = site
    self.media = media
    configuration = plan.configuration
    templates = plan.templates
    navigation = plan.navigation
    fragments = plan.fragments
    siteTitle = plan.siteTitle
    generator = plan.generator
    icon = plan.icon
    conceptPages = plan.conceptPages
    hasPrintPage = plan.hasPrintPage
    words = plan.words
    register = plan.register
  }

  /// The plan for a site in which only pages differ, and nothing that other pages show of them.
  package func with(_ site: Site, _ media: Media) -> RenderPlan {
    RenderPlan(self, site: site, media: media)
  }

  func fragment(for route: Route) -> NavigationFragment? {
    fragments[navigation.key(for: route)]
  }
}

/// A content page as a file.
package func renderPage(_ linked: LinkedPage, _ plan: RenderPlan) -> OutputFile {
  let page = linked.page
  var values = frameValues(
    title: page.title, route: page.route, kind: page.kind.rawValue, plan)
  values.add(articleHeaderValues(of: linked))
  values["body"] = .html(filledBody(of: linked, plan))
  values["outline"] = .html(
    outlineHTML(of: page, direction: direction(ofLanguage: plan.configuration.language)))
  values["breadcrumbs"] = .list(linked.breadcrumbs.map { link($0, from: page.route) })
  if let previous = linked.previous {
    values["previous"] = .group(link(previous, from: page.route))
  }
  if let next = linked.next { values["next"] = .group(link(next, from: page.route)) }
  values.add(conceptValues(of: linked, plan))
  addPathPlaces(of: linked, to: &values)
  if page.route == .root { addHomeValues(linked, plan, to: &values) }
  let tags = linked.tags.map { tag in
    ["name": .text(tag.title), "href": .text(page.route.link(to: tag.route))] as TemplateValues
  }
  values["tags"] = .list(tags)
  values["hasTags"] = .flag(!tags.isEmpty)
  if let address = editAddress(of: page, plan.configuration) {
    values["editURL"] = .text(address)
  }
  values["structuredData"] = .html(structuredData(of: linked, plan))
  values["contentSecurityPolicy"] = .text(
    contentSecurityPolicy(allowsExternalImages: page.hasExternalImage))
  return OutputFile(
    path: OutputPath(page.route), contents: .bytes(plan.templates.render("page", values)))
}

/// Renders a folder's contents, a tag's pages, or a page about concepts.
package func renderGenerated(_ generated: GeneratedPage, _ plan: RenderPlan) -> OutputFile {
  if generated.kind.isConcept { return renderConceptPage(generated, plan) }
  if generated.kind == .print { return renderPrintPage(generated, plan) }
  let items = generated.items.map { item in
    link(item.link, from: generated.route)
      .adding(["description": .text(item.description)])
  }
  let title =
    generated.kind == .tag
    ? plan.words.filled(.tagTitle, generated.title) : generated.title
  let body = plan.templates.render(
    "listing",
    ["title": .text(generated.route == .root ? plan.siteTitle : title), "items": .list(items)])
  var values = frameValues(
    title: generated.route == .root ? plan.siteTitle : title, route: generated.route,
    kind: generated.kind.rawValue, plan)
  values["body"] = .html(body)
  values["breadcrumbs"] = .list(generated.breadcrumbs.map { link($0, from: generated.route) })
  return OutputFile(
    path: OutputPath(generated.route), contents: .bytes(plan.templates.render("page", values)))
}

/// `404.html`. It is served at any address, so its links are absolute if the site's URL is known;
/// otherwise they work only for top-level addresses.
package func renderNotFoundPage(_ plan: RenderPlan) -> OutputFile {
  let root =
    plan.configuration.notFoundRoot ?? plan.configuration.baseURL.map(pathOfWebAddress) ?? "./"
  var values = frameValues(
    title: plan.words[.notFound], route: .root, kind: "not-found", plan, prefix: root)
  let tree = plan.navigation.wholeTree(prefix: root)
  values["body"] = .html(
    plan.templates.render(
      "not-found",
      [
        "title": .text(plan.words[.notFound]), "root": .text(root), "tree": .html(tree),
        "search": .text(plan.site.places.search.text),
      ]))
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

/// The values that every whole page gets.
func frameValues(
  title: String, route: Route, kind: String, _ plan: RenderPlan, prefix: String? = nil
) -> TemplateValues {
  let fragment = plan.fragment(for: route)
  let shared = prefix == nil ? fragment?.sections : nil
  let prefix = prefix ?? route.prefixToRoot
  let isHome = route == .root
  let sections = (shared ?? plan.navigation.sections(for: route, prefix: prefix)).map { section in
    [
      "title": .text(section.title), "href": .text(section.href),
      "isCurrent": .flag(section.isCurrent),
    ] as TemplateValues
  }
  var values: TemplateValues = [
    "language": .text(plan.configuration.language),
    "direction": .text(direction(ofLanguage: plan.configuration.language)),
    "title": .text(title),
    "pageTitle": .text(title == plan.siteTitle ? title : "\(title) · \(plan.siteTitle)"),
    "siteTitle": .text(plan.siteTitle),
    "siteDescription": .text(plan.configuration.description ?? ""),
    "contentSecurityPolicy": .text(contentSecurityPolicy(allowsExternalImages: false)),
    "earlyScript": .html(Array(earlyScript.utf8)),
    "root": .text(prefix),
    "search": .text(plan.site.places.search.text),
    "assets": .text(plan.site.places.assets.text),
    "icon": .text(plan.icon.address),
    "iconType": .text(plan.icon.type),
    "kind": .text(isHome && kind == "page" ? "home" : kind),
    "isHome": .flag(isHome),
    "isFAQ": .flag(kind == PageKind.faq.rawValue),
    "isSearch": .flag(false),
    "navigation": .html(fragment?.html(for: route) ?? []),
    "sections": .list(sections),
    "generator": .text(plan.generator),
    "route": .text(route.text),
    "concepts": .list(
      plan.conceptPages.map { page in
        ["title": .text(page.title), "href": .text(prefix + percentEncoded(page.route.text))]
      }),
  ]
  if plan.site.places.search != MadePlaces().search {
    values["movedSearch"] = .text(plan.site.places.search.text)
  }
  if plan.hasPrintPage {
    values["printHref"] = .text(prefix + percentEncoded(plan.site.places.print.text))
  }
  if let baseURL = plan.configuration.baseURL {
    values["canonical"] = .text(baseURL + percentEncoded(route.text))
  }
  return values
}

func articleHeaderValues(of linked: LinkedPage) -> TemplateValues {
  let page = linked.page
  var values: TemplateValues = [
    "readingMinutes": .text(String(page.readingMinutes))
  ]
  if let description = page.frontMatter.description { values["description"] = .text(description) }
  if let updated = page.frontMatter.updated { values["updated"] = .text("\(updated)") }
  if let status = page.frontMatter.status { values["status"] = .text(status) }
  return values
}

func link(_ link: PageLink, from route: Route) -> TemplateValues {
  ["title": .text(link.title), "href": .text(route.link(to: link.route))]
}

private func iconType(_ path: ContentPath) -> String {
  if path.text.hasSuffix(".svg") { return "image/svg+xml" }
  return path.text.hasSuffix(".png") ? "image/png" : "image/x-icon"
}

/// The URL for editing a page's source; in a preview it points to the line where the text begins.
private func editAddress(of page: Page, _ configuration: Configuration) -> String? {
  guard let form = configuration.pageEditForm else {
    return configuration.editURL.map { $0 + percentEncoded(page.path.text) }
  }
  let line = page.source.position(of: page.markdownStart).line
  return form.replacing("{page}", with: percentEncoded(page.path.text))
    .replacing("{line}", with: "\(line)")
}

/// The only script within a page: applies the reader's choice of light or dark before the first
/// paint, without waiting for another file. Storage may be unavailable, as in private windows;
/// then, and without a choice, the system's preference applies.
let earlyScript =
  "try { const chosen = localStorage['study.theme']; "
  + "if (chosen) document.documentElement.dataset.theme = chosen; } catch { }"
/// Its SHA-256 in base 64, by which the policy allows this script and no other. The test of the
/// policy computes it, and says the right one when the two do not match.
private let earlyScriptHash = "o6RzuDBp0O+go15q+WCVWA2pMqiqDFrWWF5wRQfipkI="

/// Allows no other script within the page and nothing from other hosts; images from elsewhere only
/// on pages that show one.
func contentSecurityPolicy(allowsExternalImages: Bool) -> String {
  "default-src 'none'; script-src 'self' 'sha256-\(earlyScriptHash)'; style-src 'self'; "
    + "img-src 'self' data:"
    + (allowsExternalImages ? " https: http:" : "")
    + "; connect-src 'self'; form-action 'self'; base-uri 'none'"
}

/// `https://example.org/study/` -> `/study/`.
private func pathOfWebAddress(_ address: String) -> String {
  guard let host = address.firstRange(of: "://") else { return "/" }
  let rest = address[host.upperBound...]
  return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
}

// From a linked site to what the index is made of. The only file of this target that knows pages.

internal import Content
package import Linking

/// The site's searchable pages as documents, in order of their routes.
package func searchDocuments(of site: Site) -> [SearchDocument] {
  site.pages.filter(\.page.frontMatter.isSearchable).map { linked in
    let page = linked.page
    return SearchDocument(
      url: percentEncoded(page.route.text), title: page.title, aliases: page.frontMatter.aliases,
      breadcrumbs: linked.breadcrumbs.dropFirst().map(\.title),
      kind: page.frontMatter.kind.rawValue, inboundLinkCount: linked.backlinks.count,
      text: page.plainText,
      sections: page.sections.map { section in
        SearchSection(
          anchor: section.anchor, heading: section.heading, level: section.level,
          isQuestion: section.isQuestion, text: section.text)
      })
  }
}

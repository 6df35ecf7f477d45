// The product of the link stage: everything about the corpus as a whole, as one value. Indexing
// and rendering read it; nobody changes it.

package import Content
internal import Diagnostics

/// A linked corpus.
package struct Site: Sendable {
  /// Published pages by route.
  package let pages: [LinkedPage]
  /// Folder and tag pages that no source file writes, by route.
  package let generated: [GeneratedPage]
  package let navigation: NavigationTree
  /// Files copied as they are, by path.
  package let assets: [ContentPath]
  package let redirects: [Redirect]
  /// By name.
  package let tags: [Tag]
}

/// A page with everything that other pages have to say about it.
package struct LinkedPage: Sendable {
  package let page: Page
  /// For each of `page.references`.
  package let targets: [Target]
  /// Pages that mention this one, by route.
  package let backlinks: [PageLink]
  package let breadcrumbs: [PageLink]
  package let previous: PageLink?
  package let next: PageLink?
}

/// What a reference turned out to mean.
package enum Target: Sendable, Equatable {
  case page(Route, title: String, anchor: String?)
  case asset(ContentPath)
  /// Nothing; with a sentence for the reader who meets it.
  case unresolved(String)
}

/// A page by title and address.
package struct PageLink: Sendable, Equatable {
  package let title: String
  package let route: Route

  package init(title: String, route: Route) {
    self.title = title
    self.route = route
  }
}

/// A page made from what others say: the contents of a folder, the pages of a tag.
package struct GeneratedPage: Sendable {
  package enum Kind: String, Sendable { case folder, tag, tags }

  package let kind: Kind
  package let title: String
  package let route: Route
  package let items: [Item]
  package let breadcrumbs: [PageLink]

  package struct Item: Sendable {
    package let link: PageLink
    package let description: String
  }
}

package struct Redirect: Sendable, Equatable {
  package let from: Route
  package let to: Route
  package let title: String
}

package struct Tag: Sendable {
  package let name: String
  package let route: Route
  package let pages: [PageLink]
}

/// The site's navigation as a tree in reading order.
package struct NavigationTree: Sendable {
  /// Top entries; the home page is not among them.
  package let roots: [NavigationNode]
}

package struct NavigationNode: Sendable {
  package let title: String
  /// Nil for a group without a page of its own.
  package let route: Route?
  package let children: [NavigationNode]
}

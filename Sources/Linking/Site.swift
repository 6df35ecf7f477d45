// The product of the link stage: everything about the corpus as a whole, as one immutable value.
// Knows neither the search index nor HTML.

package import Content
internal import Diagnostics
package import Files

/// A linked corpus.
package struct Site: Sendable {
  /// Published pages, sorted by route.
  package internal(set) var pages: [LinkedPage]
  /// Folder and tag pages without a source file, sorted by route.
  package let generated: [GeneratedPage]
  package let navigation: NavigationTree
  /// Files copied unchanged, sorted by path.
  package let assets: [ContentPath]
  package let redirects: [Redirect]
  /// Sorted by name.
  package let tags: [Tag]
  /// Every term, sorted by name.
  package let terms: [LinkedTerm]
  /// Every entry of sources.yml, in the order of the bibliography.
  package let works: [LinkedWork]
  package let topics: TopicGraph
  /// Where study's own pages and files are.
  package let places: MadePlaces
  /// Who has which address.
  package let addresses: AddressTable
}

/// A page with everything that other pages say about it.
package final class LinkedPage: Sendable {
  package let page: Page
  /// One for each of `page.references`.
  package let targets: [Target]
  /// For each of `page.citations` the works it names, as indices of `Site.works`; nil for an
  /// unknown key.
  package let citations: [[Int?]]
  /// The works of the page in the order of their numbers on it, as indices of `Site.works`.
  package let works: [Int]
  /// Places that mention this page: by kind, then by route, each page once.
  package let mentions: [Mention]
  /// Its tags with their pages.
  package let tags: [PageLink]
  /// Questions whose answers link here.
  package let questions: [QuestionMention]
  /// For a topic: the topics that have most in common with it, best first.
  package let related: [RelatedPage]
  /// For a reading path: its steps.
  package let steps: [ReadingPathStep]
  /// The page's positions on reading paths, sorted by the paths' routes.
  package let places: [ReadingPathPlace]
  package let breadcrumbs: [PageLink]
  package let previous: PageLink?
  package let next: PageLink?

  init(
    page: Page, targets: [Target], citations: [[Int?]], works: [Int], mentions: [Mention],
    tags: [PageLink], questions: [QuestionMention], related: [RelatedPage],
    steps: [ReadingPathStep],
    places: [ReadingPathPlace],
    breadcrumbs: [PageLink], previous: PageLink?, next: PageLink?
  ) {
    self.page = page
    self.targets = targets
    self.citations = citations
    self.works = works
    self.mentions = mentions
    self.tags = tags
    self.questions = questions
    self.related = related
    self.steps = steps
    self.places = places
    self.breadcrumbs = breadcrumbs
    self.previous = previous
    self.next = next
  }
}

/// What a reference resolves to.
package enum Target: Sendable, Equatable {
  case page(Route, title: String, anchor: String?)
  case asset(ContentPath)
  /// Nothing; with a sentence for readers who come across it.
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

/// A step of a reading path.
package struct ReadingPathStep: Sendable, Equatable {
  package let page: PageLink
  package let anchor: String?
  package let description: String?
  package let minutes: Int
}

/// A page's position on a reading path.
package struct ReadingPathPlace: Sendable, Equatable {
  package let path: PageLink
  /// From 1.
  package let number: Int
  package let count: Int
  package let previous: ReadingPathStep?
  package let next: ReadingPathStep?
}

/// A page made from what other pages say: the contents of a folder, the pages of a tag.
package struct GeneratedPage: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case folder, tag, tags, glossary, map, print
    /// The page is called "Sources", for readers and in the theme.
    case works = "sources"

    /// Whether it is one of the generated pages about the corpus's concepts.
    package var isConcept: Bool { self == .glossary || self == .works || self == .map }
  }

  package let kind: Kind
  package let title: String
  package let route: Route
  package let items: [Item]
  package let breadcrumbs: [PageLink]

  package struct Item: Sendable, Equatable {
    package let link: PageLink
    package let description: String
  }

  /// The same page with more items.
  func adding(_ more: [Item]) -> GeneratedPage {
    GeneratedPage(
      kind: kind, title: title, route: route, items: items + more, breadcrumbs: breadcrumbs)
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
package struct NavigationTree: Sendable, Equatable {
  /// The top-level entries, without the home page.
  package let roots: [NavigationNode]
}

package struct NavigationNode: Sendable, Equatable {
  package let title: String
  /// Nil for a group without a page of its own.
  package let route: Route?
  package let children: [NavigationNode]
}

/// A place on a page that links to another page.
package struct Mention: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case page(PageKind)
    /// The definition of a term.
    case term
  }

  package let page: PageLink
  package let kind: Kind
  /// The anchor of its section; empty at the top of a page.
  package let anchor: String
  /// The sentence around it, without markup.
  package let sentence: [UInt8]
}

/// A question whose answer links to a page.
package struct QuestionMention: Sendable, Equatable {
  package let question: String
  package let route: Route
  package let anchor: String
  /// The first paragraph of the answer, without markup.
  package let shortAnswer: [UInt8]
}

/// A page that has something in common with another one.
package struct RelatedPage: Sendable, Equatable {
  package let page: PageLink
  /// The reason: "both cite Bai et al. 2022".
  package let reason: String
}

/// A term of the glossary with the targets of its definition.
package struct LinkedTerm: Sendable {
  package let term: GlossaryTerm
  /// One for each reference of the definition.
  package let targets: [Target]
  /// One for each citation of the definition.
  package let citations: [[Int?]]
  /// Indices of the terms it refers to.
  package let see: [Int]
  /// The page named after the term.
  package let page: PageLink?
  /// The pages that use it, sorted by route.
  package let uses: [PageLink]
}

/// An entry of sources.yml with the pages that cite it, sorted by route.
package struct LinkedWork: Sendable {
  package let work: Work
  package let citedIn: [PageLink]
}

/// How topics connect.
package struct TopicGraph: Sendable {
  /// The titles of the sections that contain topics.
  package let sections: [String]
  /// Sorted by section, then by route.
  package let topics: [Topic]
  package let edges: [Edge]

  package struct Topic: Sendable {
    package let page: PageLink
    /// An index of `sections`.
    package let section: Int
  }

  /// A link from one topic to another, as indices of `topics`.
  package struct Edge: Sendable, Equatable {
    package let from: Int
    package let to: Int
    package let isMutual: Bool
  }
}

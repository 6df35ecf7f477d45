// The product of the link stage: everything about the corpus as a whole, as one value. Indexing
// and rendering read it; nobody changes it.

package import Content
internal import Diagnostics
package import Files

/// A linked corpus.
package struct Site: Sendable {
  /// Published pages by route.
  package internal(set) var pages: [LinkedPage]
  /// Folder and tag pages that no source file writes, by route.
  package let generated: [GeneratedPage]
  package let navigation: NavigationTree
  /// Files copied as they are, by path.
  package let assets: [ContentPath]
  package let redirects: [Redirect]
  /// By name.
  package let tags: [Tag]
  /// Every term, by name.
  package let terms: [LinkedTerm]
  /// Every entry of sources.yml, in the order of the bibliography.
  package let works: [LinkedWork]
  package let topics: TopicGraph
}

/// A page with everything that other pages have to say about it.
package final class LinkedPage: Sendable {
  package let page: Page
  /// For each of `page.references`.
  package let targets: [Target]
  /// For each of `page.citations` the works it names, as positions in `Site.works`; nil for an
  /// unknown key.
  package let citations: [[Int?]]
  /// The works of the page in the order of their numbers on it, as positions in `Site.works`.
  package let works: [Int]
  /// Places that mention this page: by kind, then by route, each page once.
  package let mentions: [Mention]
  /// Questions whose answers lead here.
  package let questions: [QuestionMention]
  /// For a topic: what has most in common with it, best first.
  package let related: [RelatedPage]
  /// Of a reading path: its steps.
  package let steps: [ReadingPathStep]
  /// Where the page is on reading paths, by the paths' routes.
  package let places: [ReadingPathPlace]
  package let breadcrumbs: [PageLink]
  package let previous: PageLink?
  package let next: PageLink?

  init(
    page: Page, targets: [Target], citations: [[Int?]], works: [Int], mentions: [Mention],
    questions: [QuestionMention], related: [RelatedPage], steps: [ReadingPathStep],
    places: [ReadingPathPlace],
    breadcrumbs: [PageLink], previous: PageLink?, next: PageLink?
  ) {
    self.page = page
    self.targets = targets
    self.citations = citations
    self.works = works
    self.mentions = mentions
    self.questions = questions
    self.related = related
    self.steps = steps
    self.places = places
    self.breadcrumbs = breadcrumbs
    self.previous = previous
    self.next = next
  }
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

/// A step of a reading path.
package struct ReadingPathStep: Sendable, Equatable {
  package let page: PageLink
  package let anchor: String?
  package let description: String?
  package let minutes: Int
}

/// Where a page stands on a reading path.
package struct ReadingPathPlace: Sendable, Equatable {
  package let path: PageLink
  /// From 1.
  package let number: Int
  package let count: Int
  package let previous: ReadingPathStep?
  package let next: ReadingPathStep?
}

/// A page made from what others say: the contents of a folder, the pages of a tag.
package struct GeneratedPage: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case folder, tag, tags, glossary, map, print
    /// Its page is called "Sources", for readers and in the theme.
    case works = "sources"

    /// Whether it is one of the site's own pages about its concepts.
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
  /// Top entries; the home page is not among them.
  package let roots: [NavigationNode]
}

package struct NavigationNode: Sendable, Equatable {
  package let title: String
  /// Nil for a group without a page of its own.
  package let route: Route?
  package let children: [NavigationNode]
}

/// A place on a page that leads to another page.
package struct Mention: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case page(PageKind)
    /// The definition of a term.
    case term
  }

  package let page: PageLink
  package let kind: Kind
  /// Of the section it stands in; empty at the top of a page.
  package let anchor: String
  /// The sentence it stands in, without markup.
  package let sentence: [UInt8]
}

/// A question whose answer leads to a page.
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
  /// What: "both cite Bai et al. 2022".
  package let reason: String
}

/// A term of the glossary with what its definition leads to.
package struct LinkedTerm: Sendable {
  package let term: GlossaryTerm
  /// For each reference of the definition.
  package let targets: [Target]
  /// For each citation of the definition.
  package let citations: [[Int?]]
  /// Positions of the terms it points to.
  package let see: [Int]
  /// The page that is called like the term.
  package let page: PageLink?
  /// Pages that use it, by route.
  package let uses: [PageLink]
}

/// An entry of sources.yml with the pages that cite it, by route.
package struct LinkedWork: Sendable {
  package let work: Work
  package let citedIn: [PageLink]
}

/// How topics connect.
package struct TopicGraph: Sendable {
  /// Titles of the sections that topics are in.
  package let sections: [String]
  /// By section, then by route.
  package let topics: [Topic]
  package let edges: [Edge]

  package struct Topic: Sendable {
    package let page: PageLink
    /// Position in `sections`.
    package let section: Int
  }

  /// A link from one topic to another, as positions in `topics`.
  package struct Edge: Sendable, Equatable {
    package let from: Int
    package let to: Int
    package let isMutual: Bool
  }
}

/// Where the pages about concepts lie, beside `glossaryRoute`.
package let worksRoute = Route("sources/")
package let topicMapRoute = Route("map/")
/// Where the page with everything on it lies.
package let printRoute = Route("print/")

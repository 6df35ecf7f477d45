// The input and the output of the search index: plain values at the door of the target. Knows no
// HTML, no Markdown and no files.

/// One page as the search sees it.
package struct SearchDocument: Sendable, Equatable {
  /// Relative to the site's root and percent-encoded: `topics/constitutional-ai/`, `""` for home.
  package var url: String
  package var title: String
  /// Other names of the page, searched like its title.
  package var aliases: [String]
  /// Titles of the pages above this one, outermost first.
  package var breadcrumbs: [String]
  /// A short word such as `page`, `topic`, `faq`; the client shows it as a label.
  package var kind: String
  package var tags: [String]
  /// How many links from other pages lead here; a page with many ranks slightly higher.
  package var inboundLinkCount: Int
  /// Plain text of the whole page, valid UTF-8.
  package var text: [UInt8]
  /// In reading order.
  package var sections: [SearchSection]

  package init(
    url: String, title: String, aliases: [String] = [], breadcrumbs: [String] = [],
    kind: String = "page", tags: [String] = [], inboundLinkCount: Int = 0, text: [UInt8],
    sections: [SearchSection]
  ) {
    self.url = url
    self.title = title
    self.aliases = aliases
    self.breadcrumbs = breadcrumbs
    self.kind = kind
    self.tags = tags
    self.inboundLinkCount = inboundLinkCount
    self.text = text
    self.sections = sections
  }
}

/// A heading and the text up to the next heading: the unit that is found and ranked.
package struct SearchSection: Sendable, Equatable {
  /// The heading's `id`; empty for the text before the first heading.
  package var anchor: String
  package var heading: String
  /// 1...6 as in Markdown; 0 for the text before the first heading.
  package var level: Int
  /// True if the heading is a question and the text answers it.
  package var isQuestion: Bool
  /// The section's body without its heading: a range of the document's `text`.
  package var text: Range<Int>
  /// Texts of the links that lead here from other pages.
  package var linkTexts: [String] = []

  package init(
    anchor: String = "", heading: String = "", level: Int = 0, isQuestion: Bool = false,
    text: Range<Int>
  ) {
    self.anchor = anchor
    self.heading = heading
    self.level = level
    self.isQuestion = isQuestion
    self.text = text
  }
}

/// One file of the finished index.
package struct SearchFile: Sendable, Equatable {
  /// Relative to the folder `search/` of the site.
  package var name: String
  package var contents: [UInt8]

  package init(name: String, contents: [UInt8]) {
    self.name = name
    self.contents = contents
  }
}

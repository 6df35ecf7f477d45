// The result of scanning one source file. A page depends only on its own file and the scan options;
// whatever needs another page is a `Reference` here, for a later stage to resolve.

package import CommonMark
package import Diagnostics
package import Files

/// One content file, read and rendered as far as possible without other pages.
///
/// Pages are passed through every stage, sorted and put into lists, a thousand at a time. With all
/// their fields inline each copy would update two dozen reference counts, which was a tenth of a
/// build; so a page is one reference.
package struct Page: Sendable {
  /// Always exactly one; an array, because that is Swift's way to put a value behind a reference.
  private let contents: [PageContents]

  init(_ contents: PageContents) { self.contents = [contents] }

  package var source: SourceFile { contents[0].source }
  package var path: ContentPath { contents[0].path }
  package var route: Route { contents[0].route }
  package var frontMatter: FrontMatter { contents[0].frontMatter }
  /// Fields of the front matter that are read so often that copying all of it for them would be
  /// costly.
  package var kind: PageKind { contents[0].frontMatter.kind }
  package var isDraft: Bool { contents[0].frontMatter.isDraft }
  package var order: Int? { contents[0].frontMatter.order }
  package var aliases: [String] { contents[0].frontMatter.aliases }
  package var tags: [String] { contents[0].frontMatter.tags }
  package var redirectFrom: [String] { contents[0].frontMatter.redirectFrom }
  /// From the front matter, else the first heading, else the file's name.
  package var title: String { contents[0].title }
  package var headings: [Heading] { contents[0].headings }
  package var questions: [Question] { contents[0].questions }
  package var references: [Reference] { contents[0].references }
  package var citations: [Citation] { contents[0].citations }
  /// Links to and images from other hosts.
  package var externalLinks: [ExternalMention] { contents[0].externalLinks }
  /// The first use of each glossary term on the page.
  package var terms: [TermUse] { contents[0].terms }
  /// Formulas and diagrams.
  package var drawings: [Drawing] { contents[0].drawings }
  package var sections: [Section] { contents[0].sections }
  /// The page's text without markup; `Section`s are ranges of it.
  package var plainText: [UInt8] { contents[0].plainText }
  package var body: Body { contents[0].body }
  /// Ids from the author's raw HTML, which links may use like those of headings.
  package var rawAnchors: [String] { contents[0].rawAnchors }
  /// Anchors that headings used to have.
  package var formerAnchors: [FormerAnchor] { contents[0].formerAnchors }
  /// Whether the body begins with the page's own `# heading`.
  package var hasTitleHeading: Bool { contents[0].hasTitleHeading }
  /// Whether the page shows an image from another host.
  package var hasExternalImage: Bool { contents[0].hasExternalImage }
  /// Byte offset in `source` where the Markdown begins, after front matter.
  package var markdownStart: Int { contents[0].markdownStart }
  /// For Markdown that is a value in a data file: the value's range. Nil for a page.
  package var place: SourceRange? { contents[0].place }

  /// Whether a link may use this id. O(headings): few links use one.
  package func hasAnchor(_ anchor: String) -> Bool {
    headings.contains { $0.anchor == anchor } || rawAnchors.contains(anchor)
      || formerAnchors.contains { $0.anchor == anchor }
  }

  /// Every id a link may use, in the order of the headings.
  package var anchors: [String] { headings.map(\.anchor) + rawAnchors }

  /// At 220 words of six letters a minute; at least one.
  package var readingMinutes: Int { max(1, (plainText.count + 660) / 1320) }

  /// The line starts of the Markdown, for messages, which look up many. O(n).
  package func lineTable() -> LineTable {
    place.map(LineTable.init(standingFor:)) ?? LineTable(of: source.bytes, from: markdownStart)
  }

  /// The first paragraph of an answer, as a range of `plainText`. O(answer).
  package func shortAnswer(of question: Question) -> Range<Int> {
    var start = question.answer.lowerBound
    let end = question.answer.upperBound
    while start < end, plainText[start] <= 0x20 { start += 1 }
    return start..<(plainText[start..<end].firstIndex(of: 0x0A) ?? end)
  }

  /// The section that contains an offset in `plainText`. O(sections).
  package func section(at offset: Int) -> Section? {
    sections.last { $0.text.lowerBound <= offset } ?? sections.first
  }
}

/// The fields of a `Page`, where they are documented.
struct PageContents: Sendable {
  let source: SourceFile
  let path: ContentPath
  let route: Route
  let frontMatter: FrontMatter
  let title: String
  let headings: [Heading]
  let questions: [Question]
  let references: [Reference]
  let citations: [Citation]
  let externalLinks: [ExternalMention]
  let terms: [TermUse]
  let drawings: [Drawing]
  let sections: [Section]
  let plainText: [UInt8]
  let body: Body
  let rawAnchors: [String]
  let formerAnchors: [FormerAnchor]
  let hasTitleHeading: Bool
  let hasExternalImage: Bool
  let markdownStart: Int
  let place: SourceRange?
}

/// A heading of a page.
package struct Heading: Sendable, Equatable {
  package let level: Int
  package let text: String
  package let anchor: String
}

/// The part of a page between two headings, the unit that search finds.
package struct Section: Sendable, Equatable {
  /// Empty for the text before the first heading.
  package let anchor: String
  package let heading: String
  package let level: Int
  package let isQuestion: Bool
  /// In `Page.plainText`, without the heading.
  package let text: Range<Int>
}

/// A question of an FAQ page.
package struct Question: Sendable, Equatable {
  package let text: String
  package let anchor: String
  /// The whole answer in `Page.plainText`.
  package let answer: Range<Int>
  /// The range of `Page.references` that are in the answer.
  package let references: Range<Int>
  package let position: MarkdownPosition
}

/// Something a page points at, as the author wrote it.
package struct Reference: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case link
    /// `[[name]]`; the name is in `path`.
    case wikilink
    case image(ImageText)
    /// `src` of an `<img>` the author wrote as HTML.
    case rawImage
  }

  package let kind: Kind
  /// The destination as written in the Markdown.
  package let written: String
  /// Percent-decoded, without query and fragment. Empty for `#anchor` alone.
  package let path: String
  /// Percent-decoded fragment.
  package let anchor: String?
  package let position: MarkdownPosition
  /// Its offset in `Page.plainText`.
  package var textOffset = 0
  /// The offset there at which a link's text ends; for other references, the same as `textOffset`.
  package var textEnd = 0
}

/// The text that belongs to an image.
package struct ImageText: Sendable, Equatable {
  package let title: String
  package let alternative: String
  /// Whether it is alone in its paragraph and has a title, which is then its caption.
  package let isFigure: Bool
}

/// A pair of brackets with citations, `[@key; @other, section 3]`.
package struct Citation: Sendable, Equatable {
  package let items: [Item]
  package let written: String
  package let position: MarkdownPosition
  /// Its offset in `Page.plainText`.
  package var textOffset = 0

  package struct Item: Sendable, Equatable {
    package let key: String
    /// The part of the work: "section 3".
    package let locator: String?
  }
}

/// An address of another host.
package struct ExternalMention: Sendable, Equatable {
  package let url: String
  package let position: MarkdownPosition
}

/// A glossary term that a page uses.
package struct TermUse: Sendable, Equatable {
  /// Its index in the glossary.
  package let term: Int
  /// As written in the text.
  package let label: [UInt8]
  /// Its offset in `Page.plainText`.
  package var textOffset = 0
}

/// A former anchor of a heading, and its present one.
package struct FormerAnchor: Sendable, Equatable {
  package let anchor: String
  package let now: String
}

/// A page's HTML without the parts that only the linked site knows.
package struct Body: Sendable {
  package let html: [UInt8]
  /// By ascending offset.
  package let cuts: [Cut]

  /// An offset in `html` and what goes there.
  package struct Cut: Sendable, Equatable {
    package let offset: Int
    package let slot: Slot
  }
}

/// What is put into a body once the site is known.
package enum Slot: Sendable, Equatable {
  /// Right after the title: description, date, reading time.
  case articleHeader
  /// Attributes of a link to `references[n]`.
  case link(Int)
  /// Text of a wikilink without a label: the title of `references[n]`.
  case label(Int)
  /// The whole image of `references[n]`.
  case image(Int)
  /// The `src` attribute of a raw `<img>`.
  case source(Int)
  /// The numbers of `citations[n]`.
  case citation(Int)
  /// Attributes of the link to the term of `terms[n]`.
  case term(Int)
  /// The markup of `drawings[n]`.
  case drawing(Int)
  /// The list of questions of an FAQ page.
  case questionList
  /// The steps of a reading path.
  case pathSteps
  /// After the answer to `questions[n]`: the topics it mentions.
  case questionTopics(Int)
}

// The result of scanning one source file. A page depends only on its own file and the scan options;
// whatever needs another page is a `Reference` here, for a later stage to resolve.

internal import Bytes
package import CommonMark
package import Diagnostics
package import Files

/// One content file, read and rendered as far as possible without other pages.
///
/// Pages are passed from stage to stage and sorted, a thousand at a time. A class of constants is a
/// single reference count; as a struct each copy updated two dozen, which was a tenth of a build.
package final class Page: Sendable {
  package let source: SourceFile
  package let path: ContentPath
  /// Its address. A scan gives the one of the file's own path, which another page may have.
  package let route: Route
  package let frontMatter: FrontMatter
  /// From the front matter, else the first heading of the first level, else a heading of another
  /// level that begins the page, else the file's name.
  package let title: String
  package let headings: [Heading]
  package let questions: [Question]
  package let references: [Reference]
  package let citations: [Citation]
  /// Links to and images from other hosts.
  package let externalLinks: [ExternalMention]
  /// The first use of each glossary term on the page.
  package let terms: [TermUse]
  /// Formulas and diagrams.
  package let drawings: [Drawing]
  package let sections: [Section]
  /// The page's text without markup; `Section`s are ranges of it.
  package let plainText: [UInt8]
  package let body: Body
  /// Ids from the author's raw HTML, which links may use like those of headings.
  package let rawAnchors: [String]
  /// Anchors that headings used to have.
  package let formerAnchors: [FormerAnchor]
  /// Every id of the body.
  package let ids: PageIDs
  /// Whether the body begins with the page's own `# heading`.
  package let hasTitleHeading: Bool
  /// Whether the page shows an image from another host.
  package let hasExternalImage: Bool
  /// Byte offset in `source` where the Markdown begins, after front matter.
  package let markdownStart: Int
  /// For Markdown that is a value in a data file: the value's range. Nil for a page.
  package let place: SourceRange?

  init(
    source: SourceFile, path: ContentPath, route: Route, frontMatter: FrontMatter, title: String,
    headings: [Heading], questions: [Question], references: [Reference], citations: [Citation],
    externalLinks: [ExternalMention], terms: [TermUse], drawings: [Drawing], sections: [Section],
    plainText: [UInt8], body: Body, rawAnchors: [String], formerAnchors: [FormerAnchor],
    ids: PageIDs, hasTitleHeading: Bool, hasExternalImage: Bool, markdownStart: Int,
    place: SourceRange?
  ) {
    self.source = source
    self.path = path
    self.route = route
    self.frontMatter = frontMatter
    self.title = title
    self.headings = headings
    self.questions = questions
    self.references = references
    self.citations = citations
    self.externalLinks = externalLinks
    self.terms = terms
    self.drawings = drawings
    self.sections = sections
    self.plainText = plainText
    self.body = body
    self.rawAnchors = rawAnchors
    self.formerAnchors = formerAnchors
    self.ids = ids
    self.hasTitleHeading = hasTitleHeading
    self.hasExternalImage = hasExternalImage
    self.markdownStart = markdownStart
    self.place = place
  }

  /// The same page at another address.
  package func at(_ route: Route) -> Page {
    Page(
      source: source, path: path, route: route, frontMatter: frontMatter, title: title,
      headings: headings, questions: questions, references: references, citations: citations,
      externalLinks: externalLinks, terms: terms, drawings: drawings, sections: sections,
      plainText: plainText, body: body, rawAnchors: rawAnchors, formerAnchors: formerAnchors,
      ids: ids, hasTitleHeading: hasTitleHeading, hasExternalImage: hasExternalImage,
      markdownStart: markdownStart, place: place)
  }

  /// Whether it is the page of the folder its file is in: then that is not called after the file.
  package var isFolderPage: Bool {
    path.isFolderPage && route.depth == path.segments.count - 1
  }

  /// Single fields of the front matter, for callers that would otherwise copy all of it.
  package var kind: PageKind { frontMatter.kind }
  package var isDraft: Bool { frontMatter.isDraft }
  package var order: Int? { frontMatter.order }
  package var aliases: [String] { frontMatter.aliases }
  package var tags: [String] { frontMatter.tags }
  package var redirectFrom: [String] { frontMatter.redirectFrom }

  /// The ids an author may have chosen, in the order of the headings.
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
  /// Percent-decoded fragment, without a text directive.
  package let anchor: String?
  package let position: MarkdownPosition
  /// What a link asks of the browser besides: `:~:text=word`.
  package var textDirective: Substring? {
    kind == .link ? Bytes.textDirective(in: written) : nil
  }
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

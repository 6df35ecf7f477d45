// What a scan makes of one source file. A page depends on its own file and the scan options, on
// nothing else; whatever needs another page is a `Reference` here and gets its answer in `Linking`.

package import CommonMark
package import Diagnostics

/// One content file, read and rendered as far as it can be alone.
package struct Page: Sendable {
  package let source: SourceFile
  package let path: ContentPath
  package let route: Route
  package let frontMatter: FrontMatter
  /// From front matter, else the first heading, else the file's name.
  package let title: String
  package let headings: [Heading]
  package let questions: [Question]
  package let references: [Reference]
  package let sections: [Section]
  /// The page's text without markup; `Section`s are ranges of it.
  package let plainText: [UInt8]
  package let body: Body
  /// Ids the author gave in raw HTML, which links may name as they name headings.
  package let rawAnchors: [String]
  /// Whether the body begins with the page's own `# heading`.
  package let hasTitleHeading: Bool
  /// Whether the page shows an image from another host.
  package let hasExternalImage: Bool
  /// Byte offset in `source` where the Markdown begins, after front matter.
  package let markdownStart: Int

  /// Whether a link may name this id. O(headings): few links name one.
  package func hasAnchor(_ anchor: String) -> Bool {
    headings.contains { $0.anchor == anchor } || rawAnchors.contains(anchor)
  }

  /// Every id a link may name, in order of the headings.
  package var anchors: [String] { headings.map(\.anchor) + rawAnchors }

  /// At 220 words of six letters a minute, at least one.
  package var readingMinutes: Int { max(1, (plainText.count + 660) / 1320) }

  /// Where the lines of the Markdown begin; for messages, which need many of them. O(n).
  package func lineTable() -> LineTable { LineTable(of: source.bytes, from: markdownStart) }
}

/// A heading of a page.
package struct Heading: Sendable, Equatable {
  package let level: Int
  package let text: String
  package let anchor: String
}

/// A stretch of a page between two headings, the unit that search finds.
package struct Section: Sendable, Equatable {
  /// Empty for what stands before the first heading.
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
  /// Those of `Page.references` that stand in the answer.
  package let references: Range<Int>
}

/// Something a page points at, as the author wrote it.
package struct Reference: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case link
    /// `[[name]]`; the name is in `path`.
    case wikilink
    case image(title: String, alternative: String)
    /// `src` of an `<img>` the author wrote as HTML.
    case rawImage
  }

  package let kind: Kind
  /// The destination as it stands in the Markdown.
  package let written: String
  /// Percent-decoded, without query and fragment. Empty for `#anchor` alone.
  package let path: String
  /// Percent-decoded fragment.
  package let anchor: String?
  package let position: MarkdownPosition
}

/// A page's HTML without what only the linked site knows.
package struct Body: Sendable {
  package let html: [UInt8]
  /// By ascending offset.
  package let cuts: [Cut]

  /// A place in `html` and what goes there.
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
  /// The list of questions of an FAQ page.
  case questionList
  /// After the answer to `questions[n]`: the topics it mentions.
  case questionTopics(Int)
}

// The door between the C tree and everything above it: events go out as values, edits come back
// as values. `Content` implements `MarkdownVisitor`; `Convert.swift` calls it. No node is ever seen
// on this side, so nobody above can keep a pointer or recurse over a tree.

/// Where an inline construct begins and ends in the Markdown that was parsed: lines from 1,
/// columns in bytes from 1, both inclusive, as cmark-gfm counts them.
package struct MarkdownPosition: Sendable, Hashable {
  package let startLine: Int
  package let startColumn: Int
  package let endLine: Int
  package let endColumn: Int

  package init(startLine: Int, startColumn: Int, endLine: Int, endColumn: Int) {
    self.startLine = startLine
    self.startColumn = startColumn
    self.endLine = endLine
    self.endColumn = endColumn
  }
}

/// A place in the rendered HTML that is filled later, when the whole site is known. The number is
/// the visitor's own.
package typealias SlotNumber = Int

/// What becomes of a link.
package enum LinkEdit: Sendable {
  /// The destination stays as the author wrote it.
  case keep
  /// The ` href="…"` attribute is cut out and slot `n` stands in its place.
  case slot(SlotNumber)
  /// The link's text stays, the link goes.
  case unwrap
}

/// What becomes of a stretch of a text node.
package struct TextEdit: Sendable {
  /// In bytes of the text node. Edits come in order and do not overlap.
  package let range: Range<Int>
  package let replacement: Replacement

  package enum Replacement: Sendable {
    /// A link to a known URL with a plain label.
    case link(url: String, label: [UInt8])
    /// A link whose attributes are slot `link`, and whose label is slot `labelSlot` or else
    /// `label`, which also stands for it in the plain text.
    case slottedLink(link: SlotNumber, label: [UInt8], labelSlot: SlotNumber?)
  }

  package init(range: Range<Int>, replacement: Replacement) {
    self.range = range
    self.replacement = replacement
  }
}

/// A heading, seen when its text is complete.
package struct HeadingEvent: Sendable {
  package let level: Int
  /// Its text without markup.
  package let text: String
  package let position: MarkdownPosition
  /// True when nothing but comments stands before it in the document.
  package let isFirstBlock: Bool
  /// Whether plain text stands at its end, not code, emphasis, a link…
  package let endsInText: Bool
  /// Where the text that follows begins in `Conversion.plainText`.
  package let plainTextEnd: Int
  /// Where the heading's own text begins in `Conversion.plainText`.
  package let plainTextStart: Int
}

/// What a heading gets.
package struct HeadingEdit: Sendable {
  /// Value of the `id` attribute.
  package let anchor: String
  /// HTML put at the end of the heading, or empty.
  package let trailingHTML: String
  /// Bytes to take off the end of the heading's text (an explicit `{#id}`).
  package let trimmedSuffixCount: Int
  /// Slots right before and right after the heading.
  package let slotsBefore: [SlotNumber]
  package let slotAfter: SlotNumber?

  package init(
    anchor: String, trailingHTML: String, trimmedSuffixCount: Int, slotsBefore: [SlotNumber],
    slotAfter: SlotNumber?
  ) {
    self.anchor = anchor
    self.trailingHTML = trailingHTML
    self.trimmedSuffixCount = trimmedSuffixCount
    self.slotsBefore = slotsBefore
    self.slotAfter = slotAfter
  }
}

/// HTML around a block quote that is really an alert.
package struct AlertEdit: Sendable {
  package let openingHTML: String
  package let closingHTML: String
  /// Bytes to take off the front of the block quote's first text.
  package let trimmedPrefixCount: Int

  package init(openingHTML: String, closingHTML: String, trimmedPrefixCount: Int) {
    self.openingHTML = openingHTML
    self.closingHTML = closingHTML
    self.trimmedPrefixCount = trimmedPrefixCount
  }
}

/// A piece of raw HTML: a block, or one inline tag, comment or declaration.
package struct RawHTMLEvent: Sendable {
  package let literal: [UInt8]
  package let isBlock: Bool
  /// Whether block elements may stand here: not within a paragraph or a heading.
  package let allowsFlow: Bool
  /// Whether more of it follows as the next block, or on the line: nothing of Markdown's between.
  package let isFollowedByHTML: Bool
  package let position: MarkdownPosition
  /// Names the block this HTML stands in. Elements opened in it must be closed in it.
  package let container: Int
}

/// Raw HTML as it may stand in the page: bytes with slots between them.
package struct RawHTMLEdit: Sendable {
  package enum Piece: Sendable {
    case bytes([UInt8])
    case slot(SlotNumber)
  }
  package var pieces: [Piece]

  package init(pieces: [Piece]) {
    self.pieces = pieces
  }
}

/// Decides what a page's constructs become. Methods are called in document order (footnotes last),
/// and each of them sees its own construct only.
package protocol MarkdownVisitor {
  /// A text node outside code that holds one of `[`, `@`, `:`, `w`. In links only when
  /// `isInLink`, so that no link is put into a link.
  mutating func text(_ text: [UInt8], isInLink: Bool, position: MarkdownPosition) -> [TextEdit]
  mutating func heading(_ event: HeadingEvent) -> HeadingEdit?
  mutating func link(url: String, position: MarkdownPosition) -> LinkEdit
  /// The whole image becomes slot `n`; nil leaves it as it is.
  mutating func image(
    url: String, title: String, alternative: String, position: MarkdownPosition
  ) -> SlotNumber?
  mutating func rawHTML(_ event: RawHTMLEvent) -> RawHTMLEdit?
  /// A block ends in which raw elements may still be open: their closing tags.
  mutating func closeRawHTML(in container: Int) -> [UInt8]
  /// `firstText` is the first text of a block quote's first paragraph.
  mutating func blockQuote(firstText: [UInt8], isAlone: Bool) -> AlertEdit?
  /// A slot before everything else, asked once at the beginning.
  mutating func slotAtStart(hasLeadingHeading: Bool) -> SlotNumber?
  /// A slot after everything but the footnotes, asked once at the end.
  mutating func slotAtEnd() -> SlotNumber?
}

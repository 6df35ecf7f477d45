// The door between the C tree and everything above it: events go out as values, edits come back
// as values. `Content` implements `MarkdownVisitor`; `Convert.swift` calls it. No node is ever seen
// on this side, so nobody above can keep a pointer or recurse over a tree.

/// Where an inline construct begins and ends in the Markdown that was parsed: lines from 1,
/// columns in bytes from 1, both inclusive, as cmark-gfm counts them.
package struct MarkdownPosition: Sendable, Hashable {
  package var startLine: Int
  package var startColumn: Int
  package var endLine: Int
  package var endColumn: Int

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

/// What becomes of an image.
package struct ImageEdit: Sendable {
  /// Stands for the whole image.
  package let slot: SlotNumber
  /// Whether it takes the place of the paragraph too, in which it is alone.
  package let isBlock: Bool

  package init(slot: SlotNumber, isBlock: Bool) {
    self.slot = slot
    self.isBlock = isBlock
  }
}

/// What becomes of a stretch of a text node.
package struct TextEdit: Sendable {
  /// In bytes of `TextEvent.text`, beginning in the node's own. Edits come in order and do not
  /// overlap.
  package let range: Range<Int>
  package let replacement: Replacement

  package enum Replacement: Sendable {
    /// A link to a known URL with a plain label.
    case link(url: String, label: [UInt8])
    /// A link whose attributes are slot `link`, and whose label is slot `labelSlot` or else
    /// `label`, which also stands for it in the plain text.
    case slottedLink(link: SlotNumber, label: [UInt8], labelSlot: SlotNumber?)
    /// Slot `n` and nothing else; the plain text has nothing there.
    case slot(SlotNumber)
  }

  package init(range: Range<Int>, replacement: Replacement) {
    self.range = range
    self.replacement = replacement
  }
}

/// A text node outside code.
package struct TextEvent: Sendable {
  /// The node's text. Where only a line break separates it from more text, a space and the
  /// beginning of that follow, so that what an author wrapped is found like anything else.
  package let text: [UInt8]
  /// How many bytes of `text` are the node's own.
  package let ownCount: Int
  /// Whether one of `[`, `@`, `:`, `w.` is in it: without them it holds no link of any kind.
  package let mayHoldLink: Bool
  package let isInLink: Bool
  package let isInHeading: Bool
  package let position: MarkdownPosition

  package init(
    text: [UInt8], ownCount: Int, mayHoldLink: Bool, isInLink: Bool, isInHeading: Bool,
    position: MarkdownPosition
  ) {
    self.text = text
    self.ownCount = ownCount
    self.mayHoldLink = mayHoldLink
    self.isInLink = isInLink
    self.isInHeading = isInHeading
    self.position = position
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
  package let trailingHTML: [UInt8]
  /// Bytes to take off the end of the heading's text (an explicit `{#id}`).
  package let trimmedSuffixCount: Int
  /// Slots right before and right after the heading.
  package let slotsBefore: [SlotNumber]
  package let slotAfter: SlotNumber?

  package init(
    anchor: String, trailingHTML: [UInt8], trimmedSuffixCount: Int, slotsBefore: [SlotNumber],
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

/// A formula between dollars.
package struct FormulaEvent: Sendable {
  /// TeX, as written between the dollars; lines are separated by LF.
  package let tex: [UInt8]
  /// Between two dollars on each side.
  package let isDisplay: Bool
  package let position: MarkdownPosition
}

/// A block of code.
package struct CodeEvent: Sendable {
  package let code: [UInt8]
  /// What stands behind the opening fence; empty for indented code.
  package let info: String
  /// The same of the fenced block that follows with nothing between, if one does.
  package let nextInfo: String?
  package let position: MarkdownPosition
}

/// What stands in place of a block of code.
package enum CodeEdit: Sendable {
  case html([UInt8])
  case slot(SlotNumber)
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
  /// Whether `text` is to be asked about every text node, and not only about those that hold a
  /// `[`, `@`, `:` or `w.`. Asked once, before everything else.
  var readsEveryText: Bool { get }
  /// What the box in which a wide table scrolls is called to those who cannot see it, as HTML.
  var tableLabel: String { get }
  mutating func text(_ event: TextEvent) -> [TextEdit]
  /// Whether dollars may hold formulas. Asked once, before parsing; if so, `formula` is asked about
  /// each, and its slot stands in place of it.
  var readsFormulas: Bool { get }
  mutating func formula(_ event: FormulaEvent) -> SlotNumber
  mutating func heading(_ event: HeadingEvent) -> HeadingEdit?
  mutating func link(url: String, position: MarkdownPosition) -> LinkEdit
  /// A link ends that has nothing in it.
  mutating func emptyLink(position: MarkdownPosition)
  /// What becomes of an image; nil leaves it as it is. `isAlone` when nothing else is in its
  /// paragraph.
  mutating func image(
    url: String, title: String, alternative: String, isAlone: Bool, position: MarkdownPosition
  ) -> ImageEdit?
  mutating func rawHTML(_ event: RawHTMLEvent) -> RawHTMLEdit?
  /// What stands in place of a block of code; nil leaves it as it is.
  mutating func codeBlock(_ event: CodeEvent) -> CodeEdit?
  /// Lines that hold code or raw HTML, in which nothing means what it means elsewhere.
  mutating func literalBlock(startLine: Int, endLine: Int)
  /// A footnote that is referred to begins on this line.
  mutating func footnote(startLine: Int)
  /// A block ends in which raw elements may still be open: their closing tags.
  mutating func closeRawHTML(in container: Int) -> [UInt8]
  /// `firstText` is the first text of a block quote's first paragraph.
  mutating func blockQuote(firstText: [UInt8], isAlone: Bool) -> AlertEdit?
  /// A slot before everything else, asked once at the beginning.
  mutating func slotAtStart(hasLeadingHeading: Bool) -> SlotNumber?
  /// A slot after everything but the footnotes, asked once at the end.
  mutating func slotAtEnd() -> SlotNumber?
}

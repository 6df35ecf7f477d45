// The door between the C tree and everything above it: events go out as values, edits come back as
// values. No node is ever visible on this side, so a visitor can neither keep a pointer nor recurse
// over a tree.

/// Where an inline construct begins and ends in the parsed Markdown: lines from 1, columns in bytes
/// from 1, both inclusive, as cmark-gfm counts them.
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

/// A place in the rendered HTML that is filled later, when the whole site is known. The visitor
/// assigns the number.
package typealias SlotNumber = Int

/// How to change a link.
package enum LinkEdit: Sendable {
  /// The destination stays as the author wrote it.
  case keep
  /// The ` href="…"` attribute is cut out and replaced by slot `n`.
  case slot(SlotNumber)
  /// The link is removed, its text stays.
  case unwrap
}

/// How to change an image.
package struct ImageEdit: Sendable {
  /// Replaces the whole image.
  package let slot: SlotNumber
  /// Whether it also replaces the paragraph, which contains nothing else.
  package let isBlock: Bool

  package init(slot: SlotNumber, isBlock: Bool) {
    self.slot = slot
    self.isBlock = isBlock
  }
}

/// How to change a part of a text node.
package struct TextEdit: Sendable {
  /// In bytes of `TextEvent.text`, beginning in the node's own part. Edits are in order and do not
  /// overlap.
  package let range: Range<Int>
  package let replacement: Replacement

  package enum Replacement: Sendable {
    /// A link to a known URL with a plain label.
    case link(url: String, label: [UInt8])
    /// A link whose attributes are slot `link`, and whose label is slot `labelSlot`, or else
    /// `label`; `label` is also its plain text.
    case slottedLink(link: SlotNumber, label: [UInt8], labelSlot: SlotNumber?)
    /// Slot `n` alone; adds nothing to the plain text.
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
  /// beginning of that text follow, so that a phrase wrapped by its author is still found.
  package let text: [UInt8]
  /// How many bytes of `text` are the node's own.
  package let ownCount: Int
  /// Whether it contains any of `[`, `@`, `:`, `w.`: without one it cannot hold a link of any kind.
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

/// A heading, reported when its text is complete.
package struct HeadingEvent: Sendable {
  package let level: Int
  /// Its text without markup.
  package let text: String
  package let position: MarkdownPosition
  /// Whether it begins the document, and is of the first level or may take its place
  /// (`takesLowerTitle`).
  package let isFirstBlock: Bool
  /// Whether it ends in plain text rather than code, emphasis, a link…
  package let endsInText: Bool
  /// Where the following text begins in `Conversion.plainText`.
  package let plainTextEnd: Int
  /// Where the heading's own text begins in `Conversion.plainText`.
  package let plainTextStart: Int
}

/// How to change a heading.
package struct HeadingEdit: Sendable {
  /// The value of the `id` attribute.
  package let anchor: String
  /// The level it is rendered at.
  package let level: Int
  /// HTML appended to the heading's content, or empty.
  package let trailingHTML: [UInt8]
  /// How many bytes to remove from the end of the heading's text (an explicit `{#id}`).
  package let trimmedSuffixCount: Int
  /// Slots right before and right after the heading.
  package let slotsBefore: [SlotNumber]
  package let slotAfter: SlotNumber?

  package init(
    anchor: String, level: Int, trailingHTML: [UInt8], trimmedSuffixCount: Int,
    slotsBefore: [SlotNumber], slotAfter: SlotNumber?
  ) {
    self.anchor = anchor
    self.level = level
    self.trailingHTML = trailingHTML
    self.trimmedSuffixCount = trimmedSuffixCount
    self.slotsBefore = slotsBefore
    self.slotAfter = slotAfter
  }
}

/// HTML around a block quote that is an alert.
package struct AlertEdit: Sendable {
  package let openingHTML: String
  package let closingHTML: String
  /// How many bytes to remove from the front of the block quote's first text.
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
  /// Whether block elements are allowed here: not within a paragraph or a heading.
  package let allowsFlow: Bool
  /// Whether more raw HTML follows directly, as the next block or on the same line.
  package let isFollowedByHTML: Bool
  package let position: MarkdownPosition
  /// Identifies the block that contains this HTML. Elements opened in it must be closed in it.
  package let container: Int
}

/// A formula between dollars.
package struct FormulaEvent: Sendable {
  /// TeX as written between the dollars; lines are separated by LF.
  package let tex: [UInt8]
  /// Whether it has two dollars on each side.
  package let isDisplay: Bool
  package let position: MarkdownPosition
}

/// A block of code.
package struct CodeEvent: Sendable {
  package let code: [UInt8]
  /// The text after the opening fence; empty for indented code.
  package let info: String
  /// The same for an immediately following fenced block, if there is one.
  package let nextInfo: String?
  package let position: MarkdownPosition
}

/// What replaces a code block.
package enum CodeEdit: Sendable {
  case html([UInt8])
  case slot(SlotNumber)
}

/// Raw HTML as it may appear in the page: bytes with slots between them.
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
/// each for one kind of construct.
package protocol MarkdownVisitor {
  /// Whether to call `text` for every text node, and not only for those that contain `[`, `@`, `:`
  /// or `w.`. Read once, before anything else.
  var readsEveryText: Bool { get }
  /// Whether a heading of a lower level that begins the document is its title, if there is none of
  /// the first level.
  var takesLowerTitle: Bool { get }
  /// Whether that includes headings and links. Read once.
  var readsHeadingsToo: Bool { get }
  /// The accessible name of the box in which a wide table scrolls, as HTML.
  var tableLabel: String { get }
  mutating func text(_ event: TextEvent) -> [TextEdit]
  /// Whether dollars may hold formulas. Read once, before parsing; if true, `formula` is called for
  /// each, and its slot replaces the formula.
  var readsFormulas: Bool { get }
  mutating func formula(_ event: FormulaEvent) -> SlotNumber
  mutating func heading(_ event: HeadingEvent) -> HeadingEdit?
  mutating func link(url: String, position: MarkdownPosition) -> LinkEdit
  /// Called at the end of a link without contents.
  mutating func emptyLink(position: MarkdownPosition)
  /// Decides what an image becomes; nil leaves it unchanged. `isAlone` when its paragraph contains
  /// nothing else.
  mutating func image(
    url: String, title: String, alternative: String, isAlone: Bool, position: MarkdownPosition
  ) -> ImageEdit?
  mutating func rawHTML(_ event: RawHTMLEvent) -> RawHTMLEdit?
  /// Decides what replaces a code block; nil leaves it unchanged.
  mutating func codeBlock(_ event: CodeEvent) -> CodeEdit?
  /// Reports lines of code or raw HTML, in which markup has no meaning.
  mutating func literalBlock(startLine: Int, endLine: Int)
  /// Whether footnotes get ids from the visitor; otherwise cmark-gfm writes them. Read once.
  var namesFootnotes: Bool { get }
  /// The ids of the page's footnotes, which have these labels. Called once, before anything that
  /// may have an id, and only for a page with footnotes.
  mutating func footnotes(labels: [String]) -> [String]
  /// The id of the place that is the `count`-th to refer to a footnote.
  mutating func footnoteReference(label: String, count: Int) -> String
  /// Reports that a footnote with a reference begins on this line.
  mutating func footnote(startLine: Int)
  /// Called at the end of a block in which raw elements may still be open; returns their closing
  /// tags.
  mutating func closeRawHTML(in container: Int) -> [UInt8]
  /// `firstText` is the first text of a block quote's first paragraph.
  mutating func blockQuote(firstText: [UInt8], isAlone: Bool) -> AlertEdit?
  /// A slot before everything else; called once at the beginning.
  mutating func slotAtStart(hasLeadingHeading: Bool) -> SlotNumber?
  /// A slot after everything but the footnotes; called once at the end.
  mutating func slotAtEnd() -> SlotNumber?
}

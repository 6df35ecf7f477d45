// What a conversion gives and how it is asked for: plain values. Called by `Content` (scan) and by
// `study render`; the work is in Convert.swift.

/// What a page is allowed to cost. Every message about a limit names it.
package struct MarkdownLimits: Sendable, Equatable {
  package var pageBytes = 1 << 20
  package var containerDepth = 100
  package var tableColumns = 256
  package var tableCells = 100_000
  package var nodes = 2_000_000
  package var nodeDepth = 200
  package var htmlBytes = 32 << 20

  package init() {}
}

/// A limit that was passed: which, and where in the Markdown.
package struct LimitExceeded: Error, Equatable {
  /// As a sentence part: "more than 256 table columns".
  package let description: String
  /// Byte offset in the Markdown, when known.
  package let offset: Int?
}

/// A Markdown text rendered to HTML, with the places cut out that depend on other pages.
package struct Conversion: Sendable {
  /// The HTML without what goes into the cuts.
  package let html: [UInt8]
  /// Where a slot goes in `html`, by ascending offset.
  package let cuts: [Cut]
  /// The text without markup, blocks separated by newlines. Heading texts included.
  package let plainText: [UInt8]
  /// For each slot number, where in `plainText` the construct begins that asked for it.
  package let slotOffsets: [Int]
  /// For each slot number, where in `plainText` the text of the link ends; the same as the offset
  /// for anything but a link.
  package let slotEnds: [Int]

  package struct Cut: Sendable, Equatable {
    package let offset: Int
    package let slot: SlotNumber

    package init(offset: Int, slot: SlotNumber) {
      self.offset = offset
      self.slot = slot
    }
  }
}

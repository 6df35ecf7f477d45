// The options and results of a conversion: plain values. Convert.swift does the work.

/// The most a page may cost. Every message about a limit names its value.
package struct MarkdownLimits: Sendable, Equatable {
  package var pageBytes = 1 << 20
  package var containerDepth = 100
  package var tableColumns = 256
  package var tableCells = 100_000
  package var paragraphTildes = 20_000
  package var nodes = 400_000
  package var nodeDepth = 200
  package var htmlBytes = 32 << 20
  /// What cmark-gfm may take for one text: memory for any text, and for each byte of it; processor
  /// time for parsing, and as much again for rendering.
  package var parserBytes = 32 << 20
  package var parserBytesPerByte = 192
  package var parserMilliseconds = 1000

  package init() {}
}

/// The limit that was exceeded, and where in the Markdown.
package struct LimitExceeded: Error, Equatable {
  /// As part of a sentence: "more than 256 table columns".
  package let description: String
  /// Byte offset in the Markdown, when known.
  package let offset: Int?
  /// Whether parsing took too much, so that no place in the text can be named.
  package let isCost: Bool

  init(description: String, offset: Int?, isCost: Bool = false) {
    self.description = description
    self.offset = offset
    self.isCost = isCost
  }
}

/// A Markdown text rendered to HTML, with cuts where it depends on other pages.
package struct Conversion: Sendable {
  /// The HTML without the contents of the cuts.
  package let html: [UInt8]
  /// Where slots go in `html`, by ascending offset.
  package let cuts: [Cut]
  /// The text without markup, blocks separated by newlines. Includes headings.
  package let plainText: [UInt8]
  /// By slot number, the offset in `plainText` at which the construct that asked for the slot
  /// begins.
  package let slotOffsets: [Int]
  /// By slot number, the offset in `plainText` at which the link's text ends; for anything but a
  /// link, the same as in `slotOffsets`.
  package let slotEnds: [Int]

  package init(
    html: [UInt8], cuts: [Cut], plainText: [UInt8], slotOffsets: [Int], slotEnds: [Int]
  ) {
    self.html = html
    self.cuts = cuts
    self.plainText = plainText
    self.slotOffsets = slotOffsets
    self.slotEnds = slotEnds
  }

  package struct Cut: Sendable, Equatable {
    package let offset: Int
    package let slot: SlotNumber

    package init(offset: Int, slot: SlotNumber) {
      self.offset = offset
      self.slot = slot
    }
  }
}

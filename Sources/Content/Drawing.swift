// Formulas and diagrams of a page: text that another program turns into markup. A scan only records
// them, so that it depends on nothing but the page's file; each distinct one is drawn once later.

package import CommonMark

/// A formula or a diagram.
package struct Drawing: Sendable, Equatable {
  package enum Kind: UInt8, Sendable, CaseIterable { case inlineFormula, displayFormula, diagram }

  /// Everything the markup depends on.
  package struct Key: Sendable, Hashable {
    package let kind: Kind
    /// TeX, or Graphviz's DOT.
    package let source: String

    package init(kind: Kind, source: String) {
      self.kind = kind
      self.source = source
    }
  }

  package let key: Key
  /// A diagram's description in words; empty for formulas.
  package let title: String
  /// A formula's number on its page, if it is numbered.
  package let number: Int?
  package let anchor: String?
  /// Whether it is a block between paragraphs rather than inside one.
  package let isBlock: Bool
  package let position: MarkdownPosition

  /// The position of a byte of the source, as precisely as it is known: the line for a fenced
  /// block, the column too for a formula on one line.
  package func place(of offset: Int?) -> MarkdownPosition {
    guard let offset else { return position }
    let before = key.source.utf8.prefix(offset)
    let lines = before.count { $0 == 0x0A }
    if isBlock {
      return line(position.startLine + 1 + lines)
    }
    guard lines == 0, position.startLine == position.endLine else {
      return line(position.startLine + lines)
    }
    var place = position
    place.startColumn += (key.kind == .displayFormula ? 2 : 1) + offset
    place.endColumn = place.startColumn
    return place
  }

  /// A whole line of the Markdown.
  package func line(_ number: Int) -> MarkdownPosition {
    MarkdownPosition(startLine: number, startColumn: 1, endLine: number, endColumn: 1)
  }
}

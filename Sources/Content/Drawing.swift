// Formulas and diagrams of a page: text that another program turns into markup. A scan only notes
// them, so that it stays a function of the page's file; `Building` has each different one drawn
// once, and `Rendering` puts the markup into the slots.

package import CommonMark

/// A formula or a diagram.
package struct Drawing: Sendable, Equatable {
  package enum Kind: UInt8, Sendable, CaseIterable { case inlineFormula, displayFormula, diagram }

  /// What the markup depends on.
  package struct Key: Sendable, Hashable {
    package let kind: Kind
    /// TeX, or the language of Graphviz.
    package let source: String

    package init(kind: Kind, source: String) {
      self.kind = kind
      self.source = source
    }
  }

  package let key: Key
  /// What a diagram shows, in words; empty for formulas.
  package let title: String
  /// The number of a formula on its page, when one was asked for.
  package let number: Int?
  package let anchor: String?
  /// Whether it stands between paragraphs, and not in one.
  package let isBlock: Bool
  package let position: MarkdownPosition

  /// The place of a byte of the source, as well as it is known: the line for a fenced block, the
  /// column too for a formula on one line.
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

// `$x$`, `$$x$$`, fenced `math` and fenced `dot`: recorded as drawings with a slot. Does not draw
// them.

internal import CommonMark
internal import Diagnostics

extension PageBuilder {
  var readsFormulas: Bool { options.readsFormulas }

  mutating func formula(_ event: FormulaEvent) -> SlotNumber {
    add(
      Drawing(
        key: Drawing.Key(
          kind: event.isDisplay ? .displayFormula : .inlineFormula,
          source: String(decoding: event.tex, as: UTF8.self)),
        title: "", number: nil, anchor: nil, isBlock: false, position: event.position))
  }

  /// The drawing for a fence whose language is drawn rather than shown; nil for all others.
  mutating func drawing(_ event: CodeEvent, _ info: CodeInfo) -> SlotNumber? {
    let source = String(decoding: event.code, as: UTF8.self)
    switch info.language {
    case "math":
      guard options.readsFormulas else { return nil }
      let anchor = info.anchor.flatMap { rawAnchor($0) ? $0 : nil }
      if let wanted = info.anchor, anchor == nil {
        report(
          .duplicateAnchor, "the anchor `\(wanted)` is used twice on this page", event.position,
          notes: ["give one of the two another `{#anchor}`"])
      }
      if info.isNumbered || anchor != nil { formulaCount += 1 }
      return add(
        Drawing(
          key: Drawing.Key(kind: .displayFormula, source: source), title: "",
          number: info.isNumbered || anchor != nil ? formulaCount : nil, anchor: anchor,
          isBlock: true, position: event.position))
    case "dot", "graphviz":
      if info.title == nil {
        report(
          .badDiagram, "this diagram has no title", event.position,
          notes: ["describe it for readers who cannot see it: ```dot title=\"…\""])
      }
      return add(
        Drawing(
          key: Drawing.Key(kind: .diagram, source: source), title: info.title ?? "",
          number: nil, anchor: nil, isBlock: true, position: event.position))
    default: return nil
    }
  }

  private mutating func add(_ drawing: Drawing) -> SlotNumber {
    drawings.append(drawing)
    return slot(.drawing(drawings.count - 1))
  }
}

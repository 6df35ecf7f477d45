// Masked formulas (Dollars.swift) during the walk: finds them in texts, asks the visitor, and
// unmasks what the parser took for something else. Only for pages that have formulas.

internal import CCMarkGFM

extension Walk {
  /// Restores the author's bytes in a node that the parser did not take for text.
  func unmask(_ node: NodePointer, _ type: cmark_node_type) {
    switch type {
    case CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE, CMARK_NODE_HTML_BLOCK, CMARK_NODE_CODE_BLOCK:
      let literal = unsafe bytes(of: cmark_node_get_literal(node))
      if literal.contains(where: FormulaMask.isMask) {
        unsafe setLiteral(of: node, to: unmasked(literal)[...])
      }
      guard type == CMARK_NODE_CODE_BLOCK else { return }
      let info = unsafe bytes(of: cmark_node_get_fence_info(node))
      guard info.contains(where: FormulaMask.isMask) else { return }
      unsafe cmark_node_set_fence_info(node, String(decoding: unmasked(info), as: UTF8.self))
    case CMARK_NODE_LINK, CMARK_NODE_IMAGE:
      let url = unsafe bytes(of: cmark_node_get_url(node))
      if url.contains(where: FormulaMask.isMask) {
        unsafe cmark_node_set_url(node, String(decoding: unmasked(url), as: UTF8.self))
      }
      let title = unsafe bytes(of: cmark_node_get_title(node))
      if title.contains(where: FormulaMask.isMask) {
        unsafe cmark_node_set_title(node, String(decoding: unmasked(title), as: UTF8.self))
      }
    default: break
    }
  }

  /// Handles a text that contains formulas: everything up to the last one becomes separate nodes,
  /// the rest stays in this node. False when there are no formulas.
  mutating func enterFormulas(
    _ node: NodePointer, _ visitor: inout some MarkdownVisitor
  ) -> Bool {
    let literal = unsafe bytes(of: cmark_node_get_literal(node))
    guard literal.contains(where: FormulaMask.isMask) else { return false }
    guard openImages.isEmpty, literal.contains(FormulaMask.opening) else {
      return unsafe keepAsText(node, literal[...], &visitor)
    }
    let place = unsafe position(of: node)
    let shift = spilledCount
    spilledCount = 0
    var start = 0
    while let open = literal[start...].firstIndex(of: FormulaMask.opening) {
      unsafe putText(literal[start..<open], before: node, place, shift + start, &visitor)
      let isDisplay = open + 1 < literal.count && literal[open + 1] == FormulaMask.opening
      let dollars = isDisplay ? 2 : 1
      var tex: [UInt8]
      if let close = literal[open...].firstIndex(of: FormulaMask.closing) {
        tex = unmasked(literal[(open + dollars)..<close])
        start = close + dollars
      } else if let rest = unsafe takeFormula(after: node, dollars: dollars) {
        tex = unmasked(literal[min(open + dollars, literal.count)...] + rest)
        start = literal.count
      } else {
        return unsafe keepAsText(node, literal[open...], &visitor)
      }
      // GitHub's own form: $`…`$.
      if tex.count > 2, tex.first == 0x60, tex.last == 0x60 {
        tex = Array(tex[1..<(tex.count - 1)])
      }
      var formulaPlace = place
      formulaPlace.startColumn += shift + open
      formulaPlace.endColumn = formulaPlace.startColumn + max(0, start - open - 1)
      formulaPlace.endLine = place.startLine
      let slot = visitor.formula(
        FormulaEvent(tex: tex, isDisplay: isDisplay, position: formulaPlace))
      unsafe insert(inlineHTML(insertionKey(.slot(slot))), before: node)
      plainText += tex
    }
    unsafe setLiteral(of: node, to: literal[start...])
    guard start < literal.count else { return true }
    spilledCount = shift + start
    unsafe enterText(node, &visitor)
    return true
  }

  private mutating func keepAsText(
    _ node: NodePointer, _ literal: ArraySlice<UInt8>, _ visitor: inout some MarkdownVisitor
  ) -> Bool {
    unsafe setLiteral(of: node, to: unmasked(literal)[...])
    unsafe enterText(node, &visitor)
    return true
  }

  /// Inserts the text before a formula, with what the visitor finds in it.
  private mutating func putText(
    _ text: ArraySlice<UInt8>, before node: NodePointer, _ place: MarkdownPosition, _ shift: Int,
    _ visitor: inout some MarkdownVisitor
  ) {
    guard !text.isEmpty else { return }
    var position = place
    position.startColumn += shift
    let text = Array(text)
    let edits =
      readsEveryText && openLinks.isEmpty && !isInHeading || Self.isWorthAsking(text[...])
      ? visitor.text(
        TextEvent(
          text: text, ownCount: text.count, mayHoldLink: Self.isWorthAsking(text[...]),
          isInLink: !openLinks.isEmpty, isInHeading: isInHeading, position: position)) : []
    let copied = unsafe insertEdits(edits, of: text, before: node)
    guard copied < text.count else { return }
    unsafe insert(textNode(text[copied...]), before: node)
    plainText += text[copied...]
  }

  /// Consumes the rest of a formula that continues on the following lines. Nil when it does not end
  /// in this paragraph.
  private mutating func takeFormula(after node: NodePointer, dollars: Int) -> [UInt8]? {
    var collected: [UInt8] = []
    var passed: [NodePointer] = unsafe []
    var current = unsafe cmark_node_next(node)
    while let next = unsafe current {
      switch unsafe cmark_node_get_type(next) {
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: collected.append(0x0A)
      case CMARK_NODE_TEXT:
        let literal = unsafe bytes(of: cmark_node_get_literal(next))
        if let close = literal.firstIndex(of: FormulaMask.closing) {
          collected += literal[..<close]
          unsafe setLiteral(of: next, to: literal.dropFirst(close + dollars))
          for index in unsafe passed.indices {
            unsafe cmark_node_set_type(passed[index], CMARK_NODE_TEXT)
            unsafe setLiteral(of: passed[index], to: [])
          }
          spilledCount = close + dollars
          return collected
        }
        collected += literal
      default: return nil
      }
      unsafe passed.append(next)
      unsafe current = unsafe cmark_node_next(next)
    }
    return nil
  }
}

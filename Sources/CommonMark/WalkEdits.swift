// The edits the walk makes to single constructs, according to the visitor's answers.

internal import Bytes
internal import CCMarkGFM
internal import CMarkNodes
internal import Glibc

/// How much of the next line a text event includes: longer than any name.
private let continuationLimit = 160

extension Walk {
  // MARK: Text

  mutating func enterText(_ node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    if hasFormulas, unsafe enterFormulas(node, &visitor) { return }
    let start = plainText.count
    unsafe appendLiteral(of: node)
    // A line break that an edit extended over has become an empty text.
    guard plainText.count > start else { return }
    let spilled = spilledCount
    spilledCount = 0
    guard openImages.isEmpty else { return }
    let mayHoldLink = Self.isWorthAsking(plainText[start...])
    let isAsked = readsEveryText && (readsHeadingsToo || openLinks.isEmpty && !isInHeading)
    guard mayHoldLink || isAsked else { return }
    let ownCount = plainText.count - start
    var text = Array(plainText[start...])
    unsafe appendContinuation(of: node, to: &text)
    var position = unsafe position(of: node)
    position.startColumn += spilled
    let edits = visitor.text(
      TextEvent(
        text: text, ownCount: ownCount, mayHoldLink: mayHoldLink,
        isInLink: !openLinks.isEmpty, isInHeading: isInHeading, position: position))
    guard let last = edits.last else { return }
    plainText.removeLast(ownCount)
    let copied = unsafe insertEdits(edits, of: text, before: node)
    if last.range.upperBound > ownCount {
      unsafe takeFromNextLine(last.range.upperBound - ownCount - 1, after: node)
    }
    let rest = copied < ownCount ? text[copied..<ownCount] : []
    plainText += rest
    unsafe setLiteral(of: node, to: rest)
  }

  /// Inserts what edits of a text leave and put in its place, up to the end of the last edit.
  /// - Returns: how much of the text that was.
  mutating func insertEdits(
    _ edits: [TextEdit], of text: [UInt8], before node: NodePointer
  ) -> Int {
    var copied = 0
    for edit in edits {
      if copied < edit.range.lowerBound {
        unsafe insert(textNode(text[copied..<edit.range.lowerBound]), before: node)
        plainText += text[copied..<edit.range.lowerBound]
      }
      unsafe insert(replacementNode(edit.replacement), before: node)
      switch edit.replacement {
      case .link(_, let label), .slottedLink(_, let label, _): plainText += label
      case .slot: break
      }
      copied = edit.range.upperBound
    }
    return copied
  }

  /// Appends a space and the beginning of the next line's text, when only a line break separates
  /// them. Bounded, so that a walk over a long paragraph stays linear.
  private func appendContinuation(of node: NodePointer, to text: inout [UInt8]) {
    guard let lineBreak = unsafe cmark_node_next(node),
      unsafe cmark_node_get_type(lineBreak) == CMARK_NODE_SOFTBREAK,
      let next = unsafe cmark_node_next(lineBreak),
      unsafe cmark_node_get_type(next) == CMARK_NODE_TEXT
    else { return }
    var count = 0
    guard
      let literal = unsafe cmark_nodes_literal(UnsafeMutableRawPointer(next), &count), count > 0
    else { return }
    // What follows may be a formula, which is never part of a name.
    if hasFormulas { return }
    text.append(0x20)
    unsafe literal.withMemoryRebound(to: UInt8.self, capacity: count) {
      unsafe text.append(
        contentsOf: UnsafeBufferPointer(start: $0, count: min(count, continuationLimit)))
    }
  }

  /// An edit extends over the line break: removes what it covers of the next line's text. The nodes
  /// stay, because the iterator already refers to them.
  private mutating func takeFromNextLine(_ count: Int, after node: NodePointer) {
    guard let lineBreak = unsafe cmark_node_next(node),
      let next = unsafe cmark_node_next(lineBreak)
    else { return }
    unsafe cmark_node_set_type(lineBreak, CMARK_NODE_TEXT)
    unsafe setLiteral(of: lineBreak, to: [])
    let literal = unsafe bytes(of: cmark_node_get_literal(next))
    unsafe setLiteral(of: next, to: literal.dropFirst(count))
    spilledCount = count
  }

  /// Whether a text may contain something to link: `[[`, `www.`, `https:`, `a@b`.
  static func isWorthAsking(_ text: ArraySlice<UInt8>) -> Bool {
    // Unsafe because: C reads the slice's own bytes and keeps no pointer.
    unsafe text.withUnsafeBytes { bytes in
      unsafe cmark_nodes_may_begin_link(bytes.baseAddress, bytes.count)
    }
  }

  mutating func replacementNode(_ replacement: TextEdit.Replacement) -> NodePointer? {
    if case .slot(let slot) = replacement {
      return unsafe inlineHTML(insertionKey(.slot(slot)))
    }
    let link = unsafe newNode(CMARK_NODE_LINK)
    switch replacement {
    case .slot: break
    case .link(let url, let label):
      unsafe cmark_node_set_url(link, url)
      unsafe cmark_node_append_child(link, textNode(label[...]))
    case .slottedLink(let slot, let label, let labelSlot):
      unsafe cmark_node_set_url(link, insertionKey(.slot(slot)))
      if let labelSlot {
        unsafe cmark_node_append_child(link, inlineHTML(insertionKey(.slot(labelSlot))))
      } else {
        unsafe cmark_node_append_child(link, textNode(label[...]))
      }
    }
    return unsafe link
  }

  // MARK: Links and images

  mutating func exitLink(_ node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    if openImages.isEmpty, unsafe cmark_node_first_child(node) == nil {
      visitor.emptyLink(position: unsafe position(of: node))
    }
    let edit = openLinks.removeLast()
    if case .slot(let slot) = edit { slotEnds[slot] = plainText.count }
    guard case .unwrap = edit else { return }
    while let child = unsafe cmark_node_first_child(node) {
      unsafe cmark_node_insert_before(node, child)
    }
    unsafe remove(node)
  }

  mutating func exitImage(_ node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    let textStart = openImages.removeLast()
    guard openImages.isEmpty else { return }
    let parent = unsafe cmark_node_parent(node)
    let hasNeighbour = unsafe cmark_node_next(node) != nil || cmark_node_previous(node) != nil
    let isAlone =
      unsafe !hasNeighbour && cmark_node_get_type(parent) == CMARK_NODE_PARAGRAPH
    let edit = visitor.image(
      url: unsafe text(cmark_node_get_url(node)), title: unsafe text(cmark_node_get_title(node)),
      alternative: String(decoding: plainText[textStart...], as: UTF8.self), isAlone: isAlone,
      position: unsafe position(of: node))
    guard let edit else { return }
    let key = insertionKey(.slot(edit.slot))
    if edit.isBlock, isAlone {
      // The paragraph is exited next, and can be removed only then.
      figureKey = key
    } else {
      unsafe insert(inlineHTML(key), before: node)
    }
    unsafe remove(node)
  }

  /// Replaces a paragraph that contained only a figure by that figure.
  mutating func exitParagraph(_ node: NodePointer) {
    endBlockText()
    guard let key = figureKey else { return }
    figureKey = nil
    unsafe insert(customBlock(key), before: node)
    unsafe remove(node)
  }

  // MARK: Blocks

  mutating func exitHeading(_ node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    let textEnd = plainText.count
    let lastChild = unsafe cmark_node_last_child(node)
    let event = HeadingEvent(
      level: Int(unsafe cmark_node_get_heading_level(node)),
      text: String(decoding: plainText[headingTextStart..<textEnd], as: UTF8.self),
      position: unsafe position(of: node),
      isFirstBlock: unsafe node == leadingHeading,
      endsInText: unsafe lastChild != nil && cmark_node_get_type(lastChild) == CMARK_NODE_TEXT,
      plainTextEnd: textEnd + 1,
      plainTextStart: headingTextStart)
    guard let edit = visitor.heading(event) else { return endBlockText() }
    if edit.level != event.level {
      unsafe cmark_node_set_heading_level(node, CInt(edit.level))
    }
    if edit.trimmedSuffixCount > 0, let last = unsafe lastChild {
      let literal = unsafe bytes(of: cmark_node_get_literal(last))
      unsafe setLiteral(of: last, to: literal.dropLast(edit.trimmedSuffixCount))
      plainText.removeLast(edit.trimmedSuffixCount)
    }
    plainText.append(UInt8(ascii: "\n"))
    unsafe cmark_node_prepend_child(
      node, inlineHTML(insertionKey(.headingID(edit.anchor))))
    if !edit.trailingHTML.isEmpty {
      let trailing = unsafe newNode(CMARK_NODE_HTML_INLINE)
      if let trailing = unsafe trailing {
        unsafe setLiteral(of: trailing, to: edit.trailingHTML[...])
      }
      unsafe cmark_node_append_child(node, trailing)
    }
    for slot in edit.slotsBefore {
      unsafe insert(customBlock(insertionKey(.slot(slot))), before: node)
    }
    if let slot = edit.slotAfter {
      unsafe cmark_node_insert_after(node, customBlock(insertionKey(.slot(slot))))
    }
  }

  mutating func exitBlockQuote(_ node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    guard let paragraph = unsafe cmark_node_first_child(node),
      unsafe cmark_node_get_type(paragraph) == CMARK_NODE_PARAGRAPH,
      let first = unsafe cmark_node_first_child(paragraph),
      unsafe cmark_node_get_type(first) == CMARK_NODE_TEXT
    else { return }
    let next = unsafe cmark_node_next(first)
    let endsLine =
      unsafe next == nil || cmark_node_get_type(next) == CMARK_NODE_SOFTBREAK
      || cmark_node_get_type(next) == CMARK_NODE_LINEBREAK
    let literal = unsafe bytes(of: cmark_node_get_literal(first))
    guard let edit = visitor.blockQuote(firstText: literal, isAlone: endsLine) else { return }
    unsafe setLiteral(of: first, to: literal.dropFirst(edit.trimmedPrefixCount))
    if edit.trimmedPrefixCount == literal.count {
      if let next = unsafe next {
        unsafe remove(first)
        unsafe remove(next)
      } else {
        unsafe remove(paragraph)
      }
    }
    let alert = unsafe customBlock(edit.openingHTML)
    unsafe cmark_node_set_on_exit(alert, edit.closingHTML)
    unsafe insert(alert, before: node)
    while let child = unsafe cmark_node_first_child(node) {
      unsafe cmark_node_append_child(alert, child)
    }
    unsafe remove(node)
  }

  mutating func exitTable(_ node: NodePointer) {
    endBlockText()
    guard wrapsTables else { return }
    let columns = Int(unsafe cmark_gfm_extensions_get_table_columns(node))
    if let alignments = unsafe cmark_gfm_extensions_get_table_alignments(node) {
      for column in 0..<columns where unsafe alignments[column] != 0 { hasAlignedCells = true }
    }
    var cell = unsafe cmark_node_first_child(cmark_node_first_child(node))
    while let head = unsafe cell {
      if unsafe cmark_node_first_child(head) == nil { hasAlignedCells = true }
      unsafe cell = unsafe cmark_node_next(head)
    }
    // A wide table scrolls in a box of its own, which must be focusable by keyboard.
    let box =
      "<div class=\"table-scroll\" role=\"group\" aria-label=\"\(tableLabel)\" tabindex=\"0\">"
    unsafe insert(customBlock(box), before: node)
    unsafe cmark_node_insert_after(node, customBlock("</div>"))
  }

  mutating func enterCodeBlock(_ node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    var nextInfo: String?
    if let next = unsafe cmark_node_next(node),
      unsafe cmark_node_get_type(next) == CMARK_NODE_CODE_BLOCK
    {
      nextInfo = unsafe text(cmark_node_get_fence_info(next))
    }
    let edit = visitor.codeBlock(
      CodeEvent(
        code: unsafe bytes(of: cmark_node_get_literal(node)),
        info: unsafe text(cmark_node_get_fence_info(node)), nextInfo: nextInfo,
        position: unsafe position(of: node)))
    guard let edit else { return }
    let insertion: Insertion =
      switch edit {
      case .html(let html): .html(html)
      case .slot(let slot): .slot(slot)
      }
    unsafe insert(customBlock(insertionKey(insertion)), before: node)
    unsafe remove(node)
  }

  // MARK: Raw HTML

  mutating func enterRawHTML(
    _ node: NodePointer, isBlock: Bool, _ visitor: inout some MarkdownVisitor
  ) {
    let parent = unsafe cmark_node_parent(node)
    let parentType = unsafe cmark_node_get_type(parent)
    let isInCell = unsafe parent.map { unsafe tableTypes.kind(of: $0, parentType) } == .cell
    let event = RawHTMLEvent(
      literal: unsafe bytes(of: cmark_node_get_literal(node)), isBlock: isBlock,
      allowsFlow: isBlock || isInCell,
      isFollowedByHTML: unsafe !isBlock || isHTMLBlock(cmark_node_next(node)),
      position: unsafe position(of: node),
      container: unsafe identity(of: parent))
    // In an image it is part of the alternative text, which the renderer escapes.
    guard openImages.isEmpty else { return }
    guard let edit = visitor.rawHTML(event) else { return }
    var literal: [UInt8] = []
    for piece in edit.pieces {
      switch piece {
      case .bytes(let bytes): literal += bytes
      case .slot(let slot): literal.append(utf8: insertionKey(.slot(slot)))
      }
    }
    unsafe setLiteral(of: node, to: literal[...])
    hasOpenRawHTML = true
    if isBlock { endBlockText() }
  }

  private func isHTMLBlock(_ node: NodePointer?) -> Bool {
    guard let node = unsafe node else { return false }
    return unsafe cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK
  }

  mutating func closeRawHTML(in node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    let closing = visitor.closeRawHTML(in: unsafe identity(of: node))
    guard !closing.isEmpty else { return }
    let html = String(decoding: closing, as: UTF8.self)
    if unsafe cmark_node_get_type(node) == CMARK_NODE_DOCUMENT {
      return unsafe append(customBlock(html), beforeFootnotesOf: node)
    }
    let isAppended = unsafe cmark_node_append_child(node, customBlock(html)) == 1
    if !isAppended { unsafe cmark_node_append_child(node, inlineHTML(html)) }
  }

  private func identity(of node: NodePointer?) -> Int {
    Int(bitPattern: node)
  }

  // MARK: Nodes

  /// A key for something that is inserted when the HTML is cut.
  mutating func insertionKey(_ insertion: Insertion) -> String {
    if case .slot(let slot) = insertion {
      while slotOffsets.count <= slot {
        slotOffsets.append(plainText.count)
        slotEnds.append(plainText.count)
      }
      slotOffsets[slot] = plainText.count
      slotEnds[slot] = plainText.count
    }
    insertions.append(insertion)
    return keys.keyText(insertions.count - 1)
  }

  func customBlock(_ html: String) -> NodePointer? {
    let node = unsafe newNode(CMARK_NODE_CUSTOM_BLOCK)
    unsafe cmark_node_set_on_enter(node, html)
    return unsafe node
  }

  /// Not CMARK_NODE_CUSTOM_INLINE: table cells refuse that type, and would drop it silently.
  func inlineHTML(_ html: String) -> NodePointer? {
    let node = unsafe newNode(CMARK_NODE_HTML_INLINE)
    unsafe cmark_node_set_literal(node, html)
    return unsafe node
  }

  func textNode(_ text: ArraySlice<UInt8>) -> NodePointer? {
    let node = unsafe newNode(CMARK_NODE_TEXT)
    if let node = unsafe node { unsafe setLiteral(of: node, to: text) }
    return unsafe node
  }

  func insert(_ new: NodePointer?, before node: NodePointer) {
    unsafe cmark_node_insert_before(node, new)
  }

  /// Removes a node from the document.
  func remove(_ node: NodePointer) { unsafe cmark_node_unlink(node) }

  func setLiteral(of node: NodePointer, to text: ArraySlice<UInt8>) {
    let terminated = Array(text) + [0]
    unsafe terminated.withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress?.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
        _ = unsafe cmark_node_set_literal(node, $0)
      }
    }
  }

  func text(_ value: UnsafePointer<CChar>?) -> String {
    guard let value = unsafe value else { return "" }
    return unsafe String(cString: value)
  }

  /// Appends the literal of a text, code span or raw HTML node to the plain text.
  mutating func appendLiteral(of node: NodePointer) {
    var count = 0
    let raw = unsafe UnsafeMutableRawPointer(node)
    guard let literal = unsafe cmark_nodes_literal(raw, &count), count > 0 else { return }
    unsafe literal.withMemoryRebound(to: UInt8.self, capacity: count) {
      unsafe plainText.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
    }
  }

  func append(_ literal: UnsafePointer<CChar>?, to text: inout [UInt8]) {
    guard let literal = unsafe literal else { return }
    let count = unsafe strlen(literal)
    unsafe literal.withMemoryRebound(to: UInt8.self, capacity: count) {
      unsafe text.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
    }
  }

  func position(of node: NodePointer) -> MarkdownPosition {
    MarkdownPosition(
      startLine: Int(unsafe cmark_node_get_start_line(node)),
      startColumn: Int(unsafe cmark_node_get_start_column(node)),
      endLine: Int(unsafe cmark_node_get_end_line(node)),
      endColumn: Int(unsafe cmark_node_get_end_column(node)))
  }
}

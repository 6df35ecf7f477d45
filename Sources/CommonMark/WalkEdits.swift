// What the walk does to single constructs once the visitor has answered. Called by Walk.swift.

internal import CCMarkGFM
internal import CMarkNodes
internal import Glibc

extension Walk {
  // MARK: Text

  mutating func enterText(_ node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    let start = plainText.count
    unsafe appendLiteral(of: node)
    guard openImages.isEmpty, Self.isWorthAsking(plainText[start...]) else { return }
    let text = Array(plainText[start...])
    let edits = visitor.text(
      text, isInLink: !openLinks.isEmpty, position: unsafe position(of: node))
    guard !edits.isEmpty else { return }
    var copied = 0
    plainText.removeLast(text.count)
    for edit in edits {
      if copied < edit.range.lowerBound {
        unsafe insert(textNode(text[copied..<edit.range.lowerBound]), before: node)
        plainText += text[copied..<edit.range.lowerBound]
      }
      unsafe insert(linkNode(edit.replacement), before: node)
      switch edit.replacement {
      case .link(_, let label), .slottedLink(_, let label, _): plainText += label
      }
      copied = edit.range.upperBound
    }
    plainText += text[copied...]
    unsafe setLiteral(of: node, to: text[copied...])
  }

  /// Whether a text may hold something to link: a wikilink, an address, a mail address.
  private static func isWorthAsking(_ text: ArraySlice<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in text {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "@"), UInt8(ascii: ":"): return true
      case UInt8(ascii: "."): if previous | 0x20 == UInt8(ascii: "w") { return true }
      default: break
      }
      previous = byte
    }
    return false
  }

  private mutating func linkNode(_ replacement: TextEdit.Replacement) -> NodePointer? {
    let link = unsafe cmark_node_new(CMARK_NODE_LINK)
    switch replacement {
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

  mutating func exitLink(_ node: NodePointer) {
    guard case .unwrap = openLinks.removeLast() else { return }
    while let child = unsafe cmark_node_first_child(node) {
      unsafe cmark_node_insert_before(node, child)
    }
    unsafe remove(node)
  }

  mutating func exitImage(_ node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    let textStart = openImages.removeLast()
    guard openImages.isEmpty else { return }
    let slot = visitor.image(
      url: unsafe text(cmark_node_get_url(node)), title: unsafe text(cmark_node_get_title(node)),
      alternative: String(decoding: plainText[textStart...], as: UTF8.self),
      position: unsafe position(of: node))
    guard let slot else { return }
    unsafe insert(inlineHTML(insertionKey(.slot(slot))), before: node)
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
    if edit.trimmedSuffixCount > 0, let last = unsafe lastChild {
      let literal = unsafe bytes(of: cmark_node_get_literal(last))
      unsafe setLiteral(of: last, to: literal.dropLast(edit.trimmedSuffixCount))
      plainText.removeLast(edit.trimmedSuffixCount)
    }
    plainText.append(UInt8(ascii: "\n"))
    unsafe cmark_node_prepend_child(
      node, inlineHTML(insertionKey(.headingID(edit.anchor))))
    if !edit.trailingHTML.isEmpty {
      unsafe cmark_node_append_child(node, inlineHTML(edit.trailingHTML))
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
    let endsLine = unsafe next == nil || cmark_node_get_type(next) == CMARK_NODE_SOFTBREAK
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
    // A wide table scrolls in a box of its own, which must be able to take the keyboard's focus.
    let box = "<div class=\"table-scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">"
    unsafe insert(customBlock(box), before: node)
    unsafe cmark_node_insert_after(node, customBlock("</div>"))
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
      case .slot(let slot): literal += insertionKey(.slot(slot)).utf8
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
    insertions.append(insertion)
    return keys.keyText(insertions.count - 1)
  }

  func customBlock(_ html: String) -> NodePointer? {
    let node = unsafe cmark_node_new(CMARK_NODE_CUSTOM_BLOCK)
    unsafe cmark_node_set_on_enter(node, html)
    return unsafe node
  }

  /// Not CMARK_NODE_CUSTOM_INLINE: table cells refuse those, and would lose them in silence.
  func inlineHTML(_ html: String) -> NodePointer? {
    let node = unsafe cmark_node_new(CMARK_NODE_HTML_INLINE)
    unsafe cmark_node_set_literal(node, html)
    return unsafe node
  }

  private func textNode(_ text: ArraySlice<UInt8>) -> NodePointer? {
    let node = unsafe cmark_node_new(CMARK_NODE_TEXT)
    if let node = unsafe node { unsafe setLiteral(of: node, to: text) }
    return unsafe node
  }

  private func insert(_ new: NodePointer?, before node: NodePointer) {
    unsafe cmark_node_insert_before(node, new)
  }

  /// Takes a node out of the document; it is freed when the walk is over.
  private mutating func remove(_ node: NodePointer) {
    unsafe cmark_node_unlink(node)
    unsafe removed.append(node)
  }

  private func setLiteral(of node: NodePointer, to text: ArraySlice<UInt8>) {
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

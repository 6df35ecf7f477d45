// One pass over the C tree: collects the plain text, asks the visitor about every construct it may
// change, and applies its answers to the tree. The edits themselves are in WalkEdits.swift.
//
// Changing a tree under a `cmark_iter` is safe at a leaf and at a node's *exit*, because the
// iterator has already determined the next node. All structural changes happen there. Nodes
// inserted before the current one are never visited.

internal import CCMarkGFM

typealias NodePointer = OpaquePointer

@safe struct Walk {
  /// The text without markup; see `Conversion.plainText`.
  var plainText: [UInt8] = []
  /// What replaces the keys in the tree, by number.
  var insertions: [Insertion] = []
  /// Whether any table has an aligned column.
  var hasAlignedCells = false

  let keys: KeyMaker
  let limits: MarkdownLimits
  /// Whether tables are wrapped in a box that scrolls.
  let wrapsTables: Bool
  var tableLabel = ""
  var nodeCount = 0
  var depth = 0
  /// The visitor's answers for the links that enclose the current node, innermost last.
  var openLinks: [LinkEdit] = []
  /// Offsets in `plainText` at which the texts of the images that enclose the current node begin.
  var openImages: [Int] = []
  var headingTextStart = 0
  var isInHeading = false
  /// See `MarkdownVisitor.readsEveryText`.
  var readsEveryText = false
  var readsHeadingsToo = false
  /// The key of a figure that is to replace the current paragraph.
  var figureKey: String?
  /// Whether formulas in the page are masked; see Dollars.swift.
  var hasFormulas = false
  /// How many bytes of the next text a preceding edit has consumed.
  var spilledCount = 0
  /// By slot number, the offset in `plainText` at which it was requested.
  var slotOffsets: [Int] = []
  /// By slot number, where a link's text ends; for anything else, where it begins.
  var slotEnds: [Int] = []
  /// The heading that opens the document, if there is one.
  var leadingHeading: NodePointer?
  var hasOpenRawHTML = false
  var tableTypes = TableTypes()
  /// Empty where cmark-gfm writes them.
  var footnotes = Footnotes()

  init(keys: KeyMaker, limits: MarkdownLimits, wrapsTables: Bool) {
    self.keys = keys
    self.limits = limits
    self.wrapsTables = wrapsTables
  }

  mutating func run(
    over root: NodePointer, visitor: inout some MarkdownVisitor
  ) throws(LimitExceeded) {
    readsEveryText = visitor.readsEveryText
    readsHeadingsToo = visitor.readsHeadingsToo
    tableLabel = visitor.tableLabel
    unsafe start(at: root, &visitor)
    guard let iterator = unsafe cmark_iter_new(root) else { return }
    defer { unsafe cmark_iter_free(iterator) }
    while true {
      let event = unsafe cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { break }
      guard let node = unsafe cmark_iter_get_node(iterator) else { break }
      if event == CMARK_EVENT_ENTER {
        try unsafe enter(node, &visitor)
      } else {
        unsafe exit(node, &visitor)
      }
    }
    unsafe end(at: root, &visitor)
  }

  private mutating func start(at root: NodePointer, _ visitor: inout some MarkdownVisitor) {
    if visitor.namesFootnotes { unsafe findFootnotes(of: root, &visitor) }
    let first = unsafe cmark_node_first_child(root)
    if let first = unsafe first, unsafe isHeading(first),
      unsafe cmark_node_get_heading_level(first) == 1
        || visitor.takesLowerTitle && !holdsTopHeading(after: first)
    {
      unsafe leadingHeading = unsafe first
    }
    let hasLeadingHeading = unsafe leadingHeading != nil
    if let slot = visitor.slotAtStart(hasLeadingHeading: hasLeadingHeading) {
      unsafe cmark_node_prepend_child(root, customBlock(insertionKey(.slot(slot))))
    }
  }

  private func isHeading(_ node: NodePointer) -> Bool {
    unsafe cmark_node_get_type(node) == CMARK_NODE_HEADING
  }

  /// Whether a sibling further on is a heading of the first level. O(blocks of the document).
  private func holdsTopHeading(after first: NodePointer) -> Bool {
    var next = unsafe cmark_node_next(first)
    while let node = unsafe next {
      if unsafe isHeading(node), unsafe cmark_node_get_heading_level(node) == 1 { return true }
      unsafe next = unsafe cmark_node_next(node)
    }
    return false
  }

  private mutating func end(at root: NodePointer, _ visitor: inout some MarkdownVisitor) {
    if let slot = visitor.slotAtEnd() {
      unsafe append(customBlock(insertionKey(.slot(slot))), beforeFootnotesOf: root)
    }
    writeFootnotes()
  }

  /// Footnotes are the last children of a document, and are rendered as one list.
  func append(_ block: NodePointer?, beforeFootnotesOf root: NodePointer) {
    var last = unsafe cmark_node_last_child(root)
    while let node = unsafe last,
      unsafe cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION
    {
      unsafe last = unsafe cmark_node_previous(node)
    }
    if let last = unsafe last {
      unsafe cmark_node_insert_after(last, block)
    } else {
      unsafe cmark_node_prepend_child(root, block)
    }
  }

  // MARK: Entering

  private mutating func enter(
    _ node: NodePointer, _ visitor: inout some MarkdownVisitor
  ) throws(LimitExceeded) {
    nodeCount += 1
    let type = unsafe cmark_node_get_type(node)
    if hasFormulas { unsafe unmask(node, type) }
    switch type {
    case CMARK_NODE_TEXT: unsafe enterText(node, &visitor)
    case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: plainText.append(UInt8(ascii: " "))
    case CMARK_NODE_CODE: unsafe appendLiteral(of: node)
    case CMARK_NODE_CODE_BLOCK:
      unsafe append(cmark_node_get_literal(node), to: &plainText)
      endBlockText()
      unsafe report(literalBlock: node, &visitor)
      unsafe enterCodeBlock(node, &visitor)
    case CMARK_NODE_HTML_BLOCK:
      unsafe report(literalBlock: node, &visitor)
      unsafe enterRawHTML(node, isBlock: true, &visitor)
    case CMARK_NODE_HTML_INLINE: unsafe enterRawHTML(node, isBlock: false, &visitor)
    case CMARK_NODE_THEMATIC_BREAK: break
    default: try unsafe enterContainer(node, type, &visitor)
    }
  }

  private mutating func enterContainer(
    _ node: NodePointer, _ type: cmark_node_type, _ visitor: inout some MarkdownVisitor
  ) throws(LimitExceeded) {
    depth += 1
    if depth > limits.nodeDepth {
      throw LimitExceeded(
        description: "nesting deeper than \(limits.nodeDepth) levels",
        offset: nil)
    }
    if nodeCount > limits.nodes {
      throw LimitExceeded(description: "more than \(limits.nodes) elements", offset: nil)
    }
    switch type {
    case CMARK_NODE_HEADING:
      headingTextStart = plainText.count
      isInHeading = true
    case CMARK_NODE_FOOTNOTE_DEFINITION:
      visitor.footnote(startLine: Int(unsafe cmark_node_get_start_line(node)))
    case CMARK_NODE_IMAGE: openImages.append(plainText.count)
    case CMARK_NODE_LINK:
      let url = unsafe text(cmark_node_get_url(node))
      // Inside an image only the text counts: no address there reaches the page.
      let edit =
        openImages.isEmpty ? visitor.link(url: url, position: unsafe position(of: node)) : .keep
      if case .slot(let slot) = edit {
        unsafe cmark_node_set_url(node, insertionKey(.slot(slot)))
      }
      openLinks.append(edit)
    default: break
    }
  }

  private func report(
    literalBlock node: NodePointer, _ visitor: inout some MarkdownVisitor
  ) {
    visitor.literalBlock(
      startLine: Int(unsafe cmark_node_get_start_line(node)),
      endLine: Int(unsafe cmark_node_get_end_line(node)))
  }

  // MARK: Leaving

  private mutating func exit(_ node: NodePointer, _ visitor: inout some MarkdownVisitor) {
    depth -= 1
    if hasOpenRawHTML { unsafe closeRawHTML(in: node, &visitor) }
    switch unsafe cmark_node_get_type(node) {
    case CMARK_NODE_LINK: unsafe exitLink(node, &visitor)
    case CMARK_NODE_IMAGE: unsafe exitImage(node, &visitor)
    case CMARK_NODE_HEADING:
      isInHeading = false
      unsafe exitHeading(node, &visitor)
    case CMARK_NODE_PARAGRAPH: unsafe exitParagraph(node)
    case CMARK_NODE_FOOTNOTE_REFERENCE: unsafe exitFootnoteReference(node, &visitor)
    case CMARK_NODE_BLOCK_QUOTE: unsafe exitBlockQuote(node, &visitor)
    case CMARK_NODE_EMPH, CMARK_NODE_STRONG, CMARK_NODE_ITEM, CMARK_NODE_LIST: break
    case let type:
      switch unsafe tableTypes.kind(of: node, type) {
      case .table: unsafe exitTable(node)
      case .cell: endBlockText()
      case .other: break
      }
    }
  }

  func endsBlock() -> Bool { plainText.last == UInt8(ascii: "\n") }

  mutating func endBlockText() {
    if !plainText.isEmpty && !endsBlock() { plainText.append(UInt8(ascii: "\n")) }
  }
}

/// The table extension's node types are numbered at run time; they are looked up by name once and
/// cached.
struct TableTypes {
  enum Kind { case table, cell, other }

  private var table: UInt32?
  private var cell: UInt32?

  mutating func kind(of node: NodePointer, _ type: cmark_node_type) -> Kind {
    let number = UInt32(type.rawValue)
    if number == cell { return .cell }
    if number == table { return .table }
    guard table == nil || cell == nil else { return .other }
    switch unsafe String(cString: cmark_node_get_type_string(node)) {
    case "table":
      table = number
      return .table
    case "table_cell":
      cell = number
      return .cell
    default: return .other
    }
  }
}

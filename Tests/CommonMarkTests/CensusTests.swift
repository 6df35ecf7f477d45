// The census against cmark-gfm's own tree: what it counts may be too high, and never too low. Texts
// are random rows of the marks that open containers and tables.

import CCMarkGFM
import Support
import Testing

@testable import CommonMark

@Suite("The census against the parser")
struct CensusTests {
  private static let pieces = [
    ">", "> ", ">\t", "-", "- ", "-\t", "+ ", "* ", "*\t", "1. ", "1.\t", "12) ", "0123456789. ",
    "[^a]:", "[^a]: ", "[^b]:\t", "[a]: ", "\t", "  ", "    ", "\n", "\n\n", "\r\n", "a", "b c",
    "|", "a|b", "|-|-|", "-|-", ":-:|-", "---", "***", "=", "#", "`", "```", "<a>", "\u{B}",
    "\u{C}",
  ]

  @Test("No line opens more containers, no table has more columns than are counted", .slow)
  func neverTooLow() throws {
    var generator = SeededGenerator(seed: 15)
    var deepest = 0
    var widest = 0
    for _ in 0..<20_000 {
      let few = (0..<Int.random(in: 2...5, using: &generator)).compactMap { _ in
        Self.pieces.randomElement(using: &generator)
      }
      let text = (0..<Int.random(in: 1...40, using: &generator)).compactMap { _ in
        few.randomElement(using: &generator)
      }.joined()
      let bytes = Array(text.utf8)[...]
      let shape = try #require(try? shape(of: bytes), "\(text.debugDescription)")
      deepest = max(deepest, shape.containers)
      widest = max(widest, shape.columns)
      var limits = MarkdownLimits()
      limits.tableCells = .max
      // One less than what is there has to be noticed.
      if shape.containers > 0 {
        limits.containerDepth = shape.containers - 1
        #expect(limitExceeded(by: bytes, limits) != nil, "\(text.debugDescription)")
      }
      limits.containerDepth = .max
      // (A table of one column needs no pipe, and so is no different from a heading's underline.)
      if shape.columns > 1 {
        limits.tableColumns = shape.columns - 1
        #expect(limitExceeded(by: bytes, limits) != nil, "\(text.debugDescription)")
      }
    }
    #expect(deepest > 10 && widest > 4, "\(deepest) containers, \(widest) columns")
  }

  /// The most containers that one line opens inside each other, and the most columns of a table.
  private func shape(
    of markdown: ArraySlice<UInt8>
  ) throws(LimitExceeded) -> (containers: Int, columns: Int) {
    var limits = MarkdownLimits()
    limits.containerDepth = .max
    limits.tableColumns = .max
    limits.tableCells = .max
    let tree = try Tree(markdown, isValidUTF8: true, limits: limits)
    guard let iterator = unsafe cmark_iter_new(tree.root) else { return (0, 0) }
    defer { unsafe cmark_iter_free(iterator) }
    var open: [Int32] = []
    var most = (containers: 0, columns: 0)
    while true {
      let event = unsafe cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return most }
      guard let node = unsafe cmark_iter_get_node(iterator) else { return most }
      let type = unsafe cmark_node_get_type(node)
      let name = unsafe String(cString: cmark_node_get_type_string(node))
      if [CMARK_NODE_BLOCK_QUOTE, CMARK_NODE_ITEM, CMARK_NODE_FOOTNOTE_DEFINITION].contains(type)
        || name == "tasklist"
      {
        if event == CMARK_EVENT_ENTER {
          let line = unsafe cmark_node_get_start_line(node)
          open.append(line)
          most.containers = max(most.containers, open.count { $0 == line })
        } else {
          open.removeLast()
        }
      }
      most.columns = max(
        most.columns, Int(unsafe cmark_gfm_extensions_get_table_columns(node)))
    }
  }
}

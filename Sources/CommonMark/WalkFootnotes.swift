// Footnotes, written here rather than by cmark-gfm: it counts references that no reader can see (in
// the words for a picture, in a note that nothing refers to) and offers ways back to them, and its
// ids are percent-encoded. The markup is otherwise the same, whatever the version of cmark-gfm.

internal import Bytes
internal import CCMarkGFM
internal import CMarkNodes

/// The footnotes of a document, in the order of their numbers.
@safe struct Footnotes {
  var definitions: [NodePointer] = unsafe []
  var labels: [String] = []
  /// The ids of the definitions.
  var ids: [String] = []
  /// For each footnote the ids of the places that refer to it.
  var references: [[String]] = []
}

extension Walk {
  /// Finds the definitions, which are the last children of a document.
  mutating func findFootnotes(of root: NodePointer, _ visitor: inout some MarkdownVisitor) {
    var last = unsafe cmark_node_last_child(root)
    var definitions: [NodePointer] = unsafe []
    while let node = unsafe last,
      unsafe cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION
    {
      unsafe definitions.append(node)
      unsafe last = unsafe cmark_node_previous(node)
    }
    guard unsafe !definitions.isEmpty else { return }
    unsafe footnotes.definitions = definitions.reversed()
    footnotes.labels = unsafe footnotes.definitions.map { definition in
      var count = 0
      let raw = unsafe UnsafeMutableRawPointer(definition)
      guard let literal = unsafe cmark_nodes_literal(raw, &count) else { return "" }
      return unsafe literal.withMemoryRebound(to: UInt8.self, capacity: count) {
        unsafe String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
      }
    }
    footnotes.ids = visitor.footnotes(labels: footnotes.labels)
    footnotes.references = [[String]](repeating: [], count: footnotes.ids.count)
  }

  /// Writes a reference, which cmark-gfm has given the footnote's number as its text.
  mutating func exitFootnoteReference(
    _ node: NodePointer, _ visitor: inout some MarkdownVisitor
  ) {
    // In an image only the text counts, and a reference has none.
    guard openImages.isEmpty,
      let number = unsafe Int(text(cmark_node_get_literal(node))),
      footnotes.ids.indices.contains(number - 1)
    else { return }
    let count = footnotes.references[number - 1].count + 1
    let id = visitor.footnoteReference(label: footnotes.labels[number - 1], count: count)
    footnotes.references[number - 1].append(id)
    unsafe insert(
      inlineHTML(
        "<sup class=\"footnote-ref\"><a href=\"#\(percentEncoded(footnotes.ids[number - 1]))\" "
          + "id=\"\(escapedHTML(id))\" data-footnote-ref>\(number)</a></sup>"),
      before: node)
    unsafe remove(node)
  }

  /// Writes the list of footnotes, once all references are known.
  mutating func writeFootnotes() {
    for index in footnotes.ids.indices {
      let definition = unsafe footnotes.definitions[index]
      unsafe appendWaysBack(footnotes.references[index], to: definition)
      let isFirst = index == 0
      let isLast = index == footnotes.ids.count - 1
      let start = isFirst ? "<section class=\"footnotes\" data-footnotes>\n<ol>\n" : ""
      let item = unsafe customBlock(
        start + "<li id=\"\(escapedHTML(footnotes.ids[index]))\">")
      unsafe cmark_node_set_on_exit(item, "</li>" + (isLast ? "\n</ol>\n</section>" : ""))
      unsafe insert(item, before: definition)
      while let child = unsafe cmark_node_first_child(definition) {
        unsafe cmark_node_append_child(item, child)
      }
      unsafe remove(definition)
    }
  }

  /// The links back to where a footnote is referred to, at the end of its last paragraph.
  private func appendWaysBack(_ ids: [String], to definition: NodePointer) {
    guard !ids.isEmpty else { return }
    let links = ids.enumerated().map { index, id in
      let number = index == 0 ? "" : "<sup class=\"footnote-ref\">\(index + 1)</sup>"
      return "<a href=\"#\(percentEncoded(id))\" class=\"footnote-backref\" "
        + "data-footnote-backref aria-label=\"Back to content\">↩\(number)</a>"
    }
    let html = links.joined(separator: " ")
    let last = unsafe cmark_node_last_child(definition)
    if let last = unsafe last, unsafe cmark_node_get_type(last) == CMARK_NODE_PARAGRAPH {
      unsafe cmark_node_append_child(last, inlineHTML(" " + html))
    } else {
      unsafe cmark_node_append_child(definition, customBlock(html))
    }
  }
}

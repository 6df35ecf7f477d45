// Markdown to HTML through cmark-gfm: owns the C tree, from parsing to freeing it; the files whose
// names begin with Walk edit its nodes. The tree is walked with `cmark_iter` and never by
// recursion, because two runs of 30,000 `*` nest deeper than any stack.
//
// How late-bound places work: a link to another page cannot be written before that page's address
// is known. Its URL is set to a *key* (letters and digits only, so that nothing escapes it), the
// document is rendered once, and the HTML is cut at the keys (KeyCutting.swift).

internal import Bytes
internal import CCMarkGFM
internal import CMarkNodes
internal import Glibc
internal import Synchronization

/// Renders Markdown, letting `visitor` decide what its constructs become.
///
/// - Parameter markdown: valid UTF-8 without NUL, already past `inspectMarkdown`.
/// - Throws: `LimitExceeded` when the tree or the HTML is larger than `limits` allow.
/// - Complexity: linear in tree and output; the parse itself is cmark-gfm's.
package func convertMarkdown(
  _ markdown: ArraySlice<UInt8>, limits: MarkdownLimits, visitor: inout some MarkdownVisitor
) throws(LimitExceeded) -> Conversion {
  // The key prefix must not occur in the page. If an author has written it on purpose, even as an
  // entity, the next attempt uses another prefix.
  var visitorAtStart = visitor
  for attempt in 0..<8 {
    let keys = KeyMaker(attempt: attempt)
    if let conversion = try convert(markdown, limits: limits, keys: keys, visitor: &visitorAtStart)
    {
      visitor = visitorAtStart
      return conversion
    }
    visitorAtStart = visitor
  }
  throw LimitExceeded(description: "text that collides with every internal key", offset: nil)
}

private func convert(
  _ markdown: ArraySlice<UInt8>, limits: MarkdownLimits, keys: KeyMaker,
  visitor: inout some MarkdownVisitor
) throws(LimitExceeded) -> Conversion? {
  let masked = visitor.readsFormulas ? maskedFormulas(markdown) : nil
  let tree = Tree(
    masked.map { $0[...] } ?? markdown, extensions: ["table", "tasklist"], isValidUTF8: true)
  var walk = Walk(keys: keys, limits: limits, wrapsTables: true)
  walk.hasFormulas = masked != nil
  walk.plainText.reserveCapacity(markdown.count)
  try unsafe walk.run(over: tree.root, visitor: &visitor)
  let html = tree.renderHTML(options: CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES)
  guard html.count <= limits.htmlBytes else {
    throw LimitExceeded(description: "more than \(limits.htmlBytes) bytes of HTML", offset: nil)
  }
  guard
    let cut = cutHTML(
      html, keys: keys, insertions: walk.insertions, hasAlignedCells: walk.hasAlignedCells)
  else { return nil }
  return Conversion(
    html: cut.html, cuts: cut.cuts, plainText: walk.plainText, slotOffsets: walk.slotOffsets,
    slotEnds: walk.slotEnds)
}

/// A parsed document. The document and all nodes added to it are in one arena, which is freed with
/// the tree; so no node is ever freed by itself, and none can be freed too early.
@safe struct Tree: ~Copyable {
  let root: OpaquePointer

  /// - Parameter isValidUTF8: if false, cmark-gfm replaces invalid bytes by U+FFFD.
  init(_ markdown: ArraySlice<UInt8>, extensions: [String], isValidUTF8: Bool) {
    registerExtensions
    let options = CMARK_OPT_FOOTNOTES | (isValidUTF8 ? 0 : CMARK_OPT_VALIDATE_UTF8)
    unsafe cmark_nodes_open_arena()
    if contains(UInt8(ascii: "~"), in: markdown) {
      unsafe root = strikethroughLock.withLock { _ in
        unsafe parsed(markdown, extensions: extensions + ["strikethrough"], options)
      }
    } else {
      unsafe root = unsafe parsed(markdown, extensions: extensions, options)
    }
  }

  deinit { cmark_nodes_close_arena() }

  func renderHTML(options: Int32) -> [UInt8] {
    unsafe bytes(of: cmark_render_html_with_mem(root, options, nil, documentMemory()))
  }
}

/// The allocator of the current document.
func documentMemory() -> UnsafeMutablePointer<cmark_mem>? {
  unsafe cmark_nodes_arena()?.assumingMemoryBound(to: cmark_mem.self)
}

/// A new node, allocated for the current document.
func newNode(_ type: cmark_node_type) -> OpaquePointer? {
  unsafe cmark_node_new_with_mem(type, documentMemory())
}

private func parsed(
  _ markdown: ArraySlice<UInt8>, extensions: [String], _ options: Int32
) -> OpaquePointer {
  let parser = unsafe cmark_parser_new_with_mem(options, documentMemory())
  defer { unsafe cmark_parser_free(parser) }
  for name in extensions {
    unsafe cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
  }
  unsafe markdown.withUnsafeBytes { bytes in
    unsafe cmark_parser_feed(
      parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
  }
  guard let root = unsafe cmark_parser_finish(parser) else {
    preconditionFailure("cmark-gfm gives a document for every input")
  }
  return unsafe root
}

/// With strikethrough attached, every parse of cmark-gfm 0.29.0.gfm.6 adds `~` to a table of
/// special characters shared by all threads, and removes it afterwards: a `~~` being parsed on
/// another thread at that moment is lost. So pages without `~` are parsed without the extension,
/// and pages with `~` one at a time.
private let strikethroughLock = Mutex(())

/// Registration is not thread-safe; a global constant is initialised once, by its first user.
private let registerExtensions: Void = cmark_gfm_core_extensions_ensure_registered()

/// The version of the linked cmark-gfm, as "0.29.0.gfm.6".
package func markdownEngineVersion() -> String {
  unsafe String(cString: cmark_version_string())
}

/// The bytes of a C string without its NUL.
func bytes(of text: UnsafePointer<CChar>?) -> [UInt8] {
  guard let text = unsafe text else { return [] }
  let count = unsafe strlen(text)
  return unsafe text.withMemoryRebound(to: UInt8.self, capacity: count) {
    unsafe Array(UnsafeBufferPointer(start: $0, count: count))
  }
}

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
/// - Parameter markdown: valid UTF-8 without NUL.
/// - Throws: `LimitExceeded` when the tree or the HTML is larger than `limits` allow, or cmark-gfm
///   takes more memory or processor time.
/// - Complexity: linear in tree and output; the parse itself is cmark-gfm's, within its budget.
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
  let tree = try Tree(masked.map { $0[...] } ?? markdown, isValidUTF8: true, limits: limits)
  var walk = Walk(keys: keys, limits: limits, wrapsTables: true)
  walk.hasFormulas = masked != nil
  walk.plainText.reserveCapacity(markdown.count)
  try unsafe walk.run(over: tree.root, visitor: &visitor)
  let html = try tree.renderHTML(
    options: CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES, limits: limits)
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
  private let budget: cmark_nodes_budget

  /// - Parameter isValidUTF8: if false, cmark-gfm replaces invalid bytes by U+FFFD.
  /// - Throws: when parsing takes more memory or processor time than the limits allow.
  init(
    _ markdown: ArraySlice<UInt8>, isValidUTF8: Bool, limits: MarkdownLimits
  ) throws(LimitExceeded) {
    if let exceeded = limitExceeded(by: markdown, limits) { throw exceeded }
    registerExtensions
    let options = CMARK_OPT_FOOTNOTES | (isValidUTF8 ? 0 : CMARK_OPT_VALIDATE_UTF8)
    let budget = limits.budget(forByteCount: markdown.count)
    unsafe cmark_nodes_open_arena()
    let parsed: (excess: cmark_nodes_excess, root: OpaquePointer?)
    if contains(UInt8(ascii: "~"), in: markdown) {
      unsafe parsed = strikethroughLock.withLock { _ in
        unsafe parse(markdown, options, strikethrough: true, budget)
      }
    } else {
      unsafe parsed = unsafe parse(markdown, options, strikethrough: false, budget)
    }
    guard let root = unsafe parsed.root else {
      cmark_nodes_close_arena()
      throw unsafe limits.exceeded(parsed.excess, budget)
    }
    unsafe self.root = unsafe root
    self.budget = budget
  }

  deinit { cmark_nodes_close_arena() }

  /// - Throws: as `init`.
  func renderHTML(options: Int32, limits: MarkdownLimits) throws(LimitExceeded) -> [UInt8] {
    var html: UnsafeMutablePointer<CChar>?
    let excess = unsafe cmark_nodes_render(UnsafeMutableRawPointer(root), options, budget, &html)
    if excess != CMARK_NODES_WITHIN { throw limits.exceeded(excess, budget) }
    return unsafe bytes(of: html)
  }
}

extension MarkdownLimits {
  /// What cmark-gfm may take for a text of this many bytes. Ordinary text takes up to 45 bytes of
  /// memory for each of its own and a microsecond for fifty; only text that was made to be
  /// expensive comes near these.
  fileprivate func budget(forByteCount count: Int) -> cmark_nodes_budget {
    cmark_nodes_budget(
      memory: parserBytes + parserBytesPerByte * count,
      nanoseconds: Int64(parserMilliseconds) * 1_000_000)
  }

  fileprivate func exceeded(
    _ excess: cmark_nodes_excess, _ budget: cmark_nodes_budget
  ) -> LimitExceeded {
    let amount =
      excess == CMARK_NODES_MEMORY
      ? "\(budget.memory >> 20) MiB of memory" : "\(parserMilliseconds) ms of processor time"
    return LimitExceeded(
      description: "Markdown that takes more than \(amount) to parse", offset: nil, isCost: true)
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

private func parse(
  _ markdown: ArraySlice<UInt8>, _ options: Int32, strikethrough: Bool,
  _ budget: cmark_nodes_budget
) -> (excess: cmark_nodes_excess, root: OpaquePointer?) {
  var root: UnsafeMutableRawPointer?
  let excess = unsafe markdown.withUnsafeBytes { bytes in
    unsafe cmark_nodes_parse(
      bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, options, strikethrough,
      budget, &root)
  }
  return unsafe (excess, root.map { OpaquePointer($0) })
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

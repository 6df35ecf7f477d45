// Check: reads a finished image as a stranger would, knowing only its HTML, and finds every address
// that leads nowhere. Shares no code with the link stage on purpose, so that each finds the other's
// mistakes.

internal import Bytes
package import Diagnostics
package import Files

/// The paths of all files an image will have, hashed for lookup.
package struct KnownPaths: Sendable, Equatable {
  fileprivate let hashes: HashTable

  package init(_ paths: some Sequence<OutputPath>) {
    hashes = HashTable(paths.map { pathHash($0.text) })
  }
}

/// A page of the image with the findings about it, for `checkFindings`.
package struct CheckedPage: Sendable {
  package let file: OutputFile
  fileprivate let finding: PageFinding

  /// The same findings, for a page whose file is stored in another way.
  package func with(_ file: OutputFile) -> CheckedPage { CheckedPage(file: file, finding: finding) }
}

/// Checks one finished page. Call right after rendering, while the page is still in cache. O(bytes
/// of HTML).
package func checkPage(_ file: OutputFile, _ known: KnownPaths) -> CheckedPage {
  CheckedPage(file: file, finding: inspectPage(file, paths: known.hashes))
}

/// The ids of every page of an image.
package struct KnownAnchors: Sendable {
  fileprivate var ids: [UInt64: HashTable]

  package init(_ pages: [CheckedPage]) {
    ids = Dictionary(minimumCapacity: pages.count)
    for page in pages { insert(page) }
  }

  package mutating func insert(_ page: CheckedPage) {
    ids[pathHash(page.file.path.text)] = page.finding.ids
  }
}

extension CheckedPage {
  /// Whether both pages have the same ids, so that links into one are valid for the other too.
  package func hasSameAnchors(as other: CheckedPage) -> Bool { finding.ids == other.finding.ids }
}

/// Dead addresses and duplicate ids, in the order of the image's pages. Links to ids on other pages
/// can be checked only now.
/// - Parameters:
///   - known: the ids of all pages, if `pages` are only some of them.
///   - author: what a page was made from, if an author wrote it. Asked only where there are
///     findings.
package func checkFindings(
  _ pages: [CheckedPage], _ known: KnownAnchors? = nil,
  author: (OutputPath) -> SourceFile? = { _ in nil }
) -> [Diagnostic] {
  let anchors = (known ?? KnownAnchors(pages)).ids
  var diagnostics: [Diagnostic] = []
  for page in pages {
    var problems = page.finding.problems
    for link in page.finding.anchorLinks where anchors[link.page]?.contains(link.anchor) != true {
      problems.append(noElement(link.written))
    }
    guard !problems.isEmpty else { continue }
    let source = author(page.file.path)
    let values = source.map { attributeValues(in: $0.bytes) } ?? [:]
    diagnostics += problems.map { problem in
      guard let source, let range = values[problem.value] else { return broken(page.file, problem) }
      return Diagnostic(
        .brokenOutput, problem.message, path: source.path,
        range: SourceRange(range.lowerBound, range.upperBound),
        notes: ["HTML of a trusted page is published as it is; correct it, or use Markdown"])
    }
  }
  return diagnostics
}

private func broken(_ page: OutputFile, _ problem: PageFinding.Problem) -> Diagnostic {
  Diagnostic(
    .brokenOutput, problem.message, path: page.path.text,
    notes: ["the content's links all resolve, so the template is the likely cause"])
}

private func noElement(_ written: String) -> PageFinding.Problem {
  PageFinding.Problem(
    message: "no element has the id that `\(written)` leads to", value: written)
}

/// The values in quotes after `=` in an author's file, and the last place of each. O(n).
private func attributeValues(in bytes: [UInt8]) -> [String: Range<Int>] {
  var values: [String: Range<Int>] = [:]
  var index = 0
  while let sign = firstIndex(of: UInt8(ascii: "="), in: bytes, from: index) {
    index = sign + 1
    guard index < bytes.count,
      bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'"),
      let end = firstIndex(of: bytes[index], in: bytes, from: index + 1)
    else { continue }
    values[text(bytes[(index + 1)..<end])] = (index + 1)..<end
    index = end + 1
  }
  return values
}

private struct PageFinding: Sendable {
  var ids = HashTable()
  var problems: [Problem] = []
  /// Links to ids on other pages, checked once all ids are known.
  var anchorLinks: [AnchorLink] = []

  struct Problem: Sendable {
    let message: String
    /// The wrong value, as the page has it.
    let value: String
  }

  struct AnchorLink: Sendable {
    let page: UInt64
    let anchor: AnchorHash
    let written: String
  }
}

/// An anchor as a link has it: browsers look for the id as written, then percent-decoded.
private struct AnchorHash: Sendable {
  var written = emptyByteHash
  var decoded = emptyByteHash
}

extension HashTable {
  fileprivate func contains(_ anchor: AnchorHash) -> Bool {
    contains(anchor.decoded) || anchor.written != anchor.decoded && contains(anchor.written)
  }
}

private func inspectPage(_ file: OutputFile, paths: HashTable) -> PageFinding {
  guard case .bytes(let html) = file.contents else { return PageFinding() }
  var finding = PageFinding()
  let place = PagePlace(file.path.text)
  var ownAnchors: [(AnchorHash, Range<Int>)] = []
  var index = 0
  let equals = UInt8(ascii: "=")
  while let sign = firstIndex(of: equals, in: html, from: index), sign + 1 < html.count {
    index = sign
    guard html[index + 1] == UInt8(ascii: "\""),
      let attribute = attributeName(endingAt: index, in: html)
    else {
      index += 1
      continue
    }
    let start = index + 2
    if attribute == .id {
      let id = hashToQuote(html, from: start)
      index = id.end + 1
      if !finding.ids.insert(id.hash), isInTag(index: start, html) {
        let id = String(decoding: withoutEntities(html[start..<id.end]), as: UTF8.self)
        finding.problems.append(
          PageFinding.Problem(message: "the id `\(id)` occurs twice", value: id))
      }
      continue
    }
    let (target, end) = place.target(of: html, from: start)
    index = end + 1
    guard let target else { continue }
    guard target.path == place.own || paths.contains(target.path) else {
      guard isInTag(index: start, html) else { continue }
      let written = text(html[start..<end])
      finding.problems.append(
        PageFinding.Problem(message: "`\(written)` leads nowhere", value: written))
      continue
    }
    guard let anchor = target.anchor else { continue }
    if target.path == place.own {
      ownAnchors.append((anchor, start..<end))
    } else {
      finding.anchorLinks.append(
        PageFinding.AnchorLink(
          page: target.path, anchor: anchor, written: text(html[start..<end])))
    }
  }
  for (anchor, range) in ownAnchors where !finding.ids.contains(anchor) {
    finding.problems.append(noElement(text(html[range])))
  }
  return finding
}

private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

/// Whether an index is inside a tag. The data of a `<script>` may contain `href=` before a quote
/// too; checked only before a problem is reported.
private func isInTag(index: Int, _ html: [UInt8]) -> Bool {
  let bracket = html[..<index].last { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }
  return bracket == UInt8(ascii: "<")
}

private enum Attribute { case id, address }

/// The attribute name of interest that ends right before `=`, if any. Text cannot look like one,
/// because quotes in text are escaped.
private func attributeName(endingAt end: Int, in html: [UInt8]) -> Attribute? {
  func before(_ distance: Int) -> UInt8 { end >= distance ? html[end - distance] : 0x20 }
  switch (before(2), before(1)) {
  case (UInt8(ascii: "i"), UInt8(ascii: "d")):
    return before(3) <= 0x20 ? .id : nil
  case (UInt8(ascii: "e"), UInt8(ascii: "f")):
    let isName = before(4) == UInt8(ascii: "h") && before(3) == UInt8(ascii: "r")
    return isName && before(5) <= 0x20 ? .address : nil
  case (UInt8(ascii: "r"), UInt8(ascii: "c")):
    return before(3) == UInt8(ascii: "s") && before(4) <= 0x20 ? .address : nil
  default: return nil
  }
}

/// A page's position, prepared so that the addresses on it are looked up without building paths:
/// the hash of a path is continued from the hash of the folder it starts in.
private struct PagePlace {
  /// The hash of the page's own path.
  let own: UInt64
  /// The hash state after the first `n` folders of the page's path, slashes included.
  private let folders: [UInt64]

  init(_ path: String) {
    own = pathHash(path)
    var state = emptyByteHash
    var folders = [state]
    for byte in path.utf8 {
      state = byteHash(state, adding: byte)
      if byte == UInt8(ascii: "/") { folders.append(state) }
    }
    self.folders = folders
  }

  /// The target of an address within the image: a file, and an id in it.
  typealias Target = (path: UInt64, anchor: AnchorHash?)

  /// The target of the address that begins at `start`, nil when it leads outside the image; and the
  /// index of the closing quote.
  func target(of html: [UInt8], from start: Int) -> (Target?, end: Int) {
    switch target(of: html.span, from: start, endsAtQuote: true) {
    case .found(let target, let end): return (target, end)
    case .elsewhere: return (nil, quote(html, from: start))
    case .withEntities:
      let end = quote(html, from: start)
      let written = withoutEntities(html[start..<end])
      guard case .found(let target, _) = target(of: written.span, from: 0, endsAtQuote: false)
      else { return (nil, end) }
      return (target, end)
    }
  }

  private func quote(_ html: [UInt8], from start: Int) -> Int {
    firstIndex(of: UInt8(ascii: "\""), in: html, from: start) ?? html.count
  }

  private enum Reading {
    case found(Target, end: Int)
    case elsewhere
    /// The address contains an entity, so it has to be decoded first.
    case withEntities
  }

  /// A percent-encoded byte is hashed as the byte it represents and has no other meaning: `%23` in
  /// the name of a page does not start an anchor.
  /// - Parameter endsAtQuote: whether the address ends at a quote and may contain entities;
  ///   otherwise it extends to the last byte, and `&` is an ordinary byte.
  private func target(
    of bytes: Span<UInt8>, from start: Int, endsAtQuote: Bool
  ) -> Reading {
    // A local copy, because in a debug build a span of the global itself does not live long enough.
    let table = addressSigns
    let signs = table.span
    var index = start
    var depth = folders.count - 1
    let dot = UInt8(ascii: ".")
    let slash = UInt8(ascii: "/")
    while index + 1 < bytes.count, bytes[index] == dot {
      if bytes[index + 1] == slash {
        index += 2
      } else if bytes[index + 1] == dot, index + 2 < bytes.count, bytes[index + 2] == slash {
        index += 3
        depth -= 1
      } else {
        break
      }
    }
    // An absolute path is resolved against the host, of which the image is only a part.
    if depth >= 0, index < bytes.count, bytes[index] == slash { return .elsewhere }
    let nameStart = index
    var state = depth >= 0 ? folders[depth] : 0
    var folder = state
    var isScheme = depth == folders.count - 1
    scan: while index < bytes.count {
      var byte = bytes[index]
      if signs[Int(byte)] {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: "?"): break scan
        case UInt8(ascii: "\"") where endsAtQuote: break scan
        case UInt8(ascii: ":") where isScheme: return .elsewhere
        case UInt8(ascii: "&") where endsAtQuote: return .withEntities
        case UInt8(ascii: "%"):
          if let value = percentEncodedByte(in: bytes, at: index) {
            byte = value
            index += 2
          }
        case slash:
          isScheme = false
          folder = byteHash(state, adding: slash)
        default: break
        }
      }
      state = byteHash(state, adding: byte)
      index += 1
    }
    let nameEnd = index
    guard let (anchor, end) = anchor(of: bytes, from: index, endsAtQuote: endsAtQuote)
    else { return .withEntities }
    if nameEnd == start { return .found((own, anchor), end: end) }
    guard depth >= 0 else { return .found((0, nil), end: end) }
    if isIndex(bytes.extracting(nameStart..<nameEnd)) { state = folder }
    return .found((state, anchor), end: end)
  }

  /// The anchor after the first `#`, and where the address ends; nil when it contains an entity.
  /// Nothing before a text directive is no anchor.
  private func anchor(
    of bytes: Span<UInt8>, from start: Int, endsAtQuote: Bool
  ) -> (anchor: AnchorHash?, end: Int)? {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "#") {
      if endsAtQuote {
        if bytes[index] == UInt8(ascii: "\"") { return (nil, index) }
        if bytes[index] == UInt8(ascii: "&") { return nil }
      }
      index += 1
    }
    guard index < bytes.count else { return (nil, index) }
    index += 1
    let anchorStart = index
    var anchor = AnchorHash()
    var isDirective = false
    var hasAnchor = true
    while index < bytes.count {
      var byte = bytes[index]
      if endsAtQuote {
        if byte == UInt8(ascii: "\"") { break }
        if byte == UInt8(ascii: "&") { return nil }
      }
      if byte == UInt8(ascii: ":"), !isDirective, beginsDirective(bytes, at: index) {
        isDirective = true
        hasAnchor = index > anchorStart
      }
      if isDirective {
        index += 1
        continue
      }
      anchor.written = byteHash(anchor.written, adding: byte)
      if byte == UInt8(ascii: "%"), let value = percentEncodedByte(in: bytes, at: index) {
        for offset in 1...2 {
          anchor.written = byteHash(anchor.written, adding: bytes[index + offset])
        }
        byte = value
        index += 2
      }
      anchor.decoded = byteHash(anchor.decoded, adding: byte)
      index += 1
    }
    return (hasAnchor ? anchor : nil, index)
  }
}

/// Whether a text directive begins at `index`.
private func beginsDirective(_ bytes: Span<UInt8>, at index: Int) -> Bool {
  index + 2 < bytes.count && bytes[index + 1] == UInt8(ascii: "~")
    && bytes[index + 2] == UInt8(ascii: ":")
}

/// The bytes with a meaning in an address.
private let addressSigns: [Bool] = (0...255).map { (byte: UInt8) in
  "#?\":&%/".utf8.contains(byte)
}

/// The byte encoded by the `%` at `index`; nil unless two hexadecimal digits follow.
private func percentEncodedByte(in bytes: Span<UInt8>, at index: Int) -> UInt8? {
  guard index + 2 < bytes.count, let high = bytes[index + 1].hexadecimalValue,
    let low = bytes[index + 2].hexadecimalValue
  else { return nil }
  return high << 4 | low
}

/// The hash of the value before the next quote, with entities decoded, and the quote's index.
private func hashToQuote(_ html: [UInt8], from start: Int) -> (hash: UInt64, end: Int) {
  let bytes = html.span
  var state = emptyByteHash
  var index = start
  while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
    if bytes[index] == UInt8(ascii: "&") {
      let end = firstIndex(of: UInt8(ascii: "\""), in: html, from: index) ?? html.count
      return (byteHash(withoutEntities(html[start..<end])), end)
    }
    state = byteHash(state, adding: bytes[index])
    index += 1
  }
  return (state, index)
}

/// The hash of a file's path. For a folder's page it is the hash of the folder with its slash,
/// which is how nearly all addresses are written.
private func pathHash(_ path: String) -> UInt64 {
  let isIndex = isIndex(path.utf8.span)
  return byteHash(path.utf8.dropLast(isIndex ? indexName.count : 0))
}

private let indexName = Array("index.html".utf8)

/// Whether a path's last segment is `index.html`.
private func isIndex(_ path: Span<UInt8>) -> Bool {
  let start = path.count - indexName.count
  guard start >= 0, start == 0 || path[start - 1] == UInt8(ascii: "/") else { return false }
  for offset in indexName.indices where path[start + offset] != indexName[offset] { return false }
  return true
}

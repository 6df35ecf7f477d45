// The two kinds of path a page has. Neither is a String, so a page's source path, the address it is
// served at and a path on disk cannot be confused.

internal import Bytes
internal import Diagnostics

/// The path of a file within the content folder: `topics/constitutional-ai.md`. Segments are
/// separated by `/`; none is empty, `.` or `..`.
package struct ContentPath: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let text: String

  /// - Precondition: the text is a clean relative path (see above).
  package init(_ text: String) {
    self.text = text
  }

  package var description: String { text }

  package static func < (left: ContentPath, right: ContentPath) -> Bool {
    precedes(left.text, right.text)
  }

  // Swift's String equality ignores Unicode normalisation; file systems and URLs do not.
  package static func == (left: ContentPath, right: ContentPath) -> Bool {
    let leftBytes = left.text.utf8Span.span
    let rightBytes = right.text.utf8Span.span
    guard leftBytes.count == rightBytes.count else { return false }
    for index in leftBytes.indices where leftBytes[index] != rightBytes[index] { return false }
    return true
  }

  // Strings of equal bytes are equal, so the string's own hash is consistent with `==`, and it is
  // by far the fastest.
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  package var segments: [Substring] {
    text.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init)
  }

  /// `topics/a.md` -> `a.md`.
  package var name: String {
    guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return text }
    return String(text[text.utf8.index(after: slash)...])
  }

  /// `topics/a.md` -> `topics`; empty at the top.
  package var folder: String {
    text.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(text[..<$0]) } ?? ""
  }

  package var isMarkdown: Bool { ends(with: ".md") || ends(with: ".markdown") }

  /// Whether the file may be its folder's own page, by its name: each tool has its own for it.
  package var isFolderPage: Bool { folderPageName != nil }

  /// The names of a folder's page; of several in one folder, the first is the page.
  package enum FolderPageName: Int, Sendable, CaseIterable {
    case index, underscoredIndex, readme
  }

  package var folderPageName: FolderPageName? {
    if isNamed("index.md") || isNamed("index.markdown") { return .index }
    if isNamed("_index.md") || isNamed("_index.markdown") { return .underscoredIndex }
    if isNamed("readme.md") || isNamed("readme.markdown") { return .readme }
    return nil
  }

  private func isNamed(_ name: String) -> Bool {
    let before = text.utf8.count - name.utf8.count - 1
    guard before >= -1, ends(with: name) else { return false }
    return before < 0 || text.utf8.span[before] == 0x2F
  }

  /// - Parameter ending: in lower case; the path's own case is ignored.
  private func ends(with ending: String) -> Bool {
    let bytes = text.utf8.span
    let wanted = ending.utf8.span
    var place = bytes.count - wanted.count
    guard place >= 0 else { return false }
    for index in wanted.indices {
      let byte = bytes[place]
      if byte.lowercasedASCII != wanted[index] { return false }
      place += 1
    }
    return true
  }
}

/// The address of a page below the site's root: `topics/constitutional-ai/`; the root is empty.
/// Plain text; percent-encoding happens where a URL is written.
package struct Route: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let text: String

  /// - Precondition: empty, or ends in `/` and does not begin with it.
  package init(_ text: String) {
    precondition(
      text.isEmpty || (text.utf8.last == UInt8(ascii: "/") && text.utf8.first != UInt8(ascii: "/")),
      "a route is empty, or ends in a slash and does not begin with one")
    self.text = text
  }

  package static let root = Route("")

  package var description: String { text.isEmpty ? "/" : text }

  package static func < (left: Route, right: Route) -> Bool {
    precedes(left.text, right.text)
  }

  /// How many folders below the root the page is.
  package var depth: Int { text.utf8.count { $0 == UInt8(ascii: "/") } }

  /// The route of the containing folder; nil at the root.
  package var parent: Route? {
    guard !text.isEmpty else { return nil }
    let slash = UInt8(ascii: "/")
    guard let end = text.utf8.dropLast().lastIndex(of: slash) else { return .root }
    return Route(String(text[...end]))
  }

  /// The relative prefix from this page to the site's root: `../../`, or `./` at the root.
  package var prefixToRoot: String {
    depth == 0 ? "./" : String(repeating: "../", count: depth)
  }

  /// The relative link from this page to another, percent-encoded.
  package func link(to other: Route, anchor: String? = nil) -> String {
    let fragment = anchor.map { "#" + percentEncoded($0) } ?? ""
    if other == self { return anchor == nil ? "./" : fragment }
    return relativeLink(to: other, from: self) + fragment
  }

  /// The relative link to a file of the site, percent-encoded.
  package func link(toFile path: ContentPath) -> String {
    prefixToRoot + percentEncoded(path.text)
  }

  /// What no two routes may share: equal for routes that collide on hosts ignoring case or Unicode
  /// normalisation.
  package var collisionKey: String { foldedForCollision(text) }
}

/// The shortest relative link from one page's route to another, percent-encoded: up to the deepest
/// folder they share, then down.
private func relativeLink(to target: Route, from base: Route) -> String {
  let from = base.text.utf8Span.span
  let to = target.text.utf8Span.span
  let slash = UInt8(ascii: "/")
  var shared = 0
  var index = 0
  while index < from.count, index < to.count, from[index] == to[index] {
    if to[index] == slash { shared = index + 1 }
    index += 1
  }
  var out: [UInt8] = []
  out.reserveCapacity(to.count + 16)
  for index in shared..<from.count where from[index] == slash { out.append(utf8: "../") }
  let goesUp = !out.isEmpty
  var hasColon = false
  var isPlain = true
  for index in shared..<to.count {
    if to[index] == UInt8(ascii: ":") { hasColon = true }
    if !isPlainInURL(to[index]) { isPlain = false }
  }
  if isPlain {
    out.append(bytes: to.extracting(shared...))
  } else {
    for index in shared..<to.count { appendPercentEncoded(to[index], to: &out) }
  }
  // A colon in the first segment would be read as a scheme.
  if !goesUp, hasColon || shared == to.count { out.insert(contentsOf: "./".utf8, at: 0) }
  return String(decoding: out, as: UTF8.self)
}

extension Route {
  /// The address of a content file: `a/index.md` and `a/README.md` become `a/`, `a/b.md` becomes
  /// `a/b/`. Spaces become hyphens; everything else stays as the author named it.
  package init(of path: ContentPath) {
    if path.isFolderPage { self.init(ofFolder: path.folder) } else { self.init(ofName: path) }
  }

  /// The address a content file has by its own name, even if it is one for a folder's page:
  /// `a/README.md` becomes `a/README/`.
  package init(ofName path: ContentPath) {
    self.init(ofFolder: stem(of: path))
  }

  /// The address of a content file if this is the address of its folder.
  package func route(of path: ContentPath) -> Route {
    path.isFolderPage ? self : route(ofName: path)
  }

  /// The same by the file's own name.
  package func route(ofName path: ContentPath) -> Route {
    Route(text + Route(ofFolder: stem(of: ContentPath(path.name))).text)
  }

  /// The address of a content folder; the top folder is empty. No segment is `index.html`, since
  /// each folder of a site has a file of that name.
  package init(ofFolder path: String) {
    guard !path.isEmpty else {
      self.init("")
      return
    }
    let slash = UInt8(ascii: "/")
    var address: [UInt8] = []
    address.reserveCapacity(path.utf8.count + 3)
    var start = 0
    for byte in path.utf8 {
      if byte == slash {
        appendNumber(ifReserved: start, in: &address)
        start = address.count + 1
      }
      address.append(byte == 0x20 ? UInt8(ascii: "-") : byte)
    }
    appendNumber(ifReserved: start, in: &address)
    address.append(slash)
    self.init(String(decoding: address, as: UTF8.self))
  }
}

/// Appends a number to an address whose last segment, from `start` on, is `index.html`.
private func appendNumber(ifReserved start: Int, in address: inout [UInt8]) {
  let reserved = "index.html".utf8
  guard address.count - start == reserved.count,
    address[start...].lazy.map(\.lowercasedASCII).elementsEqual(reserved)
  else { return }
  address.append(utf8: "-2")
}

/// The path of a file without the ending of its name.
private func stem(of path: ContentPath) -> String {
  let bytes = path.text.utf8
  let nameStart = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) }
  let name = bytes[(nameStart ?? bytes.startIndex)...]
  return String(path.text[..<(name.lastIndex(of: UInt8(ascii: ".")) ?? bytes.endIndex)])
}

/// `text` lower-cased, and canonically composed as far as Swift's String comparison requires.
package func foldedForCollision(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 < 0x80 && !$0.isASCIIUppercase }) { return text }
  return text.utf8.allSatisfy { $0 < 0x80 }
    ? text.lowercased() : text.lowercased().uppercased().lowercased()
}

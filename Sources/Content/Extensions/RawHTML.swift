// HTML written into Markdown, limited to an allow-list modelled on GitHub's. Allowed tags are
// serialised again from their parsed form, so no quirk of the original survives; everything else
// appears as text. Elements opened in a block are closed in it, so a page's text cannot close or
// swallow the frame around it.

internal import Bytes
internal import CommonMark
internal import Diagnostics

/// What the sanitiser needs from the page builder.
protocol RawHTMLContext {
  /// The value for `href` of an `<a>`: unchanged text, a slot, or nil to drop the attribute.
  mutating func rawLink(_ url: String, _ event: RawHTMLEvent) -> RawAttribute?
  /// The value for `src` of an `<img>`.
  mutating func rawImage(_ url: String, _ event: RawHTMLEvent) -> RawAttribute?
  /// Registers an `id` the author gives; false drops it.
  mutating func rawAnchor(_ id: String) -> Bool
  /// Reports a tag that is not on the list.
  mutating func blocked(_ tag: String, _ event: RawHTMLEvent)
}

enum RawAttribute {
  case text(String)
  case slot(SlotNumber)
}

/// An element from the author's HTML that is still open.
struct OpenElement {
  let name: String
  let container: Int
}

/// Sanitises one piece of raw HTML. O(n), because few tags may be broken.
func safeHTML(
  _ event: RawHTMLEvent, open: inout [OpenElement], context: inout some RawHTMLContext
) -> RawHTMLEdit {
  var writer = SafeHTMLWriter(event: event)
  var index = 0
  var brokenTags = 0
  let literal = event.literal
  while index < literal.count {
    guard literal[index] == UInt8(ascii: "<") else {
      writer.appendText(literal[index])
      index += 1
      continue
    }
    if literal[index...].starts(with: "<!--".utf8) {
      index = endOfComment(literal, from: index)
    } else if brokenTags <= brokenTagLimit, let tag = RawTag(literal, at: index) {
      writer.append(tag, open: &open, context: &context)
      index = tag.end
    } else {
      if isMarkupDeclaration(literal, at: index) {
        let beginning = literal[index...].prefix(40)
        let end = beginning.firstIndex(of: UInt8(ascii: ">")) ?? beginning.endIndex - 1
        context.blocked(String(decoding: beginning[...end], as: UTF8.self), event)
      }
      brokenTags += 1
      writer.appendEscaped(literal[index])
      index += 1
    }
  }
  if !event.isFollowedByHTML { writer.closeTable(open: &open) }
  return writer.finished()
}

/// The closing tags for elements still open at the end of a block.
func closingTags(in container: Int, open: inout [OpenElement]) -> [UInt8] {
  var out: [UInt8] = []
  while let last = open.last, last.container == container {
    out.append(utf8: "</\(last.name)>")
    open.removeLast()
  }
  return out
}

/// How many `<` of one piece of HTML may begin no tag, each of which may have been read to the end
/// of the piece. Everything after is text.
private let brokenTagLimit = 100
/// The deepest nesting of raw elements; browsers give up at a few hundred.
private let openElementLimit = 64

// MARK: - Lists

private let flowElements: Set<String> = [
  "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "div", "ol", "ul", "li", "table", "thead",
  "tbody", "tfoot", "tr", "td", "th", "caption", "blockquote", "dl", "dt", "dd", "hr", "details",
  "summary", "figure", "figcaption",
]
private let phrasingElements: Set<String> = [
  "br", "b", "i", "strong", "em", "a", "code", "img", "ins", "del", "sup", "sub", "kbd", "q",
  "samp", "var", "ruby", "rt", "rp", "s", "abbr", "bdo", "bdi", "cite", "dfn", "mark", "small",
  "span", "time", "wbr", "u",
]
private let voidElements: Set<String> = ["br", "hr", "img", "wbr"]
/// Elements implicitly closed where `name` starts, as authors rely on, and the elements inside them
/// that are closed too.
private let closedBySibling: [String: (siblings: Set<String>, inside: Set<String>)] = [
  "li": (["li"], []), "dt": (["dt", "dd"], []), "dd": (["dt", "dd"], []), "p": (["p"], []),
  "td": (["td", "th"], []), "th": (["td", "th"], []), "tr": (["tr"], ["td", "th"]),
  "thead": (tableSections, ["tr", "td", "th"]), "tbody": (tableSections, ["tr", "td", "th"]),
  "tfoot": (tableSections, ["tr", "td", "th"]),
]
/// The parents an element may have. Under others, browsers would close the items, cells and `div`s
/// around it, and our `</div>` would then close one of the page's frame.
private let requiredParents: [String: Set<String>] = [
  "li": ["ol", "ul"], "dt": ["dl"], "dd": ["dl"], "td": ["tr"], "th": ["tr"],
  "tr": tableSections.union(["table"]), "thead": ["table"], "tbody": ["table"],
  "tfoot": ["table"], "caption": ["table"],
]
private let tableSections: Set<String> = ["thead", "tbody", "tfoot"]
/// Contexts that allow only parts of a table; browsers move anything else out in front of the
/// table.
private let tableContexts = tableSections.union(["table", "tr"])
/// Obsolete elements and their modern equivalents.
private let modernNames = ["tt": "code", "strike": "s", "center": "div"]

private let plainAttributes: Set<String> = [
  "title", "lang", "dir", "open", "colspan", "rowspan", "scope", "datetime", "start", "reversed",
  "value", "alt", "width", "height", "abbr",
]

// MARK: - Writing

private struct SafeHTMLWriter {
  let event: RawHTMLEvent
  private var pieces: [RawHTMLEdit.Piece] = []
  private var bytes: [UInt8] = []
  /// Whether the current `<img>` has a `src`.
  private var hasSource = false

  init(event: RawHTMLEvent) { self.event = event }

  mutating func appendText(_ byte: UInt8) {
    if byte == UInt8(ascii: ">") { appendEscaped(byte) } else { bytes.append(byte) }
  }

  mutating func appendEscaped(_ byte: UInt8) {
    appendEscapedHTML(String(Unicode.Scalar(byte)).utf8, to: &bytes)
  }

  mutating func append(
    _ tag: RawTag, open: inout [OpenElement], context: inout some RawHTMLContext
  ) {
    let name = modernNames[tag.name] ?? tag.name
    let isAllowed =
      phrasingElements.contains(name) || (event.allowsFlow && flowElements.contains(name))
    let isTooDeep = !tag.isClosing && open.count >= openElementLimit
    guard isAllowed, !isTooDeep else {
      context.blocked(tag.text, event)
      return appendEscapedHTML(tag.text.utf8, to: &bytes)
    }
    if tag.isClosing {
      close(name, tag, open: &open, context: &context)
    } else {
      start(name, tag, open: &open, context: &context)
    }
  }

  private mutating func close(
    _ name: String, _ tag: RawTag, open: inout [OpenElement], context: inout some RawHTMLContext
  ) {
    let isOpenHere = open.contains { $0.container == event.container && $0.name == name }
    guard isOpenHere, !voidElements.contains(name) else {
      context.blocked(tag.text, event)
      return appendEscapedHTML(tag.text.utf8, to: &bytes)
    }
    while let last = open.popLast() {
      bytes.append(utf8: "</\(last.name)>")
      if last.name == name { break }
    }
  }

  private mutating func start(
    _ name: String, _ tag: RawTag, open: inout [OpenElement], context: inout some RawHTMLContext
  ) {
    closeSibling(of: name, open: &open)
    let parent = open.last.flatMap { $0.container == event.container ? $0.name : nil } ?? ""
    let isMisplaced =
      requiredParents[name].map { !$0.contains(parent) } ?? tableContexts.contains(parent)
    if isMisplaced {
      context.blocked(tag.text, event)
      return appendEscapedHTML(tag.text.utf8, to: &bytes)
    }
    bytes.append(utf8: "<\(name)")
    var written: Set<String> = []
    hasSource = false
    for attribute in tag.attributesInOrder {
      // The obsolete `name` of an `<a>` is written as its `id`, of which there can be only one.
      let isOldName = name == "a" && attribute.name == "name"
      guard written.insert(isOldName ? "id" : attribute.name).inserted else { continue }
      append(attribute, of: name, context: &context)
    }
    // Browsers then show the alternative text; HTML requires a `src` all the same.
    if name == "img", !hasSource { bytes.append(utf8: " src=\"data:,\"") }
    if name == "img", !written.contains("alt") { bytes.append(utf8: " alt=\"\"") }
    bytes.append(UInt8(ascii: ">"))
    if !voidElements.contains(name) {
      open.append(OpenElement(name: name, container: event.container))
    }
  }

  /// Closes the sibling that ends implicitly where `name` starts, with the inline elements open
  /// inside it.
  private mutating func closeSibling(of name: String, open: inout [OpenElement]) {
    guard let (siblings, inside) = closedBySibling[name] else { return }
    let inner = open.reversed().prefix {
      $0.container == event.container
        && (phrasingElements.contains($0.name) || inside.contains($0.name))
    }
    let index = open.count - inner.count - 1
    guard index >= 0, open[index].container == event.container, siblings.contains(open[index].name)
    else { return }
    while open.count > index, let last = open.popLast() { bytes.append(utf8: "</\(last.name)>") }
  }

  /// Closes a table that is open between two cells: Markdown may follow, and is not allowed there.
  mutating func closeTable(open: inout [OpenElement]) {
    while let last = open.last, last.container == event.container,
      tableContexts.contains(last.name)
    {
      bytes.append(utf8: "</\(last.name)>")
      open.removeLast()
    }
  }

  private mutating func append(
    _ attribute: RawTag.Attribute, of element: String, context: inout some RawHTMLContext
  ) {
    switch (element, attribute.name) {
    case ("a", "href"):
      if let value = context.rawLink(attribute.value, event) { append(value, "href") }
    case ("img", "src"):
      guard let value = context.rawImage(attribute.value, event) else { return }
      append(value, "src")
      hasSource = true
    case (_, "id"), ("a", "name"):
      let isClean = isAnchor(Array(attribute.value.utf8)[...])
      if isClean, context.rawAnchor(attribute.value) { append(.text(attribute.value), "id") }
    case (_, "align") where element != "a":
      if ["left", "center", "right"].contains(attribute.value.lowercased()) {
        append(.text("align-\(attribute.value.lowercased())"), "class")
      }
    case (_, "width"), (_, "height"), (_, "colspan"), (_, "rowspan"), (_, "start"), (_, "value"):
      if Int(attribute.value) != nil { append(.text(attribute.value), attribute.name) }
    case (_, let name) where plainAttributes.contains(name):
      append(.text(attribute.value), name)
    default: break
    }
  }

  private mutating func append(_ value: RawAttribute, _ name: String) {
    switch value {
    case .text(let text): bytes.append(utf8: " \(name)=\"\(escapedHTML(text))\"")
    case .slot(let slot):
      bytes.append(utf8: " \(name)=\"")
      pieces.append(.bytes(bytes))
      pieces.append(.slot(slot))
      bytes = [UInt8(ascii: "\"")]
    }
  }

  consuming func finished() -> RawHTMLEdit {
    RawHTMLEdit(pieces: pieces + [.bytes(bytes)])
  }
}

// MARK: - Reading

/// A start or end tag as the HTML specification's tokeniser would see it.
private struct RawTag {
  struct Attribute {
    let name: String
    let value: String
  }

  let name: String
  let isClosing: Bool
  let attributes: [Attribute]
  /// The attributes with `href` first and `title` second: what a link to no page gets in place of
  /// its address depends on whether a title follows.
  var attributesInOrder: [Attribute] {
    ["href", "title"].flatMap { name in attributes.filter { $0.name == name } }
      + attributes.filter { $0.name != "href" && $0.name != "title" }
  }
  /// As written.
  let text: String
  /// The index after `>`.
  let end: Int

  /// Nil when no complete tag starts at `start`.
  init?(_ bytes: [UInt8], at start: Int) {
    var index = start + 1
    let isClosing = index < bytes.count && bytes[index] == UInt8(ascii: "/")
    if isClosing { index += 1 }
    let nameStart = index
    while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
    guard index > nameStart, bytes[nameStart].isASCIILetter else { return nil }
    let name = String(decoding: bytes[nameStart..<index], as: UTF8.self).lowercased()
    var attributes: [Attribute] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: ">") {
      if bytes[index].isASCIISpace || bytes[index] == UInt8(ascii: "/") {
        index += 1
        continue
      }
      guard let (attribute, next) = Self.attribute(bytes, at: index) else { return nil }
      attributes.append(attribute)
      index = next
    }
    guard index < bytes.count else { return nil }
    self.name = name
    self.isClosing = isClosing
    self.attributes = attributes
    self.end = index + 1
    self.text = String(decoding: bytes[start...index], as: UTF8.self)
  }

  private static func attribute(_ bytes: [UInt8], at start: Int) -> (Attribute, Int)? {
    var index = start
    while index < bytes.count, !bytes[index].isASCIISpace, bytes[index] != UInt8(ascii: "="),
      bytes[index] != UInt8(ascii: ">"), bytes[index] != UInt8(ascii: "/")
    { index += 1 }
    if index == start { index += 1 }
    let name = String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
    var after = index
    while after < bytes.count, bytes[after].isASCIISpace { after += 1 }
    guard after < bytes.count, bytes[after] == UInt8(ascii: "=") else {
      return (Attribute(name: name, value: ""), index)
    }
    index = after + 1
    while index < bytes.count, bytes[index].isASCIISpace { index += 1 }
    guard index < bytes.count else { return nil }
    let quote = bytes[index]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      guard let close = bytes[(index + 1)...].firstIndex(of: quote) else { return nil }
      let value = decodedEntities(bytes[(index + 1)..<close])
      return (Attribute(name: name, value: value), close + 1)
    }
    let valueStart = index
    while index < bytes.count, !bytes[index].isASCIISpace, bytes[index] != UInt8(ascii: ">") {
      index += 1
    }
    return (Attribute(name: name, value: decodedEntities(bytes[valueStart..<index])), index)
  }
}

/// Decodes numeric references and the five entities that matter in attribute values. Any other
/// entity stays as text, ampersand included, and is escaped when written: it can then no longer
/// spell a scheme.
private func decodedEntities(_ bytes: ArraySlice<UInt8>) -> String {
  let text = String(decoding: bytes, as: UTF8.self)
  guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
  var out = ""
  var rest = Substring(text)
  while let ampersand = rest.firstIndex(of: "&") {
    out += rest[..<ampersand]
    rest = rest[ampersand...]
    guard let semicolon = rest.prefix(12).firstIndex(of: ";"),
      let character = entity(rest[rest.index(after: rest.startIndex)..<semicolon])
    else {
      out += "&"
      rest = rest.dropFirst()
      continue
    }
    out += character
    rest = rest[rest.index(after: semicolon)...]
  }
  return out + rest
}

private func entity(_ name: Substring) -> String? {
  switch name {
  case "amp": return "&"
  case "lt": return "<"
  case "gt": return ">"
  case "quot": return "\""
  case "apos": return "'"
  case "colon": return ":"
  case "Tab": return "\t"
  case "NewLine": return "\n"
  default:
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    let number = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap(Unicode.Scalar.init).map { String($0) }
  }
}

private func endOfComment(_ bytes: [UInt8], from start: Int) -> Int {
  if bytes[(start + 4)...].starts(with: ">".utf8) { return start + 5 }
  if bytes[(start + 4)...].starts(with: "->".utf8) { return start + 6 }
  return firstRange(of: "-->", in: bytes, from: start + 4)?.upperBound ?? bytes.count
}

private func isMarkupDeclaration(_ bytes: [UInt8], at index: Int) -> Bool {
  guard index + 1 < bytes.count else { return false }
  return bytes[index + 1] == UInt8(ascii: "!") || bytes[index + 1] == UInt8(ascii: "?")
}

private func isNameByte(_ byte: UInt8) -> Bool {
  byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "-")
}

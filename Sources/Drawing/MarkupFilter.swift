// Rebuilds other programs' markup, MathML from KaTeX and SVG from Graphviz, through an allow-list
// of elements and attributes, so that a formula, a diagram or a damaged cache cannot put anything
// else on a page.

internal import Bytes

/// The allow-list for one markup language.
struct MarkupVocabulary: Sendable {
  let elements: Set<String>
  /// Attributes allowed on any element.
  let attributes: Set<String>
  /// Elements that are removed with their contents. Other elements outside the list lose only their
  /// tags.
  let dropped: Set<String>
  /// Elements whose tags are written only if they have this attribute.
  let plainWithout: [String: String]
  /// Rewrites an attribute: its new text with a leading space, or empty to drop it. `stroke` is the
  /// element's attribute of that name.
  let rewrite:
    @Sendable (_ element: String, _ name: String, _ value: String, _ stroke: String?) -> String?
}

/// How deep markup may be nested; browsers give up a little deeper.
private let nestingLimit = 400

/// The markup reduced to the vocabulary; nil when it is not well nested, or too deep. O(n).
func filteredMarkup(_ markup: [UInt8], _ vocabulary: MarkupVocabulary) -> [UInt8]? {
  var out: [UInt8] = []
  out.reserveCapacity(markup.count)
  /// Names of open elements, and whether each was written.
  var open: [(name: String, isWritten: Bool)] = []
  var droppedDepth = 0
  var index = 0
  let less = UInt8(ascii: "<")
  while index < markup.count {
    if markup[index] != less {
      let end = markup[index...].firstIndex(of: less) ?? markup.count
      let isText = markup[index..<end].contains { $0 > 0x20 }
      if isText, droppedDepth == 0, !open.isEmpty { appendText(markup[index..<end], to: &out) }
      index = end
      continue
    }
    guard let tag = MarkupElement(markup, from: index) else { return nil }
    index = tag.end
    guard let name = tag.name else { continue }
    if tag.isClosing {
      guard let last = open.popLast(), last.name == name else { return nil }
      if last.isWritten, droppedDepth == 0 { out.append(utf8: "</\(name)>") }
      if vocabulary.dropped.contains(name) { droppedDepth -= 1 }
      continue
    }
    let needed = vocabulary.plainWithout[name]
    let isWorthIt = needed == nil || tag.attributes.contains { $0.0 == needed }
    let isWritten = droppedDepth == 0 && isWorthIt && vocabulary.elements.contains(name)
    if isWritten {
      out.append(utf8: "<\(name)")
      let stroke = tag.attributes.first { $0.0 == "stroke" }?.1
      for (attribute, value) in tag.attributes {
        if let text = vocabulary.rewrite(name, attribute, value, stroke) {
          out.append(utf8: text)
        } else if vocabulary.attributes.contains(attribute) {
          out.append(utf8: " \(attribute)=\"")
          appendText(Array(value.utf8)[...], to: &out)
          out.append(UInt8(ascii: "\""))
        }
      }
      out.append(utf8: tag.isEmpty ? "/>" : ">")
    }
    if !tag.isEmpty {
      guard open.count < nestingLimit else { return nil }
      open.append((name, isWritten))
      if vocabulary.dropped.contains(name) { droppedDepth += 1 }
    }
  }
  return open.isEmpty ? out : nil
}

/// Appends text or an attribute's value; entities in it are kept.
private func appendText(_ text: ArraySlice<UInt8>, to out: inout [UInt8]) {
  for byte in text {
    switch byte {
    case UInt8(ascii: "<"): out.append(utf8: "&lt;")
    case UInt8(ascii: ">"): out.append(utf8: "&gt;")
    case UInt8(ascii: "\""): out.append(utf8: "&quot;")
    default: out.append(byte)
    }
  }
}

/// One `<…>`.
private struct MarkupElement {
  /// Nil for comments, declarations and processing instructions.
  var name: String?
  var isClosing = false
  var isEmpty = false
  var attributes: [(String, String)] = []
  var end: Int

  init?(_ markup: [UInt8], from start: Int) {
    var index = start + 1
    guard index < markup.count else { return nil }
    if markup[index] == UInt8(ascii: "!") || markup[index] == UInt8(ascii: "?") {
      let close = Array((markup[index...].starts(with: "!--".utf8) ? "-->" : ">").utf8)
      guard let range = markup[index...].firstRange(of: close) else { return nil }
      end = range.upperBound
      return
    }
    if markup[index] == UInt8(ascii: "/") {
      isClosing = true
      index += 1
    }
    func word() -> String {
      let first = index
      while index < markup.count, markup[index] > 0x20, !"/>=\"'<".utf8.contains(markup[index]) {
        index += 1
      }
      return String(decoding: markup[first..<index], as: UTF8.self)
    }
    func space() {
      while index < markup.count, markup[index] <= 0x20 { index += 1 }
    }
    name = word()
    guard name?.isEmpty == false else { return nil }
    while true {
      space()
      guard index < markup.count else { return nil }
      switch markup[index] {
      case UInt8(ascii: ">"):
        end = index + 1
        return
      case UInt8(ascii: "/"):
        isEmpty = true
        index += 1
      default:
        let attribute = word()
        space()
        guard !attribute.isEmpty, index + 1 < markup.count, markup[index] == UInt8(ascii: "=")
        else {
          return nil
        }
        index += 1
        space()
        guard index < markup.count, markup[index] == 0x22 || markup[index] == 0x27,
          let close = markup[(index + 1)...].firstIndex(of: markup[index])
        else { return nil }
        attributes.append(
          (attribute, String(decoding: markup[(index + 1)..<close], as: UTF8.self)))
        index = close + 1
      }
    }
  }
}

// MARK: - The two languages

/// The width of the theme's text column, in pixels.
private let columnWidth = 624.0

/// MathML Core and those parts of MathML 3 that browsers still support. No links, no styles, no
/// scripts.
let mathematicsVocabulary = MarkupVocabulary(
  elements: [
    "math", "semantics", "annotation", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "msup",
    "msub", "msubsup", "mfrac", "msqrt", "mroot", "mover", "munder", "munderover", "mtable", "mtr",
    "mlabeledtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose", "merror", "mmultiscripts",
    "mprescripts", "none",
  ],
  attributes: [
    "display", "encoding", "mathvariant", "stretchy", "fence", "separator", "lspace", "rspace",
    "minsize", "maxsize", "form", "accent", "accentunder", "movablelimits", "linethickness",
    "scriptlevel", "displaystyle", "rowspacing", "columnspacing", "columnalign", "rowlines",
    "columnlines", "width", "height", "depth", "voffset", "notation", "mathcolor",
    "mathbackground", "mathsize", "linebreak", "symmetric", "largeop", "bevelled", "side",
    "minlabelspacing",
  ],
  dropped: ["script", "style", "annotation-xml", "mglyph"],
  plainWithout: [:], rewrite: { _, _, _, _ in nil })

/// The SVG that Graphviz writes. Colours become classes of the theme; fonts are the theme's.
let diagramVocabulary = MarkupVocabulary(
  elements: ["svg", "g", "path", "polygon", "polyline", "ellipse", "text"],
  attributes: [
    "d", "points", "cx", "cy", "rx", "ry", "x", "y", "transform", "viewBox", "text-anchor",
    "font-size", "stroke-dasharray", "stroke-width",
  ],
  dropped: ["script", "style", "title", "defs", "image", "foreignObject"],
  plainWithout: ["g": "transform"],
  rewrite: { element, name, value, stroke in
    switch name {
    case "width":
      guard element == "svg", let points = Double(value.prefix { "0123456789.".contains($0) }),
        points < 100_000
      else { return "" }
      // 3 of Graphviz's points are 4 pixels. A diagram wider than a text column is scaled down, to
      // no less than a pixel for a point; beyond that it scrolls.
      return " width=\"\(Int(max(points, min(points * 4 / 3, columnWidth)).rounded()))\""
    // Follows from the width and the aspect ratio of the view box.
    case "height": return ""
    case "fill":
      // An arrow head.
      if value == stroke { return diagramHue(value).map { " class=\"ink-\($0)\"" } ?? "" }
      if element == "text" { return diagramHue(value).map { " class=\"ink-\($0)\"" } ?? "" }
      if value == "none" || value == "transparent" { return " fill=\"none\"" }
      if value == "white" { return " class=\"ground\"" }
      return value == "black" ? "" : " class=\"soft-\(diagramHue(value) ?? "surface")\""
    case "stroke":
      if value == "transparent" || value == "none" { return "" }
      return diagramHue(value).map { " data-line=\"\($0)\"" } ?? " data-line=\"text\""
    case "font-weight": return value == "bold" ? " font-weight=\"bold\"" : ""
    case "font-style": return value == "italic" ? " font-style=\"italic\"" : ""
    default: return nil
    }
  })

/// The theme's hue for a colour an author may name; nil for any other, which is drawn in the text
/// colour.
private func diagramHue(_ colour: String) -> String? {
  switch colour {
  case "red", "lightpink", "mistyrose", "pink", "salmon", "crimson", "firebrick": "caution"
  case "orange", "gold", "yellow", "lightyellow", "goldenrod", "khaki": "warning"
  case "green", "lightgreen", "palegreen", "honeydew", "darkgreen", "forestgreen": "tip"
  case "blue", "lightblue", "navy", "aliceblue", "skyblue", "steelblue", "dodgerblue": "note"
  case "purple", "violet", "lavender", "orchid", "plum", "thistle": "important"
  default: nil
  }
}

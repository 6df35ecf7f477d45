// What a page shows besides text and is known only after scanning: drawn formulas and diagrams, and
// the sizes of pictures. Does not draw anything or read files.

internal import Bytes
package import Content
package import Files
internal import Interface

/// The outcome of a drawing.
package enum DrawnMarkup: Sendable, Equatable {
  /// MathML or SVG of allow-listed elements; SVG begins with `<svg`.
  case markup([UInt8])
  /// It could not be drawn, for a reason already reported; its source is shown.
  case source(reason: String)
}

/// A picture's size in CSS pixels.
package struct ImageSize: Sendable, Equatable {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A picture shown on pages.
package struct Picture: Sendable, Equatable {
  /// Nil when its format is unknown.
  package let size: ImageSize?
  /// Its variant for dark themes, if there is one.
  package let dark: ContentPath?
  package let darkSize: ImageSize?

  package init(size: ImageSize?, dark: ContentPath? = nil, darkSize: ImageSize? = nil) {
    self.size = size
    self.dark = dark
    self.darkSize = darkSize
  }
}

/// Drawings and pictures of a site.
package struct Media: Sendable {
  let drawings: [Drawing.Key: DrawnMarkup]
  let pictures: [ContentPath: Picture]

  package init(
    drawings: [Drawing.Key: DrawnMarkup] = [:], pictures: [ContentPath: Picture] = [:]
  ) {
    self.drawings = drawings
    self.pictures = pictures
  }

  /// Whether everything contained in both looks the same in both. O(n).
  package func agrees(with other: Media) -> Bool {
    pictures.allSatisfy { path, picture in
      other.pictures[path].map { $0 == picture } ?? true
    }
      && drawings.allSatisfy { key, markup in
        other.drawings[key].map { $0 == markup } ?? true
      }
  }
}

/// Appends a drawing as a page shows it.
func appendDrawing(_ drawing: Drawing, _ media: Media, _ words: Words, to out: inout [UInt8]) {
  guard case .markup(let markup)? = media.drawings[drawing.key] else {
    return appendWork(of: drawing, media.drawings[drawing.key], to: &out)
  }
  switch drawing.key.kind {
  case .inlineFormula: out += markup
  case .displayFormula:
    let element = drawing.isBlock ? "div" : "span"
    let id = drawing.anchor.map { " id=\"\(escapedHTML($0))\"" } ?? ""
    out.append(utf8: "<\(element) class=\"formula\"\(id)>")
    out += markup
    if let number = drawing.number {
      out.append(utf8: "<span class=\"formula-number\">(\(number))</span>")
    }
    out.append(utf8: "</\(element)>")
  case .diagram:
    out.append(utf8: "<figure class=\"diagram\"><div class=\"diagram-frame\">")
    let name = drawing.title.isEmpty ? words[.diagram] : drawing.title
    out.append(utf8: "<svg role=\"img\" aria-label=\"\(escapedHTML(name))\"")
    out += markup.dropFirst("<svg".utf8.count)
    out.append(utf8: "</div>")
    if !drawing.title.isEmpty {
      out.append(utf8: "<figcaption>\(escapedHTML(drawing.title))</figcaption>")
    }
    out.append(utf8: "</figure>")
  }
}

/// Appends the source in place of a drawing.
private func appendWork(
  of drawing: Drawing, _ drawn: DrawnMarkup?, to out: inout [UInt8]
) {
  var attributes = " class=\"undrawn\""
  if case .source(let reason)? = drawn, !reason.isEmpty {
    attributes += " title=\"\(escapedHTML(reason))\""
  }
  let dollars =
    switch drawing.key.kind {
    case .inlineFormula: "$"
    case .displayFormula: drawing.isBlock ? "" : "$$"
    case .diagram: ""
    }
  let code =
    "<code\(attributes)>\(dollars)\(escapedHTML(drawing.key.source))\(dollars)</code>"
  let id = drawing.anchor.map { " id=\"\(escapedHTML($0))\"" } ?? ""
  out.append(utf8: drawing.isBlock ? "<pre\(id)>\(code)</pre>" : code)
}

/// A picture: with its size, so that the layout does not shift when it arrives, loaded lazily, with
/// its variant for dark themes if there is one, and with its title as a caption if it is alone in
/// its paragraph.
func imageHTML(
  _ reference: Reference, _ text: ImageText, at path: ContentPath, from route: Route,
  _ media: Media
) -> String {
  func element(_ path: ContentPath, _ size: ImageSize?, _ classes: String) -> String {
    var html = "<img src=\"\(escapedHTML(route.link(toFile: path)))\""
    html += " alt=\"\(escapedHTML(text.alternative))\""
    if !text.title.isEmpty, !text.isFigure { html += " title=\"\(escapedHTML(text.title))\"" }
    if let size { html += " width=\"\(size.width)\" height=\"\(size.height)\"" }
    return html + "\(classes) loading=\"lazy\">"
  }
  let picture = media.pictures[path]
  let size = picture?.size
  var html: String
  if let picture, let dark = picture.dark {
    html =
      element(path, size, " class=\"in-light\"")
      + element(dark, picture.darkSize, " class=\"in-dark\"")
  } else {
    // GitHub's syntax for restricting a picture to one theme.
    switch reference.written.firstRange(of: "#gh-").map({ reference.written[$0.lowerBound...] }) {
    case "#gh-light-mode-only": html = element(path, size, " class=\"in-light\"")
    case "#gh-dark-mode-only": html = element(path, size, " class=\"in-dark\"")
    default: html = element(path, size, "")
    }
  }
  guard text.isFigure else { return html }
  return "<figure>\(html)<figcaption>\(escapedHTML(text.title))</figcaption></figure>"
}

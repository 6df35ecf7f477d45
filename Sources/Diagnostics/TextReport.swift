// Diagnostics for people, in the format compilers use: `file:line:column: severity: message`, the
// line, a caret under the offending text, and what to do.

/// Finds the text that diagnostics point into, by path.
package typealias SourceLookup = (_ path: String) -> SourceFile?

/// How a text report looks.
package struct TextReportStyle: Sendable {
  /// ANSI colours; for terminals only.
  package let isColored: Bool

  package init(isColored: Bool) {
    self.isColored = isColored
  }
}

/// One diagnostic as text, ending in a newline. Control characters in the author's text are shown
/// as escapes, so a page cannot send commands to the terminal.
package func textReport(
  of diagnostic: Diagnostic, source: SourceFile?, style: TextReportStyle
) -> String {
  let paint = Paint(isOn: style.isColored)
  let kind = paint.severity(diagnostic.severity)
  let message = onOneLine(diagnostic.message)
  let code = paint.dim("[\(diagnostic.code.rawValue)]")
  let path = onOneLine(diagnostic.path)
  var out: String
  if let range = diagnostic.range, let source {
    let position = source.position(of: range.start)
    let place = paint.bold("\(path):\(position.line):\(position.column):")
    out = "\(place) \(kind) \(message) \(code)\n"
    out += excerpt(of: source, range, at: position, paint)
  } else {
    out = "\(paint.bold("\(path):")) \(kind) \(message) \(code)\n"
  }
  for note in diagnostic.notes { out += "  = \(printable(note))\n" }
  for fix in diagnostic.fixes { out += "  = \(paint.bold("fix:")) \(printable(fix.title))\n" }
  return out
}

/// The line with a caret under the range, as wide as the terminal shows it. Long lines are cut
/// around the caret: 60 scalars before it, 120 in all.
private func excerpt(
  of source: SourceFile, _ range: SourceRange, at position: SourcePosition, _ paint: Paint
) -> String {
  let scalars = Array(String(decoding: position.lineBytes, as: UTF8.self).unicodeScalars)
  let column = min(position.column - 1, scalars.count)
  let first = max(0, column - 60)
  let last = min(scalars.count, first + 120)
  let lineEnd = position.lineStart + position.lineBytes.count
  let markedStart = min(range.start, lineEnd)
  let marked = source.bytes[markedStart..<max(markedStart, min(range.end, lineEnd))]
  let markedCount = marked.count { $0 & 0xC0 != 0x80 }
  let markedScalars = scalars[column..<max(column, min(last, column + markedCount))]
  let visibleCount = max(1, markedScalars.reduce(0) { $0 + width($1) })
  let shown = scalars[first..<last].map(printable).joined()
  let before = scalars[first..<column].map {
    $0 == "\t" ? "\t" : String(repeating: " ", count: width($0))
  }.joined()
  let number = String(position.line)
  let gutter = String(repeating: " ", count: number.count)
  let carets = String(repeating: "^", count: visibleCount)
  return "\(number) | \((first > 0 ? "…" : "") + shown)\n"
    + "\(gutter) | \((first > 0 ? " " : "") + before)\(paint.caret(carets))\n"
}

/// How many terminal columns a scalar takes: none for a combining mark, two for East Asian wide
/// characters and emoji, and for a control character the length of its escape.
private func width(_ scalar: Unicode.Scalar) -> Int {
  switch scalar.value {
  case 0x20..<0x7F: return 1
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
    0x20000...0x3FFFD:
    return 2
  default: break
  }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark: return 0
  default: return printable(scalar).unicodeScalars.count
  }
}

/// For file names and quotations: a line break in one could pass for a separate report.
private func onOneLine(_ text: String) -> String {
  text.unicodeScalars.map(printable).joined()
}

private func printable(_ text: String) -> String {
  text.unicodeScalars.map { $0 == "\n" ? "\n" : printable($0) }.joined()
}

/// A scalar as it may be sent to a terminal: control characters and bidirectional overrides as
/// escapes.
private func printable(_ scalar: Unicode.Scalar) -> String {
  switch scalar.value {
  case 0x09: "\t"
  case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0xFEFF:
    "\\u{\(String(scalar.value, radix: 16))}"
  default: String(scalar)
  }
}

private struct Paint {
  let isOn: Bool

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func caret(_ text: String) -> String { wrap(text, "1;36") }

  func severity(_ severity: Severity) -> String {
    switch severity {
    case .note: wrap("note:", "1;34")
    case .warning: wrap("warning:", "1;33")
    case .error: wrap("error:", "1;31")
    }
  }

  private func wrap(_ text: String, _ style: String) -> String {
    isOn ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
  }
}

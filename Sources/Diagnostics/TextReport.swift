// Diagnostics for people, in the form compilers use: `file:line:column: severity: message`, the
// line, a caret under the offending text, and what to do.

/// What a report needs to find the text that diagnostics point at.
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
  let message = printable(diagnostic.message)
  let code = paint.dim("[\(diagnostic.code.rawValue)]")
  let path = printable(diagnostic.path)
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

/// The line and a caret under the range. Long lines are cut around the caret: 60 scalars before
/// it, 120 in all.
private func excerpt(
  of source: SourceFile, _ range: SourceRange, at position: SourcePosition, _ paint: Paint
) -> String {
  let scalars = Array(String(decoding: position.lineBytes, as: UTF8.self).unicodeScalars)
  let column = min(position.column - 1, scalars.count)
  let first = max(0, column - 60)
  let last = min(scalars.count, first + 120)
  let widthInBytes = min(range.end, position.lineStart + position.lineBytes.count) - range.start
  let marked = source.bytes[range.start..<(range.start + max(0, widthInBytes))]
  let markedCount = marked.count { $0 & 0xC0 != 0x80 }
  let visibleCount = max(1, min(markedCount, last - column))
  let shown = scalars[first..<last].map(printable).joined()
  let before = scalars[first..<column].map { $0 == "\t" ? "\t" : spaces(printable($0)) }.joined()
  let number = String(position.line)
  let gutter = String(repeating: " ", count: number.count)
  let carets = String(repeating: "^", count: visibleCount)
  return "\(number) | \((first > 0 ? "…" : "") + shown)\n"
    + "\(gutter) | \((first > 0 ? " " : "") + before)\(paint.caret(carets))\n"
}

private func spaces(_ text: String) -> String {
  String(repeating: " ", count: text.unicodeScalars.count)
}

private func printable(_ text: String) -> String {
  text.unicodeScalars.map { $0 == "\n" ? "\n" : printable($0) }.joined()
}

/// A scalar as it may be sent to a terminal: controls and bidirectional overrides as escapes.
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

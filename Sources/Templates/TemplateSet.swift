// Templates, compiled once and rendered many times: Mustache's variables, sections, inverted
// sections, partials and comments, over bytes. Rendering is a walk over a few dozen steps that
// copies bytes, because a site renders its page template for every page. Broken templates and
// names that nothing provides are diagnostics with file and line. Called by `Rendering`.
// Specification: mustache(5); lambdas and other delimiters are left out.

package import Diagnostics

/// Compiled templates by name.
package struct TemplateSet: Sendable {
  private let templates: [String: [TemplateStep]]

  fileprivate init(templates: [String: [TemplateStep]]) {
    self.templates = templates
  }
}

/// A template's source under the name by which it is called.
package struct TemplateSource: Sendable {
  package let name: String
  package let file: SourceFile

  package init(name: String, file: SourceFile) {
    self.name = name
    self.file = file
  }
}

/// Compiles templates and checks every name in them.
///
/// - Parameters:
///   - sources: all templates, partials too.
///   - entries: the names a template may use, for each that is rendered by name. A partial is
///     checked with the names of every template that includes it.
///   - texts: what `{{text.name}}` stands for, by name.
package func compileTemplates(
  _ sources: [TemplateSource], entries: [String: [String: TemplateShape]],
  texts: [String: [TextPiece]] = [:]
) -> Diagnosed<TemplateSet> {
  var diagnostics: [Diagnostic] = []
  var parsed: [String: ParsedTemplate] = [:]
  for source in sources.sorted(by: { $0.name < $1.name }) {
    let template = parseTemplate(source, texts: texts)
    diagnostics += template.diagnostics
    parsed[source.name] = template.value
  }
  for name in entries.keys.sorted() {
    if let template = parsed[name] {
      diagnostics += checkNames(in: template, shape: entries[name] ?? [:], all: parsed)
    } else if !sources.contains(where: { $0.name == name }) {
      diagnostics.append(
        Diagnostic(
          .unknownTemplate, "the theme has no template `\(name)`",
          path: "templates/\(name).mustache"))
    }
  }
  return Diagnosed(TemplateSet(templates: parsed.mapValues(\.steps)), deduplicated(diagnostics))
}

/// A partial used by several templates reports the same problem once.
private func deduplicated(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
  var seen: [Diagnostic] = []
  for diagnostic in diagnostics where !seen.contains(diagnostic) { seen.append(diagnostic) }
  return seen
}

extension TemplateSet {
  /// Renders a template. O(output).
  /// - Precondition: a template of this name was compiled without errors.
  package func render(_ name: String, _ values: [String: TemplateValue]) -> [UInt8] {
    var out: [UInt8] = []
    // Finished HTML is most of a page; what the template adds has room enough in this.
    out.reserveCapacity(values.values.reduce(10 << 10) { $0 + $1.htmlCount })
    render(name, values, to: &out)
    return out
  }

  /// Renders a template at the end of `out`.
  package func render(
    _ name: String, _ values: [String: TemplateValue], to out: inout [UInt8]
  ) {
    guard let steps = templates[name] else {
      preconditionFailure("the template `\(name)` was not compiled")
    }
    run(steps, [values], to: &out)
  }

  /// - Parameter scopes: the values in reach, innermost last: Mustache looks outwards.
  private func run(
    _ steps: [TemplateStep], _ scopes: [[String: TemplateValue]], to out: inout [UInt8]
  ) {
    for step in steps {
      switch step {
      case .bytes(let bytes): out.append(contentsOf: bytes)
      case .variable(let name, let isEscaped):
        append(value(of: name, in: scopes), isEscaped: isEscaped, to: &out)
      case .section(let name, let inner):
        switch value(of: name, in: scopes) {
        case .list(let items): for item in items { run(inner, scopes + [item], to: &out) }
        case .group(let group): run(inner, scopes + [group], to: &out)
        case let value where value?.isPresent == true: run(inner, scopes, to: &out)
        default: break
        }
      case .inverted(let name, let inner):
        if value(of: name, in: scopes)?.isPresent != true { run(inner, scopes, to: &out) }
      case .partial(let name): run(templates[name] ?? [], scopes, to: &out)
      }
    }
  }

  private func value(
    of name: String, in scopes: [[String: TemplateValue]]
  ) -> TemplateValue? {
    for scope in scopes.reversed() {
      if let value = scope[name] { return value }
    }
    return nil
  }

  private func append(_ value: TemplateValue?, isEscaped: Bool, to out: inout [UInt8]) {
    switch value {
    case .text(let text):
      guard isEscaped, needsEscape(text.utf8.span) else {
        return out.append(contentsOf: text.utf8)
      }
      appendEscaped(text.utf8, to: &out)
    // Finished HTML is what its name says, however many braces the template's author wrote.
    case .html(let html): out.append(contentsOf: html)
    default: break
    }
  }
}

/// A text as it may stand in HTML, also in a quoted attribute.
func escaped(_ text: String) -> [UInt8] {
  var out: [UInt8] = []
  appendEscaped(text.utf8, to: &out)
  return out
}

/// Copies what stands between the characters that are escaped in one piece each.
private func appendEscaped(_ text: String.UTF8View, to out: inout [UInt8]) {
  var copied = text.startIndex
  func flush(_ index: String.Index, _ entity: String) {
    out.append(contentsOf: text[copied..<index])
    out.append(contentsOf: entity.utf8)
    copied = text.index(after: index)
  }
  for index in text.indices {
    switch text[index] {
    case UInt8(ascii: "&"): flush(index, "&amp;")
    case UInt8(ascii: "<"): flush(index, "&lt;")
    case UInt8(ascii: ">"): flush(index, "&gt;")
    case UInt8(ascii: "\""): flush(index, "&quot;")
    case UInt8(ascii: "'"): flush(index, "&#39;")
    default: break
    }
  }
  out.append(contentsOf: text[copied...])
}

private func needsEscape(_ bytes: Span<UInt8>) -> Bool {
  for index in bytes.indices {
    let byte = bytes[index]
    // All five stand below the letters.
    if byte > UInt8(ascii: ">") { continue }
    if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
      || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    {
      return true
    }
  }
  return false
}

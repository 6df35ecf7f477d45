// Templates, compiled once and rendered many times: Mustache's variables, sections, inverted
// sections, partials and comments, over bytes. Rendering is a walk over a few dozen steps that
// copies bytes, because a site renders its page template for every page. Broken templates and
// unknown names are diagnostics with file and line. Knows nothing of pages or of what the values
// mean. Specification: mustache(5), without lambdas and custom delimiters.

package import Diagnostics

/// Compiled templates by name.
package struct TemplateSet: Sendable {
  private let programs: [String: TemplateProgram]

  fileprivate init(_ templates: [String: [TemplateStep]]) {
    programs = Dictionary(
      uniqueKeysWithValues: templates.keys.map { ($0, TemplateProgram($0, templates)) })
  }
}

/// A template's source and its name.
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
///   - texts: the replacement of each `{{text.name}}`, by name.
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
  return Diagnosed(TemplateSet(parsed.mapValues(\.steps)), deduplicated(diagnostics))
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
  package func render(_ name: String, _ values: TemplateValues) -> [UInt8] {
    var out: [UInt8] = []
    // Most of a page is finished HTML; what the template adds fits in this.
    out.reserveCapacity((10 << 10) + values.htmlCount)
    render(name, values, to: &out)
    return out
  }

  /// Renders a template, appending to `out`.
  package func render(
    _ name: String, _ values: TemplateValues, to out: inout [UInt8]
  ) {
    guard let program = programs[name] else {
      preconditionFailure("the template `\(name)` was not compiled")
    }
    program.run(values, to: &out)
  }
}

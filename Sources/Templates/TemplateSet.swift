// Templates, compiled once and rendered many times. Mustache is swift-mustache's; what it lacks is
// here: broken templates and names that nothing provides are diagnostics with file and line,
// instead of rendering as nothing. Called by `Rendering`.

package import Diagnostics
internal import Mustache

/// Compiled templates by name.
package struct TemplateSet: Sendable {
  private let library: MustacheLibrary

  fileprivate init(library: MustacheLibrary) {
    self.library = library
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
package func compileTemplates(
  _ sources: [TemplateSource], entries: [String: [String: TemplateShape]]
) -> Diagnosed<TemplateSet> {
  var diagnostics: [Diagnostic] = []
  var library = MustacheLibrary()
  var parsed: [String: ParsedTemplate] = [:]
  for source in sources.sorted(by: { $0.name < $1.name }) {
    let template = parseTags(of: source)
    diagnostics += template.diagnostics
    guard let value = template.value else { continue }
    do {
      try library.register(String(decoding: source.file.bytes, as: UTF8.self), named: source.name)
      parsed[source.name] = value
    } catch {
      diagnostics.append(
        Diagnostic(.brokenTemplate, "not a valid template: \(error)", path: source.file.path))
    }
  }
  diagnostics += entries.keys.sorted().flatMap { name -> [Diagnostic] in
    guard let template = parsed[name] else { return [] }
    return checkNames(in: template, shape: entries[name] ?? [:], all: parsed)
  }
  return Diagnosed(TemplateSet(library: library), deduplicated(diagnostics))
}

/// A partial used by several templates reports the same problem once.
private func deduplicated(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
  var seen: [Diagnostic] = []
  for diagnostic in diagnostics where !seen.contains(diagnostic) { seen.append(diagnostic) }
  return seen
}

extension TemplateSet {
  /// Renders a template. Finished HTML never passes through the engine: it is put in afterwards,
  /// so a large body costs a copy of its bytes and no more.
  /// - Precondition: a template of this name was compiled without errors.
  package func render(_ name: String, _ values: [String: TemplateValue]) -> [UInt8] {
    var inserts: [[UInt8]] = []
    let context = engineValues(values, &inserts)
    guard let text = library.render(context, withTemplate: name) else {
      preconditionFailure("the template `\(name)` was not compiled")
    }
    return filled(Array(text.utf8), with: inserts)
  }
}

/// Stands in front of the number of an insert; no text value keeps it.
private let insertMark: UInt8 = 0x01

private func engineValues(
  _ values: [String: TemplateValue], _ inserts: inout [[UInt8]]
) -> [String: Any] {
  var context: [String: Any] = [:]
  context.reserveCapacity(values.count)
  for (name, value) in values {
    switch value {
    case .text(let text):
      if !text.isEmpty { context[name] = withoutMarks(text) }
    case .html(let html):
      guard !html.isEmpty else { continue }
      context[name] = "\u{1}\(inserts.count)\u{1}"
      inserts.append(html)
    case .flag(let isOn): context[name] = isOn
    case .list(let items):
      if !items.isEmpty { context[name] = items.map { engineValues($0, &inserts) } }
    case .group(let group): context[name] = engineValues(group, &inserts)
    }
  }
  return context
}

private func withoutMarks(_ text: String) -> String {
  guard text.utf8.contains(insertMark) else { return text }
  return text.replacing("\u{1}", with: "\u{FFFD}")
}

private func filled(_ text: [UInt8], with inserts: [[UInt8]]) -> [UInt8] {
  guard !inserts.isEmpty else { return text }
  var out: [UInt8] = []
  out.reserveCapacity(inserts.reduce(text.count) { $0 + $1.count })
  var copied = 0
  var index = 0
  while let mark = text[index...].firstIndex(of: insertMark) {
    out.append(contentsOf: text[copied..<mark])
    var number = 0
    index = mark + 1
    while index < text.count, text[index] != insertMark {
      number = number * 10 + Int(text[index] - UInt8(ascii: "0"))
      index += 1
    }
    out.append(contentsOf: inserts[number])
    index += 1
    copied = index
  }
  out.append(contentsOf: text[copied...])
  return out
}

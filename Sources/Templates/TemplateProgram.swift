// A template compiled for rendering: one flat list of steps without references, with partials
// inlined. Every page of a site runs it, on all cores at once; with a tree of steps all cores would
// contend for the same reference counts.

internal import Bytes
internal import Diagnostics

struct TemplateProgram: Sendable {
  private var steps: [Step] = []
  /// All literal text, concatenated.
  private var text: [UInt8] = []
  private var names: [String] = []

  private struct Step: Sendable {
    enum Kind: UInt8 { case text, escapedValue, plainValue, section, inverted }

    let kind: Kind
    /// For a text, its start in `text`; for everything else, the index of its name.
    let first: Int32
    /// For a text, its end; for everything else, the index of the step after it and its contents.
    var end: Int32
  }

  /// - Parameter templates: the steps of all templates, for partials.
  init(_ name: String, _ templates: [String: [TemplateStep]]) {
    add(templates[name] ?? [], templates, within: [name])
  }

  /// - Parameter chain: the templates that the steps are in. One that includes itself has been
  ///   reported and is never rendered.
  private mutating func add(
    _ parsed: [TemplateStep], _ templates: [String: [TemplateStep]], within chain: [String]
  ) {
    for step in parsed {
      switch step {
      case .bytes(let bytes):
        let start = text.count
        text += bytes
        steps.append(Step(kind: .text, first: Int32(start), end: Int32(text.count)))
      case .variable(let name, let isEscaped):
        add(isEscaped ? .escapedValue : .plainValue, name)
      case .section(let name, let inner):
        addSection(.section, name) { $0.add(inner, templates, within: chain) }
      case .inverted(let name, let inner):
        addSection(.inverted, name) { $0.add(inner, templates, within: chain) }
      case .partial(let name):
        if !chain.contains(name) {
          add(templates[name] ?? [], templates, within: chain + [name])
        }
      }
    }
  }

  private mutating func add(_ kind: Step.Kind, _ name: String) {
    let number = names.firstIndex(of: name) ?? names.count
    if number == names.count { names.append(name) }
    steps.append(Step(kind: kind, first: Int32(number), end: Int32(steps.count + 1)))
  }

  private mutating func addSection(
    _ kind: Step.Kind, _ name: String, _ addInner: (inout TemplateProgram) -> Void
  ) {
    let start = steps.count
    add(kind, name)
    addInner(&self)
    steps[start].end = Int32(steps.count)
  }

  /// Renders the template, appending to `out`. O(output).
  func run(_ values: TemplateValues, to out: inout [UInt8]) {
    var scopes = [values]
    Self.run(
      0..<steps.count, steps.span, text.span, names.span, scopes: &scopes, to: &out)
  }

  /// - Parameter scopes: the values in scope, innermost last: Mustache looks outwards.
  private static func run(
    _ range: Range<Int>, _ steps: Span<Step>, _ text: Span<UInt8>, _ names: Span<String>,
    scopes: inout [TemplateValues], to out: inout [UInt8]
  ) {
    var index = range.lowerBound
    while index < range.upperBound {
      let step = steps[index]
      index += 1
      if step.kind == .text {
        out.append(bytes: text.extracting(Int(step.first)..<Int(step.end)))
        continue
      }
      let value = value(of: names[Int(step.first)], in: scopes)
      let inner = index..<Int(step.end)
      switch step.kind {
      case .text: break
      case .escapedValue: append(value, isEscaped: true, to: &out)
      case .plainValue: append(value, isEscaped: false, to: &out)
      case .section:
        index = inner.upperBound
        switch value {
        case .list(let items):
          for item in items {
            scopes.append(item)
            run(inner, steps, text, names, scopes: &scopes, to: &out)
            scopes.removeLast()
          }
        case .group(let group):
          scopes.append(group)
          run(inner, steps, text, names, scopes: &scopes, to: &out)
          scopes.removeLast()
        case let value where value?.isPresent == true:
          run(inner, steps, text, names, scopes: &scopes, to: &out)
        default: break
        }
      case .inverted:
        index = inner.upperBound
        if value?.isPresent != true {
          run(inner, steps, text, names, scopes: &scopes, to: &out)
        }
      }
    }
  }

  private static func value(
    of name: String, in scopes: [TemplateValues]
  ) -> TemplateValue? {
    var scope = scopes.count
    while scope > 0 {
      scope -= 1
      if let value = scopes[scope][name] { return value }
    }
    return nil
  }

  private static func append(
    _ value: TemplateValue?, isEscaped: Bool, to out: inout [UInt8]
  ) {
    switch value {
    case .text(let text):
      guard isEscaped else { return out.append(utf8: text) }
      appendEscapedHTML(text.utf8, quotes: .both, to: &out)
    // Finished HTML is never escaped, however many braces the template uses.
    case .html(let html): out.append(contentsOf: html)
    default: break
    }
  }
}

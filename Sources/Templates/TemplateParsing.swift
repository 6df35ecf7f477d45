// Parses a template's text into the steps that render it, and into the tags to be checked.

internal import Bytes
internal import Diagnostics

/// The steps of rendering, in order.
enum TemplateStep: Sendable {
  case bytes([UInt8])
  case variable(name: String, isEscaped: Bool)
  case section(name: String, [TemplateStep])
  case inverted(name: String, [TemplateStep])
  case partial(name: String)
}

/// A tag of a template, for checking names.
struct TemplateTag: Sendable {
  enum Kind { case variable, section, inverted, partial }

  let kind: Kind
  let name: String
  /// The tags inside a section.
  let children: [TemplateTag]
  let range: SourceRange
}

struct ParsedTemplate: Sendable {
  let source: TemplateSource
  let steps: [TemplateStep]
  let tags: [TemplateTag]
}

/// Parses a template. Nil, with errors, when its tags do not match. O(n).
/// - Parameter texts: the replacement of each `{{text.name}}`, by name.
func parseTemplate(
  _ source: TemplateSource, texts: [String: [TextPiece]] = [:]
) -> Diagnosed<ParsedTemplate?> {
  var parser = TemplateParser(source: source, texts: texts)
  parser.parse()
  guard parser.diagnostics.isEmpty else { return Diagnosed(nil, parser.diagnostics) }
  return Diagnosed(ParsedTemplate(source: source, steps: parser.steps, tags: parser.tags))
}

private struct TemplateParser {
  let source: TemplateSource
  let texts: [String: [TextPiece]]
  var diagnostics: [Diagnostic] = []
  /// The steps of the innermost open section, or of the whole template.
  var steps: [TemplateStep] = []
  var tags: [TemplateTag] = []
  private var open: [OpenSection] = []

  private struct OpenSection {
    let isInverted: Bool
    let name: String
    let range: SourceRange
    /// The steps before the section, to continue with when it closes.
    let outerSteps: [TemplateStep]
    let outerTags: [TemplateTag]
  }

  init(source: TemplateSource, texts: [String: [TextPiece]]) {
    self.source = source
    self.texts = texts
  }

  mutating func parse() {
    let bytes = source.file.bytes
    var copied = 0
    while let start = firstRange(of: "{{", in: bytes, from: copied)?.lowerBound {
      let isTriple = start + 2 < bytes.count && bytes[start + 2] == UInt8(ascii: "{")
      guard let end = firstRange(of: isTriple ? "}}}" : "}}", in: bytes, from: start) else {
        return report("a tag is opened here and not closed", SourceRange(start, start + 2))
      }
      let tag = RawTag(
        bytes[(start + (isTriple ? 3 : 2))..<end.lowerBound],
        range: SourceRange(start, end.upperBound), isTriple: isTriple)
      // A tag other than a variable that is alone on its line takes the whole line with it.
      let line = tag.mark == nil || tag.mark == UInt8(ascii: "&") ? nil : wholeLine(of: tag.range)
      appendText(bytes[copied..<(line?.start ?? start)])
      append(tag)
      copied = line?.end ?? end.upperBound
    }
    appendText(bytes[copied...])
    for section in open.reversed() {
      report("the section `\(section.name)` is opened here and never closed", section.range)
    }
  }

  private mutating func appendText(_ text: ArraySlice<UInt8>) {
    if !text.isEmpty { steps.append(.bytes(Array(text))) }
  }

  private mutating func append(_ tag: RawTag) {
    switch tag.mark {
    case nil where tag.name.hasPrefix("text."): appendFixedText(tag)
    case nil:
      steps.append(.variable(name: tag.name, isEscaped: !tag.isTriple))
      tags.append(TemplateTag(kind: .variable, name: tag.name, children: [], range: tag.range))
    case UInt8(ascii: "&"):
      steps.append(.variable(name: tag.name, isEscaped: false))
      tags.append(TemplateTag(kind: .variable, name: tag.name, children: [], range: tag.range))
    case UInt8(ascii: "#"), UInt8(ascii: "^"):
      open.append(
        OpenSection(
          isInverted: tag.mark == UInt8(ascii: "^"), name: tag.name, range: tag.range,
          outerSteps: steps, outerTags: tags))
      steps = []
      tags = []
    case UInt8(ascii: "/"): close(tag)
    case UInt8(ascii: ">"):
      steps.append(.partial(name: tag.name))
      tags.append(TemplateTag(kind: .partial, name: tag.name, children: [], range: tag.range))
    case UInt8(ascii: "="):
      report("other delimiters than `{{` and `}}` are not supported", tag.range)
    default: break
    }
  }

  /// Inserts a text that is the same on every page, once, at compile time.
  private mutating func appendFixedText(_ tag: RawTag) {
    let name = String(tag.name.dropFirst("text.".count))
    guard let pieces = texts[name] else {
      let nearest = nearestMatch(to: name, among: texts.keys.sorted())
      diagnostics.append(
        Diagnostic(
          .unknownTemplateValue, "the interface has no text `\(name)`", path: source.file.path,
          range: tag.range, notes: nearest.map { ["did you mean `text.\($0)`?"] } ?? []))
      return
    }
    for piece in pieces {
      switch piece {
      // With three braces it is inserted unescaped, for the data of a script, where nothing is
      // unescaped.
      case .text(let text):
        steps.append(
          .bytes(tag.isTriple ? Array(text.utf8) : Array(escapedHTML(text, quotes: .both).utf8)))
      case .value(let value):
        steps.append(.variable(name: value, isEscaped: !tag.isTriple))
        tags.append(TemplateTag(kind: .variable, name: value, children: [], range: tag.range))
      }
    }
  }

  private mutating func close(_ tag: RawTag) {
    guard let section = open.popLast() else {
      return report("`{{/\(tag.name)}}` closes a section that is not open", tag.range)
    }
    if section.name != tag.name {
      report("`{{/\(tag.name)}}` is found where `{{/\(section.name)}}` is expected", tag.range)
    }
    let step: TemplateStep =
      section.isInverted
      ? .inverted(name: section.name, steps) : .section(name: section.name, steps)
    let closed = TemplateTag(
      kind: section.isInverted ? .inverted : .section, name: section.name, children: tags,
      range: section.range)
    steps = section.outerSteps + [step]
    tags = section.outerTags + [closed]
  }

  /// The line of a tag, with its line ending, when only spaces are on it besides the tag.
  private func wholeLine(of range: SourceRange) -> SourceRange? {
    let bytes = source.file.bytes
    var start = range.start
    while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
    guard start == 0 || bytes[start - 1] == 0x0A else { return nil }
    var end = range.end
    while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x0D { end += 1 }
    guard end == bytes.count || bytes[end] == 0x0A else { return nil }
    return SourceRange(start, min(bytes.count, end + 1))
  }

  private mutating func report(_ message: String, _ range: SourceRange) {
    diagnostics.append(
      Diagnostic(.brokenTemplate, message, path: source.file.path, range: range))
  }
}

/// A tag's parts.
private struct RawTag {
  /// `#`, `^`, `/`, `>`, `!`, `&` or `=`; nil for a variable.
  let mark: UInt8?
  let name: String
  let range: SourceRange
  let isTriple: Bool

  init(_ inner: ArraySlice<UInt8>, range: SourceRange, isTriple: Bool) {
    let trimmed = inner.drop { $0 == 0x20 }
    let mark = trimmed.first.flatMap { "#^/>!&=".utf8.contains($0) ? $0 : nil }
    let name = (mark == nil ? trimmed : trimmed.dropFirst()).split { $0 <= 0x20 }.first ?? []
    self.mark = isTriple ? nil : mark
    self.name = String(decoding: name, as: UTF8.self)
    self.range = range
    self.isTriple = isTriple
  }
}

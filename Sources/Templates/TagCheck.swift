// Reads the tags of a Mustache template, to say with file and line what is wrong with them: the
// engine's own errors have no place, and a name that nothing provides is no error to it at all.

internal import Diagnostics

/// A tag as it stands in a template.
struct TemplateTag {
  enum Kind { case variable, section, inverted, partial }

  let kind: Kind
  let name: String
  /// What a section encloses.
  let children: [TemplateTag]
  let range: SourceRange
}

struct ParsedTemplate {
  let source: TemplateSource
  let tags: [TemplateTag]
}

/// The tags of a template as a tree. Nil, with errors, when sections do not match.
func parseTags(of source: TemplateSource) -> Diagnosed<ParsedTemplate?> {
  struct OpenSection {
    let kind: TemplateTag.Kind
    let name: String
    let range: SourceRange
    var children: [TemplateTag]
  }
  var open: [OpenSection] = []
  var top: [TemplateTag] = []
  var diagnostics: [Diagnostic] = []
  func report(_ message: String, _ range: SourceRange) {
    diagnostics.append(
      Diagnostic(.brokenTemplate, message, path: source.file.path, range: range))
  }
  func add(_ tag: TemplateTag) {
    if open.isEmpty { top.append(tag) } else { open[open.count - 1].children.append(tag) }
  }
  let bytes = source.file.bytes
  var index = 0
  while let start = bytes[index...].firstRange(of: "{{".utf8)?.lowerBound {
    let isTriple = start + 2 < bytes.count && bytes[start + 2] == UInt8(ascii: "{")
    let close = isTriple ? "}}}" : "}}"
    guard let end = bytes[start...].firstRange(of: close.utf8) else {
      report("a tag is opened here and not closed", SourceRange(start, start + 2))
      break
    }
    let range = SourceRange(start, end.upperBound)
    let inner = String(decoding: bytes[(start + (isTriple ? 3 : 2))..<end.lowerBound], as: UTF8.self)
    let (mark, name) = tagParts(inner)
    switch mark {
    case "#", "^":
      open.append(
        OpenSection(
          kind: mark == "#" ? .section : .inverted, name: name, range: range, children: []))
    case "/":
      guard let section = open.popLast() else {
        report("`{{/\(name)}}` closes a section that is not open", range)
        break
      }
      if section.name != name {
        report("`{{/\(name)}}` stands where `{{/\(section.name)}}` is expected", range)
      }
      add(
        TemplateTag(
          kind: section.kind, name: section.name, children: section.children,
          range: section.range))
    case ">": add(TemplateTag(kind: .partial, name: name, children: [], range: range))
    case "!", "=": break
    default: add(TemplateTag(kind: .variable, name: name, children: [], range: range))
    }
    index = end.upperBound
  }
  for section in open {
    report("the section `\(section.name)` is opened here and never closed", section.range)
  }
  guard diagnostics.isEmpty else { return Diagnosed(nil, diagnostics) }
  return Diagnosed(ParsedTemplate(source: source, tags: top))
}

private func tagParts(_ inner: String) -> (mark: Character?, name: String) {
  let trimmed = inner.drop { $0 == " " }
  let marks: Set<Character> = ["#", "^", "/", ">", "!", "=", "&"]
  let mark = trimmed.first.flatMap { marks.contains($0) ? $0 : nil }
  let name = (mark == nil ? trimmed : trimmed.dropFirst()).split(whereSeparator: \.isWhitespace)
  return (mark, name.first.map(String.init) ?? "")
}

/// Checks that every name in a template is one that its shape provides, and every partial exists.
func checkNames(
  in template: ParsedTemplate, shape: [String: TemplateShape], all: [String: ParsedTemplate]
) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  check(template.tags, of: template, [shape], all, chain: [template.source.name], &diagnostics)
  return diagnostics
}

/// - Parameter scopes: the names in reach, innermost last: Mustache looks outwards.
private func check(
  _ tags: [TemplateTag], of template: ParsedTemplate, _ scopes: [[String: TemplateShape]],
  _ all: [String: ParsedTemplate], chain: [String], _ diagnostics: inout [Diagnostic]
) {
  let path = template.source.file.path
  for tag in tags {
    if tag.kind == .partial {
      guard let partial = all[tag.name] else {
        let nearest = nearestMatch(to: tag.name, among: all.keys.sorted())
        diagnostics.append(
          Diagnostic(
            .unknownTemplate, "there is no template `\(tag.name)`", path: path, range: tag.range,
            notes: nearest.map { ["did you mean `\($0)`?"] } ?? []))
        continue
      }
      guard !chain.contains(tag.name) else {
        diagnostics.append(
          Diagnostic(
            .brokenTemplate, "`\(tag.name)` includes itself: \((chain + [tag.name]).joined(separator: " > "))",
            path: path, range: tag.range))
        continue
      }
      check(partial.tags, of: partial, scopes, all, chain: chain + [tag.name], &diagnostics)
      continue
    }
    guard tag.name != "." else { continue }
    guard let shape = scopes.reversed().lazy.compactMap({ $0[tag.name] }).first else {
      diagnostics.append(unknownName(tag, scopes, path))
      continue
    }
    switch shape {
    case .list(let inner), .group(let inner):
      let isEntered = tag.kind == .section
      check(
        tag.children, of: template, isEntered ? scopes + [inner] : scopes, all, chain: chain,
        &diagnostics)
    case .text, .html, .flag:
      check(tag.children, of: template, scopes, all, chain: chain, &diagnostics)
    }
  }
}

private func unknownName(
  _ tag: TemplateTag, _ scopes: [[String: TemplateShape]], _ path: String
) -> Diagnostic {
  let known = Set(scopes.flatMap(\.keys)).sorted()
  let nearest = nearestMatch(to: tag.name, among: known)
  return Diagnostic(
    .unknownTemplateValue, "nothing provides a value `\(tag.name)` here", path: path,
    range: tag.range,
    notes: nearest.map { ["did you mean `\($0)`?"] } ?? ["known here: \(known.joined(separator: ", "))"])
}

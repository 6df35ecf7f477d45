// Checks that the names in templates are provided: Mustache itself prints nothing for an unknown
// name.

internal import Diagnostics

/// Checks that a template's shape provides every name it uses, and that every partial exists.
func checkNames(
  in template: ParsedTemplate, shape: [String: TemplateShape], all: [String: ParsedTemplate]
) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  check(template.tags, of: template, [shape], all, chain: [template.source.name], &diagnostics)
  return diagnostics
}

/// - Parameter scopes: the names in scope, innermost last: Mustache looks outwards.
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
            .brokenTemplate,
            "`\(tag.name)` includes itself: \((chain + [tag.name]).joined(separator: " > "))",
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
    notes: nearest.map { ["did you mean `\($0)`?"] }
      ?? ["known here: \(known.joined(separator: ", "))"])
}

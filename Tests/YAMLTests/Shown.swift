// A YAML value as one line, for tests to compare.

import Diagnostics
import YAML

/// The value of a text, or what is said of it with line and column.
func shown(_ text: String, limit: Int = yamlByteLimit) -> String {
  let source = SourceFile(path: "a.yml", text: text)
  let parsed = parseYAML(in: source, range: 0..<source.bytes.count, byteLimit: limit)
  if let value = parsed.value { return shown(value) }
  return parsed.diagnostics.map { diagnostic in
    let position = source.position(of: diagnostic.range?.start ?? 0)
    return "\(position.line):\(position.column) \(diagnostic.message)"
  }.joined(separator: "; ")
}

/// Texts in quotes, and `~` for what is empty.
private func shown(_ value: YAMLValue) -> String {
  switch value.content {
  case .scalar(let text): "\"\(text)\""
  case .null: "~"
  case .sequence(let items): "[" + items.map(shown).joined(separator: ", ") + "]"
  case .mapping(let pairs):
    "{" + pairs.map { "\($0.key): \(shown($0.value))" }.joined(separator: ", ") + "}"
  }
}

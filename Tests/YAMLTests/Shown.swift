// YAML values as lines, for tests to compare.

import Diagnostics
import YAML

/// The value of a text, or what is said of it with line and column.
func shown(_ text: String, limit: Int = yamlByteLimit) -> String {
  shown(Array(text.utf8), limit: limit)
}

func shown(_ bytes: [UInt8], limit: Int = yamlByteLimit) -> String {
  let source = SourceFile(path: "a.yml", bytes: bytes)
  let parsed = parseYAML(in: source, range: 0..<bytes.count, byteLimit: limit)
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

/// What the file has at the place of each key and each text, in order.
func places(_ text: String) -> [String] {
  let source = SourceFile(path: "a.yml", text: text)
  let parsed = parseYAML(in: source, range: 0..<source.bytes.count)
  return parsed.value.map { ranges(in: $0) }.map { ranges in
    ranges.map { String(decoding: source.bytes[$0.start..<$0.end], as: UTF8.self) }
  } ?? parsed.diagnostics.map(\.message)
}

/// The places of keys and texts, in order.
func ranges(in value: YAMLValue) -> [SourceRange] {
  switch value.content {
  case .scalar: [value.range]
  case .null: []
  case .sequence(let items): items.flatMap { ranges(in: $0) }
  case .mapping(let pairs): pairs.flatMap { [$0.keyRange] + ranges(in: $0.value) }
  }
}

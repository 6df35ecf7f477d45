// Typed reading of YAML values, with a diagnostic for each that is not of its type. Knows no keys;
// other types are read in extensions where they are defined.

package import Diagnostics

/// Reads values one by one and collects what is wrong with them.
package struct YAMLReader {
  package let source: SourceFile
  /// What a key is called in messages: "front matter key", "setting".
  package let subject: String
  /// What a wrong value counts as: settings are errors, front matter is warnings.
  package let typeCode: DiagnosticCode
  package let keyCode: DiagnosticCode
  package private(set) var diagnostics: [Diagnostic] = []

  package init(
    source: SourceFile, subject: String, typeCode: DiagnosticCode = .wrongType,
    keyCode: DiagnosticCode = .unknownKey
  ) {
    self.source = source
    self.subject = subject
    self.typeCode = typeCode
    self.keyCode = keyCode
  }

  package mutating func mapping(_ value: YAMLValue) -> [YAMLPair]? {
    switch value.content {
    case .mapping(let pairs): return pairs
    case .null: return []
    default:
      report(typeCode, "expected `key: value` lines here", value.range)
      return nil
    }
  }

  package mutating func string(_ pair: YAMLPair) -> String? {
    switch pair.value.content {
    case .scalar(let text): return text
    case .null: return nil
    default: return wrong(pair, "a text")
    }
  }

  /// A list of texts; a single text counts as a list of one.
  package mutating func strings(_ pair: YAMLPair) -> [String] {
    switch pair.value.content {
    case .scalar(let text): return [text]
    case .null: return []
    case .sequence(let items):
      return items.compactMap { item in
        if case .scalar(let text) = item.content { return text }
        report(typeCode, "`\(pair.key)` takes a list of texts", item.range)
        return nil
      }
    case .mapping:
      let none: String? = wrong(pair, "a list of texts")
      return none.map { [$0] } ?? []
    }
  }

  package mutating func integer(_ pair: YAMLPair) -> Int? {
    guard case .scalar(let text) = pair.value.content, let number = Int(text) else {
      return wrong(pair, "a whole number")
    }
    return number
  }

  package mutating func boolean(_ pair: YAMLPair) -> Bool? {
    switch pair.value.content {
    case .scalar("true"): return true
    case .scalar("false"): return false
    default: return wrong(pair, "`true` or `false`")
    }
  }

  package mutating func choice<Value: RawRepresentable & CaseIterable>(
    _ pair: YAMLPair, _ type: Value.Type
  ) -> Value? where Value.RawValue == String {
    if case .scalar(let text) = pair.value.content, let value = Value(rawValue: text) {
      return value
    }
    let names = Value.allCases.map(\.rawValue)
    return wrong(pair, "one of \(names.map { "`\($0)`" }.joined(separator: ", "))", among: names)
  }

  package mutating func unknownKey(_ pair: YAMLPair, known: [String]) {
    let nearest = nearestMatch(to: pair.key, among: known)
    let fixes = nearest.map {
      [Fix(title: "replace `\(pair.key)` by `\($0)`", range: pair.keyRange, replacement: $0)]
    }
    report(
      keyCode, "unknown \(subject) `\(pair.key)`", pair.keyRange,
      notes: nearest.map { ["did you mean `\($0)`?"] }
        ?? ["known keys: \(known.joined(separator: ", "))"],
      fixes: fixes ?? [])
  }

  package mutating func report(
    _ code: DiagnosticCode, _ message: String, _ range: SourceRange, notes: [String] = [],
    fixes: [Fix] = []
  ) {
    diagnostics.append(
      Diagnostic(code, message, path: source.path, range: range, notes: notes, fixes: fixes))
  }

  /// Reports a value that is not of its type; always nil, to be returned at once.
  package mutating func wrong<Value>(
    _ pair: YAMLPair, _ expected: String, among names: [String] = []
  ) -> Value? {
    var notes: [String] = []
    var written = ""
    if case .scalar(let text) = pair.value.content {
      written = ", not `\(text)`"
      if let nearest = nearestMatch(to: text, among: names) {
        notes = ["did you mean `\(nearest)`?"]
      }
    }
    report(typeCode, "`\(pair.key)` takes \(expected)\(written)", pair.value.range, notes: notes)
    return nil
  }
}

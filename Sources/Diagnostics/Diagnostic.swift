// The value that says what is wrong with an author's input. Stages return diagnostics along with
// their product and never print them; the report files of this target turn them into text.

internal import Bytes

/// How much a diagnostic matters.
package enum Severity: Int, Sendable, Comparable {
  /// Worth knowing; never fails a build.
  case note = 0
  /// The site is usable, but not what the author meant. Fails under `--strict`.
  case warning = 1
  /// A correct site is impossible; nothing is emitted.
  case error = 2

  package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

  package var word: String {
    switch self {
    case .note: "note"
    case .warning: "warning"
    case .error: "error"
    }
  }
}

/// A replacement that would fix the problem: put `replacement` where `range` is.
package struct Fix: Sendable, Equatable {
  /// What it does, as an imperative: "replace `x` by `y`".
  package let title: String
  package let range: SourceRange
  package let replacement: String
  /// Whether it cannot be wrong, so that `study check --fix` may apply it. A nearest name is a
  /// guess.
  package let isSafe: Bool

  package init(title: String, range: SourceRange, replacement: String, isSafe: Bool = false) {
    self.title = title
    self.range = range
    self.replacement = replacement
    self.isSafe = isSafe
  }
}

/// One thing wrong with what an author wrote.
package struct Diagnostic: Sendable, Equatable {
  package let code: DiagnosticCode
  package let severity: Severity
  /// What is wrong, in one sentence without a full stop, quoting the offending text in backticks.
  package let message: String
  /// What to do about it, one sentence each.
  package let notes: [String]
  /// The file it concerns, as `SourceFile.path` or as the user named it.
  package let path: String
  /// Nil when the whole file is meant.
  package let range: SourceRange?
  package let fixes: [Fix]

  package init(
    _ code: DiagnosticCode, _ message: String, path: String, range: SourceRange? = nil,
    notes: [String] = [], fixes: [Fix] = []
  ) {
    self.code = code
    self.severity = code.severity
    self.message = message
    self.path = path
    self.range = range
    self.notes = notes
    self.fixes = fixes
  }
}

extension Diagnostic {
  fileprivate func comesBefore(_ other: Diagnostic) -> Bool {
    if path != other.path { return precedes(path, other.path) }
    let start = range?.start ?? -1
    let otherStart = other.range?.start ?? -1
    if start != otherStart { return start < otherStart }
    if code != other.code { return code.rawValue < other.code.rawValue }
    return precedes(message, other.message)
  }
}

extension [Diagnostic] {
  /// Deterministic order: file, offset, code, text. Whatever the order of scanning, the report is
  /// the same.
  package func sorted() -> [Diagnostic] { sorted { $0.comesBefore($1) } }

  /// Merges two sorted lists; of equal diagnostics, this list's come first. O(diagnostics) and
  /// cheaper than sorting, which moves each element many times.
  package func merged(with others: [Diagnostic]) -> [Diagnostic] {
    if others.isEmpty { return self }
    var all: [Diagnostic] = []
    all.reserveCapacity(count + others.count)
    var rest = self[...]
    for other in others {
      while let next = rest.first, !other.comesBefore(next) { all.append(rest.removeFirst()) }
      all.append(other)
    }
    return all + rest
  }

  package var hasErrors: Bool { contains { $0.severity == .error } }
}

/// A stage's product and everything found wrong while making it. The product is always usable: a
/// stage that meets broken input continues with a sensible value.
package struct Diagnosed<Value> {
  package var value: Value
  package var diagnostics: [Diagnostic]

  package init(_ value: Value, _ diagnostics: [Diagnostic] = []) {
    self.value = value
    self.diagnostics = diagnostics
  }
}

extension Diagnosed: Sendable where Value: Sendable {}

extension Diagnostic {
  /// The same diagnostic at another severity, as study.yml may set it for warnings.
  package func atLevel(_ severity: Severity) -> Diagnostic {
    Diagnostic(
      code: code, severity: severity, message: message, notes: notes, path: path, range: range,
      fixes: fixes)
  }

  private init(
    code: DiagnosticCode, severity: Severity, message: String, notes: [String], path: String,
    range: SourceRange?, fixes: [Fix]
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.notes = notes
    self.path = path
    self.range = range
    self.fixes = fixes
  }
}

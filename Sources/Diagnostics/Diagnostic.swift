// The one value that says what is wrong with an author's input. Stages return diagnostics beside
// their product and never print them; `study` shows them (see the report files of this target).

/// How much a diagnostic matters.
package enum Severity: Int, Sendable, Comparable {
  /// Worth knowing; never fails anything.
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

/// A replacement that would mend the problem: put `replacement` where `range` is.
package struct Fix: Sendable, Equatable {
  /// What it does, as an imperative: "replace `x` by `y`".
  package let title: String
  package let range: SourceRange
  package let replacement: String
  /// Whether it cannot be wrong, so that `study check --fix` applies it. A nearest name is a guess.
  package let isSafe: Bool

  package init(title: String, range: SourceRange, replacement: String, isSafe: Bool = false) {
    self.title = title
    self.range = range
    self.replacement = replacement
    self.isSafe = isSafe
  }
}

/// One thing found wrong with what an author wrote.
package struct Diagnostic: Sendable, Equatable {
  package let code: DiagnosticCode
  package let severity: Severity
  /// What is wrong, in one sentence without a full stop, quoting the offending text in backticks.
  package let message: String
  /// What to do about it, one sentence each.
  package let notes: [String]
  /// The file it is about, as `SourceFile.path` or as the user named it.
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

extension [Diagnostic] {
  /// Deterministic order: file, offset, code, text. Scans in any order print alike.
  package func sorted() -> [Diagnostic] {
    sorted { left, right in
      if left.path != right.path {
        return precedes(left.path, right.path)
      }
      let leftStart = left.range?.start ?? -1
      let rightStart = right.range?.start ?? -1
      if leftStart != rightStart { return leftStart < rightStart }
      if left.code != right.code { return left.code.rawValue < right.code.rawValue }
      return precedes(left.message, right.message)
    }
  }

  package var hasErrors: Bool { contains { $0.severity == .error } }
}

/// A stage's product and everything found wrong while making it. The product is always usable:
/// a stage that meets broken input goes on with a sensible value.
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
  /// The same diagnostic at another level, as a configuration may ask for warnings.
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

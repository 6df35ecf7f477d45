// Shows a build's diagnostics in the requested format.

import Building
import Diagnostics

/// How many errors and warnings there were, and whether they fail the command.
struct ReportCounts {
  let errors: Int
  let warnings: Int
  let fails: Bool

  /// "no errors and 2 warnings".
  var sentence: String {
    func counted(_ count: Int, _ word: String) -> String {
      count == 0 ? "no \(word)s" : count == 1 ? "1 \(word)" : "\(count) \(word)s"
    }
    return "\(counted(errors, "error")) and \(counted(warnings, "warning"))"
  }
}

/// On a terminal only this many warnings are shown; errors are shown in full.
private let shownWarningLimit = 100

/// Writes the diagnostics: text to standard error, machine formats to standard output.
func report(
  _ result: BuildResult, _ options: ProjectOptions, isStrict: Bool
) -> ReportCounts {
  let errors = result.diagnostics.count { $0.severity == .error }
  let warnings = result.diagnostics.count { $0.severity == .warning }
  let sources: SourceLookup = { result.sources[$0] }
  switch options.format {
  case .text: reportText(result, options, isStrict: isStrict)
  case .json: printOutput(Array(jsonReport(of: result.diagnostics, sources: sources).utf8))
  case .github:
    let text = gitHubReport(of: result.diagnostics, prefix: "", sources: sources)
    printOutput(Array(text.utf8))
  case .sarif:
    let text = sarifReport(
      of: result.diagnostics, version: studyVersion, prefix: "", sources: sources)
    printOutput(Array(text.utf8))
  }
  return ReportCounts(
    errors: errors, warnings: warnings, fails: errors > 0 || (isStrict && warnings > 0))
}

private func reportText(_ result: BuildResult, _ options: ProjectOptions, isStrict: Bool) {
  let minimum: Severity = options.quiet && !isStrict ? .error : options.quiet ? .warning : .note
  reportText(result.diagnostics, minimum: minimum) { result.sources[$0.path] }
}

/// Prints diagnostics for people: every error, and the first hundred others.
func reportText(
  _ diagnostics: [Diagnostic], minimum: Severity, source: (Diagnostic) -> SourceFile?
) {
  let style = TextReportStyle(isColored: showsColors())
  var shownWarnings = 0
  var hidden: [DiagnosticCode: Int] = [:]
  var text = ""
  for diagnostic in diagnostics where diagnostic.severity >= minimum {
    if diagnostic.severity != .error {
      shownWarnings += 1
      if shownWarnings > shownWarningLimit {
        hidden[diagnostic.code, default: 0] += 1
        continue
      }
    }
    text += textReport(of: diagnostic, source: source(diagnostic), style: style)
  }
  if !hidden.isEmpty {
    let list = hidden.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
    let counts = list.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
    text += "… and \(hidden.values.reduce(0, +)) more: \(counts). --diagnostics json lists all.\n"
  }
  printError(text)
}

/// A hint when the linked cmark-gfm has known weaknesses; nil when it has none.
func markdownEngineNote() -> String? {
  guard isWeakMarkdownEngine() else { return nil }
  return "the cmark-gfm of this system has known weaknesses, guarded against here; "
    + "Debian 13 and later carry a sound one"
}

// The reference page of all codes, generated from the registry so that it cannot go out of date.
// `study explain --markdown` prints it; this project's own copy is content/manual/diagnostics.md.

/// All codes with their explanations, as a Markdown page: errors, warnings, notes, each sorted by
/// name.
package func diagnosticReference() -> String {
  var text = """
    ---
    title: Diagnostics
    description: Every code that a message of study can carry, what it means and what to do.
    glossary: false
    ---
    # Diagnostics

    Every message of `study` ends in a code in brackets. `study explain CODE` prints the same text
    in the terminal. Errors fail a build; warnings fail `study check` and `study build --strict`;
    notes fail nothing. `levels:` in study.yml turns warnings and notes up, down or off.

    """
  let groups: [(title: String, severity: Severity)] = [
    ("Errors", .error), ("Warnings", .warning), ("Notes", .note),
  ]
  for (title, severity) in groups {
    text += "\n## \(title)\n"
    let codes = DiagnosticCode.allCases.filter { $0.severity == severity }
    for code in codes.sorted(by: { $0.rawValue < $1.rawValue }) {
      text += "\n### `\(code.rawValue)` {#\(code.rawValue)}\n\n\(escaped(code.explanation))\n"
    }
  }
  return text
}

/// Explanations are plain text written for a terminal; some of their words are code.
private func escaped(_ text: String) -> String {
  var isCode = false
  return text.reduce(into: "") { out, character in
    if character == "`" { isCode.toggle() }
    if !isCode, "[]{}*<".contains(character) { out.append("\\") }
    out.append(character)
  }
}

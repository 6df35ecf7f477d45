// The rules a machine can hold a file to: each takes a file's text and gives the numbers of the
// lines that break it. STYLE.md says why each exists.

/// The lines of a text, numbered from 1.
private func numbered(_ text: String) -> [(number: Int, line: Substring)] {
  text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    .map { ($0.offset + 1, $0.element) }
}

/// Lines of code, comments and strings left out, in which a pattern is found.
private func codeLines(_ text: String, matching pattern: Regex<some Any>) -> [Int] {
  numbered(codeText(of: text)).filter { $0.line.contains(pattern) }.map(\.number)
}

func longLines(in text: String) -> [Int] {
  numbered(text).filter { $0.line.count > 100 }.map(\.number)
}

/// What allows a file or a function to be longer than the rule, once it is written in a comment.
private let lengthExcuse = "Longer than"

/// 501 where a file is longer than 500 lines and its opening comment does not say why.
func linesBeyondFileLimit(in text: String) -> [Int] {
  let lines = numbered(text)
  let opening = lines.prefix { $0.line.hasPrefix("//") }
  let isExcused = opening.contains { $0.line.contains(lengthExcuse) }
  return lines.count > 501 && !isExcused ? [501] : []
}

/// First lines of functions longer than 70 lines whose comment does not say why. Believes the
/// indentation, which `make format` keeps right.
func longFunctions(in text: String) -> [Int] {
  let code = numbered(codeText(of: text))
  let plain = numbered(text)
  // Out here, because a pattern is compiled wherever its literal is evaluated: once, not per line.
  let beginning = /[ ]*([a-z]+(\([a-z]+\))? )*(func |init[?(<])/
  return code.indices.filter { start in
    let line = code[start].line
    guard line.prefixMatch(of: beginning) != nil else { return false }
    let indent = line.prefix { $0 == " " }
    let end = code[start...].firstIndex { $0.line.hasPrefix(indent + "}") } ?? start
    guard end - start + 1 > 70 else { return false }
    let comment = plain[..<start].reversed().prefix {
      $0.line.drop { $0 == " " }.hasPrefix("//")
    }
    return !comment.contains { $0.line.contains(lengthExcuse) }
  }.map { $0 + 1 }
}

/// 1 where a file does not say what it is.
func missingOpeningComment(in text: String) -> [Int] {
  text.hasPrefix("// ") ? [] : [1]
}

/// Marks of work that was put off: it is done, or it is an issue.
func postponements(in text: String) -> [Int] {
  let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
  return numbered(text).filter { line in
    line.line.split { !$0.isLetter }.contains { marks.contains(String($0)) }
  }.map(\.number)
}

func unsafeWords(in text: String) -> [Int] { codeLines(text, matching: /\bunsafe\b|@safe\b/) }

func publicWords(in text: String) -> [Int] { codeLines(text, matching: /\b(public|open) [a-z]/) }

/// Actors, and classes that may hold mutable state. The compiler lets a `final class` be `Sendable`
/// only if all it stores are constants.
func mutableReferenceTypes(in text: String) -> [Int] {
  let constants = codeLines(text, matching: /\bfinal class \w+[^{]*\bSendable\b/)
  return codeLines(text, matching: /\b(class|actor) +[A-Z]/).filter { !constants.contains($0) }
}

func uncheckedSendables(in text: String) -> [Int] {
  codeLines(text, matching: /@unchecked\b|\bnonisolated\(unsafe\)/)
}

/// Stored variables that outlive every function: at the top of a file, or static.
func globalVariables(in text: String) -> [Int] {
  codeLines(text, matching: /^([a-z]+(\([a-z]+\))? )*var [^{]*$|\bstatic var [^{]*$/)
}

/// `!` behind a name, a call or a subscript: a crash that a reader has to rule out. `try!` and
/// `as!` are among them.
func forcedUnwraps(in text: String) -> [Int] { codeLines(text, matching: /[\w)\]?]!(?!=)/) }

/// The modules a file imports, with the line each stands in.
func imports(in text: String) -> [(line: Int, module: String)] {
  let pattern = /(?:@\w+ )*(?:[a-z]+ )?import (?:(?:struct|enum|func|protocol) )?(\w+)/
  return numbered(codeText(of: text)).compactMap { number, line in
    line.prefixMatch(of: pattern).map { (number, String($0.1)) }
  }
}

/// The constants of a file, or of a type in it, that are called limit, most, longest and the like,
/// with the line of each. Those within a function are its own business.
func limitConstants(in text: String) -> [(line: Int, name: String)] {
  let size = "limit|most|longest|largest|maximum|deepest"
  let word = "Limit|Most|Longest|Largest|Maximum|Deepest"
  let name = #"((?:\#(size))(?:[A-Z]\w*)?|[a-z]\w*(?:\#(word))(?:[A-Z]\w*)?)\b"#
  let pattern = try? Regex<(Substring, Substring)>(
    #"^(?:[a-z]+(?:\([a-z]+\))? |[ ]+(?:[a-z]+ )*static )*let \#(name)"#)
  guard let pattern else { return [] }
  return numbered(codeText(of: text)).compactMap { number, line in
    line.prefixMatch(of: pattern).map { (number, String($0.output.1)) }
  }
}

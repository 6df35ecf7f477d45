// Swift text with its comments and string literals blanked, so that a rule about code does not
// trip over prose. Lines keep their numbers and lengths. What stands in `\(...)` is code and stays.

import Synchronization

/// Every rule reads every file, so each file is blanked once.
private let known = Mutex<[String: String]>([:])

/// Blanks comments and the literal parts of strings. Regular expression literals are not known.
func codeText(of swift: String) -> String {
  if let code = known.withLock({ $0[swift] }) { return code }
  var scanner = CodeScanner(characters: Array(swift))
  scanner.run()
  let code = String(scanner.output)
  known.withLock { $0[swift] = code }
  return code
}

private struct CodeScanner {
  let characters: [Character]
  var output: [Character] = []
  private var index = 0
  /// The literals the scanner is in; in each, the brackets open in the interpolation at hand.
  private var literals: [Literal] = []

  private struct Literal {
    let closing: [Character]
    let interpolation: [Character]
    let isRaw: Bool
    /// Nil in the literal's text; else how many parentheses are open in the interpolation.
    var openParentheses: Int?
  }

  init(characters: [Character]) {
    self.characters = characters
    output.reserveCapacity(characters.count)
  }

  mutating func run() {
    while index < characters.count {
      if let literal = literals.last, literal.openParentheses == nil {
        literalText(literal)
      } else {
        code()
      }
    }
  }

  private mutating func code() {
    let character = characters[index]
    if starts("//") {
      while index < characters.count, !characters[index].isNewline { blank() }
    } else if starts("/*") {
      blockComment()
    } else if character == "\"" || (character == "#" && opensRawLiteral()) {
      openLiteral()
    } else {
      if let open = literals.last?.openParentheses {
        let change = character == "(" ? 1 : character == ")" ? -1 : 0
        let count = open + change
        literals[literals.count - 1].openParentheses = count == 0 ? nil : count
      }
      output.append(character)
      index += 1
    }
  }

  private mutating func literalText(_ literal: Literal) {
    if starts(literal.closing) {
      literals.removeLast()
      keep(literal.closing.count)
    } else if starts(literal.interpolation) {
      literals[literals.count - 1].openParentheses = 1
      keep(literal.interpolation.count)
    } else {
      if !literal.isRaw, characters[index] == "\\" { blank() }
      if index < characters.count { blank() }
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if starts("/*") { depth += 1 }
      if starts("*/") { depth -= 1 }
      if starts("/*") || starts("*/") { blank() }
      blank()
    } while depth > 0 && index < characters.count
  }

  private mutating func openLiteral() {
    var marks = 0
    while characters[index + marks] == "#" { marks += 1 }
    let hashes = [Character](repeating: "#", count: marks)
    let quotes: [Character] = starts(hashes + "\"\"\"") ? ["\"", "\"", "\""] : ["\""]
    literals.append(
      Literal(closing: quotes + hashes, interpolation: ["\\"] + hashes + ["("], isRaw: marks > 0))
    keep(marks + quotes.count)
  }

  private func opensRawLiteral() -> Bool {
    var end = index
    while end < characters.count, characters[end] == "#" { end += 1 }
    return end < characters.count && characters[end] == "\""
  }

  private func starts(_ text: some Sequence<Character>) -> Bool {
    characters[index...].starts(with: text)
  }

  private mutating func keep(_ count: Int) {
    output += characters[index..<(index + count)]
    index += count
  }

  private mutating func blank() {
    output.append(characters[index].isNewline ? characters[index] : " ")
    index += 1
  }
}

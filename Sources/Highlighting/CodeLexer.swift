// The general lexer: words, numbers, strings and comments, according to a language's grammar.
//
// One pass. An unterminated construct either consumes the rest of the input or is recorded as
// unterminated and never rescanned, so the lexer stays linear on hostile input.

internal import Bytes

struct CodeLexer {
  let code: [UInt8]
  let grammar: Grammar
  var index: Int
  let end: Int
  /// Whether the previous token ends a value: then `/` divides and `<` compares.
  var isAfterValue = false
  /// Strings interrupted by interpolated code.
  var interrupted: [(rule: Int, hashes: Int, depth: Int)] = []
  var heredocs: [ArraySlice<UInt8>] = []
  /// By rule, the index up to which it is known whether its strings close on their line: before it
  /// either all of them do or none does.
  var knownUntil: [Int]
  var isKnownToClose: [Bool]

  /// Appends the tokens of a range.
  static func lex(
    _ code: [UInt8], _ range: Range<Int>, _ grammar: Grammar, into tokens: inout TokenList
  ) {
    var lexer = CodeLexer(code, range, grammar)
    lexer.run(&tokens)
  }

  init(_ code: [UInt8], _ range: Range<Int>, _ grammar: Grammar) {
    self.code = code
    self.grammar = grammar
    index = range.lowerBound
    end = range.upperBound
    knownUntil = Array(repeating: range.lowerBound - 1, count: grammar.rules.count)
    isKnownToClose = Array(repeating: false, count: grammar.rules.count)
  }

  mutating func run(_ tokens: inout TokenList) {
    let actions = grammar.actions
    if grammar.keySign != nil { lineKey(&tokens) }
    while index < end {
      switch actions[Int(code[index])] {
      case .space: index = spaceEnd(from: index + 1)
      case .newline:
        index += 1
        newline(&tokens)
      case .word: word(&tokens)
      case .digit: number(&tokens)
      case .operation:
        isAfterValue = false
        index += 1
      case .opener:
        if let last = interrupted.indices.last, isOpener(of: last) { interrupted[last].depth += 1 }
        isAfterValue = false
        index += 1
      case .closer: closer(&tokens)
      case .rule: rule(&tokens)
      }
    }
  }

  // MARK: Words and numbers

  mutating func word(_ tokens: inout TokenList) {
    let start = index
    let (packed, wordEnd) = wordAhead()
    index = wordEnd
    let next = index < end ? code[index] : 0
    if next == 0x22 || next == 0x27, index - start <= 2, isStringPrefix(start..<index) {
      return rule(&tokens, from: start)
    }
    let kind = grammar.words[packed, count: index - start]
    isAfterValue = kind != .keyword
    let isMember = start > 0 && code[start - 1] == UInt8(ascii: ".")
    if kind != .plain, !isMember {
      tokens.add(kind, start, index)
    } else if grammar.marksTypes, code[start].isASCIIUppercase {
      tokens.add(.type, start, index)
    } else if next == UInt8(ascii: "("), grammar.marksCalls {
      tokens.add(.function, start, index)
    } else if grammar.marksCommands, code[start..<index].contains(UInt8(ascii: "-")) {
      tokens.add(.function, start, index)
    } else if grammar.marksMacros, next == UInt8(ascii: "!") {
      tokens.add(.function, start, index)
    }
  }

  func spaceEnd(from start: Int) -> Int {
    let bytes = code.span
    var place = start
    while place < end, bytes[place] == 0x20 { place += 1 }
    return place
  }

  func wordAhead() -> (PackedWord, end: Int) {
    var packed = PackedWord()
    let bytes = code.span
    let parts = grammar.wordParts.span
    var place = index
    while place < end {
      let part = parts[Int(bytes[place])]
      guard part != 0 else { break }
      packed.append(part)
      place += 1
    }
    return (packed, place)
  }

  func isStringPrefix(_ range: Range<Int>) -> Bool {
    !grammar.stringPrefixes.isEmpty && code[range].allSatisfy(grammar.stringPrefixes.contains)
  }

  mutating func number(_ tokens: inout TokenList) {
    let start = index
    index += 1
    while index < end {
      let byte = code[index]
      if byte == UInt8(ascii: ".") {
        // `1..9` is a range, `1.max` a call.
        guard index + 1 < end, code[index + 1].isASCIIDigit else { break }
      } else if byte >= 0x80 || grammar.wordParts[Int(byte)] == 0 || byte == UInt8(ascii: "-") {
        break
      }
      index += 1
    }
    isAfterValue = true
    tokens.add(.number, start, index)
  }

  // MARK: Brackets in strings

  func isOpener(of entry: Int) -> Bool {
    interpolation(interrupted[entry].rule)?.opener == code[index]
  }

  func interpolation(_ rule: Int) -> Grammar.Interpolation? {
    switch grammar.rules[rule].form {
    case .string(_, _, _, let inner), .hashString(_, let inner): inner
    default: nil
    }
  }

  mutating func closer(_ tokens: inout TokenList) {
    isAfterValue = true
    if let last = interrupted.last, interpolation(last.rule)?.closer == code[index] {
      if last.depth == 0 {
        interrupted.removeLast()
        let start = index
        index += 1
        return string(last.rule, from: start, hashes: last.hashes, &tokens)
      }
      interrupted[interrupted.count - 1].depth -= 1
    }
    index += 1
  }

  // MARK: Rules

  func starts(_ text: [UInt8], at place: Int) -> Bool {
    guard place + text.count <= end else { return false }
    for offset in 0..<text.count where code[place + offset] != text[offset] { return false }
    return true
  }

  mutating func rule(_ tokens: inout TokenList) { rule(&tokens, from: index) }

  /// Tries the rules for the current byte. A token that one of them makes begins at `start`.
  mutating func rule(_ tokens: inout TokenList, from start: Int) {
    let byte = Int(code[index])
    for number in grammar.firstRule[byte]..<grammar.firstRule[byte + 1] {
      let rule = grammar.rules[number]
      guard starts(rule.open, at: index), isInPlace(rule.place) else { continue }
      if apply(number, rule, from: start, &tokens) { return }
    }
    // No rule applies, so the byte is treated as if there were none.
    if grammar.wordParts[byte] != 0, !code[index].isASCIIDigit { return word(&tokens) }
    isAfterValue = false
    index += 1
  }

  func isInPlace(_ place: Grammar.Place) -> Bool {
    switch place {
    case .anywhere: return true
    case .afterSpace:
      guard index > 0 else { return true }
      return code[index - 1] <= 0x20 || "([{;|,=".utf8.contains(code[index - 1])
    case .lineStart:
      var before = index
      while before > 0, code[before - 1] == 0x20 || code[before - 1] == 0x09 {
        // Bounded, so that a line of nothing but spaces stays cheap; code is not indented further.
        guard index - before < 200 else { return false }
        before -= 1
      }
      return before == 0 || code[before - 1] == 0x0A
    }
  }

  /// Whether the rule applied; if so, its text has been consumed.
  mutating func apply(
    _ number: Int, _ rule: Grammar.Rule, from start: Int, _ tokens: inout TokenList
  ) -> Bool {
    let bodyStart = index + rule.open.count
    switch rule.form {
    case .sign:
      index = bodyStart
      tokens.add(rule.kind, start, index)
    case .line:
      index = lineEnd(from: bodyStart)
      tokens.add(rule.kind, start, index)
    case .block(let close, let nests):
      index = blockEnd(from: bodyStart, open: rule.open, close: close, nests: nests)
      tokens.add(rule.kind, start, index)
    case .string(let close, let escape, let wraps, _):
      if !wraps, !closes(number, close, escape, from: bodyStart) { return false }
      index = bodyStart
      string(number, from: start, hashes: 0, &tokens)
    case .hashString:
      var place = bodyStart
      while place < end, code[place] == UInt8(ascii: "#") { place += 1 }
      guard place < end, code[place] == 0x22 else { return false }
      index = place + 1
      // The opening may include hashes itself: `#"` in Swift, `r#"` in Rust.
      let own = rule.open.count { $0 == UInt8(ascii: "#") }
      string(number, from: start, hashes: place - bodyStart + own, &tokens)
    case .name(let braces):
      guard let nameEnd = nameEnd(from: bodyStart, braces: braces) else { return false }
      index = nameEnd
      isAfterValue = true
      tokens.add(rule.kind, start, index)
    case .flag: return flag(rule, from: start, &tokens)
    case .regex:
      guard !isAfterValue, let close = regexEnd(number, from: bodyStart) else { return false }
      index = close
      isAfterValue = true
      tokens.add(.string, start, index)
    case .heredoc: return heredoc(from: bodyStart)
    case .character:
      guard let close = characterEnd(from: bodyStart) else { return false }
      index = close
      isAfterValue = true
      tokens.add(rule.kind, start, index)
    case .tag: return tag(rule, from: bodyStart, &tokens)
    case .typeName: return typeName(rule, from: bodyStart, &tokens)
    }
    return true
  }

  func lineEnd(from start: Int) -> Int {
    min(firstOf((0x0A, 0x0A, 0x0A, 0x0A), from: start), end)
  }

  func blockEnd(from start: Int, open: [UInt8], close: [UInt8], nests: Bool) -> Int {
    var place = start
    var depth = 1
    let first = close.first ?? 0
    while place < end {
      if code[place] == first, starts(close, at: place) {
        place += close.count
        depth -= 1
        if depth == 0 { return place }
      } else if nests, starts(open, at: place) {
        depth += 1
        place += open.count
      } else {
        place += 1
      }
    }
    return end
  }
}

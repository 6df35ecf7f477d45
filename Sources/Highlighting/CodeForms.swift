// The forms a rule can have: strings, names, flags, heredocs and the rest. The general lexer's loop
// is in CodeLexer.swift.

internal import Bytes

extension CodeLexer {
  // MARK: Strings

  /// Whether a string closes on its line. The answer is cached: code in strings may hold strings,
  /// and each of them would scan the whole line again.
  mutating func closes(
    _ rule: Int, _ close: [UInt8], _ escape: UInt8?, from start: Int
  ) -> Bool {
    guard start > knownUntil[rule] else { return isKnownToClose[rule] }
    var place = start
    isKnownToClose[rule] = false
    while place < end, code[place] != 0x0A {
      if code[place] == escape {
        place += 2
      } else if starts(close, at: place) {
        isKnownToClose[rule] = true
        break
      } else {
        place += 1
      }
    }
    knownUntil[rule] = place
    return isKnownToClose[rule]
  }

  /// Consumes a string from `index`, which is inside it, to its end or to the code in it.
  mutating func string(
    _ number: Int, from start: Int, hashes: Int, _ tokens: inout TokenList
  ) {
    var close: [UInt8] = [0x22]
    var escape: UInt8?
    var inner: Grammar.Interpolation?
    var wraps = true
    switch grammar.rules[number].form {
    case .string(let ending, let sign, let mayWrap, let interpolation):
      (close, escape, wraps, inner) = (ending, sign, mayWrap, interpolation)
    case .hashString(let sign, let interpolation):
      close += [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
      (escape, inner) = (hashes == 0 ? sign : nil, hashes == 0 ? interpolation : nil)
    default: break
    }
    let stops = (
      close.first ?? 0, escape ?? 0, inner?.open.first ?? 0, wraps ? 0 : UInt8(ascii: "\n")
    )
    while true {
      index = firstOf(stops, from: index)
      guard index < end else { break }
      let byte = code[index]
      if byte == stops.0, starts(close, at: index) {
        index += close.count
        isAfterValue = true
        return finish(number, start, &tokens)
      }
      if byte == stops.2, let inner, starts(inner.open, at: index) {
        index += inner.open.count
        isAfterValue = false
        interrupted.append((number, hashes, 0))
        return tokens.add(.string, start, index)
      }
      if byte == stops.3, !wraps { break }
      index += byte == escape ? 2 : 1
    }
    index = min(index, end)
    tokens.add(.string, start, index)
  }

  /// The index of the next occurrence of any of four bytes.
  func firstOf(_ stops: (UInt8, UInt8, UInt8, UInt8), from start: Int) -> Int {
    let bytes = code.span
    var place = start
    while place < end {
      let byte = bytes[place]
      if byte == stops.0 || byte == stops.1 || byte == stops.2 || byte == stops.3 { break }
      place += 1
    }
    return place
  }

  func finish(_ number: Int, _ start: Int, _ tokens: inout TokenList) {
    var kind = grammar.rules[number].kind
    if grammar.marksKeys {
      var place = index
      while place < end, code[place] == 0x20 { place += 1 }
      if place < end, code[place] == UInt8(ascii: ":") { kind = .variable }
    }
    tokens.add(kind, start, index)
  }

  // MARK: Special forms

  func nameEnd(from start: Int, braces: Bool) -> Int? {
    var place = start
    if braces, place < end, code[place] == UInt8(ascii: "{") {
      while place < end, code[place] != UInt8(ascii: "}"), code[place] != 0x0A { place += 1 }
      return min(place + 1, end)
    }
    while place < end, grammar.wordParts[Int(code[place])] != 0, code[place] != UInt8(ascii: "-") {
      place += 1
    }
    return place > start ? place : nil
  }

  mutating func flag(
    _ rule: Grammar.Rule, from start: Int, _ tokens: inout TokenList
  ) -> Bool {
    var place = index + rule.open.count
    guard place < end, code[place].isASCIILetter || code[place] == UInt8(ascii: "-") else {
      return false
    }
    var packed = PackedWord(rule.open)
    while place < end {
      let part = grammar.wordParts[Int(code[place])]
      guard part != 0 || code[place] == UInt8(ascii: "-") else { break }
      packed.append(part == 0 ? UInt8(ascii: "-") : part)
      place += 1
    }
    let known = grammar.words[packed, count: place - index]
    index = place
    isAfterValue = false
    tokens.add(known == .plain ? rule.kind : known, start, index)
    return true
  }

  mutating func tag(
    _ rule: Grammar.Rule, from bodyStart: Int, _ tokens: inout TokenList
  ) -> Bool {
    guard !isAfterValue else { return false }
    var place = bodyStart
    if place < end, code[place] == UInt8(ascii: "/") { place += 1 }
    guard place < end, code[place].isASCIILetter else { return false }
    while place < end, grammar.wordParts[Int(code[place])] != 0 || code[place] == 0x2E {
      place += 1
    }
    tokens.add(rule.kind, index, place)
    index = place
    isAfterValue = true
    return true
  }

  mutating func typeName(
    _ rule: Grammar.Rule, from bodyStart: Int, _ tokens: inout TokenList
  ) -> Bool {
    var place = bodyStart
    guard place < end, code[place].isASCIILetter else { return false }
    while place < end, place - bodyStart < 128,
      grammar.wordParts[Int(code[place])] != 0 || code[place] == 0x2E
    {
      place += 1
    }
    let nameEnd = place
    while place < end, code[place] == UInt8(ascii: "[") || code[place] == UInt8(ascii: "]"),
      place - nameEnd < 4
    {
      place += 1
    }
    guard place > nameEnd else { return false }
    tokens.add(rule.kind, bodyStart, nameEnd)
    index = nameEnd
    isAfterValue = true
    return true
  }

  mutating func regexEnd(_ rule: Int, from start: Int) -> Int? {
    guard start > knownUntil[rule] else { return nil }
    var place = start
    var isInClass = false
    while place < end, code[place] != 0x0A {
      switch code[place] {
      case UInt8(ascii: "\\"): place += 1
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "/"):
        if !isInClass {
          place += 1
          while place < end, code[place].isASCIILetter { place += 1 }
          return place
        }
      default: break
      }
      place += 1
    }
    knownUntil[rule] = place
    return nil
  }

  mutating func heredoc(from start: Int) -> Bool {
    var place = start
    if place < end, code[place] == UInt8(ascii: "-") || code[place] == UInt8(ascii: "~") {
      place += 1
    }
    let quote = place < end && (code[place] == 0x22 || code[place] == 0x27) ? code[place] : nil
    if quote != nil { place += 1 }
    let nameStart = place
    while place < end, code[place].isASCIILetter || code[place] == UInt8(ascii: "_") {
      place += 1
    }
    guard place > nameStart, place - nameStart < 64 else { return false }
    heredocs.append(code[nameStart..<place])
    if quote != nil, place < end, code[place] == quote { place += 1 }
    index = place
    return true
  }

  func characterEnd(from start: Int) -> Int? {
    guard start < end else { return nil }
    if code[start] == UInt8(ascii: "\\") {
      for place in (start + 2)..<max(start + 2, min(end, start + 12)) where code[place] == 0x27 {
        return place + 1
      }
      return nil
    }
    for place in (start + 1)..<max(start + 1, min(end, start + 5)) where code[place] == 0x27 {
      return place + 1
    }
    return nil
  }

  // MARK: Lines

  mutating func newline(_ tokens: inout TokenList) {
    if !heredocs.isEmpty { takeHeredocs(&tokens) }
    if grammar.keySign != nil { lineKey(&tokens) }
  }

  mutating func takeHeredocs(_ tokens: inout TokenList) {
    let start = index
    var waiting = heredocs[...]
    heredocs = []
    while let name = waiting.first, index < end {
      let lineStart = index
      index = lineEnd(from: index)
      var first = lineStart
      while first < index, code[first] == 0x09 || code[first] == 0x20 { first += 1 }
      if index - first == name.count, code[first..<index].elementsEqual(name) {
        waiting.removeFirst()
        if waiting.isEmpty { break }
      }
      if index < end { index += 1 }
    }
    tokens.add(.string, start, index)
  }

  /// `name =` at the start of a line.
  mutating func lineKey(_ tokens: inout TokenList) {
    var place = index
    while place < end, code[place] == 0x20 || code[place] == 0x09 { place += 1 }
    let start = place
    while place < end, isKeyByte(code[place]) { place += 1 }
    let keyEnd = place
    while place < end, code[place] == 0x20 || code[place] == 0x09 { place += 1 }
    guard keyEnd > start, place < end, code[place] == grammar.keySign else { return }
    tokens.add(.variable, start, keyEnd)
    index = place
  }

  func isKeyByte(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 || "_-.\"'".utf8.contains(byte)
  }
}

// What a lexer says about a piece of code: stretches one after the other, each of a kind. Written
// by the lexers, read by CodeHTML.swift. A list covers its code by construction: it holds ends
// only.

/// What a stretch of code is. Its letter is its class in HTML; colours are the theme's.
enum CodeTokenKind: UInt8, Sendable {
  case plain, comment, keyword, string, number, function, type, variable, meta, inserted, deleted
  case heading

  /// The class in HTML.
  var letter: UInt8 {
    switch self {
    case .plain: 0x20
    case .comment: UInt8(ascii: "c")
    case .keyword: UInt8(ascii: "k")
    case .string: UInt8(ascii: "s")
    case .number: UInt8(ascii: "n")
    case .function: UInt8(ascii: "f")
    case .type: UInt8(ascii: "t")
    case .variable: UInt8(ascii: "v")
    case .meta: UInt8(ascii: "m")
    case .inserted: UInt8(ascii: "i")
    case .deleted: UInt8(ascii: "d")
    case .heading: UInt8(ascii: "h")
    }
  }
}

/// Stretches of code in order, without gaps. Code beyond the last one is plain.
struct TokenList: Sendable {
  struct Token: Sendable, Equatable {
    let end: Int
    let kind: CodeTokenKind
  }

  private(set) var tokens: [Token] = []
  private(set) var end = 0

  init(capacity: Int) { tokens.reserveCapacity(capacity) }

  /// What stands between the last stretch and `start` is plain. A stretch that begins before the
  /// last one ended is cut off there.
  mutating func add(_ kind: CodeTokenKind, _ start: Int, _ newEnd: Int) {
    guard newEnd > end else { return }
    if start > end { tokens.append(Token(end: start, kind: .plain)) }
    tokens.append(Token(end: newEnd, kind: kind))
    end = newEnd
  }
}

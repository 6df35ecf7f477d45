// The output of a lexer: consecutive tokens, each with a kind. A list stores only where tokens end,
// so it covers its code by construction.

/// The kind of a token. Its letter is its class in HTML; the theme chooses the colours.
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

/// The tokens of some code in order, without gaps. Code beyond the last one is plain.
struct TokenList: Sendable {
  struct Token: Sendable, Equatable {
    let end: Int
    let kind: CodeTokenKind
  }

  private(set) var tokens: [Token] = []
  private(set) var end = 0

  init(capacity: Int) { tokens.reserveCapacity(capacity) }

  /// Appends a token; the code between the last one and `start` is plain. A token that begins
  /// before the last one ended loses its beginning.
  mutating func add(_ kind: CodeTokenKind, _ start: Int, _ newEnd: Int) {
    guard newEnd > end else { return }
    if start > end { tokens.append(Token(end: start, kind: .plain)) }
    tokens.append(Token(end: newEnd, kind: kind))
    end = newEnd
  }
}

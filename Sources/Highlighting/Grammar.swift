// What the general lexer has to know of a language: plain data, made once for each language from
// the descriptions in Languages/. Read by CodeLexer.swift.

internal import Bytes

/// A language of words, numbers, strings and comments.
struct Grammar: Sendable {
  /// What the lexer does at a byte.
  enum Action: UInt8, Sendable {
    case space, newline, word, digit, rule, opener, closer, operation
  }

  /// Where the code inside a string begins and ends: `${` and `}`.
  struct Interpolation: Sendable {
    let open: [UInt8]
    let opener: UInt8
    let closer: UInt8
  }

  enum Form: Sendable {
    /// The opening and nothing else.
    case sign
    /// To the end of the line.
    case line
    /// To `close`; `nests` when the opening may stand inside again.
    case block(close: [UInt8], nests: Bool)
    /// To `close`. One that may not wrap and does not close on its line is no string at all.
    case string(close: [UInt8], escape: UInt8?, wraps: Bool, inner: Interpolation?)
    /// A name behind a sign: `$name`, `${name}`, `@name`. Without a name it is plain.
    case name(braces: Bool)
    /// A word of two signs and more that stands alone: `-eq`, `--long`. In the table of words or
    /// else of the rule's own kind.
    case flag
    /// `/…/` where no value stands before.
    case regex
    /// `<<END`: from the next line to a line `END`.
    case heredoc
    /// `r#"…"#` with any number of `#`.
    case hashString(escape: UInt8?, inner: Interpolation?)
    /// `'a'` but not `'a`: Rust's characters and lifetimes.
    case character
    /// `<Name` and `</Name` where no value stands before.
    case tag
    /// `[System.IO.File]`: a name in brackets.
    case typeName
  }

  enum Place: Sendable { case anywhere, lineStart, afterSpace }

  struct Rule: Sendable {
    let open: [UInt8]
    let kind: CodeTokenKind
    let form: Form
    let place: Place

    init(_ open: String, _ kind: CodeTokenKind, _ form: Form, _ place: Place = .anywhere) {
      self.open = Array(open.utf8)
      self.kind = kind
      self.form = form
      self.place = place
    }
  }

  struct Options: Sendable {
    /// Upper and lower case are one in words.
    var foldsCase = false
    /// `name(` is a function.
    var marksCalls = true
    /// `Name` is a type.
    var marksTypes = false
    /// `name!` is a macro.
    var marksMacros = false
    /// `Get-Item` is a function.
    var marksCommands = false
    /// `"name":` is a property.
    var marksKeys = false
    /// `name =` at the start of a line is a property; the sign that follows it.
    var keySign: UInt8?
    /// Bytes of a word besides letters, digits, `_` and everything beyond ASCII.
    var wordBytes = ""
    /// Letters that may stand right before a quote as part of the string: `rb"…"`.
    var stringPrefixes = ""
  }

  let words: WordTable
  // The options, one by one: they are asked at every word.
  let marksCalls: Bool
  let marksTypes: Bool
  let marksMacros: Bool
  let marksCommands: Bool
  let marksKeys: Bool
  let keySign: UInt8?
  let stringPrefixes: [UInt8]
  /// Sorted by their first byte; of two that fit the earlier one counts.
  let rules: [Rule]
  /// `rules[firstRule[b]..<firstRule[b + 1]]` begin with the byte `b`.
  let firstRule: [Int]
  /// By byte, an `Action`.
  let actions: [Action]
  /// By byte: 0, or the byte as it counts in a word.
  let wordParts: [UInt8]

  init(
    words: [(words: String, kind: CodeTokenKind)], rules given: [Rule],
    options: Options = Options()
  ) {
    self.words = WordTable(words)
    marksCalls = options.marksCalls
    marksTypes = options.marksTypes
    marksMacros = options.marksMacros
    marksCommands = options.marksCommands
    marksKeys = options.marksKeys
    keySign = options.keySign
    stringPrefixes = Array(options.stringPrefixes.utf8)
    var parts = [UInt8](repeating: 0, count: 256)
    for byte in UInt8.min...UInt8.max
    where byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "_") || byte >= 0x80 {
      parts[Int(byte)] =
        options.foldsCase && byte.isASCIILetter ? byte | 0x20 : byte
    }
    for byte in options.wordBytes.utf8 { parts[Int(byte)] = byte }
    wordParts = parts
    var actions = [Action](repeating: .operation, count: 256)
    for byte in 0..<256 where parts[byte] != 0 { actions[byte] = .word }
    for byte in options.wordBytes.utf8 { actions[Int(byte)] = .operation }
    for byte in "0123456789".utf8 { actions[Int(byte)] = .digit }
    for byte in " \t\r".utf8 { actions[Int(byte)] = .space }
    actions[0x0A] = .newline
    for byte in "({[".utf8 { actions[Int(byte)] = .opener }
    for byte in ")}]".utf8 { actions[Int(byte)] = .closer }
    var sorted: [Rule] = []
    var starts = [Int](repeating: 0, count: 257)
    for byte in 0..<256 {
      starts[byte] = sorted.count
      let found = given.filter { Int($0.open.first ?? 0) == byte }
      // Words with a meaning of their own (`rem`) are rare enough to be left out.
      if !found.isEmpty { actions[byte] = .rule }
      sorted += found
    }
    starts[256] = sorted.count
    self.rules = sorted
    self.firstRule = starts
    self.actions = actions
  }
}

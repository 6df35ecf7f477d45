// What the general lexer needs to know of a language: plain data, made once per language from the
// descriptions in Languages/.

internal import Bytes

/// A language of words, numbers, strings and comments.
struct Grammar: Sendable {
  /// What the lexer does at a byte.
  enum Action: UInt8, Sendable {
    case space, newline, word, digit, rule, opener, closer, operation
  }

  /// The delimiters of code inside a string: `${` and `}`.
  struct Interpolation: Sendable {
    let open: [UInt8]
    let opener: UInt8
    let closer: UInt8
  }

  enum Form: Sendable {
    /// The opening alone.
    case sign
    /// To the end of the line.
    case line
    /// To `close`; `nests` if the opening may occur inside again.
    case block(close: [UInt8], nests: Bool)
    /// To `close`. A string that may not wrap and does not close on its line is not a string.
    case string(close: [UInt8], escape: UInt8?, wraps: Bool, inner: Interpolation?)
    /// A name after a sigil: `$name`, `${name}`, `@name`. Without a name the sigil is plain.
    case name(braces: Bool)
    /// A free-standing word that begins with one or two dashes: `-eq`, `--long`. Its kind comes
    /// from the table of words, or else from the rule.
    case flag
    /// `/…/` unless a value precedes it.
    case regex
    /// `<<END`: from the next line to a line `END`.
    case heredoc
    /// `r#"…"#` with any number of `#`.
    case hashString(escape: UInt8?, inner: Interpolation?)
    /// `'a'` but not `'a`: Rust's characters and lifetimes.
    case character
    /// `<Name` and `</Name` unless a value precedes them.
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
    /// Whether words are compared without regard to case.
    var foldsCase = false
    /// Whether `name(` is a function.
    var marksCalls = true
    /// Whether `Name` is a type.
    var marksTypes = false
    /// Whether `name!` is a macro.
    var marksMacros = false
    /// Whether `Get-Item` is a function.
    var marksCommands = false
    /// Whether `"name":` is a property.
    var marksKeys = false
    /// The character after a property name: `name =` at the start of a line.
    var keySign: UInt8?
    /// Characters allowed in a word besides letters, digits, `_` and everything beyond ASCII.
    var wordBytes = ""
    /// Letters that may precede a quote as part of the string: `rb"…"`.
    var stringPrefixes = ""
  }

  let words: WordTable
  // The options as separate fields, because they are read at every word.
  let marksCalls: Bool
  let marksTypes: Bool
  let marksMacros: Bool
  let marksCommands: Bool
  let marksKeys: Bool
  let keySign: UInt8?
  let stringPrefixes: [UInt8]
  /// Sorted by first byte; of several that match, the first applies.
  let rules: [Rule]
  /// `rules[firstRule[b]..<firstRule[b + 1]]` begin with the byte `b`.
  let firstRule: [Int]
  /// By byte, an `Action`.
  let actions: [Action]
  /// By byte: 0, or the byte as it is compared in a word.
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
      // Words with a special meaning (`rem`) are too rare to handle here.
      if !found.isEmpty { actions[byte] = .rule }
      sorted += found
    }
    starts[256] = sorted.count
    self.rules = sorted
    self.firstRule = starts
    self.actions = actions
  }
}

// Rules that many languages share.

let backslash = UInt8(ascii: "\\")
let quotes3 = Array("\"\"\"".utf8)
let ticks3 = Array("'''".utf8)

extension Grammar.Rule {
  /// `"…"` on one line, with `\` as the escape.
  static let doubleQuoted = Grammar.Rule(
    "\"", .string, .string(close: [0x22], escape: backslash, wraps: false, inner: nil))
  /// `'…'` on one line, with `\` as the escape.
  static let singleQuoted = Grammar.Rule(
    "'", .string, .string(close: [0x27], escape: backslash, wraps: false, inner: nil))
  static let slashComment = Grammar.Rule("//", .comment, .line)
  static let starComment = Grammar.Rule(
    "/*", .comment, .block(close: Array("*/".utf8), nests: false))
  static let nestedStarComment = Grammar.Rule(
    "/*", .comment, .block(close: Array("*/".utf8), nests: true))
  static let hashComment = Grammar.Rule("#", .comment, .line, .afterSpace)
  /// `[name]` at the start of a line.
  static let sectionHeader = Grammar.Rule(
    "[", .heading,
    .string(close: [UInt8(ascii: "]")], escape: nil, wraps: false, inner: nil), .lineStart)
  /// `@name` before a declaration.
  static let annotation = Grammar.Rule("@", .meta, .name(braces: false))
  /// `#name` at the start of a line.
  static let directive = Grammar.Rule("#", .meta, .name(braces: false), .lineStart)
}

/// Code in a string, from `open` to the bracket that closes the last byte of `open`.
func inner(_ open: String) -> Grammar.Interpolation {
  let bytes = Array(open.utf8)
  let opener = bytes.last ?? 0
  return Grammar.Interpolation(
    open: bytes, opener: opener,
    closer: UInt8(ascii: opener == UInt8(ascii: "(") ? ")" : "}"))
}

// Python.

let python = Grammar(
  words: [
    (
      """
      and as assert async await break case class continue def del elif else except finally for
      from global if import in is lambda match nonlocal not or pass raise return try while with
      yield type
      """, .keyword
    ),
    ("True False None NotImplemented Ellipsis __name__ __file__", .number),
    ("self cls super", .variable),
    (
      """
      int float str bool bytes bytearray list dict set frozenset tuple object complex range type
      """, .type
    ),
  ],
  rules: [
    .init("#", .comment, .line),
    .init("\"\"\"", .string, .string(close: quotes3, escape: backslash, wraps: true, inner: nil)),
    .init("'''", .string, .string(close: ticks3, escape: backslash, wraps: true, inner: nil)),
    .doubleQuoted, .singleQuoted,
    .init("@", .meta, .name(braces: false), .lineStart),
  ],
  options: Grammar.Options(marksTypes: true, stringPrefixes: "rbfuRBFU"))

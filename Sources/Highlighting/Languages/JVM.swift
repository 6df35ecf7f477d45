// Java and Kotlin.

let java = Grammar(
  words: [
    (
      """
      abstract assert break case catch class const continue default do else enum exports extends
      final finally for goto if implements import instanceof interface module native new
      non-sealed opens package permits private protected provides public record requires return
      sealed static strictfp super switch synchronized throw throws to transient try uses var
      volatile when while with yield
      """, .keyword
    ),
    ("boolean byte char double float int long short void", .type),
    ("true false null", .number), ("this", .variable),
  ],
  rules: [
    .slashComment, .starComment,
    .init("\"\"\"", .string, .string(close: quotes3, escape: backslash, wraps: true, inner: nil)),
    .doubleQuoted, .singleQuoted, .annotation,
  ],
  options: Grammar.Options(marksTypes: true))

let kotlin = Grammar(
  words: [
    (
      """
      abstract actual annotation as break by catch class companion const constructor continue
      crossinline data do dynamic else enum expect external final finally for fun get if import in
      infix init inline inner interface internal is lateinit noinline object open operator out
      override package private protected public reified return sealed set super suspend tailrec
      throw try typealias typeof val value var vararg when where while
      """, .keyword
    ),
    ("true false null", .number), ("this it", .variable),
  ],
  rules: [
    .slashComment, .nestedStarComment,
    .init("\"\"\"", .string, .string(close: quotes3, escape: nil, wraps: true, inner: inner("${"))),
    .init(
      "\"", .string,
      .string(close: [0x22], escape: backslash, wraps: false, inner: inner("${"))),
    .singleQuoted, .annotation,
  ],
  options: Grammar.Options(marksTypes: true))

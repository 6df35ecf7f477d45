// Swift.

let swift = Grammar(
  words: [
    (
      """
      actor any as associatedtype async await borrowing break case catch class consuming continue
      convenience default defer deinit didSet discardable distributed do dynamic each else enum
      extension fallthrough fileprivate final for func get guard if import in indirect infix init
      inout internal is isolated lazy let macro mutating nonisolated nonmutating open operator
      optional override package postfix precedencegroup prefix private protocol public repeat
      required rethrows return set some static struct subscript super switch throw throws try
      typealias unowned unsafe var weak where while willSet
      """, .keyword
    ),
    ("true false nil", .number), ("self Self", .variable),
  ],
  rules: [
    .slashComment, .nestedStarComment,
    .init(
      "\"\"\"", .string,
      .string(close: quotes3, escape: backslash, wraps: true, inner: inner("\\("))),
    .init(
      "\"", .string,
      .string(close: [0x22], escape: backslash, wraps: false, inner: inner("\\("))),
    .init("#", .string, .hashString(escape: nil, inner: nil)),
    .init("#", .meta, .name(braces: false)),
    .annotation,
  ],
  options: Grammar.Options(marksTypes: true))

// JavaScript, TypeScript, both with JSX, and JSON.

private let scriptWords = """
  async await break case catch class const continue debugger default delete do else export extends
  finally for from function get if import in instanceof let new of return set static super switch
  throw try typeof var void while with yield
  """

private let typeWords = """
  abstract any as asserts bigint boolean declare enum implements infer interface is keyof module
  namespace never number object override private protected public readonly satisfies string symbol
  type unique unknown
  """

private let literals = "true false null undefined NaN Infinity"

private let scriptRules: [Grammar.Rule] = [
  .slashComment, .starComment, .doubleQuoted, .singleQuoted,
  .init(
    "`", .string, .string(close: [0x60], escape: backslash, wraps: true, inner: inner("${"))),
  .init("/", .string, .regex),
  .init("<", .type, .tag),
  .annotation,
  .init("#!", .comment, .line, .lineStart),
]

private let options = Grammar.Options(marksTypes: true, wordBytes: "$")

let javaScript = Grammar(
  words: [(scriptWords, .keyword), (literals, .number), ("this arguments", .variable)],
  rules: scriptRules, options: options)

let typeScript = Grammar(
  words: [
    (scriptWords, .keyword), (literals, .number), ("this arguments", .variable),
    (typeWords, .keyword),
  ],
  rules: scriptRules, options: options)

/// Allows comments, which configuration files use.
let json = Grammar(
  words: [("true false null", .number)],
  rules: [.slashComment, .starComment, .doubleQuoted, .singleQuoted],
  options: Grammar.Options(marksCalls: false, marksKeys: true))

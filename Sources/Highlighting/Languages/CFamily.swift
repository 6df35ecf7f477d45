// C, C++ and C#, and Go and Rust, whose syntax is similar.

private let words = """
  auto break case const continue default do else enum extern for goto if inline register restrict
  return sizeof static struct switch typedef union volatile while alignas alignof constexpr
  nullptr static_assert thread_local typeof
  """

private let types = """
  void char short int long float double signed unsigned bool size_t ssize_t ptrdiff_t wchar_t
  int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t FILE
  va_list
  """

private let rules: [Grammar.Rule] = [
  .slashComment, .starComment, .doubleQuoted, .singleQuoted, .directive,
]

let c = Grammar(
  words: [(words, .keyword), (types, .type), ("true false NULL", .number)], rules: rules,
  options: Grammar.Options(stringPrefixes: "LuU"))

let cPlusPlus = Grammar(
  words: [
    (words, .keyword),
    (
      """
      and and_eq asm bitand bitor catch class co_await co_return co_yield compl concept const_cast
      consteval constinit decltype delete dynamic_cast explicit export final friend import module
      mutable namespace new noexcept not not_eq operator or or_eq override private protected
      public reinterpret_cast requires static_cast template throw try typeid typename using
      virtual xor
      """, .keyword
    ),
    (types, .type), ("true false NULL", .number), ("this", .variable),
  ],
  rules: [
    .init(
      "R\"(", .string,
      .string(close: Array(")\"".utf8), escape: nil, wraps: true, inner: nil))
  ] + rules,
  options: Grammar.Options(marksTypes: true, stringPrefixes: "LuU"))

let cSharp = Grammar(
  words: [
    (
      """
      abstract add and as async await base break case catch checked class const continue default
      delegate do else enum event explicit extern file finally fixed for foreach from get global
      goto group if implicit in init interface internal into is join let lock namespace new not
      operator or orderby out override params partial private protected public readonly record ref
      remove required return sealed select set sizeof stackalloc static struct switch throw try
      typeof unchecked unsafe using value var virtual volatile when where while with yield
      """, .keyword
    ),
    (
      """
      bool byte char decimal double dynamic float int long nint nuint object sbyte short string
      uint ulong ushort void
      """, .type
    ),
    ("true false null", .number), ("this", .variable),
  ],
  rules: [
    .slashComment, .starComment, .directive,
    .init("\"\"\"", .string, .string(close: quotes3, escape: nil, wraps: true, inner: nil)),
    .init("@\"", .string, .string(close: [0x22], escape: nil, wraps: true, inner: nil)),
    .init("$@\"", .string, .string(close: [0x22], escape: nil, wraps: true, inner: nil)),
    .init(
      "$\"", .string,
      .string(close: [0x22], escape: backslash, wraps: true, inner: inner("{"))),
    .doubleQuoted, .singleQuoted,
  ],
  options: Grammar.Options(marksTypes: true))

let go = Grammar(
  words: [
    (
      """
      break case chan const continue default defer else fallthrough for func go goto if import
      interface map package range return select struct switch type var
      """, .keyword
    ),
    (
      """
      any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32
      int64 rune string uint uint8 uint16 uint32 uint64 uintptr
      """, .type
    ),
    ("true false nil iota", .number),
  ],
  rules: [
    .slashComment, .starComment, .doubleQuoted, .singleQuoted,
    .init("`", .string, .string(close: [0x60], escape: nil, wraps: true, inner: nil)),
  ])

let rust = Grammar(
  words: [
    (
      """
      as async await break const continue crate dyn else enum extern fn for if impl in let loop
      match mod move mut pub ref return static struct super trait type union unsafe use where
      while yield
      """, .keyword
    ),
    (
      """
      bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
      """, .type
    ),
    ("true false", .number), ("self", .variable),
  ],
  rules: [
    .slashComment, .nestedStarComment,
    .init("\"", .string, .string(close: [0x22], escape: backslash, wraps: true, inner: nil)),
    .init("r", .string, .hashString(escape: nil, inner: nil)),
    .init("br", .string, .hashString(escape: nil, inner: nil)),
    .init("'", .string, .character),
    .init("'", .meta, .name(braces: false)),
    .init("#[", .meta, .block(close: [UInt8(ascii: "]")], nests: false)),
    .init("#![", .meta, .block(close: [UInt8(ascii: "]")], nests: false)),
  ],
  options: Grammar.Options(marksTypes: true, marksMacros: true, stringPrefixes: "bc"))

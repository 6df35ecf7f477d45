// Shells: bash and its relatives, PowerShell, and Dockerfiles, whose lines are half shell.

private let bashRules: [Grammar.Rule] = [
  .hashComment,
  .init(
    "\"", .string, .string(close: [0x22], escape: backslash, wraps: true, inner: inner("$("))),
  .init("'", .string, .string(close: [0x27], escape: nil, wraps: true, inner: nil)),
  .init("<<", .string, .heredoc),
  .init("$", .variable, .name(braces: true)),
  .init("-", .meta, .flag, .afterSpace),
]

private let bashWords = """
  case coproc do done elif else esac fi for function if in select then time until while export
  local declare typeset readonly return break continue exit set unset shift source alias trap eval
  exec
  """

private let bashCommands = """
  apt apt-get awk bash bundle cargo cat cd chmod chown cmake cp curl cut date diff docker echo env
  find git go grep gunzip gzip head install java jq kill kubectl less ln ls make mkdir mktemp mv
  node npm npx pip pip3 pipx pnpm podman printf ps pwd python python3 read rm rmdir rsync scp sed
  seq sh sleep sort ssh sudo swift tail tar tee test touch tr uniq unzip uv wc wget which xargs
  yarn zip
  """

let bash = Grammar(
  words: [(bashWords, .keyword), (bashCommands, .function), ("true false", .number)],
  rules: bashRules,
  options: Grammar.Options(marksCalls: false, wordBytes: "-."))

let dockerfile = Grammar(
  words: [
    (
      """
      ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL
      STOPSIGNAL USER VOLUME WORKDIR AS
      """, .keyword
    ), (bashCommands, .function),
  ],
  rules: bashRules,
  options: Grammar.Options(marksCalls: false, wordBytes: "-."))

let powerShell = Grammar(
  words: [
    (
      """
      begin break catch class clean configuration continue data define do dynamicparam else elseif
      end enum exit filter finally for foreach from function hidden if in param process return
      static switch throw trap try until using var while workflow parallel sequence inlinescript
      """, .keyword
    ),
    (
      """
      -eq -ne -gt -ge -lt -le -like -notlike -match -notmatch -replace -contains -notcontains -in
      -notin -split -join -is -isnot -as -and -or -xor -not -band -bor -bxor -bnot -shl -shr -f
      -ceq -cne -cgt -cge -clt -cle -clike -cnotlike -cmatch -cnotmatch -creplace -ccontains -ieq
      -ine -ilike -imatch -ireplace -csplit -isplit
      """, .keyword
    ),
  ],
  rules: [
    .init("<#", .comment, .block(close: Array("#>".utf8), nests: false)),
    .hashComment,
    .init(
      "@\"", .string, .string(close: Array("\n\"@".utf8), escape: nil, wraps: true, inner: nil)),
    .init(
      "@'", .string, .string(close: Array("\n'@".utf8), escape: nil, wraps: true, inner: nil)),
    .init(
      "\"", .string,
      .string(close: [0x22], escape: UInt8(ascii: "`"), wraps: true, inner: inner("$("))),
    .init("'", .string, .string(close: [0x27], escape: nil, wraps: true, inner: nil)),
    .init("$", .variable, .name(braces: true)),
    .init("-", .meta, .flag, .afterSpace),
    .init("[", .type, .typeName),
  ],
  options: Grammar.Options(
    foldsCase: true, marksCalls: false, marksCommands: true, wordBytes: "-"))

// Ruby and PHP.

let ruby = Grammar(
  words: [
    (
      """
      alias and begin break case class def defined? do else elsif end ensure for if in module next
      not or redo rescue retry return super then undef unless until when while yield BEGIN END
      attr_accessor attr_reader attr_writer extend include private protected public raise require
      require_relative loop lambda proc
      """, .keyword
    ),
    ("true false nil __FILE__ __LINE__", .number), ("self", .variable),
  ],
  rules: [
    .init("#", .comment, .line),
    .init("=begin", .comment, .block(close: Array("\n=end".utf8), nests: false), .lineStart),
    .init(
      "\"", .string,
      .string(close: [0x22], escape: backslash, wraps: true, inner: inner("#{"))),
    .init("'", .string, .string(close: [0x27], escape: backslash, wraps: true, inner: nil)),
    .init("`", .string, .string(close: [0x60], escape: backslash, wraps: true, inner: nil)),
    .init("/", .string, .regex),
    .init("<<", .string, .heredoc),
    .init("@@", .variable, .name(braces: false)),
    .init("@", .variable, .name(braces: false)),
    .init("$", .variable, .name(braces: false)),
    .init(":", .number, .name(braces: false), .afterSpace),
  ],
  options: Grammar.Options(marksTypes: true))

let php = Grammar(
  words: [
    (
      """
      abstract and array as break callable case catch class clone const continue declare default
      do echo else elseif empty enddeclare endfor endforeach endif endswitch endwhile enum eval
      exit extends final finally fn for foreach function global goto if implements include
      include_once instanceof insteadof interface isset list match namespace new or print private
      protected public readonly require require_once return static switch throw trait try unset
      use var while xor yield
      """, .keyword
    ),
    ("bool false float int iterable mixed never null object self string true void parent", .number),
  ],
  rules: [
    .init("<?php", .meta, .sign),
    .init("<?=", .meta, .sign),
    .init("?>", .meta, .sign),
    .slashComment, .starComment,
    .init("#[", .meta, .block(close: [UInt8(ascii: "]")], nests: false)),
    .init("#", .comment, .line),
    .init(
      "\"", .string,
      .string(close: [0x22], escape: backslash, wraps: true, inner: inner("{$"))),
    .init("'", .string, .string(close: [0x27], escape: backslash, wraps: true, inner: nil)),
    .init("<<<", .string, .heredoc),
    .init("$", .variable, .name(braces: false)),
  ],
  options: Grammar.Options(marksTypes: true))

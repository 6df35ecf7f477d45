// SQL, ignoring case.

let sql = Grammar(
  words: [
    (
      """
      add all alter analyze and any as asc begin between by cascade case check collate column
      commit constraint create cross current database default deferrable delete desc distinct do
      drop each else end escape except exec execute exists explain fetch first following for
      foreign from full function grant group having if ilike in index inner insert intersect into
      is isnull join key last lateral left like limit materialized merge natural next no not
      notnull nulls of offset on only or order outer over partition preceding primary procedure
      range recursive references rename replace restrict returning returns revoke right rollback
      row rows savepoint schema select sequence set show some table temp temporary then to top
      transaction trigger truncate unbounded union unique update using values view when where
      window with
      """, .keyword
    ),
    (
      """
      bigint binary bit blob boolean bool bytea char character date datetime decimal double float
      int integer interval json jsonb money nchar numeric nvarchar precision real serial smallint
      text time timestamp timestamptz tinyint uuid varbinary varchar varying xml
      """, .type
    ),
    ("true false null unknown", .number),
  ],
  rules: [
    .init("--", .comment, .line), .nestedStarComment,
    .init("#", .comment, .line, .lineStart),
    .init("'", .string, .string(close: [0x27], escape: nil, wraps: true, inner: nil)),
    .init("\"", .variable, .string(close: [0x22], escape: nil, wraps: false, inner: nil)),
    .init("`", .variable, .string(close: [0x60], escape: nil, wraps: false, inner: nil)),
    .init("@", .variable, .name(braces: false)),
    .init(":", .variable, .name(braces: false), .afterSpace),
    .init("$", .variable, .name(braces: false)),
  ],
  options: Grammar.Options(foldsCase: true))

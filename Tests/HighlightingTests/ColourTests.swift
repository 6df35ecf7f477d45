// What is coloured, by feature: small pieces of code with their tokens marked. Which colour a kind
// has is up to the theme; whole samples of every language are in the golden tests.

import Highlighting
import Testing

@Suite("Colours of code")
struct ColourTests {
  /// The code with each token as `‹k func›`, by the letter of its kind: comment, deleted,
  /// function, heading, inserted, keyword, meta, number, string, type, variable.
  private func marked(_ code: String, _ language: CodeLanguage) -> String {
    String(decoding: highlightedHTML(Array(code.utf8), language), as: UTF8.self)
      .replacing(/<span class=(\w)>/) { "‹\($0.output.1) " }.replacing("</span>", with: "›")
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&amp;", with: "&")
  }

  @Test(arguments: [
    (CodeLanguage.swift, "a // b\nc", "a ‹c // b›\nc"),
    (.swift, "/* a /* b */ c */ d", "‹c /* a /* b */ c */› d"),
    (.c, "/* a\nb */ c", "‹c /* a\nb */› c"),
    (.rust, "/* a /* b */ c */ d", "‹c /* a /* b */ c */› d"),
    (.python, "# a\nb", "‹c # a›\nb"),
    (.javascript, "a /* b */ c", "a ‹c /* b */› c"),
    (.bash, "# a\necho b#c", "‹c # a›\n‹f echo› b#c"),
    (.sql, "-- a\n/* b */ c", "‹c -- a\n/* b */› c"),
    (.html, "<!-- a --> b", "‹c <!-- a -->› b"),
    (.css, "/* a */ b", "‹c /* a */› b"),
    (.powershell, "# a\n<# b #> c", "‹c # a\n<# b #>› c"),
    (.ini, "; a\nb", "‹c ; a›\nb"),
    (.yaml, "a: b # c", "‹v a›: b ‹c # c›"),
    (.toml, "# a\nb = 1", "‹c # a›\n‹v b› = ‹n 1›"),
    (.go, "a // b", "a ‹c // b›"),
    (.ruby, "# a\nb", "‹c # a›\nb"),
    (.php, "<?php // a\nb ?> c", "‹m <?php› ‹c // a›\nb ‹m ?>› c"),
    (.latex, "a % b\nc", "a ‹c % b›\nc"),
  ])
  func commentsAreColouredToTheirEndAndNothingAfter(
    language: CodeLanguage, code: String, tokens: String
  ) {
    #expect(marked(code, language) == tokens)
  }

  @Test(arguments: [
    (CodeLanguage.swift, #""a\"b" c"#, #"‹s "a\"b"› c"#),
    (.swift, ##"#"a "b" \(c)"# d"##, ##"‹s #"a "b" \(c)"#› d"##),
    (.swift, "\"\"\"\n\"a\"\n\"\"\" b", "‹s \"\"\"\n\"a\"\n\"\"\"› b"),
    (.swift, #""a\(b + 1)c""#, #"‹s "a\(›b + ‹n 1›‹s )c"›"#),
    (.python, "'a # b' c", "‹s 'a # b'› c"),
    (.python, "\"\"\"a\nb\"\"\" c", "‹s \"\"\"a\nb\"\"\"› c"),
    (.javascript, "'a' + `b${c}d`", "‹s 'a'› + ‹s `b${›c‹s }d`›"),
    (.javascript, "`a${`b${c}`}`", "‹s `a${`b${›c‹s }`}`›"),
    (.c, #"'a' + "b""#, #"‹s 'a'› + ‹s "b"›"#),
    (.rust, ##"r#"a"b"# c"##, ##"‹s r#"a"b"#› c"##),
    (.go, "`a\nb` c", "‹s `a\nb`› c"),
    (.bash, #"'$a' "$(b)" c"#, #"‹s '$a' "$(›b‹s )"› c"#),
    (.bash, "cat <<E\n$a if\nE\nb", "‹f cat› <<E\n‹s $a if\nE›\nb"),
    (.sql, "'it''s' a", "‹s 'it''s'› a"),
    (.yaml, "a: 'it''s'", "‹v a›: ‹s 'it''s'›"),
    (.yaml, "a: |\n  # b\n  c\nd: e", "‹v a›: ‹m |›\n  ‹s # b\n  c›\n‹v d›: e"),
    (.powershell, #""a $b `"" c"#, #"‹s "a $b `""› c"#),
    (.powershell, "@\"\n$a \"\n\"@ b", "‹s @\"\n$a \"\n\"@› b"),
    (.ruby, #""a#{b}c" d"#, #"‹s "a#{›b‹s }c"› d"#),
    (.json, #"["a\"b"]"#, #"[‹s "a\"b"›]"#),
  ])
  func stringsEndWhereTheirLanguageSays(language: CodeLanguage, code: String, tokens: String) {
    #expect(marked(code, language) == tokens)
  }

  @Test(arguments: [
    (CodeLanguage.swift, "let a = \"b\nlet c = 1", "‹k let› a = \"b\n‹k let› c = ‹n 1›"),
    (.python, "a = 'b\nif c: d", "a = 'b\n‹k if› c: d"),
    (.c, "\"a\nint b;", "\"a\n‹t int› b;"),
    (.json, "[\"a\n1]", "[\"a\n‹n 1›]"),
  ])
  func aStringThatIsNotClosedColoursNothingElse(
    language: CodeLanguage, code: String, tokens: String
  ) {
    #expect(marked(code, language) == tokens)
  }

  @Test(arguments: [
    (
      CodeLanguage.swift, "func f(a: Int) -> B { return c }",
      "‹k func› ‹f f›(a: ‹t Int›) -> ‹t B› { ‹k return› c }"
    ),
    (.swift, "returned functional", "returned functional"),
    (.swift, "@main struct A {}", "‹m @main› ‹k struct› ‹t A› {}"),
    (.python, "def f(a): return None", "‹k def› ‹f f›(a): ‹k return› ‹n None›"),
    (.python, "@a\nclass B: pass", "‹m @a›\n‹k class› ‹t B›: ‹k pass›"),
    (.python, "not_a iffy", "not_a iffy"),
    (.javascript, "const a = null, b = c(d)", "‹k const› a = ‹n null›, b = ‹f c›(d)"),
    (.c, "int main(void) { return a; }", "‹t int› ‹f main›(‹t void›) { ‹k return› a; }"),
    (.c, "#include <a.h>", "‹m #include› <a.h>"),
    (.go, "func f(a int) string {}", "‹k func› ‹f f›(a ‹t int›) ‹t string› {}"),
    (.java, "@A class B { String c; }", "‹m @A› ‹k class› ‹t B› { ‹t String› c; }"),
    (.kotlin, "fun f(a: Int) = b", "‹k fun› ‹f f›(a: ‹t Int›) = b"),
    (.csharp, "class A { int b; }", "‹k class› ‹t A› { ‹t int› b; }"),
    (.ruby, "def f; :a; end", "‹k def› f; ‹n :a›; ‹k end›"),
    (
      .bash, "if [ -f a ]; then b --long $c; fi",
      "‹k if› [ ‹m -f› a ]; ‹k then› b ‹m --long› ‹v $c›; ‹k fi›"
    ),
    (.sql, "SELECT a FROM b", "‹k SELECT› a ‹k FROM› b"),
    (.sql, "select a from b", "‹k select› a ‹k from› b"),
    (.dockerfile, "FROM a AS b\nRUN c", "‹k FROM› a ‹k AS› b\n‹k RUN› c"),
    (.powershell, "Get-Item -Path $a | b -eq c", "‹f Get-Item› ‹m -Path› ‹v $a› | b ‹k -eq› c"),
    (.php, "<?php echo $a; ?>", "‹m <?php› ‹k echo› ‹v $a›; ‹m ?>›"),
    (.latex, #"\a{b}"#, #"‹f \a›{b}"#),
    (.typescript, "let a: A = b", "‹k let› a: ‹t A› = b"),
    (.rust, "fn f(a: &'b str) {}", "‹k fn› ‹f f›(a: &‹m 'b› ‹t str›) {}"),
  ])
  func wordsAreColouredWholeAndByTheirKind(language: CodeLanguage, code: String, tokens: String) {
    #expect(marked(code, language) == tokens)
  }

  @Test(arguments: [
    (CodeLanguage.swift, "1_000.5 0x1F a1", "‹n 1_000.5 0x1F› a1"),
    (.python, "1.5e3 1_0j", "‹n 1.5e3 1_0j›"),
    (.javascript, "0b1 1n .5", "‹n 0b1 1n› .‹n 5›"),
    (.c, "0x1fUL 1.5f", "‹n 0x1fUL 1.5f›"),
    (.rust, "1_u8 0..10", "‹n 1_u8 0›..‹n 10›"),
    (.json, "-1.5e3", "-‹n 1.5e3›"),
    (.css, "#fff 10px 50%", "‹n #fff 10px 50%›"),
    (.yaml, "- 1\n- 1.5\n- one", "- ‹n 1›\n- ‹n 1.5›\n- one"),
  ])
  func numbersAreColouredInTheFormsOfTheirLanguage(
    language: CodeLanguage, code: String, tokens: String
  ) {
    #expect(marked(code, language) == tokens)
  }

  @Test(arguments: [
    (CodeLanguage.json, #"{"a": "b", "c": true}"#, #"{‹v "a"›: ‹s "b"›, ‹v "c"›: ‹n true›}"#),
    (.yaml, "a: b\nc: true", "‹v a›: b\n‹v c›: ‹n true›"),
    (.toml, "[a.b]\nc = 1", "‹h [a.b]›\n‹v c› = ‹n 1›"),
    (.ini, "[a]\nb = c", "‹h [a]›\n‹v b› = c"),
    (.css, "a { color: red; }", "‹t a› { ‹v color›: red; }"),
    (
      .html, #"<a href="b" class=c>d</a>"#,
      #"‹t <a› ‹v href›=‹s "b"› ‹v class›=‹s c›‹t >›d‹t </a>›"#
    ),
    (.xml, "<a b='c'/>", "‹t <a› ‹v b›=‹s 'c'›‹t />›"),
  ])
  func namesOfValuesAreColoured(language: CodeLanguage, code: String, tokens: String) {
    #expect(marked(code, language) == tokens)
  }

  @Test(arguments: [
    (
      CodeLanguage.html, "<style>a { color: red }</style>b",
      "‹t <style>a› { ‹v color›: red }‹t </style>›b"
    ),
    (
      .html, "<script>let a = 1 // b\n</script>c",
      "‹t <script>›‹k let› a = ‹n 1› ‹c // b›\n‹t </script>›c"
    ),
    (.html, "a &amp; b", "a ‹n &amp;› b"),
  ])
  func aLanguageInALanguageIsColouredAsItself(language: CodeLanguage, code: String, tokens: String)
  {
    #expect(marked(code, language) == tokens)
  }

  @Test(arguments: [
    (CodeLanguage.diff, "-a\n+b\n c\n@@ -1 +1 @@", "‹d -a›\n‹i +b›\n c\n‹m @@ -1 +1 @@›"),
    (.markdown, "# A\nb `c`", "‹h # A›\nb ‹s `c`›"),
    (.console, "$ a b\nc", "‹m $ ›a b\nc"),
  ])
  func wholeLinesAreColouredWhereTheyCarryTheMeaning(
    language: CodeLanguage, code: String, tokens: String
  ) {
    #expect(marked(code, language) == tokens)
  }

  @Test func plainTextIsNotColoured() {
    #expect(marked("if a // \"b\" 1", .plain) == "if a // \"b\" 1")
  }
}

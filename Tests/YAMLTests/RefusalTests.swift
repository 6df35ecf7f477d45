// What is not accepted, each with the place of the first thing wrong: anchors, aliases, tags,
// directives, a second document, a key twice, depth, length; and what is not YAML.

import Diagnostics
import Testing
import YAML

@Suite("YAML that is refused")
struct RefusalTests {
  // MARK: Anchors, aliases, tags, directives

  @Test(arguments: [
    ("a: &x 1", "1:4"), ("a: *x", "1:4"), ("- b\n- &x a", "2:3"), ("a: [é, &x b]", "1:8"),
    ("a: {b: *x}", "1:8"), ("&x a: 1", "1:1"), ("*x : 1", "1:1"), ("? &x a\n: b", "1:3"),
    ("a: &x [b]", "1:4"), ("a: &x\n  b: c", "1:4"), ("a: &x", "1:4"), ("--- &x\na: b", "1:5"),
    // What only begins like one: most often a text in bold that needs quotes.
    ("a: **b**", "1:4"), ("a: * b", "1:4"), ("a: & b", "1:4"), ("a: &\u{E9}", "1:4"),
  ])
  func anchorsAndAliasesAreRefused(yaml: String, place: String) {
    #expect(shown(yaml) == "\(place) anchors and aliases (`&`, `*`) are not accepted")
  }

  @Test(arguments: [
    ("a: !x b", "1:4"), ("a: !!str b", "1:4"), ("- !<tag:a.b,2000:c> d", "1:3"), ("a: ! b", "1:4"),
    ("a: ! 'b'", "1:4"), ("a: !x [b]", "1:4"), ("a: !x {b: c}", "1:4"), ("a: ! [b]", "1:4"),
    ("!x a: b", "1:1"), ("a: !e!x b", "1:4"), ("a: !x &y b", "1:4"), ("a: !<b", "1:4"),
    ("a: !", "1:4"),
  ])
  func tagsAreRefused(yaml: String, place: String) {
    #expect(shown(yaml) == "\(place) YAML tags (`!`) are not accepted")
  }

  @Test(arguments: [
    ("%TAG ! tag:a.b,2000:\n---\na: b", "1:1"), ("%YAML 1.1\na: b", "1:1"),
    ("# 50%\n%YAML 1.1\n", "2:1"), ("%FOO\n---\na: b", "1:1"), ("a: b\n%YAML 1.1\n", "2:1"),
    ("a: b\n%c", "2:1"), ("a: b\n...\n%TAG !x! y\n---\n", "3:1"), ("%YAML x\n---\n", "1:1"),
  ])
  func directivesAreRefused(yaml: String, place: String) {
    #expect(shown(yaml) == "\(place) a YAML directive")
  }

  @Test(arguments: [
    ("a: &b c", "1:4", "a: R&D", #"{a: "R&D"}"#),
    ("a: b\n*c: d", "2:1", "a: b\n  *c*", #"{a: "b *c*"}"#),
    ("- &b", "1:3", "- b\n  &c", #"["b &c"]"#),
    ("a: !b", "1:4", "a: b\n  !c", #"{a: "b !c"}"#),
    ("a: %", "1:4", "a: 5 %", #"{a: "5 %"}"#),
    ("a: *b", "1:4", "a: '*b'", #"{a: "*b"}"#),
    ("a: &b", "1:4", "a: |\n  &b", #"{a: "&b"}"#),
  ])
  func aSignIsRefusedOnlyWhereItMeansSomething(
    refused: String, place: String, accepted: String, value: String
  ) {
    #expect(shown(refused).hasPrefix(place + " "))
    #expect(shown(accepted) == value)
  }

  @Test func nothingIsExpanded() {
    // 40 levels of two: a million million texts. The first anchor is enough.
    var yaml = "a0: &a0 [b]\n"
    for level in 1..<40 { yaml += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(shown(yaml) == "1:5 anchors and aliases (`&`, `*`) are not accepted")
  }

  // MARK: Documents and keys

  @Test(arguments: [
    ("a: b\n---\nc: d", "2:1"), ("---\na\n---\nb", "3:1"), ("a\n...\nb", "3:1"),
    ("---\n---\na: b", "2:1"), ("a: b\n---\n~", "2:1"), ("a: b\n--- ''", "2:1"),
    ("a: b\n---\n---\nc: d", "3:1"), ("a: b\n---\n[]", "2:1"),
  ])
  func aSecondDocumentIsRefused(yaml: String, place: String) {
    let second = "\(place) a second YAML document; only one is accepted"
    let unmarked = "\(place) invalid YAML: did not find expected <document start>"
    #expect(shown(yaml) == (yaml.contains("---") ? second : unmarked))
  }

  @Test(arguments: [
    ("a: b\na: c", "2:1", "`a`"), ("{a: b, a: c}", "1:8", "`a`"), ("a: b\n'a': c", "2:1", "`a`"),
    ("x:\n  a: b\n  c: d\n  a: e", "4:3", "`a`"), ("- a: b\n  a: c", "2:3", "`a`"),
    ("~: a\n~: b", "2:1", "`~`"), ("\u{E9}: a\ne\u{301}: b", "2:1", "`e\u{301}`"),
    ("<<: a\n<<: b", "2:1", "`<<`"),
  ])
  func aKeyTwiceIsRefusedAtTheSecond(yaml: String, place: String, name: String) {
    #expect(shown(yaml) == "\(place) the key \(name) stands here twice")
  }

  @Test func aKeyTwiceSaysWhereTheFirstIs() {
    let source = SourceFile(path: "a.yml", text: "x: y\na: b\n\na: c\n")
    let parsed = parseYAML(in: source, range: 0..<source.bytes.count)
    #expect(parsed.diagnostics.map(\.notes) == [["the first is in line 2"]])
    #expect(parsed.diagnostics.map(\.code) == [.brokenYAML])
  }

  @Test func keysThatAreNoTextsAreComparedByWhatTheyHold() {
    #expect(shown("? [a, b]\n: c\n? [a, b]\n: d") == "3:3 this key stands here twice")
    #expect(shown("? {a: b}\n: c\n? {a: b}\n: d") == "3:3 this key stands here twice")
    #expect(shown("? [a, b]\n: c\n? [ab]\n: d") == #"{: "c", : "d"}"#)
  }

  @Test func theSameKeyInTwoMappingsIsFine() {
    #expect(shown("- a: b\n- a: {a: c}") == #"[{a: "b"}, {a: {a: "c"}}]"#)
  }

  // MARK: Limits

  /// Texts nested `depth` deep, of each kind.
  private static let nestings: [@Sendable (Int) -> String] = [
    { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) },
    { String(repeating: "{a: ", count: $0) + "b" + String(repeating: "}", count: $0) },
    { String(repeating: "- ", count: $0) + "a" },
    { (0..<$0).map { String(repeating: " ", count: $0) + "a:\n" }.joined() },
    { (0..<$0).map { String(repeating: " ", count: $0) + "-\n" }.joined() },
    { String(repeating: "? ", count: $0) + "a" },
    { "a:\n  b: " + String(repeating: "[", count: $0 - 2) + String(repeating: "]", count: $0 - 2) },
    {
      String(repeating: "[a: ", count: $0 / 2) + (($0 % 2 == 1) ? "[]" : "b")
        + String(repeating: "]", count: $0 / 2)
    },
  ]

  @Test(arguments: nestings.indices)
  func thirtyTwoLevelsAreTheMost(kind: Int) {
    let nested = Self.nestings[kind]
    for depth in [31, 32] { #expect(!shown(nested(depth)).contains("YAML"), "\(depth)") }
    for depth in [33, 34, 1000] {
      let text = shown(nested(depth), limit: 1 << 20)
      #expect(text.hasSuffix("YAML nested deeper than 32 levels"), "\(depth): \(text)")
    }
  }

  @Test func depthIsRefusedWhereItBegins() {
    let brackets = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    #expect(shown("\(brackets)") == "1:33 YAML nested deeper than 32 levels")
  }

  @Test func depthThatEndedDoesNotCount() {
    let lists = String(repeating: "- [[a]]\n", count: 100)
    #expect(shown(lists).hasPrefix("[[[\"a\"]]"))
  }

  @Test func manyOpenBracketsCostNothing() {
    #expect(
      shown([UInt8](repeating: UInt8(ascii: "["), count: 8 << 20), limit: 8 << 20)
        == "1:33 YAML nested deeper than 32 levels")
  }

  @Test func theLengthIsLimited() {
    #expect(shown("a: bcd", limit: 6) == #"{a: "bcd"}"#)
    #expect(shown("a: bcde", limit: 6) == "1:1 YAML longer than 6 bytes")
    let most = "a: " + String(repeating: "b", count: 65_533)
    #expect(shown(most).hasPrefix("{a: "))
    #expect(shown(most + "b") == "1:1 YAML longer than 65536 bytes")
  }

  /// libyaml's own limit, for keys without `?`.
  @Test func aKeyIsAtMost1024CharactersLong() {
    let key = String(repeating: "ä", count: 1024)
    #expect(shown("\(key): b") == "{\(key): \"b\"}")
    #expect(shown("\(key)ä: b").contains("mapping values are not allowed"))
    #expect(shown("? \(key)ä\n: b") == "{\(key)ä: \"b\"}")
  }

  // MARK: Not YAML

  @Test(arguments: [
    ("a: [b", "1:6 invalid YAML: did not find expected ',' or ']' while parsing a flow sequence"),
    ("a: 'b", "1:6 invalid YAML: found unexpected end of stream while scanning a quoted scalar"),
    ("a: b: c", "1:5 invalid YAML: mapping values are not allowed in this context"),
    (#"a: "\z""#, "1:5 invalid YAML: found unknown escape character while parsing a quoted scalar"),
    (
      "a: @b",
      "1:4 invalid YAML: found character that cannot start any token "
        + "while scanning for the next token"
    ),
    ("a: b\n c: d\n", "2:3 invalid YAML: mapping values are not allowed in this context"),
  ])
  func brokenSyntaxIsNamedInTheWordsOfLibyaml(yaml: String, message: String) {
    #expect(shown(yaml) == message)
  }

  @Test(arguments: [
    ("a:\n\t- b", "2:1"), ("a: b\n\tc", "2:1"), ("-\tb: c", "1:2"), ("\ta: b", "1:1"),
    ("a: |\n\tb", "2:1"),
  ])
  func aTabAsIndentationIsRefused(yaml: String, place: String) {
    #expect(shown(yaml) == "\(place) a tab used for indentation; YAML wants spaces")
  }

  @Test(arguments: [
    ("a: [\n\tb]", #"{a: ["b"]}"#), ("{\n\t\"a\": \"b\"\n}", #"{a: "b"}"#),
    ("a: |\n  b\n  \tc", "{a: \"b\n\tc\"}"), ("a:\tb", #"{a: "b"}"#),
    ("a: b\n  \tc", #"{a: "b c"}"#),
  ])
  func aTabElsewhereIsFine(yaml: String, value: String) {
    #expect(shown(yaml) == value)
  }

  @Test(arguments: [
    ([0x61, 0x3A, 0x20, 0xFF], "1:4"), ([0x61, 0x3A, 0x20, 0xC3], "1:4"),
    ([0xC3, 0xA4, 0x3A, 0x20, 0xC0, 0x80], "1:4"), ([0x61, 0x0A, 0xED, 0xA0, 0x80], "2:1"),
    ([0xFF, 0xFE, 0x61, 0x00], "1:1"), ([0xF4, 0x90, 0x80, 0x80], "1:1"),
    ([0x61, 0x3A, 0x20, 0xE2, 0x82], "1:4"),
  ])
  func whatIsNotUTF8IsRefusedWhereItIs(bytes: [UInt8], place: String) {
    #expect(shown(bytes).hasSuffix("YAML that is not UTF-8"))
    #expect(shown(bytes).hasPrefix(place))
  }

  @Test(arguments: ["\0", "\u{1}", "\u{7F}", "\u{80}", "\u{FFFE}"])
  func controlCharactersAreRefusedWhereTheyAre(sign: String) {
    #expect(
      shown("ä: b\nc: \(sign)") == "2:4 invalid YAML: control characters are not allowed")
  }
}

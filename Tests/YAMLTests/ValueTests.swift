// What a YAML text becomes: texts, lists, mappings, and what is empty.

import Testing

@Suite("YAML values")
struct ValueTests {
  @Test(arguments: [
    ("a: b\nc: d", #"{a: "b", c: "d"}"#),
    ("- a\n- b", #"["a", "b"]"#),
    ("a:\n- b\n-  - c", #"{a: ["b", ["c"]]}"#),
    ("a: [b, {c: d}, [e]]", #"{a: ["b", {c: "d"}, ["e"]]}"#),
    ("{a: b, c: [d]}", #"{a: "b", c: ["d"]}"#),
    ("[a: b, c]", #"[{a: "b"}, "c"]"#),
    ("? a\n: b", #"{a: "b"}"#),
    ("a", #""a""#),
    (#"{"a":"b","c":[1,true,null]}"#, #"{a: "b", c: ["1", "true", ~]}"#),
  ])
  func collectionsNest(yaml: String, value: String) {
    #expect(shown(yaml) == value)
  }

  @Test(arguments: [
    "NO", "012", "0x1F", "1e400", ".inf", "1:2:3", "2001-01-01", "yes", "Null", "=",
  ])
  func aTextIsKeptAsWritten(text: String) {
    #expect(shown("a: \(text)") == "{a: \"\(text)\"}")
  }

  @Test(arguments: [
    (#"a: "b\n\u00e9\x41\t""#, "{a: \"b\né\u{41}\t\"}"),
    (#"a: "\0""#, "{a: \"\0\"}"),
    ("a: 'it''s'", #"{a: "it's"}"#),
    ("a: b\n  c", #"{a: "b c"}"#),
    ("a: |\n  b\n  c\n", "{a: \"b\nc\n\"}"),
    ("a: >-\n  b\n  c\n", #"{a: "b c"}"#),
    ("a: |+\n  b\n\n", "{a: \"b\n\n\"}"),
    ("a: b # c", #"{a: "b"}"#),
  ])
  func quotesAndBlocksAreResolved(yaml: String, value: String) {
    #expect(shown(yaml) == value)
  }

  @Test(arguments: ["a:", "a: ~", "a: null", "a: # b", "{a}"])
  func nothingIsEmpty(yaml: String) {
    #expect(shown(yaml) == "{a: ~}")
  }

  @Test(arguments: ["a: ''", #"a: """#])
  func quotedNothingIsAText(yaml: String) {
    #expect(shown(yaml) == #"{a: ""}"#)
    #expect(shown("a: '~'") == #"{a: "~"}"#)
  }

  @Test func aKeyIsATextWhateverItLooksLike() {
    #expect(shown("~: a\n1: b\n'': c\n<<: d") == #"{~: "a", 1: "b", : "c", <<: "d"}"#)
  }

  @Test func aKeyThatIsNoTextHasNoName() {
    #expect(shown("? [a]\n: b\n? {c: d}\n: e") == #"{: "b", : "e"}"#)
  }

  @Test func aMergeKeyMergesNothing() {
    #expect(shown("<<: {a: b}\nc: d") == #"{<<: {a: "b"}, c: "d"}"#)
  }

  @Test(arguments: ["", "\n", "# a\n", "\u{FEFF}", "  \n\n", "\u{FEFF}# a"])
  func noDocumentIsAnEmptyMapping(yaml: String) {
    #expect(shown(yaml) == "{}")
  }

  // MARK: Marks around a document

  @Test(arguments: [
    "---\na: b\n", "a: b\n...\n", "a: b\n---\n", "---\na: b\n---\n", "---\na: b\n---\n\n",
    "---\na: b\n...\n---\n# c\n", "# c\n---\na: b\n...\n", "%YAML 1.1\n---\na: b\n",
    "%YAML 1.2\n---\na: b\n---\n", "--- {a: b}\n", "\u{FEFF}---\r\na: b\r\n---\r\n",
  ])
  func marksAroundADocumentAreFine(yaml: String) {
    #expect(shown(yaml) == #"{a: "b"}"#)
  }

  @Test func anEmptyDocumentBetweenMarksIsEmpty() {
    #expect(shown("---\n") == "~")
    #expect(shown("---\n---\n") == "~")
  }
}

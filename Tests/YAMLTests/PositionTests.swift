// Where keys and texts are in the file, whatever is before them: libyaml counts characters, and
// knows line ends that editors do not.

import Diagnostics
import Testing
import YAML

@Suite("Places in YAML")
struct PositionTests {
  @Test(arguments: [
    ("a: b\nc: d", ["a", "b", "c", "d"]),
    ("ä: ö\nü: ß", ["ä", "ö", "ü", "ß"]),
    ("日本: 語\n? 中\n: 文", ["日本", "語", "中", "文"]),
    ("🚀: [👩‍👩‍👧, é]\nb: 🇩🇪", ["🚀", "👩‍👩‍👧", "é", "b", "🇩🇪"]),
    ("é: x\r\nb: ü\r\n\r\nc: d", ["é", "x", "b", "ü", "c", "d"]),
    ("é: x\rb: ü\r\rc: d", ["é", "x", "b", "ü", "c", "d"]),
    ("\u{FEFF}ä: b\nc: d", ["ä", "b", "c", "d"]),
    ("# ä 日 🚀\na: b # ü\nc: d", ["a", "b", "c", "d"]),
    ("a: 'ü'\n\"b\": \"\\u00e9 ü\"\nc: d", ["a", "'ü'", "\"b\"", "\"\\u00e9 ü\"", "c", "d"]),
    ("a: b\u{85}c: d", ["a", "b", "c", "d"]),
    ("a: b\u{2028}c: ü\u{2029}d: e", ["a", "b", "c", "ü", "d", "e"]),
    ("# ä\u{85}a: [b,\u{2028} c]\nd: e", ["a", "b", "c", "d", "e"]),
    ("a: ä\n  ö\nb: c", ["a", "ä\n  ö", "b", "c"]),
    ("a: |\n  ä\n  ö\nb: c", ["a", "|\n  ä\n  ö\n", "b", "c"]),
    ("{\"ä\": \"b\", c: [d, {e: f}]}", ["\"ä\"", "\"b\"", "c", "d", "e", "f"]),
    ("- ä: b\n  c: d\n- - e", ["ä", "b", "c", "d", "e"]),
  ])
  func keysAndTextsAreWhereTheFileHasThem(yaml: String, texts: [String]) {
    #expect(places(yaml) == texts)
  }

  @Test func collectionsBeginAtTheirFirstSign() {
    let source = SourceFile(path: "a.yml", text: "ä:\n  b: [c]\nd:\n- {e: f}\n")
    guard case .mapping(let pairs) = parsed(source)?.content else {
      Issue.record("not a mapping")
      return
    }
    #expect(pairs.map(\.value.range.start) == [6, 16])
    guard case .mapping(let inner) = pairs[0].value.content else { return }
    #expect(inner.map(\.value.range.start) == [9])
  }

  @Test func whatIsEmptyIsWhereItWouldBe() {
    for text in ["ä:\nb: c", "ä:"] {
      guard case .mapping(let pairs) = parsed(SourceFile(path: "a", text: text))?.content else {
        Issue.record("not a mapping")
        continue
      }
      #expect(pairs[0].value.range == SourceRange(3, min(4, text.utf8.count)))
    }
  }

  @Test func onlyTheRangeIsRead() {
    let source = SourceFile(path: "a.md", text: "---\nä: [b\n---\n] &x")
    let front = SourceFile(path: "a.md", text: "---\nä: b\n---\n*x\n")
    #expect(parseYAML(in: source, range: 4..<11).diagnostics.map(\.range?.start) == [11])
    let value = parseYAML(in: front, range: 4..<10).value
    #expect(value.map { ranges(in: $0) } == [SourceRange(4, 6), SourceRange(8, 9)])
  }

  @Test(arguments: [
    ("ä: 日\n🚀: [b", "2:6"), ("ä: 日\r\n🚀: &b c", "2:4"), ("\u{FEFF}ä: &b c", "1:4"),
    ("# ü\u{85}ä: &b c", "1:8"), ("\u{FEFF}a: b\nä: !c d", "2:4"), ("é: ä\ré: ü", "2:1"),
    ("a: '\u{2028}\u{2029}'\nb: \"\\q\"", "2:5"),
  ])
  func errorsAreWhereAnEditorShowsThem(yaml: String, place: String) {
    #expect(shown(yaml).hasPrefix("\(place) "), "\(shown(yaml))")
  }

  @Test func placesInOneLongLineAreFoundInLinearTime() {
    let entry = #"{"ä": "日本 🚀"}"#
    let json = "[" + Array(repeating: entry, count: 40_000).joined(separator: ",") + "]"
    let source = SourceFile(path: "a.json", text: json)
    let parsed = parseYAML(in: source, range: 0..<source.bytes.count, byteLimit: 8 << 20)
    let last = parsed.value.map { ranges(in: $0) }?.last
    let end = source.bytes.count - 2
    #expect(last == SourceRange(end - "\"日本 🚀\"".utf8.count, end))
  }

  private func parsed(_ source: SourceFile) -> YAMLValue? {
    parseYAML(in: source, range: 0..<source.bytes.count).value
  }
}

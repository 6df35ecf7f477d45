// Any bytes: a value or one error, never a trap, and every place is within the file. Seeded, so
// that a failure comes again; the seed of a failing case is in its message.

import Diagnostics
import Support
import Testing
import YAML

@Suite("YAML fuzzing")
struct YAMLFuzzTests {
  private static let corpus = [
    "title: T\ntags: [a, \"b\"]\nupdated: 2026-01-31\ndescription: >\n  two\n  lines\n",
    "---\nreferences:\n- id: k\n  author:\n  - {family: Ä, given: B}\n  issued: 2020\n---\n",
    "[{\"id\": \"k\", \"n\": [1, null, true], \"t\": \"\\u00e9 日 🚀\"}]\n",
    "? [a, b]\n: c\n? 'd''e'\n: |-\n  f\n  g\n# h\ni: !j &k *l\n",
  ]
  private static let pieces = [
    "[", "]", "{", "}", ": ", ":", "- ", "? ", "\n", "\n  ", "\r\n", "\r", ", ", "\"", "'", "|",
    ">-\n  ", " # ", "&x ", "*x", "!t ", "! ", "%YAML 1.1\n", "%TAG ! a:\n", "---\n", "...\n",
    "\t", "ä", "日", "🚀", "e\u{301}", "\u{85}", "\u{2028}", "\u{FEFF}", "a", "~", "null", "<<",
    "\\", "\\x4", "@", "\0", "    ", "-", "?", "a: b\n",
  ]

  private func check(_ bytes: [UInt8], _ range: Range<Int>, seed: UInt64) {
    let source = SourceFile(path: "a.yml", bytes: bytes)
    let parsed = parseYAML(in: source, range: range)
    guard let value = parsed.value else {
      #expect(parsed.diagnostics.map(\.code) == [.brokenYAML], "seed \(seed)")
      let place = parsed.diagnostics.first?.range
      #expect(
        place.map { range.lowerBound <= $0.start && $0.start <= range.upperBound } ?? false,
        "place of the error, seed \(seed)")
      #expect((place?.end ?? 0) <= bytes.count, "end of the error, seed \(seed)")
      return
    }
    #expect(parsed.diagnostics == [], "seed \(seed)")
    var last = range.lowerBound
    for place in ranges(in: value) {
      #expect(last <= place.start && place.end <= range.upperBound, "place, seed \(seed)")
      last = place.start
    }
    checkTexts(value, bytes, seed: seed)
  }

  /// A plain text of one word is in the file as it is, at its place.
  private func checkTexts(_ value: YAMLValue, _ bytes: [UInt8], seed: UInt64) {
    switch value.content {
    case .null: return
    case .sequence(let items): for item in items { checkTexts(item, bytes, seed: seed) }
    case .mapping(let pairs):
      for pair in pairs { checkTexts(pair.value, bytes, seed: seed) }
    case .scalar(let text):
      let written = bytes[value.range.start..<value.range.end]
      let isWord = written.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      guard isWord, let first = written.first, !Array("\"'|>".utf8).contains(first) else { return }
      #expect(Array(written) == Array(text.utf8), "text, seed \(seed)")
    }
  }

  /// Checks `rounds` texts, and a part of each.
  private func texts(rounds: Int, seed: UInt64, make: (inout SeededGenerator) -> [UInt8]) {
    for round in 0..<UInt64(rounds) {
      var dice = SeededGenerator(seed: seed &+ round)
      let bytes = make(&dice)
      check(bytes, 0..<bytes.count, seed: seed &+ round)
      // A part of the file, wherever it cuts: not even a character has to be whole.
      let start = Int.random(in: 0...bytes.count, using: &dice)
      check(bytes, start..<Int.random(in: start...bytes.count, using: &dice), seed: seed &+ round)
    }
  }

  @Test func randomBytes() {
    texts(rounds: 2000, seed: 1_000_000) { dice in
      (0..<Int.random(in: 0...80, using: &dice)).map { _ in
        UInt8.random(in: 0...255, using: &dice)
      }
    }
  }

  @Test func randomPieces() {
    texts(rounds: 8000, seed: 2_000_000) { dice in
      (0..<Int.random(in: 1...30, using: &dice)).flatMap { _ in
        Array((Self.pieces.randomElement(using: &dice) ?? "").utf8)
      }
    }
  }

  @Test func documentsWithMistakes() {
    texts(rounds: 8000, seed: 3_000_000) { dice in
      var bytes = Array((Self.corpus.randomElement(using: &dice) ?? "").utf8)
      for _ in 0..<Int.random(in: 1...5, using: &dice) {
        let place = Int.random(in: 0...bytes.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes.removeSubrange(place..<min(bytes.count, place + 5))
        case 1:
          let other = Int.random(in: 0...bytes.count, using: &dice)
          bytes.insert(contentsOf: bytes[other..<min(bytes.count, other + 20)], at: place)
        default:
          let piece = Self.pieces.randomElement(using: &dice) ?? ""
          bytes.insert(contentsOf: piece.utf8, at: place)
        }
      }
      return bytes
    }
  }
}

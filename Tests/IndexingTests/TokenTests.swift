// The tokeniser against the vectors that search.js is held to as well (vectors.test.mjs), and
// against hostile bytes.

import Bytes
import Foundation
import Support
import Testing

@testable import Indexing

struct TokenVector: Decodable {
  var text: String
  var tokens: String
}

/// Writes tokens as the vectors do: parts with a plus sign before them.
struct TokenList: TokenSink {
  var tokens: [String] = []

  mutating func take(_ bytes: Span<UInt8>, _ range: Range<Int>, key: UInt64, kind: TokenKind) {
    var term: [UInt8] = kind == .part ? [UInt8(ascii: "+")] : []
    for index in range { term.append(bytes[index].lowercasedASCII) }
    tokens.append(String(decoding: term, as: UTF8.self))
    if key != wordKey(bytes, range) { tokens.append("wrong key") }
  }
}

func tokens(of text: [UInt8]) -> [String] {
  var list = TokenList()
  scanTokens(text.span, 0..<text.count, into: &list)
  return list.tokens
}

@Test func tokeniserFollowsTheVectors() throws {
  let vectors = try JSONDecoder().decode(
    [TokenVector].self, from: Data(try bytes(ofTestFile: "vectors.json")))
  #expect(vectors.count >= 300)
  for vector in vectors {
    #expect(
      tokens(of: Array(vector.text.utf8)).joined(separator: " ") == vector.tokens,
      "tokens of \(vector.text.debugDescription)")
  }
}

@Test func clientHoldsTheSameClassTable() throws {
  let path = testFolder() + "/../../templates/assets/search.js"
  let script = try String(contentsOfFile: path, encoding: .utf8)
  // In the script the table is broken into quoted lines.
  let joined = script.split(separator: "\n").map { line in
    line.drop { $0 == " " || $0 == "'" }
  }.map { line in
    line.hasSuffix("' +") ? line.dropLast(3) : line
  }.joined()
  #expect(joined.contains(classTable))
}

@Test func classesAreFoundAtTheirBorders() {
  let cases: [(UInt32, UInt8)] = [
    (0x80, CharacterClass.separator), (0xAA, CharacterClass.separator),
    (0xB5, CharacterClass.letter),
    (0xD7, CharacterClass.separator),
    (0x300, CharacterClass.ignored), (0x36F, CharacterClass.ignored),
    (0xE00, CharacterClass.paired),
    (0xAC00, CharacterClass.hangul), (0xD7FF, CharacterClass.hangul),
    (0xD800, CharacterClass.separator),
    (0x4E00, CharacterClass.paired), (0x1F600, CharacterClass.separator),
    (0x20000, CharacterClass.paired), (0xF0000, CharacterClass.separator),
  ]
  for (scalar, expected) in cases {
    #expect(characterClass(scalar) == expected, "\(String(scalar, radix: 16))")
  }
}

@Test func wordKeysOfShortTermsAreTheTerms() {
  // Every two different tokens of up to eight bytes have different keys.
  let words = ["a", "b", "ab", "ba", "a_b", "abcdefgh", "abcdefgi", "é", "è", "c++", "c#", "@a"]
  let keys = words.map { word in
    let bytes = Array(word.utf8)
    return wordKey(bytes.span, 0..<bytes.count)
  }
  #expect(Set(keys).count == words.count)
}

/// What a word of `count` characters is, made of each kind of letter that is scanned by itself.
@Test(arguments: ["a", "A", "é", "_a", "aB"])
func aTokenMayHave64BytesAndNotOneMore(_ unit: String) {
  func word(_ count: Int) -> String {
    var word = ""
    // Folded, as tokens are: é is one byte.
    while word.count < count { word += unit }
    return String(word.prefix(count))
  }
  let folded = word(64).replacing("é", with: "e").lowercased()
  #expect(tokens(of: Array("x \(word(64)) y".utf8)).contains(folded))
  #expect(!tokens(of: Array("x \(word(65)) y".utf8)).contains { $0.utf8.count > 60 })
  #expect(tokens(of: Array("x \(word(65)) y".utf8)).first == "x")
}

@Test func anOptionMayHave64BytesAndNotOneMore() {
  func option(_ count: Int) -> String {
    "--" + String(repeating: "ab-", count: 30).prefix(count - 3) + "c"
  }
  #expect(tokens(of: Array(option(64).utf8)).contains(option(64)))
  #expect(!tokens(of: Array(option(65).utf8)).contains(option(65)))
}

@Test func aWordWithASignAfterItMayHave64Bytes() {
  func word(_ count: Int) -> String { String(repeating: "a", count: count) + "++" }
  #expect(tokens(of: Array(word(64).utf8)).contains(word(64)))
  #expect(!tokens(of: Array(word(65).utf8)).contains(word(65)))
}

/// Hashes and encoded data are noise: they would fill the index and nobody types them.
@Test(arguments: [
  "d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E",
  "0123456789abcdef01234567", "012345678901234567890123",
  "dGhpcyBpcyBhIHRlc3Qg4oCTIGFuZCBtb3Jl1x2y3z4",
])
func hashesAreNoTokens(_ noise: String) {
  #expect(tokens(of: Array("before \(noise) after".utf8)) == ["before", "after"])
}

@Test(arguments: [
  // Shorter than 24 bytes, letters beyond f, no digit, an underscore.
  "0123456789abcdef0123456", "internationalisationofthings", "feedfacefeedfacefeedface",
  "a1_b2_c3_d4_e5_f6_a7_b8_c9",
])
func whatOnlyLooksLikeAHashIsAToken(_ word: String) {
  #expect(tokens(of: Array("before \(word) after".utf8)).contains(word))
}

@Test func anyBytesAreTokenised() {
  var random = SeededGenerator(seed: 1)
  let pieces: [[UInt8]] = [
    Array("aB".utf8), Array("_".utf8), Array("é".utf8), Array("한".utf8), Array("中".utf8),
    Array("--".utf8), Array("9".utf8), [0xE2, 0x80], [0xF0, 0x9F], [0xFF], [0xC3], [0x80],
    Array("\u{301}".utf8), Array("𠮷".utf8), Array("＋".utf8), Array("#".utf8), [0],
  ]
  for _ in 0..<4_000 {
    var text: [UInt8] = []
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      if Bool.random(using: &random) {
        text.append(contentsOf: pieces.randomElement(using: &random) ?? [])
      } else {
        text.append(UInt8.random(in: 0...255, using: &random))
      }
    }
    let found = tokens(of: text)
    let areSound = found.allSatisfy {
      $0 != "wrong key" && !$0.isEmpty && $0.utf8.count <= 4 * 64 + 8
    }
    #expect(areSound, "tokens of \(text)")
  }
}

@Test func longRunsCostNoMoreThanTheirLength() {
  // Quadratic work over any of these would not finish.
  for unit in ["a", "_", "aB", "-", "--a", "中", "한", "é", "\u{301}", "+", "a+", "#"] {
    let text = Array(String(repeating: unit, count: 50_000).utf8)
    #expect(tokens(of: text).count <= 150_000)
  }
}

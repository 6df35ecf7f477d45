// Bytes: escaping, percent-coding, order, search and the two hashes, against literals.

import Bytes
import Testing

@Suite("Bytes")
struct BytesTests {
  @Test(
    "What means something in HTML is escaped, quotes as the caller's markup needs it",
    arguments: [
      ("a", "a", "a"), ("", "", ""), ("<a & b>", "&lt;a &amp; b&gt;", "&lt;a &amp; b&gt;"),
      ("\"x\"", "&quot;x&quot;", "&quot;x&quot;"), ("o'neil", "o'neil", "o&#39;neil"),
      ("ü<", "ü&lt;", "ü&lt;"),
    ])
  func escaping(text: String, double: String, both: String) {
    #expect(escapedHTML(text) == double)
    #expect(escapedHTML(text, quotes: .both) == both)
    var out = Array("|".utf8)
    appendEscapedHTML(text.utf8, to: &out)
    #expect(String(decoding: out, as: UTF8.self) == "|" + double)
  }

  @Test(
    "Percent-encoding keeps paths readable, and decoding gives the text back",
    arguments: [
      ("a/b.md", "a/b.md"), ("é", "%C3%A9"), ("a b'&", "a%20b%27%26"), ("100%", "100%25"),
    ])
  func percents(text: String, encoded: String) {
    #expect(percentEncoded(text) == encoded)
    #expect(percentDecoded(encoded) == text)
  }

  @Test("A percent sign without two digits stays, and what is not UTF-8 does not decode")
  func undecodable() {
    #expect(percentDecoded("%4") == "%4")
    #expect(percentDecoded("%zz") == "%zz")
    #expect(percentDecoded("%41%4a") == "AJ")
    #expect(percentDecoded("%FF") == nil)
    #expect(percentDecoded("%00") == nil)
  }

  @Test("Texts are ordered by their bytes")
  func order() {
    #expect(precedes("B", "a"))
    #expect(precedes("a", "ab"))
    #expect(!precedes("a", "a"))
    #expect(precedes("z", "é"))
  }

  @Test("A pattern is found where it begins first, at or after the start")
  func patterns() {
    let text = Array("aab aab".utf8)
    #expect(firstRange(of: "ab", in: text, from: 0) == 1..<3)
    #expect(firstRange(of: "ab", in: text, from: 2) == 5..<7)
    #expect(firstRange(of: "ba", in: text, from: 0) == nil)
    #expect(firstRange(of: "aab aab ", in: text, from: 0) == nil)
    #expect(firstIndex(of: 0x20, in: text, from: 3) == 3)
    #expect(firstIndex(of: 0x20, in: text, from: 4) == nil)
    #expect(firstIndex(of: 0x61, in: text[4...], from: 5) == 5)
  }

  @Test("A binary search gives the first index that is behind, or the end")
  func search() {
    let numbers = [1, 3, 3, 7]
    #expect(firstIndex(in: 0..<4) { numbers[$0] >= 3 } == 1)
    #expect(firstIndex(in: 0..<4) { numbers[$0] > 3 } == 3)
    #expect(firstIndex(in: 0..<4) { numbers[$0] > 7 } == 4)
    #expect(firstIndex(in: 2..<2) { _ in true } == 2)
  }

  @Test(
    "FNV-1a of known texts", arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c)])
  func fnv(text: String, hash: UInt64) {
    #expect(byteHash(text.utf8) == hash)
  }

  @Test(
    "XXH64 of known texts, in one piece and in two",
    arguments: [
      ("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b), ("abc", 0x44bc_2cf5_ad77_0999),
    ])
  func xxh64(text: String, hash: UInt64) {
    let bytes = Array(text.utf8)
    var whole = ContentHash()
    whole.add(bytes, count: bytes.count)
    #expect(whole.value == hash)
    #expect(whole.count == bytes.count)
    var parts = ContentHash()
    for byte in bytes { parts.add([byte], count: 1) }
    #expect(parts.value == hash)
  }

  @Test("Classes of ASCII, at their borders")
  func classes() {
    let letters = (0...255).map { UInt8($0) }.filter(\.isASCIILetter)
    #expect(
      String(decoding: letters, as: UTF8.self)
        == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    let digits = (0...255).map { UInt8($0) }.filter(\.isASCIIDigit)
    #expect(String(decoding: digits, as: UTF8.self) == "0123456789")
    #expect(
      (0...255).map { UInt8($0) }.filter(\.isASCIISpace) == [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20])
    #expect(
      Array("09afAFgG/:@`".utf8).map(\.hexadecimalValue) == [
        0, 9, 10, 15, 10, 15, nil, nil, nil, nil, nil, nil,
      ])
    #expect(Array("AZaz[".utf8).map(\.lowercasedASCII) == Array("azaz[".utf8))
  }
}

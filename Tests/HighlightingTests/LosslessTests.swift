// Whatever the bytes are, the text that goes in comes out, in every language.

import Highlighting
import Support
import Testing

/// The text of a piece of HTML: tags left out, escapes undone.
func text(of html: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  var index = 0
  while index < html.count {
    if html[index] == UInt8(ascii: "<") {
      while index < html.count, html[index] != UInt8(ascii: ">") { index += 1 }
      index += 1
      continue
    }
    let escapes: [(String, UInt8)] = [
      ("&amp;", 0x26), ("&lt;", 0x3C), ("&gt;", 0x3E), ("&quot;", 0x22),
    ]
    if html[index] == UInt8(ascii: "&"),
      let escape = escapes.first(where: { html[index...].starts(with: $0.0.utf8) })
    {
      out.append(escape.1)
      index += escape.0.utf8.count
    } else {
      out.append(html[index])
      index += 1
    }
  }
  return out
}

/// Pieces that open, close and escape something in some language.
private let pieces: [String] = [
  "\"", "'", "`", "\"\"\"", "'''", "/*", "*/", "//", "#", "<#", "#>", "--", "<!--", "-->", "${",
  "$(", "\\(", "#{", "{", "}", "(", ")", "[", "]", "<", ">", "</", "<script>", "</script>",
  "<style>", "</style>", "<<EOF\n", "EOF\n", "\n", "\n\n", "\\", "@", "$", "$name", "-eq", "--long",
  "r#\"", "\"#", "#\"", "R\"(", ")\"", "/re/", "key: ", "key = ", "|\n", "- ", "  ", "\t", "1.5e3",
  "0x", "if", "return", "Name", "call(", "name!", "```", "$$", "%", "&amp;", "&", ";", ":", "=",
  "é", "\u{202E}", "\u{2066}", "+", "-", "@@", "<?php", "?>", "=begin\n", "\n=end",
]

@Suite("Highlighting loses nothing", .slow)
struct LosslessTests {
  @Test("Text in is text out, for random bytes", arguments: CodeLanguage.allCases)
  func randomBytes(language: CodeLanguage) {
    var random = SeededGenerator(seed: 0x9E37_79B9_7F4A_7C15)
    for _ in 0..<60 {
      let code = (0..<Int.random(in: 0..<400, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
      #expect(text(of: highlightedHTML(code, language)) == code)
    }
  }

  @Test("Text in is text out, for what opens and does not close", arguments: CodeLanguage.allCases)
  func randomPieces(language: CodeLanguage) {
    var random = SeededGenerator(seed: 0xD1B5_4A32_D192_ED03)
    var style = LineStyle()
    style.marked = [2...3, 5...9]
    style.firstNumber = 7
    var diff = LineStyle()
    diff.isDiff = true
    for _ in 0..<300 {
      let code = (0..<Int.random(in: 0..<60, using: &random)).flatMap { _ in
        Array(pieces[Int.random(in: pieces.indices, using: &random)].utf8)
      }
      #expect(text(of: highlightedHTML(code, language)) == code)
      #expect(text(of: highlightedHTML(code, language, style)) == code)
      #expect(text(of: highlightedHTML(code, language, diff)) == code)
    }
  }
}

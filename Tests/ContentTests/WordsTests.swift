// The interface in each language: complete, and with the same values in each text.

import Content
import Diagnostics
import Files
import Interface
import Testing

@Suite("Words")
struct WordsTests {
  private func names(in text: String) -> [String] {
    pieces(of: text).compactMap { piece in
      if case .name(let name) = piece { String(name) } else { nil }
    }.sorted()
  }

  @Test(
    "Every language has every word, with the values that English has",
    arguments: interfaceLanguages)
  func complete(language: String) throws {
    let table = try #require(words(forLanguage: language))
    for word in Word.allCases {
      #expect(table.has(word), "\(language) lacks \(word)")
      // Arabic says "one work" without a numeral, as English does.
      #expect(names(in: table[word]) == names(in: Words.english[word]), "\(language): \(word)")
    }
  }

  @Test("What scripts fill in has its place in every language", arguments: interfaceLanguages)
  func scriptPlaces(language: String) throws {
    let table = try #require(words(forLanguage: language))
    for word in Word.allCases {
      let count = Words.english[word].ranges(of: "{}").count
      #expect(table[word].ranges(of: "{}").count == count, "\(language): \(word)")
    }
  }

  @Test("No language is English under another name")
  func translated() throws {
    for language in interfaceLanguages where language != "en" {
      let table = try #require(words(forLanguage: language))
      let same = Word.allCases.filter { table[$0] == Words.english[$0] }
      #expect(same.count < 12, "\(language): \(same)")
    }
  }

  @Test("A tag is read by its first part; a language without a table has no words")
  func tags() {
    #expect(words(forLanguage: "de-AT")?[.home] == "Start")
    #expect(words(forLanguage: "ZH-Hans-CN")?[.home] == "首页")
    #expect(words(forLanguage: "tlh") == nil)
    #expect(words(forLanguage: "") == nil)
  }

  @Test("Values go where a language puts them")
  func filling() throws {
    #expect(Words.english.filled(.works, "3") == "3 works")
    let chinese = try #require(words(forLanguage: "zh"))
    #expect(chinese.filled(.pagesIn, "甲") == "甲 中的页面")
    #expect(Words.english.filled(.stepOf, "2", "9") == "step 2 of 9")
    #expect(Words.english.filled(.stepOf, "2") == "step 2 of ")
  }

  @Test("Braces that do not close are text")
  func pieceForms() {
    #expect(pieces(of: "a {b} c") == [.text("a "), .name("b"), .text(" c")])
    #expect(pieces(of: "{a}{b}") == [.name("a"), .name("b")])
    #expect(pieces(of: "a {b") == [.text("a {b")])
    #expect(pieces(of: "") == [])
    #expect(pieces(of: "a {} b") == [.text("a {}"), .text(" b")])
  }

  @Test("What the scan writes by itself is in the language of the site")
  func scanned() throws {
    var options = ScanOptions()
    options.words = try #require(words(forLanguage: "fr"))
    let text = "# T\n\n## A & B\n\n> [!NOTE]\n> x\n\n| a |\n|---|\n| b |\n"
    let page = try #require(
      scan(SourceFile(path: "a.md", text: text), path: ContentPath("a.md"), options: options).value)
    let html = String(decoding: page.body.html, as: UTF8.self)
    #expect(html.contains("aria-label=\"Lien vers cette section : A &amp; B\""))
    #expect(html.contains("<p class=\"alert-title\">Remarque</p>"))
    #expect(html.contains("aria-label=\"Tableau\""))
  }

  @Test("study.yml names the language; one without words is remembered with its place")
  func setting() {
    let german = readConfiguration(SourceFile(path: "study.yml", text: "language: de\n")).value
    #expect(german.words.language == "de")
    #expect(german.unknownLanguageRange == nil)
    let other = readConfiguration(SourceFile(path: "study.yml", text: "language: tlh\n")).value
    #expect(other.words == .english)
    #expect(other.language == "tlh")
    #expect(other.unknownLanguageRange?.start == 10)
  }
}

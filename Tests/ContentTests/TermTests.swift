// Where the glossary's terms are found in a page's text.

import CommonMark
import Content
import Diagnostics
import Support
import Testing

@Suite("Terms")
struct TermTests {
  private static let matcher = TermMatcher([
    (["preference model", "reward model"], false),
    (["model"], false),
    (["RLHF"], true),
    (["chain of thought", "CoT"], false),
    (["policy"], false),
    (["C++"], false),
    (["憲法"], false),
    (["Öl"], false),
    (["class"], false),
  ])

  private func html(_ markdown: String) -> String {
    var options = ScanOptions()
    options.terms = Self.matcher
    return Scanned("\(markdown)\n", options: options).html
  }

  /// The texts that were linked, with the number of the term.
  private func terms(_ markdown: String) -> [String] {
    var options = ScanOptions()
    options.terms = Self.matcher
    let uses = Scanned("\(markdown)\n", options: options).page?.terms ?? []
    return uses.map { "\($0.term) \(String(decoding: $0.label, as: UTF8.self))" }
  }

  @Test func theFirstUseIsLinkedAndNoOther() {
    #expect(html("A model and a model.") == "<p>A <a{term 0}>model</a> and a model.</p>\n")
  }

  @Test func theLongestNameWins() {
    #expect(terms("The reward model scores.") == ["0 reward model"])
    #expect(terms("A model, then a preference model.") == ["1 model", "0 preference model"])
  }

  @Test func aTermThatWasExplainedStillHidesTheShorterOnesInIt() {
    #expect(terms("A reward model; a preference model.") == ["0 reward model"])
  }

  @Test(arguments: ["remodel", "modeling", "supermodel", "model7", "7model", "the m odel"])
  func onlyWholeWordsCount(text: String) {
    #expect(terms(text) == [])
  }

  @Test(arguments: ["(model)", "model's", "“model”", "model/policy-free"])
  func signsEndAWord(text: String) {
    #expect(terms(text).first == "1 model")
  }

  @Test(
    arguments: [
      "model_x2y", "my_model", "model.json", "file.model", "@model", "#model", "--model", "-model",
      "/model/", "etc/model", "model()", "C:\\model", "model::Kind", "model[0]", "model=1",
    ])
  func aPieceOfANameIsNoTerm(text: String) {
    #expect(terms(text) == [])
  }

  @Test(
    arguments: [
      ("de", "Sprache", "Viele Sprachen."), ("de", "Modell", "Die Modelle."),
      ("de", "Haus", "Alte Häuser."), ("de", "neuronales Netz", "Tiefe neuronale Netze."),
      ("fr", "réseau", "Des réseaux."), ("es", "red neuronal", "Las redes neuronales."),
      ("en", "analysis", "Two analyses."), ("en", "matrix", "Two matrices."),
      ("en", "모델", "이 모델은 크다."), ("en", "แมว", "มีแมวสามตัว"), ("en", "é", "e\u{301} x"),
    ])
  func pluralsOfOtherLanguagesCount(language: String, term: String, text: String) {
    var options = ScanOptions()
    options.terms = TermMatcher([(names: [term], isCaseSensitive: false)], language: language)
    #expect(Scanned("\(text)\n", options: options).page?.terms.count == 1)
  }

  @Test func plainPluralsCount() {
    #expect(terms("Models learn policies in classes.") == ["1 Models", "4 policies", "8 classes"])
    #expect(terms("Preference models score.") == ["0 Preference models"])
  }

  @Test func caseCountsWhereTheEntryAsksForIt() {
    #expect(terms("rlhf, Rlhf, RLHF") == ["2 RLHF"])
    #expect(terms("A MODEL") == ["1 MODEL"])
  }

  @Test func aHyphenAndALineBreakAreSpaces() {
    #expect(terms("chain-of-thought") == ["3 chain-of-thought"])
    // Non-breaking: U+2011 and U+00A0.
    #expect(terms("chain\u{2011}of\u{2011}thought") == ["3 chain\u{2011}of\u{2011}thought"])
    #expect(terms("chain\u{A0}of\u{A0}thought") == ["3 chain\u{A0}of\u{A0}thought"])
    #expect(terms("chain\u{2013}of\u{2013}thought") == [])
    #expect(
      html("a chain of\nthought, and\nmore")
        == "<p>a <a{term 0}>chain of thought</a>, and\nmore</p>\n")
  }

  @Test func otherSignsBetweenTheWordsAreNot() {
    #expect(terms("chain, of thought") == [])
  }

  @Test func namesMayEndInSigns() {
    #expect(terms("In C++ and C.") == ["5 C++"])
  }

  @Test func otherScriptsWork() {
    #expect(terms("新憲法的") == ["6 憲法"])
    #expect(terms("Das öl und “Öl”") == ["7 öl"])
    #expect(terms("Ölung") == [])
  }

  @Test(
    arguments: [
      "# A model", "`model`", "[model](x.md)", "[[model]]", "![model](x.png)",
      "<a href=\"x.md\">model</a>", "<kbd>model</kbd>", "    model",
      "```\nmodel\n```", "https://model.example.org", "a@model.org",
    ])
  func notHere(markdown: String) {
    #expect(terms(markdown) == [])
  }

  @Test(arguments: ["**model**", "- model", "> model", "| model |\n|---|", "a[^1]\n\n[^1]: model"])
  func butHere(markdown: String) {
    #expect(terms(markdown) == ["1 model"])
  }

  @Test func anAlertStaysAnAlert() {
    #expect(
      html("> [!NOTE] model\n> A model.").contains("<p class=\"alert-title\">model</p>"))
  }

  @Test func aPageMayTurnThemOff() {
    var options = ScanOptions()
    options.terms = Self.matcher
    let page = Scanned("---\nglossary: false\n---\nmodel\n", options: options)
    #expect(page.html == "<p>model</p>\n")
  }

  @Test(.slow) func alongLineOfTermsStaysLinear() {
    let line = String(repeating: "model [@a] [[b]] policy ", count: 20_000)
    #expect(terms(line).count == 2)
  }
}

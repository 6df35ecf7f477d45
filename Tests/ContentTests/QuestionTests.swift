// FAQ pages, and the sections every page is cut into for the search.

import Content
import Testing

@Suite("Questions")
struct QuestionTests {
  private let faq = """
    ---
    kind: faq
    ---
    # Questions

    Before the first.

    ## What is *it*?

    It is [this](a.md).

    ### A detail?

    More of it.

    ## Is there more? {#more}

    Yes, [[b]].

    ## Not a question

    Nothing.

    ## Why?

    Because.

    """

  @Test func everyQuestionIsALevelTwoHeadingThatAsks() {
    let page = Scanned(faq).page
    #expect(page?.questions.map(\.text) == ["What is it?", "Is there more?", "Why?"])
    #expect(page?.questions.map(\.anchor) == ["what-is-it", "more", "why"])
  }

  @Test func anAnswerReachesToTheNextHeadingOfItsLevel() {
    let scanned = Scanned(faq)
    #expect(
      scanned.page?.questions.map { scanned.text($0.answer) }
        == ["It is this.\nA detail?\nMore of it.\n", "Yes, b.\n", "Because.\n"])
  }

  @Test func anAnswerKnowsItsReferences() {
    let page = Scanned(faq).page
    #expect(page?.questions.map(\.references) == [0..<1, 1..<2, 2..<2])
    #expect(page?.references.map(\.path) == ["a.md", "b"])
  }

  @Test func slotsStandBeforeTheFirstQuestionAndAfterEachAnswer() {
    let html = Scanned(faq).html
    #expect(html.contains("<p>Before the first.</p>\n{questionList}\n<h2 id=\"what-is-it\">"))
    #expect(html.contains("<p>More of it.</p>\n{questionTopics 0}\n<h2 id=\"more\">"))
    #expect(html.contains("</p>\n{questionTopics 1}\n<h2 id=\"not-a-question\">"))
    #expect(html.hasSuffix("<p>Because.</p>\n{questionTopics 2}\n"))
    #expect(html.split(separator: "{questionList}").count == 2)
  }

  @Test func theLastAnswerEndsBeforeTheFootnotes() {
    let html = Scanned("---\nkind: faq\n---\n## Why?\n\nSo[^1].\n\n[^1]: note\n").html
    #expect(html.contains("{questionTopics 0}\n<section class=\"footnotes\""))
  }

  @Test func otherPagesHaveNoQuestions() {
    let scanned = Scanned("# T\n\n## Why?\n\nBecause.\n")
    #expect(scanned.page?.questions == [])
    #expect(!scanned.html.contains("{question"))
  }

  @Test func anFAQWithoutQuestionsIsAPage() {
    let scanned = Scanned("---\nkind: faq\n---\n# T\n\ntext\n")
    #expect(scanned.page?.questions == [])
    #expect(scanned.html == "<h1 id=\"t\">T</h1>\n<p>text</p>\n")
  }
}

@Suite("Sections")
struct SectionTests {
  /// "anchor|heading|level|text" of each section.
  private func sections(_ markdown: String) -> [String] {
    let scanned = Scanned(markdown)
    return (scanned.page?.sections ?? []).map {
      "\($0.anchor)|\($0.heading)|\($0.level)|\(scanned.text($0.text))"
    }
  }

  @Test func aSectionEndsWhereTheNextHeadingStands() {
    #expect(
      sections("# T\n\nintro\n\n## A\n\none\n\n### B\n\ntwo\n\n## C\n\nthree\n") == [
        "||0|intro\n", "a|A|2|one\n", "b|B|3|two\n", "c|C|2|three\n",
      ])
  }

  @Test func aPageWithoutATitleHeadingBeginsWithANamelessSection() {
    #expect(sections("text\n\n## A\n\none\n") == ["||0|text\n", "a|A|2|one\n"])
    #expect(sections("text\n") == ["||0|text\n"])
  }

  @Test func aSecondLevelOneHeadingIsASection() {
    #expect(sections("# T\n\nx\n\n# U\n\ny\n") == ["||0|x\n", "u|U|1|y\n"])
  }

  @Test func anExplicitAnchorIsNotPartOfAnyText() {
    #expect(sections("# T {#t1}\n\nx\n\n## A {#b}\n\ny\n") == ["||0|x\n", "b|A|2|y\n"])
  }

  @Test func codeTablesAndAlternativesCount() {
    #expect(
      sections("x\n\n## A\n\n```\nlet a\n```\n\n| b | c |\n|---|---|\n\n![d](e.png)\n").last
        == "a|A|2|let a\nb\nc\nd\n")
  }

  @Test func questionsAreMarked() {
    let page = Scanned("---\nkind: faq\n---\n# T\n\n## Why?\n\nx\n\n## B\n").page
    #expect(page?.sections.map(\.isQuestion) == [false, true, false])
  }

  @Test func aTitleHeadingIsToldFromAnOrdinaryOne() {
    #expect(Scanned("# T\n").page?.hasTitleHeading == true)
    #expect(Scanned("## T\n").page?.hasTitleHeading == true)
    #expect(Scanned("x\n\n## T\n").page?.hasTitleHeading == false)
    #expect(Scanned("x\n\n# T\n").page?.hasTitleHeading == false)
    #expect(Scanned("> # T\n").page?.hasTitleHeading == false)
  }

  @Test func theHeadersSlotFollowsTheTitleOrOpensThePage() {
    #expect(Scanned("# T\n\nx\n").page?.body.cuts.first?.offset == 18)
    #expect(Scanned("x\n").page?.body.cuts.first?.offset == 0)
  }
}

// What may stand between the `---` lines: each key with its type, and what is said of the rest.

import Content
import Diagnostics
import Testing

@Suite("Front matter")
struct FrontMatterTests {
  // MARK: Keys

  @Test func everyKeyIsRead() {
    let scanned = Scanned(
      frontMatter: """
        title: A title
        description: About it
        aliases: [One, "Two"]
        redirect_from:
          - old/page
          - older
        tags: [x, y]
        kind: faq
        order: 7
        draft: true
        updated: 2026-11-23
        status: stable
        template: wide
        toc: false
        search: false
        sources: [bai2022]
        """)
    var expected = FrontMatter()
    expected.title = "A title"
    expected.description = "About it"
    expected.aliases = ["One", "Two"]
    expected.redirectFrom = ["old/page", "older"]
    expected.tags = ["x", "y"]
    expected.kind = .faq
    expected.order = 7
    expected.isDraft = true
    expected.updated = CalendarDate("2026-11-23")
    expected.status = "stable"
    expected.template = "wide"
    expected.showsOutline = false
    expected.isSearchable = false
    expected.sources = ["bai2022"]
    #expect(scanned.frontMatter == expected)
    #expect(scanned.problems == [])
  }

  @Test func nothingHasToBeWritten() {
    #expect(Scanned("text\n").frontMatter == FrontMatter())
    #expect(Scanned("---\n---\ntext\n").frontMatter == FrontMatter())
    #expect(Scanned("---\n# a comment\n---\ntext\n").problems == [])
    #expect(FrontMatter().showsOutline && FrontMatter().isSearchable && !FrontMatter().isDraft)
  }

  @Test(arguments: ["page", "topic", "faq", "home"])
  func everyKindIsKnown(kind: String) {
    #expect(Scanned(frontMatter: "kind: \(kind)").frontMatter.kind.rawValue == kind)
  }

  @Test func oneTextCountsAsAListOfOne() {
    #expect(Scanned(frontMatter: "tags: alone").frontMatter.tags == ["alone"])
  }

  @Test func aKeyWithoutAValueIsAsIfNotWritten() {
    let scanned = Scanned(frontMatter: "title:\ntags:\naliases: ~")
    #expect(scanned.frontMatter == FrontMatter())
    #expect(scanned.problems == [])
  }

  @Test(arguments: ["NO", "012", "1:2:3", "2001-01-01", ".inf", "0x7f", "1e400", "true", "yes"])
  func aTextIsKeptAsWritten(value: String) {
    let scanned = Scanned(frontMatter: "title: \(value)\ntags: [\(value)]")
    #expect(scanned.frontMatter.title == value)
    #expect(scanned.frontMatter.tags == [value])
  }

  @Test func quotesAndBlocksAreYAML() {
    #expect(Scanned(frontMatter: #"title: "a: \"b\" \u00e9""#).frontMatter.title == "a: \"b\" é")
    #expect(Scanned(frontMatter: "title: 'it''s # this'").frontMatter.title == "it's # this")
    #expect(
      Scanned(frontMatter: "description: >\n  two\n  lines\ntitle: T").frontMatter.description
        == "two lines\n")
  }

  @Test func signsInsideATextAreNotAnchors() {
    let scanned = Scanned(frontMatter: "title: R&D *and* more!\ndescription: \"& * !\"")
    #expect(scanned.frontMatter.title == "R&D *and* more!")
    #expect(scanned.frontMatter.description == "& * !")
  }

  // MARK: Dates

  @Test(arguments: ["2026-11-23", "2024-02-29", "2000-02-29", "0001-01-01"])
  func daysThatExistAreDates(date: String) {
    #expect(Scanned(frontMatter: "updated: \(date)").frontMatter.updated?.description == date)
  }

  @Test(arguments: [
    "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-2", "23.11.2026",
    "2026-11-23T10:00:00Z", "today", "-026-11-23",
  ])
  func whatIsNoDayIsNoDate(date: String) {
    let scanned = Scanned(frontMatter: "updated: \(date)")
    #expect(scanned.frontMatter.updated == nil)
    #expect(
      scanned.problems
        == ["2:10 wrong-type: `updated` takes a date as `2026-01-31`, not `\(date)`"])
  }

  // MARK: Wrong types

  @Test(arguments: [
    ("order: seven", "2:8 wrong-type: `order` takes a whole number, not `seven`"),
    ("order: 1.5", "2:8 wrong-type: `order` takes a whole number, not `1.5`"),
    ("draft: yes", "2:8 wrong-type: `draft` takes `true` or `false`, not `yes`"),
    ("toc: 1", "2:6 wrong-type: `toc` takes `true` or `false`, not `1`"),
    ("title: [a]", "2:8 wrong-type: `title` takes a text"),
    ("tags: {a: b}", "2:7 wrong-type: `tags` takes a list of texts"),
    ("tags: [a, [b]]", "2:11 wrong-type: `tags` takes a list of texts"),
    ("- a", "2:1 wrong-type: expected `key: value` lines here"),
  ])
  func aValueOfTheWrongTypeIsNamed(yaml: String, problem: String) {
    let scanned = Scanned(frontMatter: yaml)
    #expect(scanned.problems == [problem])
    #expect(scanned.page != nil)
    #expect(scanned.diagnostics.map(\.severity) == [.warning])
  }

  @Test func aWrongChoiceOffersTheNearest() {
    let scanned = Scanned(frontMatter: "kind: topc")
    #expect(
      scanned.problems == [
        "2:7 wrong-type: `kind` takes one of `page`, `topic`, `faq`, `home`, `path`, not `topc`"
      ])
    #expect(scanned.diagnostics.first?.notes == ["did you mean `topic`?"])
    #expect(scanned.frontMatter.kind == .page)
  }

  @Test func theOtherKeysStillCount() {
    #expect(Scanned(frontMatter: "order: x\ntitle: T").frontMatter.title == "T")
  }

  // MARK: Unknown keys

  @Test func anUnknownKeyOffersTheNearestAndAFix() {
    let scanned = Scanned(frontMatter: "order: 1\ntilte: T")
    #expect(scanned.problems == ["3:1 unknown-key: unknown front matter key `tilte`"])
    #expect(scanned.diagnostics.first?.severity == .warning)
    #expect(scanned.diagnostics.first?.notes == ["did you mean `title`?"])
    #expect(
      scanned.diagnostics.first?.fixes == [
        Fix(title: "replace `tilte` by `title`", range: SourceRange(13, 18), replacement: "title")
      ])
  }

  @Test func anUnknownKeyLikeNoneListsThemAll() {
    let diagnostic = Scanned(frontMatter: "weather: fine").diagnostics.first
    #expect(
      diagnostic?.notes == [
        "known keys: title, description, aliases, redirect_from, tags, kind, order, draft, "
          + "updated, status, template, toc, search, sources, glossary, steps, audience, outcome"
      ])
    #expect(diagnostic?.fixes == [])
  }

  @Test func theFixPointsRightBehindAByteOrderMarkAndCRLF() {
    let text = "\u{FEFF}---\r\ntitle: T\r\ntgas: [a]\r\n---\r\n"
    let fix = Scanned(text).diagnostics.first?.fixes.first
    #expect(fix.map { Array(text.utf8)[$0.range.start..<$0.range.end] } == Array("tgas".utf8)[...])
  }
}

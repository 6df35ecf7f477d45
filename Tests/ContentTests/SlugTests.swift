// The anchors of headings: GitHub's, numbers and all, and the author's own.

import Content
import Diagnostics
import Testing

@Suite("Slugs")
struct SlugTests {
  private func anchors(_ markdown: String) -> [String] {
    Scanned(markdown).page?.headings.map(\.anchor) ?? []
  }

  // MARK: Slugs that must differ

  @Test(arguments: [
    (["c", "c++", "c#"], ["c", "c-plus-plus", "c-sharp"]),
    (["c++"], ["c"]),
    (["node.js", "nodejs"], ["node-dot-js", "nodejs"]),
    (["a b", "a-b"], ["a-b-2", "a-b"]),
    ([".net", "net"], ["dot-net", "net"]),
    (["++", "--", "!!!"], ["plus-plus", "--", "bang-bang-bang"]),
    (["\u{1F680}", "\u{1F331}"], ["u1f680", "u1f331"]),
    (["c++", "c#", "c-sharp"], ["c-plus-plus", "c-sharp-2", "c-sharp"]),
  ])
  func namesOfOneSlugAreToldApart(names: [String], slugs: [String]) {
    #expect(distinctSlugs(for: names) == slugs)
    #expect(distinctSlugs(for: names.reversed()) == slugs.reversed())
  }

  @Test func aSlugHas200BytesAndNotOneMore() {
    let name = String(repeating: "a", count: 200)
    #expect(distinctSlugs(for: [name]) == [name])
    #expect(distinctSlugs(for: [name + "b"]) == [name])
    #expect(distinctSlugs(for: [name + "b", name + "c"]) == [name, name + "-2"])
  }

  // MARK: GitHub's form

  @Test(arguments: [
    ("Hello World", "hello-world"),
    ("Getting  started", "getting--started"),
    ("What is it?", "what-is-it"),
    ("C++ & C#", "c--c"),
    ("snake_case and kebab-case", "snake_case-and-kebab-case"),
    ("A — B", "a--b"),
    ("1. First", "1-first"),
    ("v1.2.3", "v123"),
    ("`code` (and more)", "code-and-more"),
    ("\"Quoted\" 'text'", "quoted-text"),
    ("a/b\\c:d;e", "abcde"),
    ("<T>", "t"),
  ])
  func asciiHeadings(heading: String, slug: String) {
    #expect(gitHubSlug(heading.replacing("`", with: "")) == slug)
  }

  @Test(arguments: [
    ("Über Größe", "über-größe"),
    ("ÉTÉ À NOËL", "été-à-noël"),
    ("日本語 テスト", "日本語-テスト"),
    ("Привет, мир!", "привет-мир"),
    ("שלום עולם", "שלום-עולם"),
    ("नमस्ते", "नमस्ते"),
    ("full。stop、comma", "fullstopcomma"),
    ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
    ("x² and ½", "x-and-"),
    ("Part Ⅳ", "part-ⅳ"),
    ("‘Smart’ “quotes”", "smart-quotes"),
    ("a\u{A0}b", "ab"),
  ])
  func headingsInOtherScripts(heading: String, slug: String) {
    #expect(Array(gitHubSlug(heading).utf8) == Array(slug.utf8))
  }

  @Test func emojiGoAndTheirSpacesStay() {
    #expect(gitHubSlug("🚀 Launch") == "-launch")
    #expect(gitHubSlug("Launch 🚀") == "launch-")
    #expect(gitHubSlug("a 👩‍💻 b") == "a--b")
    // GitHub keeps the variation selector of a heart: it counts as a mark.
    #expect(Array(gitHubSlug("❤\u{FE0F} us").utf8) == Array("\u{FE0F}-us".utf8))
  }

  @Test func markupIsNotPartOfASlug() {
    #expect(anchors("## *A* `b` [c](d.md) ![e](f.png)\n") == ["a-b-c-e"])
    #expect(anchors("## a &amp; b &lt;c&gt;\n") == ["a--b-c"])
  }

  // MARK: Duplicates

  @Test func theSecondOfANameGetsOne() {
    #expect(anchors("# A\n\n## A\n\n### a\n") == ["a", "a-1", "a-2"])
  }

  @Test func aNameThatLooksNumberedIsSteppedOver() {
    #expect(anchors("# A\n\n# A-1\n\n# A\n\n# A-1\n") == ["a", "a-1", "a-2", "a-1-1"])
    #expect(anchors("# A\n\n# A\n\n# A-1\n") == ["a", "a-1", "a-1-1"])
  }

  @Test func unicodeFormsAreDifferentNames() {
    let found = anchors("# caf\u{E9}\n\n# cafe\u{301}\n")
    #expect(found.count == 2 && Set(found).count == 2)
  }

  @Test func aHeadingWithoutLettersStillHasAnAnchor() {
    let found = anchors("# !!!\n\n# ???\n\n#\n")
    #expect(found.count == 3 && Set(found).count == 3 && !found.contains(""))
  }

  // MARK: {#id}

  @Test func anExplicitAnchorIsTakenAndNotShown() {
    let scanned = Scanned("# T\n\n## A long name {#short}\n")
    #expect(scanned.page?.headings.last?.text == "A long name")
    #expect(Set(scanned.page?.anchors ?? []) == ["t", "short"])
    #expect(
      scanned.html
        == "<h1 id=\"t\">T</h1>\n<h2 id=\"short\">A long name<a class=\"heading-anchor\" "
        + "href=\"#short\" aria-label=\"Link to this section: A long name\"></a></h2>\n")
  }

  @Test(arguments: ["{#a b}", "{#}", "{a}", "{a=b}", "{#study.x}", "{#a%41}", "{#a} x"])
  func whatIsNoExplicitAnchorIsText(written: String) {
    #expect(Scanned("# T \(written)\n").page?.headings.first?.text == "T \(written)")
  }

  @Test(arguments: ["{#a.b}", "{#é}", "{: #x .y}", "{ id=\"x\" }", "{#a z=\"1\"}", "{.wide}"])
  func anchorsOfAllForms(written: String) {
    let scanned = Scanned("# T \(written)\n")
    #expect(scanned.page?.headings.first?.text == "T")
    #expect(scanned.diagnostics.isEmpty)
  }

  @Test(arguments: ["{#a b}", "{#}", "{#study.x}", "{.was-}"])
  func whatLooksLikeAnAnchorAndIsNoneIsReported(written: String) {
    #expect(Scanned("# T \(written)\n").diagnostics.map(\.code) == [.badAnchor])
  }

  @Test func anAnchorInCodeOrEmphasisIsText() {
    #expect(Scanned("# T `{#id}`\n").html == "<h1 id=\"t-id\">T <code>{#id}</code></h1>\n")
    #expect(Scanned("# A *b {#id}*\n").html == "<h1 id=\"a-b-id\">A <em>b {#id}</em></h1>\n")
  }

  @Test func anExplicitAnchorMayFollowMarkup() {
    #expect(
      Scanned("# A *b* {#id}\n").html == "<h1 id=\"id\">A <em>b</em></h1>\n")
    #expect(Scanned("# [[a]] {#id}\n").html == "<h1 id=\"id\"><a{link 0}>{label 0}</a></h1>\n")
  }

  @Test func aHeadingMayBeAnExplicitAnchorWithUnderscores() {
    #expect(anchors("# A {#a_b_c}\n") == ["a_b_c"])
  }

  @Test func theSameExplicitAnchorTwiceIsAWarning() {
    let scanned = Scanned("# A {#x}\n\n## B {#x}\n")
    #expect(scanned.page?.headings.map(\.anchor) == ["x", "b"])
    #expect(
      scanned.problems == ["3:1 duplicate-anchor: the anchor `x` is used twice on this page"])
  }

  @Test func aLaterHeadingAvoidsAnExplicitAnchor() {
    #expect(anchors("# Z {#a}\n\n# A\n") == ["a", "a-1"])
  }

  // MARK: Names that mean something to scripts

  @Test(arguments: ["constructor", "__proto__", "location", "body", "hasOwnProperty"])
  func namesOfPropertiesAreOrdinaryNames(name: String) {
    #expect(
      anchors("# `\(name)`\n\n## `\(name)`\n") == [name.lowercased(), "\(name.lowercased())-1"])
  }

  @Test func headingTextIsEscapedWhereverItStands() {
    let scanned = Scanned("# T\n\n## \"a\" & <b>c</b> \\<i\\>\n")
    #expect(scanned.page?.headings.last?.text == "\"a\" & c <i>")
    #expect(
      scanned.html.contains("aria-label=\"Link to this section: &quot;a&quot; &amp; c &lt;i&gt;\""))
  }
}

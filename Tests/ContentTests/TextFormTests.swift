// Encodings, line ends and titles: what a file may look like and still be the same page.

import Content
import Diagnostics
import Files
import Testing

@Suite("Text forms")
struct TextFormTests {
  private let text = """
    ---
    title: T
    tags: [a, b]
    description: |
      one
      two
    ---
    # Heading {#h}

    A [link](b.md) and `code`
    on two lines.

    ```swift
    let a = 1

    let b = 2
    ```

    | a | b |
    |---|--:|
    | 1 | 2 |

    > [!NOTE] Own title
    > Text

    <div>

    raw

    </div>

    """

  // MARK: Line ends

  @Test(arguments: ["\r\n", "\r"])
  func everyLineEndGivesTheSameBytes(lineEnd: String) {
    let plain = Scanned(text)
    let other = Scanned(text.replacing("\n", with: lineEnd))
    #expect(plain.page?.body.html == other.page?.body.html)
    #expect(plain.page?.body.cuts == other.page?.body.cuts)
    #expect(plain.page?.plainText == other.page?.plainText)
    #expect(plain.frontMatter == other.frontMatter)
    #expect(plain.page?.title == "T" && plain.problems == [] && other.problems == [])
  }

  @Test func mixedLineEndsAreFine() {
    #expect(Scanned("a\r\n\r\nb\rc\n\nd\n").html == "<p>a</p>\n<p>b\nc</p>\n<p>d</p>\n")
  }

  // MARK: Byte-order mark

  @Test func aByteOrderMarkChangesNothing() {
    let plain = Scanned(text)
    let marked = Scanned("\u{FEFF}" + text)
    #expect(plain.page?.body.html == marked.page?.body.html)
    #expect(plain.frontMatter == marked.frontMatter)
    #expect(marked.page?.title == "T")
  }

  @Test func aByteOrderMarkBeforeAHeadingIsFine() {
    #expect(Scanned("\u{FEFF}# A\n").page?.title == "A")
  }

  // MARK: Not UTF-8

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x41, 0x00], "the file is UTF-16, not UTF-8"),
      ([0xFE, 0xFF, 0x00, 0x41], "the file is UTF-16, not UTF-8"),
      ([0xFF, 0xFE, 0x00, 0x00], "the file is UTF-32, not UTF-8"),
      ([0x00, 0x00, 0xFE, 0xFF], "the file is UTF-32, not UTF-8"),
      ([0x61, 0x62, 0xFF, 0x63], "byte 0xFF at offset 2 is not UTF-8"),
      ([0x61, 0xC0, 0xAF], "byte 0xC0 at offset 1 is not UTF-8"),
      ([0x61, 0x0A, 0xED, 0xA0, 0x80], "byte 0xED at offset 2 is not UTF-8"),
      ([0x61, 0xE2, 0x82], "byte 0xE2 at offset 1 is not UTF-8"),
    ] as [([UInt8], String)])
  func otherEncodingsAreNamed(bytes: [UInt8], message: String) {
    let scanned = Scanned(bytes)
    #expect(scanned.page == nil)
    #expect(scanned.diagnostics.map(\.code) == [.notUTF8])
    #expect(scanned.diagnostics.map(\.message) == [message])
  }

  @Test func aNULIsAnErrorWithItsOffset() {
    let scanned = Scanned("text\nwith \0 in it\n")
    #expect(scanned.page == nil)
    #expect(scanned.diagnostics.map(\.code) == [.nulByte])
    #expect(scanned.diagnostics.map(\.message) == ["a NUL byte at offset 10"])
    #expect(scanned.diagnostics.first?.range == SourceRange(10, 11))
  }

  @Test func oddButValidUnicodeIsKept() {
    #expect(
      Scanned("a\u{2028}b\u{FEFF}c\u{202E}d\n").html == "<p>a\u{2028}b\u{FEFF}c\u{202E}d</p>\n")
  }

  // MARK: Nearly nothing

  @Test(arguments: ["", "\n", "   \n\t\n", "---\ntitle: T\n---\n", "\u{FEFF}"])
  func anEmptyPageIsAPage(text: String) {
    let scanned = Scanned(text)
    #expect(scanned.html == "")
    #expect(scanned.problems == [])
  }

  @Test func aLastLineNeedsNoEnd() {
    #expect(Scanned("# A\n\ntext").html == Scanned("# A\n\ntext\n").html)
  }

  // MARK: Titles

  @Test func theTitleIsThatOfTheFrontMatter() {
    #expect(Scanned("---\ntitle: F\n---\n# H\n").page?.title == "F")
  }

  @Test func elseTheFirstHeadingOfTheFirstLevel() {
    #expect(Scanned("text\n\n# *First* `one`\n\n# Second\n").page?.title == "First one")
    #expect(Scanned("## Part\n\ntext\n\n# Title\n").page?.title == "Title")
    #expect(Scanned("# A {#b}\n").page?.title == "A")
  }

  @Test func elseAHeadingOfAnyLevelThatBeginsThePage() {
    let page = Scanned("## Data *types*\n\ntext\n\n## Part\n").page
    #expect(page?.title == "Data types")
    #expect(page?.headings.map(\.level) == [1, 2])
    let html = String(decoding: page?.body.html ?? [], as: UTF8.self)
    #expect(html.hasPrefix("<h1 id=\"data-types\">Data <em>types</em></h1>\n"))
    #expect(!html.contains("Data <em>types</em></h2>"))
    #expect(Scanned("text\n\n## Settings\n", path: "Cards view.md").page?.title == "Cards view")
  }

  @Test func aTitleInTheFrontMatterLeavesAHeadingItsLevel() {
    let page = Scanned("---\ntitle: F\n---\n## H\n").page
    #expect(page?.headings.map(\.level) == [2])
    #expect(page?.hasTitleHeading == false)
  }

  @Test func aQuestionThatBeginsAPageOfQuestionsIsNoTitle() {
    let page = Scanned("---\nkind: faq\n---\n## Why?\n\nSo.\n", path: "faq.md").page
    #expect(page?.title == "Faq")
    #expect(page?.questions.map(\.text) == ["Why?"])
  }

  @Test func anEmptyTitleIsNone() {
    #expect(Scanned("---\ntitle: \"\"\n---\n# H\n").page?.title == "H")
    #expect(Scanned("#\n", path: "some-name.md").page?.title == "Some name")
  }

  @Test(arguments: [
    ("getting-started.md", "Getting started"), ("a/under_scored.md", "Under scored"),
    ("topics/README.md", "Topics"), ("model-cards/index.md", "Model cards"),
    ("v1.2.md", "V1.2"), ("été.markdown", "Été"),
    ("Cards view.md", "Cards view"), ("my notes.md", "my notes"),
    ("iPhone-setup.md", "iPhone-setup"),
  ])
  func elseTheNameOfTheFile(path: String, title: String) {
    #expect(Scanned("text\n", path: path).page?.title == title)
  }

  // MARK: Routes

  @Test(arguments: [
    ("index.md", ""), ("README.md", ""), ("a.md", "a/"), ("a/index.md", "a/"),
    ("a/ReadMe.md", "a/"), ("a/b c.md", "a/b-c/"), ("v1.2.md", "v1.2/"), ("x.markdown", "x/"),
    ("a/_index.md", "a/"), ("a/README.markdown", "a/"), ("a/my_index.md", "a/my_index/"),
  ])
  func aPathMakesARoute(path: String, route: String) {
    #expect(Route(of: ContentPath(path)).text == route)
  }
}

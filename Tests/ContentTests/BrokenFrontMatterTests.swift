// What is refused before it costs anything: anchors, tags, depth, length; and what is not YAML.

import Content
import Diagnostics
import Testing

@Suite("Broken front matter")
struct BrokenFrontMatterTests {
  /// The message for front matter that is not read, "" when it is. The page is made in any case.
  private func refusal(_ yaml: String) -> String {
    let scanned = Scanned(frontMatter: yaml)
    let broken = scanned.diagnostics.filter { $0.code == .brokenYAML }
    guard let first = broken.first else { return "" }
    #expect(broken.count == 1 && first.severity == .warning)
    #expect(scanned.frontMatter == FrontMatter())
    return first.message
  }

  private let anchors = "anchors and aliases (`&`, `*`) are not accepted"

  // MARK: Anchors, aliases, tags

  @Test(arguments: [
    "a: &x 1", "a: *x", "- &x a", "a: [&x b]", "a: {b: *x}", "<<: *x", "&x a: 1", "*x : 1",
    "? &x a\n: b",
  ])
  func anchorsAndAliasesAreRefused(yaml: String) {
    #expect(refusal(yaml) == anchors)
  }

  @Test(arguments: [
    // A text over two lines, whose second begins with a quote.
    "title: x\n  'y\nstatus: &x z",
    // A quoted key of a flow mapping needs no space after its colon.
    "{\"title\":&x \"y\"}",
    // A block text that ends where its key stands.
    "a:\n- b: |\n  c: &x y",
    // What looks like a comment to some and like a text to others.
    "a: [b,#: 'c\n, &x d]",
    // Line ends that only YAML 1.1 knows.
    "# c\u{85}a: &x b",
    "# c\u{2028}a: &x b",
  ])
  func anchorsBehindOddSyntaxAreRefusedToo(yaml: String) {
    #expect(refusal(yaml) != "")
  }

  @Test func loneCarriageReturnsHideNoAnchor() {
    let scanned = Scanned("---\r# c\ra: &x b\r---\rtext\r")
    #expect(scanned.diagnostics.map(\.message) == [anchors])
  }

  @Test func aBillionLaughsAreRefusedHoweverTheyAreHidden() {
    // 8 levels of 9: expanded, 43 million texts.
    var yaml = "title: x\n  'y\na: &a [x,x,x,x,x,x,x,x,x]\n"
    for (name, inner) in zip("bcdefgh", "abcdefg") {
      yaml += "\(name): &\(name) [" + String(repeating: "*\(inner),", count: 9) + "]\n"
    }
    #expect(refusal(yaml) == anchors)
    // As a key it would be expanded to compare it with the other keys.
    let asKey = Scanned(frontMatter: yaml + "? *h\n: x\n? *g\n: x")
    #expect(asKey.diagnostics.map(\.message) == [anchors])
    // At the first anchor, `&a`: nothing behind it is read.
    #expect(asKey.diagnostics.first?.range?.start == 21)
  }

  @Test(arguments: ["a: !!binary x", "a: !x y", "- !!python/object/apply:os.system [x]"])
  func tagsAreRefused(yaml: String) {
    #expect(refusal(yaml) == "YAML tags (`!`) are not accepted")
  }

  @Test func aDirectiveIsRefused() {
    #expect(refusal("%YAML 1.1") == "a YAML directive")
  }

  // MARK: Depth and length

  @Test func thirtyTwoLevelsAreTheMost() {
    func nested(_ depth: Int) -> String {
      "title: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(refusal(nested(31)) == "")
    #expect(refusal(nested(33)) == "YAML nested deeper than 32 levels")
    #expect(refusal(nested(10_000)) == "YAML nested deeper than 32 levels")
  }

  @Test func everyKindOfNestingIsLimited() {
    #expect(
      refusal(String(repeating: "- ", count: 1000) + "a") == "YAML nested deeper than 32 levels")
    #expect(
      refusal(String(repeating: "{a: ", count: 1000)) == "YAML nested deeper than 32 levels")
    let steps = (0..<100).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(refusal(steps) == "YAML nested deeper than 32 levels")
  }

  @Test func sixtyFourKiBAreTheMost() {
    let filler = String(repeating: "# a comment of thirty-one bytes\n", count: 2046)
    #expect(refusal(filler + "title: T") == "")
    let scanned = Scanned("---\n\(filler)\(filler)---\n")
    #expect(
      scanned.diagnostics.map(\.message)
        == ["front matter opens with `---` and does not close within 64 KiB"])
  }

  // MARK: Not YAML

  @Test func frontMatterThatIsNotClosedIsAnError() {
    let scanned = Scanned("---\ntitle: T\n\n# Text\n")
    #expect(scanned.page == nil)
    #expect(scanned.diagnostics.map(\.code) == [.brokenYAML])
    #expect(scanned.diagnostics.first?.range == SourceRange(0, 3))
  }

  @Test func aKeyTwiceIsAnErrorThatNamesIt() {
    #expect(refusal("title: a\ntags: b\ntitle: c") == "the key `title` stands here twice")
  }

  @Test func aTabAsIndentationIsAnError() {
    #expect(refusal("tags:\n\t- a") == "a tab used for indentation; YAML wants spaces")
  }

  @Test func aSecondDocumentCannotHide() {
    // The first `---` or `...` ends the front matter; what follows is Markdown.
    let scanned = Scanned("---\ntitle: T\n...\nb: c\n")
    #expect(scanned.frontMatter.title == "T")
    #expect(scanned.html == "<p>b: c</p>\n")
  }

  @Test func anErrorNamesItsLine() {
    let scanned = Scanned("---\ntitle: T\ntags: [a, b\nkind: page\n---\n")
    let source = SourceFile(path: "p.md", text: "---\ntitle: T\ntags: [a, b\nkind: page\n---\n")
    #expect(scanned.page?.frontMatter == FrontMatter())
    #expect(scanned.diagnostics.count == 1)
    let line = scanned.diagnostics.first?.range.map { source.position(of: $0.start).line } ?? 0
    #expect((3...5).contains(line))
  }

  // MARK: Where it begins and ends

  @Test func frontMatterBeginsOnTheFirstLineOnly() {
    #expect(Scanned("\n---\ntitle: T\n---\n").frontMatter.title == nil)
    #expect(Scanned(" ---\ntitle: T\n---\n").frontMatter.title == nil)
    #expect(Scanned("----\ntitle: T\n----\n").frontMatter.title == nil)
  }

  @Test func spacesAfterAFenceAreFine() {
    #expect(Scanned("--- \ntitle: T\n---\t\ntext\n").html == "<p>text</p>\n")
  }

  @Test func theLastFenceNeedsNoLineEnd() {
    #expect(Scanned("---\ntitle: T\n---").frontMatter.title == "T")
  }

  @Test func aRuleFurtherDownIsARule() {
    #expect(Scanned("text\n\n---\n\nmore\n").html == "<p>text</p>\n<hr />\n<p>more</p>\n")
  }
}

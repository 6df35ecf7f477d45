// Links of a page as they wait for the rest of the site: wikilinks, relative links, images.

import CommonMark
import Content
import Diagnostics
import Testing

@Suite("Link forms")
struct LinkFormTests {
  /// "kind path#anchor" of each reference.
  private func references(_ markdown: String) -> [String] {
    (Scanned(markdown).page?.references ?? []).map { reference in
      let anchor = reference.anchor.map { "#\($0)" } ?? ""
      return switch reference.kind {
      case .link: "link \(reference.path)\(anchor)"
      case .wikilink: "wiki \(reference.path)\(anchor)"
      case .image(let text): "image \(reference.path)\(anchor) \(text.alternative)"
      case .rawImage: "raw \(reference.path)\(anchor)"
      }
    }
  }

  // MARK: Wikilinks

  @Test func aWikilinkNamesAPage() {
    let scanned = Scanned("see [[Some Page]] now\n")
    #expect(scanned.html == "<p>see <a{link 0}>{label 0}</a> now</p>\n")
    #expect(references("see [[Some Page]] now\n") == ["wiki Some Page"])
  }

  @Test func itMayNameAHeadingAndALabel() {
    #expect(references("[[P#H i]]\n") == ["wiki P#H i"])
    #expect(Scanned("[[P|the label]]\n").html == "<p><a{link 0}>the label</a></p>\n")
    #expect(Scanned("[[P#H|a & b]]\n").html == "<p><a{link 0}>a &amp; b</a></p>\n")
  }

  @Test func aHeadingAloneIsOfThePageItself() {
    #expect(references("[[#Some heading]]\n") == ["wiki #Some heading"])
    #expect(Scanned("[[#Some heading]]\n").html == "<p><a{link 0}>Some heading</a></p>\n")
  }

  @Test func spacesAroundThePartsDoNotCount() {
    #expect(references("[[ P # H | L ]]\n") == ["wiki P#H"])
    #expect(Scanned("[[ P # H | L ]]\n").html == "<p><a{link 0}>L</a></p>\n")
  }

  /// A walk looks no further than 160 bytes into the next line, so that it stays linear.
  @Test func aWikilinkMayEnd160BytesIntoTheNextLineAndNotLater() {
    let text = { (count: Int) in "[[a\n\(String(repeating: "b", count: count - 2))]]" }
    #expect(references(text(160) + "\n") == ["wiki a \(String(repeating: "b", count: 158))"])
    #expect(references(text(161) + "\n") == [])
    #expect(Scanned(text(161) + "\n").html == "<p>\(text(161))</p>\n")
  }

  @Test func anEmptyPartIsAsIfNotWritten() {
    #expect(references("[[P#]] [[P|]]\n") == ["wiki P#", "wiki P"])
    #expect(Scanned("[[P|]]\n").html == "<p><a{link 0}>{label 0}</a></p>\n")
  }

  @Test(arguments: ["[[]]", "[[ ]]", "[[#]]", "[[|x]]", "[[a]", "[a]]", "[[a[b]]"])
  func whatIsNoWikilinkIsText(text: String) {
    #expect(references("\(text)\n") == [])
    #expect(Scanned("\(text)\n").html == "<p>\(text)</p>\n")
  }

  @Test func aWikilinkMayGoOnInTheNextLine() {
    #expect(references("see [[Page\nname]], and\n[[b]]\n") == ["wiki Page name", "wiki b"])
    #expect(
      Scanned("see [[Page\nname]], and\nmore\n").html
        == "<p>see <a{link 0}>{label 0}</a>, and\nmore</p>\n")
  }

  @Test func severalStandInOneLine() {
    #expect(references("[[a]][[b]] and [[c|d]]\n") == ["wiki a", "wiki b", "wiki c"])
    #expect(references("[[[a]]]\n") == ["wiki a"])
  }

  @Test func wikilinksInCodeAndLinksAndAlternativesAreText() {
    #expect(references("`[[a]]`\n\n    [[b]]\n\n```\n[[c]]\n```\n") == [])
    #expect(references("[x [[a]] y](https://b.cd)\n") == [])
    #expect(references("![[[a]]](p.png)\n") == ["image p.png [[a]]"])
  }

  @Test func aWikilinkInATableEscapesItsBar() {
    #expect(
      Scanned("| [[P\\|label]] |\n|---|\n").html.contains("<th><a{link 0}>label</a></th>"))
  }

  @Test func addressesInsideAWikilinkAreNotLinkedAgain() {
    #expect(
      Scanned("[[www.a.bc]] x@y.zz\n").html
        == "<p><a{link 0}>{label 0}</a> <a href=\"mailto:x@y.zz\">x@y.zz</a></p>\n")
  }

  @Test func aWikilinkKnowsWhereItStands() {
    let position = Scanned("# T\n\nsee [[a]] now\n").page?.references.first?.position
    #expect(
      position == MarkdownPosition(startLine: 3, startColumn: 5, endLine: 3, endColumn: 9))
  }

  // MARK: Relative links

  @Test func relativeLinksAreDecodedAndSplit() {
    #expect(references("[a](b%20c.md#d%C3%A9)\n") == ["link b c.md#dé"])
    #expect(references("[a](../b.md?x=1#c)\n") == ["link ../b.md#c"])
    #expect(references("[a](#b)\n") == ["link #b"])
    #expect(references("[a](<b c.md>)\n") == ["link b c.md"])
  }

  @Test func externalLinksAreNoReferences() {
    #expect(references("[a](https://b.cd) <mailto:a@b.cd> http://e.fg\n") == [])
  }

  @Test func imagesKeepTitleAndAlternative() {
    let image = Scanned("![an *alt*](p.png \"A title\")\n").page?.references.first
    guard case .image(let text)? = image?.kind else {
      Issue.record("it is no image")
      return
    }
    #expect(text.title == "A title")
    #expect(text.alternative == "an alt")
    #expect(text.isFigure)
    #expect(image?.path == "p.png")
  }

  @Test func externalImagesAreRemarked() {
    #expect(Scanned("![a](https://b.cd/e.png)\n").page?.hasExternalImage == true)
    #expect(Scanned("![a](e.png)\n").page?.hasExternalImage == false)
  }

  // MARK: Unsafe addresses, in every sink

  @Test(arguments: [
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))", "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))", "[x](&#1;javascript:alert(1))", "[x](vbscript:a)",
    "[x](data:text/html,a)", "[x](data:image/png;base64,AA)", "[x](file:///etc/passwd)",
    "[x](feed:javascript:a)", "[x](view-source:a)", "[x](jar:a)", "[x](blob:a)", "[x](intent:a)",
    "[x](ms-msdt:a)", "[x][r]\n\n[r]: javascript:alert(1)",
  ])
  func anUnsafeLinkLeavesItsText(markdown: String) {
    let scanned = Scanned("\(markdown)\n")
    #expect(scanned.html == "<p>x</p>\n")
    #expect(scanned.diagnostics.map(\.code) == [.unsafeURL])
  }

  @Test func anUnsafeAutolinkLeavesItsText() {
    #expect(Scanned("<javascript:alert(1)>\n").html == "<p>javascript:alert(1)</p>\n")
  }

  @Test func anUnsafeImageIsNotShown() {
    let scanned = Scanned("![x](javascript:alert(1))\n")
    #expect(!scanned.html.contains("javascript"))
    #expect(scanned.diagnostics.map(\.code) == [.unsafeURL])
  }

  @Test func aSchemeMayBeAllowed() {
    var options = ScanOptions()
    options.extraSchemes = ["tel"]
    #expect(
      Scanned("[x](tel:123)\n", options: options).html == "<p><a href=\"tel:123\">x</a></p>\n")
    #expect(Scanned("[x](tel:123)\n").html == "<p>x</p>\n")
  }

  @Test func titlesAndAlternativesAreEscaped() {
    #expect(
      Scanned("[a](https://u.vw \"t\\\" onclick=x <b>\")\n").html
        == "<p><a href=\"https://u.vw\" title=\"t&quot; onclick=x &lt;b&gt;\">a</a></p>\n")
    #expect(
      Scanned("![a\" onerror=1](https://u.vw)\n").html
        == "<p><img src=\"https://u.vw\" alt=\"a&quot; onerror=1\" /></p>\n")
  }

  @Test func infoStringsAreEscaped() {
    let html = Scanned("```js\" onclick=\"x <b>\na\n```\n").html
    #expect(!html.contains("onclick=\"") && !html.contains("<b>"))
  }

  @Test func aLineOfManyLinksTakesEachOnce() {
    let text = String(repeating: "[[a]] www.b.cd ", count: 5000)
    let page = Scanned(text + "\n").page
    #expect(page?.references.count == 5000)
    #expect(page?.body.cuts.count == 10_001)
  }
}

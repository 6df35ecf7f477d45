// The check of finished pages, on images made by hand with one thing wrong.

import Diagnostics
import Files
import Testing

@testable import Checking

@Suite("Check of the image")
struct CheckImageTests {
  @Test(
    "What leads nowhere is found",
    arguments: [
      (##"<a href="../gone/">x</a>"##, "`../gone/` leads nowhere"),
      (##"<a href="gone.html">x</a>"##, "`gone.html` leads nowhere"),
      (##"<img src="../img/gone.png">"##, "`../img/gone.png` leads nowhere"),
      (##"<a href="../../../b/">x</a>"##, "`../../../b/` leads nowhere"),
      (##"<a href="../img/">x</a>"##, "`../img/` leads nowhere"),
      (##"<a href="#gone">x</a>"##, "no element has the id that `#gone` leads to"),
      (##"<a href="../b/#gone">x</a>"##, "no element has the id that `../b/#gone` leads to"),
      (
        ##"<a href="../b/index.html#gone">x</a>"##,
        "no element has the id that `../b/index.html#gone` leads to"
      ),
      (##"<p id="one"></p><p id="one"></p>"##, "the id `one` occurs twice"),
      (
        ##"<a href="../b/#caf%C3%A8">x</a>"##,
        "no element has the id that `../b/#caf%C3%A8` leads to"
      ),
      (##"<a href="../caf%C3%A8/">x</a>"##, "`../caf%C3%A8/` leads nowhere"),
      ("<a\nhref=\"gone\">x</a>", "`gone` leads nowhere"),
      (##"<a href="../..//b/">x</a>"##, "`../..//b/` leads nowhere"),
      (##"<p id="o'neil"></p><p id="o&#39;neil"></p>"##, "the id `o'neil` occurs twice"),
      (##"<p id="a&amp;b"></p><p id="a&#x26;b"></p>"##, "the id `a&b` occurs twice"),
      (
        ##"<p id="a&amp;amp;b"></p><a href="#a&amp;b">x</a>"##,
        "no element has the id that `#a&amp;b` leads to"
      ),
      (##"<a href="../c#/">x</a>"##, "`../c#/` leads nowhere"),
      (##"<a href="../c%23/#gone">x</a>"##, "no element has the id that `../c%23/#gone` leads to"),
    ])
  func found(html: String, problem: String) {
    let diagnostics = check(html)
    #expect(diagnostics.map(\.message) == [problem])
    #expect(diagnostics.map(\.code) == [.brokenOutput])
    #expect(diagnostics.map(\.path) == ["a/index.html"])
  }

  @Test(
    "What leads somewhere, or out of the site, is left alone",
    arguments: [
      ##"<a href="../b/">x</a>"##, ##"<a href="../b/#there">x</a>"##, ##"<a href="../">x</a>"##,
      ##"<a href="./">x</a>"##, ##"<a href="">x</a>"##, ##"<a href="../b/?q=1#there">x</a>"##,
      ##"<img src="../img/x%20y.png">"##, ##"<a href="../&amp;/">x</a>"##,
      ##"<a href="../%26/">x</a>"##,
      ##"<p id="one"></p><a href="#one">x</a>"##, ##"<a href="#two">x</a><p id="two"></p>"##,
      ##"<a href="https://example.org/gone/">x</a>"##, ##"<a href="mailto:a@b.c">x</a>"##,
      ##"<a href="//example.org/x">x</a>"##, ##"<a href="/elsewhere/">x</a>"##,
      ##"<p data-id="one"></p><p data-id="one"></p>"##, ##"<p data-href="gone"></p>"##,
      ##"<a href="../b/#caf%C3%A9">x</a>"##, ##"<a href="../caf%C3%A9/">x</a>"##,
      ##"<p id="o&#39;neil"></p><a href="#o%27neil">x</a>"##,
      ##"<p id="o&#x27;neil"></p><a href="#o'neil">x</a>"##,
      ##"<p id="o'neil"></p><a href="#o&#39;neil">x</a>"##,
      ##"<p id="a&amp;b"></p><a href="#a%26b">x</a>"##,
      ##"<p id="a&amp;b"></p><a href="#a&amp;b">x</a>"##,
      ##"<p id="&lt;&quot;&gt;"></p><a href="#%3C%22%3E">x</a>"##,
      ##"<p id="ü"></p><a href="#%C3%BC">x</a> <a href="#&#252;">x</a>"##,
      ##"<p id="a%20b"></p><a href="#a%20b">x</a> <a href="#a%2520b">x</a>"##,
      ##"<a href="#:~:text=x">x</a> <a href="../b/#there:~:text=x&amp;text=y">x</a>"##,
      ##"<p id="100%"></p><a href="#100%">x</a> <a href="#100%25">x</a>"##,
      ##"<a href="../b/#it&#39;s-there">x</a>"##, ##"<a href="../b/#it%27s-there">x</a>"##,
      ##"<a href="../c%23/">x</a>"##, ##"<a href="../c%23/index.html">x</a>"##,
      ##"<a href="../c%23/#there">x</a>"##, ##"<a href="../why%3F/?q=1#there">x</a>"##,
      "<p>href=&quot;gone&quot;</p>", ##"<img src="data:image/png;base64,AA/BB">"##,
      ##"<script type="application/ld+json">{"a":"set href=","b":"c"}</script>"##,
      ##"<script type="application/ld+json">{"a":"id=","b":"id=","c":"d"}</script>"##,
    ])
  func leftAlone(html: String) {
    #expect(check(html) == [])
  }

  @Test("What an author wrote is reported at its place in the author's file")
  func authored() {
    let page = OutputFile(
      "index.html", Array("<a href=\"gone/\">x</a><i id=\"a\"><i id=\"a\">".utf8))
    let source = SourceFile(path: "index.md", text: "# A\n<a href='gone/'>x</a>\n")
    let findings = checkFindings([checkPage(page, KnownPaths([page.path]))]) { _ in source }
    #expect(findings.map(\.path) == ["index.md", "index.html"])
    #expect(findings.map(\.severity) == [.warning, .warning])
    #expect(findings[0].range == SourceRange(13, 18))
  }

  @Test("Every page of an image is checked")
  func allPages() {
    let files = (0..<20).map {
      OutputFile("p\($0)/index.html", Array("<a href=\"gone-\($0)/\">x</a>".utf8))
    }
    let diagnostics = checkFindings(files.map { checkPage($0, KnownPaths(files.map(\.path))) })
    #expect(Set(diagnostics.map(\.message)).count == 20)
  }

  @Test("The checker reads references of at most ten characters, and no unknown ones")
  func entities() {
    let text =
      "&amp;amp; &lt;&gt;&quot;&apos; &#39;&#x27;&#X27; &nbsp; &#; &#x; &#-39; &#xD800; & ;"
    #expect(
      String(decoding: withoutEntities(Array(text.utf8)[...]), as: UTF8.self)
        == "&amp; <>\"' ''' &nbsp; &#; &#x; &#-39; &#xD800; & ;")
    let ten = "&#x00000027;"
    #expect(withoutEntities(Array(ten.utf8)[...]) == Array("'".utf8))
    let eleven = "&#x000000027;"
    #expect(withoutEntities(Array(eleven.utf8)[...]) == Array(eleven.utf8))
  }

  /// Checks a page at `a/` in a site with a home page, `b/`, `&/`, `café/`, `c#/`, `why?/` and a
  /// picture.
  private func check(_ html: String) -> [Diagnostic] {
    let files = [
      ("index.html", ""), ("a/index.html", html),
      ("b/index.html", ##"<p id="there"></p><p id="café"></p><p id="it&#39;s-there"></p>"##),
      ("&/index.html", ""), ("café/index.html", ""), ("c#/index.html", ##"<p id="there"></p>"##),
      ("why?/index.html", ##"<p id="there"></p>"##), ("img/x y.png", ""),
    ]
    let made = files.map { OutputFile($0.0, Array($0.1.utf8)) }
    let known = KnownPaths(made.map(\.path))
    return checkFindings(
      made.filter { $0.path.text.hasSuffix(".html") }.map { checkPage($0, known) })
  }
}

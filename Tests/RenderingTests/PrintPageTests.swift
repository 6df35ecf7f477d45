// HTML of a page as a part of the page with everything: ids, what names them, headings.

import Testing

@testable import Rendering

@Suite("Print page")
struct PrintPageTests {
  private func printable(_ html: String) -> String {
    var out: [UInt8] = []
    appendPrintable(Array(html.utf8)[...], number: 7, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  @Test(
    "Ids and what names them get the page's number, headings go down a level",
    arguments: [
      ("<h1 id=\"a\">A</h1>", "<h2 id=\"p7.a\">A</h2>"),
      ("<h6>x</h6>", "<h6>x</h6>"),
      ("<a href=\"#a\">x</a>", "<a href=\"#p7.a\">x</a>"),
      ("<a href=\"#p3\">x</a><a href=\"#p3.b\">", "<a href=\"#p7.p3\">x</a><a href=\"#p7.p3.b\">"),
      ("<a href=\"#study.print-p3.b\">x</a>", "<a href=\"#p3.b\">x</a>"),
      ("<a href=\"#:~:text=b\">x</a>", "<a href=\"#:~:text=b\">x</a>"),
      ("<a href=\"#p3x\">x</a>", "<a href=\"#p7.p3x\">x</a>"),
      ("<a href=\"../b/#c\">x</a>", "<a href=\"../b/#c\">x</a>"),
      (
        "<p aria-labelledby=\"a b\" class=\"id\">",
        "<p aria-labelledby=\"p7.a p7.b\" class=\"id\">"
      ),
      ("<path marker-end=\"url(#m)\"/>", "<path marker-end=\"url(#p7.m)\"/>"),
      ("<nav class=\"q\" aria-label=\"x\">a</nav>", "<div class=\"q\">a</div>"),
      ("<section aria-labelledby=\"a\" class=\"s\">", "<section class=\"s\">"),
      ("a < b <!-- id=\"x\" --> <br />", "a < b <!-- id=\"x\" --> <br />"),
      ("<img alt=\"a > b\" id=\"c\">", "<img alt=\"a > b\" id=\"p7.c\">"),
      (
        "<input disabled=\"\" id=\"d\">text id=\"e\"",
        "<input disabled=\"\" id=\"p7.d\">text id=\"e\""
      ),
    ])
  func rewriting(from: String, to: String) {
    #expect(printable(from) == to)
  }

  @Test("Broken HTML is copied to its end")
  func broken() {
    #expect(printable("<a href=\"#x") == "<a href=\"#p7.\"")
    #expect(printable("<") == "<")
    #expect(printable("<h1") == "<h2")
  }
}

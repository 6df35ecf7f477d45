// GitHub's alerts, and the block quotes that only look like one.

import Content
import Testing

@Suite("Alerts")
struct AlertTests {
  private func html(_ markdown: String) -> String { Scanned(markdown).html }

  @Test(arguments: [
    ("NOTE", "note", "Note"), ("TIP", "tip", "Tip"), ("IMPORTANT", "important", "Important"),
    ("WARNING", "warning", "Warning"), ("CAUTION", "caution", "Caution"), ("Note", "note", "Note"),
  ])
  func theFiveKinds(mark: String, name: String, title: String) {
    #expect(
      html("> [!\(mark)]\n> Text\n")
        == "<div class=\"alert alert-\(name)\" role=\"note\">"
        + "<p class=\"alert-title\">\(title)</p>\n"
        + "<p>Text</p>\n</div>\n")
  }

  @Test func anAlertMayHaveATitleOfItsOwn() {
    #expect(
      html("> [!TIP] Read <this> & that\n> Text\n").contains(
        "<p class=\"alert-title\">Read") || html("> [!TIP] A & b\n> T\n").contains("A &amp; b"))
    #expect(
      html("> [!TIP] A & b\n> T\n")
        == "<div class=\"alert alert-tip\" role=\"note\"><p class=\"alert-title\">A &amp; b</p>\n"
        + "<p>T</p>\n</div>\n")
  }

  @Test func anAlertHoldsBlocks() {
    #expect(
      html("> [!NOTE]\n>\n> - a\n>\n> b\n")
        == "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">Note</p>\n"
        + "<ul>\n<li>a</li>\n</ul>\n<p>b</p>\n</div>\n")
  }

  @Test func anAlertMayBeEmptyOrStandInAnItem() {
    #expect(html("> [!NOTE]\n").contains("alert-note"))
    #expect(html("- > [!NOTE]\n  > a\n").contains("<li>\n<div class=\"alert alert-note\""))
  }

  @Test(arguments: [
    "[!OTHER]\n> a", "[!NOTE]x\n> a", "[NOTE]\n> a", "a [!NOTE]\n> b", "\\[!NOTE]x",
  ])
  func otherQuotesStayQuotes(text: String) {
    #expect(html("> \(text)\n").hasPrefix("<blockquote>\n<p>"))
    #expect(!html("> \(text)\n").contains("alert"))
  }

  @Test func withoutAQuoteItIsText() {
    #expect(html("[!NOTE]\ntext\n") == "<p>[!NOTE]\ntext</p>\n")
  }
}

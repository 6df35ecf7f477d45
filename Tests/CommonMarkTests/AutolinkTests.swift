// GFM's extended autolinks (specification 0.29-gfm, section 6.9), in our own examples. Each text is
// shown with its links in angle brackets, as `<label|url>`, or `<label>` where the two are equal.

import CommonMark
import Testing

@Suite("Autolinks")
struct AutolinkTests {
  private func linked(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var out = ""
    var copied = 0
    for link in autolinks(in: bytes) {
      let label = String(decoding: bytes[link.range], as: UTF8.self)
      out += String(decoding: bytes[copied..<link.range.lowerBound], as: UTF8.self)
      out += label == link.url ? "<\(label)>" : "<\(label)|\(link.url)>"
      copied = link.range.upperBound
    }
    return out + String(decoding: bytes[copied...], as: UTF8.self)
  }

  // MARK: www.

  @Test func wwwLinksLeadToHTTP() {
    #expect(linked("www.example.org") == "<www.example.org|http://www.example.org>")
    #expect(
      linked("see www.example.org/a/b?c=d#e now")
        == "see <www.example.org/a/b?c=d#e|http://www.example.org/a/b?c=d#e> now")
  }

  @Test(arguments: ["*", "_", "~", "(", " ", "\n", "\t"])
  func wwwMayFollow(mark: String) {
    #expect(linked("\(mark)www.a.bc") == "\(mark)<www.a.bc|http://www.a.bc>")
  }

  @Test(arguments: ["awww.a.bc", "1www.a.bc", "/www.a.bc", "-www.a.bc", "\"www.a.bc"])
  func wwwMustNotFollowAnythingElse(text: String) {
    #expect(linked(text) == text)
  }

  @Test func wwwNeedsADotAfterIt() {
    #expect(linked("www.example") == "<www.example|http://www.example>")
    #expect(linked("wwwexample.com") == "wwwexample.com")
    #expect(linked("www") == "www")
  }

  @Test func theLastTwoPartsOfADomainHaveNoUnderscore() {
    #expect(linked("www.a.b_c") == "www.a.b_c")
    #expect(linked("www.a_b.c") == "www.a_b.c")
    #expect(linked("www.a_b.c.d") == "<www.a_b.c.d|http://www.a_b.c.d>")
    #expect(linked("http://a_b.c.d") == "<http://a_b.c.d>")
    #expect(linked("http://b.a_c") == "http://b.a_c")
  }

  @Test func underscoresInAPathAreFine() {
    #expect(linked("http://a.bc/d_e_f") == "<http://a.bc/d_e_f>")
  }

  // MARK: http, https, ftp

  @Test(arguments: ["http://a.bc", "https://a.bc/d", "ftp://a.bc", "HTTPS://A.BC"])
  func schemesThatAreLinked(address: String) {
    #expect(linked("at \(address) now") == "at <\(address)> now")
  }

  @Test(arguments: ["file://a.bc", "javascript://a.bc", "gopher://a.bc", "xhttp://a.bc", "://a.bc"])
  func schemesThatAreNot(text: String) {
    #expect(linked(text) == text)
  }

  @Test func aSchemeNeedsADomain() {
    #expect(linked("http:// a.bc") == "http:// a.bc")
    #expect(linked("http:///etc") == "http:///etc")
    #expect(linked("http://") == "http://")
  }

  @Test func aSchemeAllowsADomainWithoutADot() {
    #expect(linked("http://localhost:8000/x") == "<http://localhost:8000/x>")
  }

  @Test func domainsOutsideASCIIAreLinked() {
    #expect(linked("http://müller.example/ü") == "<http://müller.example/ü>")
  }

  @Test func addressesMayFollowPunctuation() {
    #expect(linked("(http://a.bc)") == "(<http://a.bc>)")
    #expect(linked("\"http://a.bc\"") == "\"<http://a.bc>\"")
  }

  @Test func twoAddressesInOneText() {
    #expect(linked("http://a.bc, https://d.ef.") == "<http://a.bc>, <https://d.ef>.")
  }

  // MARK: Where they end

  @Test(arguments: ["?", "!", ".", ",", ":", "*", "_", "~", "'", "\"", "..."])
  func punctuationAtTheEndIsLeftOut(mark: String) {
    #expect(linked("http://a.bc/d\(mark)") == "<http://a.bc/d>\(mark)")
  }

  @Test func punctuationInsideStays() {
    #expect(linked("http://a.bc/d?e=f.g,h:i!") == "<http://a.bc/d?e=f.g,h:i>!")
  }

  @Test func aClosingParenthesisNeedsItsPartner() {
    #expect(linked("(http://a.bc/d_(e))") == "(<http://a.bc/d_(e)>)")
    #expect(linked("http://a.bc/d_(e)") == "<http://a.bc/d_(e)>")
    #expect(linked("http://a.bc/d)))") == "<http://a.bc/d>)))")
    #expect(linked("http://a.bc/((d)") == "<http://a.bc/((d)>")
    #expect(linked("http://a.bc/(d)e)f") == "<http://a.bc/(d)e)f>")
  }

  @Test func whatLooksLikeAnEntityAtTheEndIsLeftOut() {
    #expect(linked("http://a.bc/d?e=f&hl;") == "<http://a.bc/d?e=f>&hl;")
    #expect(linked("http://a.bc/d?e=f&copy;&amp;") == "<http://a.bc/d?e=f>&copy;&amp;")
    #expect(linked("http://a.bc/d?e=f&hl=en") == "<http://a.bc/d?e=f&hl=en>")
  }

  @Test func aSemicolonThatEndsNoEntityIsLeftOut() {
    #expect(linked("http://a.bc/d;") == "<http://a.bc/d>;")
  }

  @Test func aLessThanSignEndsAnAddress() {
    #expect(linked("http://a.bc/d<e") == "<http://a.bc/d><e")
    #expect(linked("www.a.bc<lp") == "<www.a.bc|http://www.a.bc><lp")
  }

  @Test func spaceEndsAnAddress() {
    #expect(linked("http://a.bc/d e\tf") == "<http://a.bc/d> e\tf")
  }

  // MARK: Mail

  @Test func mailAddressesGetAScheme() {
    #expect(linked("to foo@bar.baz now") == "to <foo@bar.baz|mailto:foo@bar.baz> now")
  }

  @Test func aMailAddressMayHoldSigns() {
    #expect(linked("a.b-c_d+e@f.gh") == "<a.b-c_d+e@f.gh|mailto:a.b-c_d+e@f.gh>")
    #expect(linked("a@b-c_d.ef") == "<a@b-c_d.ef|mailto:a@b-c_d.ef>")
  }

  @Test func thePlusBelongsInFrontOfTheAtOnly() {
    #expect(linked("hello@mail+xyz.example") == "hello@mail+xyz.example")
  }

  @Test func aMailAddressNeedsADotInItsDomain() {
    #expect(linked("a@b") == "a@b")
    #expect(linked("@b.cd") == "@b.cd")
  }

  @Test func aDotAtTheEndIsNotPartOfIt() {
    #expect(linked("a.b@c.de.") == "<a.b@c.de|mailto:a.b@c.de>.")
  }

  @Test func aHyphenOrUnderscoreAtTheEndMakesItNoAddress() {
    #expect(linked("a.b@c.de-") == "a.b@c.de-")
    #expect(linked("a.b@c.de_") == "a.b@c.de_")
  }

  @Test func anAddressWithTwoAtsIsNone() {
    #expect(linked("a@b@c.de") != "<a@b@c.de|mailto:a@b@c.de>")
  }

  @Test func mailtoAndXMPPBelongToTheLink() {
    #expect(linked("mailto:a@b.cd") == "<mailto:a@b.cd>")
    #expect(linked("(mailto:a@b.cd)") == "(<mailto:a@b.cd>)")
    #expect(linked("xmpp:a@b.cd.") == "<xmpp:a@b.cd>.")
  }

  @Test func xmppMayNameAResource() {
    #expect(linked("xmpp:a@b.cd/txt") == "<xmpp:a@b.cd/txt>")
    #expect(linked("mailto:a@b.cd/txt") == "<mailto:a@b.cd>/txt")
  }

  @Test func aSchemeAtTheEndOfAWordIsNone() {
    #expect(linked("nomailto:a@b.cd") == "nomailto:<a@b.cd|mailto:a@b.cd>")
  }

  // MARK: Brackets

  @Test func nothingIsLinkedBetweenSquareBrackets() {
    #expect(linked("[www.a.bc]") == "[www.a.bc]")
    #expect(linked("[x] www.a.bc") == "[x] <www.a.bc|http://www.a.bc>")
  }
}

/// The same in whole documents: where autolinks may stand at all.
@Suite("Autolinks in Markdown")
struct AutolinksInMarkdownTests {
  private func gfm(_ markdown: String) throws -> String {
    String(
      decoding: try renderGitHubFlavoredMarkdown(
        Array(markdown.utf8)[...], limits: MarkdownLimits()), as: UTF8.self)
  }

  @Test func textIsLinked() throws {
    #expect(
      try gfm("a www.b.cd e\n") == "<p>a <a href=\"http://www.b.cd\">www.b.cd</a> e</p>\n")
  }

  @Test func codeIsNot() throws {
    #expect(try gfm("`www.a.bc`\n") == "<p><code>www.a.bc</code></p>\n")
    #expect(
      try gfm("```\nhttp://a.bc\n```\n") == "<pre><code>http://a.bc\n</code></pre>\n")
  }

  @Test func theTextOfALinkIsNot() throws {
    #expect(
      try gfm("[see www.a.bc](/x)\n") == "<p><a href=\"/x\">see www.a.bc</a></p>\n")
    #expect(
      try gfm("[*http://a.bc*](/x)\n") == "<p><a href=\"/x\"><em>http://a.bc</em></a></p>\n")
  }

  @Test func theAlternativeOfAnImageIsNot() throws {
    #expect(
      try gfm("![www.a.bc](/x)\n") == "<p><img src=\"/x\" alt=\"www.a.bc\" /></p>\n")
  }

  @Test func headingsCellsAndItemsAre() throws {
    #expect(
      try gfm("# a@b.cd\n") == "<h1><a href=\"mailto:a@b.cd\">a@b.cd</a></h1>\n")
    #expect(
      try gfm("- ftp://a.bc\n")
        == "<ul>\n<li><a href=\"ftp://a.bc\">ftp://a.bc</a></li>\n</ul>\n")
    #expect(try gfm("| www.a.bc |\n| - |\n").contains("<a href=\"http://www.a.bc\">www.a.bc</a>"))
  }

  @Test func emphasisAroundAnAddressStays() throws {
    #expect(
      try gfm("**http://a.bc**\n")
        == "<p><strong><a href=\"http://a.bc\">http://a.bc</a></strong></p>\n")
  }

  @Test func quotesInAnAddressAreEncoded() throws {
    #expect(
      try gfm("http://a.bc/\"onclick=1\n")
        == "<p><a href=\"http://a.bc/%22onclick=1\">http://a.bc/&quot;onclick=1</a></p>\n")
  }
}

// HTML in pages: what is on the safe list is written anew, everything else is shown as text, and
// nothing an author writes opens or closes an element of the frame around the page.

import Content
import Diagnostics
import Testing

@Suite("Raw HTML")
struct RawHTMLTests {
  private func html(_ markdown: String) -> String { Scanned(markdown + "\n").html }

  // MARK: On the list

  @Test func inlineElementsOfTheListStay() {
    #expect(
      html("a <kbd>b</kbd> <sub>c</sub><br>d <mark>e</mark>")
        == "<p>a <kbd>b</kbd> <sub>c</sub><br>d <mark>e</mark></p>\n")
  }

  @Test func blockElementsOfTheListStay() {
    #expect(
      html("<details open>\n<summary>A</summary>\n\n*b*\n\n</details>")
        == "<details open=\"\">\n<summary>A</summary>\n<p><em>b</em></p>\n</details>\n")
  }

  @Test func tagsAreWrittenAnew() {
    #expect(html("<B  CLASS='x' TITLE = y >z</B >") == "<p><b title=\"y\">z</b></p>\n")
    #expect(html("a<br/>b<BR />c") == "<p>a<br>b<br>c</p>\n")
  }

  @Test func oldNamesAreModernised() {
    #expect(html("<tt>a</tt> <strike>b</strike>") == "<p><code>a</code> <s>b</s></p>\n")
    #expect(html("<center>a</center>") == "<div>a</div>\n")
    #expect(html("<p align=\"RIGHT\">a</p>") == "<p class=\"align-right\">a</p>\n")
  }

  @Test func onlyListedAttributesStay() {
    #expect(
      html(
        "<div onclick=\"a\" style=\"position:fixed\" class=\"x\" data-y=\"z\" lang=\"de\">b</div>")
        == "<div lang=\"de\">b</div>\n")
    #expect(html("<b title=\"a\" title=\"b\">c</b>") == "<p><b title=\"a\">c</b></p>\n")
  }

  @Test func attributeValuesAreEscapedAnew() {
    #expect(
      html("<b title='a\"b<c>&quot;&amp;d'>e</b>")
        == "<p><b title=\"a&quot;b&lt;c&gt;&quot;&amp;d\">e</b></p>\n")
  }

  @Test func numbersMustBeNumbers() {
    #expect(
      html("a <img src=\"https://a.bc\" width=\"10\" height=\"100%\" alt=\"d\">")
        == "<p>a <img src=\"https://a.bc\" width=\"10\" alt=\"d\"></p>\n")
  }

  @Test func anImageAlwaysHasAnAlternative() {
    #expect(
      html("a <img src=\"https://a.bc\">") == "<p>a <img src=\"https://a.bc\" alt=\"\"></p>\n")
  }

  @Test func linksAndImagesAreResolvedLikeMarkdown() {
    let scanned = Scanned("<a href=\"b.md#c\">d</a> <img src=\"e.png\" alt=\"f\">\n")
    #expect(scanned.html == "<p><a{link 0}>d</a> <img{source 1} alt=\"f\"></p>\n")
    #expect(scanned.page?.references.map(\.path) == ["b.md", "e.png"])
  }

  @Test func idsAndOldNamesAreAnchors() {
    let scanned = Scanned("<a name=\"x\"></a> <span id=\"y\">z</span>\n\n# X\n")
    #expect(Set(scanned.page?.anchors ?? []) == ["x", "y", "x-1"])
    #expect(scanned.html.hasPrefix("<p><a id=\"x\"></a> <span id=\"y\">z</span></p>\n"))
  }

  @Test func anIDIsGivenOnce() {
    #expect(html("<a name=\"x\" id=\"y\">z</a>") == "<p><a id=\"x\">z</a></p>\n")
    #expect(html("<b id=\"x\">a</b><b id=\"x\">c</b>") == "<p><b id=\"x\">a</b><b>c</b></p>\n")
  }

  @Test(arguments: ["study.main", "a b", "x%41", ""])
  func anIDOfTheFrameCannotBeTaken(id: String) {
    #expect(html("<b id='\(id)'>a</b>") == "<p><b>a</b></p>\n")
  }

  // MARK: Not on the list: B01 to B09 of the hostile inputs

  @Test(arguments: [
    "<script>alert(1)</script>", "<SCRIPT>alert(1)</SCRIPT >",
    "a <script\ntype=b>alert(1)</script> b",
    "<div>\n<svg/onload=alert(1)>\n</div>",
    "a <svg><animate attributeName=href values=javascript:a></svg>",
    "<svg><use href=\"data:a\"></svg>", "<svg><foreignObject><b>a</b></foreignObject></svg>",
    "<body onload=\"a\">", "<iframe srcdoc=\"a\"></iframe>", "<object data=\"a\"></object>",
    "<embed src=\"a\">", "<form action=\"a\"><button formaction=\"b\">c</button></form>",
    "<input autofocus onfocus=\"a\">", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//evil.example>",
    "<style>@import \"//evil.example\"</style>", "<template>a</template>", "<select>a</select>",
    "<math><mtext></table><mglyph><style><img src=x onerror=alert(1)>", "<video src=a></video>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<custom-element>a",
    "<plaintext>", "<textarea>", "<title>a</title>", "<xmp>a</xmp>", "<marquee>a</marquee>",
  ])
  func elementsOffTheListAreText(text: String) {
    let scanned = Scanned(text + "\n")
    let names = [
      "script", "svg", "animate", "use", "foreignobject", "body", "iframe", "object", "embed",
      "form", "button", "input", "base", "meta", "link", "style", "template", "select", "math",
      "mtext", "mglyph", "video", "noscript", "custom-element", "plaintext", "textarea", "title",
      "xmp", "marquee",
    ]
    let lower = scanned.html.lowercased()
    // A browser begins a tag at every `<` that a letter or slash follows, and only there.
    let tags = lower.matches(of: /<\/?[a-z][^>]*/).map { String($0.output.dropFirst()) }
    let written = tags.compactMap { $0.split { " />\n\t".contains($0) }.first.map(String.init) }
    #expect(written.filter(names.contains) == [])
    // What looks like a handler is text: between tags, or inside a quoted value.
    let unquoted = tags.map { $0.replacing(/"[^"]*"/, with: "") }
    #expect(!unquoted.contains { $0.contains(/[ \/]on[a-z]+=/) })
    #expect(scanned.diagnostics.contains { $0.code == .blockedHTML })
    #expect(scanned.diagnostics.allSatisfy { $0.severity == .warning })
  }

  @Test func aBlockedTagStaysVisibleWithItsText() {
    #expect(
      html("a <script>b</script> c")
        == "<p>a &lt;script&gt;b&lt;/script&gt; c</p>\n")
    #expect(
      Scanned("# T\n\na <blink>b\n").problems
        == ["3:3 blocked-html: `<blink>` is not allowed on a page and is shown as text"])
    #expect(
      Scanned("\u{FEFF}---\r\ntitle: T\r\n---\r\n\r\né <blink>b\r\n").problems
        == ["5:3 blocked-html: `<blink>` is not allowed on a page and is shown as text"])
  }

  @Test(arguments: [
    "onerror=alert(1)", "ONERROR='alert(1)'", "x/onerror=alert(1)", "onerror\n=\nalert(1)",
    "\"onerror=alert(1)", "ontoggle=a onpointerover=b", "xlink:href=javascript:a",
    "srcset=\"javascript:a\"", "ping=//evil.example", "style=\"a\"", "formaction=javascript:a",
  ])
  func noAttributeThatRunsOrFetchesStays(attribute: String) {
    #expect(
      html("<div>\n<img src=https://a.bc alt=b \(attribute)>\n</div>")
        == "<div>\n<img src=\"https://a.bc\" alt=\"b\">\n</div>\n")
  }

  @Test(arguments: [
    "javascript:alert(1)", "java\tscript:a", "&#106;avascript:a", "&#x6A;avascript:a",
    "javascript&colon;a", "java&Tab;script:a", "java&NewLine;script:a", "&#1;javascript:a",
    "vbscript:a", "data:text/html,a", "feed:javascript:a", "blob:a",
  ])
  func anUnsafeHrefIsDropped(address: String) {
    let scanned = Scanned("<a href=\"\(address)\">b</a>\n")
    #expect(scanned.html == "<p><a>b</a></p>\n")
    #expect(scanned.diagnostics.map(\.code) == [.unsafeURL])
  }

  @Test(arguments: ["javascript:a", "data:image/svg+xml,a", "data:text/html,a", "file:///a"])
  func anUnsafeSourceIsDropped(address: String) {
    let scanned = Scanned("a <img src=\"\(address)\" alt=\"b\">\n")
    #expect(scanned.html.contains("alt=\"b\"") && !scanned.html.contains(address))
    #expect(scanned.diagnostics.map(\.code) == [.unsafeURL])
  }

  @Test func declarationsAndInstructionsAreText() {
    #expect(html("a <!DOCTYPE b> c") == "<p>a &lt;!DOCTYPE b&gt; c</p>\n")
    #expect(html("a <?php b ?> c") == "<p>a &lt;?php b ?&gt; c</p>\n")
    #expect(html("a <![CDATA[b]]> c") == "<p>a &lt;![CDATA[b]]&gt; c</p>\n")
  }

  // MARK: Comments

  @Test func commentsAreDropped() {
    #expect(html("a <!-- b --> c") == "<p>a  c</p>\n")
    #expect(html("<!-- a\nb -->\nc") == "\n<p>c</p>\n")
    #expect(html("<!-- a\nb -->\n\nc") == "\n<p>c</p>\n")
    #expect(html("<!-- a -->") == "\n")
    #expect(Scanned("a <!-- b --> c\n").problems == [])
  }

  @Test func aCommentWithoutAnEndShowsNothing() {
    #expect(!html("<!-- a\n\n</main>\n\nb").contains("<!--"))
    #expect(!html("<!-- a\n\n</main>\n\nb").contains("</main>"))
  }

  @Test func whatLooksLikeACommentToBrowsersOnlyHidesNothing() {
    #expect(!html("<div>\n<!--><img src=x onerror=a>\n</div>").contains("onerror"))
    #expect(!html("<div>\n<!-- a --!><script>b</script>\n</div>").contains("<script>"))
  }

  // MARK: Depth

  /// `count` elements, one in the other.
  private func nested(_ count: Int) -> String { String(repeating: "<b>", count: count) + "x" }

  @Test func aHundredBrokenTagsOfAPieceAreReadPastAndNotOneMore() {
    func piece(_ count: Int) -> String {
      "<div>" + String(repeating: "< ", count: count) + "<b>x</b>\n</div>\n"
    }
    #expect(Scanned(piece(100)).html.contains("<b>x</b>"))
    #expect(Scanned(piece(101)).html.contains("&lt;b&gt;x&lt;/b&gt;"))
  }

  @Test func sixtyFourElementsMayBeOpenAndTheNextIsText() {
    let open = String(repeating: "<b>", count: 64)
    let close = String(repeating: "</b>", count: 64)
    #expect(html(nested(64)) == "<p>\(open)x\(close)</p>\n")
    #expect(html(nested(65)) == "<p>\(open)&lt;b&gt;x\(close)</p>\n")
    #expect(Scanned(nested(64) + "\n").problems == [])
    #expect(
      Scanned(nested(65) + "\n").diagnostics.map(\.code) == [.blockedHTML])
    // What is closed again does not count.
    #expect(Scanned(String(repeating: "<b>x</b>", count: 100) + "\n").problems == [])
    let blocks = (0..<65).map { _ in "<div>\n" }.joined()
    #expect(Scanned(blocks + "x\n").html.ranges(of: "<div>").count == 64)
  }

  // MARK: The frame (B10)

  @Test func whatIsLeftOpenIsClosedInItsBlock() {
    #expect(html("a <b>c\n\nd") == "<p>a <b>c</b></p>\n<p>d</p>\n")
    #expect(html("- <b>a\n- c") == "<ul>\n<li><b>a</b></li>\n<li>c</li>\n</ul>\n")
    #expect(html("*a <b>c* d") == "<p><em>a <b>c</b></em> d</p>\n")
    #expect(html("x\n\n## a <i>b").contains("a <i>b</i><a class=\"heading-anchor\""))
    #expect(html("| <b>a | c |\n|---|---|").contains("<th><b>a</b></th>\n<th>c</th>"))
  }

  @Test func anOpenBlockIsClosedWhereItsContainerEnds() {
    #expect(html("<div>\n\na") == "<div>\n<p>a</p>\n</div>\n")
    #expect(html("> <div>\n>\n> a\n\nb").hasSuffix("</div>\n</blockquote>\n<p>b</p>\n"))
  }

  @Test func anOpenBlockEndsBeforeTheFootnotes() {
    let html = html("<div>\n\na[^1]\n\n[^1]: b")
    #expect(html.contains("</div>\n<section class=\"footnotes\""))
    #expect(html.hasSuffix("</ol>\n</section>\n"))
  }

  @Test(arguments: ["</main>", "</div>", "</article>", "</body></html>", "</p>", "</td>", "</a>"])
  func aClosingTagOfTheFrameIsText(tag: String) {
    let escaped = tag.replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    #expect(html("a \(tag) b") == "<p>a \(escaped) b</p>\n")
    #expect(!html(tag).contains("</"))
    #expect(html("> a \(tag)").contains(escaped))
  }

  @Test func anElementCannotBeClosedFromAnotherBlock() {
    #expect(
      html("<div>\n\n> a </div> b\n\n</div>")
        == "<div>\n<blockquote>\n<p>a &lt;/div&gt; b</p>\n</blockquote>\n</div>\n")
    // These tags may be where they are, but what they would close is around their block.
    #expect(
      html("<div>\n\n> a\n>\n> </div>\n>\n> b\n\n</div>")
        == "<div>\n<blockquote>\n<p>a</p>\n&lt;/div&gt;\n<p>b</p>\n</blockquote>\n</div>\n")
    #expect(html("<ins>\n\na </ins> b") == "<ins>\n<p>a &lt;/ins&gt; b</p>\n</ins>\n")
  }

  @Test func whatIsOpenInsideIsClosedFirst() {
    #expect(html("<b>a <i>c</b> d</i>") == "<p><b>a <i>c</i></b> d&lt;/i&gt;</p>\n")
  }

  @Test func itemsCloseTheItemBeforeThem() {
    #expect(html("<ul><li>a<li>b</ul>") == "<ul><li>a</li><li>b</li></ul>\n")
    #expect(html("<ul><li>a <b>c<li>d</ul>") == "<ul><li>a <b>c</b></li><li>d</li></ul>\n")
    #expect(html("<dl><dt>a<dd>b<dt>c</dl>") == "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>\n")
    #expect(
      html("<table><tr><th>a<td>b</table>")
        == "<table><tr><th>a</th><td>b</td></tr></table>\n")
  }

  /// A browser that meets an item inside a `div` of another item closes both, and the `</div>`
  /// that follows would then close one of the frame's.
  @Test(arguments: [
    "<ul><li><div><li>x", "- <div>\n  <li>x", "<dl><dd><div><dd>x", "<div><li>x", "<li>x",
    "<ol><li><p><div><li>x", "<dl><dt><div><dd>x",
  ])
  func anItemOutsideOfItsListIsText(text: String) {
    let scanned = Scanned(text + "\n")
    let item = text.contains("<dd>x") ? "&lt;dd&gt;x" : "&lt;li&gt;x"
    #expect(scanned.html.contains(item))
    #expect(scanned.diagnostics.contains { $0.code == .blockedHTML })
  }

  @Test(arguments: [
    "<td>x", "<tr><td>x", "<table><td>x", "<table><div>x", "<div><tbody>x", "<table><table>x",
    "| <tfoot>x |\n|---|", "<table><tr><td><caption>x",
  ])
  func aPartOutsideOfItsTableIsText(text: String) {
    #expect(Scanned(text + "\n").diagnostics.contains { $0.code == .blockedHTML })
  }

  @Test func aTableMayHoldMarkdownInItsCellsOnly() {
    #expect(
      html("<table>\n\n<tr>\n<td>\n\n*a*\n\n</td>\n</tr>\n\n</table>")
        == "<table>\n<tr>\n<td>\n<p><em>a</em></p>\n</td>\n</tr>\n</table>\n")
    #expect(html("<table>\n\n*a*").hasPrefix("<table>\n</table>"))
    #expect(html("<table>\n<tr>\n\n| a |\n|---|").hasPrefix("<table>\n<tr>\n</tr></table>"))
  }

  @Test func partsOfATableCloseThePartsBeforeThem() {
    #expect(
      html("<table><thead><tr><th>a<tbody><tr><td>b<tr><td>c</table>")
        == "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr>"
        + "<tr><td>c</td></tr></tbody></table>\n")
  }

  @Test func blockElementsInAParagraphAreText() {
    #expect(html("a <div>b</div>") == "<p>a &lt;div&gt;b&lt;/div&gt;</p>\n")
    #expect(html("| <ul><li>a</li></ul> |\n|---|").contains("<th><ul><li>a</li></ul></th>"))
  }

  // MARK: Trusted

  @Test func trustedPagesAreLeftAlone() {
    var options = ScanOptions()
    options.trustsHTML = true
    let scanned = Scanned("<video src=\"a\"></video> <!-- b -->\n", options: options)
    #expect(scanned.html == "<p><video src=\"a\"></video> <!-- b --></p>\n")
    #expect(scanned.problems == [])
  }
}

// Where the tag of the preview's script goes in a page, and what it says.

import Testing

@testable import Serving

@Suite("The preview's script")
struct PreviewScriptTests {
  private func place(_ html: String) -> Substring? {
    let rules = PreviewRules(
      hosts: HostPolicy(bound: nil, names: [], port: 1), base: Array("/".utf8), token: "t")
    let out = String(
      decoding: withPreviewScript(
        Array(html.utf8), page: Array("a\"b/index.html".utf8), version: 3, rules), as: UTF8.self)
    return out.firstRange(of: "<script src=\"/.study/preview.js\"").map { out[..<$0.lowerBound] }
  }

  @Test func itIsInTheHeadWhateverThePageQuotes() {
    #expect(place("<!DOCTYPE html><html><head><title>a</title>") == "<!DOCTYPE html><html><head>")
    #expect(
      place("<!-- <head> --><html lang=\"a>b\"><HEAD class='>'>x")
        == "<!-- <head> --><html lang=\"a>b\"><HEAD class='>'>")
  }

  @Test(arguments: ["", "plain", "<p>a</p><head>", "<header>x</header>", "<!-- <head>", "<html"])
  func withoutAHeadItIsAtTheEnd(html: String) { #expect(place(html).map(String.init) == html) }

  @Test func itsAddressesArePercentEncoded() {
    let rules = PreviewRules(
      hosts: HostPolicy(bound: nil, names: [], port: 1), base: Array("/a&b/".utf8), token: "t")
    let out = withPreviewScript([], page: Array("a\"<b/é.html".utf8), version: 3, rules)
    #expect(
      String(decoding: out, as: UTF8.self)
        == "<script src=\"/a%26b/.study/preview.js\" defer data-token=\"t\" data-version=\"3\""
        + " data-page=\"a%22%3Cb/%C3%A9.html\"></script>")
  }
}

// The one decision about addresses. The browser is the judge: what it would run or fetch must not
// pass for a relative path.

import Bytes
import Content
import Files
import Testing

@Suite("Addresses")
struct AddressTests {
  private func kind(_ address: String) -> Address { classify(address, extraSchemes: ["tel"]) }

  @Test(arguments: [
    "http://a.bc", "https://a.bc/d?e#f", "HTTPS://A.BC", "mailto:a@b.cd", "tel:123", "//a.bc/d",
    "https:a.bc", "https://good@evil.example", "http://[::1]/", " https://a.bc",
  ])
  func whatLeavesTheSiteIsExternal(address: String) {
    #expect(kind(address) == .external)
  }

  @Test(arguments: [
    "javascript:a", "JAVASCRIPT:a", " javascript:a", "\u{1}javascript:a", "java\tscript:a",
    "java\nscript:a", "javascript\r:a", "\u{7F}javascript:a", "vbscript:a", "data:text/html,a",
    "data:image/svg+xml,a", "data:,a", "file:///etc/passwd", "feed:javascript:a", "view-source:a",
    "jar:a", "blob:a", "filesystem:a", "ms-msdt:a", "intent:a", "ftp://a.bc", "C:\\x", "a+b-c.d:e",
  ])
  func everyOtherSchemeIsRefused(address: String) {
    #expect(kind(address) == .refused)
  }

  @Test(arguments: ["\\\\a.bc", "\\a", "/\\a.bc", " /\\a.bc", "/\t\\a.bc"])
  func backslashesThatLeaveTheSiteAreRefused(address: String) {
    #expect(kind(address) == .refused)
  }

  @Test(arguments: ["png", "gif", "jpeg", "webp", "avif"])
  func picturesInTheAddressAreTheirOwnKind(format: String) {
    #expect(kind("data:image/\(format);base64,AAAA") == .inlineImage)
    #expect(kind("DATA:IMAGE/\(format.uppercased());base64,AAAA") == .inlineImage)
  }

  @Test(arguments: ["\u{200B}javascript:a", "\u{FEFF}javascript:a", "\u{202E}javascript:a"])
  func invisibleLettersBeforeASchemeMakeItAPath(address: String) {
    // Browsers agree: a scheme begins with a letter of ASCII.
    #expect(kind(address) == .local(path: address, anchor: nil))
  }

  @Test(
    arguments: [
      ("a.md", "a.md", nil), ("./a.md", "./a.md", nil), ("../a/b.md#c", "../a/b.md", "c"),
      ("/a/b", "/a/b", nil), ("#c", "", "c"), ("#", "", nil), ("", "", nil), ("?a=b", "", nil),
      ("a.md?b=c#d", "a.md", "d"), ("a%20b.md", "a b.md", nil), ("a.md#b%2Fc", "a.md", "b/c"),
      ("1:2", "1:2", nil), ("a/b:c", "a/b:c", nil), ("é.md", "é.md", nil),
      ("100%.md", "100%.md", nil),
      ("%2e%2e/a.md", "../a.md", nil), ("a#b#c", "a", "b#c"), ("a.md#:~:text=b", "a.md", nil),
      ("a.md#c:~:text=b", "a.md", "c"),
    ] as [(String, String, String?)])
  func everythingElseIsLocal(address: String, path: String, anchor: String?) {
    #expect(kind(address) == .local(path: path, anchor: anchor))
  }

  @Test(arguments: ["a%00b.md", "%ff.md", "a.md#%ff", "%c0%ae%c0%ae/"])
  func whatDoesNotDecodeIsRefused(address: String) {
    #expect(kind(address) == .refused)
  }

  @Test func extraSchemesAreNoOthers() {
    #expect(classify("tel:1", extraSchemes: []) == .refused)
    #expect(classify("telx:1", extraSchemes: ["tel"]) == .refused)
  }

  @Test(arguments: [
    ("a b", "a%20b"), ("é", "%C3%A9"), ("a/b", "a/b"), ("'\"&<>", "%27%22%26%3C%3E"),
    ("a?b#c%", "a%3Fb%23c%25"), ("-._~!$()*+,;=:@", "-._~!$()*+,;=:@"),
  ])
  func pathsAreEncodedForURLs(text: String, encoded: String) {
    #expect(percentEncoded(text) == encoded)
    #expect(percentDecoded(encoded) == text)
  }

  @Test func linksBetweenRoutesGoByWayOfTheRoot() {
    let deep = Route("a/b/")
    #expect(deep.link(to: Route("c d/")) == "../../c%20d/")
    #expect(deep.link(to: .root) == "../../")
    #expect(Route.root.link(to: deep, anchor: "é") == "a/b/#%C3%A9")
    #expect(deep.link(to: deep, anchor: "x") == "#x")
  }
}

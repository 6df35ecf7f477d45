// From a request to a response, as values: status, fields and body.

import Building
import Content
import Disk
import Files
import Support
import Testing

@testable import Serving

private let small = site([
  "index.html": "<html><head><title>Home</title>", "one/index.html": "<html><head>One",
  "404.html": "<html><head>Missing", "robots.txt": "0123456789",
])

private func respond(_ request: Request, base: String = "/") -> Response {
  respond(to: request, from: small, rules(base: base))
}

@Suite("Responses: addresses")
struct AddressTests {
  @Test func aPageHasItsTypeItsTagAndTheScript() {
    let response = respond(request("/one/"))
    #expect(response.status == 200)
    #expect(response.type == "text/html; charset=utf-8")
    #expect(response["ETag"] == "\"01234567-1\"")
    #expect(
      response.text
        == "<html><head><script src=\"/.study/preview.js\" defer"
        + " data-token=\"0123456789abcdef\" data-version=\"1\" data-page=\"one/index.html\">"
        + "</script>One")
  }

  @Test func otherFilesAreServedAsTheyAre() {
    let response = respond(request("/robots.txt"))
    #expect(response.status == 200)
    #expect(response.type == "text/plain; charset=utf-8")
    #expect(response.text == "0123456789")
  }

  @Test func percentEncodingIsUndoneOnce() {
    #expect(respond(request("/%6Fne/")).status == 200)
    #expect(respond(request("/%256Fne/")).status == 404)
  }

  @Test(arguments: ["/%", "/%4", "/%4g", "/%00", "/%0a", "/%7f"])
  func anEncodingThatIsBrokenOrHidesAControlCharacterIsRefused(path: String) {
    #expect(respond(request(path)).status == 400)
  }

  @Test(arguments: [
    "/one", "/one%2F", "/one%2findex.html", "/one%5cindex.html", "//one/", "/one//", "/./one/",
    "/one/../one/", "/.hidden", "/nothing", "/ONE/", "/robots.txt/", "/.study/", "/.study/x",
  ])
  func onlyTheAddressOfAFileIsAnswered(path: String) {
    #expect(respond(request(path)).status == (path == "/one" ? 301 : 404))
  }

  @Test func aFolderWithoutASlashIsRedirectedWithItsQuery() {
    let response = respond(request("/one", query: "a=b"))
    #expect(response.status == 301)
    #expect(response["Location"] == "/one/?a=b")
    #expect(response.text == "")
  }

  @Test func aRedirectIsEncodedAgain() {
    let named = site(["é b/index.html": "x"])
    let response = respond(to: request("/%C3%A9%20b"), from: named, rules())
    #expect(response["Location"] == "/%C3%A9%20b/")
  }

  @Test func belowAPathTheRootIsRedirectedAndNothingElseIsServed() {
    #expect(respond(request("/"), base: "/sub/")["Location"] == "/sub/")
    #expect(respond(request("/one/"), base: "/sub/").status == 404)
    #expect(respond(request("/sub"), base: "/sub/").status == 404)
    #expect(respond(request("/sub/one/"), base: "/sub/").status == 200)
    #expect(respond(request("/sub/one"), base: "/sub/")["Location"] == "/sub/one/")
  }

  @Test(arguments: [
    ("/a/b/", "a/b/index.html"), ("/a", "a/index.html"), ("/a.html", "a.html"),
    ("/", "index.html"),
  ])
  func aMissNamesThePageThatWouldBeThere(path: String, page: String) {
    let missing = respond(to: request(path), from: site(["404.html": "<head>"]), rules())
    #expect(missing.status == 404)
    #expect(missing.type == "text/html; charset=utf-8")
    #expect(missing.text?.contains("data-version=\"0\" data-page=\"\(page)\"") == true)
  }

  @Test func withoutASiteThereIsAPageThatWaitsForOne() {
    let response = respond(to: request("/"), from: ServedSite(), rules())
    #expect(response.status == 404)
    #expect(response.text?.contains("There is no site to show yet") == true)
    #expect(response.text?.contains("data-page=\"index.html\"") == true)
  }

  @Test func thePreviewHasTwoFilesOfItsOwn() {
    #expect(respond(request("/.study/preview.js")).type == "text/javascript; charset=utf-8")
    #expect(respond(request("/.study/preview.css")).type == "text/css; charset=utf-8")
  }
}

@Suite("Responses: who asks, and how")
struct PolicyTests {
  @Test func aNameOfAnotherHostIsRefusedBeforeAnythingElse() {
    var other = request("/%")
    other.host = Array("evil.example".utf8)
    other.method = .other
    let response = respond(other)
    #expect(response.status == 403)
    #expect(response.closes)
  }

  @Test func onlyGetAndHeadAreAllowed() {
    var post = request("/")
    post.method = .other
    let response = respond(post)
    #expect(response.status == 405)
    #expect(response["Allow"] == "GET, HEAD")
    #expect(response.closes)
  }

  @Test func thereIsNoWebSocket() {
    var upgrade = request("/")
    upgrade.upgradesToWebSocket = true
    #expect(respond(upgrade).status == 403)
  }

  private func events(_ query: String, _ change: (inout Request) -> Void = { _ in }) -> Response {
    var asked = request("/.study/events", query: query)
    change(&asked)
    return respond(asked)
  }

  @Test func anEventStreamNamesItsPageAndVersion() {
    let response = events("token=0123456789abcdef&page=a%20b/index.html&version=7")
    #expect(response.type == "text/event-stream")
    guard case .events(let page, let version) = response.body else {
      Issue.record("not a stream")
      return
    }
    #expect(page == Array("a b/index.html".utf8))
    #expect(version == 7)
  }

  @Test(arguments: ["", "token=", "token=0123456789abcde", "token=0123456789abcdef0", "x=1"])
  func anEventStreamNeedsTheToken(query: String) {
    #expect(events(query).status == 403)
  }

  @Test func anEventStreamIsForPagesOfThePreview() {
    let query = "token=0123456789abcdef"
    #expect(events(query) { $0.origin = Array("http://localhost:8000".utf8) }.status == 200)
    #expect(events(query) { $0.origin = Array("null".utf8) }.status == 403)
    #expect(events(query) { $0.fetchSite = Array("same-origin".utf8) }.status == 200)
    #expect(events(query) { $0.fetchSite = Array("none".utf8) }.status == 200)
    #expect(events(query) { $0.fetchSite = Array("same-site".utf8) }.status == 403)
  }

  @Test func aHeadRequestOpensNoStream() {
    let response = events("token=0123456789abcdef") { $0.method = .head }
    #expect(response.status == 200)
    #expect(!response.isStream)
  }
}

@Suite("Responses: conditions and ranges")
struct ConditionTests {
  private func get(_ path: String, _ change: (inout Request) -> Void) -> Response {
    var asked = request(path)
    change(&asked)
    return respond(asked)
  }

  @Test(arguments: [
    "\"01234567-1\"", "W/\"01234567-1\"", "*", "\"x\", \"01234567-1\"",
    "\"x\",W/\"01234567-1\" , \"y\"", "\"01234567-1\",",
  ])
  func aTagThatMatchesGives304(field: String) {
    for path in ["/", "/robots.txt"] {
      let response = get(path) { $0.ifNoneMatch = Array(field.utf8) }
      #expect(response.status == 304)
      #expect(response.text == "")
      #expect(response["ETag"] == "\"01234567-1\"")
    }
  }

  @Test(arguments: [
    "", ",", "\"", "\"01234567-2\"", "01234567-1", "\"01234567-1", "w/\"01234567-1\"",
    "\"01234567-1\" \"x\"", "**", "W/ \"01234567-1\"",
  ])
  func anyOtherFieldGivesTheFile(field: String) {
    #expect(get("/robots.txt") { $0.ifNoneMatch = Array(field.utf8) }.status == 200)
  }

  @Test func aRangeGivesAPart() {
    let response = get("/robots.txt") { $0.range = Array("bytes=2-4".utf8) }
    #expect(response.status == 206)
    #expect(response.text == "234")
    #expect(response["Content-Range"] == "bytes 2-4/10")
    #expect(response["Accept-Ranges"] == "bytes")
  }

  @Test func aRangeAfterTheEndIsRefusedWithTheSize() {
    let response = get("/robots.txt") { $0.range = Array("bytes=10-".utf8) }
    #expect(response.status == 416)
    #expect(response["Content-Range"] == "bytes */10")
  }

  @Test func aRangeHoldsOnlyForTheVersionItNames() {
    func status(_ tag: String) -> Int {
      get("/robots.txt") {
        $0.range = Array("bytes=0-0".utf8)
        $0.ifRange = Array(tag.utf8)
      }.status
    }
    #expect(status("\"01234567-1\"") == 206)
    #expect(status("\"01234567-2\"") == 200)
    // Weak tags and dates are never equal enough to join parts (RFC 9110, section 13.1.5).
    #expect(status("W/\"01234567-1\"") == 200)
    #expect(status("Fri, 31 Dec 9999 23:59:59 GMT") == 200)
  }

  @Test func pagesAndHeadRequestsHaveNoRanges() {
    #expect(get("/") { $0.range = Array("bytes=0-0".utf8) }.status == 200)
    let head = get("/robots.txt") {
      $0.range = Array("bytes=0-0".utf8)
      $0.method = .head
    }
    #expect(head.status == 200)
  }

  @Test func anAssetIsReadFromItsFolderAndMissingWhenItIsGone() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("0123456789", to: "a.png")
      let image = SiteImage([
        OutputFile(path: OutputPath("a.png"), contents: .asset(ContentPath("a.png"))),
        OutputFile(path: OutputPath("gone.png"), contents: .asset(ContentPath("gone.png"))),
      ])
      let tree = try #require(DiskTree(folder: folder.path, shownPrefix: "", excluding: []))
      let published = ServedSite().publishing(image, content: tree, changedAssets: []).site
      var asked = request("/a.png")
      asked.range = Array("bytes=3-5".utf8)
      let response = respond(to: asked, from: published, rules())
      guard case .asset(let file, let range) = response.body else {
        Issue.record("not an asset")
        return
      }
      #expect(file.read(from: range.lowerBound, count: range.count) == Array("345".utf8))
      #expect(respond(to: request("/gone.png"), from: published, rules()).status == 404)
    }
  }
}

@Suite("Responses: heads")
struct HeadTests {
  private func head(_ response: Response, closes: Bool = false) -> String {
    var bytes: [UInt8] = []
    response.appendHead(closes: closes, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func everyResponseHasTheFieldsThatProtectIt() {
    var response = Response(200, type: "text/plain", .bytes([1, 2, 3]))
    response.fields = [("ETag", "\"a\"")]
    #expect(
      head(response) == """
        HTTP/1.1 200 OK\r
        Content-Type: text/plain\r
        Content-Length: 3\r
        ETag: "a"\r
        Cache-Control: no-store\r
        X-Content-Type-Options: nosniff\r
        X-Frame-Options: DENY\r
        Cross-Origin-Resource-Policy: same-origin\r
        Cross-Origin-Opener-Policy: same-origin\r
        Referrer-Policy: no-referrer\r
        Connection: keep-alive\r
        \r

        """)
  }

  @Test func aRefusalSaysWhyAndHasTheSameFields() {
    let refusal = Response(Refusal(408, "Too slow."), closes: true)
    #expect(refusal.text == "408 Too slow.\n")
    let lines = head(refusal, closes: true)
    #expect(lines.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    #expect(lines.contains("X-Content-Type-Options: nosniff\r\n"))
    #expect(lines.contains("Connection: close\r\n"))
  }

  @Test func aResponseWithoutChangesHasNoLengthAndAStreamHasNone() {
    #expect(!head(Response(304, .bytes([]))).contains("Content-Length"))
    let stream = Response(200, type: "text/event-stream", .events(page: [], version: 0))
    #expect(!head(stream).contains("Content-Length"))
  }

  @Test func noValueBeginsAnotherField() {
    var response = Response(301, .bytes([]))
    response.fields = [("Location", "/a\r\nSet-Cookie: x\u{7F}\u{0}")]
    #expect(head(response).contains("Location: /aSet-Cookie: x\r\n"))
  }
}

@Suite("Media types")
struct MediaTypeTests {
  @Test(arguments: [
    ("a.html", "text/html; charset=utf-8"), ("a/b.PNG", "image/png"),
    ("a.tar.gz", "application/gzip"),
    ("a.svg", "image/svg+xml; charset=utf-8"), ("a.unknown", "application/octet-stream"),
    ("noending", "application/octet-stream"), ("a.", "application/octet-stream"),
    ("", "application/octet-stream"),
  ])
  func byEnding(name: String, type: String) {
    #expect(mediaType(ofFileNamed: Array(name.utf8)) == type)
  }
}

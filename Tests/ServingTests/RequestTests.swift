// What is read out of a request's bytes, and what is refused. Whole connections are the business
// of the raw-socket tests in Tests/Preview.

import Testing

@testable import Serving

private func read(_ text: String) -> Reading { readRequest(Array(text.utf8)) }

private func request(_ text: String) -> Request? {
  if case .complete(let request, _) = read(text) { request } else { nil }
}

private func status(_ text: String) -> Int? {
  if case .refused(let refusal) = read(text) { refusal.status } else { nil }
}

@Suite("Requests")
struct RequestTests {
  @Test func aRequestIsReadWithItsFields() {
    let text =
      "GET /a%20b/?q=1&r HTTP/1.1\r\nhOST: localhost:80\r\nOrigin:  http://x \r\n"
      + "Range: bytes=0-1\r\nIf-None-Match: \"a\"\r\nIf-None-Match: \"b\"\r\n\r\n"
    let read = request(text)
    #expect(read?.method == .get)
    #expect(read?.path == Array("/a%20b/".utf8))
    #expect(read?.query == Array("q=1&r".utf8))
    #expect(read?.host == Array("localhost:80".utf8))
    #expect(read?.origin == Array("http://x".utf8))
    #expect(read?.range == Array("bytes=0-1".utf8))
    #expect(read?.ifNoneMatch == Array("\"a\", \"b\"".utf8))
    #expect(read?.keepsAlive == true)
  }

  @Test func whatFollowsARequestIsLeftForTheNext() {
    let first = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    guard case .complete(_, let length) = read(first + "GET /next") else {
      Issue.record("the request is not read")
      return
    }
    #expect(length == first.utf8.count)
  }

  @Test func aRequestMayComeByteForByte() {
    let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
    for count in 1..<bytes.count {
      #expect(readRequest(Array(bytes.prefix(count)), from: count - 1) == .incomplete)
    }
    if case .complete = readRequest(bytes, from: bytes.count - 1) {
    } else {
      Issue.record("the last byte does not complete it")
    }
  }

  @Test func connectionsStayOpenAsTheVersionSays() {
    #expect(request("GET / HTTP/1.0\r\nHost: a\r\n\r\n")?.keepsAlive == false)
    #expect(
      request("GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n")?.keepsAlive == true)
    #expect(request("GET / HTTP/1.1\r\nHost: a\r\nConnection: CLOSE\r\n\r\n")?.keepsAlive == false)
  }

  @Test(
    "What two readers could read in two ways is refused",
    arguments: [
      "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\r\n\n",
      "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "get / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: \u{1}\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
      "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\\a HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /é HTTP/1.1\r\nHost: a\r\n\r\n", "\u{16}\u{3}\u{1}", "\r\n\r\n",
    ])
  func refused(text: String) {
    #expect(status(text) == 400)
  }

  @Test func limitsHaveTheirOwnAnswers() {
    let start = "GET / HTTP/1.1\r\nHost: a\r\n"
    #expect(status("GET /\(String(repeating: "a", count: 20_000))") == 414)
    #expect(
      status("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n") == 414)
    #expect(status(start + "X: \(String(repeating: "a", count: 20_000))") == 431)
    #expect(status(start + String(repeating: "A: b\r\n", count: 100) + "\r\n") == 431)
    #expect(status(start + "Content-Length: 1\r\n\r\n") == 413)
    #expect(status("GET / HTTP/2.0\r\nHost: a\r\n\r\n") == 505)
  }

  @Test func otherMethodsAreReadWhateverTheyAreAddressedTo() {
    #expect(request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")?.method == .other)
    #expect(request("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n")?.method == .other)
    #expect(
      request("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")?.hasBody == true)
  }
}

@Suite("Hosts")
struct HostPolicyTests {
  private func allows(_ host: String, bound: String? = nil, names: [String] = []) -> Bool {
    HostPolicy(bound: bound, names: names, port: 8000).allows(Array(host.utf8))
  }

  @Test(arguments: ["localhost:8000", "LocalHost:8000", "127.0.0.1:8000", "[::1]:8000"])
  func thisMachine(host: String) { #expect(allows(host)) }

  @Test(arguments: [
    "", ":8000", "localhost", "localhost:80", "localhost:", "localhost:8000:8000",
    "localhost.:8000",
    "localhost:08000", "[::1", "[::1]8000", "[::1]x:8000", "evil.com:8000",
    "127.0.0.1.evil.com:8000",
    "0.0.0.0:8000", "192.168.1.5:8000", "localhost:8000 ", "localhost:80000",
  ])
  func others(host: String) { #expect(!allows(host)) }

  @Test func anAddressThatWasAskedForIsAllowedToo() {
    #expect(allows("192.168.1.5:8000", bound: "192.168.1.5"))
    #expect(allows("[fe80::1]:8000", bound: "fe80::1"))
    #expect(!allows("0.0.0.0:8000", bound: "0.0.0.0"))
  }

  @Test func namesThatWereAllowedStandBeforeAnyPort() {
    #expect(allows("preview.example", names: ["Preview.Example"]))
    #expect(allows("preview.example:443", names: ["preview.example"]))
    #expect(!allows("a.preview.example", names: ["preview.example"]))
  }

  @Test func onlyPagesOfThePreviewAreItsOwn() {
    let policy = HostPolicy(bound: nil, names: [], port: 8000)
    #expect(policy.isOwn(origin: Array("http://localhost:8000".utf8)))
    for origin in [
      "https://localhost:8000", "http://localhost:8001", "null", "http://evil.com:8000",
    ] {
      #expect(!policy.isOwn(origin: Array(origin.utf8)), "\(origin)")
    }
  }
}

@Suite("Ranges")
struct ByteRangeTests {
  private func range(_ field: String?, of size: Int = 10) -> ByteRange {
    byteRange(field.map { Array($0.utf8) }, of: size)
  }

  @Test func oneRangeIsServed() {
    #expect(range("bytes=0-0") == .part(0..<1))
    #expect(range("bytes=2-4") == .part(2..<5))
    #expect(range("bytes=7-") == .part(7..<10))
    #expect(range("bytes=-3") == .part(7..<10))
    #expect(range("bytes=-30") == .part(0..<10))
    #expect(range("bytes=3-99999999999999999999") == .part(3..<10))
  }

  @Test func beyondTheEndThereIsNothing() {
    #expect(range("bytes=10-") == .outside)
    #expect(range("bytes=99999999999999999999-") == .outside)
    #expect(range("bytes=-0") == .outside)
    #expect(range("bytes=0-0", of: 0) == .outside)
  }

  @Test(arguments: [
    nil, "", "bytes=", "bytes=-", "bytes=4-2", "bytes=0-1,3-4", "bytes=a-", "items=0-1",
  ])
  func whatIsNotUnderstoodMeansAll(field: String?) { #expect(range(field) == .whole) }
}

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

  @Test func itStandsInTheHeadWhateverThePageQuotes() {
    #expect(place("<!DOCTYPE html><html><head><title>a</title>") == "<!DOCTYPE html><html><head>")
    #expect(
      place("<!-- <head> --><html lang=\"a>b\"><HEAD class='>'>x")
        == "<!-- <head> --><html lang=\"a>b\"><HEAD class='>'>")
  }

  @Test(arguments: ["", "plain", "<p>a</p><head>", "<header>x</header>", "<!-- <head>", "<html"])
  func withoutAHeadItStandsAtTheEnd(html: String) { #expect(place(html).map(String.init) == html) }
}

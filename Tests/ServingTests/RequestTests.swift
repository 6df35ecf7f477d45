// What is parsed from a request's bytes, and what is refused. The tests in Tests/Preview send the
// same over sockets.

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
      "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r-X: b\r\n\r\n",
      "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
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
    #expect(status("GET /\(String(repeating: "a", count: 20_000))") == 414)
    #expect(
      status("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n") == 414)
    #expect(status(start + "X: \(String(repeating: "a", count: 20_000))") == 431)
    #expect(status(start + "Content-Length: 1\r\n\r\n") == 413)
    #expect(status("GET / HTTP/2.0\r\nHost: a\r\n\r\n") == 505)
  }

  private let start = "GET / HTTP/1.1\r\nHost: a\r\n"

  @Test func aHeadMayHave16KiBAndNotAByteMore() {
    // `X: ` and the two line ends take seven bytes.
    let filling = 16_384 - start.utf8.count - 7
    #expect(request(start + "X: \(String(repeating: "a", count: filling))\r\n\r\n") != nil)
    #expect(status(start + "X: \(String(repeating: "a", count: filling + 1))\r\n\r\n") == 431)
    // Without its end it is refused as soon as it is too long.
    #expect(read(start + "X: \(String(repeating: "a", count: filling + 4))") == .incomplete)
    #expect(status(start + "X: \(String(repeating: "a", count: filling + 5))") == 431)
  }

  @Test func aTargetMayHave8KiBAndNotAByteMore() {
    func target(_ count: Int) -> String {
      "GET /\(String(repeating: "a", count: count - 1)) HTTP/1.1\r\nHost: a\r\n\r\n"
    }
    #expect(request(target(8192))?.path.count == 8192)
    #expect(status(target(8193)) == 414)
  }

  @Test func aMethodMayHave32BytesAndNotOneMore() {
    func method(_ count: Int) -> String {
      "\(String(repeating: "A", count: count)) / HTTP/1.1\r\nHost: a\r\n\r\n"
    }
    #expect(request(method(32))?.method == .other)
    #expect(status(method(33)) == 400)
  }

  @Test func aRequestMayHave100FieldsAndNotOneMore() {
    // One of them is the host.
    #expect(request(start + String(repeating: "A: b\r\n", count: 99) + "\r\n") != nil)
    #expect(status(start + String(repeating: "A: b\r\n", count: 100) + "\r\n") == 431)
  }

  @Test func aContentLengthMayHave18DigitsAndNotOneMore() {
    func length(_ digits: Int) -> String {
      start + "Content-Length: \(String(repeating: "0", count: digits))\r\n\r\n"
    }
    #expect(request(length(18))?.hasBody == false)
    #expect(status(length(19)) == 400)
  }

  @Test func otherMethodsAreReadWhateverTheyAreAddressedTo() {
    #expect(request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")?.method == .other)
    #expect(request("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n")?.method == .other)
    #expect(
      request("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")?.hasBody == true)
  }
}

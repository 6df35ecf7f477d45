// A response and its head as bytes. It knows no request and no socket.

internal import Building
internal import Disk

struct Response {
  enum Body {
    case bytes([UInt8])
    /// A stretch of an open file.
    case asset(OpenedAsset, Range<Int>)
    /// Stays open: events for the page at this path, which its browser shows in this version.
    case events(page: [UInt8], version: Int)
  }

  var status: Int
  var type: String
  var body: Body
  /// Fields besides those that every response has.
  var fields: [(name: String, value: String)] = []
  /// Whether the connection ends with it.
  var closes = false

  init(_ status: Int, type: String = "text/plain; charset=utf-8", _ body: Body) {
    self.status = status
    self.type = type
    self.body = body
  }

  /// A sentence for people.
  init(_ refusal: Refusal, closes: Bool = false) {
    self.init(refusal.status, .bytes(Array("\(refusal.status) \(refusal.reason)\n".utf8)))
    self.closes = closes
  }

  var isStream: Bool { if case .events = body { true } else { false } }

  /// Appends status line and fields, the empty line included.
  func appendHead(closes: Bool, to out: inout [UInt8]) {
    func line(_ name: String, _ value: String) {
      out.append(contentsOf: name.utf8)
      out.append(contentsOf: ": ".utf8)
      // No value may begin another field, whatever part of a request went into it.
      out.append(contentsOf: value.utf8.lazy.filter { $0 >= 0x20 && $0 != 0x7F })
      out.append(contentsOf: "\r\n".utf8)
    }
    out.append(contentsOf: "HTTP/1.1 \(status) \(reasonPhrase(status))\r\n".utf8)
    switch body {
    case .bytes(let bytes):
      if status != 304 {
        line("Content-Type", type)
        line("Content-Length", "\(bytes.count)")
      }
    case .asset(_, let range):
      line("Content-Type", type)
      line("Content-Length", "\(range.count)")
    case .events: line("Content-Type", type)
    }
    for (name, value) in fields { line(name, value) }
    // A cached page would hide an edit.
    line("Cache-Control", "no-store")
    line("X-Content-Type-Options", "nosniff")
    line("X-Frame-Options", "DENY")
    line("Cross-Origin-Resource-Policy", "same-origin")
    line("Cross-Origin-Opener-Policy", "same-origin")
    line("Referrer-Policy", "no-referrer")
    line("Connection", closes ? "close" : "keep-alive")
    out.append(contentsOf: "\r\n".utf8)
  }
}

private func reasonPhrase(_ status: Int) -> String {
  switch status {
  case 200: "OK"
  case 206: "Partial Content"
  case 301: "Moved Permanently"
  case 304: "Not Modified"
  case 400: "Bad Request"
  case 403: "Forbidden"
  case 404: "Not Found"
  case 405: "Method Not Allowed"
  case 408: "Request Timeout"
  case 413: "Content Too Large"
  case 414: "URI Too Long"
  case 416: "Range Not Satisfiable"
  case 431: "Request Header Fields Too Large"
  case 503: "Service Unavailable"
  case 505: "HTTP Version Not Supported"
  default: "Refused"
  }
}

// One connection: what came and is not answered yet, what is being sent, and how long it may take.
// A value that Server.swift owns and asks; it knows no other connection.

internal import Building
internal import Disk

/// How much one client may ask for. Time is in seconds.
struct ServerLimits: Sendable {
  var connections = 512
  /// Event streams stay open; each of the site's open tabs holds one.
  var streams = 64
  /// From the first byte of a request to the end of its head.
  var headSeconds: Int64 = 10
  /// Between requests.
  var idleSeconds: Int64 = 30
  /// While a client takes nothing of what is sent to it.
  var stallSeconds: Int64 = 20
  /// After a refusal, for the client to read it.
  var drainSeconds: Int64 = 2
  var requestsPerConnection = 1000
  /// Event streams are dropped when so many bytes wait for them.
  var streamBacklogBytes = 1 << 20
}

/// A page that waits for news.
struct EventStream {
  let page: [UInt8]
  /// The version that its browser shows.
  var version: Int
}

struct Connection {
  enum Phase {
    /// Of requests: reading, answering, sending, in turn.
    case serving
    /// Open for events until one side ends it.
    case streaming(EventStream)
    /// Everything is sent; what still comes is thrown away, so that the answer is not lost with it.
    case draining
  }

  let number: Int32
  private(set) var phase = Phase.serving
  /// In milliseconds of the server's clock; when it is over, so is the connection.
  private(set) var deadline: Int64
  /// A request that cannot be answered yet, because there is no site.
  private(set) var waiting: Request?
  private var input: [UInt8] = []
  private var searched = 0
  private var output: [UInt8] = []
  private var sent = 0
  /// What follows the output: a stretch of a file.
  private var asset: (file: OpenedAsset, rest: Range<Int>)?
  private var closesWhenSent = false
  private var answered = 0
  private let limits: ServerLimits

  init(number: Int32, now: Int64, limits: ServerLimits) {
    self.number = number
    self.limits = limits
    deadline = now + limits.idleSeconds * 1000
  }

  private var isSending: Bool { sent < output.count || asset != nil }

  var interest: Interest {
    switch phase {
    case .draining: Interest(number: number, reads: true, writes: false)
    case .streaming: Interest(number: number, reads: true, writes: isSending)
    case .serving: Interest(number: number, reads: !isSending && waiting == nil, writes: isSending)
    }
  }

  /// Whether there may be a whole request in what came already.
  var hasInput: Bool {
    guard case .serving = phase, !isSending, waiting == nil else { return false }
    return input.count > searched
  }

  /// Whether an answer was made that nothing of was sent yet.
  var isReadyToSend: Bool { isSending && sent == 0 }

  // MARK: Reading

  /// Takes what came. False when the other side is gone.
  mutating func receive(now: Int64) -> Bool {
    switch phase {
    case .serving:
      let isFirst = input.isEmpty
      switch SocketCalls.receive(number, into: &input, limit: headByteLimit + 1) {
      case .bytes:
        if isFirst { deadline = now + limits.headSeconds * 1000 }
        return true
      case .later: return true
      case .over: return false
      }
    case .streaming, .draining:
      var ignored: [UInt8] = []
      return SocketCalls.receive(number, into: &ignored, limit: 16 << 10) != .over
    }
  }

  /// Reads requests out of what came and answers them, until one has to be sent first, or a few
  /// are done: others have their turn too.
  /// - Parameter site: nil before the first build is done; requests wait for it.
  mutating func work(
    now: Int64, _ site: ServedSite?, _ rules: PreviewRules, mayStream: Bool
  ) {
    if let request = waiting, let site {
      waiting = nil
      respond(answer(request, site, rules), to: request, mayStream: mayStream, now: now)
    }
    var count = 0
    while count < 8, hasInput {
      count += 1
      switch readRequest(input, from: searched) {
      case .incomplete: searched = input.count
      case .refused(let refusal):
        respond(
          Response(refusal, closes: true), to: Request(keepsAlive: false), mayStream: false,
          now: now)
      case .complete(let request, let length):
        input.removeFirst(length)
        searched = 0
        guard let site else {
          waiting = request
          deadline = .max
          return
        }
        respond(answer(request, site, rules), to: request, mayStream: mayStream, now: now)
      }
    }
  }

  // MARK: Sending

  private mutating func respond(
    _ response: Response, to request: Request, mayStream: Bool, now: Int64
  ) {
    answered += 1
    var response = response
    if case .events = response.body, !mayStream {
      response = Response(Refusal(503, "Too many pages are open."), closes: true)
    }
    var isStream = false
    if case .events = response.body { isStream = true }
    closesWhenSent =
      isStream || response.closes || request.hasBody || !request.keepsAlive
      || answered >= limits.requestsPerConnection
    output.removeAll(keepingCapacity: output.capacity < 256 << 10)
    sent = 0
    deadline = now + limits.stallSeconds * 1000
    appendHead(of: response, isStream: isStream, closes: closesWhenSent, to: &output)
    switch response.body {
    case .bytes(let bytes):
      if request.method != .head, response.status != 304 { output.append(contentsOf: bytes) }
    case .asset(let file, let range):
      if request.method != .head, !range.isEmpty { asset = (file, range) }
    case .events(let page, let version):
      phase = .streaming(EventStream(page: page, version: version))
      closesWhenSent = false
    }
  }

  /// Adds to an event stream, if this is one.
  mutating func push(_ event: [UInt8], now: Int64) {
    guard case .streaming = phase else { return }
    if !isSending {
      output.removeAll(keepingCapacity: true)
      sent = 0
      deadline = now + limits.stallSeconds * 1000
    }
    output += event
  }

  mutating func shows(version: Int) {
    guard case .streaming(var stream) = phase else { return }
    stream.version = version
    phase = .streaming(stream)
  }

  /// Sends as much as the other side takes. False when the connection is over.
  mutating func send(now: Int64) -> Bool {
    while isSending {
      if sent == output.count, !readAsset() { return false }
      switch SocketCalls.send(number, output, from: sent) {
      case .bytes(let count):
        sent += count
        deadline = now + limits.stallSeconds * 1000
      case .later: return !isStreaming || output.count - sent <= limits.streamBacklogBytes
      case .over: return false
      }
    }
    return finishSending(now: now)
  }

  private var isStreaming: Bool {
    if case .streaming = phase { true } else { false }
  }

  /// What to do when all is sent.
  private mutating func finishSending(now: Int64) -> Bool {
    switch phase {
    case .streaming: deadline = .max
    case .serving:
      guard sent > 0 else { return true }
      output.removeAll(keepingCapacity: output.capacity < 256 << 10)
      sent = 0
      if closesWhenSent {
        SocketCalls.finish(number)
        phase = .draining
        deadline = now + limits.drainSeconds * 1000
      } else {
        deadline = now + (input.isEmpty ? limits.idleSeconds : limits.headSeconds) * 1000
      }
    case .draining: break
    }
    return true
  }

  /// The next piece of the file. False when the file is not what it was: half of one file and half
  /// of another would be worse than a connection that breaks.
  private mutating func readAsset() -> Bool {
    guard let (file, rest) = asset else { return true }
    guard let piece = file.read(from: rest.lowerBound, count: min(rest.count, 256 << 10)) else {
      return false
    }
    output = piece
    sent = 0
    let left = (rest.lowerBound + piece.count)..<rest.upperBound
    if left.isEmpty {
      asset = nil
    } else {
      asset = (file, left)
    }
    return true
  }

  /// Says that the head of a request took too long; then the connection ends.
  mutating func timeOut(now: Int64) -> Bool {
    guard case .serving = phase, !isSending, !input.isEmpty else { return false }
    respond(
      Response(Refusal(408, "The request took too long."), closes: true),
      to: Request(keepsAlive: false), mayStream: false, now: now)
    input.removeAll()
    searched = 0
    return true
  }

  func close() {
    SocketCalls.close(number)
  }
}

// MARK: - Heads

private func appendHead(
  of response: Response, isStream: Bool, closes: Bool, to out: inout [UInt8]
) {
  func line(_ name: String, _ value: String) {
    out.append(contentsOf: name.utf8)
    out.append(contentsOf: ": ".utf8)
    // Nothing that came from a request may begin another field.
    out.append(contentsOf: value.utf8.lazy.filter { $0 >= 0x20 && $0 != 0x7F })
    out.append(contentsOf: "\r\n".utf8)
  }
  out.append(contentsOf: "HTTP/1.1 \(response.status) \(phrase(response.status))\r\n".utf8)
  switch response.body {
  case .bytes(let bytes):
    if response.status != 304 {
      line("Content-Type", response.type)
      line("Content-Length", "\(bytes.count)")
    }
  case .asset(_, let range):
    line("Content-Type", response.type)
    line("Content-Length", "\(range.count)")
  case .events: line("Content-Type", response.type)
  }
  for (name, value) in response.fields { line(name, value) }
  // A preview is never kept: what is on the screen is what is in the files.
  line("Cache-Control", "no-store")
  line("X-Content-Type-Options", "nosniff")
  line("X-Frame-Options", "DENY")
  line("Cross-Origin-Resource-Policy", "same-origin")
  line("Cross-Origin-Opener-Policy", "same-origin")
  line("Referrer-Policy", "no-referrer")
  line("Connection", closes || isStream ? "close" : "keep-alive")
  out.append(contentsOf: "\r\n".utf8)
}

private func phrase(_ status: Int) -> String {
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

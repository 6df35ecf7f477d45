// One client's requests and responses: which bytes came and are not answered yet, which bytes are
// to be sent, and how long each step may take. A state machine: time and transport are handed in,
// so it knows no socket and no clock.

internal import Building
internal import Disk

/// How much one client may ask for. Times are in seconds.
struct ServerLimits: Sendable {
  /// Event streams stay open: each open tab holds one.
  var streams = 64
  /// From the first byte of a request to the end of its head. More bytes do not extend it.
  var headSeconds: Int64 = 10
  /// Between requests.
  var idleSeconds: Int64 = 30
  /// While a client takes nothing of what is sent to it.
  var stallSeconds: Int64 = 20
  /// After the last response, for the client to read it before the connection is closed.
  var lingerSeconds: Int64 = 2
  var requestsPerConnection = 1000
  /// An event stream that has more bytes waiting is dropped.
  var streamBacklogBytes = 1 << 20
}

/// A page that waits for events.
struct EventStream: Equatable {
  let page: [UInt8]
  /// The version that its browser shows.
  var version: Int
}

/// What bytes come from and go to, without blocking.
protocol Transport: ~Copyable {
  /// Appends at most `limit` bytes to the buffer.
  func receive(into buffer: inout [UInt8], limit: Int) -> Transfer
  /// Sends bytes from `start` on.
  func send(_ bytes: [UInt8], from start: Int) -> Transfer
}

extension OpenSocket: Transport {}

struct Exchange: ~Copyable {
  enum Phase: Equatable {
    /// Reads a request, answers, sends, and again.
    case serving
    /// Open for events until one side ends it.
    case streaming(EventStream)
    /// All is sent. Input is discarded: closing with unread input would reset the connection, and
    /// the client might lose the response.
    case lingering
  }

  private(set) var phase = Phase.serving
  /// In milliseconds of the server's clock.
  private(set) var deadline: Int64
  /// A request that arrived before there was a site to answer from.
  private var waiting: Request?
  private var input: [UInt8] = []
  /// How many bytes of the input were searched for the end of a head.
  private var searched = 0
  private var output: [UInt8] = []
  private var sent = 0
  /// Follows the output: a stretch of a file.
  private var asset: (file: OpenedAsset, rest: Range<Int>)?
  private var closesWhenSent = false
  private var answered = 0
  private let limits: ServerLimits

  init(now: Int64, limits: ServerLimits) {
    self.limits = limits
    deadline = now + limits.idleSeconds * 1000
  }

  var isSending: Bool { sent < output.count || asset != nil }

  var wantsInput: Bool {
    switch phase {
    case .lingering, .streaming: true
    case .serving: !isSending && waiting == nil
    }
  }

  /// Whether the input may hold a whole request.
  var hasInput: Bool {
    phase == .serving && !isSending && waiting == nil && input.count > searched
  }

  var stream: EventStream? { if case .streaming(let stream) = phase { stream } else { nil } }

  func isOverdue(now: Int64) -> Bool { deadline <= now }

  // MARK: Reading

  /// Reads once. False when the client is gone.
  mutating func read(from transport: borrowing some Transport & ~Copyable, now: Int64) -> Bool {
    guard phase == .serving else {
      var ignored: [UInt8] = []
      return transport.receive(into: &ignored, limit: 16 << 10) != .over
    }
    let isFirst = input.isEmpty
    switch transport.receive(into: &input, limit: headByteLimit + 1) {
    case .bytes:
      if isFirst { deadline = now + limits.headSeconds * 1000 }
      return true
    case .later: return true
    case .over: return false
    }
  }

  /// Answers the next request of the input, if all of it is there and no response is being sent.
  /// True when there is something to send for it.
  /// - Parameters:
  ///   - site: nil before the first build is done; requests wait for it.
  ///   - openStreams: how many event streams there are.
  mutating func answer(
    now: Int64, from site: ServedSite?, _ rules: PreviewRules, openStreams: Int
  ) -> Bool {
    var next = waiting
    if next == nil {
      guard hasInput else { return false }
      switch readRequest(input, from: searched) {
      case .incomplete:
        searched = input.count
        return false
      case .refused(let refusal):
        refuse(refusal, now)
        return true
      case .complete(let request, let length):
        input.removeFirst(length)
        searched = 0
        next = request
      }
    }
    guard let request = next, let site else {
      waiting = next
      deadline = .max
      return false
    }
    waiting = nil
    queue(respond(to: request, from: site, rules), to: request, openStreams, now)
    return true
  }

  // MARK: Writing

  private mutating func refuse(_ refusal: Refusal, _ now: Int64) {
    queue(Response(refusal, closes: true), to: Request(keepsAlive: false), 0, now)
  }

  private mutating func queue(
    _ response: Response, to request: Request, _ openStreams: Int, _ now: Int64
  ) {
    answered += 1
    var response = response
    if response.isStream, openStreams >= limits.streams {
      response = Response(Refusal(503, "Too many pages are open."), closes: true)
    }
    closesWhenSent =
      response.closes || request.hasBody || !request.keepsAlive
      || answered >= limits.requestsPerConnection
    emptyOutput()
    deadline = now + limits.stallSeconds * 1000
    response.appendHead(closes: closesWhenSent || response.isStream, to: &output)
    switch response.body {
    case .bytes(let bytes):
      if request.method != .head, response.status != 304 { output.append(contentsOf: bytes) }
    case .asset(let file, let range):
      if request.method != .head, !range.isEmpty { asset = (file, range) }
    case .events(let page, let version):
      phase = .streaming(EventStream(page: page, version: version))
    }
  }

  /// Keeps the storage for the next response unless a large one made it grow.
  private mutating func emptyOutput() {
    output.removeAll(keepingCapacity: output.capacity < 256 << 10)
    sent = 0
  }

  /// Adds to an event stream; does nothing to another exchange.
  mutating func push(_ event: [UInt8], now: Int64) {
    guard stream != nil else { return }
    if !isSending {
      emptyOutput()
      deadline = now + limits.stallSeconds * 1000
    }
    output += event
  }

  /// Notes the version that the browser of a stream shows from now on.
  mutating func shows(version: Int) {
    guard var stream else { return }
    stream.version = version
    phase = .streaming(stream)
  }

  /// Sends until all is sent or the transport would block. False when the connection is over.
  mutating func write(to transport: borrowing some Transport & ~Copyable, now: Int64) -> Bool {
    while isSending {
      if sent == output.count, !readAsset() { return false }
      switch transport.send(output, from: sent) {
      case .bytes(let count):
        sent += count
        deadline = now + limits.stallSeconds * 1000
      case .later: return stream == nil || output.count - sent <= limits.streamBacklogBytes
      case .over: return false
      }
    }
    if sent > 0 { finishWriting(now) }
    return true
  }

  private mutating func finishWriting(_ now: Int64) {
    emptyOutput()
    if stream != nil {
      deadline = .max
    } else if closesWhenSent {
      phase = .lingering
      deadline = now + limits.lingerSeconds * 1000
    } else {
      deadline = now + (input.isEmpty ? limits.idleSeconds : limits.headSeconds) * 1000
    }
  }

  /// The next piece of the file. False when the file changed: a broken connection is better than
  /// half of one version and half of another.
  private mutating func readAsset() -> Bool {
    guard let (file, rest) = asset else { return true }
    guard let piece = file.read(from: rest.lowerBound, count: min(rest.count, 256 << 10)) else {
      return false
    }
    output = piece
    sent = 0
    let left = (rest.lowerBound + piece.count)..<rest.upperBound
    asset = left.isEmpty ? nil : (file, left)
    return true
  }

  /// Queues a 408 if the head of a request took too long. False when there is no one to tell: the
  /// connection is idle, stalled or lingering.
  mutating func timeOut(now: Int64) -> Bool {
    guard phase == .serving, !isSending, !input.isEmpty else { return false }
    input.removeAll()
    searched = 0
    refuse(Refusal(408, "The request took too long."), now)
    return true
  }
}

// An exchange over a socket, which closes when the connection is let go. It knows no other
// connection.

internal import Disk

struct Connection: ~Copyable {
  private let socket: OpenSocket
  private var exchange: Exchange

  init(_ socket: consuming OpenSocket, now: Int64, limits: ServerLimits) {
    self.socket = socket
    exchange = Exchange(now: now, limits: limits)
  }

  var interest: Interest {
    Interest(socket, reads: exchange.wantsInput, writes: exchange.isSending)
  }

  var hasInput: Bool { exchange.hasInput }
  var stream: EventStream? { exchange.stream }
  func isOverdue(now: Int64) -> Bool { exchange.isOverdue(now: now) }

  /// Reads once. False when the client is gone.
  mutating func receive(now: Int64) -> Bool { exchange.read(from: socket, now: now) }

  /// Sends what there is, then answers what came, until it would block. False when the connection
  /// is over. Requests in a row are bounded by the input, which is one head at most.
  mutating func proceed(
    now: Int64, from site: ServedSite?, _ rules: PreviewRules, openStreams: Int
  ) -> Bool {
    repeat {
      if !send(now: now) { return false }
    } while exchange.answer(now: now, from: site, rules, openStreams: openStreams)
    return true
  }

  /// False when the connection is over.
  mutating func send(now: Int64) -> Bool {
    let wasServing = exchange.phase == .serving
    guard exchange.write(to: socket, now: now) else { return false }
    if wasServing, exchange.phase == .lingering { socket.finishSending() }
    return true
  }

  mutating func push(_ event: [UInt8], now: Int64) { exchange.push(event, now: now) }
  mutating func shows(version: Int) { exchange.shows(version: version) }

  /// Tells a client that dawdles why its connection ends. False when there is nothing to tell.
  mutating func timeOut(now: Int64) -> Bool { exchange.timeOut(now: now) && send(now: now) }

  /// Tells a client that there is no room for it, and closes.
  consuming func refuse() {
    let response = Response(Refusal(503, "Too many connections are open."), closes: true)
    var bytes: [UInt8] = []
    response.appendHead(closes: true, to: &bytes)
    if case .bytes(let body) = response.body { bytes += body }
    _ = socket.send(bytes, from: 0)
  }
}

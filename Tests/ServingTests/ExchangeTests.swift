// One client's requests and responses over a transport of the test: what is read, answered and
// sent, in which order, and what ends when.

import Building
import Content
import Disk
import Files
import Support
import Synchronization
import Testing

@testable import Serving

/// Gives the bytes it was handed and keeps what is sent, as far as it has room.
private final class Pipe: Transport, Sendable {
  private struct State {
    var input: [[UInt8]] = []
    var output: [UInt8] = []
    var room = Int.max
    var isOver = false
  }
  private let state = Mutex(State())

  func type(_ text: String) { state.withLock { $0.input.append(Array(text.utf8)) } }
  func leave() { state.withLock { $0.isOver = true } }
  func allow(_ bytes: Int) { state.withLock { $0.room = bytes } }

  /// What was sent since the last call.
  func taken() -> String {
    state.withLock { state in
      defer { state.output.removeAll() }
      return String(decoding: state.output, as: UTF8.self)
    }
  }

  func receive(into buffer: inout [UInt8], limit: Int) -> Transfer {
    state.withLock { state in
      if state.isOver { return .over }
      guard !state.input.isEmpty else { return .later }
      let piece = state.input.removeFirst()
      buffer += piece.prefix(limit)
      if piece.count > limit { state.input.insert(Array(piece[limit...]), at: 0) }
      return .bytes(min(piece.count, limit))
    }
  }

  func send(_ bytes: [UInt8], from start: Int) -> Transfer {
    state.withLock { state in
      if state.isOver { return .over }
      guard state.room > 0 else { return .later }
      let piece = bytes[start...].prefix(state.room)
      state.output += piece
      state.room -= piece.count
      return .bytes(piece.count)
    }
  }
}

private let small = site(["index.html": "Home", "robots.txt": "0123456789"])

private func line(_ path: String, _ fields: String = "") -> String {
  "GET \(path) HTTP/1.1\r\nHost: localhost:8000\r\n\(fields)\r\n"
}

private let stream = "/.study/events?token=0123456789abcdef&page=index.html&version=1"

/// An exchange and its transport, driven as the server's loop does.
private final class Client {
  let pipe = Pipe()
  private var exchange: Exchange
  private let openStreams: Int

  init(now: Int64 = 0, openStreams: Int = 0) {
    exchange = Exchange(now: now, limits: ServerLimits())
    self.openStreams = openStreams
  }

  var phase: Exchange.Phase { exchange.phase }
  var stream: EventStream? { exchange.stream }
  var isSending: Bool { exchange.isSending }
  var wantsInput: Bool { exchange.wantsInput }
  func isOverdue(now: Int64) -> Bool { exchange.isOverdue(now: now) }
  func timeOut(now: Int64) -> Bool { exchange.timeOut(now: now) }
  func shows(version: Int) { exchange.shows(version: version) }
  func push(_ event: [UInt8], now: Int64 = 0) { exchange.push(event, now: now) }

  /// Hands in a text and gives what is sent back. Nil when the connection is over.
  func send(_ text: String, now: Int64 = 0, from published: ServedSite? = small) -> String? {
    pipe.type(text)
    guard exchange.read(from: pipe, now: now) else { return nil }
    return proceed(now: now, from: published)
  }

  func proceed(now: Int64 = 0, from published: ServedSite? = small) -> String? {
    repeat {
      guard exchange.write(to: pipe, now: now) else { return nil }
    } while exchange.answer(now: now, from: published, rules(), openStreams: openStreams)
    return pipe.taken()
  }
}

/// The status of each response in a text.
private func statuses(_ text: String?) -> [Substring] {
  (text ?? "").matches(of: #/HTTP/1\.1 (\d\d\d) /#).map(\.1)
}

@Suite("Exchanges")
struct ExchangeTests {
  @Test func aRequestInPiecesIsAnsweredOnce() {
    let client = Client()
    #expect(client.send("GET /robots.txt HT") == "")
    let answer = client.send("TP/1.1\r\nHost: localhost:8000\r\n\r\n")
    #expect(answer?.hasPrefix("HTTP/1.1 200 OK\r\n") == true)
    #expect(answer?.hasSuffix("\r\n\r\n0123456789") == true)
    #expect(client.phase == .serving)
  }

  @Test func requestsInARowAreAnsweredInOrder() {
    let client = Client()
    let answers = client.send(line("/robots.txt") + line("/nothing") + line("/"))
    #expect(statuses(answers) == ["200", "404", "200"])
  }

  @Test func headGivesTheHeadAlone() {
    let client = Client()
    let answer = client.send("HEAD /robots.txt HTTP/1.1\r\nHost: localhost:8000\r\n\r\n")
    #expect(answer?.contains("Content-Length: 10\r\n") == true)
    #expect(answer?.hasSuffix("\r\n\r\n") == true)
  }

  @Test func aRefusedRequestEndsTheConnectionAndWhatFollowsIsDiscarded() {
    let client = Client()
    let answer = client.send(line("/", "X : y\r\n") + line("/robots.txt"))
    #expect(statuses(answer) == ["400"])
    #expect(answer?.contains("Connection: close\r\n") == true)
    #expect(client.phase == .lingering)
    #expect(client.send(line("/robots.txt")) == "")
  }

  @Test func aClientMayAskForTheEnd() {
    let client = Client()
    #expect(statuses(client.send(line("/", "Connection: close\r\n") + line("/"))) == ["200"])
    #expect(client.phase == .lingering)
  }

  @Test func aRequestBeforeTheFirstBuildWaitsForIt() {
    let client = Client()
    #expect(client.send(line("/robots.txt"), from: nil) == "")
    #expect(!client.wantsInput)
    #expect(!client.isOverdue(now: .max - 1))
    #expect(statuses(client.proceed()) == ["200"])
  }

  @Test func whatDoesNotFitIsSentLater() {
    let client = Client()
    client.pipe.allow(10)
    #expect(client.send(line("/robots.txt")) == "HTTP/1.1 2")
    #expect(client.isSending && !client.wantsInput)
    client.pipe.allow(.max)
    #expect(client.proceed()?.hasSuffix("0123456789") == true)
    #expect(client.wantsInput)
  }

  @Test func aClientThatTakesNothingIsNotTriedAgainAndAgain() {
    let client = Client()
    client.pipe.allow(0)
    #expect(client.send(line("/robots.txt") + line("/")) == "")
    #expect(client.proceed() == "")
    client.pipe.allow(.max)
    #expect(statuses(client.proceed()) == ["200", "200"])
  }

  @Test func aClientThatLeavesEndsIt() {
    let client = Client()
    client.pipe.leave()
    #expect(client.send(line("/")) == nil)
  }

  @Test func aFileIsSentInPiecesAndNotAfterItChanged() async throws {
    try await withTemporaryFolder { folder in
      let size = 600 << 10
      try folder.write([UInt8](repeating: 0x61, count: size), to: "a.bin")
      let image = SiteImage([
        OutputFile(path: OutputPath("a.bin"), contents: .asset(ContentPath("a.bin")))
      ])
      let tree = try #require(DiskTree(folder: folder.path, shownPrefix: "", excluding: []))
      let published = ServedSite().publishing(image, content: tree, changedAssets: []).site
      let client = Client()
      let whole = client.send(line("/a.bin"), from: published)
      #expect(whole?.hasSuffix(String(repeating: "a", count: size)) == true)
      client.pipe.allow(100_000)
      #expect(client.send(line("/a.bin"), from: published)?.utf8.count == 100_000)
      try folder.write("shorter", to: "a.bin")
      client.pipe.allow(.max)
      #expect(client.proceed(from: published) == nil)
    }
  }
}

@Suite("Exchanges: event streams")
struct StreamTests {
  @Test func aStreamStaysOpenAndTakesEvents() {
    let client = Client()
    let head = client.send(line(stream))
    #expect(statuses(head) == ["200"])
    #expect(head?.contains("Connection: close\r\n") == true)
    #expect(client.stream == EventStream(page: Array("index.html".utf8), version: 1))
    client.push(Array("event: a\n\n".utf8), now: 5)
    #expect(client.proceed(now: 5) == "event: a\n\n")
    #expect(!client.isOverdue(now: .max - 1))
  }

  @Test func aStreamIgnoresWhatItsClientSends() {
    let client = Client()
    _ = client.send(line(stream))
    #expect(client.send(line("/robots.txt")) == "")
    #expect(client.stream != nil)
  }

  @Test func aStreamRemembersTheVersionThatIsShown() {
    let client = Client()
    _ = client.send(line(stream))
    client.shows(version: 9)
    #expect(client.stream?.version == 9)
  }

  @Test func eventsAreForStreamsAlone() {
    let client = Client()
    client.push(Array("event: a\n\n".utf8), now: 0)
    client.shows(version: 9)
    #expect(client.proceed() == "")
    #expect(client.stream == nil)
  }
}

@Suite("Exchanges: limits")
struct ExchangeLimitTests {
  private let limits = ServerLimits()

  @Test func sixtyFourStreamsMayBeOpenAndNotOneMore() {
    #expect(limits.streams == 64)
    let last = Client(openStreams: 63)
    #expect(statuses(last.send(line(stream))) == ["200"])
    let next = Client(openStreams: 64)
    #expect(statuses(next.send(line(stream))) == ["503"])
    #expect(next.phase == .lingering)
  }

  @Test func aConnectionAnswersAThousandRequestsAndNotOneMore() {
    #expect(limits.requestsPerConnection == 1000)
    let client = Client()
    for _ in 0..<999 {
      #expect(client.send(line("/robots.txt"))?.contains("Connection: keep-alive\r\n") == true)
    }
    let last = client.send(line("/robots.txt"))
    #expect(last?.contains("Connection: close\r\n") == true)
    #expect(client.phase == .lingering)
    #expect(client.send(line("/robots.txt")) == "")
  }

  @Test func aHeadMayTakeTenSecondsFromItsFirstByteHoweverManyFollow() {
    let client = Client()
    _ = client.send("GET ", now: 1000)
    _ = client.send("/ HTTP/1.1\r\n", now: 10_000)
    #expect(!client.isOverdue(now: 1000 + limits.headSeconds * 1000 - 1))
    #expect(client.isOverdue(now: 1000 + limits.headSeconds * 1000))
    #expect(client.timeOut(now: 11_000))
    #expect(statuses(client.proceed(now: 11_000)) == ["408"])
    #expect(client.phase == .lingering)
  }

  @Test func anIdleConnectionMayTakeThirtySeconds() {
    let client = Client(now: 500)
    #expect(!client.isOverdue(now: 500 + limits.idleSeconds * 1000 - 1))
    #expect(client.isOverdue(now: 500 + limits.idleSeconds * 1000))
    #expect(!client.timeOut(now: 30_500))
    _ = client.send(line("/"), now: 20_000)
    #expect(!client.isOverdue(now: 20_000 + limits.idleSeconds * 1000 - 1))
    #expect(client.isOverdue(now: 20_000 + limits.idleSeconds * 1000))
  }

  @Test func aClientThatTakesNothingMayTakeTwentySeconds() {
    let client = Client()
    client.pipe.allow(10)
    _ = client.send(line("/robots.txt"), now: 7000)
    #expect(!client.isOverdue(now: 7000 + limits.stallSeconds * 1000 - 1))
    #expect(client.isOverdue(now: 7000 + limits.stallSeconds * 1000))
    #expect(!client.timeOut(now: 27_000))
    client.pipe.allow(1)
    _ = client.proceed(now: 26_000)
    #expect(!client.isOverdue(now: 26_000 + limits.stallSeconds * 1000 - 1))
  }

  @Test func afterTheLastResponseAClientHasTwoSeconds() {
    let client = Client()
    _ = client.send(line("/", "Connection: close\r\n"), now: 100)
    #expect(!client.isOverdue(now: 100 + limits.lingerSeconds * 1000 - 1))
    #expect(client.isOverdue(now: 100 + limits.lingerSeconds * 1000))
    #expect(!client.timeOut(now: 2100))
  }

  @Test func aStreamMayHaveAMegabyteWaitingAndNotAByteMore() {
    let client = Client()
    _ = client.send(line(stream))
    client.pipe.allow(0)
    client.push([UInt8](repeating: 0x3A, count: 1 << 20), now: 0)
    #expect(client.proceed() == "")
    client.push([0x3A], now: 0)
    #expect(client.proceed() == nil)
  }
}

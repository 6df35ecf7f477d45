// The preview's one loop: waits for connections, for what they send, for changes of files, for the
// session to publish and for the signals that end it, and never for anything else. It runs in the
// thread that calls it; builds run beside it. Called by Preview.swift.

internal import Building

struct Server {
  let rules: PreviewRules
  let session: PreviewSession
  let listeners: [Int32]
  /// Readable when the session published something.
  let bell: Int32
  /// Readable when the program is asked to end.
  let signals: Int32?
  /// Readable when a watched folder changed; nil where nothing can be watched.
  let watcher: Int32?
  var limits = ServerLimits()

  private var connections: [Int32: Connection] = [:]
  /// Nil until the session has tried to build for the first time.
  private var site: ServedSite?
  private var findings = Findings()
  private var kinds: [Int32: WatchKind] = [:]
  private var pending = PendingChanges()
  private var isRefreshing = false
  private var refreshes = 0
  private var polls: Bool
  private var nextLook: Int64 = 0
  private var acceptsFrom: Int64 = 0
  private var nextBeat: Int64 = 0
  private let start = ContinuousClock.now

  init(
    rules: PreviewRules, session: PreviewSession, listeners: [Int32], bell: Int32, signals: Int32?,
    watcher: Int32?
  ) {
    self.rules = rules
    self.session = session
    self.listeners = listeners
    self.bell = bell
    self.signals = signals
    self.watcher = watcher
    polls = watcher == nil
  }

  /// Milliseconds since the server was made.
  private var now: Int64 {
    let time = start.duration(to: .now).components
    return time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000
  }

  /// Serves until a signal asks it to end.
  mutating func run() {
    refresh()
    while true {
      let open = Array(connections.values)
      let listens = now >= acceptsFrom
      var interests = [Interest(number: bell, reads: true, writes: false)]
      for number in [signals, watcher] {
        interests.append(Interest(number: number ?? -1, reads: number != nil, writes: false))
      }
      interests += listeners.map { Interest(number: listens ? $0 : -1, reads: true, writes: false) }
      let fixed = interests.count
      interests += open.map(\.interest)
      let ready = SocketCalls.wait(interests, milliseconds: Int(patience(open)))
      guard !ready.isEmpty else { continue }
      if signals != nil, ready[1].canRead { break }
      if ready[0].canRead { hear() }
      if let watcher, ready[2].canRead { pending.read(from: watcher, kinds, now: now) }
      for (index, connection) in open.enumerated() {
        let answer = ready[fixed + index]
        if answer.canRead || answer.canWrite || connection.hasInput {
          serve(connection.number, canRead: answer.canRead)
        }
      }
      for (index, listener) in listeners.enumerated() where ready[3 + index].canRead {
        accept(listener)
      }
      keepTime()
    }
    for connection in connections.values { connection.close() }
    for listener in listeners { SocketCalls.close(listener) }
  }

  /// How long to wait at most.
  private func patience(_ open: [Connection]) -> Int64 {
    if open.contains(where: \.hasInput) { return 0 }
    var patience: Int64 = 250
    if !isRefreshing, let delay = pending.delay(now: now) { patience = min(patience, delay) }
    return patience
  }

  // MARK: - Connections

  private mutating func accept(_ listener: Int32) {
    // Not all at once: those that are open have their turn in between.
    for _ in 0..<64 {
      do throws(SocketError) {
        guard let number = try SocketCalls.accept(listener) else { return }
        guard connections.count < limits.connections else {
          refuse(number)
          continue
        }
        connections[number] = Connection(number: number, now: now, limits: limits)
      } catch {
        // No number is left for another connection; some will be, once others are closed.
        acceptsFrom = now + 100
        return
      }
    }
  }

  private func refuse(_ number: Int32) {
    let text = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    _ = SocketCalls.send(number, Array(text.utf8), from: 0)
    SocketCalls.close(number)
  }

  private var streamCount: Int {
    connections.values.count { if case .streaming = $0.phase { true } else { false } }
  }

  private mutating func serve(_ number: Int32, canRead: Bool) {
    // Taken out and put back, so that its buffers are changed in place.
    guard var connection = connections.removeValue(forKey: number) else { return }
    var isOpen = !canRead || connection.receive(now: now)
    if isOpen { isOpen = proceed(&connection) }
    if isOpen { connections[number] = connection } else { connection.close() }
  }

  /// Answers and sends as far as it goes. False when the connection is over.
  private mutating func proceed(_ connection: inout Connection) -> Bool {
    let wasStreaming = if case .streaming = connection.phase { true } else { false }
    repeat {
      if !connection.send(now: now) { return false }
      connection.work(
        now: now, site, rules, mayStream: streamCount < limits.streams)
    } while connection.isReadyToSend
    if !wasStreaming, case .streaming(let stream) = connection.phase {
      welcome(stream, &connection)
      return connection.send(now: now)
    }
    return true
  }

  // MARK: - Events

  /// What a page is told when it begins to listen: what is wrong now, and whether it is outdated.
  private func welcome(_ stream: EventStream, _ connection: inout Connection) {
    connection.push(Array("retry: 500\n\n".utf8), now: now)
    guard let site else { return }
    let current = site.version(of: stream.page)
    if current != stream.version {
      connection.push(event("reload", "{}"), now: now)
      connection.shows(version: current)
    }
    connection.push(event("problems", findings.json(forPage: stream.page)), now: now)
  }

  /// Takes what the session published and tells every open page what concerns it.
  private mutating func hear() {
    SocketCalls.silence(bell)
    let news = session.takeNews()
    kinds = news.kinds
    if news.refreshes != refreshes {
      refreshes = news.refreshes
      isRefreshing = false
    }
    if news.polls { polls = true }
    let isFirst = site == nil
    if let published = news.site { site = published }
    guard let site else { return }
    if let found = news.findings { findings = found }
    for number in Array(connections.keys) {
      guard var connection = connections.removeValue(forKey: number) else { continue }
      var isOpen = true
      if case .streaming(let stream) = connection.phase {
        let current = site.version(of: stream.page)
        if current != stream.version {
          connection.push(event("reload", "{}"), now: now)
          connection.shows(version: current)
        } else if !news.changes.isEmpty {
          connection.push(event("files", jsonList(news.changes)), now: now)
        }
        if news.findings != nil {
          connection.push(event("problems", findings.json(forPage: stream.page)), now: now)
        }
        isOpen = connection.send(now: now)
      } else if isFirst {
        isOpen = proceed(&connection)
      }
      if isOpen { connections[number] = connection } else { connection.close() }
    }
  }

  // MARK: - Time

  /// What happens because time passes: refreshing, dropping who is too slow, signs of life.
  private mutating func keepTime() {
    let now = now
    if !isRefreshing, pending.delay(now: now) == 0 {
      pending.clear()
      refresh()
    }
    guard now >= nextLook else { return }
    nextLook = now + 250
    for (number, connection) in connections where connection.deadline <= now {
      guard var late = connections.removeValue(forKey: number) else { continue }
      if late.timeOut(now: now), late.send(now: now) {
        connections[number] = late
      } else {
        late.close()
      }
    }
    // A comment keeps streams open, and shows those that are gone.
    if now >= nextBeat {
      nextBeat = now + 15_000
      for number in Array(connections.keys) {
        guard var connection = connections.removeValue(forKey: number) else { continue }
        connection.push(Array(":\n\n".utf8), now: now)
        if case .streaming = connection.phase, !connection.send(now: now) {
          connection.close()
        } else {
          connections[number] = connection
        }
      }
    }
    // Where folders are not watched, and for those that were deleted and made again, they are
    // looked at from time to time; how often is the session's business.
    if !isRefreshing, session.wantsLook(polling: polls) { refresh() }
  }

  private mutating func refresh() {
    isRefreshing = true
    let session = session
    Task.detached { await session.refresh() }
  }
}

// MARK: - Texts

/// An event of a stream. The data is one line of JSON.
private func event(_ name: String, _ data: String) -> [UInt8] {
  Array("event: \(name)\ndata: \(data)\n\n".utf8)
}

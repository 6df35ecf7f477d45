// The preview's one loop: it waits for connections, for what they send, for changes of files, for
// the session to publish and for the signals that end it, and blocks on nothing else. It runs in
// the thread that calls it. It knows neither how pages are built nor what HTTP looks like.

internal import Disk

struct Server: ~Copyable {
  private let rules: PreviewRules
  private let session: PreviewSession
  private var listeners: Listeners
  /// Readable when the program is asked to end.
  private let signals: OpenSocket?
  private let limits = ServerLimits()

  private var connections = SlotTable<512, Connection>()
  /// How many of them were event streams when this turn of the loop began, and became one since.
  private var streamCount = 0
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

  /// How often deadlines are checked, in milliseconds.
  private static let tick: Int64 = 250

  /// One for each loopback address.
  typealias Listeners = SlotTable<2, OpenSocket>

  init(
    rules: PreviewRules, session: PreviewSession, listeners: consuming Listeners,
    signals: consuming OpenSocket?
  ) {
    self.rules = rules
    self.session = session
    self.listeners = listeners
    self.signals = signals
    polls = session.watcher == nil
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
      var interests = ownInterests()
      let fixed = interests.count
      let slots = addConnections(to: &interests)
      let ready = SocketCalls.poll(interests, milliseconds: timeout())
      guard !ready.isEmpty else { continue }
      if ready[0].canRead { break }
      if ready[1].canRead { takeUpdates() }
      if ready[2].canRead { readWatcher() }
      for (index, slot) in slots.enumerated() {
        let readiness = ready[fixed + index]
        if readiness.canRead || readiness.canWrite
          || connections.read(at: slot, { $0.hasInput }) == true
        {
          serve(slot, canRead: readiness.canRead)
        }
      }
      for index in listeners.indices where ready[3 + index].canRead { accept(at: index) }
      keepTime()
    }
  }

  /// Signals, wakeups, the watcher and the listeners, in this order.
  private mutating func ownInterests() -> [Interest] {
    let listens = now >= acceptsFrom
    var interests = [
      Interest(signals, reads: true), session.wakeup.interest, Interest(session.watcher),
    ]
    for index in listeners.indices {
      interests.append(listeners.read(at: index) { Interest($0, reads: listens) } ?? .absent)
    }
    return interests
  }

  /// The slots of the connections that were added, in their order.
  private mutating func addConnections(to interests: inout [Interest]) -> [Int] {
    streamCount = 0
    var slots: [Int] = []
    for slot in connections.indices {
      guard
        let (interest, isStream) = connections.read(at: slot, { ($0.interest, $0.stream != nil) })
      else { continue }
      slots.append(slot)
      interests.append(interest)
      if isStream { streamCount += 1 }
    }
    return slots
  }

  /// How many milliseconds to wait at most.
  private mutating func timeout() -> Int64 {
    for slot in connections.indices where connections.read(at: slot, { $0.hasInput }) == true {
      return 0
    }
    guard !isRefreshing, let delay = pending.delay(now: now) else { return Self.tick }
    return min(Self.tick, delay)
  }

  // MARK: - Connections

  private mutating func accept(at index: Int) {
    // Not the whole queue: open connections have their turn in between.
    for _ in 0..<64 {
      do throws(SocketError) {
        guard let socket = try next(at: index) else { return }
        let connection = Connection(socket, now: now, limits: limits)
        guard let refused = connections.insert(connection) else { continue }
        refused.refuse()
      } catch {
        // The process has no file numbers left until some connection closes.
        acceptsFrom = now + 100
        return
      }
    }
  }

  private mutating func next(at index: Int) throws(SocketError) -> OpenSocket? {
    guard
      let accepted = try listeners.read(
        at: index, { listener throws(SocketError) in try listener.accept() })
    else { return nil }
    return accepted
  }

  private mutating func serve(_ slot: Int, canRead: Bool) {
    guard var connection = connections.take(at: slot) else { return }
    if canRead, !connection.receive(now: now) { return }
    if proceed(&connection) { connections.put(connection, at: slot) }
  }

  /// Answers and sends as far as it goes. False when the connection is over.
  private mutating func proceed(_ connection: inout Connection) -> Bool {
    let wasStreaming = connection.stream != nil
    guard connection.proceed(now: now, from: site, rules, openStreams: streamCount) else {
      return false
    }
    guard !wasStreaming, let stream = connection.stream else { return true }
    streamCount += 1
    welcome(stream, &connection)
    return connection.send(now: now)
  }

  // MARK: - Events

  /// What a page is told when its stream opens: whether it is outdated, and what is wrong.
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
  private mutating func takeUpdates() {
    session.wakeup.drain()
    let updates = session.takeUpdates()
    kinds = updates.kinds
    if updates.refreshes != refreshes {
      refreshes = updates.refreshes
      isRefreshing = false
    }
    if updates.polls { polls = true }
    let isFirst = site == nil
    if let published = updates.site { site = published }
    guard let site else { return }
    if let found = updates.findings { findings = found }
    for slot in connections.indices {
      guard var connection = connections.take(at: slot) else { continue }
      var isOpen = true
      if let stream = connection.stream {
        let current = site.version(of: stream.page)
        if current != stream.version {
          connection.push(event("reload", "{}"), now: now)
          connection.shows(version: current)
        } else if !updates.changes.isEmpty {
          connection.push(event("files", jsonList(updates.changes)), now: now)
        }
        if updates.findings != nil {
          connection.push(event("problems", findings.json(forPage: stream.page)), now: now)
        }
        isOpen = connection.send(now: now)
      } else if isFirst {
        isOpen = proceed(&connection)
      }
      if isOpen { connections.put(connection, at: slot) }
    }
  }

  // MARK: - Time

  private mutating func readWatcher() {
    var records: [UInt8] = []
    while session.watcher?.receive(into: &records) == true {
      pending.note(records: records, kinds, now: now)
    }
  }

  /// What is due: refreshing, dropping clients that are too slow, heartbeats.
  private mutating func keepTime() {
    let now = now
    if !isRefreshing, pending.delay(now: now) == 0 {
      pending.clear()
      refresh()
    }
    guard now >= nextLook else { return }
    nextLook = now + Self.tick
    for slot in connections.indices
    where connections.read(at: slot, { $0.isOverdue(now: now) }) == true {
      guard var late = connections.take(at: slot) else { continue }
      if late.timeOut(now: now) { connections.put(late, at: slot) }
    }
    if now >= nextBeat {
      nextBeat = now + 15_000
      beat()
    }
    // Where folders cannot be watched, and for roots that were deleted and created again, the
    // session says when to look.
    if !isRefreshing, session.wantsLook(polling: polls) { refresh() }
  }

  /// A comment to every stream: proxies keep it open, and sending finds out which are gone.
  private mutating func beat() {
    for slot in connections.indices
    where connections.read(at: slot, { $0.stream != nil }) == true {
      guard var connection = connections.take(at: slot) else { continue }
      connection.push(Array(":\n\n".utf8), now: now)
      if connection.send(now: now) { connections.put(connection, at: slot) }
    }
  }

  private mutating func refresh() {
    isRefreshing = true
    let session = session
    Task.detached { await session.refresh() }
  }
}

/// An event of a stream. The data is one line of JSON.
private func event(_ name: String, _ data: String) -> [UInt8] {
  Array("event: \(name)\ndata: \(data)\n\n".utf8)
}

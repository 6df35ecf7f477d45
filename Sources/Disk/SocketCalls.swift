// The kernel calls that the preview needs: sockets, polling, signals, watches. Each call is retried
// when a signal interrupts it, and returns a value instead of a pointer. Knows nothing of HTTP and
// nothing of the site.
//
// `unsafe` is here because C takes pointers; each lives only for the length of one call.

internal import CLinux
internal import Glibc

/// An open file number: a socket, one end of a pipe, a queue of signals or of watch events. Its
/// owner closes it by letting it go.
package struct OpenSocket: ~Copyable, Sendable {
  fileprivate let number: Int32

  fileprivate init(_ number: Int32) { self.number = number }

  deinit { _ = Glibc.close(number) }

  /// No call on it blocks, and no child process inherits it.
  fileprivate func prepare() {
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
  }
}

/// The error number of a failed call.
package struct SocketError: Error, Equatable {
  package let number: Int32

  package static var addressInUse: SocketError { SocketError(number: EADDRINUSE) }
  /// The machine does not support the protocol or does not have the address.
  package var isMissingProtocol: Bool {
    number == EADDRNOTAVAIL || number == EAFNOSUPPORT || number == EPROTONOSUPPORT
  }
  package var isForbidden: Bool { number == EACCES || number == EPERM }
  /// The kernel has no room for another watch.
  package var isWatchLimit: Bool { number == ENOSPC || number == EMFILE || number == ENOMEM }
}

/// An address to listen on.
package enum ListenAddress: Sendable, Equatable {
  case v4([UInt8])
  case v6([UInt8])

  package static let loopbacks: [ListenAddress] = [
    .v4([127, 0, 0, 1]), .v6([UInt8](repeating: 0, count: 15) + [1]),
  ]

  /// Parses a numeric address, `127.0.0.1` or `::1`. Nil for anything else, host names included.
  package init?(_ text: String) {
    var four = [UInt8](repeating: 0, count: 4)
    // Unsafe because: C writes into the array's own storage, which has the length of an address.
    if unsafe four.withUnsafeMutableBytes({ unsafe inet_pton(AF_INET, text, $0.baseAddress) }) == 1
    {
      self = .v4(four)
      return
    }
    var six = [UInt8](repeating: 0, count: 16)
    // Unsafe because: as above.
    if unsafe six.withUnsafeMutableBytes({ unsafe inet_pton(AF_INET6, text, $0.baseAddress) }) == 1
    {
      self = .v6(six)
      return
    }
    return nil
  }
}

/// The outcome of a read or a write.
package enum Transfer: Equatable {
  case bytes(Int)
  /// It would block.
  case later
  /// The peer has closed, or the connection is broken.
  case over
}

// MARK: - Listening

extension OpenSocket {
  /// A non-blocking socket that listens.
  package static func listening(
    at address: ListenAddress, port: UInt16
  ) throws(SocketError) -> OpenSocket {
    let family: Int32
    switch address {
    case .v4: family = AF_INET
    case .v6: family = AF_INET6
    }
    let number = Glibc.socket(family, Int32(SOCK_STREAM.rawValue), 0)
    guard number >= 0 else { throw SocketError(number: errno) }
    let socket = OpenSocket(number)
    socket.prepare()
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    // Reuses a port whose old connections are in TIME_WAIT, but not one that has a listener.
    // Unsafe because: C reads a local number.
    unsafe _ = setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, size)
    if family == AF_INET6 {
      unsafe _ = setsockopt(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, size)
    }
    try socket.bind(address, port)
    guard Glibc.listen(number, 512) == 0 else { throw SocketError(number: errno) }
    return socket
  }

  private func bind(_ address: ListenAddress, _ port: UInt16) throws(SocketError) {
    let result: Int32
    switch address {
    case .v4(let bytes):
      var value = sockaddr_in()
      value.sin_family = sa_family_t(AF_INET)
      value.sin_port = port.bigEndian
      for byte in bytes.reversed() {
        value.sin_addr.s_addr = value.sin_addr.s_addr << 8 | UInt32(byte)
      }
      // Unsafe because: C reads the local value as the general form that every address has.
      result = unsafe withUnsafePointer(to: &value) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe Glibc.bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    case .v6(let bytes):
      var value = sockaddr_in6()
      value.sin6_family = sa_family_t(AF_INET6)
      value.sin6_port = port.bigEndian
      // Unsafe because: both have sixteen bytes, and C reads the local value.
      unsafe withUnsafeMutableBytes(of: &value.sin6_addr) { unsafe $0.copyBytes(from: bytes) }
      result = unsafe withUnsafePointer(to: &value) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe Glibc.bind(number, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
      }
    }
    if result != 0 { throw SocketError(number: errno) }
  }

  /// The next connection in the queue; nil when the queue is empty.
  package func accept() throws(SocketError) -> OpenSocket? {
    while true {
      let accepted = Glibc.accept(number, nil, nil)
      if accepted >= 0 {
        let socket = OpenSocket(accepted)
        socket.prepare()
        var on: Int32 = 1
        // Unsafe because: C reads a local number.
        unsafe _ = setsockopt(
          accepted, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return socket
      }
      switch errno {
      case EINTR, ECONNABORTED, EPROTO: continue
      case EAGAIN: return nil
      default: throw SocketError(number: errno)
      }
    }
  }
}

// MARK: - Bytes

extension OpenSocket {
  /// Appends what there is to read, at most `limit` bytes, to `buffer`.
  package func receive(into buffer: inout [UInt8], limit: Int) -> Transfer {
    let start = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: limit))
    var got = 0
    repeat {
      // Unsafe because: C writes into the array's own storage behind `start`.
      got = unsafe buffer.withUnsafeMutableBytes { storage in
        unsafe Glibc.read(number, storage.baseAddress.map { unsafe $0 + start }, limit)
      }
    } while got < 0 && errno == EINTR
    buffer.removeLast(limit - max(got, 0))
    if got > 0 { return .bytes(got) }
    return got < 0 && errno == EAGAIN ? .later : .over
  }

  /// Sends bytes from `start` on, as many as the kernel takes without blocking.
  package func send(_ bytes: [UInt8], from start: Int) -> Transfer {
    while true {
      // Unsafe because: C reads the array's own storage from `start` to its end.
      let sent = unsafe bytes.withUnsafeBytes { storage in
        unsafe Glibc.send(
          number, storage.baseAddress.map { unsafe $0 + start }, storage.count - start,
          Int32(MSG_NOSIGNAL))
      }
      if sent >= 0 { return .bytes(sent) }
      if errno == EAGAIN { return .later }
      if errno != EINTR { return .over }
    }
  }

  /// Closes the sending half; the peer reads the end of the stream.
  package func finishSending() { _ = shutdown(number, Int32(SHUT_WR)) }
}

// MARK: - Polling

/// What to poll a socket for.
package struct Interest {
  fileprivate let number: Int32
  fileprivate let reads: Bool
  fileprivate let writes: Bool

  package init(_ socket: borrowing OpenSocket, reads: Bool, writes: Bool = false) {
    number = socket.number
    self.reads = reads
    self.writes = writes
  }

  /// Nil keeps a place in the list, and is never ready.
  package init(_ socket: borrowing OpenSocket?, reads: Bool) {
    switch socket {
    case .some(let socket): self.init(socket, reads: reads)
    case .none: self = .absent
    }
  }

  /// As for a socket: nil keeps a place in the list.
  package init(_ watcher: borrowing Watcher?) {
    switch watcher {
    case .some(let watcher): self.init(watcher.queue, reads: true)
    case .none: self = .absent
    }
  }

  /// Keeps a place in the list, and is never ready.
  package static let absent = Interest()

  private init() {
    number = -1
    (reads, writes) = (false, false)
  }
}

/// Whether a socket can be read (or has ended, which reading finds out), and whether it can be
/// written to.
package struct Readiness {
  package let canRead: Bool
  package let canWrite: Bool
}

package enum SocketCalls {
  /// Waits for one of the sockets or until the time is over. The result is in the order of
  /// `interests`, and empty after an interruption.
  package static func poll(_ interests: [Interest], milliseconds: Int64) -> [Readiness] {
    var polled = interests.map { interest in
      pollfd(
        fd: interest.number,
        events: Int16((interest.reads ? POLLIN : 0) | (interest.writes ? POLLOUT : 0)), revents: 0)
    }
    // Unsafe because: C reads and writes the array's own storage.
    let count = unsafe Glibc.poll(&polled, nfds_t(polled.count), Int32(milliseconds))
    guard count >= 0 else { return [] }
    return polled.map { answer in
      let events = Int32(answer.revents)
      return Readiness(
        canRead: events & Int32(POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0,
        canWrite: events & Int32(POLLOUT) != 0)
    }
  }

  // MARK: Signals

  /// From now on, in this thread and those it starts, the signals that ask a program to end only
  /// make the returned number readable. Nil when the system has no such number.
  package static func endingSignals() -> OpenSocket? {
    var signals = sigset_t()
    // Unsafe because: C changes and reads a local set.
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe _ = sigaddset(&signals, signal) }
    unsafe _ = pthread_sigmask(SIG_BLOCK, &signals, nil)
    _ = signal(SIGPIPE, SIG_IGN)
    let number = unsafe clinux_signal_file(&signals)
    guard number >= 0 else { return nil }
    let socket = OpenSocket(number)
    socket.prepare()
    return socket
  }

  // MARK: Clock

  /// Nanoseconds since 1970.
  package static func now() -> Int64 {
    var time = timespec()
    // Unsafe because: C fills a local value.
    unsafe _ = clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The local time of day: `14:03:22`.
  package static func timeOfDay() -> String {
    var moment = time_t()
    var parts = unsafe tm()
    // Unsafe because: C fills two local values.
    unsafe time(&moment)
    unsafe localtime_r(&moment, &parts)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return unsafe "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
  }
}

// MARK: - Waking the loop

/// A pipe that another thread writes to so that a poll returns.
package struct WakeupPipe: ~Copyable, Sendable {
  private let reader: OpenSocket
  private let writer: OpenSocket

  package init() throws(SocketError) {
    var ends: [Int32] = [-1, -1]
    // Unsafe because: C fills two numbers of a local array.
    guard unsafe pipe(&ends) == 0 else { throw SocketError(number: errno) }
    reader = OpenSocket(ends[0])
    writer = OpenSocket(ends[1])
    reader.prepare()
    writer.prepare()
  }

  package var interest: Interest { Interest(reader, reads: true) }

  /// Makes the pipe readable. A full pipe already is.
  package func wake() {
    var byte: UInt8 = 1
    // Unsafe because: C reads a local byte.
    unsafe _ = write(writer.number, &byte, 1)
  }

  /// Takes all that was written, so that the next poll waits.
  package func drain() {
    var taken: [UInt8] = []
    while case .bytes = reader.receive(into: &taken, limit: 256) { taken.removeAll() }
  }
}

// MARK: - Watching folders

/// An inotify queue.
package struct Watcher: ~Copyable, Sendable {
  fileprivate let queue: OpenSocket

  package init() throws(SocketError) {
    let number = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    guard number >= 0 else { throw SocketError(number: errno) }
    queue = OpenSocket(number)
  }

  /// Watches the entries of a folder, not those of its subfolders. Idempotent: the same folder has
  /// the same number each time.
  package func watch(_ folder: String) throws(SocketError) -> Int32 {
    let mask = UInt32(
      IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
        | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
    // Unsafe because: C reads the path during the call.
    let watch = unsafe inotify_add_watch(queue.number, folder, mask)
    guard watch >= 0 else { throw SocketError(number: errno) }
    return watch
  }

  package func unwatch(_ watch: Int32) { _ = inotify_rm_watch(queue.number, watch) }

  /// Replaces `records` with the next events of the queue. False when there are none.
  package func receive(into records: inout [UInt8]) -> Bool {
    records.removeAll(keepingCapacity: true)
    if case .bytes = queue.receive(into: &records, limit: 64 << 10) { return true }
    return false
  }
}

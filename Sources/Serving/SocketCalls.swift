// The calls to the kernel that the preview server needs: sockets, waiting, signals, watches. Each
// is retried when a signal interrupts it and gives a value instead of a pointer.
//
// Called by the files of Serving that own numbers of open things. The one file of the target where
// `unsafe` may stand: every pointer made here lives only for the length of one call.

internal import Glibc

/// What the kernel answered when it refused.
struct SocketError: Error, Equatable {
  let number: Int32

  static var addressInUse: SocketError { SocketError(number: EADDRINUSE) }
  /// This machine does not speak the protocol, or has not the address.
  var isMissingProtocol: Bool {
    number == EADDRNOTAVAIL || number == EAFNOSUPPORT || number == EPROTONOSUPPORT
  }
  var isForbidden: Bool { number == EACCES || number == EPERM }
  /// No more files may be open; it passes when some are closed.
  var isExhaustion: Bool {
    number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM
  }
  /// No more watches may be set.
  var isWatchLimit: Bool { number == ENOSPC || number == EMFILE || number == ENOMEM }
}

/// An address to listen at.
enum ListenAddress: Sendable, Equatable {
  case v4([UInt8])
  case v6([UInt8])

  static let loopbacks: [ListenAddress] = [
    .v4([127, 0, 0, 1]), .v6([UInt8](repeating: 0, count: 15) + [1]),
  ]
}

/// What there was to read or write.
enum Transfer: Equatable {
  case bytes(Int)
  /// Nothing now.
  case later
  /// The other side is gone.
  case over
}

/// Something to wait for.
struct Interest {
  let number: Int32
  var reads: Bool
  var writes: Bool
}

/// What came of waiting: whether there is something to read (or to find out that it is over), and
/// whether writing would go on.
struct Readiness {
  let canRead: Bool
  let canWrite: Bool
}

enum SocketCalls {
  // MARK: Listening

  /// An address as people write it: `127.0.0.1`, `::1`. Nil for anything else, names too.
  static func address(_ text: String) -> ListenAddress? {
    var four = [UInt8](repeating: 0, count: 4)
    // Unsafe because: C writes into the array's own storage, which has the length of an address.
    if unsafe four.withUnsafeMutableBytes({ unsafe inet_pton(AF_INET, text, $0.baseAddress) }) == 1
    {
      return .v4(four)
    }
    var six = [UInt8](repeating: 0, count: 16)
    // Unsafe because: as above.
    if unsafe six.withUnsafeMutableBytes({ unsafe inet_pton(AF_INET6, text, $0.baseAddress) }) == 1
    {
      return .v6(six)
    }
    return nil
  }

  /// A socket that listens, without waiting in any later call.
  static func listen(at address: ListenAddress, port: UInt16) throws(SocketError) -> Int32 {
    let family: Int32
    switch address {
    case .v4: family = AF_INET
    case .v6: family = AF_INET6
    }
    let number = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    guard number >= 0 else { throw SocketError(number: errno) }
    do throws(SocketError) {
      prepare(number)
      var on: Int32 = 1
      let size = socklen_t(MemoryLayout<Int32>.size)
      // A port whose last connections are still fading away may be taken again; one that somebody
      // listens at may not. Unsafe because: C reads a local number.
      unsafe _ = setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, size)
      if family == AF_INET6 {
        unsafe _ = setsockopt(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, size)
      }
      try bind(number, address, port)
      guard Glibc.listen(number, 512) == 0 else { throw SocketError(number: errno) }
      return number
    } catch {
      close(number)
      throw error
    }
  }

  private static func bind(
    _ number: Int32, _ address: ListenAddress, _ port: UInt16
  ) throws(SocketError) {
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

  /// The next connection that waits; nil when none does.
  static func accept(_ listener: Int32) throws(SocketError) -> Int32? {
    while true {
      let number = Glibc.accept(listener, nil, nil)
      if number >= 0 {
        prepare(number)
        var on: Int32 = 1
        // Unsafe because: C reads a local number.
        unsafe _ = setsockopt(
          number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return number
      }
      switch errno {
      case EINTR, ECONNABORTED, EPROTO: continue
      case EAGAIN: return nil
      default: throw SocketError(number: errno)
      }
    }
  }

  private static func prepare(_ number: Int32) {
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
  }

  // MARK: Bytes

  /// Reads what is there, at most `limit` bytes, at the end of `buffer`.
  static func receive(_ number: Int32, into buffer: inout [UInt8], limit: Int) -> Transfer {
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

  /// Sends bytes from `start` on, as many as the other side takes now.
  static func send(_ number: Int32, _ bytes: [UInt8], from start: Int) -> Transfer {
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

  /// Says that nothing more will be sent.
  static func finish(_ number: Int32) { _ = shutdown(number, Int32(SHUT_WR)) }

  static func close(_ number: Int32) { _ = Glibc.close(number) }

  // MARK: Waiting

  /// Waits until something of interest happens or the time is over; what happened, in the order of
  /// `interests`. Empty after an interruption.
  static func wait(_ interests: [Interest], milliseconds: Int) -> [Readiness] {
    var polled = interests.map { interest in
      pollfd(
        fd: interest.number,
        events: Int16((interest.reads ? POLLIN : 0) | (interest.writes ? POLLOUT : 0)), revents: 0)
    }
    // Unsafe because: C reads and writes the array's own storage.
    let count = unsafe poll(&polled, nfds_t(polled.count), Int32(milliseconds))
    guard count >= 0 else { return [] }
    return polled.map { answer in
      let happened = Int32(answer.revents)
      return Readiness(
        canRead: happened & Int32(POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0,
        canWrite: happened & Int32(POLLOUT) != 0)
    }
  }

  /// Two ends of a pipe, neither of which ever waits: what is written at the second can be waited
  /// for at the first.
  static func bell() throws(SocketError) -> (hears: Int32, rings: Int32) {
    var ends: [Int32] = [-1, -1]
    // Unsafe because: C fills two numbers of a local array.
    guard unsafe pipe(&ends) == 0 else { throw SocketError(number: errno) }
    for end in ends { prepare(end) }
    return (ends[0], ends[1])
  }

  static func ring(_ number: Int32) {
    var byte: UInt8 = 1
    // A full pipe rings already. Unsafe because: C reads a local byte.
    unsafe _ = write(number, &byte, 1)
  }

  /// Takes what was written at a bell, so that it is silent.
  static func silence(_ number: Int32) {
    var taken: [UInt8] = []
    while case .bytes = receive(number, into: &taken, limit: 256) { taken.removeAll() }
  }

  // MARK: Signals

  /// From now on, in this thread and those it starts, the signals that ask a program to end only
  /// make the given number readable. Nil when the system has no such thing.
  static func endingSignals() -> Int32? {
    typealias Call = @convention(c) (Int32, UnsafePointer<sigset_t>, Int32) -> Int32
    var signals = sigset_t()
    // Unsafe because: C changes and reads a local set. signalfd is not among what Swift's Glibc
    // shows, so it is looked up by name; the type above is its C declaration.
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe _ = sigaddset(&signals, signal) }
    unsafe _ = pthread_sigmask(SIG_BLOCK, &signals, nil)
    _ = signal(SIGPIPE, SIG_IGN)
    guard let address = unsafe dlsym(nil, "signalfd") else { return nil }
    let call = unsafe unsafeBitCast(address, to: Call.self)
    let number = unsafe call(-1, &signals, 0)
    guard number >= 0 else { return nil }
    prepare(number)
    return number
  }

  // MARK: Watches

  static func watcher() throws(SocketError) -> Int32 {
    let number = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    guard number >= 0 else { throw SocketError(number: errno) }
    return number
  }

  /// Watches a folder, its own entries only; the number of the watch, the same one each time.
  static func watch(_ folder: String, with watcher: Int32) throws(SocketError) -> Int32 {
    let mask = UInt32(
      IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
        | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
    // Unsafe because: C reads the path during the call.
    let watch = unsafe inotify_add_watch(watcher, folder, mask)
    guard watch >= 0 else { throw SocketError(number: errno) }
    return watch
  }

  static func unwatch(_ watch: Int32, with watcher: Int32) {
    _ = inotify_rm_watch(watcher, watch)
  }

  // MARK: Clock and chance

  /// Nanoseconds since 1970.
  static func now() -> Int64 {
    var time = timespec()
    // Unsafe because: C fills a local value.
    unsafe _ = clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The time of day where the process runs: `14:03:22`.
  static func timeOfDay() -> String {
    var moment = time_t()
    var parts = unsafe tm()
    // Unsafe because: C fills two local values.
    unsafe time(&moment)
    unsafe localtime_r(&moment, &parts)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return unsafe "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
  }
}

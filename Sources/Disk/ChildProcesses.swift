// Programs that study runs beside itself: a trial of a page, curl. As in SystemCalls.swift, every
// pointer made here lives only for the length of one call.

import Glibc

extension SystemCalls {
  /// Gives this process a bounded amount of time and memory: what it needs more ends it.
  package static func limitThisProcess(cpuSeconds: UInt, memoryBytes: UInt) {
    var time = rlimit(rlim_cur: cpuSeconds, rlim_max: cpuSeconds)
    var memory = rlimit(rlim_cur: memoryBytes, rlim_max: memoryBytes)
    // Unsafe because: C reads two local values.
    unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &time)
    unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
  }

  /// Runs a program without input and output, and waits for it.
  /// - Returns: whether it ended by itself within `seconds` of wall-clock time, with whatever code;
  ///   nil when it could not be started.
  package static func runQuietly(_ command: [String], seconds: Int) -> Bool? {
    var actions = unsafe posix_spawn_file_actions_t()
    // Unsafe because: the C structures and argument copies live until they are freed here.
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    var process: pid_t = 0
    guard
      unsafe posix_spawn(&process, command[0], &actions, nil, &arguments, environ) == 0
    else { return nil }
    var status: Int32 = 0
    for _ in 0..<(seconds * 200) {
      // The low seven bits name the signal that ended it, if one did.
      if unsafe waitpid(process, &status, WNOHANG) == process { return status & 0x7F == 0 }
      usleep(5000)
    }
    kill(process, SIGKILL)
    unsafe _ = waitpid(process, &status, 0)
    return false
  }

  /// Runs a program without input and gives what it writes to standard output. Other tasks go on
  /// meanwhile. A program that writes more than a pipe holds (64 KiB) is stopped when time is up.
  /// - Returns: its exit code and output; nil when it could not be started or took longer than
  ///   `seconds` of wall-clock time.
  package static func run(
    _ command: [String], seconds: Int
  ) async -> (code: Int32, output: [UInt8])? {
    var ends: [Int32] = [-1, -1]
    // Unsafe because: C fills two numbers of a local array.
    guard unsafe pipe(&ends) == 0 else { return nil }
    // Another child may hold the writing end open, so reading must never wait for its end.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    let process = spawn(command, output: ends[1])
    closeQuietly(ends[1])
    defer { closeQuietly(ends[0]) }
    guard let process else { return nil }
    var status: Int32 = 0
    for _ in 0..<(seconds * 100) {
      // Unsafe because: C fills a local number.
      if unsafe waitpid(process, &status, WNOHANG) == process {
        // The low seven bits name the signal that ended it; the next eight are the exit code.
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : -1, availableBytes(ends[0]))
      }
      try? await Task.sleep(for: .milliseconds(10))
      if Task.isCancelled { break }
    }
    kill(process, SIGKILL)
    unsafe _ = waitpid(process, &status, 0)
    return nil
  }

  /// Runs a program that reads `input` and writes its answer, and waits for it.
  /// - Returns: its exit code (-1 when a signal ended it) and what it wrote; nil when it could not
  ///   be started, took longer than `seconds` or wrote more than `outputLimit` bytes.
  package static func filter(
    _ input: [UInt8], through command: [String], seconds: Int, outputLimit: Int
  ) -> (code: Int32, output: [UInt8], errors: [UInt8])? {
    guard let toChild = makeChannel() else { return nil }
    defer { closeQuietly(toChild.reading) }
    guard let fromChild = makeChannel() else {
      closeQuietly(toChild.writing)
      return nil
    }
    defer { closeQuietly(fromChild.reading) }
    guard let errorChannel = makeChannel() else {
      closeQuietly(toChild.writing)
      closeQuietly(fromChild.writing)
      return nil
    }
    defer { closeQuietly(errorChannel.reading) }
    let process = spawn(
      command, input: toChild.reading, output: fromChild.writing, errors: errorChannel.writing)
    closeQuietly(fromChild.writing)
    closeQuietly(errorChannel.writing)
    for end in [toChild.writing, fromChild.reading, errorChannel.reading] {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    var inputEnd: Int32? = toChild.writing
    defer { if let inputEnd { closeQuietly(inputEnd) } }
    guard let process else { return nil }
    var sent = 0
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var status: Int32 = 0
    for _ in 0..<(seconds * 500) {
      if let end = inputEnd {
        let part = Array(input[sent...].prefix(1 << 15))
        // Unsafe because: C reads the array's own storage during the call.
        let count = unsafe part.withUnsafeBytes {
          unsafe send(end, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count > 0 { sent += count }
        if sent == input.count || count < 0 && errno != EAGAIN && errno != EINTR {
          closeQuietly(end)
          inputEnd = nil
        }
      }
      // Unsafe because: C fills a local number.
      let hasEnded = unsafe waitpid(process, &status, WNOHANG) == process
      output += availableBytes(fromChild.reading)
      errors += availableBytes(errorChannel.reading).prefix(max(0, (1 << 16) - errors.count))
      if hasEnded {
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : -1, output, errors)
      }
      if output.count > outputLimit { break }
      usleep(2000)
    }
    kill(process, SIGKILL)
    unsafe _ = waitpid(process, &status, 0)
    return nil
  }

  /// A one-way channel that no child inherits by chance, not even one that is started at this
  /// moment. Sockets and no pipe: writing to a pipe whose reader is gone would end this process.
  private static func makeChannel() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    // Unsafe because: C fills two numbers of a local array.
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    return (ends[0], ends[1])
  }

  /// What can be read without waiting.
  private static func availableBytes(_ number: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while let count = try? read(number, into: &buffer, from: 0), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }

  private static func spawn(
    _ command: [String], input: Int32? = nil, output: Int32, errors: Int32? = nil
  ) -> pid_t? {
    var actions = unsafe posix_spawn_file_actions_t()
    // Unsafe because: the C structures and argument copies live until they are freed here.
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    if let input {
      unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    if let errors {
      unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    var process: pid_t = 0
    guard
      unsafe posix_spawnp(&process, command[0], &actions, nil, &arguments, environ) == 0
    else { return nil }
    return process
  }
}

/// Shows an address in the user's browser, if the desktop knows one. Waits for nothing.
package func openInBrowser(_ address: String) {
  Task.detached { _ = await SystemCalls.run(["xdg-open", address], seconds: 20) }
}

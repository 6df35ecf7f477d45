// An open file. Who holds the value owns the file: it is closed when the value goes, once, and the
// compiler sees to it. Each call is retried when a signal interrupts it, and a failure is an
// `Errno`. It knows numbers and bytes, no paths: those belong to OpenFolder.swift.
//
// `unsafe` is here because C takes pointers; each lives only for the length of one call.

import Glibc
package import SystemPackage

/// Why the last call failed.
var kernelError: Errno { Errno(rawValue: errno) }

/// A file that is open until this value's life ends.
package struct OpenFile: ~Copyable, Sendable {
  let number: Int32

  /// Takes over a number that nothing else closes.
  init(taking number: Int32) { self.number = number }

  /// What a failing close says no longer matters here; see `close`.
  deinit { _ = Glibc.close(number) }

  /// Closes a file that was written: a full or failing disk may be reported only now.
  package consuming func close() throws(Errno) {
    let number = self.number
    discard self
    // Linux has let go of the number even when it reports an interruption: never close twice.
    if Glibc.close(number) != 0, errno != EINTR { throw kernelError }
  }

  // The process was started with these, and they stay open: a static value never ends.
  package static let standardInput = OpenFile(taking: STDIN_FILENO)
  package static let standardOutput = OpenFile(taking: STDOUT_FILENO)
  package static let standardError = OpenFile(taking: STDERR_FILENO)

  /// Whether a person reads along.
  package var isTerminal: Bool { isatty(number) == 1 }

  // MARK: Bytes

  /// Reads into the buffer from offset `start` on, no further than its end; zero at the end of the
  /// file.
  package func read(into buffer: inout [UInt8], from start: Int = 0) throws(Errno) -> Int {
    precondition(start <= buffer.count, "cannot read past the end of the buffer")
    while true {
      // Unsafe because: C writes into the array's own storage between `start` and its end.
      let count = unsafe buffer.withUnsafeMutableBytes { storage in
        unsafe Glibc.read(
          number, storage.baseAddress.map { unsafe $0 + start }, storage.count - start)
      }
      if count >= 0 { return count }
      if errno != EINTR { throw kernelError }
    }
  }

  /// Reads from a place in the file, however far it was read before; zero at the end of the file.
  package func read(into buffer: inout [UInt8], at offset: Int) throws(Errno) -> Int {
    while true {
      // Unsafe because: C writes into the array's own storage, no further than its count.
      let count = unsafe buffer.withUnsafeMutableBytes { storage in
        unsafe pread(number, storage.baseAddress, storage.count, off_t(offset))
      }
      if count >= 0 { return count }
      if errno != EINTR { throw kernelError }
    }
  }

  /// The next `count` bytes, or as many as come before the file ends.
  package func bytes(count: Int) throws(Errno) -> [UInt8] {
    do {
      // Unsafe because: C writes into the new array's own storage, and what it wrote is counted.
      return try unsafe [UInt8](unsafeUninitializedCapacity: count) { storage, filled in
        while filled < count {
          let start = unsafe storage.baseAddress.map { unsafe $0 + filled }
          let read = unsafe Glibc.read(number, start, count - filled)
          if read == 0 { return }
          if read < 0, errno != EINTR { throw kernelError }
          filled += max(read, 0)
        }
      }
    } catch let error as Errno {
      throw error
    } catch {
      preconditionFailure("reading throws system errors alone")
    }
  }

  /// Reads until the buffer is full or the file ends.
  package func readFully(into buffer: inout [UInt8]) throws(Errno) -> Int {
    var done = 0
    while done < buffer.count {
      let count = try read(into: &buffer, from: done)
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// All bytes from here on; nil when there are more than `limit`.
  package func readToEnd(limit: Int = .max) throws(Errno) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try read(into: &buffer)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      if bytes.count > limit { return nil }
    }
  }

  /// Writes all bytes, however many calls it takes.
  package func write(_ bytes: [UInt8]) throws(Errno) { try write(bytes, count: bytes.count) }

  /// The same for the first `count` bytes.
  package func write(_ bytes: [UInt8], count: Int) throws(Errno) {
    precondition(count <= bytes.count, "cannot write more bytes than there are")
    var done = 0
    while done < count {
      let from = done
      // Unsafe because: C reads the array's own storage between `from` and `count`.
      let written = unsafe bytes.withUnsafeBytes { storage in
        unsafe Glibc.write(number, storage.baseAddress.map { unsafe $0 + from }, count - from)
      }
      if written > 0 {
        done += written
      } else if written == 0 {
        throw .ioError
      } else if errno != EINTR {
        throw kernelError
      }
    }
  }

  /// Reads and writes from the start of the file again.
  package func rewind() throws(Errno) {
    if lseek(number, 0, SEEK_SET) < 0 { throw kernelError }
  }

  /// Cuts the file to nothing.
  package func truncate() throws(Errno) {
    if ftruncate(number, 0) != 0 { throw kernelError }
  }

  // MARK: Status, mode, lock

  package func status() throws(Errno) -> FileStatus {
    var answer = stat()
    // Unsafe because: C fills the local value, which outlives the call.
    if unsafe fstat(number, &answer) != 0 { throw kernelError }
    return FileStatus(answer)
  }

  package func setMode(_ mode: UInt32) throws(Errno) {
    if fchmod(number, mode) != 0 { throw kernelError }
  }

  /// Takes the lock of the file or folder without waiting; `false` when another process has it.
  /// It ends with the process, however that ends. A file system without locks gives `true`.
  package func tryLock() -> Bool {
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return false }
      if errno != EINTR { return true }
    }
    return true
  }

  /// Gives the lock back before the file is closed.
  package func unlock() { _ = flock(number, LOCK_UN) }
}

/// Whether the first `count` bytes of `buffer` are the bytes of `other` from `offset` on.
package func isEqual(
  _ buffer: [UInt8], count: Int, to other: [UInt8], at offset: Int
) -> Bool {
  if count == 0 { return true }
  guard count <= buffer.count, offset + count <= other.count else { return false }
  // Unsafe because: comparing through pointers is one call of memcmp; the bounds are checked.
  return unsafe buffer.withUnsafeBytes { left in
    unsafe other.withUnsafeBytes { right in
      guard let from = left.baseAddress, let to = right.baseAddress else { return false }
      return unsafe memcmp(from, to + offset, count) == 0
    }
  }
}

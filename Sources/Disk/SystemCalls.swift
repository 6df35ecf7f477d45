// The few calls to the kernel that the rest of Building needs, each retried when a signal
// interrupts it and each turned into a typed error.
//
// Called by the files of `emit`, and by nothing outside Building. This is the one file of the
// target where `unsafe` may stand: C takes pointers, and every pointer made here lives only for the
// length of one call. It does not know what a site, a page or an output folder is.

import Glibc

/// Namespace of the calls. Every `folder` is an open folder's number, or `currentFolder` when the
/// path is absolute.
package enum SystemCalls {
  package static var currentFolder: Int32 { AT_FDCWD }

  // MARK: Opening and closing

  /// Opens a file for reading, never through a symbolic link in the last position and never
  /// waiting for the other end of a pipe.
  package static func openForReading(
    _ path: DiskPath, in folder: Int32
  ) throws(SystemError) -> Int32 {
    try open(path, in: folder, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, mode: 0)
  }

  /// Creates a file that must not exist yet and opens it for writing.
  package static func createFile(
    _ path: DiskPath, in folder: Int32, mode: UInt32
  ) throws(SystemError) -> Int32 {
    try open(path, in: folder, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
  }

  /// Opens a lock file, made when missing.
  package static func openLockFile(
    _ path: DiskPath, in folder: Int32
  ) throws(SystemError) -> Int32 {
    try open(path, in: folder, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o644)
  }

  /// Opens a folder. A symbolic link in the last position is refused unless `followingLinks`.
  package static func openFolder(
    _ path: DiskPath, in folder: Int32, followingLinks: Bool = false
  ) throws(SystemError) -> Int32 {
    try open(
      path, in: folder, O_RDONLY | O_DIRECTORY | (followingLinks ? 0 : O_NOFOLLOW), mode: 0)
  }

  private static func open(
    _ path: DiskPath, in folder: Int32, _ flags: Int32, mode: UInt32
  ) throws(SystemError) -> Int32 {
    while true {
      // Unsafe because: C reads the path through a pointer, which ends with the call.
      let number = unsafe path.terminated.withUnsafeBytes { storage in
        guard let start = unsafe storage.assumingMemoryBound(to: CChar.self).baseAddress else {
          return Int32(-1)
        }
        return unsafe openat(folder, start, flags | O_CLOEXEC, mode)
      }
      if number >= 0 { return number }
      if errno != EINTR { throw SystemError(number: errno) }
    }
  }

  /// Closes a file that was written: a full or failing disk may be reported only now.
  package static func close(_ number: Int32) throws(SystemError) {
    // Linux has let go of the number even when it reports an interruption: never close twice.
    if Glibc.close(number) != 0, errno != EINTR { throw SystemError(number: errno) }
  }

  /// Closes a file whose fate no longer matters.
  package static func closeQuietly(_ number: Int32) {
    _ = Glibc.close(number)
  }

  // MARK: Bytes

  /// Reads into the buffer from offset `start` on, no further than its end; zero at the end of the
  /// file.
  package static func read(
    _ number: Int32, into buffer: inout [UInt8], from start: Int = 0
  ) throws(SystemError) -> Int {
    precondition(start <= buffer.count, "cannot read past the end of the buffer")
    while true {
      // Unsafe because: C writes into the array's own storage between `start` and its end.
      let count = unsafe buffer.withUnsafeMutableBytes { storage in
        unsafe Glibc.read(
          number, storage.baseAddress.map { unsafe $0 + start }, storage.count - start)
      }
      if count >= 0 { return count }
      if errno != EINTR { throw SystemError(number: errno) }
    }
  }

  /// Reads from a place in the file, however far it was read before; zero at the end of the file.
  package static func read(
    _ number: Int32, into buffer: inout [UInt8], at offset: Int
  ) throws(SystemError) -> Int {
    while true {
      // Unsafe because: C writes into the array's own storage, no further than its count.
      let count = unsafe buffer.withUnsafeMutableBytes { storage in
        unsafe pread(number, storage.baseAddress, storage.count, off_t(offset))
      }
      if count >= 0 { return count }
      if errno != EINTR { throw SystemError(number: errno) }
    }
  }

  /// The next `count` bytes, or as many as come before the file ends.
  package static func bytes(_ number: Int32, count: Int) throws(SystemError) -> [UInt8] {
    do {
      // Unsafe because: C writes into the new array's own storage, and what it wrote is counted.
      return try unsafe [UInt8](unsafeUninitializedCapacity: count) { storage, filled in
        while filled < count {
          let start = unsafe storage.baseAddress.map { unsafe $0 + filled }
          let read = unsafe Glibc.read(number, start, count - filled)
          if read == 0 { return }
          if read < 0, errno != EINTR { throw SystemError(number: errno) }
          filled += max(read, 0)
        }
      }
    } catch let error as SystemError {
      throw error
    } catch {
      preconditionFailure("reading throws system errors alone")
    }
  }

  /// Reads until the buffer is full or the file ends.
  package static func readFully(
    _ number: Int32, into buffer: inout [UInt8]
  ) throws(SystemError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = try read(number, into: &buffer, from: done)
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Writes the first `count` bytes of `bytes`, however many calls it takes.
  package static func write(
    _ number: Int32, _ bytes: [UInt8], count: Int
  ) throws(SystemError) {
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
      } else if written == 0 || errno != EINTR {
        throw SystemError(number: written == 0 ? EIO : errno)
      }
    }
  }

  /// Whether the first `count` bytes of `buffer` are the bytes of `other` from `offset` on.
  package static func isEqual(
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

  /// Cuts a file to nothing.
  package static func truncate(_ number: Int32) throws(SystemError) {
    if ftruncate(number, 0) != 0 { throw SystemError(number: errno) }
  }

  // MARK: Status

  package static func status(_ number: Int32) throws(SystemError) -> FileStatus {
    var answer = stat()
    // Unsafe because: C fills the local value, which outlives the call.
    if unsafe fstat(number, &answer) != 0 { throw SystemError(number: errno) }
    return FileStatus(answer)
  }

  /// The status of a name, of the link itself where it is a symbolic link unless `followingLinks`.
  package static func status(
    _ path: DiskPath, in folder: Int32, followingLinks: Bool = false
  ) throws(SystemError) -> FileStatus {
    var answer = stat()
    let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
    // Unsafe because: C reads the path and fills the local value, both alive during the call.
    if unsafe fstatat(folder, path.terminated, &answer, flags) != 0 {
      throw SystemError(number: errno)
    }
    return FileStatus(answer)
  }

  /// Whether a symbolic link has this name.
  package static func isSymbolicLink(_ path: DiskPath, in folder: Int32) -> Bool {
    var answer = stat()
    // Unsafe because: as in `status`.
    if unsafe fstatat(folder, path.terminated, &answer, AT_SYMLINK_NOFOLLOW) != 0 { return false }
    return answer.st_mode & S_IFMT == S_IFLNK
  }

  // MARK: Names

  package static func makeFolder(_ path: DiskPath, in folder: Int32) throws(SystemError) {
    // Unsafe because: C reads the path during the call.
    if unsafe mkdirat(folder, path.terminated, 0o755) != 0 { throw SystemError(number: errno) }
  }

  /// Makes a folder unless there is one; gives whether it was made now.
  package static func makeFolderIfMissing(
    _ path: DiskPath, in folder: Int32
  ) throws(SystemError) -> Bool {
    do {
      try makeFolder(path, in: folder)
      return true
    } catch  where error.number == EEXIST {
      return false
    }
  }

  /// Gives a file (or a symbolic link itself) a second name.
  package static func link(
    _ path: DiskPath, in folder: Int32, to newPath: DiskPath, in newFolder: Int32
  ) throws(SystemError) {
    // Unsafe because: C reads both paths during the call.
    if unsafe linkat(folder, path.terminated, newFolder, newPath.terminated, 0) != 0 {
      throw SystemError(number: errno)
    }
  }

  /// Renames, replacing a file that has the new name.
  package static func rename(
    _ path: DiskPath, in folder: Int32, to newPath: DiskPath, in newFolder: Int32
  ) throws(SystemError) {
    // Unsafe because: C reads both paths during the call.
    if unsafe renameat(folder, path.terminated, newFolder, newPath.terminated) != 0 {
      throw SystemError(number: errno)
    }
  }

  /// How `rename(_:in:to:in:_:)` treats what already has the new name (`linux/fs.h`).
  package enum RenameRule: UInt32 {
    case keepExisting = 1
    case exchange = 2
  }

  /// Renames under a rule that the kernel keeps in one step. `ENOSYS` when there is no such call.
  package static func rename(
    _ path: DiskPath, in folder: Int32, to newPath: DiskPath, in newFolder: Int32,
    _ rule: RenameRule
  ) throws(SystemError) {
    typealias Call =
      @convention(c) (
        Int32, UnsafePointer<CChar>?, Int32, UnsafePointer<CChar>?, UInt32
      ) -> Int32
    // Unsafe because: Swift's Glibc hides renameat2 (it is a GNU extension), so the call is looked
    // up by name; the type above is its C declaration, and C reads both paths during the call.
    guard let address = unsafe dlsym(nil, "renameat2") else { throw SystemError(number: ENOSYS) }
    let call = unsafe unsafeBitCast(address, to: Call.self)
    let result = unsafe path.terminated.withUnsafeBytes { from in
      unsafe newPath.terminated.withUnsafeBytes { to in
        unsafe call(
          folder, from.assumingMemoryBound(to: CChar.self).baseAddress,
          newFolder, to.assumingMemoryBound(to: CChar.self).baseAddress, rule.rawValue)
      }
    }
    if result != 0 { throw SystemError(number: errno) }
  }

  package static func removeFile(_ path: DiskPath, in folder: Int32) throws(SystemError) {
    // Unsafe because: C reads the path during the call.
    if unsafe unlinkat(folder, path.terminated, 0) != 0 { throw SystemError(number: errno) }
  }

  /// Removes a folder that is empty.
  package static func removeFolder(_ path: DiskPath, in folder: Int32) throws(SystemError) {
    // Unsafe because: C reads the path during the call.
    if unsafe unlinkat(folder, path.terminated, AT_REMOVEDIR) != 0 {
      throw SystemError(number: errno)
    }
  }

  /// Opens a folder and lists the names in it, without `.` and `..`, in the order the disk has
  /// them. The caller closes the number.
  ///
  /// This is `getdents64` and not `readdir`, which would open every folder twice to keep a number
  /// that outlives the stream.
  package static func entries(ofFolder path: DiskPath, in folder: Int32) throws(SystemError)
    -> (number: Int32, entries: [FolderEntry])
  {
    let number = try openFolder(path, in: folder)
    var entries: [FolderEntry] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    do throws(SystemError) {
      while true {
        let count = try readEntries(number, into: &buffer)
        if count == 0 { break }
        appendEntries(in: buffer[..<count], of: number, to: &entries)
      }
    } catch {
      closeQuietly(number)
      throw error
    }
    return (number, entries)
  }

  private static func readEntries(
    _ number: Int32, into buffer: inout [UInt8]
  ) throws(SystemError) -> Int {
    typealias Call = @convention(c) (Int32, UnsafeMutableRawPointer?, Int) -> Int
    // Unsafe because: like renameat2 the call is looked up by name, under its C declaration; C
    // writes into the array's own storage, no further than its count.
    guard let address = unsafe dlsym(nil, "getdents64") else { throw SystemError(number: ENOSYS) }
    let call = unsafe unsafeBitCast(address, to: Call.self)
    let count = unsafe buffer.withUnsafeMutableBytes { storage in
      unsafe call(number, storage.baseAddress, storage.count)
    }
    if count < 0 { throw SystemError(number: errno) }
    return count
  }

  /// Reads the kernel's records (`linux_dirent64`): inode in 8 bytes, position in 8, length of the
  /// record in 2, kind in 1, then the name and a zero.
  private static func appendEntries(
    in records: ArraySlice<UInt8>, of folder: Int32, to entries: inout [FolderEntry]
  ) {
    var start = records.startIndex
    while start + 19 < records.endIndex {
      let length = Int(records[start + 16]) | Int(records[start + 17]) << 8
      guard length > 19, start + length <= records.endIndex else { return }
      let name = records[(start + 19)..<(start + length)].prefix { $0 != 0 }
      var inode: UInt64 = 0
      for byte in records[start..<(start + 8)].reversed() { inode = inode << 8 | UInt64(byte) }
      let type = Int(records[start + 18])
      start += length
      if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
      let path = DiskPath(bytes: name)
      let kind: FileKind
      switch type {
      case Int(DT_REG): kind = .file
      case Int(DT_DIR): kind = .folder
      case Int(DT_UNKNOWN): kind = (try? status(path, in: folder))?.kind ?? .other
      default: kind = .other
      }
      entries.append(FolderEntry(name: path, kind: kind, inode: inode))
    }
  }

  // MARK: Modes, owners, locks

  package static func setMode(_ number: Int32, _ mode: UInt32) throws(SystemError) {
    if fchmod(number, mode) != 0 { throw SystemError(number: errno) }
  }

  package static func setMode(_ path: DiskPath, in folder: Int32, _ mode: UInt32)
    throws(SystemError)
  {
    // Unsafe because: C reads the path during the call.
    if unsafe fchmodat(folder, path.terminated, mode, 0) != 0 { throw SystemError(number: errno) }
  }

  package static func setOwner(
    _ path: DiskPath, in folder: Int32, owner: UInt32, group: UInt32
  ) throws(SystemError) {
    // Unsafe because: C reads the path during the call.
    if unsafe fchownat(folder, path.terminated, owner, group, AT_SYMLINK_NOFOLLOW) != 0 {
      throw SystemError(number: errno)
    }
  }

  /// Takes the lock of an open file or folder without waiting; `false` when another process has it.
  /// It ends with the process, however that ends. A file system without locks gives `true`.
  package static func tryLock(_ number: Int32) -> Bool {
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return false }
      if errno != EINTR { return true }
    }
    return true
  }

  /// The number of this process.
  package static var processIdentifier: Int32 { getpid() }
}

extension FileStatus {
  fileprivate init(_ answer: stat) {
    switch answer.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    default: kind = .other
    }
    device = UInt64(answer.st_dev)
    inode = UInt64(answer.st_ino)
    size = Int(answer.st_size)
    links = Int(answer.st_nlink)
    mode = UInt32(answer.st_mode & 0o7777)
    owner = UInt32(answer.st_uid)
    group = UInt32(answer.st_gid)
    changed = Int64(answer.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(answer.st_ctim.tv_nsec)
  }
}

/// What an error number means, in the C library's words.
package func systemErrorText(_ number: Int32) -> String {
  // Unsafe because: C's text is copied before anything else can change it.
  unsafe String(cString: strerror(number))
}

extension SystemCalls {
  /// The absolute path of a file with every link resolved; nil when there is none.
  package static func realPath(_ path: String) -> String? {
    // Unsafe because: C allocates the answer, which is copied and freed here.
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}

// MARK: - For the command line

/// The value of an environment variable; nil when it is unset or empty.
package func environmentValue(_ name: String) -> String? {
  // Unsafe because: C's text is copied at once.
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}

/// The most memory that this process had at once so far, in megabytes.
package func peakMegabytes() -> Int {
  var usage = rusage()
  let ourselves = __rusage_who_t(RUSAGE_SELF.rawValue)
  return unsafe getrusage(ourselves, &usage) == 0 ? usage.ru_maxrss / 1024 : 0
}

/// The date where the process runs, as `2026-11-24`.
package func currentDate() -> String {
  var moment = time_t()
  var parts = unsafe tm()
  // Unsafe because: C fills two local values.
  unsafe time(&moment)
  unsafe localtime_r(&moment, &parts)
  func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return unsafe "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
}

/// The folder the process was started in.
package func workingFolder() -> String {
  // Unsafe because: C allocates the answer, which is copied and freed here.
  guard let folder = unsafe getcwd(nil, 0) else { return "/" }
  defer { unsafe free(folder) }
  return unsafe String(cString: folder)
}

/// Whether something has this path, readable or not.
package func exists(_ path: String) -> Bool {
  (try? SystemCalls.status(DiskPath(path), in: SystemCalls.currentFolder)) != nil
}

/// Writes all bytes to an open file, such as standard output. False when that is not possible.
package func writeAll(_ bytes: [UInt8], to number: Int32) -> Bool {
  do throws(SystemError) {
    try SystemCalls.write(number, bytes, count: bytes.count)
    return true
  } catch {
    return false
  }
}

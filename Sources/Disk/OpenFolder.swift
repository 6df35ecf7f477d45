// An open folder, and the calls that take a path relative to it: a link that is put into the path
// later cannot lead them elsewhere. It does not know what a site, a page or an output folder is.
//
// `unsafe` is here because C takes pointers; each lives only for the length of one call.

internal import CLinux
import Glibc
package import SystemPackage

/// A folder that is open as long as anything refers to it. A class, because the jobs of a build
/// write into one folder at the same time; its file is closed once, with the last of them.
package final class OpenFolder: Sendable {
  private let file: OpenFile

  private init(_ file: consuming OpenFile) { self.file = file }

  /// What paths are relative to unless they are absolute.
  package static let current = OpenFolder(OpenFile(taking: AT_FDCWD))

  private var number: Int32 { file.number }

  // MARK: Opening

  /// Opens a file for reading, never through a symbolic link in the last position and never
  /// waiting for the other end of a pipe.
  package func openFile(_ path: DiskPath) throws(Errno) -> OpenFile {
    try open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  }

  /// Creates a file that must not exist yet and opens it for writing.
  package func createFile(_ path: DiskPath, mode: UInt32 = 0o644) throws(Errno) -> OpenFile {
    try open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
  }

  /// Opens a lock file, made when missing.
  package func openLockFile(_ path: DiskPath) throws(Errno) -> OpenFile {
    try open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o644)
  }

  /// Opens a folder. A symbolic link in the last position is refused unless `followingLinks`.
  package func openFolder(
    _ path: DiskPath, followingLinks: Bool = false
  ) throws(Errno) -> OpenFolder {
    OpenFolder(try open(path, O_RDONLY | O_DIRECTORY | (followingLinks ? 0 : O_NOFOLLOW)))
  }

  private func open(
    _ path: DiskPath, _ flags: Int32, mode: UInt32 = 0
  ) throws(Errno) -> OpenFile {
    while true {
      // Unsafe because: C reads the path through a pointer, which ends with the call.
      let opened = unsafe path.terminated.withUnsafeBytes { storage in
        guard let start = unsafe storage.assumingMemoryBound(to: CChar.self).baseAddress else {
          return Int32(-1)
        }
        return unsafe openat(number, start, flags | O_CLOEXEC, mode)
      }
      if opened >= 0 { return OpenFile(taking: opened) }
      if errno != EINTR { throw kernelError }
    }
  }

  // MARK: Status

  /// The folder's own.
  package func status() throws(Errno) -> FileStatus { try file.status() }

  /// The status of a name, of the link itself where it is a symbolic link unless `followingLinks`.
  package func status(
    of path: DiskPath, followingLinks: Bool = false
  ) throws(Errno) -> FileStatus {
    FileStatus(try rawStatus(of: path, followingLinks: followingLinks))
  }

  /// Whether a symbolic link has this name.
  package func hasSymbolicLink(_ path: DiskPath) -> Bool {
    guard let answer = try? rawStatus(of: path, followingLinks: false) else { return false }
    return answer.st_mode & S_IFMT == S_IFLNK
  }

  private func rawStatus(of path: DiskPath, followingLinks: Bool) throws(Errno) -> stat {
    var answer = stat()
    let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
    // Unsafe because: C reads the path and fills the local value, both alive during the call.
    if unsafe fstatat(number, path.terminated, &answer, flags) != 0 { throw kernelError }
    return answer
  }

  // MARK: Names

  package func makeFolder(_ path: DiskPath) throws(Errno) {
    // Unsafe because: C reads the path during the call.
    if unsafe mkdirat(number, path.terminated, 0o755) != 0 { throw kernelError }
  }

  /// Makes a folder unless there is one; gives whether it was made now.
  package func makeFolderIfMissing(_ path: DiskPath) throws(Errno) -> Bool {
    do throws(Errno) {
      try makeFolder(path)
      return true
    } catch  where error == .fileExists {
      return false
    }
  }

  /// Gives a file (or a symbolic link itself) a second name.
  package func link(_ path: DiskPath, to newPath: DiskPath, in newFolder: OpenFolder) throws(Errno)
  {
    // Unsafe because: C reads both paths during the call.
    if unsafe linkat(number, path.terminated, newFolder.number, newPath.terminated, 0) != 0 {
      throw kernelError
    }
  }

  /// Renames, replacing a file that has the new name.
  package func rename(
    _ path: DiskPath, to newPath: DiskPath, in newFolder: OpenFolder
  ) throws(Errno) {
    // Unsafe because: C reads both paths during the call.
    if unsafe renameat(number, path.terminated, newFolder.number, newPath.terminated) != 0 {
      throw kernelError
    }
  }

  /// How `rename(_:to:in:_:)` treats what already has the new name (`linux/fs.h`).
  package enum RenameRule: UInt32 {
    case keepExisting = 1
    case exchange = 2
  }

  /// Renames under a rule that the kernel keeps in one step. `ENOSYS` when there is no such call.
  package func rename(
    _ path: DiskPath, to newPath: DiskPath, in newFolder: OpenFolder, _ rule: RenameRule
  ) throws(Errno) {
    // Unsafe because: C reads both paths during the call.
    let result = unsafe clinux_rename(
      number, path.terminated, newFolder.number, newPath.terminated, rule.rawValue)
    if result != 0 { throw kernelError }
  }

  package func removeFile(_ path: DiskPath) throws(Errno) {
    // Unsafe because: C reads the path during the call.
    if unsafe unlinkat(number, path.terminated, 0) != 0 { throw kernelError }
  }

  /// Removes a folder that is empty.
  package func removeFolder(_ path: DiskPath) throws(Errno) {
    // Unsafe because: C reads the path during the call.
    if unsafe unlinkat(number, path.terminated, AT_REMOVEDIR) != 0 { throw kernelError }
  }

  // MARK: Modes, owners, locks

  package func setMode(_ mode: UInt32) throws(Errno) { try file.setMode(mode) }

  package func setMode(of path: DiskPath, _ mode: UInt32) throws(Errno) {
    // Unsafe because: C reads the path during the call.
    if unsafe fchmodat(number, path.terminated, mode, 0) != 0 { throw kernelError }
  }

  package func setOwner(of path: DiskPath, owner: UInt32, group: UInt32) throws(Errno) {
    // Unsafe because: C reads the path during the call.
    if unsafe fchownat(number, path.terminated, owner, group, AT_SYMLINK_NOFOLLOW) != 0 {
      throw kernelError
    }
  }

  /// See `OpenFile.tryLock`.
  package func tryLock() -> Bool { file.tryLock() }

  // MARK: Listing

  /// Opens a folder and lists the names in it, without `.` and `..`, in the order the disk has
  /// them.
  ///
  /// This is `getdents64` and not `readdir`, which would open every folder twice to keep a number
  /// that outlives the stream.
  package func entries(
    ofFolder path: DiskPath
  ) throws(Errno) -> (folder: OpenFolder, entries: [FolderEntry]) {
    let folder = try openFolder(path)
    var entries: [FolderEntry] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    while true {
      // Unsafe because: C writes into the array's own storage, no further than its count.
      let count = unsafe clinux_folder_entries(folder.number, &buffer, buffer.count)
      if count < 0 { throw kernelError }
      if count == 0 { return (folder, entries) }
      folder.append(buffer[..<count], to: &entries)
    }
  }

  /// Reads the kernel's records (`linux_dirent64`): inode in 8 bytes, position in 8, length of the
  /// record in 2, kind in 1, then the name and a zero.
  private func append(_ records: ArraySlice<UInt8>, to entries: inout [FolderEntry]) {
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
      case Int(DT_UNKNOWN): kind = (try? status(of: path))?.kind ?? .other
      default: kind = .other
      }
      entries.append(FolderEntry(name: path, kind: kind, inode: inode))
    }
  }
}

extension FileStatus {
  init(_ answer: stat) {
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

// What a build does with a tree of files on disk: list it, compare a file, write a file, remove a
// tree.
//
// Called by the planning and the publishing files of `emit`. Nothing here knows which tree is the
// site, nor why a file is written.

internal import Bytes
internal import Disk
import Glibc

/// A tree as it was listed: every name in it except study's own at the top.
struct TreeListing: Sendable {
  /// Everything that is not a folder.
  var files: [DiskPath: FolderEntry] = [:]
  /// Every folder, the tree's own as the empty path.
  var folders: [DiskPath: FileStatus] = [:]
  /// Whether something that a killed build left lies at the top.
  var hasLeftovers = false

  /// Lists a tree without following links. Linear in the number of entries.
  static func list(
    _ root: Int32, _ location: OutputLocation
  ) throws(PublishFailure) -> TreeListing {
    var listing = TreeListing()
    var pending = [DiskPath("")]
    while let folder = pending.popLast() {
      let isTop = folder.bytes.isEmpty
      do {
        let (number, entries) = try SystemCalls.entries(
          ofFolder: isTop ? DiskPath(".") : folder, in: root)
        defer { SystemCalls.closeQuietly(number) }
        listing.folders[folder] = try SystemCalls.status(number)
        for entry in entries {
          if isTop, entry.name == DiskPath(Manifest.name) { continue }
          if isTop, Leftovers.insideNames.contains(entry.name) {
            listing.hasLeftovers = true
            continue
          }
          let path = folder.appending(entry.name)
          if entry.kind == .folder {
            pending.append(path)
          } else {
            listing.files[path] = entry
          }
        }
      } catch {
        throw .systemCall(.list, path: location.shown(folder), errno: error.number)
      }
    }
    return listing
  }
}

extension DiskPath {
  /// The folders that this path lies in, outermost first, skipping those that it shares with
  /// `previous`. Over sorted paths every folder is met once.
  func folders(notSharedWith previous: DiskPath?) -> [DiskPath] {
    var shared = 0
    if let other = previous?.terminated {
      let end = min(other.count, terminated.count)
      while shared < end, other[shared] == terminated[shared] { shared += 1 }
    }
    var found: [DiskPath] = []
    for at in shared..<max(shared, terminated.count) where terminated[at] == UInt8(ascii: "/") {
      found.append(DiskPath(bytes: terminated[..<at]))
    }
    return found
  }
}

/// How many bytes of a file are held at once.
private let bufferSize = 256 * 1024

/// Opens a file that is to be copied and makes sure that it is one.
private func openSource(_ path: String) throws(PublishFailure) -> (number: Int32, size: Int) {
  do throws(SystemError) {
    let number = try SystemCalls.openForReading(DiskPath(path), in: SystemCalls.currentFolder)
    let status: FileStatus
    do throws(SystemError) { status = try SystemCalls.status(number) } catch {
      SystemCalls.closeQuietly(number)
      throw error
    }
    if status.kind == .file { return (number, status.size) }
    SystemCalls.closeQuietly(number)
  } catch {
    switch error.number {
    case ENOENT, ENOTDIR: throw .sourceUnusable(path: path, reason: .missing)
    case ELOOP, ENXIO: break
    default: throw .systemCall(.read, path: path, errno: error.number)
    }
  }
  throw .sourceUnusable(path: path, reason: .notARegularFile)
}

/// Writes a new file and gives the fingerprint of what was written.
///
/// - Parameter fixesMode: whether the mode must be set by a call of its own, because the process
///   masks the modes of the files that it makes.
func writeFile(
  _ contents: PlannedContents, at path: DiskPath, in folder: Int32, shown: String, fixesMode: Bool,
  buffer: inout [UInt8]
) throws(PublishFailure) -> Fingerprint {
  let number = try attempt(.create, shown) { () throws(SystemError) in
    try SystemCalls.createFile(path, in: folder, mode: 0o644)
  }
  let fingerprint: Fingerprint
  do throws(PublishFailure) {
    switch contents {
    case .bytes(let bytes):
      try attempt(.write, shown) { () throws(SystemError) in
        try SystemCalls.write(number, bytes, count: bytes.count)
      }
      fingerprint = Fingerprint(of: bytes)
    case .copy(let source):
      fingerprint = try copy(source, to: number, shown: shown, buffer: &buffer)
    case .staged:
      preconditionFailure("a staged file is written already: \(path.text)")
    }
    if fixesMode {
      try attempt(.write, shown) { () throws(SystemError) in
        try SystemCalls.setMode(number, 0o644)
      }
    }
  } catch {
    SystemCalls.closeQuietly(number)
    throw error
  }
  try attempt(.write, shown) { () throws(SystemError) in try SystemCalls.close(number) }
  return fingerprint
}

private func copy(
  _ source: String, to number: Int32, shown: String, buffer: inout [UInt8]
) throws(PublishFailure) -> Fingerprint {
  let (reading, size) = try openSource(source)
  defer { SystemCalls.closeQuietly(reading) }
  if buffer.count < bufferSize { buffer = [UInt8](repeating: 0, count: bufferSize) }
  var hash = ContentHash()
  while hash.count <= size {
    let count = try attempt(.read, source) { () throws(SystemError) in
      try SystemCalls.read(reading, into: &buffer)
    }
    if count == 0 { break }
    hash.add(buffer, count: count)
    try attempt(.write, shown) { () throws(SystemError) in
      try SystemCalls.write(number, buffer, count: count)
    }
  }
  guard hash.count == size else {
    throw .sourceUnusable(path: source, reason: .changedWhileRead)
  }
  return Fingerprint(of: hash)
}

/// The fingerprint of a file on disk that already has these contents; `nil` where it differs, or is
/// no regular file any more. Sizes are compared first.
func fingerprint(
  ofFileEqualTo contents: PlannedContents, at path: DiskPath, in folder: Int32, shown: String,
  buffer: inout [UInt8]
) throws(PublishFailure) -> Fingerprint? {
  let number: Int32
  do { number = try SystemCalls.openForReading(path, in: folder) } catch {
    if notAFileNumbers.contains(error.number) { return nil }
    throw .systemCall(.read, path: shown, errno: error.number)
  }
  defer { SystemCalls.closeQuietly(number) }
  let status = try attempt(.read, shown) { () throws(SystemError) in
    try SystemCalls.status(number)
  }
  guard status.kind == .file else { return nil }
  if buffer.count < bufferSize { buffer = [UInt8](repeating: 0, count: bufferSize) }
  switch contents {
  case .bytes(let bytes):
    guard status.size == bytes.count else { return nil }
    var done = 0
    while done < bytes.count {
      let count = try attempt(.read, shown) { () throws(SystemError) in
        try SystemCalls.read(number, into: &buffer)
      }
      guard count > 0, SystemCalls.isEqual(buffer, count: count, to: bytes, at: done) else {
        return nil
      }
      done += count
    }
    return Fingerprint(of: bytes)
  case .copy(let source):
    return try fingerprint(
      ofOpenFile: number, size: status.size, shown: shown, equalTo: source, buffer: &buffer)
  case .staged:
    preconditionFailure("a staged file has nothing to be compared with: \(path.text)")
  }
}

/// What opening says of a name that is no regular file: nothing, a link, a pipe without a reader.
private let notAFileNumbers = [ENOENT, ELOOP, ENXIO]

/// Compares an open file with one that is to be copied, piece by piece.
private func fingerprint(
  ofOpenFile number: Int32, size: Int, shown: String, equalTo source: String,
  buffer: inout [UInt8]
) throws(PublishFailure) -> Fingerprint? {
  let (reading, sourceSize) = try openSource(source)
  defer { SystemCalls.closeQuietly(reading) }
  guard sourceSize == size else { return nil }
  var other = [UInt8](repeating: 0, count: buffer.count)
  var hash = ContentHash()
  while true {
    let count = try attempt(.read, source) { () throws(SystemError) in
      try SystemCalls.readFully(reading, into: &buffer)
    }
    let otherCount = try attempt(.read, shown) { () throws(SystemError) in
      try SystemCalls.readFully(number, into: &other)
    }
    guard count == otherCount, SystemCalls.isEqual(buffer, count: count, to: other, at: 0) else {
      return nil
    }
    hash.add(buffer, count: count)
    if count < buffer.count { return Fingerprint(of: hash) }
  }
}

/// The fingerprint of a file; `nil` where there is no regular file of that name.
func fingerprint(
  of path: DiskPath, in folder: Int32, buffer: inout [UInt8]
) throws(SystemError) -> Fingerprint? {
  if buffer.count < bufferSize { buffer = [UInt8](repeating: 0, count: bufferSize) }
  let number: Int32
  do { number = try SystemCalls.openForReading(path, in: folder) } catch {
    if notAFileNumbers.contains(error.number) { return nil }
    throw error
  }
  defer { SystemCalls.closeQuietly(number) }
  guard try SystemCalls.status(number).kind == .file else { return nil }
  var hash = ContentHash()
  while true {
    let count = try SystemCalls.read(number, into: &buffer)
    if count == 0 { return Fingerprint(of: hash) }
    hash.add(buffer, count: count)
  }
}

/// Whether a later build reads this file to know what a removal that was cut short left behind.
/// Such files go last of all, and only if all else went.
private func isRecord(_ entry: FolderEntry) -> Bool {
  entry.name == DiskPath(Manifest.name) || entry.name == Leftovers.unfinishedMark
}

private func markLast(_ left: FolderEntry, _ right: FolderEntry) -> Bool {
  right.name == Leftovers.unfinishedMark && left.name != right.name
}

/// Removes a tree, entry for entry as `mayRemove` allows, and gives the first error met; what may
/// not or cannot be removed stays, and so do the folders above it. Links are removed, not followed.
///
/// - Parameter mayRemove: is asked for every entry with its path in the tree and the open folder
///   that it is in; for a folder the answer says whether to go into it.
/// - Returns: `nil` when the whole tree is gone. Linear in the number of entries.
func removeTree(
  _ name: DiskPath, in parent: Int32, path: DiskPath = DiskPath(""),
  mayRemove: (DiskPath, FolderEntry, Int32) -> Bool
) -> SystemError? {
  var firstError: SystemError?
  do {
    let (number, entries) = try SystemCalls.entries(ofFolder: name, in: parent)
    defer { SystemCalls.closeQuietly(number) }
    for entry in entries.filter({ !isRecord($0) }) + entries.filter(isRecord).sorted(by: markLast) {
      if firstError != nil, isRecord(entry) { break }
      let entryPath = path.appending(entry.name)
      guard mayRemove(entryPath, entry, number) else { continue }
      if entry.kind == .folder {
        let error = removeTree(entry.name, in: number, path: entryPath, mayRemove: mayRemove)
        firstError = firstError ?? error
      } else {
        do { try SystemCalls.removeFile(entry.name, in: number) } catch {
          if error.number != ENOENT { firstError = firstError ?? error }
        }
      }
    }
  } catch {
    return error.number == ENOENT ? nil : error
  }
  do { try SystemCalls.removeFolder(name, in: parent) } catch {
    if error.number != ENOENT { firstError = firstError ?? error }
  }
  return firstError
}

// What a build does with a tree of files on disk: list it, compare a file, write a file, remove a
// tree.
//
// Nothing here knows which tree is the site, nor why a file is written.

internal import Bytes
internal import Disk
internal import SystemPackage

/// A tree as it was listed: every name in it except study's own at the top.
struct TreeListing: Sendable {
  /// Everything that is not a folder.
  var files: [DiskPath: FolderEntry] = [:]
  /// Every folder, the tree's own as the empty path.
  var folders: [DiskPath: FileStatus] = [:]
  /// Whether something that a killed build left is at the top.
  var hasLeftovers = false

  /// Lists a tree without following links. Linear in the number of entries.
  static func list(
    _ root: OpenFolder, _ location: OutputLocation
  ) throws(PublishFailure) -> TreeListing {
    var listing = TreeListing()
    var pending = [DiskPath("")]
    while let folder = pending.popLast() {
      let isTop = folder.bytes.isEmpty
      do {
        let (opened, entries) = try root.entries(ofFolder: isTop ? DiskPath(".") : folder)
        listing.folders[folder] = try opened.status()
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
        throw .systemCall(.list, path: location.shown(folder), errno: error)
      }
    }
    return listing
  }
}

extension DiskPath {
  /// The folders that hold this path, outermost first, skipping those that it shares with
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

/// A file that is to be copied.
private struct SourceOfCopy: ~Copyable {
  let file: OpenFile
  let size: Int
}

/// Opens a file that is to be copied and makes sure that it is one.
private func openSource(_ path: String) throws(PublishFailure) -> SourceOfCopy {
  do throws(Errno) {
    let file = try OpenFolder.current.openFile(DiskPath(path))
    let status = try file.status()
    if status.kind == .file { return SourceOfCopy(file: file, size: status.size) }
  } catch {
    switch error {
    case .noSuchFileOrDirectory, .notDirectory:
      throw .sourceUnusable(path: path, reason: .missing)
    case .tooManySymbolicLinkLevels, .noSuchAddressOrDevice: break
    default: throw .systemCall(.read, path: path, errno: error)
    }
  }
  throw .sourceUnusable(path: path, reason: .notARegularFile)
}

/// Writes a new file and gives the fingerprint of what was written.
///
/// - Parameter fixesMode: whether the mode must be set by a call of its own, because the process
///   masks the modes of the files that it makes.
func writeFile(
  _ contents: PlannedContents, at path: DiskPath, in folder: OpenFolder, shown: String,
  fixesMode: Bool,
  buffer: inout [UInt8]
) throws(PublishFailure) -> Fingerprint {
  let file = try attempt(.create, shown) { () throws(Errno) in try folder.createFile(path) }
  let fingerprint: Fingerprint
  switch contents {
  case .bytes(let bytes):
    try attempt(.write, shown) { () throws(Errno) in try file.write(bytes) }
    fingerprint = Fingerprint(of: bytes)
  case .copy(let source):
    fingerprint = try copy(source, to: file, shown: shown, buffer: &buffer)
  case .staged:
    preconditionFailure("a staged file is written already: \(path.text)")
  }
  do throws(Errno) {
    if fixesMode { try file.setMode(0o644) }
    try file.close()
  } catch {
    throw .systemCall(.write, path: shown, errno: error)
  }
  return fingerprint
}

private func copy(
  _ source: String, to file: borrowing OpenFile, shown: String, buffer: inout [UInt8]
) throws(PublishFailure) -> Fingerprint {
  let reading = try openSource(source)
  if buffer.count < bufferSize { buffer = [UInt8](repeating: 0, count: bufferSize) }
  var hash = ContentHash()
  while hash.count <= reading.size {
    let count = try attempt(.read, source) { () throws(Errno) in
      try reading.file.read(into: &buffer)
    }
    if count == 0 { break }
    hash.add(buffer, count: count)
    try attempt(.write, shown) { () throws(Errno) in
      try file.write(buffer, count: count)
    }
  }
  guard hash.count == reading.size else {
    throw .sourceUnusable(path: source, reason: .changedWhileRead)
  }
  return Fingerprint(of: hash)
}

/// The fingerprint of a file on disk that already has these contents; `nil` where it differs, or is
/// no regular file any more. Sizes are compared first.
func fingerprint(
  ofFileEqualTo contents: PlannedContents, at path: DiskPath, in folder: OpenFolder, shown: String,
  buffer: inout [UInt8]
) throws(PublishFailure) -> Fingerprint? {
  let opened = try attempt(.read, shown) { () throws(Errno) in try openIfFile(path, in: folder) }
  guard let file = opened else { return nil }
  let status = try attempt(.read, shown) { () throws(Errno) in try file.status() }
  guard status.kind == .file else { return nil }
  if buffer.count < bufferSize { buffer = [UInt8](repeating: 0, count: bufferSize) }
  switch contents {
  case .bytes(let bytes):
    guard status.size == bytes.count else { return nil }
    var done = 0
    while done < bytes.count {
      let count = try attempt(.read, shown) { () throws(Errno) in
        try file.read(into: &buffer)
      }
      guard count > 0, isEqual(buffer, count: count, to: bytes, at: done) else {
        return nil
      }
      done += count
    }
    return Fingerprint(of: bytes)
  case .copy(let source):
    return try fingerprint(
      ofOpenFile: file, size: status.size, shown: shown, equalTo: source, buffer: &buffer)
  case .staged:
    preconditionFailure("a staged file has nothing to be compared with: \(path.text)")
  }
}

/// Nil where opening says that the name is no regular file: there is none, or it is a link or a
/// pipe without a reader.
private func openIfFile(_ path: DiskPath, in folder: OpenFolder) throws(Errno) -> OpenFile? {
  do throws(Errno) { return try folder.openFile(path) } catch {
    switch error {
    case .noSuchFileOrDirectory, .tooManySymbolicLinkLevels, .noSuchAddressOrDevice: return nil
    default: throw error
    }
  }
}

/// Compares an open file with one that is to be copied, piece by piece.
private func fingerprint(
  ofOpenFile file: borrowing OpenFile, size: Int, shown: String, equalTo source: String,
  buffer: inout [UInt8]
) throws(PublishFailure) -> Fingerprint? {
  let reading = try openSource(source)
  guard reading.size == size else { return nil }
  var other = [UInt8](repeating: 0, count: buffer.count)
  var hash = ContentHash()
  while true {
    let count = try attempt(.read, source) { () throws(Errno) in
      try reading.file.readFully(into: &buffer)
    }
    let otherCount = try attempt(.read, shown) { () throws(Errno) in
      try file.readFully(into: &other)
    }
    guard count == otherCount, isEqual(buffer, count: count, to: other, at: 0) else {
      return nil
    }
    hash.add(buffer, count: count)
    if count < buffer.count { return Fingerprint(of: hash) }
  }
}

/// The fingerprint of a file; `nil` where there is no regular file of that name.
func fingerprint(
  of path: DiskPath, in folder: OpenFolder, buffer: inout [UInt8]
) throws(Errno) -> Fingerprint? {
  if buffer.count < bufferSize { buffer = [UInt8](repeating: 0, count: bufferSize) }
  guard let file = try openIfFile(path, in: folder) else { return nil }
  guard try file.status().kind == .file else { return nil }
  var hash = ContentHash()
  while true {
    let count = try file.read(into: &buffer)
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
  _ name: DiskPath, in parent: OpenFolder, path: DiskPath = DiskPath(""),
  mayRemove: (DiskPath, FolderEntry, OpenFolder) -> Bool
) -> Errno? {
  var firstError: Errno?
  do {
    let (folder, entries) = try parent.entries(ofFolder: name)
    for entry in entries.filter({ !isRecord($0) }) + entries.filter(isRecord).sorted(by: markLast) {
      if firstError != nil, isRecord(entry) { break }
      let entryPath = path.appending(entry.name)
      guard mayRemove(entryPath, entry, folder) else { continue }
      if entry.kind == .folder {
        let error = removeTree(entry.name, in: folder, path: entryPath, mayRemove: mayRemove)
        firstError = firstError ?? error
      } else {
        do { try folder.removeFile(entry.name) } catch {
          if error != .noSuchFileOrDirectory { firstError = firstError ?? error }
        }
      }
    }
  } catch {
    return error == .noSuchFileOrDirectory ? nil : error
  }
  do { try parent.removeFolder(name) } catch {
    if error != .noSuchFileOrDirectory { firstError = firstError ?? error }
  }
  return firstError
}

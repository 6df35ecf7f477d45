// One build at a time for one output folder, and what a killed build leaves behind.
//
// It knows the names of study's own files next to and inside an output folder; it
// does not know what a build writes.

internal import Disk
internal import SystemPackage

/// The lock of one output folder, held by this process until `release()`, until this value's life
/// ends, or until the process dies.
struct OutputLock: ~Copyable, Sendable {
  private let file: OpenFile
  private let name: DiskPath
  private let folder: OpenFolder

  private init(_ file: consuming OpenFile, _ name: DiskPath, _ folder: OpenFolder) {
    self.file = file
    self.name = name
    self.folder = folder
  }

  deinit { release() }

  /// Takes the lock: a file next to the output, or inside it where nothing may be made next to it.
  static func take(
    _ location: OutputLocation, root: OpenFolder?
  ) throws(PublishFailure) -> OutputLock {
    let beside = location.sibling("lock")
    do throws(PublishFailure) {
      return try take(beside, in: location.parent, location.shownSibling(beside), location)
    } catch {
      guard let root, let number = error.errno, deniesSiblings(number) else { throw error }
      let inside = Leftovers.lockInside
      return try take(inside, in: root, location.shown(inside), location)
    }
  }

  private static func take(
    _ name: DiskPath, in folder: OpenFolder, _ shown: String, _ location: OutputLocation
  ) throws(PublishFailure) -> OutputLock {
    while true {
      let file = try attempt(.lock, shown) { () throws(Errno) in
        try folder.openLockFile(name)
      }
      guard file.tryLock() else {
        throw .anotherBuildRunning(
          path: location.absolute, processIdentifier: holder(of: file))
      }
      // The holder before us may have removed the file between our opening and our locking it;
      // then this lock is on a file that no other build will find.
      if isNamed(file, name, in: folder) {
        // The line is for the message of a second build only: the lock holds without it.
        let line = Array("\(processIdentifier())\n".utf8)
        try? file.truncate()
        try? file.write(line)
        return OutputLock(file, name, folder)
      }
    }
  }

  private static func isNamed(
    _ file: borrowing OpenFile, _ name: DiskPath, in folder: OpenFolder
  ) -> Bool {
    guard let ours = try? file.status(), let named = try? folder.status(of: name) else {
      return false
    }
    return ours.isSameFile(as: named)
  }

  private static func holder(of file: borrowing OpenFile) -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = (try? file.read(into: &buffer)) ?? 0
    let digits = buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }
    return Int32(String(decoding: digits, as: UTF8.self))
  }

  /// Removes the lock's file and gives the lock back, in this order: no other build can have taken
  /// the lock in between. A second call does nothing, as the name is no longer that of our file.
  func release() {
    if Self.isNamed(file, name, in: folder) { try? folder.removeFile(name) }
    file.unlock()
  }

  /// Whether an error means that study may not put anything next to the output folder.
  static func deniesSiblings(_ error: Errno) -> Bool {
    [Errno.permissionDenied, .notPermitted, .readOnlyFileSystem, .fileNameTooLong].contains(error)
  }
}

/// Study's own files and folders that exist only while it builds.
enum Leftovers {
  static let lockInside = DiskPath(".study-lock")
  static let stagingInside = DiskPath(".study-staging")
  /// Is in a staging folder until that holds the whole new site.
  static let unfinishedMark = DiskPath(".study-unfinished")

  /// The names that may lie at the top of an output folder.
  static let insideNames: Set<DiskPath> = [lockInside, stagingInside, unfinishedMark]

  /// The names next to the output that an earlier build left, or that a running one uses.
  static func siblings(of location: OutputLocation) throws(PublishFailure) -> [DiskPath] {
    let staging = location.sibling("staging-").bytes
    let lock = location.sibling("lock")
    do {
      let (_, entries) = try location.parent.entries(ofFolder: DiskPath("."))
      return entries.map(\.name).filter { $0 == lock || $0.bytes.starts(with: staging) }.sorted()
    } catch {
      // A parent that may be entered but not listed cannot have been written by us either.
      if error == .permissionDenied { return [] }
      throw .systemCall(.list, path: location.shownSibling(DiskPath(".")), errno: error)
    }
  }

  /// Removes what dead builds left; the caller holds the lock of the output. Gives a sentence for
  /// everything that had to stay.
  static func clear(_ location: OutputLocation, _ found: FoundOutput?) throws(PublishFailure)
    -> [String]
  {
    var warnings: [String] = []
    for name in try siblings(of: location) where name != location.sibling("lock") {
      guard let folder = try? location.parent.openFolder(name) else { continue }
      // A build holds the lock of its staging folder while it lives, whatever became of the other.
      guard folder.tryLock() else { continue }
      if !clearStaging(name, folder, location, found) {
        warnings.append(
          "\(location.shownSibling(name)) was left by a build that was stopped, and could not be "
            + "removed entirely. Look into it and delete it.")
      }
    }
    if let found {
      _ = removeTree(stagingInside, in: found.root) { _, _, _ in true }
      try? found.root.removeFile(unfinishedMark)
      clearLock(lockInside, in: found.root)
    }
    return warnings
  }

  /// Removes a lock file that no process holds; the one that this build itself holds stays.
  private static func clearLock(_ name: DiskPath, in folder: OpenFolder) {
    guard let file = try? folder.openFile(name) else { return }
    if file.tryLock() { try? folder.removeFile(name) }
  }

  /// Removes a staging folder. With its mark it is unfinished work of ours and goes as a whole.
  /// Without it is the old output, exchanged for the new one just before the build was killed: then
  /// only what has another name elsewhere, what study wrote, or what the site makes again may go,
  /// in case the user put a file there at that moment.
  private static func clearStaging(
    _ name: DiskPath, _ folder: OpenFolder, _ location: OutputLocation, _ found: FoundOutput?
  ) -> Bool {
    if (try? folder.status(of: unfinishedMark)) != nil {
      return removeTree(name, in: location.parent) { _, _, _ in true } == nil
    }
    var buffer: [UInt8] = []
    var manifest = Manifest()
    if let file = try? folder.openFile(DiskPath(Manifest.name)),
      let bytes = try? file.readToEnd()
    {
      manifest = Manifest(parsing: bytes) ?? manifest
    }
    let outcome = removeTree(name, in: location.parent) { path, entry, parent in
      if entry.kind == .folder || path == DiskPath(Manifest.name) { return true }
      if insideNames.contains(path) || found?.manifest.contents[path] != nil { return true }
      if let status = try? parent.status(of: entry.name), status.links > 1 {
        return true
      }
      guard let known = manifest.contents[path],
        let actual = try? fingerprint(of: entry.name, in: parent, buffer: &buffer)
      else { return false }
      return known.contains(actual)
    }
    return outcome == nil
  }
}

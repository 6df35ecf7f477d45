// One build at a time for one output folder, and what a killed build leaves behind.
//
// Called by `emit`. It knows the names of study's own files beside and inside an output folder; it
// does not know what a build writes.

internal import Disk
import Glibc

/// The lock of one output folder, held by this process until `release()` or until it dies.
struct OutputLock: Sendable {
  private let number: Int32
  private let name: DiskPath
  private let folder: Int32

  /// Takes the lock: a file beside the output, or inside it where nothing may be made beside it.
  static func take(
    _ location: OutputLocation, root: Int32?
  ) throws(PublishFailure) -> OutputLock {
    let beside = location.beside("lock")
    do throws(PublishFailure) {
      return try take(beside, in: location.parent, location.shownBeside(beside), location)
    } catch {
      guard let root, let number = error.errno, deniesBeside(number) else { throw error }
      let inside = Leftovers.lockInside
      return try take(inside, in: root, location.shown(inside), location)
    }
  }

  private static func take(
    _ name: DiskPath, in folder: Int32, _ shown: String, _ location: OutputLocation
  ) throws(PublishFailure) -> OutputLock {
    while true {
      let number = try attempt(.lock, shown) { () throws(SystemError) in
        try SystemCalls.openLockFile(name, in: folder)
      }
      guard SystemCalls.tryLock(number) else {
        defer { SystemCalls.closeQuietly(number) }
        throw .anotherBuildRunning(
          path: location.absolute, processIdentifier: holder(of: number))
      }
      // The holder before us may have removed the file between our opening and our locking it;
      // then this lock is on a file that nobody else will find.
      if let ours = try? SystemCalls.status(number),
        let named = try? SystemCalls.status(name, in: folder), ours.isSameFile(as: named)
      {
        // The number is for the message of a second build only: the lock holds without it.
        let line = Array("\(SystemCalls.processIdentifier)\n".utf8)
        try? SystemCalls.truncate(number)
        try? SystemCalls.write(number, line, count: line.count)
        return OutputLock(number: number, name: name, folder: folder)
      }
      SystemCalls.closeQuietly(number)
    }
  }

  private static func holder(of number: Int32) -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = (try? SystemCalls.read(number, into: &buffer)) ?? 0
    let digits = buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }
    return Int32(String(decoding: digits, as: UTF8.self))
  }

  /// Gives the lock back and removes its file, in this order of effects: the file goes while the
  /// lock still holds, so that nobody can have taken it in between.
  func release() {
    try? SystemCalls.removeFile(name, in: folder)
    SystemCalls.closeQuietly(number)
  }

  /// Whether an error means that study may not put anything beside the output folder.
  static func deniesBeside(_ number: Int32) -> Bool {
    [EACCES, EPERM, EROFS, ENAMETOOLONG].contains(number)
  }
}

/// Study's own files and folders that exist only while it builds.
enum Leftovers {
  static let lockInside = DiskPath(".study-lock")
  static let stagingInside = DiskPath(".study-staging")
  /// Lies in a staging folder until that holds the whole new site.
  static let unfinishedMark = DiskPath(".study-unfinished")

  /// The names that may lie at the top of an output folder.
  static let insideNames: Set<DiskPath> = [lockInside, stagingInside, unfinishedMark]

  /// The names beside the output that an earlier build left, or that a running one uses.
  static func beside(_ location: OutputLocation) throws(PublishFailure) -> [DiskPath] {
    let staging = location.beside("staging-").bytes
    let lock = location.beside("lock")
    do {
      let (number, entries) = try SystemCalls.entries(
        ofFolder: DiskPath("."), in: location.parent)
      SystemCalls.closeQuietly(number)
      return entries.map(\.name).filter { $0 == lock || $0.bytes.starts(with: staging) }.sorted()
    } catch {
      // A parent that may be entered but not listed cannot have been written by us either.
      if error.number == EACCES { return [] }
      throw .systemCall(.list, path: location.shownBeside(DiskPath(".")), errno: error.number)
    }
  }

  /// Removes what dead builds left; the caller holds the lock of the output. Gives a sentence for
  /// everything that had to stay.
  static func clear(_ location: OutputLocation, _ found: FoundOutput?) throws(PublishFailure)
    -> [String]
  {
    var warnings: [String] = []
    for name in try beside(location) where name != location.beside("lock") {
      guard let folder = try? SystemCalls.openFolder(name, in: location.parent) else { continue }
      defer { SystemCalls.closeQuietly(folder) }
      // A build holds the lock of its staging folder while it lives, whatever became of the other.
      guard SystemCalls.tryLock(folder) else { continue }
      if !clearStaging(name, folder, location, found) {
        warnings.append(
          "\(location.shownBeside(name)) was left by a build that was stopped, and could not be "
            + "removed entirely. Look into it and delete it.")
      }
    }
    if let found {
      _ = removeTree(stagingInside, in: found.root) { _, _, _ in true }
      try? SystemCalls.removeFile(unfinishedMark, in: found.root)
      clearLock(lockInside, in: found.root)
    }
    return warnings
  }

  /// Removes a lock file that nobody holds; the one that this build itself holds stays.
  private static func clearLock(_ name: DiskPath, in folder: Int32) {
    guard let number = try? SystemCalls.openForReading(name, in: folder) else { return }
    if SystemCalls.tryLock(number) { try? SystemCalls.removeFile(name, in: folder) }
    SystemCalls.closeQuietly(number)
  }

  /// Removes a staging folder. With its mark it is unfinished work of ours and goes as a whole.
  /// Without it is the old output, exchanged for the new one just before the build was killed: then
  /// only what has another name elsewhere, what study wrote, or what the site makes anew may go, in
  /// case somebody put a file of theirs there at that moment.
  private static func clearStaging(
    _ name: DiskPath, _ folder: Int32, _ location: OutputLocation, _ found: FoundOutput?
  ) -> Bool {
    if (try? SystemCalls.status(unfinishedMark, in: folder)) != nil {
      return removeTree(name, in: location.parent) { _, _, _ in true } == nil
    }
    var buffer: [UInt8] = []
    var manifest = Manifest()
    if let number = try? SystemCalls.openForReading(DiskPath(Manifest.name), in: folder) {
      var bytes: [UInt8] = []
      buffer = [UInt8](repeating: 0, count: 65536)
      while let count = try? SystemCalls.read(number, into: &buffer), count > 0 {
        bytes.append(contentsOf: buffer[..<count])
      }
      SystemCalls.closeQuietly(number)
      manifest = Manifest(parsing: bytes) ?? manifest
    }
    let outcome = removeTree(name, in: location.parent) { path, entry, parent in
      if entry.kind == .folder || path == DiskPath(Manifest.name) { return true }
      if insideNames.contains(path) || found?.manifest.contents[path] != nil { return true }
      if let status = try? SystemCalls.status(entry.name, in: parent), status.links > 1 {
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

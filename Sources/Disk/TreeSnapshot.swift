// A folder as it was at one moment: which files there were, and what those that a build reads held.
// The preview builds from snapshots, so that a build never sees half of a change, and learns from
// two of them whether anything changed at all. It knows nothing of watching.

internal import Bytes
package import Diagnostics
package import Files
internal import Parallel

/// What tells that a file may have changed without reading it. Never the only evidence: the kernel
/// counts time in steps, so a file that changed shortly before it was looked at is read again.
struct FileSignature: Sendable, Equatable {
  let device: UInt64
  let inode: UInt64
  let size: Int
  /// When the file or its status last changed, by the file system's clock, in nanoseconds.
  let changed: Int64
}

/// A folder at one moment, as a `FileTree`.
package struct TreeSnapshot: FileTree {
  private let disk: DiskTree
  private let diagnostics: [Diagnostic]
  /// Sorted by path.
  private let entries: [Entry]
  /// Absolute paths of the folders that files were looked for in, the tree's own among them.
  package let folders: [String]

  private struct Entry: Sendable {
    let path: ContentPath
    let signature: FileSignature?
    /// Whether it changed so shortly before that its signature may stay while it changes again.
    let isRecent: Bool
    /// Nil when it was not read: an asset, or larger than any page may be.
    let read: Diagnosed<[UInt8]?>?
  }

  /// A file whose status is younger than this when it is looked at is read again next time.
  private static let recentNanoseconds: Int64 = 2_000_000_000
  /// Larger files are not kept; a build that wants one asks the disk.
  private static let keptByteLimit = 4 << 20

  /// Looks at a folder; reads what is new or may have changed since `previous`.
  /// - Parameters:
  ///   - now: the time in nanoseconds since 1970.
  ///   - jobs: how many files may be read at once.
  /// - Complexity: one status for each file, one reading for each that may differ.
  package static func taken(
    of disk: DiskTree, after previous: TreeSnapshot?, now: Int64, jobs: Int,
    reading isRead: @Sendable @escaping (ContentPath) -> Bool
  ) async -> TreeSnapshot {
    let survey = disk.survey()
    let before = partners(of: survey.files.map(\.path), in: previous?.entries ?? [])
    let entries = await parallelMap(Array(survey.files.indices), jobs: jobs) { index -> Entry in
      let (path, signature) = survey.files[index]
      let old = before[index].flatMap { previous?.entries[$0] }
      if let old, !old.isRecent, signature != nil, old.signature == signature { return old }
      let isRecent = signature.map { now - $0.changed < recentNanoseconds } ?? true
      var read: Diagnosed<[UInt8]?>?
      if isRead(path), signature?.size ?? 0 <= keptByteLimit {
        let bytes = disk.read(path, limit: keptByteLimit)
        // The same bytes keep their old storage, so that comparing them later costs nothing.
        let isSame =
          old?.read?.value == bytes.value && old?.read?.diagnostics == bytes.diagnostics
        read = isSame ? old?.read : bytes
      }
      return Entry(path: path, signature: signature, isRecent: isRecent, read: read)
    }
    return TreeSnapshot(
      disk: disk, diagnostics: survey.diagnostics, entries: entries, folders: survey.folders)
  }

  /// For each path its position among the entries. Both are sorted: one walk.
  private static func partners(of paths: [ContentPath], in entries: [Entry]) -> [Int?] {
    var index = 0
    return paths.map { path in
      while index < entries.count, entries[index].path < path { index += 1 }
      return index < entries.count && entries[index].path == path ? index : nil
    }
  }

  /// The files that are not the same in both, new and vanished ones among them.
  package func differences(from other: TreeSnapshot?) -> [ContentPath] {
    guard let other else { return entries.map(\.path) }
    let partners = Self.partners(of: entries.map(\.path), in: other.entries)
    var paths: [ContentPath] = []
    var found = [Bool](repeating: false, count: other.entries.count)
    for (index, partner) in partners.enumerated() {
      if let partner { found[partner] = true }
      let isSame = partner.map { Self.isSame(other.entries[$0], entries[index]) } ?? false
      if !isSame { paths.append(entries[index].path) }
    }
    for (index, isFound) in found.enumerated() where !isFound {
      paths.append(other.entries[index].path)
    }
    return paths
  }

  /// Whether what is wrong with the tree itself is the same in both: names that cannot be
  /// published, folders that cannot be read.
  package func hasSameProblems(as other: TreeSnapshot) -> Bool {
    diagnostics == other.diagnostics
  }

  private static func isSame(_ old: Entry, _ new: Entry) -> Bool {
    guard let before = old.read, let after = new.read else {
      // What is not read is compared by its status alone. Should its bytes change twice within one
      // step of the clock and keep their count, the second change is seen with the next one.
      return old.read == nil && new.read == nil && old.signature == new.signature
    }
    return before.value == after.value && before.diagnostics == after.diagnostics
  }

  package func files() -> Diagnosed<[TreeFile]> {
    Diagnosed(entries.map { TreeFile(path: $0.path) }, diagnostics)
  }

  package func read(_ path: ContentPath, limit: Int) -> Diagnosed<[UInt8]?> {
    guard let index = position(of: path), let read = entries[index].read else {
      return disk.read(path, limit: limit)
    }
    guard let bytes = read.value, bytes.count > limit else { return read }
    return disk.read(path, limit: limit)
  }

  private func position(of path: ContentPath) -> Int? {
    let index = firstIndex(in: 0..<entries.count) { entries[$0].path >= path }
    return index < entries.count && entries[index].path == path ? index : nil
  }

  package func readStart(_ path: ContentPath, count: Int) -> [UInt8]? {
    disk.readStart(path, count: count)
  }

  package func diskPath(of path: ContentPath) -> String? { disk.diskPath(of: path) }
}

/// What the system calls a folder, whatever its name.
package struct FolderIdentity: Sendable, Equatable {
  private let device: UInt64
  private let inode: UInt64

  fileprivate init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }
}

/// Nil when there is no such folder.
package func folderIdentity(_ path: String) -> FolderIdentity? {
  guard let status = try? OpenFolder.current.status(of: DiskPath(path), followingLinks: true)
  else { return nil }
  return FolderIdentity(device: status.device, inode: status.inode)
}

extension DiskTree {
  /// Absolute paths of the folders that files are looked for in.
  package func allFolders() -> [String] { survey(withSignatures: false).folders }
}

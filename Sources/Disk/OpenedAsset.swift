// A file of the content folder, open to be sent piece by piece, so that an asset is never whole in
// memory. It knows neither requests nor ranges of HTTP.

package import Files

/// An open file of the content; closed with the last reference to it.
package final class OpenedAsset: Sendable {
  package let size: Int
  private let file: OpenFile
  private let changed: Int64

  fileprivate init(_ file: consuming OpenFile, _ status: FileStatus) {
    self.file = file
    size = status.size
    changed = status.changed
  }

  /// Reads up to `count` bytes from `offset` on. Nil when they are not there or the file is not
  /// the one that was opened any more: half of one and half of another must never be sent.
  package func read(from offset: Int, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    guard let got = try? file.read(into: &bytes, at: offset), got > 0 else { return nil }
    // Asked after reading: a change in between would be missed the other way round.
    guard let status = try? file.status(), status.size == size, status.changed == changed else {
      return nil
    }
    if got < count { bytes.removeLast(count - got) }
    return bytes
  }
}

extension DiskTree {
  /// Opens a file of the tree under the same rules as `read`: a regular file, inside the folder
  /// however links are turned. Nil when that is not what is there.
  package func open(_ path: ContentPath) -> OpenedAsset? {
    guard let disk = safeDiskPath(of: path),
      let file = try? OpenFolder.current.openFile(DiskPath(disk)),
      let status = try? file.status(), status.kind == .file
    else { return nil }
    return OpenedAsset(file, status)
  }
}

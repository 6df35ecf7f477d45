// A file of the content folder, open to be sent piece by piece. Used by Serving, which answers
// with assets without holding them in memory.

package import Files

/// An open file. Whoever opened it closes it.
package struct OpenedAsset: Sendable {
  package let size: Int
  private let number: Int32
  private let changed: Int64

  /// Reads up to `count` bytes from `offset` on. Nil when they are not there or the file is not
  /// the one any more that was opened: half of one and half of another must never be sent.
  package func read(from offset: Int, count: Int) -> [UInt8]? {
    guard let status = try? SystemCalls.status(number), status.size == size,
      status.changed == changed
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    guard let got = try? SystemCalls.read(number, into: &bytes, at: offset), got > 0 else {
      return nil
    }
    if got < count { bytes.removeLast(count - got) }
    return bytes
  }

  package func close() { SystemCalls.closeQuietly(number) }

  fileprivate init(number: Int32, status: FileStatus) {
    self.number = number
    size = status.size
    changed = status.changed
  }
}

extension DiskTree {
  /// Opens a file of the tree under the same rules as `read`: a regular file, inside the folder
  /// however links are turned. Nil when that is not what is there.
  package func open(_ path: ContentPath) -> OpenedAsset? {
    guard let disk = safeDiskPath(of: path),
      let number = try? SystemCalls.openForReading(DiskPath(disk), in: SystemCalls.currentFolder)
    else { return nil }
    guard let status = try? SystemCalls.status(number), status.kind == .file else {
      SystemCalls.closeQuietly(number)
      return nil
    }
    return OpenedAsset(number: number, status: status)
  }
}

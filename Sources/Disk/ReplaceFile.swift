// Writes a file of the author's anew: fixes, the ledger of anchors, a new source. The one place
// that touches content; never half a file, never over a change somebody made meanwhile.

/// Why a file was not written, as a sentence.
package struct ReplaceFailure: Error, Equatable {
  package let message: String
}

/// Puts `contents` into a file at once: written beside it, then renamed over it.
/// - Parameters:
///   - path: absolute; a symbolic link is followed, and its target replaced.
///   - expected: what the file must still hold; nil when there must be none.
package func replaceFile(
  _ path: String, expected: [UInt8]?, contents: [UInt8]
) throws(ReplaceFailure) {
  let target = SystemCalls.realPath(path) ?? path
  let here = SystemCalls.currentFolder
  let temporary = DiskPath(target + ".study-new")
  if let expected {
    guard readFile(target, limit: expected.count) == expected else {
      throw ReplaceFailure(message: "\(path) was changed meanwhile and is left as it is")
    }
  } else if exists(target) {
    throw ReplaceFailure(message: "\(path) exists already and is left as it is")
  }
  do throws(SystemError) {
    let mode =
      expected == nil
      ? 0o644 : try SystemCalls.status(DiskPath(target), in: here, followingLinks: true).mode
    try? SystemCalls.removeFile(temporary, in: here)
    let file = try SystemCalls.createFile(temporary, in: here, mode: 0o600)
    do throws(SystemError) {
      try SystemCalls.write(file, contents, count: contents.count)
      try SystemCalls.setMode(file, mode)
    } catch {
      SystemCalls.closeQuietly(file)
      throw error
    }
    try SystemCalls.close(file)
    try SystemCalls.rename(temporary, in: here, to: DiskPath(target), in: here)
  } catch {
    try? SystemCalls.removeFile(temporary, in: here)
    throw ReplaceFailure(
      message: "\(path) could not be written: \(systemErrorText(error.number))")
  }
}

/// A larger file in a cache's place is not one that study wrote.
private let cacheByteLimit = 256 << 20

/// Writes a file of study's own, with its folder, over whatever is there.
package func writeCache(_ contents: [UInt8], to path: String) throws(ReplaceFailure) {
  let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  do throws(SystemError) {
    _ = try SystemCalls.makeFolderIfMissing(DiskPath(folder), in: SystemCalls.currentFolder)
  } catch {
    throw ReplaceFailure(
      message: "\(folder) could not be made: \(systemErrorText(error.number))")
  }
  try replaceFile(
    path, expected: readFile(path, limit: cacheByteLimit), contents: contents)
}

// Replaces a file of the author's: fixes, the ledger of anchors, a new source. The one place that
// writes to content; never half a file, never over a change that was made in the meantime.

internal import SystemPackage

/// Why a file was not written, as a sentence.
package struct ReplaceFailure: Error, Equatable {
  package let message: String
}

/// Puts `contents` into a file at once: written next to it, then exchanged with it.
/// - Parameters:
///   - path: absolute; a symbolic link is followed, and its target replaced.
///   - expected: what the file must still hold; nil when there must be none.
package func replaceFile(
  _ path: String, expected: [UInt8]?, contents: [UInt8]
) throws(ReplaceFailure) {
  try replaceFile(path, expected: expected, contents: contents, beforeExchange: {})
}

/// - Parameter beforeExchange: for tests: what happens between the look at the file and its
///   replacement.
func replaceFile(
  _ path: String, expected: [UInt8]?, contents: [UInt8], beforeExchange: () -> Void
) throws(ReplaceFailure) {
  let target = realPath(path) ?? path
  let temporary = DiskPath(target + ".study-new")
  let changed = ReplaceFailure(message: "\(path) was changed meanwhile and is left as it is")
  let inTheWay = ReplaceFailure(message: "\(path) exists already and is left as it is")
  if let expected {
    guard holds(target, expected) else { throw changed }
  } else if exists(target) {
    throw inTheWay
  }
  let isDone: Bool
  do throws(Errno) {
    try write(contents, to: temporary, modeOf: expected == nil ? nil : DiskPath(target))
    beforeExchange()
    isDone = try install(temporary, as: target, expected: expected)
  } catch {
    try? OpenFolder.current.removeFile(temporary)
    throw ReplaceFailure(message: "\(path) could not be written: \(error.description)")
  }
  try? OpenFolder.current.removeFile(temporary)
  if !isDone { throw expected == nil ? inTheWay : changed }
}

private func holds(_ path: String, _ expected: [UInt8]) -> Bool {
  readFile(path, limit: expected.count) == expected
}

private func write(
  _ contents: [UInt8], to path: DiskPath, modeOf old: DiskPath?
) throws(Errno) {
  let here = OpenFolder.current
  var mode: UInt32 = 0o644
  if let old { mode = try here.status(of: old, followingLinks: true).mode }
  try? here.removeFile(path)
  let file = try here.createFile(path, mode: 0o600)
  try file.write(contents)
  try file.setMode(mode)
  try file.close()
}

/// Gives a written file its name. An existing file is exchanged and looked at once more, because it
/// may have been changed since the first look; then it is put back.
/// - Returns: whether the name was, and what it should hold.
private func install(
  _ new: DiskPath, as target: String, expected: [UInt8]?
) throws(Errno) -> Bool {
  let here = OpenFolder.current
  let name = DiskPath(target)
  do throws(Errno) {
    guard let expected else {
      try here.rename(new, to: name, in: here, .keepExisting)
      return true
    }
    try here.rename(new, to: name, in: here, .exchange)
    if holds(new.text, expected) { return true }
    try here.rename(new, to: name, in: here, .exchange)
    return false
  } catch {
    switch error {
    case .fileExists where expected == nil: return false
    case .noSuchFileOrDirectory where expected != nil: return false
    case .invalidArgument, .noFunction: break
    default: throw error
    }
  }
  // A file system that knows no exchange: as short a moment as possible between look and rename.
  if let expected, !holds(target, expected) { return false }
  if expected == nil, exists(target) { return false }
  try here.rename(new, to: name, in: here)
  return true
}

/// A larger file in a cache's place is not one that study wrote.
private let cacheByteLimit = 256 << 20

/// Writes a file of study's own, with its folder, over whatever is there.
package func writeCache(_ contents: [UInt8], to path: String) throws(ReplaceFailure) {
  let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  do throws(Errno) {
    _ = try OpenFolder.current.makeFolderIfMissing(DiskPath(folder))
  } catch {
    throw ReplaceFailure(message: "\(folder) could not be made: \(error.description)")
  }
  try replaceFile(
    path, expected: readFile(path, limit: cacheByteLimit), contents: contents)
}

// Whole files, as bytes, for callers that do not care why one cannot be read.

/// A file's bytes, or those of standard input for nil; nil when it cannot be read or is longer
/// than `limit`.
package func readFile(_ path: String?, limit: Int) -> [UInt8]? {
  guard let path else { return (try? OpenFile.standardInput.readToEnd(limit: limit)) ?? nil }
  // The user named this file, so a link is followed; content files are read more carefully.
  guard let real = realPath(path),
    let file = try? OpenFolder.current.openFile(DiskPath(real)),
    let status = try? file.status(), status.kind == .file
  else { return nil }
  return (try? file.readToEnd(limit: limit)) ?? nil
}

// Whole files, as bytes, for callers that do not care why one cannot be read.

/// A file's bytes, or those of standard input for nil; nil when it cannot be read or is longer
/// than `limit`.
package func readFile(_ path: String?, limit: Int) -> [UInt8]? {
  guard let path else { return readToEnd(0, limit: limit) }
  // The user named this file, so a link is followed; content files are read more carefully.
  guard let real = SystemCalls.realPath(path),
    let number = try? SystemCalls.openForReading(DiskPath(real), in: SystemCalls.currentFolder),
    let status = try? SystemCalls.status(number), status.kind == .file
  else { return nil }
  defer { SystemCalls.closeQuietly(number) }
  return readToEnd(number, limit: limit)
}

func readToEnd(_ number: Int32, limit: Int) -> [UInt8]? {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while let count = try? SystemCalls.read(number, into: &buffer) {
    if count == 0 { return bytes }
    bytes += buffer[..<count]
    if bytes.count > limit { return nil }
  }
  return nil
}

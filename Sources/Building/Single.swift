// The doors for `study render` and for publishing an image: small, but they keep `study` from
// knowing the stages.

internal import CommonMark
internal import Content
package import Diagnostics
package import Rendering

/// One page without a site around it: links keep what the author wrote.
/// - Parameter draws: whether formulas and diagrams are drawn; without, their source is shown.
package func renderAlone(_ source: SourceFile, draws: Bool) async -> Diagnosed<[UInt8]?> {
  let options = ScanOptions()
  let ready = readiness(of: source, options: options)
  guard !ready.diagnostics.hasErrors else { return Diagnosed(nil, ready.diagnostics) }
  let page = scan(source, path: ContentPath("page.md"), options: options)
  guard let body = page.value else { return Diagnosed(nil, page.diagnostics) }
  var media = Media()
  var diagnostics = page.diagnostics
  if draws {
    let drawn = await draw([body], earlier: nil, readCache: { nil }, jobs: 1)
    media = Media(drawings: drawn.value.markup)
    diagnostics += drawn.diagnostics
  }
  return Diagnosed(standaloneBody(of: body, media, options.words), diagnostics)
}

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

private func readToEnd(_ number: Int32, limit: Int) -> [UInt8]? {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while let count = try? SystemCalls.read(number, into: &buffer) {
    if count == 0 { return bytes }
    bytes += buffer[..<count]
    if bytes.count > limit { return nil }
  }
  return nil
}

extension SiteImage {
  /// The image as `emit` takes it, assets by their place on disk.
  package func emitFiles(content: any FileTree) -> [EmitFile] {
    files.map { file in
      switch file.contents {
      case .bytes(let bytes): EmitFile(path: file.path.text, contents: .bytes(bytes))
      case .asset(let path):
        EmitFile(
          path: file.path.text, contents: .copy(absolutePath: content.diskPath(of: path) ?? ""))
      case .staged(let size, let hash):
        EmitFile(
          path: file.path.text, contents: .staged(Fingerprint(size: size, hash: hash)))
      }
    }
  }
}

/// Whether the cmark-gfm that is linked is older than 0.29.0.gfm.13, which mended what is known.
package func isWeakMarkdownEngine() -> Bool {
  guard let mark = markdownEngineVersion().firstRange(of: "gfm.") else { return false }
  return Int(markdownEngineVersion()[mark.upperBound...]).map { $0 < 13 } ?? false
}

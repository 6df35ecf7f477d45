// One page without a site around it, for `study render`, and the note about the parser's version.

internal import CommonMark
internal import Content
package import Diagnostics
internal import Drawing
internal import Files
internal import Interface
internal import Rendering

/// One page without a site around it: links stay as the author wrote them.
package func renderAlone(_ source: SourceFile) async -> Diagnosed<[UInt8]?> {
  let options = ScanOptions()
  let page = scan(source, path: ContentPath("page.md"), options: options)
  guard let body = page.value else { return Diagnosed(nil, page.diagnostics) }
  let drawn = await draw([body], earlier: nil, readCache: { nil }, jobs: 1)
  let media = Media(drawings: drawn.value.markup)
  return Diagnosed(
    standaloneBody(of: body, media, options.words), page.diagnostics + drawn.diagnostics)
}

/// Whether the linked cmark-gfm is older than 0.29.0.gfm.13, which fixed the known weaknesses.
package func isWeakMarkdownEngine() -> Bool {
  guard let mark = markdownEngineVersion().firstRange(of: "gfm.") else { return false }
  return Int(markdownEngineVersion()[mark.upperBound...]).map { $0 < 13 } ?? false
}

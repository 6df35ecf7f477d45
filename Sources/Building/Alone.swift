// One page without a site around it, for `study render`, and the note about the parser's version.

internal import CommonMark
internal import Content
package import Diagnostics
internal import Drawing
internal import Files
internal import Interface
internal import Rendering

/// One page without a site around it: links stay as the author wrote them.
/// - Parameter draws: whether formulas and diagrams are drawn; if not, their source is shown.
package func renderAlone(_ source: SourceFile, draws: Bool) async -> Diagnosed<[UInt8]?> {
  let options = ScanOptions()
  let ready = readiness(of: source, options: options)
  guard ready.diagnostics.isEmpty else { return Diagnosed(nil, ready.diagnostics) }
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

/// Whether the linked cmark-gfm is older than 0.29.0.gfm.13, which fixed the known weaknesses.
package func isWeakMarkdownEngine() -> Bool {
  guard let mark = markdownEngineVersion().firstRange(of: "gfm.") else { return false }
  return Int(markdownEngineVersion()[mark.upperBound...]).map { $0 < 13 } ?? false
}

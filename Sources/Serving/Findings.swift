// What is wrong with the content, as open pages show it: all errors, and the warnings of the page's
// own source. It knows neither who is connected nor how the page shows them.

internal import Building
internal import Bytes
internal import Content
internal import Diagnostics
internal import Disk

/// The diagnostics of the last build.
struct Findings: Sendable {
  /// Sorted, as builds give them.
  var diagnostics: [Diagnostic] = []
  var sources: [String: SourceFile] = [:]
  /// Why the project cannot be built at all, as a sentence.
  var obstacle: String?
  /// An address that opens an editor, with `{path}`, `{line}` and `{column}` to fill in.
  var editForm = ""
  /// The source of the page at a path of the image, as diagnostics name it.
  var sourceOfPage: @Sendable ([UInt8]) -> String? = { _ in nil }

  /// Errors or warnings beyond this number are counted instead of shown.
  static let shownLimit = 20

  var errorCount: Int { diagnostics.count { $0.severity == .error } + (obstacle == nil ? 0 : 1) }

  /// JSON for the preview's script: `{"errors":[…],"more":0,"warnings":[…],"moreWarnings":0}`.
  func json(forPage page: [UInt8]) -> String {
    let errors = diagnostics.filter { $0.severity == .error }
    let source = sourceOfPage(page)
    let warnings =
      source.map { path in diagnostics.filter { $0.path == path && $0.severity == .warning } } ?? []
    var shown = errors.prefix(Self.shownLimit).map(entry)
    if let obstacle {
      shown.insert("{\"place\":\"\",\"text\":\(jsonString(obstacle)),\"href\":\"\"}", at: 0)
    }
    return "{\"errors\":[\(shown.joined(separator: ","))],"
      + "\"more\":\(max(0, errors.count - Self.shownLimit)),"
      + "\"warnings\":[\(warnings.prefix(Self.shownLimit).map(entry).joined(separator: ","))],"
      + "\"moreWarnings\":\(max(0, warnings.count - Self.shownLimit))}"
  }

  private func entry(_ diagnostic: Diagnostic) -> String {
    let source = sources[diagnostic.path]
    let report = textReport(
      of: diagnostic, source: source, style: TextReportStyle(isColored: false))
    var place = diagnostic.path
    var (line, column) = (1, 1)
    if let range = diagnostic.range, let source {
      let position = source.position(of: range.start)
      (line, column) = (position.line, position.column)
      place += ":\(line):\(column)"
    }
    let href = editAddress(of: diagnostic.path, line: line, column: column)
    return "{\"place\":\(jsonString(place)),\"text\":\(jsonString(report)),"
      + "\"href\":\(jsonString(href))}"
  }

  /// Empty when there is no such file, as for a mistake in a finished page.
  private func editAddress(of path: String, line: Int, column: Int) -> String {
    let full = path.hasPrefix("/") ? path : workingFolder() + "/" + path
    guard !editForm.isEmpty, exists(full) else { return "" }
    return editForm.replacing("{path}", with: percentEncoded(full))
      .replacing("{line}", with: "\(line)").replacing("{column}", with: "\(column)")
  }
}

func jsonList(_ items: [String]) -> String {
  "[\(items.map(jsonString).joined(separator: ","))]"
}

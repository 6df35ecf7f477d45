// What is wrong with the content, for the pages that are open: all errors, and the warnings of the
// page's own source. Made by PreviewSession.swift with each build; read by Server.swift.

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
  /// What keeps the project from being built at all, as a sentence.
  var obstacle: String?
  /// Opens a file in an editor; `{path}`, `{line}` and `{column}` are put in.
  var editForm = ""
  /// The source of the page at a path of the image, as messages name it.
  var sourceOfPage: @Sendable ([UInt8]) -> String? = { _ in nil }

  /// More of a kind are counted only.
  private static let shownLimit = 20

  var errorCount: Int { diagnostics.count { $0.severity == .error } + (obstacle == nil ? 0 : 1) }

  /// What the preview's script shows: `{"errors":[…],"more":0,"warnings":[…],"moreWarnings":0}`.
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

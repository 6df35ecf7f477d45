// Diagnostics for programs: JSON lines of our own, GitHub workflow commands, and SARIF 2.1.0 for
// code-scanning services. The wording is the text report's; only the format differs.

internal import Bytes

/// One JSON object per line: code, severity, message, path, line, column, end, notes, fixes.
package func jsonReport(of diagnostics: [Diagnostic], sources: SourceLookup) -> String {
  diagnostics.map { jsonObject(of: $0, source: sources($0.path)) + "\n" }.joined()
}

private func jsonObject(of diagnostic: Diagnostic, source: SourceFile?) -> String {
  var members = [
    "\"code\":\(jsonString(diagnostic.code.rawValue))",
    "\"severity\":\(jsonString(diagnostic.severity.word))",
    "\"message\":\(jsonString(diagnostic.message))",
    "\"file\":\(jsonString(diagnostic.path))",
  ]
  if diagnostic.range == nil || source == nil { members.append("\"line\":1,\"column\":1") }
  if let range = diagnostic.range, let source {
    let start = source.position(of: range.start)
    let end = source.position(of: range.end)
    members.append("\"line\":\(start.line),\"column\":\(start.column)")
    members.append("\"endLine\":\(end.line),\"endColumn\":\(end.column)")
    members.append("\"start\":\(range.start),\"end\":\(range.end)")
  }
  members.append("\"notes\":[\(diagnostic.notes.map(jsonString).joined(separator: ","))]")
  let fixes = diagnostic.fixes.map {
    "{\"title\":\(jsonString($0.title)),\"start\":\($0.range.start),\"end\":\($0.range.end),"
      + "\"replacement\":\(jsonString($0.replacement))}"
  }
  members.append("\"fixes\":[\(fixes.joined(separator: ","))]")
  return "{\(members.joined(separator: ","))}"
}

/// GitHub workflow commands (`::error file=…,line=…::message`), which annotate a pull request.
/// - Parameter prefix: prepended to each path, to make it relative to the repository.
package func gitHubReport(
  of diagnostics: [Diagnostic], prefix: String, sources: SourceLookup
) -> String {
  diagnostics.map { diagnostic in
    let kind = diagnostic.severity == .note ? "notice" : diagnostic.severity.word
    var properties = "file=\(gitHubProperty(prefix + diagnostic.path))"
    if let range = diagnostic.range, let source = sources(diagnostic.path) {
      let position = source.position(of: range.start)
      properties += ",line=\(position.line),col=\(position.column)"
    }
    properties += ",title=\(gitHubProperty(diagnostic.code.rawValue))"
    let text = ([diagnostic.message] + diagnostic.notes).joined(separator: "\n")
    return "::\(kind) \(properties)::\(gitHubMessage(text))\n"
  }.joined()
}

private func gitHubMessage(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "%": out += "%25"
    case "\r": out += "%0D"
    case "\n": out += "%0A"
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out
}

private func gitHubProperty(_ text: String) -> String {
  gitHubMessage(text).split(separator: ":", omittingEmptySubsequences: false)
    .joined(separator: "%3A")
    .split(separator: ",", omittingEmptySubsequences: false).joined(separator: "%2C")
}

/// A SARIF 2.1.0 log with one run.
package func sarifReport(
  of diagnostics: [Diagnostic], version: String, prefix: String, sources: SourceLookup
) -> String {
  let used = DiagnosticCode.allCases.filter { code in diagnostics.contains { $0.code == code } }
  let rules = used.map {
    "{\"id\":\(jsonString($0.rawValue)),"
      + "\"fullDescription\":{\"text\":\(jsonString($0.explanation))}}"
  }
  let results = diagnostics.map { diagnostic in
    let uri = jsonString(uriReference(prefix + diagnostic.path))
    var location = "\"artifactLocation\":{\"uri\":\(uri)}"
    if let range = diagnostic.range, let source = sources(diagnostic.path) {
      let start = source.position(of: range.start)
      let end = source.position(of: range.end)
      location +=
        ",\"region\":{\"startLine\":\(start.line),\"startColumn\":\(start.column),"
        + "\"endLine\":\(end.line),\"endColumn\":\(end.column)}"
    }
    let text = ([diagnostic.message] + diagnostic.notes).joined(separator: ". ")
    return "{\"ruleId\":\(jsonString(diagnostic.code.rawValue)),"
      + "\"level\":\(jsonString(diagnostic.severity.word)),"
      + "\"message\":{\"text\":\(jsonString(text))},"
      + "\"locations\":[{\"physicalLocation\":{\(location)}}]}"
  }
  return "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
    + "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"study\",\"version\":\(jsonString(version)),"
    + "\"rules\":[\(rules.joined(separator: ","))]}},"
    + "\"columnKind\":\"unicodeCodePoints\",\"results\":[\(results.joined(separator: ","))]}]}\n"
}

/// A path as the URI reference SARIF requires: percent-encoded except letters, digits and `/-._~`.
private func uriReference(_ path: String) -> String {
  let hexadecimal = Array("0123456789ABCDEF".utf8)
  var out: [UInt8] = []
  for byte in path.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
      out.append(byte)
    default: out += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
    }
  }
  return String(decoding: out, as: UTF8.self)
}

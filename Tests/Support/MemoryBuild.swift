// A whole build of files that live in memory. Used by tests that care for what comes out.

package import Building
internal import Content
package import Diagnostics
package import Files

/// What a build in memory gave.
package struct MemoryBuild: Sendable {
  package let image: SiteImage
  package let diagnostics: [Diagnostic]
  package let sources: [String: SourceFile]
}

/// Builds a site from files by path: `study.yml` is the configuration, what lies in `templates/`
/// overrides the theme, the rest is content.
package func buildInMemory(
  _ files: [(path: String, bytes: [UInt8])], drafts: Bool = false, jobs: Int = 2,
  product: BuildProduct = .site
) async -> MemoryBuild {
  let settings = SourceFile(
    path: "study.yml", bytes: files.first { $0.path == "study.yml" }?.bytes ?? [])
  let configuration = readConfiguration(settings)
  if configuration.diagnostics.hasErrors {
    return MemoryBuild(
      image: SiteImage([]), diagnostics: configuration.diagnostics.sorted(),
      sources: [settings.path: settings])
  }
  var content: [ContentPath: [UInt8]] = [:]
  var templates: [ContentPath: [UInt8]] = [:]
  for (path, bytes) in files where path != "study.yml" {
    if path.hasPrefix("templates/") {
      templates[ContentPath(String(path.dropFirst("templates/".count)))] = bytes
    } else {
      content[ContentPath(path)] = bytes
    }
  }
  var request = BuildRequest(
    content: MemoryTree(content), templates: templates.isEmpty ? nil : MemoryTree(templates),
    configuration: configuration.value, configurationSource: settings, includesDrafts: drafts,
    jobs: jobs, version: "0", shownPrefix: "")
  request.product = product
  let result = await build(request) { _ in }
  return MemoryBuild(
    image: result.image, diagnostics: result.diagnostics, sources: result.sources)
}

/// The same from texts.
package func buildInMemory(
  _ files: [String: String], drafts: Bool = false, jobs: Int = 2, product: BuildProduct = .site
) async -> MemoryBuild {
  await buildInMemory(
    files.map { (path: $0, bytes: Array($1.utf8)) }, drafts: drafts, jobs: jobs, product: product)
}

extension SiteImage {
  /// The text of a file of the image; nil when there is none.
  package func text(_ path: String) -> String? {
    guard let file = files.first(where: { $0.path.text == path }) else { return nil }
    switch file.contents {
    case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .asset(let path): return "(the file \(path))"
    case .staged(let size, _): return "(\(size) bytes that are written)"
    }
  }
}

extension MemoryBuild {
  /// Diagnostics as `path:line:column code message`, their notes and fixes indented below.
  package var diagnosticLines: [String] {
    diagnostics.flatMap { diagnostic in
      var place = diagnostic.path
      if let range = diagnostic.range, let source = sources[diagnostic.path] {
        let position = source.position(of: range.start)
        place += ":\(position.line):\(position.column)"
      }
      let level =
        diagnostic.severity == diagnostic.code.severity ? "" : "(\(diagnostic.severity.word))"
      return ["\(place) \(diagnostic.code.rawValue)\(level) \(diagnostic.message)"]
        + diagnostic.notes.map { "  = \($0)" } + diagnostic.fixes.map { "  = fix: \($0.title)" }
    }
  }
}

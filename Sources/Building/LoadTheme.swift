// The theme: the default one, which travels with the program, with files of the project's own
// templates folder put over it one by one. Called by Build.swift.

internal import Content
internal import Diagnostics
internal import Rendering
internal import Templates
internal import Theme

/// Templates and assets of a site.
struct LoadedTheme: Sendable {
  let templates: TemplateSet
  /// As output files under `assets/`; style sheets joined into one.
  let assets: [OutputFile]
  /// The templates' sources, for messages.
  let sources: [SourceFile]
}

/// - Parameter overrides: the project's templates folder, if it has one.
func loadTheme(overrides: (any FileTree)?) -> Diagnosed<LoadedTheme> {
  var diagnostics: [Diagnostic] = []
  var files = defaultTheme()
  if let overrides {
    let listing = overrides.files()
    diagnostics += listing.diagnostics
    for file in listing.value where isThemeFile(file.path) {
      let read = overrides.read(file.path, limit: 4 << 20)
      diagnostics += read.diagnostics
      if let bytes = read.value { files[file.path.text] = bytes }
    }
  }
  let sources = files.keys.filter { $0.hasSuffix(".mustache") }.sorted().map { name in
    TemplateSource(
      name: String(name.dropLast(".mustache".count)),
      file: SourceFile(path: "templates/" + name, bytes: files[name] ?? []))
  }
  let compiled = compileTemplates(sources, entries: templateEntries)
  return Diagnosed(
    LoadedTheme(
      templates: compiled.value, assets: assets(of: files), sources: sources.map(\.file)),
    diagnostics + compiled.diagnostics)
}

private func isThemeFile(_ path: ContentPath) -> Bool {
  path.text.hasPrefix("assets/") || (path.segments.count == 1 && path.text.hasSuffix(".mustache"))
}

/// Style sheets are joined in name order, so a page asks for one; everything else stays a file.
private func assets(of files: [String: [UInt8]]) -> [OutputFile] {
  var assets: [OutputFile] = []
  var sheet: [UInt8] = []
  let names = files.keys.filter { $0.hasPrefix("assets/") }.sorted()
  for name in names where name.hasSuffix(".css") {
    sheet += files[name] ?? []
    if sheet.last != UInt8(ascii: "\n") { sheet.append(UInt8(ascii: "\n")) }
  }
  assets.append(OutputFile("assets/site.css", sheet))
  for name in names where !name.hasSuffix(".css") {
    assets.append(OutputFile(name, files[name] ?? []))
  }
  return assets
}

// The theme: the default one, which is embedded in the program, with single files overridden by the
// project's own templates folder.

internal import Content
internal import Diagnostics
internal import Files
internal import Interface
internal import Rendering
internal import Templates
internal import Theme

/// Templates and assets of a site.
struct LoadedTheme: Sendable {
  let templates: TemplateSet
  /// As output files under `assets/`, with the style sheets concatenated into one.
  let assets: [OutputFile]
  /// The templates' sources, for messages.
  let sources: [SourceFile]
}

/// - Parameters:
///   - overrides: the project's templates folder, if it has one.
///   - words: the words of the interface, for templates and scripts.
///   - earlier: the theme of an earlier build; reused if its files and words are the same.
/// - Returns: the theme, and what to give to the next build.
func loadTheme(
  overrides: (any FileTree)?, words: Words, earlier: ThemeMemory?
) -> (theme: Diagnosed<LoadedTheme>, memory: ThemeMemory) {
  var diagnostics: [Diagnostic] = []
  let own = defaultTheme()
  var files = own
  var unknown: [ContentPath] = []
  if let overrides {
    let listing = overrides.files()
    diagnostics += listing.diagnostics
    unknown = listing.value.map(\.path).filter { own[$0.text] == nil }
    for file in listing.value where isThemeFile(file.path) {
      let read = overrides.read(file.path, limit: 4 << 20)
      diagnostics += read.diagnostics
      if let bytes = read.value { files[file.path.text] = bytes }
    }
  }
  diagnostics += unusedThemeFiles(unknown, files, own)
  if let earlier, earlier.files == files, earlier.words == words {
    let theme = earlier.theme
    return (Diagnosed(theme.value, diagnostics + theme.diagnostics), earlier)
  }
  let sources = files.keys.filter { $0.hasSuffix(".mustache") }.sorted().map { name in
    TemplateSource(
      name: String(name.dropLast(".mustache".count)),
      file: SourceFile(path: "templates/" + name, bytes: files[name] ?? []))
  }
  let compiled = compileTemplates(
    sources, entries: templateEntries, texts: templateTexts(words))
  let assets = assets(of: files, own: own, words)
  let theme = LoadedTheme(
    templates: compiled.value, assets: assets.value, sources: sources.map(\.file))
  let found = compiled.diagnostics + assets.diagnostics
  return (
    Diagnosed(theme, diagnostics + found),
    ThemeMemory(files: files, words: words, theme: Diagnosed(theme, found))
  )
}

/// Warnings about files of the templates folder that look as if they had an effect: templates that
/// nothing renders or includes, and files that are not where the theme's are.
/// - Parameter paths: those that the default theme does not have.
private func unusedThemeFiles(
  _ paths: [ContentPath], _ files: [String: [UInt8]], _ own: [String: [UInt8]]
) -> [Diagnostic] {
  let endings = [".mustache", ".html", ".htm", ".css", ".js"]
  return paths.compactMap { path in
    guard !path.text.hasPrefix("assets/"), endings.contains(where: path.text.hasSuffix) else {
      return nil
    }
    let isTemplate = isThemeFile(path)
    if isTemplate, isIncluded(String(path.text.dropLast(".mustache".count)), files) { return nil }
    let nearest = nearestMatch(to: path.name, among: own.keys.filter { !$0.contains("/") })
    let place = isTemplate ? "no template of this name is rendered" : "this file has no effect"
    return Diagnostic(
      .unreadFile, place, path: "templates/" + path.text,
      notes: (nearest.map { ["did you mean `\($0)`?"] } ?? [])
        + [
          "templates are files `NAME.mustache` in this folder; style sheets and scripts are in "
            + "`assets`"
        ])
  }
}

/// Whether a template has this one as a part.
private func isIncluded(_ name: String, _ files: [String: [UInt8]]) -> Bool {
  let tags = ["{{>\(name)}}", "{{> \(name)}}", "{{> \(name) }}", "{{>\(name) }}"]
  return files.contains { path, bytes in
    path.hasSuffix(".mustache") && tags.contains { bytes.firstRange(of: Array($0.utf8)) != nil }
  }
}

private func isThemeFile(_ path: ContentPath) -> Bool {
  path.text.hasPrefix("assets/") || (path.segments.count == 1 && path.text.hasSuffix(".mustache"))
}

/// Style sheets are concatenated in name order, so that a page requests only one; everything else
/// stays a file.
/// - Parameter own: the default theme's files, which are published without comments.
private func assets(
  of files: [String: [UInt8]], own: [String: [UInt8]], _ words: Words
) -> Diagnosed<[OutputFile]> {
  var assets: [OutputFile] = []
  var diagnostics: [Diagnostic] = []
  var sheet: [UInt8] = []
  let names = files.keys.filter { $0.hasPrefix("assets/") }.sorted()
  for name in names where name.hasSuffix(".css") {
    let bytes = files[name] ?? []
    sheet += bytes == own[name] ? slimmed(sheet: bytes) : bytes
    if sheet.last != UInt8(ascii: "\n") { sheet.append(UInt8(ascii: "\n")) }
  }
  assets.append(OutputFile("assets/site.css", sheet))
  for name in names where !name.hasSuffix(".css") {
    var bytes = files[name] ?? []
    if name.hasSuffix(".js") {
      let isOwn = bytes == own[name]
      let script = worded(bytes, path: "templates/" + name, words)
      diagnostics += script.diagnostics
      bytes = isOwn ? leanScript(script.value) : script.value
    }
    assets.append(OutputFile(name, bytes))
  }
  return Diagnosed(assets, diagnostics)
}

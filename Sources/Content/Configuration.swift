// study.yml: the settings of the site as a whole. Read once, then a value like any other.
// Everything has a default, so a folder of Markdown needs no file.

internal import Bytes
internal import CommonMark
package import Diagnostics
package import Interface
internal import YAML

/// The settings of a site.
package struct Configuration: Sendable, Equatable {
  package var title: String?
  package var description: String?
  /// A BCP 47 tag, for `lang`.
  package var language = "en"
  /// Where the language is set, if there is no interface in it.
  package var unknownLanguageRange: SourceRange?
  /// The URL the site will be published at, ending in `/`; needed only for sitemap, canonical links
  /// and the 404 page.
  package var baseURL: String?
  /// The URL prefix for editing a page's source; the content path is appended.
  package var editURL: String?
  /// The URL by which the preview's links open a file in an editor, with `{path}`, `{line}` and
  /// `{column}`.
  package var previewEditForm: String?
  /// In a preview: the URL that opens a page's source, with `{page}` and `{line}`; takes precedence
  /// over `editURL`.
  package var pageEditForm: String?
  /// In a preview: the site's path on the server, for the links on the 404 page.
  package var notFoundRoot: String?
  /// Whether there is a page with everything on it; nil: only if the site is small enough.
  package var hasPrintPage: Bool?
  /// The navigation as the author ordered it; nil derives it from folders and `order`.
  package var navigation: [NavigationEntry]?
  package var scan = ScanOptions()
  /// Severities the author changed; nil silences a code.
  package var levels: [DiagnosticCode: Severity?] = [:]
  package var external = ExternalSettings()
  package var contentFolder = "content"
  package var outputFolder = "site"
  package var templatesFolder = "templates"

  package init() {}

  /// The words of the interface.
  package var words: Words { scan.words }
}

/// A line of `nav:` in study.yml.
package struct NavigationEntry: Sendable, Equatable {
  /// Nil for the page's own title.
  package let title: String?
  /// A content path; nil for a group without a page.
  package let path: String?
  package let children: [NavigationEntry]
  /// The entry's range in study.yml.
  package let range: SourceRange
}

/// Whether a language is written from right to left.
package func direction(ofLanguage tag: String) -> String {
  let primary = tag.split(separator: "-").first.map { $0.lowercased() } ?? ""
  return ["ar", "he", "fa", "ur", "yi", "ps", "sd", "dv", "ckb"].contains(primary) ? "rtl" : "ltr"
}

/// Reads study.yml. Every mistake in it is an error: a setting that does nothing misleads.
package func readConfiguration(_ source: SourceFile) -> Diagnosed<Configuration> {
  var configuration = Configuration()
  let parsed = parseYAML(in: source, range: 0..<source.bytes.count)
  guard let yaml = parsed.value else { return Diagnosed(configuration, parsed.diagnostics) }
  var reader = YAMLReader(
    source: source, subject: "setting", typeCode: .badConfiguration, keyCode: .badConfiguration)
  for pair in reader.mapping(yaml) ?? [] {
    read(pair, into: &configuration, &reader)
  }
  return Diagnosed(configuration, parsed.diagnostics + reader.diagnostics)
}

private let settingKeys = [
  "title", "description", "language", "base_url", "edit_url", "nav", "html", "url_schemes",
  "levels", "limits", "content", "output", "templates", "external", "print", "math",
  "preview_edit_url",
]

private func read(
  _ pair: YAMLPair, into configuration: inout Configuration, _ reader: inout YAMLReader
) {
  switch pair.key {
  case "title": configuration.title = reader.string(pair)
  case "description": configuration.description = reader.string(pair)
  case "language":
    configuration.language = languageTag(pair, &reader) ?? "en"
    let words = words(forLanguage: configuration.language)
    configuration.scan.words = words ?? .english
    configuration.unknownLanguageRange = words == nil ? pair.value.range : nil
  case "print": configuration.hasPrintPage = reader.boolean(pair)
  case "base_url": configuration.baseURL = baseAddress(pair, &reader)
  case "edit_url": configuration.editURL = webAddress(pair, &reader)
  case "preview_edit_url": configuration.previewEditForm = editForm(pair, &reader)
  case "nav": configuration.navigation = navigation(pair.value, &reader)
  case "html":
    configuration.scan.trustsHTML = reader.choice(pair, HTMLTrust.self) == .trusted
  case "math": configuration.scan.readsFormulas = reader.boolean(pair) ?? true
  case "url_schemes":
    configuration.scan.extraSchemes = reader.strings(pair).map { $0.lowercased() }.filter {
      isHarmlessScheme($0, pair, &reader)
    }
  case "levels": configuration.levels = levels(pair.value, &reader)
  case "limits": configuration.scan.limits = limits(pair.value, &reader)
  case "external": configuration.external = externalSettings(pair.value, &reader)
  case "content": configuration.contentFolder = folder(pair, &reader) ?? "content"
  case "output": configuration.outputFolder = folder(pair, &reader) ?? "site"
  case "templates": configuration.templatesFolder = folder(pair, &reader) ?? "templates"
  default: reader.unknownKey(pair, known: settingKeys)
  }
}

/// A language tag (BCP 47): subtags of letters and digits, the first of letters alone.
private func languageTag(_ pair: YAMLPair, _ reader: inout YAMLReader) -> String? {
  guard let text = reader.string(pair) else { return nil }
  let subtags = text.split(separator: "-", omittingEmptySubsequences: false).map { Array($0.utf8) }
  let isTag =
    subtags.allSatisfy { (1...8).contains($0.count) && $0.allSatisfy(\.isASCIIAlphanumeric) }
    && subtags[0].allSatisfy(\.isASCIILetter)
    && ((2...3).contains(subtags[0].count)
      || subtags.count > 1 && ["x", "i"].contains(text.prefix(1)))
  guard isTag else {
    var notes = ["it is put into every page, for browsers, hyphenation and screen readers"]
    let hyphenated = text.replacing("_", with: "-")
    if hyphenated != text { notes.insert("did you mean `\(hyphenated)`?", at: 0) }
    reader.report(
      .badConfiguration, "`language` takes a tag such as `en`, `pt-BR` or `zh-Hans`, not `\(text)`",
      pair.value.range, notes: notes)
    return nil
  }
  return text
}

private enum HTMLTrust: String, CaseIterable { case safe, trusted }

private func baseAddress(_ pair: YAMLPair, _ reader: inout YAMLReader) -> String? {
  guard let text = reader.string(pair) else { return nil }
  switch baseAddress(text) {
  case .address(let address): return address
  case .wrong(let problem):
    reader.report(.badConfiguration, "`base_url` \(problem)", pair.value.range)
    return nil
  }
}

/// An http(s) URL, returned with a trailing slash.
private func webAddress(_ pair: YAMLPair, _ reader: inout YAMLReader) -> String? {
  guard let text = reader.string(pair) else { return nil }
  let isWeb = text.hasPrefix("https://") || text.hasPrefix("http://")
  let isClean = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3C }
  guard isWeb, isClean else {
    reader.report(
      .badConfiguration, "`\(pair.key)` takes an address that begins with https:// or http://",
      pair.value.range)
    return nil
  }
  return text.hasSuffix("/") ? text : text + "/"
}

/// A URL containing `{path}` that opens an editor.
private func editForm(_ pair: YAMLPair, _ reader: inout YAMLReader) -> String? {
  guard let text = reader.string(pair) else { return nil }
  let scheme = text.prefix { $0 != ":" }.lowercased()
  let isScheme =
    !scheme.isEmpty
    && scheme.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "+-.".utf8.contains(byte)
    }
  let isClean = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3C }
  guard isScheme, isClean, text.contains("{path}") else {
    reader.report(
      .badConfiguration,
      "`preview_edit_url` takes an address with `{path}` in it, such as "
        + "vscode://file{path}:{line}:{column}", pair.value.range)
    return nil
  }
  return isHarmlessScheme(scheme, pair, &reader) ? text : nil
}

private func isHarmlessScheme(
  _ scheme: String, _ pair: YAMLPair, _ reader: inout YAMLReader
) -> Bool {
  let refused = ["javascript", "vbscript", "data", "file", "blob", "filesystem", "view-source"]
  guard refused.contains(scheme) else { return true }
  reader.report(
    .badConfiguration, "the scheme `\(scheme)` can run code and is never allowed",
    pair.value.range)
  return false
}

private func folder(_ pair: YAMLPair, _ reader: inout YAMLReader) -> String? {
  guard let text = reader.string(pair) else { return nil }
  let segments = text.split(separator: "/", omittingEmptySubsequences: false)
  let isInside = !text.isEmpty && !segments.contains("..") && !text.hasPrefix("/")
  guard isInside else {
    reader.report(
      .badConfiguration, "`\(pair.key)` takes a folder inside the project, not `\(text)`",
      pair.value.range)
    return nil
  }
  return text
}

private func levels(
  _ value: YAMLValue, _ reader: inout YAMLReader
) -> [DiagnosticCode: Severity?] {
  var levels: [DiagnosticCode: Severity?] = [:]
  for pair in reader.mapping(value) ?? [] {
    guard let code = DiagnosticCode(rawValue: pair.key) else {
      reader.unknownKey(pair, known: DiagnosticCode.allCases.map(\.rawValue))
      continue
    }
    guard code.severity != .error else {
      reader.report(
        .badConfiguration, "`\(pair.key)` is an error, and errors cannot be turned down",
        pair.keyRange)
      continue
    }
    guard let level = reader.choice(pair, Level.self) else { continue }
    switch level {
    case .off: levels[code] = .some(nil)
    case .note: levels[code] = .note
    case .warning: levels[code] = .warning
    case .error: levels[code] = .error
    }
  }
  return levels
}

private enum Level: String, CaseIterable { case off, note, warning, error }

private func limits(_ value: YAMLValue, _ reader: inout YAMLReader) -> MarkdownLimits {
  var limits = MarkdownLimits()
  let keys = [
    "page_bytes", "container_depth", "table_columns", "table_cells", "paragraph_tildes", "nodes",
    "node_depth", "html_bytes", "parser_bytes", "parser_milliseconds",
  ]
  for pair in reader.mapping(value) ?? [] {
    guard keys.contains(pair.key) else {
      reader.unknownKey(pair, known: keys)
      continue
    }
    guard let number = reader.integer(pair) else { continue }
    guard number > 0 else {
      reader.report(.badConfiguration, "`\(pair.key)` takes a number above 0", pair.value.range)
      continue
    }
    switch pair.key {
    case "page_bytes": limits.pageBytes = number
    case "container_depth": limits.containerDepth = number
    case "table_columns": limits.tableColumns = number
    case "table_cells": limits.tableCells = number
    case "paragraph_tildes": limits.paragraphTildes = number
    case "nodes": limits.nodes = number
    case "node_depth": limits.nodeDepth = number
    case "html_bytes": limits.htmlBytes = number
    case "parser_bytes": limits.parserBytes = number
    default: limits.parserMilliseconds = number
    }
  }
  return limits
}

/// `nav:` is a list; each item is a path, `Title: path`, or `Title: [items]`.
private func navigation(
  _ value: YAMLValue, _ reader: inout YAMLReader
) -> [NavigationEntry]? {
  guard case .sequence(let items) = value.content else {
    reader.report(.badConfiguration, "`nav` takes a list of pages and groups", value.range)
    return nil
  }
  var entries: [NavigationEntry] = []
  for item in items {
    switch item.content {
    case .scalar(let path):
      entries.append(NavigationEntry(title: nil, path: path, children: [], range: item.range))
    case .mapping(let pairs) where pairs.count == 1:
      let pair = pairs[0]
      if case .scalar(let path) = pair.value.content {
        entries.append(
          NavigationEntry(title: pair.key, path: path, children: [], range: pair.value.range))
      } else {
        let children = navigation(pair.value, &reader) ?? []
        entries.append(
          NavigationEntry(title: pair.key, path: nil, children: children, range: pair.keyRange))
      }
    default:
      reader.report(
        .badConfiguration, "an entry of `nav` is a path, `Title: path` or `Title:` with a list",
        item.range)
    }
  }
  return entries
}

// What a build keeps for the next one of the same project, so that the next only does what has
// changed. Each part is stored with the inputs it was made from, and reused only if they are the
// same: a build with a memory gives the same bytes as one without. Never written to disk.

internal import Checking
internal import Content
internal import Diagnostics
internal import Drawing
internal import Files
internal import Indexing
internal import Interface
internal import Linking
internal import Rendering

/// A value; each build makes a new one.
package struct BuildMemory: Sendable {
  var scans = ScanMemory()
  var theme: ThemeMemory?
  var data = DataMemory()
  /// From the last build that got this far.
  var link: LinkMemory?
  var render: RenderMemory?
  var search: SearchMemory?
  /// The pages' formulas and diagrams.
  var drawings: DrawingCache?
  /// Counts the builds.
  var generation = 0

  package init() {}
}

/// Scanned pages, keyed by the bytes and the options they were scanned with.
struct ScanMemory: Sendable {
  var options = ScanOptions()
  /// In the same order.
  var paths: [ContentPath] = []
  var entries: [Entry] = []

  struct Entry: Sendable {
    let read: Diagnosed<[UInt8]?>
    let scanned: Diagnosed<ScannedFile>

    /// Whether scanning what was read now, with the same options, would give the same result.
    func fits(_ read: Diagnosed<[UInt8]?>) -> Bool {
      self.read.value == read.value && self.read.diagnostics == read.diagnostics
    }
  }

  /// For each path the result of an earlier scan with these options, if there is one.
  func kept(for paths: [ContentPath], _ options: ScanOptions) -> [Entry?] {
    guard options == self.options else { return [Entry?](repeating: nil, count: paths.count) }
    if paths == self.paths { return entries }
    let positions = Dictionary(
      zip(self.paths, entries.indices), uniquingKeysWith: { first, _ in first })
    return paths.map { path in positions[path].map { entries[$0] } }
  }
}

/// A theme, keyed by the files and the words it was made from.
struct ThemeMemory: Sendable {
  let files: [String: [UInt8]]
  let words: Words
  let theme: Diagnosed<LoadedTheme>
}

/// The parsed data files, keyed by their bytes.
struct DataMemory: Sendable {
  var glossary: (file: SourceFile, language: String, value: Diagnosed<Glossary>)?
  var works: (file: SourceFile, value: Diagnosed<[Work]>)?
  /// The scans of the glossary's definitions with these options.
  var definitions: (file: SourceFile, options: ScanOptions, value: [Diagnosed<Page?>])?
}

/// What a whole site depends on besides its pages.
struct Surroundings: Sendable, Equatable {
  let configuration: Configuration
  let configurationSource: SourceFile
  let includesDrafts: Bool
  let assets: [ContentPath]
  let unread: [UnreadFile]
  /// Where the theme's files are published if no author's file is there.
  let themeFiles: [OutputPath]
  /// glossary.yml, sources.yml and the like.
  let dataFiles: [SourceFile]

  /// Whether both give pages the same frame. The set of assets is not part of that: a page shows
  /// assets through its own targets.
  func looksSame(_ other: Surroundings) -> Bool {
    configuration == other.configuration && configurationSource == other.configurationSource
      && dataFiles == other.dataFiles
  }
}

struct LinkMemory: Sendable {
  /// The number of the build that made it.
  let generation: Int
  let surroundings: Surroundings
  let record: LinkRecord
  let explanations: Explanations
}

struct RenderMemory: Sendable {
  /// The number of the build that made it; its site is that of the link memory with the same
  /// number.
  let generation: Int
  let surroundings: Surroundings
  let templates: [SourceFile]
  let plan: RenderPlan
  let known: KnownPaths
  let anchors: KnownAnchors
  /// The check's diagnostics.
  let diagnostics: [Diagnostic]
  /// In the order of the plan's site.
  let pages: [CheckedPage]
  let generated: [CheckedPage]
  /// The search page and the 404 page.
  let wholePages: [CheckedPage]
  /// The paths of everything that is not a page, an asset or part of the index.
  let otherPaths: [OutputPath]
  var image: SiteImage
  /// May be an earlier build's, if the index is made later.
  var search: [OutputFile]
}

/// The terms of each document, keyed by the document.
struct SearchMemory: Sendable {
  let documents: [SearchDocument]
  /// One for each document.
  let terms: [DocumentTerms]

  /// Looks up the terms of a document that equals one of these.
  func finder() -> @Sendable (SearchDocument) -> DocumentTerms? {
    let positions = Dictionary(
      documents.enumerated().map { ($0.element.url, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    return { document in
      positions[document.url].flatMap { documents[$0] == document ? terms[$0] : nil }
    }
  }
}

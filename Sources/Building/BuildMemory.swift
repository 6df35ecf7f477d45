// What a build leaves to the next one of the same project, so that the next does only what is new.
// Each part is kept together with what it was made of, and used again only when that is the same:
// a build with a memory gives the bytes of a build without one. Made and used by Build.swift, held
// by the preview's session; `study build` never has one.

internal import Checking
internal import Content
internal import Diagnostics
internal import Drawing
internal import Files
internal import Indexing
internal import Interface
internal import Linking
internal import Rendering

/// A value; building gives a new one.
package struct BuildMemory: Sendable {
  var scans = ScanMemory()
  var theme: ThemeMemory?
  var data = DataMemory()
  /// Of the last build that got so far.
  var link: LinkMemory?
  var render: RenderMemory?
  var search: SearchMemory?
  /// Of the pages' formulas and diagrams.
  var drawings: DrawingCache?
  /// Counts the builds.
  var generation = 0

  package init() {}
}

/// Pages by the bytes and the options they were scanned with.
struct ScanMemory: Sendable {
  var options = ScanOptions()
  /// In the same order.
  var paths: [ContentPath] = []
  var entries: [Entry] = []

  struct Entry: Sendable {
    let read: Diagnosed<[UInt8]?>
    let scanned: Diagnosed<ScannedFile>

    /// Whether a scan of what was read now, with the same options, would give the same.
    func fits(_ read: Diagnosed<[UInt8]?>) -> Bool {
      self.read.value == read.value && self.read.diagnostics == read.diagnostics
    }
  }

  /// For each path what an earlier scan with these options gave.
  func kept(for paths: [ContentPath], _ options: ScanOptions) -> [Entry?] {
    guard options == self.options else { return [Entry?](repeating: nil, count: paths.count) }
    if paths == self.paths { return entries }
    let positions = Dictionary(
      zip(self.paths, entries.indices), uniquingKeysWith: { first, _ in first })
    return paths.map { path in positions[path].map { entries[$0] } }
  }
}

/// A theme by the files and the words it was made of.
struct ThemeMemory: Sendable {
  let files: [String: [UInt8]]
  let words: Words
  let theme: Diagnosed<LoadedTheme>
}

/// What data files say, by their bytes.
struct DataMemory: Sendable {
  var glossary: (file: SourceFile, value: Diagnosed<Glossary>)?
  var works: (file: SourceFile, value: Diagnosed<[Work]>)?
  /// Of the glossary's terms, scanned with these options.
  var definitions: (file: SourceFile, options: ScanOptions, value: [Diagnosed<Page?>])?
}

/// What a whole site depends on besides its pages.
struct Surroundings: Sendable, Equatable {
  let configuration: Configuration
  let configurationSource: SourceFile
  let includesDrafts: Bool
  let assets: [ContentPath]
  /// glossary.yml, sources.yml and the like.
  let dataFiles: [SourceFile]

  /// Whether both give pages the same frame. Which assets there are is not part of that: a page
  /// shows them through its own targets.
  func looksSame(_ other: Surroundings) -> Bool {
    configuration == other.configuration && configurationSource == other.configurationSource
      && dataFiles == other.dataFiles
  }
}

struct LinkMemory: Sendable {
  /// The build that made it.
  let generation: Int
  let surroundings: Surroundings
  let record: LinkRecord
  let explanations: Explanations
}

struct RenderMemory: Sendable {
  /// The build that made it; its site is that of the link memory with this number.
  let generation: Int
  let surroundings: Surroundings
  let templates: [SourceFile]
  let plan: RenderPlan
  let known: KnownPaths
  let anchors: KnownAnchors
  /// Of the check.
  let diagnostics: [Diagnostic]
  /// In the order of the plan's site.
  let pages: [CheckedPage]
  let generated: [CheckedPage]
  /// The search page and the page for misses.
  let wholePages: [CheckedPage]
  /// What is neither a page nor an asset nor of the index.
  let otherPaths: [OutputPath]
  var image: SiteImage
  /// May be that of an earlier build, when the index is made later.
  var search: [OutputFile]
}

/// The terms of each document, by the document.
struct SearchMemory: Sendable {
  let documents: [SearchDocument]
  /// Of each document.
  let terms: [DocumentTerms]

  /// Gives the terms of a document that is the same as one of these.
  func finder() -> @Sendable (SearchDocument) -> DocumentTerms? {
    let positions = Dictionary(
      documents.enumerated().map { ($0.element.url, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    return { document in
      positions[document.url].flatMap { documents[$0] == document ? terms[$0] : nil }
    }
  }
}

// Build: the pipeline from a file tree to a site image. Reads through `FileTree`; writes only pages
// and the search index, and only into the staging folder of the request; prints nothing.

internal import Bytes
package import Checking
internal import CommonMark
package import Content
package import Diagnostics
internal import Drawing
package import Files
internal import Indexing
internal import Interface
internal import Linking
internal import Parallel
package import Publishing
internal import Rendering

/// What a build is made from.
package struct BuildRequest: Sendable {
  package var content: any FileTree
  /// The project's own templates, which override the default ones.
  package var templates: (any FileTree)?
  package var configuration: Configuration
  /// study.yml, for messages about it.
  package let configurationSource: SourceFile
  /// A file that has nearly the name of study.yml and is not read, as messages show it.
  package var misnamedSettings: String?
  package let includesDrafts: Bool
  /// How many pages may be processed at once, at least 1.
  package let jobs: Int
  package let version: String
  /// Prepended to content paths in messages.
  package let shownPrefix: String
  /// Whether to compare the published addresses with the ledger.
  package var checksAnchors = false
  /// Returns the drawings of the last build; called only if a page has one.
  package var readDrawingCache: @Sendable () -> [UInt8]? = { nil }
  /// Whether to list links to other hosts; they are never followed here.
  package var checksExternalLinks = false
  /// What to make.
  package var product = BuildProduct.site
  /// Opens the staging folder of the output, once no error prevents publishing. Without one, all
  /// files stay in memory.
  package var stagedFiles: @Sendable () -> StagedFiles? = { nil }

  package init(
    content: any FileTree, templates: (any FileTree)?, configuration: Configuration,
    configurationSource: SourceFile, includesDrafts: Bool, jobs: Int,
    version: String, shownPrefix: String
  ) {
    self.content = content
    self.templates = templates
    self.configuration = configuration
    self.configurationSource = configurationSource
    self.includesDrafts = includesDrafts
    self.jobs = jobs
    self.version = version
    self.shownPrefix = shownPrefix
  }
}

/// What a build makes from the pages.
package enum BuildProduct: Sendable {
  case site
  /// The search index alone: an image of its files, for searching without showing pages.
  case searchIndex
}

/// The result of a build. If there is an error among the diagnostics, the image must not be
/// published.
package struct BuildResult: Sendable {
  package fileprivate(set) var image: SiteImage
  /// Sorted, at the severities the configuration sets.
  package fileprivate(set) var diagnostics: [Diagnostic]
  /// Every file that messages may point into, by path.
  package let sources: [String: SourceFile]
  package let pageCount: Int
  /// Every address and anchor the site publishes; empty unless the request checks anchors.
  package fileprivate(set) var addresses: [String] = []
  /// Links to other hosts, in order of pages and positions.
  package fileprivate(set) var externalLinks: [ExternalLink] = []
  /// Sorted by route.
  let pages: [LinkedPage]
  /// How the image differs from the last one built with the same memory.
  package fileprivate(set) var change = Change<OutputPath>.everything
  /// The drawings to give to the next build; nil when they have not changed.
  package fileprivate(set) var drawingCache: [UInt8]?
  /// The staging folder, if files of the image are in it; the caller publishes or discards it.
  package fileprivate(set) var staged: StagedFiles?

  /// The path, as messages show it, of the source of an HTML file of the image. O(log pages).
  package func sourcePath(ofPageAt path: String) -> String? {
    guard path.hasSuffix("index.html") else { return nil }
    let route = path.dropLast("index.html".count)
    let index = firstIndex(in: 0..<pages.count) {
      !pages[$0].page.route.text.utf8.lexicographicallyPrecedes(route.utf8)
    }
    guard index < pages.count, pages[index].page.route.text.utf8.elementsEqual(route.utf8) else {
      return nil
    }
    return pages[index].page.source.path
  }

  func with(_ image: SiteImage, _ change: Change<OutputPath>) -> BuildResult {
    var result = self
    result.image = image
    result.change = change
    return result
  }

  /// The same result with additional diagnostics.
  package func adding(_ more: [Diagnostic]) -> BuildResult {
    var result = self
    result.diagnostics = (diagnostics + more).sorted()
    return result
  }
}

/// The stages of a build, for progress.
package enum BuildPhase: String, Sendable {
  case reading, scanning, linking, rendering, checking
}

/// Builds a site. Pure except for what `request.content` reads and what is written to
/// `request.stagedFiles`: the same files give the same bytes, whatever `jobs` is.
package func build(
  _ request: BuildRequest, progress: @escaping @Sendable (BuildPhase) -> Void
) async -> BuildResult {
  var memory = BuildMemory()
  return await build(request, memory: &memory, search: .now, progress: progress)
}

/// When a build makes the search index, which costs as much as everything else in a small change.
package enum SearchTime: Sendable {
  case now
  /// The image gets the last build's index, if there was one; `withSearch` completes it.
  case later
}

/// The same, reusing what an earlier build of the project left in `memory`, and updating it. Once
/// the index is complete the result is that of a build without memory, byte for byte.
package func build(
  _ request: BuildRequest, memory: inout BuildMemory, search: SearchTime,
  progress: @escaping @Sendable (BuildPhase) -> Void
) async -> BuildResult {
  progress(.reading)
  async let found = request.content.files()
  let earlierTheme = memory.theme
  async let themed = loadTheme(
    overrides: request.templates, words: request.configuration.words, earlier: earlierTheme)
  let paths = await found.value.map(\.path)
  let files = SortedFiles(paths)
  async let ahead = readAhead(files.pages, hasGlossary: paths.contains(glossaryPath), request)
  let data = readDataFiles(Set(paths), request, memory: &memory.data)

  progress(.scanning)
  let scanned = await scanPages(files.pages, ahead, data.value, request, &memory)
  let theme = await themed.theme
  memory.theme = await themed.memory
  var diagnostics =
    await found.diagnostics + nameProblems(paths, request) + theme.diagnostics
    + data.diagnostics + scanned.flatMap(\.diagnostics)
  let glossary = await completeGlossary(data.value.glossary, request, &memory.data)
  diagnostics += glossary.diagnostics
  let pages = scanned.compactMap(\.value.page)
  if files.pages.isEmpty { diagnostics.append(emptyContent(request)) }
  let sources =
    scanned.compactMap(\.value.source) + theme.value.sources + data.value.files
    + [request.configurationSource]

  progress(.linking)
  let surroundings = Surroundings(request, files, theme.value, data.value)
  let corpus = Corpus(request, pages, surroundings, glossary.value, data.value)
  let earlier = memory.link.flatMap { $0.surroundings == surroundings ? $0 : nil }
  let relinked = earlier?.record.relinked(pages)
  let linked = if let relinked { relinked } else { await link(corpus, jobs: request.jobs) }
  diagnostics += linked.diagnostics + vanishedAddresses(data.value.ledger, linked.site, request)
  guard request.product == .site else {
    return await indexAlone(linked, diagnostics, sources, request)
  }
  let drawn = await drawAll(pages, glossary.value, request, &memory)
  let early = diagnostics + drawn.diagnostics

  // Explanations of unresolved references are computed in parallel with rendering.
  let before = relinked == nil ? nil : earlier.map { ($0.record, $0.explanations) }
  async let explained = explained(linked, earlier: before)
  async let sourcesByPath = byPath(sources)
  async let sortedEarly = leveled(early, request.configuration).sorted()
  memory.generation += 1
  var made = MadeImage()
  if !early.hasErrors {
    let isFollowing = search == .later && memory.render?.generation == earlier?.generation
    let job = ImageJob(
      site: linked.site, media: media(of: linked.site, drawn.value, request), theme: theme.value,
      surroundings: surroundings, request: request, search: search, progress: progress)
    made = await makeImage(job, isFollowing ? linked.change : .everything, &memory)
  }
  let (explanations, said) = await explained
  let late = leveled(made.diagnostics + said, request.configuration).sorted()
  memory.link = LinkMemory(
    generation: memory.generation, surroundings: surroundings, record: linked,
    explanations: explanations)
  var result = BuildResult(
    image: made.image, diagnostics: await sortedEarly.merged(with: late),
    sources: await sourcesByPath, pageCount: pages.count, pages: linked.site.pages)
  result.change = made.change
  result.drawingCache = drawn.value.cache
  result.staged = made.staged
  result.addWhatChecksAsk(request, linked.site, pages, glossary.value, data.value)
  return result
}

extension BuildResult {
  fileprivate mutating func addWhatChecksAsk(
    _ request: BuildRequest, _ site: Site, _ pages: [Page], _ glossary: Glossary,
    _ data: DataFiles
  ) {
    if request.checksAnchors { addresses = publishedAddresses(of: site) }
    if request.checksExternalLinks {
      externalLinks = Building.externalLinks(of: pages, glossary, data)
    }
  }
}

extension Surroundings {
  fileprivate init(
    _ request: BuildRequest, _ files: SortedFiles, _ theme: LoadedTheme, _ data: DataFiles
  ) {
    self.init(
      configuration: request.configuration, configurationSource: request.configurationSource,
      includesDrafts: request.includesDrafts, assets: files.assets,
      unread: files.unread, themeFiles: theme.assets.map(\.path), dataFiles: data.files)
  }
}

extension Corpus {
  fileprivate init(
    _ request: BuildRequest, _ pages: [Page], _ surroundings: Surroundings,
    _ glossary: Glossary, _ data: DataFiles
  ) {
    self.init(
      pages: pages, assets: surroundings.assets, configuration: request.configuration,
      configurationSource: request.configurationSource, includesDrafts: request.includesDrafts,
      glossary: glossary, works: data.works, worksFile: data.worksFile,
      unread: surroundings.unread, themeFiles: surroundings.themeFiles,
      shownPrefix: request.shownPrefix)
  }
}

private func byPath(_ sources: [SourceFile]) -> [String: SourceFile] {
  Dictionary(sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
}

/// The addresses on other hosts that a site shows: of pages, definitions and works.
func externalLinks(of pages: [Page], _ glossary: Glossary, _ data: DataFiles) -> [ExternalLink] {
  let definitions = glossary.terms.compactMap(\.definition)
  let links = (pages.sorted { $0.path < $1.path } + definitions).flatMap { page in
    let lines = page.lineTable()
    return page.externalLinks.map {
      ExternalLink(url: $0.url, path: page.source.path, range: lines.range(of: $0.position))
    }
  }
  guard let file = data.worksFile else { return links }
  return links
    + addresses(of: data.works, in: file).map { address in
      ExternalLink(url: address.url, path: file.path, range: address.range)
    }
}

/// The result of a build that makes only the search index of a linked site.
private func indexAlone(
  _ linked: LinkRecord, _ diagnostics: [Diagnostic], _ sources: [SourceFile],
  _ request: BuildRequest
) async -> BuildResult {
  let files =
    diagnostics.hasErrors
    ? [] : await searchIndex(of: linked.site, request.configuration.language, request.jobs)
  return BuildResult(
    image: SiteImage(files), diagnostics: leveled(diagnostics, request.configuration).sorted(),
    sources: byPath(sources), pageCount: linked.site.pages.count, pages: linked.site.pages)
}

// MARK: - Stages

private func vanishedAddresses(
  _ ledger: SourceFile?, _ site: Site, _ request: BuildRequest
) -> [Diagnostic] {
  guard request.checksAnchors, let ledger else { return [] }
  return vanishedAddresses(readLedger(ledger), in: ledger, of: site)
}

private func drawAll(
  _ pages: [Page], _ glossary: Glossary, _ request: BuildRequest, _ memory: inout BuildMemory
) async -> Diagnosed<DrawnSite> {
  let drawn = await draw(
    pages + glossary.terms.compactMap(\.definition), earlier: memory.drawings,
    readCache: request.readDrawingCache, jobs: request.jobs)
  memory.drawings = drawn.value.outcomes
  return drawn
}

private func media(of site: Site, _ drawn: DrawnSite, _ request: BuildRequest) -> Media {
  Media(drawings: drawn.markup, pictures: pictures(of: site, request.content))
}

/// A scanned file: its source is kept even if no page could be made of it, for the messages about
/// it.
struct ScannedFile: Sendable {
  let source: SourceFile?
  let page: Page?
}

/// The pages' bytes, read while one job reads the glossary that all pages wait for. Nil without a
/// glossary: then each file is best read right before it is scanned.
private func readAhead(
  _ paths: [ContentPath], hasGlossary: Bool, _ request: BuildRequest
) async -> [Diagnosed<[UInt8]?>]? {
  guard hasGlossary else { return nil }
  let limit = request.configuration.scan.limits.pageBytes
  return await parallelMap(paths, jobs: request.jobs) { request.content.read($0, limit: limit) }
}

/// All pages, in the order of their paths.
/// - Parameter ahead: the bytes read so far.
private func scanPages(
  _ paths: [ContentPath], _ ahead: [Diagnosed<[UInt8]?>]?, _ data: DataFiles,
  _ request: BuildRequest, _ memory: inout BuildMemory
) async -> [Diagnosed<ScannedFile>] {
  var options = request.configuration.scan
  options.terms = data.glossary.matcher
  let scanOptions = options
  let kept = memory.scans.kept(for: paths, scanOptions)
  let entries = await concurrentMap(Array(paths.indices), jobs: request.jobs) { index in
    let path = paths[index]
    let read =
      ahead?[index] ?? request.content.read(path, limit: scanOptions.limits.pageBytes)
    if let entry = kept[index], entry.fits(read) { return entry }
    return ScanMemory.Entry(read: read, scanned: await scanFile(path, read, request, scanOptions))
  }
  memory.scans = ScanMemory(options: scanOptions, paths: paths, entries: entries)
  return entries.map(\.scanned)
}

/// The glossary with its definitions.
private func completeGlossary(
  _ glossary: Glossary, _ request: BuildRequest, _ memory: inout DataMemory
) async -> Diagnosed<Glossary> {
  guard let file = memory.glossary?.file, !glossary.terms.isEmpty else {
    return Diagnosed(glossary)
  }
  let options = request.configuration.scan
  let definitions: [Diagnosed<Page?>]
  if let kept = memory.definitions, kept.file == file, kept.options == options {
    definitions = kept.value
  } else {
    definitions = await scanDefinitions(of: glossary, options: options, jobs: request.jobs)
  }
  memory.definitions = (file, options, definitions)
  return glossary.with(definitions)
}

/// The explanations of unresolved references, and their diagnostics, sorted: on a site with many
/// dead links these are nearly all diagnostics, so sorting them here leaves little to sort at the
/// end.
private func explained(
  _ linked: LinkRecord, earlier: (record: LinkRecord, explanations: Explanations)?
) -> (explanations: Explanations, diagnostics: [Diagnostic]) {
  let explanations = linked.explanations(after: earlier)
  return (explanations, explanations.diagnostics.sorted())
}

private func scanFile(
  _ path: ContentPath, _ read: Diagnosed<[UInt8]?>, _ request: BuildRequest,
  _ options: ScanOptions
) async -> Diagnosed<ScannedFile> {
  guard let bytes = read.value else {
    // What is too large keeps its address; what cannot be read is an error.
    let empty = SourceFile(path: request.shownPrefix + path.text, bytes: [])
    let page =
      read.diagnostics.hasErrors ? nil : plainPage(of: empty, path: path, options: options)
    return Diagnosed(ScannedFile(source: nil, page: page), read.diagnostics)
  }
  let source = SourceFile(path: request.shownPrefix + path.text, bytes: bytes)
  let page = scan(source, path: path, options: options)
  // As text, with the reason why it is not more.
  let shown = page.value ?? plainPage(of: source, path: path, options: options)
  return Diagnosed(ScannedFile(source: source, page: shown), page.diagnostics)
}

private func nameProblems(_ paths: [ContentPath], _ request: BuildRequest) -> [Diagnostic] {
  let settings = request.misnamedSettings.map { path in
    [
      Diagnostic(
        .unreadFile, "this file is not read; the settings of a site are in `study.yml`", path: path,
        notes: ["rename it to `study.yml`, or delete it"])
    ]
  }
  return (settings ?? []) + unportableNames(paths, shownPrefix: request.shownPrefix)
}

private func emptyContent(_ request: BuildRequest) -> Diagnostic {
  Diagnostic(
    .emptyContent, "there is no Markdown file here", path: request.shownPrefix + ".",
    notes: ["write a page, for example `index.md`, or name another folder with --content"])
}

private func leveled(
  _ diagnostics: [Diagnostic], _ configuration: Configuration
) -> [Diagnostic] {
  guard !configuration.levels.isEmpty else { return diagnostics }
  return diagnostics.compactMap { diagnostic in
    guard let level = configuration.levels[diagnostic.code] else { return diagnostic }
    return level.map(diagnostic.atLevel)
  }
}

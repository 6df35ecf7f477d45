// Build: the pipeline from a file tree to a site image. Reads through `FileTree`, writes nothing,
// prints nothing. Called by `study` and, later, by the preview.

package import Content
package import Diagnostics
internal import CommonMark
internal import Indexing
internal import Linking
package import Rendering

/// What a build is made from.
package struct BuildRequest: Sendable {
  package let content: any FileTree
  /// The project's own templates, over the default ones.
  package let templates: (any FileTree)?
  package let configuration: Configuration
  /// study.yml, for messages about it.
  package let configurationSource: SourceFile
  package let includesDrafts: Bool
  /// How many pages may be worked on at once, from 1.
  package let jobs: Int
  package let trialCommand: TrialCommand?
  package let version: String
  /// Put before content paths in messages.
  package let shownPrefix: String

  package init(
    content: any FileTree, templates: (any FileTree)?, configuration: Configuration,
    configurationSource: SourceFile, includesDrafts: Bool, jobs: Int, trialCommand: TrialCommand?,
    version: String, shownPrefix: String
  ) {
    self.content = content
    self.templates = templates
    self.configuration = configuration
    self.configurationSource = configurationSource
    self.includesDrafts = includesDrafts
    self.jobs = jobs
    self.trialCommand = trialCommand
    self.version = version
    self.shownPrefix = shownPrefix
  }
}

/// What a build gives. With an error among the diagnostics the image must not be published.
package struct BuildResult: Sendable {
  package let image: SiteImage
  /// Sorted, at the levels the configuration asks for.
  package let diagnostics: [Diagnostic]
  /// Every file that messages may point into, by path.
  package let sources: [String: SourceFile]
  package let pageCount: Int
}

/// The stages of a build, for progress.
package enum BuildPhase: String, Sendable {
  case reading, scanning, linking, rendering, checking
}

/// Builds a site. Pure but for what `request.content` reads: the same files give the same bytes,
/// whatever `jobs` is.
package func build(
  _ request: BuildRequest, progress: @Sendable (BuildPhase) -> Void
) async -> BuildResult {
  progress(.reading)
  let listing = request.content.files()
  let theme = loadTheme(overrides: request.templates)
  let files = listing.value
  let pagePaths = files.map(\.path).filter(\.isMarkdown)
  let assets = files.map(\.path).filter { !$0.isMarkdown }

  progress(.scanning)
  let scanned = await parallelMap(pagePaths, jobs: request.jobs) { scanFile($0, request) }
  var diagnostics = listing.diagnostics + theme.diagnostics + scanned.flatMap(\.diagnostics)
  let pages = scanned.compactMap(\.value.page)
  if pagePaths.isEmpty { diagnostics.append(emptyContent(request)) }
  var sources = scanned.compactMap(\.value.source) + theme.value.sources
  sources.append(request.configurationSource)

  progress(.linking)
  let plan = planLinks(
    Corpus(
      pages: pages, assets: assets, configuration: request.configuration,
      configurationSource: request.configurationSource, includesDrafts: request.includesDrafts))
  let resolved = await parallelMap(plan.pages, jobs: request.jobs) { resolve($0, plan) }
  let linked = finishLinks(resolved, plan)
  diagnostics += linked.diagnostics

  // The words for what did not resolve are found beside the rendering.
  async let unresolved = explainFailures(resolved, plan)
  var image = SiteImage([])
  if !diagnostics.hasErrors {
    let made = await renderImage(linked.value, theme.value, request, progress)
    image = made.value
    diagnostics += made.diagnostics
  }
  diagnostics += await unresolved
  return BuildResult(
    image: image, diagnostics: leveled(diagnostics, request.configuration).sorted(),
    sources: Dictionary(sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first }),
    pageCount: pages.count)
}

// MARK: - Stages

/// A scanned file: its source is kept even when no page came of it, for the messages about it.
private struct ScannedFile: Sendable {
  let source: SourceFile?
  let page: Page?
}

private func scanFile(_ path: ContentPath, _ request: BuildRequest) -> Diagnosed<ScannedFile> {
  let options = request.configuration.scan
  let read = request.content.read(path, limit: options.limits.pageBytes)
  guard let bytes = read.value else {
    return Diagnosed(ScannedFile(source: nil, page: nil), read.diagnostics)
  }
  let source = SourceFile(path: request.shownPrefix + path.text, bytes: bytes)
  let ready = readiness(of: source, options: options)
  if ready.diagnostics.hasErrors {
    return Diagnosed(ScannedFile(source: source, page: nil), ready.diagnostics)
  }
  if case .suspicious(let reason) = ready.value,
    let problem = trial(
      of: source, at: request.content.diskPath(of: path), command: request.trialCommand,
      reason: reason)
  {
    return Diagnosed(ScannedFile(source: source, page: nil), [problem])
  }
  let page = scan(source, path: path, options: options)
  return Diagnosed(ScannedFile(source: source, page: page.value), page.diagnostics)
}

private func renderImage(
  _ site: Site, _ theme: LoadedTheme, _ request: BuildRequest,
  _ progress: @Sendable (BuildPhase) -> Void
) async -> Diagnosed<SiteImage> {
  progress(.rendering)
  // The index is joined by one job at the end; pages are rendered beside it.
  async let searchFiles = searchFiles(of: site, jobs: request.jobs)
  let plan = RenderPlan(
    site: site, configuration: request.configuration, templates: theme.templates,
    version: request.version)
  var files = await parallelMap(site.pages, jobs: request.jobs) { renderPage($0, plan) }
  files += await parallelMap(site.generated, jobs: request.jobs) { renderGenerated($0, plan) }
  files += site.redirects.map { renderRedirect($0, plan) }
  files += [renderSearchPage(plan), renderNotFoundPage(plan)]
  files += machineFiles(plan) + theme.assets
  files += await searchFiles
  files += site.assets.map { OutputFile(path: OutputPath($0.text), contents: .asset($0)) }

  progress(.checking)
  let image = SiteImage(files)
  var diagnostics = doubledPaths(in: image) + filesForFolders(in: image)
  diagnostics += await checkImage(image, jobs: request.jobs)
  return Diagnosed(image, diagnostics)
}

private func searchFiles(of site: Site, jobs: Int) async -> [OutputFile] {
  let documents = searchDocuments(of: site)
  let terms = await parallelMap(documents, jobs: jobs) { tokenize($0) }
  return encode(makeIndex(documents: documents, terms: terms)).map {
    OutputFile("search/" + $0.name, $0.contents)
  }
}

/// Two things for one file of the output: a page and an asset, or either and a file of our own.
private func doubledPaths(in image: SiteImage) -> [Diagnostic] {
  zip(image.files, image.files.dropFirst()).filter { $0.path == $1.path }.map { file, _ in
    Diagnostic(
      .duplicateURL, "two things would be written to `\(file.path)`", path: file.path.text,
      notes: ["rename the page or asset that has this address"])
  }
}

/// Files whose name others need for their folder: `CHANGELOG` beside `CHANGELOG.md`.
private func filesForFolders(in image: SiteImage) -> [Diagnostic] {
  let files = image.files
  // Pages, the most by far, are all called `index.html`; few sites have a folder of that name.
  let hasOddFolder = files.contains {
    if case .asset(let path) = $0.contents { path.text.contains("index.html/") } else { false }
  }
  return files.filter { file in
    let path = file.path.text
    guard hasOddFolder || !path.utf8.suffix(11).elementsEqual("/index.html".utf8) else {
      return false
    }
    let folder = OutputPath(path + "/")
    var low = 0
    var high = files.count
    while low < high {
      let middle = (low + high) / 2
      if files[middle].path < folder { low = middle + 1 } else { high = middle }
    }
    return low < files.count && files[low].path.text.utf8.starts(with: folder.text.utf8)
  }.map { file in
    Diagnostic(
      .duplicateURL, "`\(file.path)` would be a file and a folder", path: file.path.text,
      notes: ["a page's address is a folder; rename the page or the file"])
  }
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

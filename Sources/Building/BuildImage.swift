// The second half of a build: from a linked site to its image, rendered, indexed and checked.
// Reuses what is unchanged since an earlier build. Reads nothing, and writes only staged files.

internal import Checking
internal import Content
internal import Diagnostics
internal import Files
internal import Indexing
internal import Linking
internal import Parallel
internal import Publishing
internal import Rendering

/// What an image is made of.
struct ImageJob: Sendable {
  let site: Site
  let media: Media
  let theme: LoadedTheme
  let surroundings: Surroundings
  let request: BuildRequest
  let search: SearchTime
  let progress: @Sendable (BuildPhase) -> Void

  /// - Parameter earlier: the plan of an earlier build of the same project.
  func plan(after earlier: RenderPlan?) -> RenderPlan {
    RenderPlan(
      site: site, configuration: request.configuration, templates: theme.templates,
      version: request.version, media: media, earlier: earlier)
  }
}

/// An image and what is known about it.
struct MadeImage: Sendable {
  var image = SiteImage([])
  var diagnostics: [Diagnostic] = []
  /// How the image differs from that of the build that left the memory.
  var change = Change<OutputPath>.everything
  /// The staging folder, if files were written there as they were made.
  var staged: StagedFiles?
}

/// Makes the image of a site; renders only the changed pages, if that suffices.
/// - Parameter change: how `job.site.pages` differ from those of the build that left the memory.
func makeImage(
  _ job: ImageJob, _ change: Change<Int>, _ memory: inout BuildMemory
) async -> MadeImage {
  if case .only(let changed) = change,
    let (image, paths) = renderAgain(job.site, job.media, changed, job.theme, &memory)
  {
    return MadeImage(image: image, change: .only(paths))
  }
  let staged = job.request.stagedFiles()
  let image = await renderImage(job, staged, &memory)
  return MadeImage(image: image.value, diagnostics: image.diagnostics, staged: staged)
}

private func renderImage(
  _ job: ImageJob, _ staged: StagedFiles?, _ memory: inout BuildMemory
) async -> Diagnosed<SiteImage> {
  let (site, request, theme) = (job.site, job.request, job.theme)
  job.progress(.rendering)
  let kept = memory.render
  // An index of an earlier build is where that build's search was.
  let isInPlace = kept?.plan.site.places.search == site.places.search
  let earlierIndex = job.search == .later && isInPlace ? kept?.search : nil
  let searchMemory = memory.search
  async let planned = job.plan(after: kept?.plan)
  // One job makes the index as soon as its terms are counted, in parallel with rendering.
  let counted = earlierIndex == nil ? await countTerms(of: site, request.jobs, searchMemory) : nil
  async let indexed = counted.map {
    indexFiles(of: $0, in: site.places.search, request.configuration.language, staged)
  }
  let plan = await planned
  var others = site.redirects.map { renderRedirect($0, plan) }
  others += ownFiles(plan, theme)
  let otherPaths = others.map(\.path)
  others += site.assets.map { OutputFile(path: OutputPath($0.text), contents: .asset($0)) }
  let searchPages = planSearchPages(plan)
  let wholePages =
    (site.addresses.isAuthors(notFoundPath) ? [] : [.notFound])
    + searchPages.paths.indices.map(WholePage.search)
  let wholePaths = wholePages.map { page in
    if case .search(let number) = page { searchPages.paths[number] } else { notFoundPath }
  }
  let known = KnownPaths(
    others.map(\.path) + wholePaths + site.pages.map { OutputPath($0.page.route) }
      + site.generated.map { OutputPath($0.route) }
      + searchFileNames.map { OutputPath(site.places.search.text + $0) })
  let rendered = await renderPages(
    job, plan, others, searchPages, wholePages, known, kept, staged)
  job.progress(.checking)
  let all = rendered.pages + rendered.generated + rendered.others + rendered.wholePages
  let anchors = KnownAnchors(all)
  async let findings = checkFindings(all, anchors) { path in
    site.page(writtenTo: path)?.source
  }
  let searchFiles = await indexed ?? earlierIndex ?? []
  let image = SiteImage(
    all.map(\.file) + others.filter { !$0.path.text.hasSuffix(".html") || $0.isAsset }
      + searchFiles)
  var diagnostics = await findings
  diagnostics += doubledPaths(in: image) + filesForFolders(in: image)
  if let counted { memory.search = counted }
  memory.render = RenderMemory(
    generation: memory.generation, surroundings: job.surroundings, templates: theme.sources,
    plan: plan, known: known, anchors: anchors, diagnostics: diagnostics, pages: rendered.pages,
    generated: rendered.generated, wholePages: rendered.wholePages, otherPaths: otherPaths,
    image: image,
    search: searchFiles)
  return Diagnosed(image, diagnostics)
}

/// The HTML files of an image, checked.
private struct RenderedPages {
  let pages: [CheckedPage]
  let generated: [CheckedPage]
  /// The 404 page and the search pages.
  let wholePages: [CheckedPage]
  let others: [CheckedPage]
}

/// A page that shows the whole site.
private enum WholePage: Sendable {
  case notFound
  /// A number among the search pages.
  case search(Int)
}

private let notFoundPath = OutputPath("404.html")

/// The files for programs and those of the theme, except where an author's file is.
private func ownFiles(_ plan: RenderPlan, _ theme: LoadedTheme) -> [OutputFile] {
  let places = plan.site.places
  let moved = theme.assets.map { file in
    OutputFile(path: places.path(ofThemeFile: file.path), contents: file.contents)
  }
  return (machineFiles(plan) + moved).filter { !plan.site.addresses.isAuthors($0.path) }
}

/// Renders and checks every page that is not the same as in `kept`.
private func renderPages(
  _ job: ImageJob, _ plan: RenderPlan, _ others: [OutputFile], _ searchPages: SearchPages,
  _ wholes: [WholePage], _ known: KnownPaths, _ kept: RenderMemory?, _ staged: StagedFiles?
) async -> RenderedPages {
  let jobs = job.request.jobs
  let unchanged = kept.map { kept in
    Unchanged(
      old: kept.plan, new: plan,
      hasSameInputs: kept.templates == job.theme.sources
        && kept.surroundings.looksSame(job.surroundings))
  }
  // An unchanged page must be checked again only if a path was added or removed.
  let isKnownSame = kept?.known == known
  @Sendable func checked(
    _ page: CheckedPage?, _ render: () -> OutputFile
  ) -> CheckedPage {
    guard let page else {
      let page = checkPage(render(), known)
      return if let staged { page.with(staged.stage(page.file)) } else { page }
    }
    return isKnownSame ? page : checkPage(page.file, known)
  }
  // Started first, because a glossary may take as long as a hundred pages.
  async let generated = parallelMap(Array(plan.site.generated.indices), jobs: jobs) { index in
    checked(unchanged?.generated(index).flatMap { kept?.generated[$0] }) {
      renderGenerated(plan.site.generated[index], plan)
    }
  }
  let keptWholes =
    unchanged?.hasSameWholePages == true && kept?.wholePages.count == wholes.count
    ? kept?.wholePages : nil
  async let wholePages = parallelMap(Array(wholes.indices), jobs: jobs) { index in
    checked(keptWholes?[index]) {
      switch wholes[index] {
      case .notFound: renderNotFoundPage(plan)
      case .search(let number): renderSearchPage(number, of: searchPages, plan)
      }
    }
  }
  let pages = await parallelMap(Array(plan.site.pages.indices), jobs: jobs) { index in
    checked(unchanged?.page(index).flatMap { kept?.pages[$0] }) {
      renderPage(plan.site.pages[index], plan)
    }
  }
  let otherPages = others.filter { $0.path.text.hasSuffix(".html") && !$0.isAsset }.map {
    checkPage($0, known)
  }
  return await RenderedPages(
    pages: pages, generated: generated, wholePages: wholePages, others: otherPages)
}

/// The image of a site in which only some pages differ, and nothing that other pages or lists show
/// of them (`LinkRecord.relinked`): renders and checks these pages, and the few files that are made
/// from all pages; everything else is reused.
/// - Parameter changed: indices of `site.pages`.
/// - Returns: nil when that does not suffice: the theme differs, the image has a problem, or an id
///   that others link to was added or removed.
private func renderAgain(
  _ site: Site, _ media: Media, _ changed: [Int], _ theme: LoadedTheme,
  _ memory: inout BuildMemory
) -> (image: SiteImage, changed: [OutputPath])? {
  guard let kept = memory.render, kept.templates == theme.sources, kept.diagnostics.isEmpty,
    kept.plan.media.agrees(with: media)
  else { return nil }
  let plan = kept.plan.with(site, media)
  var pages = kept.pages
  var anchors = kept.anchors
  for index in changed {
    let page = checkPage(renderPage(site.pages[index], plan), kept.known)
    guard page.hasSameAnchors(as: pages[index]) else { return nil }
    pages[index] = page
    anchors.insert(page)
  }
  var generated = kept.generated
  for (index, page) in site.generated.enumerated() where page.kind == .print {
    generated[index] = checkPage(renderGenerated(page, plan), kept.known)
    anchors.insert(generated[index])
  }
  let again =
    changed.map { pages[$0] }
    + zip(site.generated, generated).filter { $0.0.kind == .print }.map(\.1)
  let others = site.redirects.map { renderRedirect($0, plan) } + ownFiles(plan, theme)
  guard others.map(\.path) == kept.otherPaths else { return nil }
  let files = again.map(\.file) + others
  guard checkFindings(again, anchors).isEmpty,
    let image = kept.image.replacing(files)
  else { return nil }
  memory.render = RenderMemory(
    generation: memory.generation, surroundings: kept.surroundings, templates: kept.templates,
    plan: plan, known: kept.known, anchors: anchors, diagnostics: [], pages: pages,
    generated: generated, wholePages: kept.wholePages, otherPaths: kept.otherPaths,
    image: image, search: kept.search)
  return (image, files.map(\.path))
}

extension Site {
  /// The page that a file of the image was made from. O(pages): few files have findings.
  fileprivate func page(writtenTo path: OutputPath) -> Page? {
    pages.first { OutputPath($0.page.route) == path }?.page
  }
}

extension OutputFile {
  fileprivate var isAsset: Bool {
    if case .asset = contents { true } else { false }
  }
}

/// Counts the terms of every page of a site.
private func countTerms(
  of site: Site, _ jobs: Int, _ memory: SearchMemory?
) async -> SearchMemory {
  let plan = DocumentPlan(site)
  let earlier = memory?.finder()
  let counted = await inChunks(of: plan.count, jobs: jobs) { range in
    let documents = range.map(plan.document)
    return (documents, tokenize(documents[...], earlier: earlier))
  }
  return SearchMemory(documents: counted.flatMap(\.0), terms: counted.flatMap(\.1))
}

/// The search index of a site, made from scratch.
func searchIndex(of site: Site, _ language: String, _ jobs: Int) async -> [OutputFile] {
  indexFiles(
    of: await countTerms(of: site, jobs, nil), in: MadePlaces().search, language)
}

/// The search index of a site. Runs as one job: O(terms and bytes of the pages).
private func indexFiles(
  of counted: SearchMemory, in folder: Route, _ language: String, _ staged: StagedFiles? = nil
) -> [OutputFile] {
  let index = makeIndex(documents: counted.documents, terms: counted.terms, language: language)
  return encode(index) { file in
    let output = OutputFile(folder.text + file.name, file.contents)
    return staged?.stage(output) ?? output
  }
}

/// A result with an up-to-date index, and what to remember of making it.
package struct IndexedResult: Sendable {
  package let result: BuildResult
  fileprivate let search: SearchMemory?
  fileprivate let files: [OutputFile]

  /// Updates the index's part of a memory. The memory is the one that the result's build left;
  /// later changes to it do not matter unless another build has made a site.
  package func keep(in memory: inout BuildMemory) {
    memory.search = search
    memory.render?.search = files
    memory.render?.image = result.image
  }
}

/// Completes a result whose image has the index of an earlier build.
/// - Parameter memory: the memory that build left.
package func withSearch(
  _ result: BuildResult, _ memory: BuildMemory, jobs: Int
) async -> IndexedResult {
  guard let render = memory.render else {
    return IndexedResult(result: result, search: memory.search, files: [])
  }
  let search = await countTerms(of: render.plan.site, jobs, memory.search)
  let site = render.plan.site
  let files = indexFiles(
    of: search, in: site.places.search, render.plan.configuration.language)
  if render.search.map(\.path) == files.map(\.path), let image = result.image.replacing(files) {
    let complete = result.with(image, .only(files.map(\.path)))
    return IndexedResult(result: complete, search: search, files: files)
  }
  let earlier = Set(render.search.map(\.path))
  let image = SiteImage(result.image.files.filter { !earlier.contains($0.path) } + files)
  return IndexedResult(
    result: result.with(image, .everything), search: search, files: files)
}

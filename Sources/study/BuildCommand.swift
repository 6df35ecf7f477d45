// `study build`, and what it shares with `study check`.

import Allocator
import ArgumentParser
import Building
import Diagnostics
import Disk
import Glibc
import Publishing

/// The output formats for diagnostics.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, github, sarif
}

/// The options shared by build and check.
struct ProjectOptions: ParsableArguments {
  @Option(help: "The project's folder, which contains study.yml. Default: here.")
  var project: String?
  @Option(help: "The folder of Markdown. Default: `content` in the project.")
  var content: String?
  @Option(help: "The URL the site is published at, for sitemap, feed and canonical links.")
  var baseURL: String?
  @Flag(help: "Publish pages marked `draft: true` as well.")
  var drafts = false
  @Option(name: .customLong("diagnostics"), help: "The output format of diagnostics.")
  var format: ReportFormat = .text
  @Option(help: "How many pages to work on at once. Default: one for each processor.")
  var jobs: Int?
  @Flag(help: "Print errors only.")
  var quiet = false
  @Flag(help: "Print how long each stage took, and the most memory used.")
  var timings = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1") }
  }
}

struct Build: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Builds the site and publishes it into the output folder.",
    discussion: """
      Nothing is written when there is an error, and only files that differ are written. The
      output folder must be empty or made by study; a folder with other things in it is refused.
      """)

  @OptionGroup var options: ProjectOptions
  @Option(help: "The folder to publish into. Default: `site` in the project.")
  var output: String?
  @Flag(help: "Warnings fail the build too.")
  var strict = false

  func run() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var project = try openProject(options, output: output)
    let (outputFolder, protected) = (project.outputFolder, project.protectedFolders)
    project.request.stagedFiles = { StagedFiles(forOutput: outputFolder, protecting: protected) }
    var memory = BuildMemory()
    let result = await runBuild(project, options, &memory)
    let counts = report(result, options, isStrict: strict)
    guard !counts.fails else {
      result.staged?.discard()
      if options.format == .text, !options.quiet || counts.errors > 0 {
        printError("study: \(counts.sentence). Nothing was written.\n")
      }
      throw Ending(code: 1)
    }
    let published: PublishReport
    do throws(PublishFailure) {
      published = try await publish(
        result.image, of: project.contentTree, to: outputFolder, protecting: protected,
        jobs: project.jobs, staged: result.staged)
    } catch {
      throw EnvironmentFailure(message: error.message)
    }
    for warning in published.warnings { printError("study: note: \(warning)\n") }
    for path in published.edited {
      printError("study: note: \(path) is not part of the site any more, but was edited; kept\n")
    }
    printReplacedEdits(published.replacedEdits)
    if !options.quiet {
      printSummary(result, published, counts, project, start.duration(to: clock.now))
    }
    // Exits with everything a build made still in memory. The system reclaims it at once, whereas
    // freeing it piece by piece would take a tenth of the build.
    withExtendedLifetime((result, memory)) { Glibc.exit(0) }
  }

  private func printReplacedEdits(_ paths: [String]) {
    guard !paths.isEmpty else { return }
    let names = paths.prefix(3).joined(separator: ", ") + (paths.count > 3 ? ", …" : "")
    printError(
      "study: note: replaced what was edited in the output since the last build: \(names)\n")
  }

  private func printSummary(
    _ result: BuildResult, _ published: PublishReport, _ counts: ReportCounts,
    _ project: OpenProject,
    _ time: Duration
  ) {
    printError(
      "study: \(pagesInWords(result.pageCount)) to \(project.shownOutput) in "
        + "\(time.inMilliseconds) ms: "
        + "\(published.written) files written, \(published.removed) removed, "
        + "\(published.unchanged) unchanged. \(counts.sentence.capitalizedFirst).\n")
  }
}

/// The memory of a build of a thousand pages. A larger build takes the rest in small pages, because
/// memory that the system must compact to form large ones costs more than they save.
private let largePageBytes = 128 << 20

/// - Parameter memory: receives what the build made, and keeps it alive.
func runBuild(
  _ project: OpenProject, _ options: ProjectOptions, _ memory: inout BuildMemory
) async -> BuildResult {
  allocator_take_large_pages(largePageBytes)
  let showsProgress = isTerminal() && !options.quiet
  let showsTimings = options.timings
  let start = ContinuousClock.now
  @Sendable func timing(_ what: String) {
    let milliseconds = start.duration(to: .now).inMilliseconds
    printError("\(milliseconds) ms, \(peakMegabytes()) MB at most: \(what)\n")
  }
  let result = await build(project.request, memory: &memory, search: .now) { phase in
    if showsTimings {
      timing(phase.rawValue)
    } else if showsProgress {
      printError("\r\u{1B}[K\(phase.rawValue)…")
    }
  }
  if showsTimings { timing("built") }
  if showsProgress { printError("\r\u{1B}[K") }
  if let cache = result.drawingCache {
    do throws(ReplaceFailure) {
      try writeCache(cache, to: project.folder + drawingCachePath)
    } catch {
      printError("study: note: \(error.message)\n")
    }
  }
  return result
}

/// `1 page`, `2 pages`.
func pagesInWords(_ count: Int) -> String { count == 1 ? "1 page" : "\(count) pages" }

extension Duration {
  fileprivate var inMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

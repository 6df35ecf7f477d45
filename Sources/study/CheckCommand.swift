// `study check`: a build that writes nothing, and optional extras: safe fixes, the ledger of
// published addresses, links to other hosts.

import ArgumentParser
import Building
import Checking
import Content
import Diagnostics
import Disk
import Files

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Builds the site without writing it; warnings fail.")

  @OptionGroup var options: ProjectOptions
  @Flag(help: "Apply the fixes that cannot be wrong, and list them.")
  var fix = false
  @Flag(help: "Compare with the published addresses and anchors in anchors.txt.")
  var anchors = false
  @Flag(help: "With --anchors: add what is new to anchors.txt.")
  var update = false
  @Flag(help: "Check that links to other hosts work. Uses the network.")
  var external = false
  @Flag(help: "A check is always strict; accepted so that it can be called like a build.")
  var strict = false

  func validate() throws {
    if update && !anchors { throw ValidationError("--update goes with --anchors") }
  }

  func run() async throws {
    var project = try openProject(options, output: nil)
    project.request.checksAnchors = anchors
    project.request.checksExternalLinks = external
    var memory = BuildMemory()
    var result = await runBuild(project, options, &memory)
    if fix, try applyFixes(result) { result = await runBuild(project, options, &memory) }
    if anchors { result = try checkLedger(result, project) }
    if let note = markdownEngineNote(), !options.quiet { printError("study: note: \(note)\n") }
    var summary = ""
    if external {
      let report = try await checkExternal(result, project)
      result = result.adding(report.diagnostics)
      summary =
        " \(report.checked) addresses of other hosts checked, \(report.remembered) known from "
        + "before, \(report.ignored) ignored."
    }
    let counts = report(result, options, isStrict: true)
    if !options.quiet, options.format == .text {
      let pages = pagesInWords(result.pageCount)
      printError("study: \(pages) checked: \(counts.sentence).\(summary)\n")
    }
    if counts.fails { throw Ending(code: 1) }
  }

  // MARK: Fixes

  /// Returns whether a file was changed.
  private func applyFixes(_ result: BuildResult) throws -> Bool {
    let files = applySafeFixes(of: result.diagnostics, in: result.sources)
    for file in files {
      do throws(ReplaceFailure) {
        try replaceFile(
          absolute(file.path), expected: result.sources[file.path]?.bytes, contents: file.bytes)
      } catch {
        throw EnvironmentFailure(message: error.message)
      }
      for fix in file.applied {
        printError("fixed \(file.path):\(fix.line):\(fix.column): \(fix.title)\n")
      }
    }
    return !files.isEmpty
  }

  // MARK: Anchors

  private func checkLedger(
    _ result: BuildResult, _ project: OpenProject
  ) throws -> BuildResult {
    // Without a site there are no addresses to compare or to record.
    guard !result.diagnostics.hasErrors else { return result }
    let shownPath = project.request.shownPrefix + anchorLedgerPath.text
    let ledger = result.sources[shownPath]
    guard update || ledger != nil else {
      throw EnvironmentFailure(
        message: "there is no \(shownPath); `study check --anchors --update` writes it")
    }
    if update {
      let known = ledger.map { readLedger($0).map(\.address) } ?? []
      let text = ledgerText(known + result.addresses)
      if text != ledger?.bytes {
        do throws(ReplaceFailure) {
          try replaceFile(absolute(shownPath), expected: ledger?.bytes, contents: text)
        } catch {
          throw EnvironmentFailure(message: error.message)
        }
        let added = Set(result.addresses).subtracting(known).count
        printError("study: \(added) addresses added to \(shownPath)\n")
      }
    }
    return result
  }

  // MARK: Other hosts

  private func checkExternal(
    _ result: BuildResult, _ project: OpenProject
  ) async throws -> ExternalReport {
    let cachePath = project.folder + "/.study/external-links.json"
    let cache = readFile(cachePath, limit: dataFileByteLimit).map(ExternalCache.init(parsing:))
    let settings = project.request.configuration.external
    let check = ExternalCheck(
      settings: settings,
      fetch: curlFetch(
        timeout: settings.timeoutSeconds, agent: "study/\(studyVersion) (link check)"),
      sleep: { duration in try? await Task.sleep(for: duration) })
    guard await isCurlInstalled() else {
      throw EnvironmentFailure(message: "--external needs the program `curl`: apt install curl")
    }
    let showsProgress = isTerminal() && !options.quiet
    let report = await checkExternalLinks(
      result.externalLinks, check, cache: cache ?? ExternalCache(),
      today: CalendarDate(currentDate()) ?? .epoch,
      progress: { done, all in
        if showsProgress { printError("\r\u{1B}[Kother hosts: \(done) of \(all)…") }
      })
    if showsProgress { printError("\r\u{1B}[K") }
    do throws(ReplaceFailure) {
      try writeCache(report.cache.json, to: cachePath)
    } catch {
      printError("study: note: \(error.message)\n")
    }
    return report
  }
}

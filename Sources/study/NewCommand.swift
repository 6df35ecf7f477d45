// `study new`: writes the beginning of a file or entry for the author to fill in.

import ArgumentParser
import Building
import Bytes
import Content
import Diagnostics
import Disk
import Files

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes the beginning of something new.", subcommands: [NewSource.self])
}

struct NewSource: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "source",
    abstract: "Adds an entry to sources.yml, without asking the network.",
    discussion: """
      NAME is `arxiv:2212.08073`, `doi:10.1000/182` or the address of a page. Fill in the title
      and the authors, then cite it on a page as [@key].
      """)

  @Argument(help: "What to add: arxiv:NUMBER, doi:NUMBER or an address.")
  var name: String
  @Option(help: "The project's folder, which contains study.yml. Default: here.")
  var project: String?
  @Option(help: "The folder of Markdown. Default: `content` in the project.")
  var content: String?

  func run() throws {
    let options = try ProjectOptions.parse(
      (project.map { ["--project", $0] } ?? []) + (content.map { ["--content", $0] } ?? []))
    let opened = try openProject(options, output: nil)
    let paths = Set(opened.contentTree.files().value.map(\.path))
    let path = worksPaths.first(where: paths.contains) ?? worksPaths[0]
    let shown = opened.request.shownPrefix + path.text
    guard path.text.hasSuffix(".yml") else {
      throw EnvironmentFailure(
        message: "\(shown) is JSON; entries are added to sources.yml only")
    }
    let old = paths.contains(path) ? readFile(absolute(shown), limit: dataFileByteLimit) : nil
    let works = readWorks(SourceFile(path: shown, bytes: old ?? []))
    guard !works.diagnostics.hasErrors else {
      throw EnvironmentFailure(
        message: "\(shown) has errors; `study check` shows them. Nothing was added")
    }
    guard let skeleton = workSkeleton(for: name, taken: Set(works.value.map(\.key))) else {
      throw EnvironmentFailure(
        message: "`\(name)` is not an arXiv number, a DOI or an address. "
          + "Try arxiv:2212.08073, doi:10.1000/182 or https://example.org/page")
    }
    var contents = old ?? []
    if let last = contents.last, last != 0x0A { contents.append(0x0A) }
    if !contents.isEmpty { contents.append(0x0A) }
    let indent = isNested(contents) ? "  " : ""
    for line in skeleton.text.split(separator: "\n") { contents.append(utf8: "\(indent)\(line)\n") }
    do throws(ReplaceFailure) {
      try replaceFile(absolute(shown), expected: old, contents: contents)
    } catch {
      throw EnvironmentFailure(message: error.message)
    }
    printOutput(Array(skeleton.text.utf8))
    printError("study: added to \(shown); fill in what is missing and cite it as ")
    printError("[@\(skeleton.key)]\n")
  }

  /// Whether entries are below `references:` and indented.
  private func isNested(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { $0.starts(with: "  - id:".utf8) }
  }
}

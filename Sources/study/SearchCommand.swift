// `study search`: what a reader would find, in the terminal instead of a browser.

import Answering
import ArgumentParser
import Building
import Diagnostics
import Disk

struct Search: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Searches the site as its readers would, and prints what they would find.",
    discussion: """
      Searches the index that readers get, ranked as in their browser. It is made in memory; no
      page is rendered. Quotes find a phrase, a minus leaves a word out, `kind:` and `tag:` filter.
      Without words, queries are read from standard input, one on each line.
      """)

  @OptionGroup var options: ProjectOptions
  @Flag(help: "Print JSON, a line for each query.")
  var json = false
  @Flag(help: "Search for every word as written; correct none.")
  var literal = false
  @Option(help: "How many pages to print.")
  var limit = 10
  @Argument(help: "The words to look for.")
  var words: [String] = []

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit takes a number from 1") }
  }

  func run() async throws {
    var project = try openProject(options, output: nil)
    project.request.product = .searchIndex
    var memory = BuildMemory()
    let result = await runBuild(project, options, &memory)
    guard let search = ImageSearch(result.image) else {
      let counts = report(result, options, isStrict: false)
      printError("study: \(counts.sentence). There is nothing to search.\n")
      throw Ending(code: 1)
    }
    for query in try queries() {
      let text =
        json
        ? search.json(query, limit: limit, isLiteral: literal)
        : search.text(query, limit: limit, isLiteral: literal)
      guard printOutput(Array(text.utf8)) else {
        throw EnvironmentFailure(message: "standard output could not be written")
      }
    }
  }

  private func queries() throws -> [String] {
    if !words.isEmpty { return [words.joined(separator: " ")] }
    guard let bytes = readFile(nil, limit: 16 << 20) else {
      throw EnvironmentFailure(message: "standard input cannot be read")
    }
    return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}

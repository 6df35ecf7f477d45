// `study render`: one file to HTML on standard output; and `study explain`.

import ArgumentParser
import Building
import CommonMark
import Content
import Diagnostics
import Disk

struct Render: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Renders one Markdown file, or standard input, to HTML on standard output.",
    discussion: "With --gfm: exactly the output of GitHub's cmark-gfm, without study's extensions.")

  @Flag(help: "Plain GitHub Flavored Markdown, byte for byte as cmark-gfm renders it.")
  var gfm = false
  @Argument(help: "The file; `-` or nothing reads standard input.")
  var file: String?

  func run() async throws {
    let limits = MarkdownLimits()
    let bytes = try readInput(limit: limits.pageBytes)
    let source = SourceFile(path: file ?? "standard input", bytes: bytes)
    let html: [UInt8]
    if gfm {
      do throws(LimitExceeded) {
        html = try renderGitHubFlavoredMarkdown(bytes[...], limits: limits)
      } catch {
        throw EnvironmentFailure(message: "\(source.path) has \(error.description)")
      }
    } else {
      html = try await renderPage(source)
    }
    guard printOutput(html) else {
      throw EnvironmentFailure(message: "standard output could not be written")
    }
  }

  private func renderPage(_ source: SourceFile) async throws -> [UInt8] {
    let result = await renderAlone(source)
    reportText(result.diagnostics.sorted(), minimum: .note) { _ in source }
    guard let html = result.value else { throw Ending(code: 1) }
    return html
  }

  private func readInput(limit: Int) throws -> [UInt8] {
    guard let bytes = readFile(file == "-" ? nil : file, limit: limit) else {
      throw EnvironmentFailure(
        message: "`\(file ?? "standard input")` cannot be read, or is larger than \(limit) bytes")
    }
    return bytes
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a diagnostic code, or lists all codes.")

  @Argument(help: "A code, as shown in brackets after a message.")
  var code: String?
  @Flag(help: "Write the reference of all codes as a Markdown page.")
  var markdown = false

  func run() throws {
    if markdown {
      printOutput(Array(diagnosticReference().utf8))
      return
    }
    guard let code else {
      let list = DiagnosticCode.allCases.map { "\($0.rawValue)  (\($0.severity.word))\n" }
      printOutput(Array(list.joined().utf8))
      return
    }
    guard let known = DiagnosticCode(rawValue: code) else {
      let nearest = nearestMatch(to: code, among: DiagnosticCode.allCases.map(\.rawValue))
      let offer = nearest.map { " Did you mean `\($0)`?" } ?? " `study explain` lists all codes."
      throw EnvironmentFailure(message: "there is no code `\(code)`." + offer)
    }
    printOutput(
      Array("\(known.rawValue) (\(known.severity.word))\n\n\(known.explanation)\n".utf8))
  }
}

// The command. Arguments, exit codes and what the terminal shows; everything else is `Building`.
// Exit codes: 0 done, warnings or not; 1 errors in the content; 2 usage or environment.

import Allocator
import ArgumentParser
import Building
import CommonMark
import Diagnostics
import Glibc

/// study's own version, as CHANGELOG.md names it.
let studyVersion = "0.1.0"

struct Study: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    // Every command says its name: making it of the type's takes a millisecond of every start.
    commandName: "study",
    abstract: "Makes a documentation site out of a folder of Markdown.",
    discussion: """
      Any folder will do:   study build --content docs --output out
      In a project with a study.yml, `study build` needs no arguments.

      Exit codes: 0 done, 1 errors in the content, 2 wrong usage or a problem of the machine.
      """,
    version: "study \(studyVersion) (cmark-gfm \(markdownEngineVersion()))",
    subcommands: [
      Build.self, Serve.self, Check.self, Search.self, Render.self, New.self, Explain.self,
    ])
}

/// Ends the program with a code once everything is said.
struct Ending: Error {
  let code: Int32
}

/// Something about the machine or the usage that keeps a command from starting.
struct EnvironmentFailure: Error {
  let message: String
}

@main
struct Main {
  // In the first thread: `serve` keeps it, and builds run in others.
  @MainActor static func main() async {
    allocator_keep_memory()
    do {
      var command = try Study.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let ending as Ending {
      exit(ending.code)
    } catch let failure as EnvironmentFailure {
      printError("study: error: \(failure.message)\n")
      exit(2)
    } catch {
      // Help and version are "errors" that succeed; a wrong usage is code 2 here.
      if Study.exitCode(for: error).isSuccess { Study.exit(withError: error) }
      printError(Study.fullMessage(for: error) + "\n")
      exit(2)
    }
  }
}

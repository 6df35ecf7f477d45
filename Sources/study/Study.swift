// The command: arguments, exit codes and terminal output; everything else is in `Building`. Exit
// codes: 0 done, with or without warnings; 1 errors in the content; 2 usage or environment.

import Allocator
import ArgumentParser
import Building
import CommonMark
import Diagnostics
import Disk
import Glibc

/// study's own version, as CHANGELOG.md names it.
let studyVersion = "0.1.0"

struct Study: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    // Every command states its name: deriving it from the type's takes a millisecond at every
    // start.
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

/// Ends the program with an exit code after everything has been printed.
struct Ending: Error {
  let code: Int32
}

/// A problem with the machine or the usage that keeps a command from starting.
struct EnvironmentFailure: Error {
  let message: String
}

/// What a build has open at once, with some to spare: folders of a tree, the ends of pipes to the
/// programs that it runs.
private let fewestOpenFiles = 64

@main
struct Main {
  // On the main thread: `serve` keeps it, and builds run on others.
  @MainActor static func main() async {
    allocator_keep_memory()
    do {
      let files = raiseOpenFileLimit()
      guard files >= fewestOpenFiles else {
        throw EnvironmentFailure(
          message: "this process may have only \(files) files open, and study needs "
            + "\(fewestOpenFiles). Raise the limit with `ulimit -n \(fewestOpenFiles)`.")
      }
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
      // Help and version are "errors" that succeed; wrong usage exits with 2.
      if Study.exitCode(for: error).isSuccess { Study.exit(withError: error) }
      printError(Study.fullMessage(for: error) + "\n")
      exit(2)
    }
  }
}

// Renders a suspicious page once in a child process with little time and memory. cmark-gfm cannot
// be cancelled and aborts when memory runs out; that may kill a child process, but must not kill
// this one. Parsing is deterministic: a page that the child survives is safe here.

internal import Content
internal import Diagnostics
internal import Disk

/// How to render a page in a child process: the program, and the arguments before the page's path.
package struct TrialCommand: Sendable {
  package let program: String
  package let arguments: [String]

  package init(program: String, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }
}

package let trialCPUSeconds = 5
package let trialMemoryBytes = 1 << 30
private let trialWallSeconds = 10

/// Tries a page in a child process; returns an error if the child did not survive.
func trial(
  of page: SourceFile, at diskPath: String?, command: TrialCommand?, reason: String
) async -> Diagnostic? {
  // Without a file or a program no child can be started; tests in memory have no such guard.
  guard let diskPath, let command else { return nil }
  let arguments = [command.program] + command.arguments + [diskPath]
  let ended = await run(arguments, seconds: trialWallSeconds, outputLimit: nil)
  // Whatever code it ended with: a signal means that time or memory ran out.
  if let ended, ended.code >= 0 { return nil }
  return Diagnostic(
    .renderingTooExpensive,
    "rendering exceeded \(trialCPUSeconds) s or \(trialMemoryBytes >> 20) MiB", path: page.path,
    notes: ["the page has \(reason)", "simplify that part, or split the page"])
}

/// Sets the limits; to be called by the child itself, before it reads the page.
package func limitTrialProcess() {
  limitThisProcess(
    cpuSeconds: UInt(trialCPUSeconds), memoryBytes: UInt(trialMemoryBytes))
}

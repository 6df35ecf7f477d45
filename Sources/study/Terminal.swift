// Writing to the terminal: colours only for a terminal, and never a crash because a pipe is closed
// or a disk is full.

import Building
import Disk
import Glibc

/// Writes to standard error; a failed write is ignored, because there is nowhere to report it.
func printError(_ text: String) {
  _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
}

/// Writes to standard output. False when the text could not be written completely.
@discardableResult
func printOutput(_ bytes: [UInt8]) -> Bool { writeAll(bytes, to: STDOUT_FILENO) }

/// Whether standard error is a terminal that shows colours.
func showsColors() -> Bool {
  isTerminal() && environmentValue("NO_COLOR") == nil && environmentValue("TERM") != "dumb"
}

func isTerminal() -> Bool { isatty(STDERR_FILENO) == 1 }

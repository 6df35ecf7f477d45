// Writing to the terminal: colours only for a terminal, and never a crash because a pipe is closed
// or a disk is full.

import Building
import Disk

/// Writes to standard error; a failed write is ignored, because there is nowhere to report it.
func printError(_ text: String) {
  try? OpenFile.standardError.write(Array(text.utf8))
}

/// Writes to standard output. False when the text could not be written completely.
@discardableResult
func printOutput(_ bytes: [UInt8]) -> Bool {
  (try? OpenFile.standardOutput.write(bytes)) != nil
}

/// Whether standard error is a terminal that shows colours.
func showsColors() -> Bool {
  isTerminal() && environmentValue("NO_COLOR") == nil && environmentValue("TERM") != "dumb"
}

func isTerminal() -> Bool { OpenFile.standardError.isTerminal }

// Maps lines and columns, as cmark-gfm counts them, to byte offsets of the file. Made only for
// pages with something to report.

internal import Bytes
package import CommonMark
package import Diagnostics

/// The line starts of a page's Markdown.
package struct LineTable: Sendable {
  /// Byte offsets in the file; lines end at LF, CR LF or a lone CR.
  private let starts: [Int]
  private let end: Int
  /// The one range returned for every position, if the Markdown is a value in a data file.
  private let fixed: SourceRange?

  init(of bytes: [UInt8], from start: Int) {
    var starts = [start]
    var index = start
    // Without a CR, as in almost every file, every line ends at an LF.
    if !contains(0x0D, in: bytes[start...]) {
      while let lineFeed = firstIndex(of: 0x0A, in: bytes, from: index) {
        index = lineFeed + 1
        starts.append(index)
      }
      index = bytes.count
    }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x0A || (byte == 0x0D && (index >= bytes.count || bytes[index] != 0x0A)) {
        starts.append(index)
      }
    }
    self.starts = starts
    end = bytes.count
    fixed = nil
  }

  /// For Markdown in a data file, where lines are folded and quoted: every position maps to the
  /// whole value.
  init(standingFor range: SourceRange) {
    starts = [range.start]
    end = range.end
    fixed = range
  }

  /// A line with its ending, as a range of the file.
  func line(_ number: Int) -> Range<Int> {
    let line = min(max(1, number), starts.count)
    return starts[line - 1]..<(line < starts.count ? starts[line] : end)
  }

  /// A position in the Markdown as a range of the file.
  package func range(of position: MarkdownPosition) -> SourceRange {
    if let fixed { return fixed }
    let start = offset(line: position.startLine, column: position.startColumn - 1)
    return SourceRange(
      start, max(start, offset(line: position.endLine, column: position.endColumn)))
  }

  private func offset(line: Int, column: Int) -> Int {
    let line = min(max(1, line), starts.count)
    return min(end, starts[line - 1] + max(0, column))
  }
}

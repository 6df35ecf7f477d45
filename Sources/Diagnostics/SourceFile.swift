// What an author wrote, and how to point into it. Knows nothing of Markdown, YAML or any file
// system.

/// A text an author wrote: its bytes, and the path messages call it by.
package struct SourceFile: Sendable, Equatable {
  /// Relative to the project or content folder, with `/` between segments.
  package let path: String
  /// The whole file, including byte-order mark and front matter.
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  package init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }
}

/// A range of a source file, in UTF-8 byte offsets from the beginning of the *file*, front matter
/// and byte-order mark included. Lines and columns are computed only for display.
package struct SourceRange: Sendable, Hashable {
  package let start: Int
  package let end: Int

  /// - Precondition: `0 <= start <= end`.
  package init(_ start: Int, _ end: Int) {
    precondition(0 <= start && start <= end, "a range ends where it starts or later")
    self.start = start
    self.end = end
  }
}

/// Where a range begins, as an editor shows it.
package struct SourcePosition: Sendable, Equatable {
  /// From 1. Lines end at LF, CR LF or a lone CR.
  package let line: Int
  /// From 1, counted in Unicode scalars.
  package let column: Int
  /// The line's bytes, without its line ending.
  package let lineBytes: ArraySlice<UInt8>
  /// Byte offset of the line's first byte.
  package let lineStart: Int
}

extension SourceFile {
  /// The position of a byte offset; an offset past the end is taken as the end. O(offset).
  package func position(of offset: Int) -> SourcePosition {
    let offset = min(offset, bytes.count)
    var line = 1
    var lineStart = 0
    var index = 0
    while index < offset {
      let byte = bytes[index]
      index += 1
      let isLineFeed = byte == UInt8(ascii: "\n")
      let isLoneReturn =
        byte == UInt8(ascii: "\r")
        && (index >= bytes.count || bytes[index] != UInt8(ascii: "\n"))
      if isLineFeed || isLoneReturn {
        line += 1
        lineStart = index
      }
    }
    var lineEnd = lineStart
    while lineEnd < bytes.count, bytes[lineEnd] != 0x0A, bytes[lineEnd] != 0x0D { lineEnd += 1 }
    let hasByteOrderMark = lineStart == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let textStart = hasByteOrderMark ? min(3, lineEnd) : lineStart
    var column = 1
    for byte in bytes[textStart..<max(textStart, offset)] where byte & 0xC0 != 0x80 { column += 1 }
    return SourcePosition(
      line: line, column: column, lineBytes: bytes[textStart..<lineEnd], lineStart: textStart)
  }

  /// The bytes of line `number` (from 1) as a range, without the line ending; the last line when
  /// there are fewer. O(n).
  package func range(ofLine number: Int) -> SourceRange {
    var line = 1
    var start = 0
    var index = 0
    while index < bytes.count, line < number {
      let byte = bytes[index]
      index += 1
      if byte == 0x0A || (byte == 0x0D && (index >= bytes.count || bytes[index] != 0x0A)) {
        line += 1
        start = index
      }
    }
    var end = start
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
    return SourceRange(start, end)
  }
}

// What must be known of a text before cmark-gfm sees it: the few constructs that keep the library
// in a loop which asks for no memory, and so cannot be stopped by the budget of a parse
// (Sources/CMarkNodes/Parse.c). They are containers nested on one line, columns of a table, and
// tildes of a paragraph; cells are counted for the sake of the message. Nothing is parsed: counts
// may be too high, but never too low, which a test holds against the library's own tree.

internal import Bytes
internal import CMarkNodes

/// Inspects a Markdown text: nil when it is within the limits. O(n), no allocation.
func limitExceeded(by markdown: ArraySlice<UInt8>, _ limits: MarkdownLimits) -> LimitExceeded? {
  isPlainlyWithin(limits, markdown) ? nil : census(of: markdown, limits)
}

/// Whether a text has so few marks of every kind that a census could not find a problem. True of
/// nearly all pages, at a tenth of the cost of a census.
func isPlainlyWithin(_ limits: MarkdownLimits, _ markdown: ArraySlice<UInt8>) -> Bool {
  // Unsafe because: C counts the slice's own bytes and keeps no pointer.
  let tally = unsafe markdown.withUnsafeBytes { bytes in
    unsafe cmark_nodes_count_marks(bytes.baseAddress, bytes.count)
  }
  // A row has at most one cell more than it has pipes, and a table at most as many rows as there
  // are lines.
  return tally.tildes <= limits.paragraphTildes && tally.pipes < limits.tableColumns
    && (tally.pipes + 1) * (tally.lines + 1) <= limits.tableCells
    && (tally.containers <= limits.containerDepth || !hasDeepLine(markdown, limits.containerDepth))
}

/// Whether a line may open more than `depth` containers, each of which takes at least a byte; true
/// also where that is hard to tell. Most texts with many lists and quotes have no such line.
private func hasDeepLine(_ markdown: ArraySlice<UInt8>, _ depth: Int) -> Bool {
  if contains(0x0D, in: markdown) { return true }
  let text = markdown.span
  var start = markdown.startIndex
  while start < markdown.endIndex {
    let end = firstIndex(of: 0x0A, in: markdown, from: start) ?? markdown.endIndex
    if end - start >= depth, containerMarkers(text, from: start - markdown.startIndex).0 > depth {
      return true
    }
    start = end + 1
  }
  return false
}

/// Counts every construct, line by line.
func census(of markdown: ArraySlice<UInt8>, _ limits: MarkdownLimits) -> LimitExceeded? {
  var census = Census(limits: limits, base: markdown.startIndex)
  let bytes = markdown.span
  var lineStart = 0
  while lineStart < bytes.count {
    let next = census.countLine(bytes, from: lineStart)
    if let exceeded = census.exceeded { return exceeded }
    lineStart = next
  }
  return nil
}

/// Counts of the constructs that have a limit.
private struct Census {
  let limits: MarkdownLimits
  /// Added to offsets in the text for messages.
  let base: Int
  /// A copy, because a field is read faster than a global in a loop over every byte.
  private let classes = byteClasses
  var exceeded: LimitExceeded?

  private var tableColumns = 0
  private var tableCells = 0
  /// Since the last blank line, where every paragraph ends.
  private var tildes = 0

  init(limits: MarkdownLimits, base: Int) {
    self.limits = limits
    self.base = base
  }

  /// Counts one line and returns the start of the next.
  mutating func countLine(_ text: Span<UInt8>, from start: Int) -> Int {
    let (markers, contentStart) = containerMarkers(text, from: start)
    if markers > limits.containerDepth {
      exceed("\(limits.containerDepth) nested quotes and lists on one line", at: start)
    }
    var pipes = 0
    var hasDash = false
    var index = contentStart
    // As long as the line may still be the delimiter row of a table.
    while index < text.count, classes[Int(text[index])] == .row {
      if text[index] == UInt8(ascii: "-") { hasDash = true }
      if text[index] == UInt8(ascii: "|") { pipes += 1 }
      index += 1
    }
    let isDelimiterRow = hasDash && (index == text.count || classes[Int(text[index])] == .lineEnd)
    while index < text.count, classes[Int(text[index])] != .lineEnd {
      if text[index] == UInt8(ascii: "|") { pipes += 1 }
      if text[index] == UInt8(ascii: "~") { tildes += 1 }
      index += 1
    }
    // Pipes at the ends of a row are a frame and do not separate cells.
    var framePipes = 0
    if contentStart < index {
      if text[contentStart] == UInt8(ascii: "|") { framePipes += 1 }
      if text[index - 1] == UInt8(ascii: "|") { framePipes += 1 }
    }
    if index == start { tildes = 0 }
    countTable(
      columns: pipes == 0 ? 0 : max(1, pipes + 1 - framePipes), isDelimiterRow: isDelimiterRow,
      isBlank: index == start, at: start)
    if tildes > limits.paragraphTildes {
      exceed("\(limits.paragraphTildes) tildes in one paragraph", at: start)
    }
    return index + 1
  }

  private mutating func countTable(
    columns: Int, isDelimiterRow: Bool, isBlank: Bool, at offset: Int
  ) {
    if isDelimiterRow && columns > 0 {
      tableColumns = columns
      if tableColumns > limits.tableColumns {
        exceed("\(limits.tableColumns) table columns", at: offset)
      }
    } else if isBlank {
      tableColumns = 0
    } else if tableColumns > 0 {
      tableCells += tableColumns
      if tableCells > limits.tableCells { exceed("\(limits.tableCells) table cells", at: offset) }
    }
  }

  private mutating func exceed(_ limit: String, at offset: Int) {
    if exceeded == nil {
      exceeded = LimitExceeded(description: "more than \(limit)", offset: base + offset)
    }
  }
}

/// How the census treats a byte.
private enum ByteClass {
  case plain
  case lineEnd
  /// May be part of a table's delimiter row.
  case row
}

private let byteClasses: [ByteClass] = (0...255).map { (byte: UInt8) in
  switch byte {
  case 0x0A, 0x0D: .lineEnd
  case UInt8(ascii: "-"), UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: " "), 0x09, 0x0B, 0x0C:
    .row
  default: .plain
  }
}

/// How many quotes, list items and footnotes a line opens at most, and where its content begins.
func containerMarkers(_ text: Span<UInt8>, from start: Int) -> (count: Int, contentStart: Int) {
  var count = 0
  var index = start
  while index < text.count {
    switch text[index] {
    case UInt8(ascii: " "), 0x09: index += 1
    case UInt8(ascii: ">"):
      count += 1
      index += 1
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
      // Only the first mark is asked, so that a line is not read once for each of its marks.
      guard isBlank(text, at: index + 1), count > 0 || !isThematicBreak(text, from: index) else {
        return (count, index)
      }
      count += 1
      index += 1
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      var end = index
      while end < text.count, end - index < 9, (0x30...0x39).contains(text[end]) { end += 1 }
      let hasPoint =
        end < text.count && (text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: ")"))
      guard hasPoint, isBlank(text, at: end + 1) else { return (count, index) }
      count += 1
      index = end + 1
    case UInt8(ascii: "["):
      guard let end = endOfFootnoteMark(text, from: index) else { return (count, index) }
      count += 1
      index = end
    default: return (count, index)
    }
  }
  return (count, index)
}

/// What must follow the marker of a list item; the end of the line does as well.
private func isBlank(_ text: Span<UInt8>, at index: Int) -> Bool {
  index >= text.count || [0x20, 0x09, 0x0A, 0x0D].contains(text[index])
}

/// Whether the line from here on is a rule, `- - -` or `* * *`, which opens nothing. (cmark-gfm
/// asks this before it looks for list items.)
private func isThematicBreak(_ text: Span<UInt8>, from start: Int) -> Bool {
  var marks = 0
  var index = start
  while index < text.count, text[index] != 0x0A, text[index] != 0x0D {
    if text[index] == text[start] {
      marks += 1
    } else if text[index] != 0x20, text[index] != 0x09 {
      return false
    }
    index += 1
  }
  return marks >= 3 && text[start] != UInt8(ascii: "+")
}

/// Where `[^a]:` ends, which opens a container as well; nil when it is none.
private func endOfFootnoteMark(_ text: Span<UInt8>, from start: Int) -> Int? {
  guard start + 1 < text.count, text[start + 1] == UInt8(ascii: "^") else { return nil }
  var end = start + 2
  while end < text.count, text[end] != UInt8(ascii: "]"), text[end] != 0x0A, text[end] != 0x0D {
    end += 1
  }
  let isMark =
    end + 1 < text.count && text[end] == UInt8(ascii: "]") && text[end + 1] == UInt8(ascii: ":")
  return isMark ? end + 2 : nil
}

// What must be known of a page before cmark-gfm sees it: that it is text, and that no construct
// occurs often enough to make the parser slow. A few passes over the bytes; nothing is parsed.
//
// cmark-gfm 0.29.0.gfm.6 has inputs that cost quadratic time or memory, cannot be cancelled, and
// aborts when memory runs out. So limits are checked here, and a page that merely looks dangerous
// is reported as suspicious, for the caller to try in a child process first.

internal import Bytes
internal import CMarkNodes

/// The result of inspecting a page.
package enum Inspection: Sendable, Equatable {
  case fine
  /// A hard limit is exceeded; the page is an error.
  case over(LimitExceeded)
  /// Within the limits, but of a shape that has made parsers slow. The reason is part of a
  /// sentence.
  case suspicious(String)
}

/// Inspects a Markdown text. O(n), no allocation.
package func inspectMarkdown(
  _ markdown: ArraySlice<UInt8>, limits: MarkdownLimits
) -> Inspection {
  isPlainlyFine(markdown, limits) ? .fine : census(of: markdown, limits)
}

/// Whether a text has so few marks of every kind that a census could not find a problem. True of
/// nearly all pages, at a tenth of the cost of a census.
func isPlainlyFine(_ markdown: ArraySlice<UInt8>, _ limits: MarkdownLimits) -> Bool {
  // Unsafe because: C counts the slice's own bytes and keeps no pointer.
  let tally = unsafe markdown.withUnsafeBytes { bytes in
    unsafe cmark_nodes_count_marks(bytes.baseAddress, bytes.count)
  }
  // A row has at most one cell more than it has pipes, and a table at most as many rows as there
  // are lines.
  guard tally.containers <= limits.containerDepth || !hasDeepLine(markdown, limits.containerDepth),
    tally.pipes < limits.tableColumns,
    (tally.pipes + 1) * (tally.lines + 1) <= limits.tableCells
  else { return false }
  if markdown.count < Suspicion.leastBytes { return true }
  return tally.repeats < Suspicion.run && tally.brackets <= Suspicion.openBrackets
    && tally.parentheses <= Suspicion.openDestinations
    && tally.declarations <= Suspicion.declarations
    && tally.delimiters <= Suspicion.delimiters && tally.pipes <= Suspicion.rowCells
    && markdown.count * tally.brackets <= Suspicion.definitionBytes
    && tally.marks * 5 <= markdown.count * 2
}

/// Whether a line may open more than `depth` containers, each of which takes at least a byte; true
/// also where that is hard to tell. Most texts with many lists and quotes have no such line.
private func hasDeepLine(_ markdown: ArraySlice<UInt8>, _ depth: Int) -> Bool {
  if contains(0x0D, in: markdown) { return true }
  let text = markdown.span
  var start = markdown.startIndex
  while start < markdown.endIndex {
    let end = firstIndex(of: 0x0A, in: markdown, from: start) ?? markdown.endIndex
    if end - start > depth, containerMarkers(text, from: start - markdown.startIndex).0 > depth {
      return true
    }
    start = end + 1
  }
  return false
}

/// The counts above which a text is suspicious.
private enum Suspicion {
  /// Below this size no known construct costs noticeable time.
  static let leastBytes = 4096
  static let run = 1000
  static let openBrackets = 1000
  static let openDestinations = 1000
  static let declarations = 500
  static let footnoteMarks = 5000
  static let delimiterRows = 2000
  static let rowCells = 1000
  static let definitions = 20_000
  /// The longest definition times the number of brackets.
  static let definitionBytes = 64 << 20
  static let delimiters = 5000
}

/// Counts every construct, line by line.
func census(of markdown: ArraySlice<UInt8>, _ limits: MarkdownLimits) -> Inspection {
  var census = Census(limits: limits, base: markdown.startIndex)
  let bytes = markdown.span
  var lineStart = 0
  while lineStart < bytes.count {
    let next = census.countLine(bytes, from: lineStart)
    if let exceeded = census.exceeded { return .over(exceeded) }
    lineStart = next
  }
  return census.verdict(byteCount: markdown.count)
}

/// Counts of the constructs that cost cmark-gfm more than linear time.
private struct Census {
  let limits: MarkdownLimits
  /// Added to offsets in the text for messages.
  let base: Int
  /// A copy, because a field is read faster than a global in a loop over every byte.
  private let classes = byteClasses
  private let isCounted = countedBytes
  var exceeded: LimitExceeded?

  private var delimiterCount = 0
  private var specialCount = 0
  private var openBrackets = 0
  private var openDestinations = 0
  private var declarationCount = 0
  private var footnoteMarkCount = 0
  private var bracketCount = 0
  private var longestDefinition = 0
  private var definitionCount = 0
  private var longestRun = 0
  private var widestLine = 0
  private var delimiterRowCount = 0
  private var tableColumns = 0
  private var tableCells = 0

  init(limits: MarkdownLimits, base: Int) {
    self.limits = limits
    self.base = base
  }

  /// Counts one line and returns the start of the next.
  mutating func countLine(_ text: Span<UInt8>, from start: Int) -> Int {
    let (markers, contentStart) = containerMarkers(text, from: start)
    if markers > limits.containerDepth {
      exceeded = LimitExceeded(
        description: "more than \(limits.containerDepth) nested quotes and lists on one line",
        offset: base + start)
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
    var run = 1
    while index < text.count {
      let byte = text[index]
      // Most bytes of any text are not counted.
      if !isCounted[Int(byte)] {
        index += 1
        continue
      }
      let previous = index > contentStart ? text[index - 1] : 0
      index += 1
      if byte == UInt8(ascii: "|") {
        pipes += 1
      } else if classes[Int(byte)] == .lineEnd {
        return finishLine(
          text, start, contentStart, end: index, pipes: pipes, last: previous,
          isDelimiterRow: isDelimiterRow)
      } else {
        run = byte == previous ? run + 1 : 1
        countSpecial(byte, previous: previous, run: run)
      }
    }
    return finishLine(
      text, start, contentStart, end: index, pipes: pipes,
      last: index > contentStart ? text[index - 1] : 0, isDelimiterRow: isDelimiterRow)
  }

  /// Updates the counts once a line has been read to its end.
  private mutating func finishLine(
    _ text: Span<UInt8>, _ start: Int, _ contentStart: Int, end: Int, pipes: Int, last: UInt8,
    isDelimiterRow: Bool
  ) -> Int {
    let width = end - start
    let first = contentStart < text.count ? text[contentStart] : 0
    if first == UInt8(ascii: "[") {
      definitionCount += 1
      longestDefinition = max(longestDefinition, width)
    }
    // Pipes at the ends of a row are a frame and do not separate cells.
    let framePipes =
      (first == UInt8(ascii: "|") ? 1 : 0) + (last == UInt8(ascii: "|") ? 1 : 0)
    countTable(
      columns: pipes == 0 ? 0 : max(1, pipes + 1 - framePipes),
      isDelimiterRow: isDelimiterRow, isBlank: width <= 1, at: base + start)
    widestLine = max(widestLine, pipes)
    return end
  }

  private mutating func countSpecial(_ byte: UInt8, previous: UInt8, run: Int) {
    specialCount += 1
    longestRun = max(longestRun, run)
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "~"):
      delimiterCount += 1
    case UInt8(ascii: "["):
      openBrackets += 1
      bracketCount += 1
    case UInt8(ascii: "]"): openBrackets -= 1
    case UInt8(ascii: "("): if previous == UInt8(ascii: "]") { openDestinations += 1 }
    case UInt8(ascii: ")"): openDestinations -= 1
    case UInt8(ascii: "!"), UInt8(ascii: "?"):
      if previous == UInt8(ascii: "<") { declarationCount += 1 }
    case UInt8(ascii: "^"): if previous == UInt8(ascii: "[") { footnoteMarkCount += 1 }
    default: break
    }
  }

  private mutating func countTable(
    columns: Int, isDelimiterRow: Bool, isBlank: Bool, at offset: Int
  ) {
    if isDelimiterRow && columns > 0 {
      delimiterRowCount += 1
      tableColumns = columns
      if tableColumns > limits.tableColumns {
        exceeded = LimitExceeded(
          description: "more than \(limits.tableColumns) table columns", offset: offset)
      }
    } else if isBlank {
      tableColumns = 0
    } else if tableColumns > 0 {
      tableCells += tableColumns
      if tableCells > limits.tableCells {
        exceeded = LimitExceeded(
          description: "more than \(limits.tableCells) table cells", offset: offset)
      }
    }
  }

  func verdict(byteCount: Int) -> Inspection {
    guard byteCount >= Suspicion.leastBytes else { return .fine }
    if longestRun > Suspicion.run { return .suspicious("a run of \(longestRun) equal marks") }
    if openBrackets > Suspicion.openBrackets {
      return .suspicious("\(openBrackets) brackets that do not close")
    }
    if openDestinations > Suspicion.openDestinations {
      return .suspicious("\(openDestinations) link destinations that do not close")
    }
    if declarationCount > Suspicion.declarations {
      return .suspicious("\(declarationCount) comments, declarations or processing instructions")
    }
    if footnoteMarkCount > Suspicion.footnoteMarks {
      return .suspicious("\(footnoteMarkCount) footnote marks")
    }
    if delimiterRowCount > Suspicion.delimiterRows {
      return .suspicious("\(delimiterRowCount) table delimiter rows")
    }
    if widestLine > Suspicion.rowCells {
      return .suspicious("a line of \(widestLine) table cells")
    }
    if definitionCount > Suspicion.definitions {
      return .suspicious("\(definitionCount) reference definitions")
    }
    if longestDefinition * bracketCount > Suspicion.definitionBytes {
      return .suspicious("many references to a definition of \(longestDefinition) bytes")
    }
    if delimiterCount > Suspicion.delimiters && delimiterCount * 5 > byteCount {
      return .suspicious("\(delimiterCount) emphasis and code marks")
    }
    if specialCount * 5 > byteCount * 2 { return .suspicious("mostly markup characters") }
    return .fine
  }
}

/// How the census treats a byte.
private enum ByteClass {
  /// Letters, digits, everything above ASCII: the bulk of any text, and never markup.
  case plain
  case lineEnd
  /// Opens or closes something within a line.
  case mark
  /// May be part of a table's delimiter row.
  case row
}

private let byteClasses: [ByteClass] = (0...255).map { (byte: UInt8) in
  switch byte {
  case 0x0A, 0x0D: .lineEnd
  case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"),
    UInt8(ascii: "`"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"),
    UInt8(ascii: "~"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "?"),
    UInt8(ascii: "^"), UInt8(ascii: "&"), UInt8(ascii: "\\"):
    .mark
  case UInt8(ascii: "-"), UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: " "), 0x09: .row
  default: .plain
  }
}

/// Bytes that count in a line that is not a delimiter row.
private let countedBytes: [Bool] = (0...255).map { (byte: Int) in
  byte == Int(UInt8(ascii: "|")) || [.mark, .lineEnd].contains(byteClasses[byte])
}

/// How many block quote and list markers open a line, and where its content begins.
private func containerMarkers(_ text: Span<UInt8>, from start: Int) -> (Int, Int) {
  var count = 0
  var index = start
  while index < text.count {
    switch text[index] {
    case UInt8(ascii: " "), 0x09: index += 1
    case UInt8(ascii: ">"):
      count += 1
      index += 1
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
      guard index + 1 < text.count, text[index + 1] == UInt8(ascii: " ") else {
        return (count, index)
      }
      count += 1
      index += 2
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      var end = index
      while end < text.count, end - index < 9, (0x30...0x39).contains(text[end]) { end += 1 }
      let isMarker =
        end + 1 < text.count
        && (text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: ")"))
        && text[end + 1] == UInt8(ascii: " ")
      guard isMarker else { return (count, index) }
      count += 1
      index = end + 2
    case UInt8(ascii: "["):
      // `[^a]:` opens a container as well.
      guard index + 1 < text.count, text[index + 1] == UInt8(ascii: "^") else {
        return (count, index)
      }
      var end = index + 2
      while end < text.count, text[end] != UInt8(ascii: "]"), text[end] != 0x0A { end += 1 }
      let isDefinition =
        end + 1 < text.count && text[end] == UInt8(ascii: "]")
        && text[end + 1] == UInt8(ascii: ":")
      guard isDefinition else { return (count, index) }
      count += 1
      index = end + 2
    default: return (count, index)
    }
  }
  return (count, index)
}

// `[label]: address` and `[^label]: footnote`: cmark-gfm keeps the definitions that are used and
// drops the rest, so unused ones are searched for in the source, except on lines that the tree
// shows to be code, HTML or plain text.

internal import Bytes
internal import CommonMark
internal import Diagnostics
internal import Interface

/// The definitions of one page and what is known of their use.
struct DefinitionWatch {
  private struct Candidate {
    let label: String
    let key: UInt64
    let isFootnote: Bool
    let line: Int
    /// In bytes of the line.
    let columns: Range<Int>
    /// The offset of its opening bracket in the Markdown.
    let start: Int
  }

  private var candidates: [Candidate] = []
  private var literalLines: [ClosedRange<Int>] = []
  private var footnoteLines: Set<Int> = []
  private var textLines: Set<Int> = []

  /// Collects the lines that may be definitions. O(n), and almost free when there is no `]:`.
  init(_ markdown: ArraySlice<UInt8>) {
    var line = 1
    var lineStart = markdown.startIndex
    var bracket = firstIndex(of: UInt8(ascii: "]"), in: markdown, from: markdown.startIndex)
    while let index = bracket {
      bracket = firstIndex(of: UInt8(ascii: "]"), in: markdown, from: index + 1)
      guard index + 1 < markdown.endIndex, markdown[index + 1] == UInt8(ascii: ":") else {
        continue
      }
      while let end = firstIndex(of: 0x0A, in: markdown, from: lineStart), end < index {
        line += 1
        lineStart = end + 1
      }
      let lineEnd = firstIndex(of: 0x0A, in: markdown, from: index) ?? markdown.endIndex
      if let candidate = Self.candidate(markdown[lineStart..<lineEnd], line: line) {
        candidates.append(candidate)
      }
      // One candidate a line.
      bracket = firstIndex(of: UInt8(ascii: "]"), in: markdown, from: lineEnd)
    }
  }

  private static func candidate(_ line: ArraySlice<UInt8>, line number: Int) -> Candidate? {
    var index = line.startIndex
    // Quotes and list items may contain definitions too.
    while index < line.endIndex, [0x20, UInt8(ascii: ">")].contains(line[index]) { index += 1 }
    guard index < line.endIndex, line[index] == UInt8(ascii: "[") else { return nil }
    let start = index
    while index < line.endIndex, line[index] != UInt8(ascii: "]") {
      index += line[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index + 1 < line.endIndex, line[index + 1] == UInt8(ascii: ":") else { return nil }
    let isFootnote = line[start + 1] == UInt8(ascii: "^")
    let label = line[(start + (isFootnote ? 2 : 1))..<index]
    let rest = line[(index + 2)...].drop { $0 == 0x20 }
    // A common way to write a comment: `[//]: # (text)`.
    let isComment = rest.first == UInt8(ascii: "#") && !isFootnote
    guard !label.isEmpty, !isComment else { return nil }
    return Candidate(
      label: String(decoding: label, as: UTF8.self), key: labelKey(label),
      isFootnote: isFootnote, line: number,
      columns: (start - line.startIndex)..<(index + 1 - line.startIndex), start: start)
  }

  /// Whether the page defines a footnote anywhere.
  var hasFootnotes: Bool { candidates.contains(where: \.isFootnote) }

  mutating func literalBlock(_ lines: ClosedRange<Int>) {
    if !candidates.isEmpty { literalLines.append(lines) }
  }

  mutating func footnote(startLine: Int) {
    if !candidates.isEmpty { footnoteLines.insert(startLine) }
  }

  /// Notes a text node that begins on this line; if it looks like a definition, the line is not
  /// one.
  mutating func text(_ text: [UInt8], startLine: Int) {
    if !candidates.isEmpty, text.first == UInt8(ascii: "[") { textLines.insert(startLine) }
  }

  /// The unused definitions, as label, line and columns.
  func unused(
    in markdown: ArraySlice<UInt8>
  ) -> [(label: String, isFootnote: Bool, line: Int, columns: Range<Int>)] {
    // Both are in page order.
    var blocks = literalLines.sorted { $0.lowerBound < $1.lowerBound }[...]
    let real = candidates.filter { candidate in
      while let block = blocks.first, block.upperBound < candidate.line { blocks.removeFirst() }
      return !textLines.contains(candidate.line)
        && blocks.first?.contains(candidate.line) != true
    }
    guard !real.isEmpty else { return [] }
    let used = usedLabels(in: markdown, definitions: Set(real.map(\.start)))
    return real.filter { candidate in
      candidate.isFootnote
        ? !footnoteLines.contains(candidate.line) : !used.contains(candidate.key)
    }.map { ($0.label, $0.isFootnote, $0.line, $0.columns) }
  }

  /// The keys of everything in brackets except the labels of the definitions themselves. A superset
  /// of the page's links: a label in a code span counts as used, so that a definition is never
  /// wrongly reported.
  /// - Parameter definitions: the offsets of the opening brackets of definitions.
  private func usedLabels(
    in markdown: ArraySlice<UInt8>, definitions: Set<Int>
  ) -> Set<UInt64> {
    var labels: Set<UInt64> = []
    var open = firstIndex(of: UInt8(ascii: "["), in: markdown, from: markdown.startIndex)
    while let start = open {
      // The innermost bracket counts: `[a [b]` contains `b`.
      var end = start + 1
      while end < markdown.endIndex, end - start < 1000, markdown[end] != UInt8(ascii: "]"),
        markdown[end] != UInt8(ascii: "[")
      {
        end += 1
      }
      let isClosed = end < markdown.endIndex && markdown[end] == UInt8(ascii: "]")
      if isClosed, !definitions.contains(start) {
        labels.insert(labelKey(markdown[(start + 1)..<end]))
      }
      open = firstIndex(of: UInt8(ascii: "["), in: markdown, from: end)
    }
    return labels
  }
}

/// A hash (FNV-1a) that is the same for labels differing only in case and in runs of white space.
private func labelKey(_ label: ArraySlice<UInt8>) -> UInt64 {
  var state = emptyByteHash
  var hasText = false
  var isAfterSpace = false
  func add(_ byte: UInt8) { state = byteHash(state, adding: byte) }
  for byte in label {
    if byte >= 0x80 {
      let folded = String(decoding: label, as: UTF8.self).lowercased()
      let words = folded.split(whereSeparator: \.isWhitespace)
      return labelKey(Array(words.joined(separator: " ").utf8))
    }
    if byte <= 0x20 {
      isAfterSpace = true
    } else {
      if isAfterSpace && hasText { add(0x20) }
      add(byte.lowercasedASCII)
      hasText = true
      isAfterSpace = false
    }
  }
  return state
}

/// The same for a text that is already folded.
private func labelKey(_ folded: [UInt8]) -> UInt64 {
  byteHash(folded)
}

/// Text that looks like a reference to a definition that does not exist.
struct UndefinedMark: Equatable {
  let range: Range<Int>
  let label: String
  let isFootnote: Bool
}

/// `[text][label]`, `[label][]` and `[^label]` in a text node: with a definition they would not be
/// text. Brackets right after a word (`list[0][1]`) are not taken for links, nor is `[^1]` there
/// for a footnote on a page without any. O(n).
func undefinedMarks(
  in text: [UInt8], ownCount: Int, hasFootnotes: Bool
) -> [UndefinedMark] {
  var marks: [UndefinedMark] = []
  var index = 0
  while index < ownCount {
    guard text[index] == UInt8(ascii: "["), let end = closingBracket(text, index) else {
      index += 1
      continue
    }
    let isBehindWord = index > 0 && isJoined(text[index - 1])
    if index + 1 < end, text[index + 1] == UInt8(ascii: "^") {
      let label = text[(index + 2)..<end]
      let isNumber = label.allSatisfy { (0x30...0x39).contains($0) }
      if !label.isEmpty, label.allSatisfy(isFootnoteByte),
        !isBehindWord || !isNumber || hasFootnotes
      {
        marks.append(
          UndefinedMark(
            range: index..<(end + 1), label: String(decoding: label, as: UTF8.self),
            isFootnote: true))
      }
      index = end + 1
    } else if !isBehindWord, end + 1 < text.count, text[end + 1] == UInt8(ascii: "["),
      let last = closingBracket(text, end + 1), end > index + 1
    {
      let second = text[(end + 2)..<last]
      let label = second.isEmpty ? text[(index + 1)..<end] : second
      marks.append(
        UndefinedMark(
          range: index..<(last + 1), label: String(decoding: label, as: UTF8.self),
          isFootnote: false))
      index = last + 1
    } else {
      index = end + 1
    }
  }
  return marks
}

private func isJoined(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "]"),
    UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "$"):
    true
  default: byte >= 0x80
  }
}

/// Fewer than a label may have: `[^"]` is more often a pattern than a footnote.
private func isFootnoteByte(_ byte: UInt8) -> Bool {
  byte.isASCIIAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte >= 0x80
}

private func closingBracket(_ text: [UInt8], _ open: Int) -> Int? {
  var index = open + 1
  while index < text.count, index - open < 200 {
    switch text[index] {
    case UInt8(ascii: "]"): return index
    case UInt8(ascii: "["): return nil
    default: index += 1
    }
  }
  return nil
}

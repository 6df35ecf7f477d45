// Prose and its relatives: Markdown, LaTeX, diffs, and terminal sessions.

internal import Bytes

/// Markdown line by line: headings, quotes, lists, fenced code, and within a line code and links.
/// O(code).
func lexMarkdown(_ code: [UInt8], _ range: Range<Int>, into tokens: inout TokenList) {
  var lineStart = range.lowerBound
  var fence: (byte: UInt8, count: Int)?
  while lineStart < range.upperBound {
    let lineEnd = endOfLine(code, from: lineStart, to: range.upperBound)
    var start = lineStart
    while start < lineEnd, code[start] == 0x20 { start += 1 }
    let marks = fenceMarks(code, start..<lineEnd)
    if let open = fence {
      tokens.add(.string, start, lineEnd)
      if marks >= open.count, code[start] == open.byte { fence = nil }
    } else if marks >= 3 {
      fence = (code[start], marks)
      tokens.add(.string, start, lineEnd)
    } else {
      markdownLine(code, start..<lineEnd, &tokens)
    }
    lineStart = min(lineEnd + 1, range.upperBound)
  }
}

private func fenceMarks(_ code: [UInt8], _ line: Range<Int>) -> Int {
  guard let first = code[line].first, first == 0x60 || first == UInt8(ascii: "~") else { return 0 }
  return code[line].prefix { $0 == first }.count
}

private func markdownLine(_ code: [UInt8], _ line: Range<Int>, _ tokens: inout TokenList) {
  guard let first = code[line].first else { return }
  var index = line.lowerBound
  let end = line.upperBound
  switch first {
  case UInt8(ascii: "#"): return tokens.add(.heading, index, end)
  case UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"):
    if index + 1 == end || code[index + 1] == 0x20 || first == UInt8(ascii: ">") {
      tokens.add(.meta, index, index + 1)
      index += 1
    }
  default: break
  }
  var hasCodeEnd = true
  while index < end {
    let start = index
    switch code[index] {
    case 0x60 where hasCodeEnd:
      let close = code[(index + 1)..<end].firstIndex(of: 0x60)
      hasCodeEnd = close != nil
      index = (close ?? index) + 1
      if close != nil { tokens.add(.string, start, index) }
    case UInt8(ascii: "]") where index + 1 < end && code[index + 1] == UInt8(ascii: "("):
      index = min((code[index..<end].firstIndex(of: UInt8(ascii: ")")) ?? end - 1) + 1, end)
      tokens.add(.variable, start + 1, index)
    case UInt8(ascii: "\\"): index += 2
    default: index += 1
    }
  }
}

/// LaTeX: commands, comments, mathematics between dollars; arguments stay text. O(code).
func lexLaTeX(_ code: [UInt8], _ range: Range<Int>, into tokens: inout TokenList) {
  var index = range.lowerBound
  let end = range.upperBound
  while index < end {
    let start = index
    switch code[index] {
    case UInt8(ascii: "%"):
      index = endOfLine(code, from: index, to: end)
      tokens.add(.comment, start, index)
    case UInt8(ascii: "\\"):
      index += 1
      while index < end, code[index].isASCIILetter { index += 1 }
      if index == start + 1 {
        // One character, with all of its bytes.
        index = min(index + 1, end)
        while index < end, code[index] & 0xC0 == 0x80 { index += 1 }
      }
      let isStructure = ["\\begin", "\\end"].contains { code[start..<index].elementsEqual($0.utf8) }
      tokens.add(isStructure ? .keyword : .function, start, index)
    case UInt8(ascii: "$"):
      index += 1
      tokens.add(.string, start, index)
    case UInt8(ascii: "&"), UInt8(ascii: "~"), UInt8(ascii: "#"):
      index += 1
      tokens.add(.meta, start, index)
    default: index += 1
    }
  }
}

/// Added lines, removed lines, and hunk headers. O(code).
func lexDiff(_ code: [UInt8], _ range: Range<Int>, into tokens: inout TokenList) {
  var lineStart = range.lowerBound
  while lineStart < range.upperBound {
    let lineEnd = endOfLine(code, from: lineStart, to: range.upperBound)
    let line = code[lineStart..<lineEnd]
    let kind: CodeTokenKind =
      switch line.first {
      case UInt8(ascii: "+"): line.starts(with: "+++ ".utf8) ? .heading : .inserted
      case UInt8(ascii: "-"): line.starts(with: "--- ".utf8) ? .heading : .deleted
      case UInt8(ascii: "@"): .meta
      default:
        ["diff ", "index "].contains { line.starts(with: $0.utf8) } ? .comment : .plain
      }
    if kind != .plain { tokens.add(kind, lineStart, lineEnd) }
    lineStart = min(lineEnd + 1, range.upperBound)
  }
}

/// A terminal session: lines after a prompt are bash, the rest is output. O(code).
func lexConsole(_ code: [UInt8], _ range: Range<Int>, into tokens: inout TokenList) {
  var lineStart = range.lowerBound
  while lineStart < range.upperBound {
    var lineEnd = endOfLine(code, from: lineStart, to: range.upperBound)
    if let command = promptEnd(code, lineStart..<lineEnd) {
      tokens.add(.meta, lineStart, command)
      // A command continues after a `\`.
      while lineEnd > command, code[lineEnd - 1] == backslash, lineEnd < range.upperBound {
        lineEnd = endOfLine(code, from: lineEnd + 1, to: range.upperBound)
      }
      CodeLexer.lex(code, command..<lineEnd, bash, into: &tokens)
    }
    lineStart = min(lineEnd + 1, range.upperBound)
  }
}

/// `$ `, `% `, `> `, `PS> `, `user@host:~$ `, `>>> `.
private func promptEnd(_ code: [UInt8], _ line: Range<Int>) -> Int? {
  var index = line.lowerBound
  let limit = min(line.upperBound, index + 64)
  while index < limit, code[index] > 0x20 || index == line.lowerBound + 2 && code[index] == 0x20 {
    index += 1
  }
  guard index > line.lowerBound, index < line.upperBound, code[index] == 0x20,
    "$%>#".utf8.contains(code[index - 1])
  else { return nil }
  return index + 1
}

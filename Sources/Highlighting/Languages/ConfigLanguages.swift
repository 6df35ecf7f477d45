// Configuration: TOML, INI and their relatives through the general lexer, and YAML, which is
// line-based, through a lexer of its own.

internal import Bytes

let toml = Grammar(
  words: [("true false inf nan", .number)],
  rules: [
    .hashComment,
    .sectionHeader,
    .init("\"\"\"", .string, .string(close: quotes3, escape: backslash, wraps: true, inner: nil)),
    .init("'''", .string, .string(close: ticks3, escape: nil, wraps: true, inner: nil)),
    .doubleQuoted,
    .init("'", .string, .string(close: [0x27], escape: nil, wraps: false, inner: nil)),
  ],
  options: Grammar.Options(marksCalls: false, keySign: UInt8(ascii: "="), wordBytes: "-"))

let ini = Grammar(
  words: [("true false yes no on off", .number)],
  rules: [
    .init(";", .comment, .line, .lineStart), .init("#", .comment, .line, .lineStart),
    .sectionHeader,
    .doubleQuoted,
    .init(
      "%", .variable,
      .string(close: [UInt8(ascii: "%")], escape: nil, wraps: false, inner: nil)),
    .init("$", .variable, .name(braces: true)),
  ],
  options: Grammar.Options(
    foldsCase: true, marksCalls: false, keySign: UInt8(ascii: "="), wordBytes: "-"))

private let yamlWords = WordTable([("true false null yes no on off True False Null ~", .number)])

/// YAML: keys, comments, strings, anchors, block scalars. O(code).
func lexYAML(_ code: [UInt8], _ range: Range<Int>, into tokens: inout TokenList) {
  var lineStart = range.lowerBound
  /// The indentation of the key that holds the current block scalar.
  var blockIndent: Int?
  while lineStart < range.upperBound {
    let lineEnd = endOfLine(code, from: lineStart, to: range.upperBound)
    var start = lineStart
    while start < lineEnd, code[start] == 0x20 { start += 1 }
    if let indent = blockIndent {
      if start == lineEnd || start - lineStart > indent {
        tokens.add(.string, start, lineEnd)
        lineStart = min(lineEnd + 1, range.upperBound)
        continue
      }
      blockIndent = nil
    }
    if yamlLine(code, start..<lineEnd, &tokens) { blockIndent = start - lineStart }
    lineStart = min(lineEnd + 1, range.upperBound)
  }
}

/// Lexes one line without its indentation. Returns whether a block scalar begins after it.
private func yamlLine(_ code: [UInt8], _ line: Range<Int>, _ tokens: inout TokenList) -> Bool {
  var index = line.lowerBound
  let end = line.upperBound
  if end - index >= 3, code[index] == code[index + 1], code[index] == code[index + 2],
    code[index] == UInt8(ascii: "-") || code[index] == UInt8(ascii: ".")
  {
    tokens.add(.meta, index, index + 3)
    index += 3
  }
  while index + 1 < end, code[index] == UInt8(ascii: "-"), code[index + 1] == 0x20 { index += 2 }
  var last: UInt8 = 0
  var isKeyPossible = true
  while index < end {
    let byte = code[index]
    let start = index
    switch byte {
    case 0x20, 0x09: index += 1
    case UInt8(ascii: "#") where start == line.lowerBound || code[start - 1] <= 0x20:
      tokens.add(.comment, start, end)
      return last == UInt8(ascii: "|") || last == UInt8(ascii: ">")
    case 0x22, 0x27:
      index = quoted(code, start..<end)
      let isKey = index < end && code[index] == UInt8(ascii: ":")
      tokens.add(isKey ? .variable : .string, start, index)
      last = byte
    case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"):
      index = plainScalar(code, start..<end)
      tokens.add(.meta, start, index)
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "?"):
      last = byte
      isKeyPossible = byte != UInt8(ascii: ":")
      index += 1
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      last = byte
      index += 1
      while index < end, "+-0123456789".utf8.contains(code[index]) { index += 1 }
      tokens.add(.meta, start, index)
    default:
      index = plainScalar(code, start..<end)
      last = byte
      let isKey = isKeyPossible && index < end && code[index] == UInt8(ascii: ":")
      tokens.add(isKey ? .variable : yamlScalarKind(code, start..<index), start, index)
    }
  }
  return last == UInt8(ascii: "|") || last == UInt8(ascii: ">")
}

private func yamlScalarKind(_ code: [UInt8], _ range: Range<Int>) -> CodeTokenKind {
  let first = code[range.lowerBound]
  guard range.count <= 32 else { return .plain }
  if first.isASCIIDigit || first == UInt8(ascii: "-") || first == UInt8(ascii: ".") {
    return code[range].allSatisfy { $0.isASCIIDigit || "-+._:eExXabcdfTZ".utf8.contains($0) }
      && code[range].contains(where: \.isASCIIDigit) ? .number : .plain
  }
  return yamlWords[PackedWord(code[range]), count: range.count]
}

/// The end of an unquoted scalar: before `: `, ` #` or a bracket.
private func plainScalar(_ code: [UInt8], _ range: Range<Int>) -> Int {
  var index = range.lowerBound + 1
  while index < range.upperBound {
    switch code[index] {
    case UInt8(ascii: ":"):
      if index + 1 == range.upperBound || code[index + 1] <= 0x20 {
        return trimmed(code, range, index)
      }
    case UInt8(ascii: "#"):
      if code[index - 1] <= 0x20 { return trimmed(code, range, index) }
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
      return trimmed(code, range, index)
    default: break
    }
    index += 1
  }
  return trimmed(code, range, index)
}

private func trimmed(_ code: [UInt8], _ range: Range<Int>, _ end: Int) -> Int {
  var end = end
  while end > range.lowerBound + 1, code[end - 1] <= 0x20 { end -= 1 }
  return end
}

/// The end of the quoted string that begins the range; the end of the range if it does not close.
func quoted(_ code: [UInt8], _ range: Range<Int>) -> Int {
  let quote = code[range.lowerBound]
  var index = range.lowerBound + 1
  while index < range.upperBound {
    if code[index] == quote { return index + 1 }
    index += code[index] == backslash && quote == 0x22 ? 2 : 1
  }
  return range.upperBound
}

/// The index of the line feed that ends a line, or the end of the code.
func endOfLine(_ code: [UInt8], from start: Int, to end: Int) -> Int {
  var index = start
  while index < end, code[index] != 0x0A { index += 1 }
  return index
}

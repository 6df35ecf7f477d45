// Renders code and its tokens as HTML: escaped, with as few elements as possible. Knows no
// language.

/// What a fence asks of single lines.
package struct LineStyle: Sendable, Equatable {
  /// Highlighted lines, from 1, in order and without overlaps.
  package var marked: [ClosedRange<Int>] = []
  /// The number of the first line, if line numbers are shown.
  package var firstNumber: Int?
  /// Whether each line begins with `+`, `-` or a space that marks it as added, removed or
  /// unchanged.
  package var isDiff = false

  package init() {}

  var isPlain: Bool { marked.isEmpty && firstNumber == nil && !isDiff }
}

/// The HTML of a piece of code, without the elements around it. No text is lost: without tags and
/// escapes the result is the code, byte for byte. O(code).
func codeHTML(_ code: [UInt8], _ tokens: TokenList, _ style: LineStyle) -> [UInt8] {
  var writer = CodeWriter(capacity: code.count + 12 * tokens.tokens.count + 256)
  if style.isPlain {
    writeRun(code, tokens, &writer)
  } else {
    writeLines(code, tokens, style, &writer)
  }
  return writer.html
}

private func writeRun(_ code: [UInt8], _ tokens: TokenList, _ writer: inout CodeWriter) {
  var start = 0
  let all = tokens.tokens
  for (index, token) in all.enumerated() {
    // Space between two tokens of one kind joins them: one element for a whole comment.
    if token.kind == .plain, index + 1 < all.count, all[index + 1].kind == writer.openKind,
      isSpace(code, start, token.end)
    {
      writer.text(code, start, token.end)
    } else {
      writer.open(token.kind)
      writer.text(code, start, token.end)
    }
    start = token.end
  }
  writer.open(.plain)
  writer.text(code, start, code.count)
}

private func isSpace(_ code: [UInt8], _ start: Int, _ end: Int) -> Bool {
  for index in start..<end where code[index] > 0x20 { return false }
  return true
}

private func writeLines(
  _ code: [UInt8], _ tokens: TokenList, _ style: LineStyle, _ writer: inout CodeWriter
) {
  var number = 1
  var marks = style.marked[...]
  var token = 0
  var index = 0
  while index < code.count {
    var end = index
    while end < code.count, code[end] != 0x0A { end += 1 }
    end = min(end + 1, code.count)
    while let first = marks.first, first.upperBound < number { marks.removeFirst() }
    let element = lineElement(
      isMarked: marks.first?.contains(number) == true, isDiff: style.isDiff, first: code[index])
    if let element {
      writer.raw("<\(element) class=l")
    } else if style.firstNumber != nil {
      writer.raw("<span class=l")
    }
    if let first = style.firstNumber { writer.raw(" data-n=\(first + number - 1)") }
    let isOpen = element != nil || style.firstNumber != nil
    if isOpen { writer.raw(">") }
    while index < end {
      while token < tokens.tokens.count, tokens.tokens[token].end <= index { token += 1 }
      let isCovered = token < tokens.tokens.count
      let stop = isCovered ? min(tokens.tokens[token].end, end) : end
      writer.open(isCovered ? tokens.tokens[token].kind : .plain)
      writer.text(code, index, stop)
      index = stop
    }
    writer.open(.plain)
    if isOpen { writer.raw("</\(element ?? "span")>") }
    number += 1
  }
}

private func lineElement(isMarked: Bool, isDiff: Bool, first: UInt8) -> String? {
  if isDiff, first == UInt8(ascii: "+") { return "ins" }
  if isDiff, first == UInt8(ascii: "-") { return "del" }
  return isMarked ? "mark" : nil
}

/// Writes into an array that is grown ahead of time, so that a byte costs one store.
private struct CodeWriter {
  private(set) var openKind = CodeTokenKind.plain
  private var bytes: [UInt8]
  private var count = 0
  private let openingTag = Array("<span class=x>".utf8)
  private let closingTag = Array("</span>".utf8)
  private let escapes = (
    and: Array("&amp;".utf8), less: Array("&lt;".utf8), greater: Array("&gt;".utf8),
    quote: Array("&quot;".utf8)
  )

  init(capacity: Int) { bytes = [UInt8](repeating: 0, count: capacity) }

  var html: [UInt8] {
    mutating get {
      bytes.removeLast(bytes.count - count)
      return bytes
    }
  }

  private mutating func makeRoom(_ needed: Int) {
    guard count + needed > bytes.count else { return }
    bytes.append(contentsOf: repeatElement(0, count: max(needed, bytes.count)))
  }

  private mutating func escape(_ text: [UInt8]) {
    makeRoom(text.count)
    count = copy(text, to: &bytes, at: count)
  }

  mutating func raw(_ text: String) {
    makeRoom(text.utf8.count)
    for byte in text.utf8 {
      bytes[count] = byte
      count += 1
    }
  }

  /// Closes the open element if its kind differs, and opens the next.
  mutating func open(_ kind: CodeTokenKind) {
    guard kind != openKind else { return }
    makeRoom(24)
    if openKind != .plain { count = copy(closingTag, to: &bytes, at: count) }
    openKind = kind
    guard kind != .plain else { return }
    count = copy(openingTag, to: &bytes, at: count)
    bytes[count - 2] = kind.letter
  }

  /// Writes a range of the code, escaped. Works in chunks, so that a long range need not reserve
  /// six times its size.
  mutating func text(_ code: [UInt8], _ start: Int, _ end: Int) {
    var index = start
    while index < end {
      let stop = min(end, index + 512)
      makeRoom(stop - index)
      let next = copyPlain(code, index, stop, to: &bytes, at: count)
      index += next - count
      count = next
      if index < stop { index += special(code, index, end) }
    }
  }

  /// Writes an escape; returns how many bytes of code it replaces.
  private mutating func special(_ code: [UInt8], _ index: Int, _ end: Int) -> Int {
    switch code[index] {
    case UInt8(ascii: "&"): escape(escapes.and)
    case UInt8(ascii: "<"): escape(escapes.less)
    case UInt8(ascii: ">"): escape(escapes.greater)
    case UInt8(ascii: "\""): escape(escapes.quote)
    default:
      makeRoom(3)
      guard index + 3 <= end, let name = directionMark(code, index) else {
        bytes[count] = code[index]
        count += 1
        return 1
      }
      // In an element of its own the character has no effect on the surrounding text, and the theme
      // shows its name.
      raw("<span class=u data-c=\(name)>")
      makeRoom(3)
      for byte in code[index..<(index + 3)] {
        bytes[count] = byte
        count += 1
      }
      raw("</span>")
      return 3
    }
    return 1
  }
}

private func copy(_ text: [UInt8], to bytes: inout [UInt8], at start: Int) -> Int {
  let source = text.span
  var target = bytes.mutableSpan
  for index in source.indices { target[start + index] = source[index] }
  return start + text.count
}

/// Copies up to the first byte that must be escaped; returns where the copy ends.
private func copyPlain(
  _ code: [UInt8], _ start: Int, _ end: Int, to bytes: inout [UInt8], at place: Int
) -> Int {
  let source = code.span
  var target = bytes.mutableSpan
  var next = place
  for index in start..<end {
    let byte = source[index]
    switch byte {
    case 0x22, 0x26, 0x3C, 0x3E, 0xE2: return next
    default:
      target[next] = byte
      next += 1
    }
  }
  return next
}

/// The name of a bidirectional control character, which can make code look like other code
/// (CVE-2021-42574): U+202A to U+202E and U+2066 to U+2069, all of three bytes.
private func directionMark(_ code: [UInt8], _ index: Int) -> String? {
  guard index + 2 < code.count else { return nil }
  switch (code[index + 1], code[index + 2]) {
  case (0x80, 0xAA...0xAE):
    return "U+202" + String(code[index + 2] - 0xA0, radix: 16, uppercase: true)
  case (0x81, 0xA6...0xA9):
    return "U+206" + String(code[index + 2] - 0xA0, radix: 16, uppercase: true)
  default: return nil
  }
}

/// Whether code contains a bidirectional control character. O(code).
package func holdsDirectionMark(_ code: [UInt8]) -> Bool {
  var index = 0
  while index < code.count {
    if code[index] == 0xE2, directionMark(code, index) != nil { return true }
    index += 1
  }
  return false
}

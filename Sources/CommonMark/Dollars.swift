// Mathematics between dollars: finds formulas, and gets them unchanged through a Markdown parser
// that does not know them. Does not know TeX.
//
// A formula is full of characters with a meaning in Markdown. Each of them is replaced by a control
// byte, one for one, so that the parser sees plain text and all offsets in the page stay the same.
// The two dollars become marks that the walk finds. Where the parser takes a formula for something
// else after all (code, an address), it is unmasked.

internal import Bytes

/// Maps bytes within a formula to their masks, and its dollars to marks.
enum FormulaMask {
  static let opening: UInt8 = 0x01
  static let closing: UInt8 = 0x02

  /// Characters with a meaning for the parser. Each is masked by the control byte at its index.
  private static let signs = Array("!#$&)*+-.<=>[\\]_`|~".utf8)
  private static let controls: [UInt8] =
    Array(0x03...0x08) + Array(0x0E...0x1A)

  /// By byte, its mask within a formula.
  static let masks: [UInt8] = {
    var table = Array(UInt8.min...UInt8.max)
    for (sign, control) in zip(signs, controls) { table[Int(sign)] = control }
    return table
  }()

  /// By byte, the original of a mask.
  static let originals: [UInt8] = {
    var table = Array(UInt8.min...UInt8.max)
    for (sign, control) in zip(signs, controls) { table[Int(control)] = sign }
    table[Int(opening)] = UInt8(ascii: "$")
    table[Int(closing)] = UInt8(ascii: "$")
    return table
  }()

  static func isMask(_ byte: UInt8) -> Bool {
    byte < 0x20 && originals[Int(byte)] != byte
  }
}

/// A text with its formulas restored as the author wrote them.
func unmasked(_ text: some Sequence<UInt8>) -> [UInt8] {
  text.map { FormulaMask.originals[Int($0)] }
}

/// The Markdown with its formulas masked, of the same length; nil when there are none, or when the
/// page itself contains mask bytes. O(n).
func maskedFormulas(_ markdown: ArraySlice<UInt8>) -> [UInt8]? {
  guard contains(UInt8(ascii: "$"), in: markdown) else { return nil }
  var search = DollarSearch(Array(markdown))
  search.run()
  guard search.hasFormulas, !markdown.contains(where: FormulaMask.isMask) else { return nil }
  return search.bytes
}

/// Searches for formulas: in blocks of lines outside fenced code, and within a block in the dollars
/// outside code spans.
///
/// A `$` opens a formula when a character other than a space follows it, and a space, a bracket, a
/// quotation mark, a dash or an emphasis mark precedes it. The next `$` closes it if no space
/// precedes it and no letter, digit, `_` or `$` follows; if it does not close, neither dollar
/// counts. So amounts of money and shell variables stay text. These are pandoc's rules, with
/// letters added to the digits that must not follow.
private struct DollarSearch {
  var bytes: [UInt8]
  var hasFormulas = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func run() {
    var index = 0
    var blockStart = 0
    var blockHasDollar = false
    var fence: (byte: UInt8, count: Int)?
    var nextDollar = -1
    while index < bytes.count {
      let end = firstIndex(of: 0x0A, in: bytes, from: index).map { $0 + 1 } ?? bytes.count
      let start = contentStart(index..<end)
      let marks = fenceMarks(start..<end)
      if let open = fence {
        if marks >= open.count, bytes[start] == open.byte { fence = nil }
        blockStart = end
      } else if start == end || marks >= 3 {
        if blockHasDollar { scan(blockStart..<index) }
        blockHasDollar = false
        blockStart = end
        if marks >= 3 { fence = (bytes[start], marks) }
      } else if !blockHasDollar {
        if nextDollar < start {
          nextDollar = firstIndex(of: UInt8(ascii: "$"), in: bytes, from: start) ?? bytes.count
          if nextDollar == bytes.count { break }
        }
        blockHasDollar = nextDollar < end
      }
      index = end
    }
    if blockHasDollar, fence == nil { scan(blockStart..<bytes.count) }
  }

  /// Where a line's own text begins, after spaces and block quote markers; the line feed is
  /// excluded.
  private func contentStart(_ line: Range<Int>) -> Int {
    var index = line.lowerBound
    while index < line.upperBound, bytes[index] <= 0x20 || bytes[index] == UInt8(ascii: ">") {
      index += 1
    }
    return index
  }

  private func fenceMarks(_ line: Range<Int>) -> Int {
    var index = line.lowerBound
    // A fence may be the first thing in a list item.
    while index + 1 < line.upperBound, bytes[index + 1] == 0x20,
      bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "*")
        || bytes[index] == UInt8(ascii: "+")
    {
      index += 2
    }
    guard index < line.upperBound, bytes[index] == 0x60 || bytes[index] == UInt8(ascii: "~") else {
      return 0
    }
    let first = bytes[index]
    return bytes[index..<line.upperBound].prefix { $0 == first }.count
  }

  // MARK: A block

  private mutating func scan(_ block: Range<Int>) {
    var index = block.lowerBound
    var lastRuns: [Int: Int]?
    while index < block.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case 0x60: index = codeSpanEnd(index, block, &lastRuns)
      case UInt8(ascii: "$"): index = dollars(index, block)
      default: index += 1
      }
    }
  }

  /// The index after a code span that begins here, or after the backticks when none does. The last
  /// run of each length is looked up once per block, so that no search fails twice.
  private func codeSpanEnd(
    _ start: Int, _ block: Range<Int>, _ lastRuns: inout [Int: Int]?
  ) -> Int {
    let count = bytes[start..<block.upperBound].prefix { $0 == 0x60 }.count
    let last = lastRuns ?? runs(in: start..<block.upperBound)
    lastRuns = last
    var index = start + count
    guard let lastStart = last[count], lastStart >= index else { return index }
    while index < block.upperBound {
      guard bytes[index] == 0x60 else {
        index += 1
        continue
      }
      let run = bytes[index..<block.upperBound].prefix { $0 == 0x60 }.count
      index += run
      if run == count { return index }
    }
    return index
  }

  private func runs(in range: Range<Int>) -> [Int: Int] {
    var last: [Int: Int] = [:]
    var index = range.lowerBound
    while index < range.upperBound {
      let count = bytes[index..<range.upperBound].prefix { $0 == 0x60 }.count
      if count > 0 { last[count] = index }
      index += max(1, count)
    }
    return last
  }

  // MARK: A formula

  /// Handles a run of one or more dollars; returns where to continue.
  private mutating func dollars(_ start: Int, _ block: Range<Int>) -> Int {
    let count = bytes[start..<block.upperBound].prefix { $0 == UInt8(ascii: "$") }.count
    let body = start + count
    guard count <= 2, body < block.upperBound, mayOpenBehind(start, block) else { return body }
    if count == 2 {
      guard let close = displayEnd(from: body, block) else { return body }
      mask(start..<close, dollars: 2)
      return close
    }
    guard bytes[body] > 0x20, let close = inlineEnd(from: body, block) else { return body }
    mask(start..<close, dollars: 1)
    return close
  }

  private func mayOpenBehind(_ start: Int, _ block: Range<Int>) -> Bool {
    guard start > block.lowerBound else { return true }
    let before = bytes[start - 1]
    return before <= 0x20 || before >= 0x80 || "([{\"'*_~|-:,;>".utf8.contains(before)
  }

  private func displayEnd(from body: Int, _ block: Range<Int>) -> Int? {
    var index = body
    var hasText = false
    while index + 1 < block.upperBound {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
        hasText = true
      } else if bytes[index] == UInt8(ascii: "$") {
        guard bytes[index + 1] == UInt8(ascii: "$"), hasText else { return nil }
        let isLonger = index + 2 < block.upperBound && bytes[index + 2] == UInt8(ascii: "$")
        return isLonger ? nil : index + 2
      } else {
        if bytes[index] > 0x20 { hasText = true }
        index += 1
      }
    }
    return nil
  }

  private func inlineEnd(from body: Int, _ block: Range<Int>) -> Int? {
    var index = body
    while index < block.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "$"):
        let next = index + 1 < block.upperBound ? bytes[index + 1] : 0x20
        let isWord =
          next >= UInt8(ascii: "0") && next <= UInt8(ascii: "9") || next == UInt8(ascii: "_")
          || next == UInt8(ascii: "$")
          || (next | 0x20) >= UInt8(ascii: "a") && (next | 0x20) <= UInt8(ascii: "z")
        guard bytes[index - 1] > 0x20, index > body, !isWord else { return nil }
        return index + 1
      // A code span binds more tightly, except in GitHub's own form of formula.
      case 0x60: if index > body, bytes[body] != 0x60 { return nil } else { index += 1 }
      case 0x0A: if beginsBlock(index + 1, block) { return nil } else { index += 1 }
      // A table cell ends here.
      case UInt8(ascii: "|"): if bytes[index - 1] == 0x20 { return nil } else { index += 1 }
      default: index += 1
      }
    }
    return nil
  }

  /// Whether a line looks like the start of a list, a heading or a table.
  private func beginsBlock(_ lineStart: Int, _ block: Range<Int>) -> Bool {
    var index = lineStart
    while index < block.upperBound, bytes[index] == 0x20 { index += 1 }
    guard index < block.upperBound else { return false }
    let byte = bytes[index]
    return "-*+#|>".utf8.contains(byte) || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// Leading spaces and block quote markers are not masked, because the parser needs them.
  private mutating func mask(_ range: Range<Int>, dollars: Int) {
    hasFormulas = true
    let masks = FormulaMask.masks
    var isLineStart = false
    for index in (range.lowerBound + dollars)..<(range.upperBound - dollars) {
      let byte = bytes[index]
      if isLineStart, byte <= 0x20 || byte == UInt8(ascii: ">") { continue }
      isLineStart = byte == 0x0A
      bytes[index] = masks[Int(byte)]
    }
    for offset in 0..<dollars {
      bytes[range.lowerBound + offset] = FormulaMask.opening
      bytes[range.upperBound - 1 - offset] = FormulaMask.closing
    }
  }
}

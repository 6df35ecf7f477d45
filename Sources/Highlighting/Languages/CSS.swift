// CSS, and those additions of SCSS and Less that share its syntax.

internal import Bytes

/// Selectors, properties, values, at-rules. Each statement is scanned once to see whether it ends
/// in `{`. O(code).
func lexCSS(_ code: [UInt8], _ range: Range<Int>, into tokens: inout TokenList) {
  var index = range.lowerBound
  let end = range.upperBound
  var isStart = true
  var isSelector = false
  while index < end {
    let byte = code[index]
    let start = index
    if isStart, byte > 0x20, byte != UInt8(ascii: "/") {
      isSelector = opensBlock(code, start..<end)
      isStart = false
    }
    switch byte {
    case UInt8(ascii: "/") where index + 1 < end && code[index + 1] == UInt8(ascii: "*"):
      index += 2
      while index + 1 < end, !(code[index] == 0x2A && code[index + 1] == 0x2F) { index += 1 }
      index = min(index + 2, end)
      tokens.add(.comment, start, index)
    case UInt8(ascii: "/") where index + 1 < end && code[index + 1] == UInt8(ascii: "/"):
      index = endOfLine(code, from: index, to: end)
      tokens.add(.comment, start, index)
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"):
      isStart = true
      index += 1
    case 0x22, 0x27:
      index = quoted(code, start..<endOfLine(code, from: start, to: end))
      tokens.add(.string, start, index)
    case UInt8(ascii: "@"):
      index = nameEnd(code, index + 1, end)
      tokens.add(.keyword, start, index)
    case UInt8(ascii: "#") where !isSelector:
      index = nameEnd(code, index + 1, end)
      tokens.add(.number, start, index)
    case _ where byte.isASCIIDigit:
      index = nameEnd(code, index, end)
      while index < end, code[index] == UInt8(ascii: ".") || code[index] == UInt8(ascii: "%") {
        index = nameEnd(code, index + 1, end)
      }
      tokens.add(.number, start, index)
    case _ where isNameByte(byte) || byte == UInt8(ascii: "$"):
      index = nameEnd(code, index + 1, end)
      let next = index < end ? code[index] : 0
      if isSelector {
        tokens.add(.type, start, index)
      } else if next == UInt8(ascii: ":") || byte == UInt8(ascii: "$")
        || code[start..<index].starts(with: "--".utf8)
      {
        tokens.add(.variable, start, index)
      } else if next == UInt8(ascii: "(") {
        tokens.add(.function, start, index)
      }
    default: index += 1
    }
  }
}

/// Whether a statement is a selector: `{` comes before anything that ends it.
private func opensBlock(_ code: [UInt8], _ range: Range<Int>) -> Bool {
  guard code[range.lowerBound] != UInt8(ascii: "@") else { return false }
  for index in range {
    switch code[index] {
    case UInt8(ascii: "{"): return true
    case UInt8(ascii: ";"), UInt8(ascii: "}"): return false
    default: break
    }
  }
  return false
}

private func isNameByte(_ byte: UInt8) -> Bool {
  byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 || byte == UInt8(ascii: "-")
    || byte == UInt8(ascii: "_")
}

private func nameEnd(_ code: [UInt8], _ start: Int, _ end: Int) -> Int {
  var index = start
  while index < end, isNameByte(code[index]) { index += 1 }
  return index
}

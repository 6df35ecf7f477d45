// Minifies scripts lightly for publishing: without comments, indentation and spaces around
// punctuation. Knows only as much JavaScript as the default theme's scripts need: names stay as
// they are, and every statement keeps a line of its own, so that the published script is still
// readable.

/// The same script in fewer bytes. Its source must be written as follows: comments are on lines of
/// their own; no string spans lines; no statement is empty; no wrapped line begins with the
/// character that the line before ends with; a division has a space after its sign, a regular
/// expression has none. O(bytes).
func leanScript(_ source: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  out.reserveCapacity(source.count)
  for line in source.split(separator: UInt8(ascii: "\n")) {
    let code = line.drop { $0 == UInt8(ascii: " ") }
    if code.isEmpty || code.starts(with: "//".utf8) { continue }
    if out.last == UInt8(ascii: "\n") {
      // No semicolon is needed before the end of a block.
      if code.first == UInt8(ascii: "}"), out.dropLast().last == UInt8(ascii: ";") {
        out.remove(at: out.count - 2)
      }
      // Joins the lines of a wrapped statement.
      if isOperator(out.dropLast().last) || isOperator(code.first) { out.removeLast() }
    }
    appendLean(code, to: &out)
    out.append(UInt8(ascii: "\n"))
  }
  return out
}

private func appendLean(_ line: ArraySlice<UInt8>, to out: inout [UInt8]) {
  var index = line.startIndex
  var previous = UInt8(ascii: "\n")
  while index < line.endIndex {
    let byte = line[index]
    if byte == UInt8(ascii: " ") {
      let next = index + 1 < line.endIndex ? line[index + 1] : UInt8(ascii: "\n")
      // A space is needed between two words, and in `+ +` and `- -`.
      let isNeeded =
        isWordByte(previous) && isWordByte(next)
        || previous == next && (next == UInt8(ascii: "+") || next == UInt8(ascii: "-"))
        || next == UInt8(ascii: "/") || previous == UInt8(ascii: "/")
      if isNeeded { out.append(byte) }
      index += 1
      continue
    }
    let end = endOfLiteral(line, index)
    out += line[index..<end]
    previous = line[end - 1]
    index = end
  }
}

/// The end of the string or regular expression that begins at `start`; the next index if none does.
private func endOfLiteral(_ line: ArraySlice<UInt8>, _ start: Int) -> Int {
  let sign = line[start]
  let next = start + 1 < line.endIndex ? line[start + 1] : UInt8(ascii: " ")
  switch sign {
  case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): break
  case UInt8(ascii: "/") where next != UInt8(ascii: " "): break
  default: return start + 1
  }
  var index = start + 1
  var isInSet = false
  while index < line.endIndex {
    switch line[index] {
    case UInt8(ascii: "\\"): index += 1
    case UInt8(ascii: "["): isInSet = sign == UInt8(ascii: "/")
    case UInt8(ascii: "]"): isInSet = false
    case sign where !isInSet: return index + 1
    default: break
    }
    index += 1
  }
  return line.endIndex
}

/// Whether a line that begins or ends with the byte is part of a longer statement.
private func isOperator(_ byte: UInt8?) -> Bool {
  switch byte {
  case UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "|"), UInt8(ascii: "&"),
    UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "."):
    true
  default: false
  }
}

private func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
    true
  default: false
  }
}

// HTML and XML, and the style sheets and scripts that HTML contains.

internal import Bytes

/// Tags, attributes, comments, entities; in HTML, `<script>` and `<style>` in their own languages.
/// O(code).
func lexMarkup(
  _ code: [UInt8], _ range: Range<Int>, isHTML: Bool, into tokens: inout TokenList
) {
  var index = range.lowerBound
  let end = range.upperBound
  while index < end {
    switch code[index] {
    case UInt8(ascii: "<"):
      let tag = MarkupTag(code, from: index, to: end)
      guard let tag else {
        index += 1
        continue
      }
      index = tag.add(to: &tokens)
      guard isHTML, !tag.isClosing, let name = tag.name, let held = heldLanguage(of: code[name])
      else { continue }
      let close = endTag(of: code[name], code, from: index, to: end)
      held(code, index..<close, &tokens)
      index = close
    case UInt8(ascii: "&"):
      let start = index
      index += 1
      while index < end, index - start < 40,
        code[index].isASCIILetter || code[index].isASCIIDigit || code[index] == UInt8(ascii: "#")
      {
        index += 1
      }
      if index < end, code[index] == UInt8(ascii: ";"), index > start + 1 {
        index += 1
        tokens.add(.number, start, index)
      }
    default: index += 1
    }
  }
}

private typealias RangeLexer = ([UInt8], Range<Int>, inout TokenList) -> Void

private func heldLanguage(of name: ArraySlice<UInt8>) -> RangeLexer? {
  switch String(decoding: name, as: UTF8.self).lowercased() {
  case "script": { CodeLexer.lex($0, $1, javaScript, into: &$2) }
  case "style": { lexCSS($0, $1, into: &$2) }
  default: nil
  }
}

/// Where `</name` begins, ignoring case; the end of the range if it does not occur.
private func endTag(
  of name: ArraySlice<UInt8>, _ code: [UInt8], from start: Int, to end: Int
) -> Int {
  var index = start
  while index + name.count + 2 <= end {
    if code[index] == UInt8(ascii: "<"), code[index + 1] == UInt8(ascii: "/"),
      zip(code[(index + 2)...], name).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
    {
      return index
    }
    index += 1
  }
  return end
}

/// One `<…>`, located but not yet added as tokens.
private struct MarkupTag {
  let code: [UInt8]
  let start: Int
  let limit: Int
  let isClosing: Bool
  /// Nil for comments and declarations.
  let name: Range<Int>?

  /// Nil when `<` does not begin a tag.
  init?(_ code: [UInt8], from start: Int, to limit: Int) {
    guard start + 1 < limit else { return nil }
    self.code = code
    self.start = start
    self.limit = limit
    let next = code[start + 1]
    isClosing = next == UInt8(ascii: "/")
    if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") {
      name = nil
      return
    }
    var index = start + (isClosing ? 2 : 1)
    guard index < limit, code[index].isASCIILetter || code[index] >= 0x80 else { return nil }
    let nameStart = index
    while index < limit, code[index] > 0x20, !"/>\"'=<".utf8.contains(code[index]) { index += 1 }
    name = nameStart..<index
  }

  /// Adds its tokens; returns where it ends.
  func add(to tokens: inout TokenList) -> Int {
    guard let name else { return addDeclaration(to: &tokens) }
    tokens.add(.type, start, name.upperBound)
    var index = name.upperBound
    while index < limit {
      let byte = code[index]
      switch byte {
      case UInt8(ascii: ">"):
        tokens.add(.type, index, index + 1)
        return index + 1
      case UInt8(ascii: "<"): return index
      case 0x22, 0x27:
        let begin = index
        index += 1
        while index < limit, code[index] != byte { index += 1 }
        index = min(index + 1, limit)
        tokens.add(.string, begin, index)
      case 0...0x20, UInt8(ascii: "="), UInt8(ascii: "/"):
        if byte == UInt8(ascii: "/") { tokens.add(.type, index, index + 1) }
        index += 1
      default:
        let begin = index
        while index < limit, code[index] > 0x20, !"/>\"'=<".utf8.contains(code[index]) {
          index += 1
        }
        let isValue = code[begin - 1] == UInt8(ascii: "=")
        tokens.add(isValue ? .string : .variable, begin, index)
      }
    }
    return limit
  }

  private func addDeclaration(to tokens: inout TokenList) -> Int {
    let isComment = code[start..<limit].starts(with: "<!--".utf8)
    let isCharacterData = code[start..<limit].starts(with: "<![CDATA[".utf8)
    let close = Array((isComment ? "-->" : isCharacterData ? "]]>" : ">").utf8)
    var index = start + (isComment ? 4 : 2)
    while index < limit {
      if code[index] == close[0], code[index..<limit].starts(with: close) {
        index += close.count
        break
      }
      index += 1
    }
    tokens.add(isComment ? .comment : isCharacterData ? .string : .meta, start, min(index, limit))
    return min(index, limit)
  }
}

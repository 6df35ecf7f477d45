// Parses the text after a code block's opening fence: `python {1,3-5} title="a.py"`. Knows no
// language.

/// The parsed text after an opening fence.
struct CodeInfo: Equatable {
  /// As written; empty when there is none.
  var language = ""
  /// Marked lines, in order and without overlaps, from 1.
  var marked: [ClosedRange<Int>] = []
  var title: String?
  var tab: String?
  /// The number of the first line, if line numbers were requested.
  var firstNumber: Int?
  var isDiff = false
  /// `{#name}`: an anchor, for formulas.
  var anchor: String?
  /// `numbered`, for formulas.
  var isNumbered = false
  /// Words that could not be understood.
  var problems: [Problem] = []

  enum Problem: Equatable {
    /// A key that is close to a known one.
    case unknownKey(String, nearest: String)
    case unclosedQuote(String)
    /// A key without its value, or with an unusable value.
    case badValue(String)
  }

  /// The known keys; those ending in `=` take a value.
  static let keys = ["title=", "tab=", "numbers", "numbers=", "diff"]
}

private let separators = Array("{,=".utf8)

/// Parses the text after a fence. Unknown words are ignored: many tools put their own there. O(n).
func codeInfo(_ info: String) -> CodeInfo {
  var result = CodeInfo()
  // Most fences name a language and nothing else.
  if info != "numbers", info.utf8.allSatisfy({ $0 > 0x20 && !separators.contains($0) }) {
    result.language = info
    return result
  }
  var rest = Substring(info).drop { $0 == " " }
  result.language = String(rest.prefix { !" {,\t".contains($0) })
  rest = rest.dropFirst(result.language.count)
  // `title="…"` without a language.
  if result.language.contains("=") || result.language == "numbers" {
    rest = Substring(info).drop { $0 == " " }
    result.language = ""
  }
  while let first = rest.first {
    if " ,\t".contains(first) {
      rest.removeFirst()
    } else if first == "{" {
      let body = rest.dropFirst().prefix { $0 != "}" }
      rest = rest.dropFirst(body.count + 2)
      if body.first == "#", isAnchor(Array(body.utf8.dropFirst())[...]) {
        result.anchor = String(body.dropFirst())
      }
      result.marked += lineRanges(body) ?? []
    } else {
      readAttribute(&rest, into: &result)
    }
  }
  result.marked = merged(result.marked)
  return result
}

private func readAttribute(_ rest: inout Substring, into result: inout CodeInfo) {
  let key = rest.prefix { !" =,{\t".contains($0) }
  rest = rest.dropFirst(key.count)
  guard rest.first == "=" else {
    if key.isEmpty { rest = rest.dropFirst() }
    return readFlag(String(key), into: &result)
  }
  rest.removeFirst()
  var value = rest.prefix { !" \t".contains($0) }
  if let quote = rest.first, quote == "\"" || quote == "'" {
    let body = rest.dropFirst()
    guard let end = body.firstIndex(of: quote) else {
      result.problems.append(.unclosedQuote("\(key)=\(rest)"))
      rest = ""
      return
    }
    value = body[..<end]
    rest = body[end...].dropFirst()
  } else {
    rest = rest.dropFirst(value.count)
  }
  switch key {
  case "title", "tab":
    if value.isEmpty { return result.problems.append(.badValue("\(key)=")) }
    if key == "title" { result.title = String(value) } else { result.tab = String(value) }
  case "numbers":
    guard let number = Int(value), (0...1_000_000).contains(number) else {
      return result.problems.append(.badValue("numbers=\(value)"))
    }
    result.firstNumber = number
  default: noteUnknown(key + "=", in: &result)
  }
}

private func readFlag(_ word: String, into result: inout CodeInfo) {
  switch word {
  case "numbers": result.firstNumber = 1
  case "diff": result.isDiff = true
  case "numbered": result.isNumbered = true
  case "title", "tab": result.problems.append(.badValue(word))
  default: noteUnknown(Substring(word), in: &result)
  }
}

/// Reports a word only if it is a single typing mistake away from a known one.
private func noteUnknown(_ key: Substring, in result: inout CodeInfo) {
  guard key.count > 3, key.utf8.count < 24 else { return }
  let nearest = CodeInfo.keys.first { isOneSlipAway(Array(key.utf8), Array($0.utf8)) }
  if let nearest { result.problems.append(.unknownKey(String(key), nearest: nearest)) }
}

/// Whether they differ by one letter inserted, omitted or replaced, or by two swapped ones.
private func isOneSlipAway(_ first: [UInt8], _ second: [UInt8]) -> Bool {
  guard first != second, abs(first.count - second.count) <= 1 else { return false }
  let start = zip(first, second).prefix { $0 == $1 }.count
  let one = first[start...]
  let other = second[start...]
  return one.dropFirst().elementsEqual(other.dropFirst())
    || one.dropFirst().elementsEqual(other) || one.elementsEqual(other.dropFirst())
    || (one.count >= 2 && other.count >= 2 && one[start] == other[start + 1]
      && one[start + 1] == other[start] && one.dropFirst(2).elementsEqual(other.dropFirst(2)))
}

/// `1,3-5`; nil for anything else, such as `.python`.
private func lineRanges(_ text: Substring) -> [ClosedRange<Int>]? {
  var ranges: [ClosedRange<Int>] = []
  for part in text.split(separator: ",") {
    let ends = part.filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = ends.first.flatMap({ Int($0) }), first > 0, ends.count <= 2,
      let last = ends.last.flatMap({ Int($0) }), last >= first
    else { return nil }
    ranges.append(first...last)
  }
  return ranges
}

private func merged(_ ranges: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
  var out: [ClosedRange<Int>] = []
  for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
    if let last = out.last, range.lowerBound <= last.upperBound {
      out[out.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
    } else {
      out.append(range)
    }
  }
  return out
}

// Parses a query as the client does: its marks, its words, and their matches in the index. The same
// steps, with the same numbers, as part 3 of templates/assets/search.js.

internal import Bytes
internal import Indexing

/// The marks of a query, and its text without them.
struct ParsedQuery {
  var filters: [[UInt16]] = []
  var phrases: [[[UInt16]]] = []
  var excluded: [[[UInt16]]] = []
  var text = ""
}

/// A word of a query.
struct QueryWord {
  var pieces: [[UInt16]]
  var parts: [[UInt16]] = []
  /// As it was typed.
  var text = ""
  var isRun: Bool
  var isOption: Bool
  var isPaired = false
  var isLast = false
  /// Its matching terms: any of them will do.
  var variants: [Variant] = []
  /// Or the parts of a run: most of these must occur, out of `groupSize`.
  var group: [ReadTerm] = []
  var groupSize = 0
  var weight = 0.0
  var isKnown = false
  var repaired: (from: String, to: String)?
  var suggestion: String?
  /// The word's range in the query's text, in bytes.
  var range = 0..<0

  struct Variant {
    let entry: ReadTerm
    let factor: Double
  }

  var term: [UInt16] { pieces[0] }
  var isOpen: Bool { pieces.count < 2 && (isLast || isPaired) }
  var isShort: Bool { isOpen && !isPaired && term.count < 3 }
  var isUnknown: Bool { variants.isEmpty && group.isEmpty }
}

private enum Limits {
  static let queryUnits = 400
  static let words = 24
  static let completions = 30
  static let unknownWeight = 4.0
  static let formFactor = 0.85
  static let joinFactor = 0.9
}

/// The share of a group that must occur.
let shareOfGroup = 0.6

// MARK: Marks

func parse(_ query: String, _ index: ReadIndex) -> ParsedQuery {
  let chunks = chunks(of: Array(query.utf16.prefix(Limits.queryUnits)))
  var parsed = ParsedQuery()
  var text: [UInt16] = []
  for chunk in chunks {
    let isMinus = chunk.first == 0x2D
    let body = chunk.dropFirst(isMinus ? 1 : 0)
    let facet = facetLength(body)
    let words = wholeTerms(String(decoding: body.dropFirst(facet), as: UTF16.self))
    if facet > 0, !isMinus {
      let name = String(decoding: body.prefix(facet), as: UTF16.self).lowercased()
      parsed.filters.append(Array((":" + name).utf16) + Array(words.joined(separator: [0x2D])))
    } else if isMinus, body.first != 0x2D, !words.isEmpty, chunks.count > 2,
      !isOption(body, index)
    {
      parsed.excluded.append(words)
    } else {
      if chunk.count > 1, chunk.first == 0x22, chunk.last == 0x22, !words.isEmpty {
        parsed.phrases.append(words)
      }
      text += chunk
    }
  }
  // A filter after the words does not end the last one.
  if !parsed.filters.isEmpty {
    while let last = text.last, isSpace(last) { text.removeLast() }
  }
  parsed.text = String(decoding: text, as: UTF16.self)
  return parsed
}

/// White space and the words between it, with a quoted phrase as one word.
private func chunks(of units: [UInt16]) -> [ArraySlice<UInt16>] {
  var chunks: [ArraySlice<UInt16>] = []
  var start = 0
  while start < units.count {
    var end = start
    if isSpace(units[start]) {
      while end < units.count, isSpace(units[end]) { end += 1 }
    } else {
      end = endOfChunk(units, start)
    }
    chunks.append(units[start..<end])
    start = end
  }
  return chunks
}

private func endOfChunk(_ units: [UInt16], _ start: Int) -> Int {
  let minus = units[start] == 0x2D ? [1, 0] : [0]
  for skipped in minus {
    let facet = facetLength(units[(start + skipped)...])
    for body in facet > 0 ? [start + skipped + facet, start + skipped] : [start + skipped] {
      guard body < units.count, !isSpace(units[body]) else { continue }
      if units[body] == 0x22, let close = units[(body + 1)...].firstIndex(of: 0x22) {
        return close + 1
      }
      var end = body + 1
      while end < units.count, !isSpace(units[end]), units[end] != 0x22 { end += 1 }
      return end
    }
  }
  return start + 1
}

/// The length of `kind:` or `tag:` at the front.
private func facetLength(_ units: ArraySlice<UInt16>) -> Int {
  for name in ["kind:", "tag:"] {
    let front = units.prefix(name.utf16.count)
    if String(decoding: front, as: UTF16.self).lowercased() == name { return front.count }
  }
  return 0
}

/// Whether the site contains an option of this name, with one hyphen.
private func isOption(_ body: ArraySlice<UInt16>, _ index: ReadIndex) -> Bool {
  let name = body.prefix { unit in
    unit < 0x80 && (UInt8(unit) == UInt8(ascii: "_") || UInt8(unit).isASCIIAlphanumeric)
  }
  if name.isEmpty { return false }
  return index.find([0x2D] + name.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }) != nil
}

/// White space as JavaScript's `\s` defines it.
private func isSpace(_ unit: UInt16) -> Bool {
  switch unit {
  case 0x09...0x0D, 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
    0xFEFF:
    true
  default: false
  }
}

// MARK: Words

/// The words and pairs of a text.
func wholeTerms(_ text: String) -> [[UInt16]] {
  queryTokens(text).filter { $0.kind == .word || $0.kind == .pair }.map(\.term)
}

private struct QueryToken {
  let term: [UInt16]
  let kind: TokenKind
  var range: Range<Int>
}

/// Tokens with their positions in the text's UTF-8, as precise as `splitWords` needs: correct for
/// words, options and the last character of a run.
private struct QueryTokens: TokenSink {
  var tokens: [QueryToken] = []

  mutating func take(_ bytes: Span<UInt8>, _ range: Range<Int>, key: UInt64, kind: TokenKind) {
    var term: [UInt8] = []
    for index in range { term.append(bytes[index].lowercasedASCII) }
    let units = Array(String(decoding: term, as: UTF8.self).utf16)
    tokens.append(QueryToken(term: units, kind: kind, range: range))
  }

  mutating func note(surface text: Span<UInt8>, _ range: Range<Int>) {
    tokens[tokens.count - 1].range = range
  }
}

private func queryTokens(_ text: String) -> [QueryToken] {
  var sink = QueryTokens()
  let bytes = Array(text.utf8)
  scanTokens(bytes.span, 0..<bytes.count, into: &sink)
  return sink.tokens
}

private func splitWords(_ written: String) -> [QueryWord] {
  // The places of tokens are those in the text that is read.
  let bytes = Array(written.utf8)
  let plain = withoutCompatibleForms(bytes.span, 0..<bytes.count)
  let text = plain.map { String(decoding: $0, as: UTF8.self) } ?? written
  var words: [QueryWord] = []
  var end = -1
  var isInRun = false
  for token in queryTokens(text) {
    switch token.kind {
    case .part:
      guard let last = words.indices.last else { continue }
      words[last].parts.append(token.term)
      if isInRun {
        // The last character of a run marks the run's end.
        isInRun = false
        end = token.range.upperBound
        words[last].range = words[last].range.lowerBound..<end
      }
    case .pair where isInRun:
      words[words.count - 1].pieces.append(token.term)
    case .pair:
      words.append(QueryWord(pieces: [token.term], isRun: true, isOption: false))
      isInRun = true
    case .word, .option:
      words.append(
        QueryWord(
          pieces: [token.term], isRun: false, isOption: token.kind == .option, range: token.range))
      end = token.range.upperBound
      isInRun = false
    }
  }
  return distinct(words, text, openEnd: end == text.utf8.count ? end : -1)
}

/// Each word once: at the position of its first occurrence, with the range of its last.
private func distinct(_ words: [QueryWord], _ text: String, openEnd: Int) -> [QueryWord] {
  var places: [[UInt16]: Int] = [:]
  var kept: [QueryWord] = []
  for var word in words {
    word.isLast = word.range.upperBound == openEnd
    word.text = slice(text, word.range)
    word.isPaired = isPairedCharacter(word.term)
    let key = Array(word.pieces.joined(separator: [0x20]))
    if let place = places[key] {
      kept[place] = word
    } else {
      places[key] = kept.count
      kept.append(word)
    }
  }
  return Array(kept.prefix(Limits.words))
}

private func slice(_ text: String, _ range: Range<Int>) -> String {
  String(decoding: Array(text.utf8)[range], as: UTF8.self)
}

private func isPairedCharacter(_ term: [UInt16]) -> Bool {
  guard let scalar = String(decoding: term, as: UTF16.self).unicodeScalars.first else {
    return false
  }
  return scalar.value >= 0x80 && characterClass(scalar.value) == CharacterClass.paired
}

// MARK: Look-up

/// The words of a query with their matches; with `isLiteral` nothing is corrected.
func lookUp(_ parsed: ParsedQuery, _ index: ReadIndex, isLiteral: Bool) -> [QueryWord] {
  var words = Array(
    splitWords(parsed.text).flatMap { cutRun($0, index) }.prefix(Limits.words))
  for number in words.indices { resolve(&words[number], index) }
  let unknown = words.indices.filter { words[$0].isUnknown }
  if !isLiteral {
    for number in words.indices { suggest(&words[number], parsed.text, index) }
  }
  for second in words.indices.dropFirst()
  where unknown.contains(second - 1) || unknown.contains(second) {
    let pair = [second - 1, second]
    if pair.contains(where: { words[$0].isRun || words[$0].isOption }) { continue }
    guard let entry = index.find(words[second - 1].term + words[second].term) else { continue }
    for number in pair {
      words[number].variants.append(.init(entry: entry, factor: Limits.joinFactor))
    }
  }
  for number in unknown { repair(&words[number], parsed.text, index, isLiteral: isLiteral) }
  for number in words.indices {
    let count = frequency(of: words[number])
    words[number].isKnown = count > 0
    words[number].weight =
      count > 0 ? weight(ofFrequency: count, index.sectionCount) : Limits.unknownWeight
  }
  return words
}

/// The words of a run: two neighbours that are nowhere adjacent on the site belong to different
/// words, if each of them does occur with its other neighbour.
private func cutRun(_ word: QueryWord, _ index: ReadIndex) -> [QueryWord] {
  let isKnown = word.pieces.map { index.find($0) != nil }
  var words: [QueryWord] = []
  var from = 0
  for at in isKnown.indices {
    let isEnd = at + 1 == isKnown.count
    let isCut =
      !isEnd && isKnown[at] && !isKnown[at + 1] && at + 2 < isKnown.count && isKnown[at + 2]
    guard isEnd || isCut else { continue }
    var piece = word
    piece.pieces = Array(word.pieces[from...at])
    words.append(piece)
    from = at + 2
  }
  return words
}

/// Rarer words weigh more: inverse section frequency, to six digits, which are the same in every
/// implementation of the logarithm.
private func weight(ofFrequency count: Int, _ sectionCount: Int) -> Double {
  let share = max(0, Double(sectionCount) - Double(count) + 0.5) / (Double(count) + 0.5)
  return (1e6 * logarithm(1 + share)).rounded() / 1e6
}

/// The natural logarithm, exact to the last digits: a series of the inverse hyperbolic tangent.
private func logarithm(_ given: Double) -> Double {
  var value = given
  var sum = 0.0
  while value >= 1.5 {
    sum += 0.6931471805599453
    value /= 2
  }
  let ratio = (value - 1) / (value + 1)
  var power = ratio
  var at = 1.0
  while at < 30 {
    sum += 2 * power / at
    at += 2
    power *= ratio * ratio
  }
  return sum
}

private func resolve(_ word: inout QueryWord, _ index: ReadIndex) {
  word.groupSize = word.pieces.count
  if word.pieces.count > 1 {
    word.group = word.pieces.compactMap(index.find)
    return
  }
  let term = word.term
  let exact = index.find(term)
  if let exact {
    addForms(&word, exact, 1, index)
  } else if word.isOption, let bare = index.find(bare(term)) {
    word.variants.append(.init(entry: bare, factor: 0.8))
  }
  if word.isShort {
    if let beginning = index.find([0x2A] + term) {
      word.variants.append(.init(entry: beginning, factor: 0.8))
    }
  } else if word.isOpen {
    addCompletions(&word, index)
  }
}

/// An option without its mark.
private func bare(_ option: [UInt16]) -> [UInt16] {
  Array(option.drop { $0 < 0x80 && !UInt8($0).isASCIIAlphanumeric && $0 != 0x5F })
}

private func addCompletions(_ word: inout QueryWord, _ index: ReadIndex) {
  let term = word.term
  let found = index.near(isReversed: false, term, term).filter { $0.term != term }
  let best = found.enumerated().sorted {
    $0.element.rank != $1.element.rank
      ? $0.element.rank > $1.element.rank : $0.offset < $1.offset
  }
  for (_, entry) in best.prefix(Limits.completions) {
    let factor = max(0.35, 0.8 * Double(term.count) / Double(entry.term.count))
    word.variants.append(.init(entry: entry, factor: factor))
  }
}

/// Adds a term and the other forms of its word.
func addForms(_ word: inout QueryWord, _ entry: ReadTerm, _ factor: Double, _ index: ReadIndex) {
  word.variants.append(.init(entry: entry, factor: factor))
  if entry.group == 0 { return }
  for other in index.terms.shards[entry.shard]
  where other.group == entry.group && other.term != entry.term {
    word.variants.append(.init(entry: other, factor: factor * Limits.formFactor))
  }
}

/// How many sections contain the word: for a group its rarest term; for variants the exact term or
/// its forms, or else the most frequent one.
private func frequency(of word: QueryWord) -> Int {
  if !word.group.isEmpty {
    let isEnough = Double(word.group.count) >= shareOfGroup * Double(word.groupSize)
    return isEnough ? word.group.map(\.frequency).min() ?? 0 : 0
  }
  let isExact = word.variants.first?.factor == 1
  return word.variants.filter { !isExact || $0.factor >= Limits.formFactor }
    .map(\.entry.frequency).max() ?? 0
}

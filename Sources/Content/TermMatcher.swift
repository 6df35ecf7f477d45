// Finds the glossary's terms in a text: whole words, longest first, regular plurals included, but
// no pieces of file names, options and identifiers. Built once from the glossary. Does not know
// what a term means.

internal import Bytes
internal import Interface

/// The names of all terms, indexed for searching.
package struct TermMatcher: Sendable, Equatable {
  /// One name of a term: the term itself or an alias.
  private struct Name: Sendable, Equatable {
    /// Its words, each in all its forms.
    let words: [[[UInt8]]]
    /// The text between and after the words; a single space or hyphen is stored as a space.
    let gaps: [[UInt8]]
    let isCaseSensitive: Bool
    let term: Int
    let length: Int
  }

  /// A term's name found in a text.
  struct Match: Equatable {
    let range: Range<Int>
    /// Its index in the glossary.
    let term: Int
  }

  private var names: [Name] = []
  /// Indices of `names` by the hash of the folded first two words, or of the only word; the longest
  /// name first.
  private var byBeginning: [UInt64: [Int]] = [:]
  /// A bit for each hash that may be in `byBeginning`, so that most words need no look-up.
  private var filter: [UInt64] = []
  private var filterMask: UInt64 = 0

  package init() {}

  /// - Parameters:
  ///   - terms: for each term its names, the term itself first, and whether case matters.
  ///   - language: the primary tag of the site's language, whose plurals count.
  package init(
    _ terms: [(names: [String], isCaseSensitive: Bool)], language: String = "en"
  ) {
    for (number, term) in terms.enumerated() {
      for name in term.names {
        if let name = Self.name(
          name, isCaseSensitive: term.isCaseSensitive, term: number, language)
        {
          names.append(name)
        }
      }
    }
    let order = names.indices.sorted { left, right in
      if names[left].length != names[right].length {
        return names[left].length > names[right].length
      }
      return left < right
    }
    for index in order {
      for key in Self.beginnings(of: names[index]) { byBeginning[key, default: []].append(index) }
    }
    var size = 1024
    while size < 16 * byBeginning.count { size *= 2 }
    filter = [UInt64](repeating: 0, count: size / 64)
    filterMask = UInt64(size - 1)
    for key in byBeginning.keys { filter[Int((key & filterMask) >> 6)] |= 1 << (key & 63) }
  }

  /// The hashes a text may have where a name occurs, in all its forms.
  private static func beginnings(of name: Name) -> Set<UInt64> {
    func hashes(_ word: [[UInt8]]) -> [UInt64] { word.map { wordHash(folded($0[...])) } }
    let first = hashes(name.words[0])
    guard name.words.count > 1 else { return Set(first) }
    let second = hashes(name.words[1])
    return Set(first.flatMap { first in second.map { joined(first, $0) } })
  }

  package var isEmpty: Bool { names.isEmpty }

  private static func name(
    _ text: String, isCaseSensitive: Bool, term: Int, _ language: String
  ) -> Name? {
    let bytes = Array(text.utf8)
    var words: [[UInt8]] = []
    var gaps: [[UInt8]] = []
    var index = 0
    while let word = nextWord(in: bytes, from: index) {
      if words.isEmpty {
        // A name must begin with a word: a symbol before it would never match at a word boundary.
        guard word.lowerBound == 0 else { return nil }
      } else {
        gaps.append(plainGap(bytes[index..<word.lowerBound]))
      }
      words.append(Array(isCaseSensitive ? bytes[word] : folded(bytes[word])[...]))
      index = word.upperBound
    }
    guard !words.isEmpty else { return nil }
    gaps.append(Array(bytes[index...]))
    let isInflected = { number in
      number == words.count - 1 ? gaps[number].isEmpty : inflectsEveryWord(language)
    }
    return Name(
      words: words.enumerated().map { number, word in
        isInflected(number) ? forms(of: word, language: language) : [word]
      }, gaps: gaps, isCaseSensitive: isCaseSensitive, term: term, length: bytes.count)
  }

  /// The terms in a text that begin before `limit`, without overlaps, the longest at each word.
  /// - Parameter isWanted: whether a term is still to be linked.
  /// - Complexity: O(n), and one look-up at each place where a name may begin.
  func matches(
    in text: [UInt8], beginningBefore limit: Int, isWanted: (Int) -> Bool
  ) -> [Match] {
    var found: [Match] = []
    var foundTerms: Set<Int> = []
    var current = nextHashedWord(in: text, from: 0)
    while let word = current, word.range.lowerBound < limit {
      var next = nextHashedWord(in: text, from: word.range.upperBound)
      if let match = longest(at: word, next, in: text) {
        // A term that has already been linked still hides the shorter ones inside it.
        if isWanted(match.term), !isPartOfName(match.range, in: text),
          foundTerms.insert(match.term).inserted
        {
          found.append(match)
        }
        while let skipped = next, skipped.range.lowerBound < match.range.upperBound {
          next = nextHashedWord(in: text, from: skipped.range.upperBound)
        }
      }
      current = next
    }
    return found
  }

  /// The longest name that begins at a word.
  private func longest(at word: HashedWord, _ next: HashedWord?, in text: [UInt8]) -> Match? {
    let single = candidates(word.hash)
    let pair = next.flatMap { candidates(joined(word.hash, $0.hash)) }
    // A name of two words may be shorter than a compound of one, so all are tried, by length.
    for candidate in (pair ?? []) + (single ?? []) {
      if let end = end(of: names[candidate], in: text, firstWord: word.range) {
        return Match(range: word.range.lowerBound..<end, term: names[candidate].term)
      }
    }
    return nil
  }

  private func candidates(_ key: UInt64) -> [Int]? {
    guard filter[Int((key & filterMask) >> 6)] & (1 << (key & 63)) != 0 else { return nil }
    return byBeginning[key]
  }

  /// The end of `name` if it occurs at `firstWord`, else nil.
  private func end(of name: Name, in text: [UInt8], firstWord: Range<Int>) -> Int? {
    var word = firstWord
    for (number, expected) in name.words.enumerated() {
      let isLast = number == name.words.count - 1
      let written = name.isCaseSensitive ? Array(text[word]) : folded(text[word])
      guard expected.contains(where: { isSame(written, $0) }) else { return nil }
      if isLast { break }
      guard let next = nextWord(in: text, from: word.upperBound),
        plainGap(text[word.upperBound..<next.lowerBound]) == name.gaps[number]
      else { return nil }
      word = next
    }
    let tail = name.gaps[name.words.count - 1]
    guard text[word.upperBound...].starts(with: tail) else { return nil }
    return word.upperBound + tail.count
  }
}

private struct HashedWord {
  let range: Range<Int>
  /// The hash of the folded word.
  let hash: UInt64
}

/// The next word with its hash. Words of ASCII letters and digits, which most are, need one pass.
private func nextHashedWord(in text: [UInt8], from start: Int) -> HashedWord? {
  var index = start
  while index < text.count, !text[index].isASCIIAlphanumeric, text[index] < 0x80 { index += 1 }
  let begin = index
  var state = emptyByteHash
  while index < text.count, text[index].isASCIIAlphanumeric {
    let byte = text[index]
    state = byteHash(state, adding: byte.lowercasedASCII)
    index += 1
  }
  if index < text.count, text[index] >= 0x80 {
    guard let word = nextWord(in: text, from: begin) else { return nil }
    return HashedWord(range: word, hash: wordHash(folded(text[word])))
  }
  return index > begin ? HashedWord(range: begin..<index, hash: state) : nil
}

/// The next word: letters and digits of any script. In scripts written without spaces each
/// character is a word, so that a name is found inside a sentence.
private func nextWord(in text: [UInt8], from start: Int) -> Range<Int>? {
  var index = start
  while index < text.count, wordLength(text, index) == 0 { index += 1 }
  guard index < text.count else { return nil }
  let begin = index
  if isUnspaced(text, index) {
    return begin..<min(text.count, begin + (text[begin] >= 0xF0 ? 4 : 3))
  }
  while index < text.count, !isUnspaced(text, index) {
    let length = wordLength(text, index)
    guard length > 0 else { break }
    index += length
  }
  return begin..<min(text.count, index)
}

/// How many bytes of a word begin here; 0 for a byte that is not part of one.
private func wordLength(_ text: [UInt8], _ index: Int) -> Int {
  let byte = text[index]
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return 1
  case 0..<0x80: return 0
  // U+00A0...U+00BF except the ordinals, which are letters; U+2000...U+206F: spaces, quotation
  // marks, dashes.
  case 0xC2: return index + 1 < text.count && [0xAA, 0xBA, 0xB5].contains(text[index + 1]) ? 2 : 0
  case 0xE2:
    return index + 1 < text.count && (text[index + 1] == 0x80 || text[index + 1] == 0x81) ? 0 : 3
  // U+3000...U+303F: ideographic spaces and brackets; U+FF00...U+FF0F: full-width punctuation.
  case 0xE3 where index + 1 < text.count && text[index + 1] == 0x80: return 0
  case 0xEF where index + 1 < text.count && text[index + 1] == 0xBC: return 0
  // A continuation byte of a punctuation character.
  case 0x80..<0xC0: return 0
  case 0xC3..<0xE0: return 2
  case 0xE1..<0xF0: return 3
  default: return 4
  }
}

/// Whether a character of a script without spaces begins here: kana and Han (U+3040...U+9FFF,
/// U+F900...U+FAFF, U+20000...U+3FFFF), Thai and Lao (U+0E00...U+0EFF), Myanmar (U+1000...U+109F),
/// Khmer (U+1780...U+17FF).
private func isUnspaced(_ text: [UInt8], _ index: Int) -> Bool {
  guard text[index] >= 0xE0, index + 1 < text.count else { return false }
  let second = text[index + 1]
  switch text[index] {
  case 0xE0: return (0xB8...0xBB).contains(second)
  case 0xE1: return (0x80...0x81).contains(second) || (0x9E...0x9F).contains(second)
  case 0xE3: return second >= 0x81
  case 0xE4...0xE9: return true
  case 0xEF: return (0xA4...0xAB).contains(second)
  case 0xF0: return second >= 0xA0
  default: return false
  }
}

/// Whether a range of a text is a piece of something that is written in one piece: `policy.json`,
/// `--policy`, `my_policy`, `policy()`, `etc/policy`. A hyphen, an apostrophe or a dash after it is
/// language.
private func isPartOfName(_ range: Range<Int>, in text: [UInt8]) -> Bool {
  isBound(before: range.lowerBound, in: text) || isBound(after: range.upperBound, in: text)
}

private func isBound(before index: Int, in text: [UInt8]) -> Bool {
  guard index > 0 else { return false }
  let byte = text[index - 1]
  if "._/\\@#$%&=~:".utf8.contains(byte) { return true }
  guard byte == UInt8(ascii: "-") else { return false }
  // An option, where nothing but hyphens precede it: `-x`, `--x`.
  let word = text[..<index].lastIndex { $0 != UInt8(ascii: "-") }
  return word.map { text[$0] <= 0x20 || "([{\"'`=,|".utf8.contains(text[$0]) } ?? true
}

private func isBound(after index: Int, in text: [UInt8]) -> Bool {
  guard index < text.count else { return false }
  let isFollowed = index + 1 < text.count
  switch text[index] {
  case UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "("), UInt8(ascii: "["),
    UInt8(ascii: "\\"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "$"):
    return true
  case UInt8(ascii: "."), UInt8(ascii: ":"):
    return isFollowed && wordLength(text, index + 1) > 0 || isFollowed && text[index + 1] == 0x3A
  case UInt8(ascii: "/"): return !isFollowed || wordLength(text, index + 1) == 0
  default: return false
  }
}

/// The text between two words; a line break, a hyphen or a non-breaking space counts as a space.
private func plainGap(_ gap: ArraySlice<UInt8>) -> [UInt8] {
  if gap.elementsEqual([UInt8(ascii: "-")]) || gap.elementsEqual([0xC2, 0xA0])
    || gap.elementsEqual([0xE2, 0x80, 0x91])
  {
    return [0x20]
  }
  return Array(gap)
}

/// Whether two words are the same; canonically equivalent ones are.
private func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  if left == right { return true }
  guard left.contains(where: { $0 >= 0x80 }), right.contains(where: { $0 >= 0x80 }) else {
    return false
  }
  return String(decoding: left, as: UTF8.self) == String(decoding: right, as: UTF8.self)
}

/// The hash of a folded word, equal for canonically equivalent ones. It differs from process to
/// process, and so must not leave the matcher.
private func wordHash(_ word: [UInt8]) -> UInt64 {
  if word.allSatisfy({ $0 < 0x80 }) { return byteHash(word) }
  return UInt64(bitPattern: Int64(String(decoding: word, as: UTF8.self).hashValue))
}

private func folded(_ word: ArraySlice<UInt8>) -> [UInt8] {
  if word.allSatisfy({ $0 < 0x80 }) {
    return word.map(\.lowercasedASCII)
  }
  return Array(String(decoding: word, as: UTF8.self).lowercased().utf8)
}

/// The hash of two consecutive words.
private func joined(_ first: UInt64, _ second: UInt64) -> UInt64 {
  (first &* 0x9E37_79B9_7F4A_7C15) ^ second
}

// Splits text into tokens: words, the parts of compound words, options, and pairs of characters in
// scripts without spaces. FORMAT.md, "Tokens", is the specification; search.js is a second
// implementation, and Tests/IndexingTests/vectors.json keeps the two in agreement. Knows nothing of
// documents, weights or the index. Allocates nothing per token.

/// The longest token kept, in characters.
private let longestToken = 64
/// Words of at least this length are dropped if they look like a hash or an encoded blob.
private let shortestBlob = 24

/// The bytes and classes of one folded word; kept between words so that its storage is reused.
private struct FoldedWord {
  var bytes: [UInt8] = []
  var classes: [UInt8] = []
  var count = 0
}

/// Passes every token of `text[range]` to `sink`, in order; where the text has compatible forms, of
/// the text without them. `text` should be UTF-8; an invalid byte separates words. O(bytes).
package func scanTokens(
  _ text: Span<UInt8>, _ range: Range<Int>, into sink: inout some TokenSink
) {
  if let plain = withoutCompatibleForms(text, range) {
    scanPlainTokens(plain.span, 0..<plain.count, into: &sink)
  } else {
    scanPlainTokens(text, range, into: &sink)
  }
}

/// The same for text without compatible forms. Longer than 70 lines because it is the innermost
/// loop of the index, one pass whose state stays in registers.
private func scanPlainTokens(
  _ text: Span<UInt8>, _ range: Range<Int>, into sink: inout some TokenSink
) {
  // A local copy, because in a debug build a span of the global itself does not live long enough.
  let table = byteClasses
  let classes = table.span
  var folded = FoldedWord()
  let end = range.upperBound
  var index = range.lowerBound
  while index < end {
    var byte = text[index]
    var kind = classes[Int(byte)]
    if kind == CharacterClass.separator {
      index += 1
      continue
    }
    if kind == CharacterClass.multibyte {
      index = scanMultibyte(text, index, end, &folded, &sink)
      continue
    }
    let start = index
    if start > range.lowerBound, isMark(text[start - 1]), byte | 0x20 >= UInt8(ascii: "a") {
      scanOption(text, range.lowerBound, start, end, &sink)
    }
    // The hot loops: almost every token of a Western text ends here. The first eight bytes are
    // packed, the others hashed; `rest` collects the classes after the first letter.
    var key = UInt64(byte | 0x20)
    let first = kind
    var rest: UInt8 = 0
    index += 1
    kind = CharacterClass.separator
    let packed = min(end, start + 8)
    while index < packed {
      byte = text[index]
      kind = classes[Int(byte)]
      if kind &- 1 >= 4 { break }
      key = key << 8 | UInt64(byte | 0x20)
      rest |= 1 &<< kind
      index += 1
    }
    if index == start + 8 {
      kind = CharacterClass.separator
      while index < end {
        byte = text[index]
        kind = classes[Int(byte)]
        if kind &- 1 >= 4 { break }
        key = (key ^ UInt64(byte | 0x20)) &* keyMultiplier
        rest |= 1 &<< kind
        index += 1
      }
    }
    if index < end {
      if kind == CharacterClass.multibyte, continuesWord(text, index, end) {
        index = scanFoldedWord(text, start, end, &folded, &sink)
        continue
      }
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "#"), first < CharacterClass.digit {
        let suffixEnd = endOfSuffix(text, index, end)
        if suffixEnd > index, index - start <= longestToken {
          let whole = start..<suffixEnd
          sink.take(text, whole, key: wordKey(text, whole), kind: .word)
          sink.take(text, start..<index, key: key, kind: .part)
          index = suffixEnd
          continue
        }
      }
    }
    let word = start..<index
    if isSimple(first, rest) {
      if word.count < shortestBlob || !isBlob(text, word) {
        sink.take(text, word, key: key, kind: .word)
      }
    } else {
      scanCompound(text, word, key, &sink)
    }
  }
}

/// True if a word whose first class is `first`, and whose other classes are the bits of `rest`, has
/// no parts: lower-case, upper-case, capitalised, or all digits.
@inline(__always)
private func isSimple(_ first: UInt8, _ rest: UInt8) -> Bool {
  switch first {
  case CharacterClass.lower: rest & ~(1 << CharacterClass.lower) == 0
  case CharacterClass.upper:
    rest & ~(1 << CharacterClass.lower) == 0 || rest == 1 << CharacterClass.upper
  case CharacterClass.digit: rest & ~(1 << CharacterClass.digit) == 0
  default: false
  }
}

/// An ASCII word with underscores, inner capitals, or both letters and digits.
private func scanCompound(
  _ text: Span<UInt8>, _ word: Range<Int>, _ key: UInt64, _ sink: inout some TokenSink
) {
  if word.count > longestToken || word.count >= shortestBlob && isBlob(text, word) { return }
  var index = word.lowerBound
  while index < word.upperBound, text[index] == UInt8(ascii: "_") { index += 1 }
  // Underscores alone are a rule or a blank to fill in.
  if index == word.upperBound { return }
  sink.take(text, word, key: key, kind: .word)
  // A local copy, because in a debug build a span of the global itself does not live long enough.
  let table = byteClasses
  let classes = table.span
  scanParts(text, word, &sink) { bytes, index in classes[Int(bytes[index])] }
}

/// The parts of `bytes[word]`, split where `startsPart` is true. The whole word is not repeated.
@inline(__always)
private func scanParts(
  _ bytes: Span<UInt8>, _ word: Range<Int>, _ sink: inout some TokenSink,
  _ classOf: (Span<UInt8>, Int) -> UInt8
) {
  var start = word.lowerBound
  var index = start + 1
  while index <= word.upperBound {
    if index < word.upperBound, !startsPart(bytes, word, index, classOf) {
      index += 1
      continue
    }
    let part = start..<index
    let kind = classOf(bytes, start)
    let isPluralEnding = part.count == 1 && isPluralS(bytes, word, start, classOf)
    if kind != CharacterClass.underscore, part != word, !isPluralEnding {
      sink.take(bytes, part, key: wordKey(bytes, part), kind: .part)
    }
    // Korean attaches endings to words: pairs of syllables find the word inside.
    if kind == CharacterClass.hangul, part.count > 6 {
      var pair = start
      while pair + 6 <= index {
        let range = pair..<pair + 6
        sink.take(bytes, range, key: wordKey(bytes, range), kind: .part)
        pair += 3
      }
    }
    start = index
    index += 1
  }
}

/// True if a new part begins at `index`, which must be inside `word`, after its start.
@inline(__always)
private func startsPart(
  _ bytes: Span<UInt8>, _ word: Range<Int>, _ index: Int,
  _ classOf: (Span<UInt8>, Int) -> UInt8
) -> Bool {
  let before = classOf(bytes, index - 1)
  let here = classOf(bytes, index)
  if before == CharacterClass.underscore || here == CharacterClass.underscore { return true }
  if before == here {
    guard here == CharacterClass.upper, index + 1 < word.upperBound,
      classOf(bytes, index + 1) == CharacterClass.lower
    else { return false }
    return !isPluralS(bytes, word, index + 1, classOf)
  }
  // Letters beyond ASCII are folded by now, so they have no inner capitals.
  if before == CharacterClass.letter { return here > CharacterClass.upper }
  if here == CharacterClass.letter { return before > CharacterClass.upper }
  if before == CharacterClass.upper, here == CharacterClass.lower {
    return isPluralS(bytes, word, index, classOf)
  }
  return true
}

/// True if `index` is the lower-case s of `APIs`: after two capitals and not before a lower-case
/// letter.
@inline(__always)
private func isPluralS(
  _ bytes: Span<UInt8>, _ word: Range<Int>, _ index: Int,
  _ classOf: (Span<UInt8>, Int) -> UInt8
) -> Bool {
  bytes[index] == UInt8(ascii: "s") && index >= word.lowerBound + 2
    && classOf(bytes, index) == CharacterClass.lower
    && classOf(bytes, index - 1) == CharacterClass.upper
    && classOf(bytes, index - 2) == CharacterClass.upper
    && (index + 1 == word.upperBound || classOf(bytes, index + 1) != CharacterClass.lower)
}

/// True for noise rather than words: too long, a hash, or base64.
private func isBlob(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
  if word.count > longestToken { return true }
  // A local copy, because in a debug build a span of the global itself does not live long enough.
  let table = byteClasses
  let classes = table.span
  var isHexadecimal = true
  var hasDigit = false
  var changes = 0
  for index in word {
    let kind = classes[Int(text[index])]
    if kind == CharacterClass.underscore { return false }
    let isDigit = kind == CharacterClass.digit
    if isDigit {
      hasDigit = true
    } else if text[index] | 0x20 > UInt8(ascii: "f") {
      isHexadecimal = false
    }
    if index > word.lowerBound,
      isDigit != (classes[Int(text[index - 1])] == CharacterClass.digit)
    {
      changes += 1
    }
  }
  return isHexadecimal && hasDigit || changes >= 4
}

// MARK: Marks before and after a word

private func isMark(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "$"),
    UInt8(ascii: "/"):
    true
  default: false
  }
}

/// `--force`: the word at `start` with the mark before it, if the mark is free-standing.
private func scanOption(
  _ text: Span<UInt8>, _ low: Int, _ start: Int, _ end: Int, _ sink: inout some TokenSink
) {
  var mark = start - 1
  let isLong = text[mark] == UInt8(ascii: "-") && mark > low && text[mark - 1] == text[mark]
  if isLong { mark -= 1 }
  if !standsFree(text, low, mark, end) { return }
  // A local copy, because in a debug build a span of the global itself does not live long enough.
  let table = byteClasses
  let classes = table.span
  var index = start
  while index < end {
    let kind = classes[Int(text[index])]
    if kind &- 1 >= 4 {
      // A long option continues across single hyphens: `--dry-run`.
      guard isLong, text[index] == UInt8(ascii: "-"), index + 1 < end,
        classes[Int(text[index + 1])] &- 1 < 4
      else { break }
    }
    index += 1
  }
  let option = mark..<index
  if option.count <= longestToken {
    sink.take(text, option, key: wordKey(text, option), kind: .option)
  }
}

/// True if the mark at `mark` can begin an option, given what precedes it.
private func standsFree(
  _ text: Span<UInt8>, _ low: Int, _ mark: Int, _ end: Int
) -> Bool {
  if mark == low { return true }
  switch text[mark - 1] {
  case 0...0x20, UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""),
    UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ","), UInt8(ascii: "="),
    UInt8(ascii: "|"), UInt8(ascii: ";"):
    return true
  case 0x80...:
    var lead = mark - 1
    while lead > low, text[lead] & 0xC0 == 0x80 { lead -= 1 }
    let scalar = decodedCharacter(text, lead, end).scalar
    return scalar == 0xA0 || scalar >= 0x2000
  default: return false
  }
}

/// The end of a `++` or `#` that belongs to the word before `index`; `index` if there is none.
private func endOfSuffix(_ text: Span<UInt8>, _ index: Int, _ end: Int) -> Int {
  var after = index + 1
  if text[index] == UInt8(ascii: "+") {
    guard after < end, text[after] == UInt8(ascii: "+") else { return index }
    after += 1
  }
  guard after < end else { return after }
  let kind = byteClasses[Int(text[after])]
  return kind != CharacterClass.separator && kind != CharacterClass.multibyte
    || text[after] == text[index] ? index : after
}

// MARK: Beyond ASCII

/// The character at `index` and its length in bytes; an invalid one counts as a separator of one
/// byte.
private func decodedCharacter(
  _ text: Span<UInt8>, _ index: Int, _ end: Int
) -> (scalar: UInt32, length: Int) {
  let lead = text[index]
  let length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
  if length == 1 { return (UInt32(lead), 1) }
  guard lead >= 0xC2, lead < 0xF5, index + length <= end else { return (0x80, 1) }
  var scalar = UInt32(lead) & (0xFF >> UInt32(length + 1))
  for offset in 1..<length {
    let byte = text[index + offset]
    guard byte & 0xC0 == 0x80 else { return (0x80, 1) }
    scalar = scalar << 6 | UInt32(byte & 0x3F)
  }
  return (scalar, length)
}

private func anyClass(_ scalar: UInt32) -> UInt8 {
  scalar < 0x80 ? byteClasses[Int(scalar)] : characterClass(scalar)
}

/// True if the character at `index`, after an ASCII word, belongs to the same word.
private func continuesWord(_ text: Span<UInt8>, _ index: Int, _ end: Int) -> Bool {
  let kind = anyClass(decodedCharacter(text, index, end).scalar)
  return kind != CharacterClass.separator && kind != CharacterClass.paired
}

/// Scans what begins with the non-ASCII character at `index`. Returns where to continue.
private func scanMultibyte(
  _ text: Span<UInt8>, _ index: Int, _ end: Int, _ folded: inout FoldedWord,
  _ sink: inout some TokenSink
) -> Int {
  let (scalar, length) = decodedCharacter(text, index, end)
  switch anyClass(scalar) {
  case CharacterClass.separator, CharacterClass.ignored: return index + length
  case CharacterClass.paired: return scanPairs(text, index, end, &folded, &sink)
  default: return scanFoldedWord(text, index, end, &folded, &sink)
  }
}

/// Scans a word with characters beyond ASCII, from `start`. Returns where to continue.
private func scanFoldedWord(
  _ text: Span<UInt8>, _ start: Int, _ end: Int, _ folded: inout FoldedWord,
  _ sink: inout some TokenSink
) -> Int {
  folded.bytes.removeAll(keepingCapacity: true)
  folded.classes.removeAll(keepingCapacity: true)
  folded.count = 0
  var onlyUnderscores = true
  var index = start
  while index < end {
    let (scalar, length) = decodedCharacter(text, index, end)
    let kind = anyClass(scalar)
    if kind == CharacterClass.separator || kind == CharacterClass.paired { break }
    index += length
    if kind == CharacterClass.ignored { continue }
    if kind != CharacterClass.underscore { onlyUnderscores = false }
    if folded.count > longestToken { continue }
    if scalar < 0x80 {
      folded.append(scalar, kind)
    } else {
      let (first, second) = foldedCharacter(scalar)
      folded.append(first, kind)
      if second != 0 { folded.append(second, kind) }
    }
  }
  if onlyUnderscores || folded.count > longestToken { return index }
  let bytes = folded.bytes.span
  let classes = folded.classes.span
  let whole = 0..<bytes.count
  sink.take(bytes, whole, key: wordKey(bytes, whole), kind: .word)
  sink.note(surface: text, start..<index)
  let article = lengthOfArticle(bytes)
  if article > 0, folded.count - article / 2 >= 3 {
    let bare = article..<bytes.count
    sink.take(bytes, bare, key: wordKey(bytes, bare), kind: .part)
  }
  scanParts(bytes, whole, &sink) { _, index in classes[index] }
  return index
}

/// The length in bytes of the Arabic article at the front of a word, including the conjunction or
/// preposition attached to it (and, so, by, like; for); 0 if there is none.
private func lengthOfArticle(_ word: Span<UInt8>) -> Int {
  let alef: (UInt8, UInt8) = (0xD8, 0xA7)
  let lam: (UInt8, UInt8) = (0xD9, 0x84)
  func has(_ letter: (UInt8, UInt8), at index: Int) -> Bool {
    index + 1 < word.count && word[index] == letter.0 && word[index + 1] == letter.1
  }
  if has(alef, at: 0), has(lam, at: 2) { return 4 }
  if has(lam, at: 0), has(lam, at: 2) { return 4 }
  let particles: [(UInt8, UInt8)] = [(0xD9, 0x88), (0xD9, 0x81), (0xD8, 0xA8), (0xD9, 0x83)]
  let isParticle = particles.contains { has($0, at: 0) }
  return isParticle && has(alef, at: 2) && has(lam, at: 4) ? 6 : 0
}

extension FoldedWord {
  /// Appends a character's UTF-8, with the character's class for each byte.
  mutating func append(_ scalar: UInt32, _ kind: UInt8) {
    let before = bytes.count
    if scalar < 0x80 {
      bytes.append(UInt8(scalar))
    } else if scalar < 0x800 {
      bytes.append(UInt8(0xC0 | scalar >> 6))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    } else if scalar < 0x10000 {
      bytes.append(UInt8(0xE0 | scalar >> 12))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    } else {
      bytes.append(UInt8(0xF0 | scalar >> 18))
      bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | scalar & 0x3F))
    }
    for _ in before..<bytes.count { classes.append(kind) }
    count += 1
  }
}

/// Scans a run of a script without spaces, from `start`: every two neighbours, and the last
/// character alone (as a part), so that a single typed character is found wherever it occurs.
/// Returns where to continue.
private func scanPairs(
  _ text: Span<UInt8>, _ start: Int, _ end: Int, _ folded: inout FoldedWord,
  _ sink: inout some TokenSink
) -> Int {
  var previous = start..<start
  var count = 0
  var index = start
  while index < end {
    let (scalar, length) = decodedCharacter(text, index, end)
    let kind = anyClass(scalar)
    if kind != CharacterClass.paired, kind != CharacterClass.ignored { break }
    let here = index..<index + length
    index += length
    if kind == CharacterClass.ignored { continue }
    if count > 0 {
      folded.bytes.removeAll(keepingCapacity: true)
      for at in previous { folded.bytes.append(text[at]) }
      for at in here { folded.bytes.append(text[at]) }
      let bytes = folded.bytes.span
      let whole = 0..<bytes.count
      sink.take(bytes, whole, key: wordKey(bytes, whole), kind: .pair)
    }
    previous = here
    count += 1
  }
  let kind = count == 1 ? TokenKind.word : .part
  sink.take(text, previous, key: wordKey(text, previous), kind: kind)
  return index
}

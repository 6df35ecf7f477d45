// Counts the tokens of one page: which terms, in which sections, how often and where. A flat hash
// table over one array of bytes, so that a token costs no allocation; the memory is reused for the
// next page. Pages do not share any state.

internal import Bytes

/// A term of one page.
struct LocalTerm: Sendable {
  /// The term's `wordKey`.
  var key: UInt64
  /// The start of its folded bytes in the page's `termBytes`, if there are more than eight.
  var start: UInt32
  var length: UInt16
  /// How the page's names contain it, see `nameCode`; 0 if they do not.
  var name: UInt8
}

/// The written form of a term with characters beyond ASCII, for the stemmer: lower-case, with
/// accents.
struct LocalSurface: Sendable {
  var term: UInt32
  /// An index of the page's `surfaceBytes`.
  var start: UInt32
  var length: UInt32
}

/// How often one section of a page contains a term. `SectionLengths` determines which section.
struct LocalPosting: Sendable {
  var term: UInt32
  /// In halves: a word counts 2, a part 1.
  var body: UInt16
  /// In fifths: a word counts 5, a part 3.
  var heading: UInt16
}

/// What a token in a field adds to a posting, by kind of token.
struct FieldWeights {
  var bodyWord: UInt16 = 0
  var bodyPart: UInt16 = 0
  var headingWord: UInt16 = 0
  var headingPart: UInt16 = 0

  static let body = FieldWeights(bodyWord: 2, bodyPart: 1)
  static let heading = FieldWeights(headingWord: 5, headingPart: 3)
  /// Link texts: each word counts as two words of the body.
  static let links = FieldWeights(bodyWord: 4, bodyPart: 2)
  /// Titles of parent pages: words and parts count as half a word of the body.
  static let breadcrumbs = FieldWeights(bodyWord: 1, bodyPart: 1)
}

struct TermCounter: TokenSink {
  private(set) var terms: [LocalTerm] = []
  /// For each term, the index of its newest posting.
  private var newestPostings: [UInt32] = []
  /// The bytes of terms longer than eight.
  private(set) var bytes: [UInt8] = []
  private(set) var postings: [LocalPosting] = []
  /// For each folded term, the first written form encountered.
  private(set) var surfaces: [LocalSurface] = []
  private(set) var surfaceBytes: [UInt8] = []
  /// How many words and pairs were taken since this was last set to 0: the length of a field.
  var wordCount = 0

  /// Term number + 1, or 0 for a free slot. The part in use is a power of two in size.
  private var slots: [UInt32] = []
  private var mask = 0
  private var shift: UInt64 = 64
  private var section = -1
  /// The index of the current section's first posting.
  private var sectionStart = 0
  private var weights = FieldWeights.body
  /// The tokens, as (term, is a whole word), while a name of the page is read.
  private var nameTokens: [(term: UInt32, isWord: Bool)] = []
  private var isReadingName = false
  private var newestTerm = 0

  /// Clears everything for the next page. `expectedBytes` is the size of its text, as a hint.
  mutating func beginPage(expectedBytes: Int) {
    var bits = 8
    while bits < 14, 1 << bits < expectedBytes / 12 { bits += 1 }
    clearSlots(bits: bits)
    terms.removeAll(keepingCapacity: true)
    newestPostings.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    postings.removeAll(keepingCapacity: true)
    surfaces.removeAll(keepingCapacity: true)
    surfaceBytes.removeAll(keepingCapacity: true)
    section = -1
    wordCount = 0
    newestTerm = 0
  }

  /// Provides two to the power of `bits` free slots.
  private mutating func clearSlots(bits: Int) {
    let count = 1 << bits
    mask = count - 1
    shift = UInt64(64 - bits)
    for slot in 0..<min(count, slots.count) { slots[slot] = 0 }
    if slots.count < count {
      slots.append(contentsOf: repeatElement(0, count: count - slots.count))
    }
  }

  /// Starts a field of a section; sections must come in ascending order.
  mutating func begin(section: Int, _ weights: FieldWeights) {
    if section != self.section {
      self.section = section
      sectionStart = postings.count
    }
    self.weights = weights
    wordCount = 0
  }

  mutating func take(
    _ text: Span<UInt8>, _ range: Range<Int>, key: UInt64, kind: TokenKind
  ) {
    let term = number(text, range, key)
    newestTerm = term
    let isWord = kind != .part
    if kind == .word || kind == .pair { wordCount += 1 }
    if isReadingName {
      nameTokens.append((UInt32(term), isWord))
      return
    }
    let body = isWord ? weights.bodyWord : weights.bodyPart
    let heading = isWord ? weights.headingWord : weights.headingPart
    let newest = Int(newestPostings[term])
    if newest >= sectionStart, newest < postings.count {
      var posting = postings[newest]
      // Below overflow, and already so frequent that more would not change the impact.
      if posting.body | posting.heading < 0xF000 {
        posting.body &+= body
        posting.heading &+= heading
        postings[newest] = posting
      }
      return
    }
    newestPostings[term] = UInt32(postings.count)
    postings.append(
      LocalPosting(term: UInt32(term), body: body, heading: heading))
  }

  mutating func note(surface text: Span<UInt8>, _ range: Range<Int>) {
    // Terms are numbered in the order of first occurrence, so comparing with the newest surface is
    // enough.
    if let last = surfaces.last, Int(last.term) >= newestTerm { return }
    let start = surfaceBytes.count
    appendLowered(text, range, to: &surfaceBytes)
    surfaces.append(
      LocalSurface(
        term: UInt32(newestTerm), start: UInt32(start), length: UInt32(surfaceBytes.count - start)))
  }

  /// Notes that the page has a facet: a special term that no text can contain.
  mutating func addFacet(_ term: [UInt8]) {
    let number = number(term.span, 0..<term.count, wordKey(term.span, 0..<term.count))
    terms[number].name = nameCode(weight: 1, wordCount: 1)
  }

  /// Reads a name of the page: its title or, if `isAlias`, another name.
  mutating func readName(_ name: [UInt8], isAlias: Bool) {
    isReadingName = true
    nameTokens.removeAll(keepingCapacity: true)
    wordCount = 0
    scanTokens(name.span, 0..<name.count, into: &self)
    takeJoined(name)
    for (term, isWord) in nameTokens {
      let weight = isWord ? (isAlias ? 6 : 7) : (isAlias ? 3 : 4)
      let code = nameCode(weight: weight, wordCount: wordCount)
      if isStrongerName(code, terms[Int(term)].name) { terms[Int(term)].name = code }
    }
    isReadingName = false
  }

  /// Adds each compound of a name or heading as one joined word, as a part: `Get-ChildItem` is also
  /// found as `getchilditem`. A compound is ASCII words with `-` `.` `_` `:` `/` between them.
  mutating func takeJoined(_ text: [UInt8]) {
    var joined: [UInt8] = []
    var isCompound = false
    for index in 0...text.count {
      let byte = index < text.count ? text[index] : 0
      let letter = byte.lowercasedASCII
      if letter &- UInt8(ascii: "a") < 26 || letter &- UInt8(ascii: "0") < 10 {
        joined.append(letter)
        continue
      }
      if !joined.isEmpty, index + 1 < text.count, text[index + 1] > 0x20 {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"),
          UInt8(ascii: "/"):
          isCompound = true
          continue
        default: break
        }
      }
      if isCompound, joined.count <= 64 {
        let range = 0..<joined.count
        take(joined.span, range, key: wordKey(joined.span, range), kind: .part)
      }
      joined.removeAll(keepingCapacity: true)
      isCompound = false
    }
  }

  /// The term's number, newly assigned if it is the first occurrence.
  @inline(__always)
  private mutating func number(_ text: Span<UInt8>, _ range: Range<Int>, _ key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (key &* slotMultiplier) >> shift)
    while true {
      let entry = Int(slots[slot]) - 1
      if entry < 0 { return add(text, range, key, slot) }
      if terms[entry].key == key, isSame(text, range, terms[entry]) { return entry }
      slot = (slot + 1) & mask
    }
  }

  @inline(__always)
  private func isSame(_ text: Span<UInt8>, _ range: Range<Int>, _ term: LocalTerm) -> Bool {
    if range.count != Int(term.length) { return false }
    // Up to eight bytes the key is the term itself.
    if range.count <= 8 { return true }
    var at = Int(term.start)
    for index in range {
      if text[index].lowercasedASCII != bytes[at] { return false }
      at += 1
    }
    return true
  }

  private mutating func add(
    _ text: Span<UInt8>, _ range: Range<Int>, _ key: UInt64, _ slot: Int
  ) -> Int {
    let number = terms.count
    terms.append(
      LocalTerm(
        key: key, start: UInt32(bytes.count), length: UInt16(range.count), name: 0))
    newestPostings.append(.max)
    if range.count > 8 {
      bytes.append(addingCapacity: range.count) { room in
        for index in range { room.append(text[index].lowercasedASCII) }
      }
    }
    slots[slot] = UInt32(number + 1)
    if terms.count * 2 > mask { grow() }
    return number
  }

  private mutating func grow() {
    clearSlots(bits: 65 - Int(shift))
    for (number, term) in terms.enumerated() {
      var slot = Int(truncatingIfNeeded: (term.key &* slotMultiplier) >> shift)
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(number + 1)
    }
  }
}

/// 2^64 divided by the golden ratio: spreads neighbouring keys over a table (Knuth, volume 3,
/// section 6.4).
let slotMultiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

/// How a name of the page contains a term: a weight of 1...7, and the number of words of the name,
/// capped at 8, as FORMAT.md's name digit.
private func nameCode(weight: Int, wordCount: Int) -> UInt8 {
  UInt8(weight << 3 | min(max(wordCount, 1), 8) - 1)
}

/// Of two names with the same term, whether it fills the first to a greater extent.
func isStrongerName(_ code: UInt8, _ other: UInt8) -> Bool {
  if other == 0 { return true }
  let share = Int(code >> 3) * Int(other & 7 + 1)
  let otherShare = Int(other >> 3) * Int(code & 7 + 1)
  return share > otherShare
}

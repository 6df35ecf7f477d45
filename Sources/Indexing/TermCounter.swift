// Counts the tokens of one page after the other: which terms, in which sections, how often and
// where. A flat hash table over one array of bytes, so that a token costs no allocation; the next
// page uses the same memory. Used by `tokenize` only. Of one page it knows nothing of the others.

internal import Bytes

/// A term of one page.
struct LocalTerm: Sendable {
  /// `wordKey` of the term.
  var key: UInt64
  /// Where its folded bytes begin in the page's `termBytes`, if they are more than eight.
  var start: UInt32
  var length: UInt16
  /// How the page's names contain it, see `nameCode`; 0 if they do not.
  var name: UInt8
}

/// How a term with characters beyond ASCII is written: what a stemmer wants, in small letters with
/// their accents.
struct LocalSurface: Sendable {
  var term: UInt32
  /// In the page's `surfaceBytes`.
  var start: UInt32
  var length: UInt32
}

/// How often one section of a page contains a term. Which section it is, `SectionLengths` says.
struct LocalPosting: Sendable {
  var term: UInt32
  /// In halves: a word counts 2, a part 1.
  var body: UInt16
  /// In fifths: a word counts 5, a part 3.
  var heading: UInt16
}

/// What a field adds to a posting for each kind of token.
struct FieldWeights {
  var bodyWord: UInt16 = 0
  var bodyPart: UInt16 = 0
  var headingWord: UInt16 = 0
  var headingPart: UInt16 = 0

  static let body = FieldWeights(bodyWord: 2, bodyPart: 1)
  static let heading = FieldWeights(headingWord: 5, headingPart: 3)
  /// What others call the section: two words of the body.
  static let links = FieldWeights(bodyWord: 4, bodyPart: 2)
  /// Titles of pages above: half a word of the body, and so are their parts.
  static let breadcrumbs = FieldWeights(bodyWord: 1, bodyPart: 1)
}

struct TermCounter: TokenSink {
  private(set) var terms: [LocalTerm] = []
  /// Of each term.
  private var newestPostings: [UInt32] = []
  /// Of terms longer than eight bytes.
  private(set) var bytes: [UInt8] = []
  private(set) var postings: [LocalPosting] = []
  /// Of each folded term the first way in which it is written.
  private(set) var surfaces: [LocalSurface] = []
  private(set) var surfaceBytes: [UInt8] = []
  /// Words and pairs taken since it was last set to 0: the length of a field.
  var wordCount = 0

  /// Term number + 1, or 0 for a free slot. What is used of it is a power of two in size.
  private var slots: [UInt32] = []
  private var mask = 0
  private var shift: UInt64 = 64
  private var section = -1
  /// Where its postings begin.
  private var sectionStart = 0
  private var weights = FieldWeights.body
  /// While a name of the page is read: its tokens, as (term, is a whole word).
  private var nameTokens: [(term: UInt32, isWord: Bool)] = []
  private var isReadingName = false
  private var newestTerm = 0

  /// Forgets everything for the next page. `expectedBytes` is the size of its text; only a hint.
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

  /// Leaves two to the power of `bits` free slots.
  private mutating func clearSlots(bits: Int) {
    let count = 1 << bits
    mask = count - 1
    shift = UInt64(64 - bits)
    for slot in 0..<min(count, slots.count) { slots[slot] = 0 }
    if slots.count < count {
      slots.append(contentsOf: repeatElement(0, count: count - slots.count))
    }
  }

  /// What follows belongs to this field of this section. Sections come in ascending order.
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
      // Far from overflow, and so frequent that more would change no impact.
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
    // Terms are numbered in the order in which they are first seen, so the newest surface tells.
    if let last = surfaces.last, Int(last.term) >= newestTerm { return }
    let start = surfaceBytes.count
    appendLowered(text, range, to: &surfaceBytes)
    surfaces.append(
      LocalSurface(
        term: UInt32(newestTerm), start: UInt32(start), length: UInt32(surfaceBytes.count - start)))
  }

  /// Notes that the page belongs to a facet: a term of its own kind, which no text contains.
  mutating func addFacet(_ term: [UInt8]) {
    let number = number(term.span, 0..<term.count, wordKey(term.span, 0..<term.count))
    terms[number].name = nameCode(weight: 1, wordCount: 1)
  }

  /// Reads `name`, the title or (if `isAlias`) another name of the page.
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

  /// Takes the compounds of a name or heading as one word each, a part: `Get-ChildItem` is also
  /// found as `getchilditem`. ASCII words with `-` `.` `_` `:` `/` between them.
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

  /// The term's number; a new one if it was not seen before.
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
    // Up to eight bytes the key is the term.
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

/// How a name of the page contains a term: weight 1...7, and the number of words of the name, 1
/// to 8 and more, as FORMAT.md's name digit.
private func nameCode(weight: Int, wordCount: Int) -> UInt8 {
  UInt8(weight << 3 | min(max(wordCount, 1), 8) - 1)
}

/// Of two names with the same term the one that it fills more.
func isStrongerName(_ code: UInt8, _ other: UInt8) -> Bool {
  if other == 0 { return true }
  let share = Int(code >> 3) * Int(other & 7 + 1)
  let otherShare = Int(other >> 3) * Int(code & 7 + 1)
  return share > otherShare
}

// Terms as bytes: postings, the lexicon in front of them, and the reversed lexicon, each divided
// into shards. FORMAT.md, "Terms", is the specification.

internal import Bytes

/// The postings of all terms, concatenated in the order of the terms.
struct EncodedPostings {
  var bytes: [UInt8] = []
  /// One for each term.
  var entries: [Entry] = []

  struct Entry {
    var end: Int
    /// How many sections contain the term; a page with the term only in its names counts as one.
    var frequency: Int
    var hasName: Bool
  }

  func range(of term: Int) -> Range<Int> {
    (term == 0 ? 0 : entries[term - 1].end)..<entries[term].end
  }
}

/// A term in more sections than this keeps only its best postings.
let mostPostings = 2048

func encodePostings(_ index: SearchIndex) -> EncodedPostings {
  var encoded = EncodedPostings()
  encoded.bytes.reserveCapacity(index.postings.count * 3 + 16)
  encoded.entries.reserveCapacity(index.terms.count)
  let digits = digitAlphabet
  for term in index.terms {
    let range = Int(term.first)..<Int(term.first) + Int(term.count)
    let entry =
      range.count > mostPostings
      ? appendBest(index.postings, range, digits.span, to: &encoded.bytes)
      : appendPostings(index.postings.span, range, digits.span, to: &encoded.bytes)
    encoded.entries.append(
      EncodedPostings.Entry(
        end: encoded.bytes.count, frequency: entry.frequency, hasName: entry.hasName))
  }
  return encoded
}

/// Appends the postings of names and headings, and of the others those with the highest impact,
/// earlier ones first.
private func appendBest(
  _ all: [Posting], _ range: Range<Int>, _ digits: Span<UInt8>, to out: inout [UInt8]
) -> (frequency: Int, hasName: Bool) {
  var room = mostPostings
  var counts = [Int](repeating: 0, count: 32)
  for posting in all[range] {
    if posting.isName || posting.isHeading {
      room -= 1
    } else {
      counts[posting.impact] += 1
    }
  }
  var least = 31
  while least > 0, counts[least] <= room {
    room -= counts[least]
    least -= 1
  }
  var kept: [Posting] = []
  kept.reserveCapacity(mostPostings)
  for posting in all[range] {
    if posting.isName || posting.isHeading || posting.impact > least {
      kept.append(posting)
    } else if posting.impact == least, room > 0 {
      room -= 1
      kept.append(posting)
    }
  }
  let written = appendPostings(kept.span, 0..<kept.count, digits, to: &out)
  // The frequency stays that of all postings, because it determines the term's weight.
  return (max(written.frequency, range.count), written.hasName)
}

/// Appends a term's postings page by page. Returns the number of sections (a page with the term
/// only in its name counts as one), and whether any name contains the term.
private func appendPostings(
  _ postings: Span<Posting>, _ range: Range<Int>, _ digits: Span<UInt8>, to out: inout [UInt8]
) -> (frequency: Int, hasName: Bool) {
  var index = range.lowerBound
  let end = range.upperBound
  var nextPage = 0
  var frequency = 0
  var hasName = false
  while index < end {
    let page = postings[index].page
    let inName = postings[index].isName
    let name = postings[index].digit
    if inName {
      hasName = true
      index += 1
    }
    var pageEnd = index
    while pageEnd < end, postings[pageEnd].page == page { pageEnd += 1 }
    // Capacity is reserved once per page: three numbers, and three for each posting.
    out.append(addingCapacity: longestNumber * 3 * (pageEnd - index + 1)) { room in
      appendDigits(Int(page) - nextPage, digits, to: &room)
      appendDigits((pageEnd - index) << 1 | (inName ? 1 : 0), digits, to: &room)
      if inName { appendDigits(Int(name), digits, to: &room) }
      var nextOrdinal = 0
      for position in index..<pageEnd {
        let posting = postings[position]
        appendDigits(posting.ordinal - nextOrdinal, digits, to: &room)
        appendDigits(Int(posting.digit), digits, to: &room)
        if posting.isHeading { appendDigits(Int(posting.headingDigit), digits, to: &room) }
        nextOrdinal = posting.ordinal + 1
      }
    }
    nextPage = Int(page) + 1
    frequency += max(pageEnd - index, 1)
    index = pageEnd
  }
  return (frequency, hasName)
}

// MARK: Shards

extension SearchIndex {
  func range(ofTerm number: Int) -> Range<Int> {
    Int(terms[number].start)..<Int(terms[number].start) + Int(terms[number].length)
  }

  func bytes(ofTerm number: Int) -> [UInt8] { Array(termBytes[range(ofTerm: number)]) }
}

/// Divides the lexicon into parts of about `target` bytes. A cut moves back to where the first four
/// letters change, if that is near, so that forms of one word stay together.
func cutTerms(_ index: SearchIndex, _ postings: EncodedPostings, _ target: Int) -> [Range<Int>] {
  var cuts: [Range<Int>] = []
  var start = 0
  var size = 0
  var seam = 0
  for number in index.terms.indices {
    let term = index.range(ofTerm: number)
    if number > start {
      let before = index.range(ofTerm: number - 1)
      let bytes = index.termBytes.span
      if sharedPrefix(bytes, before, bytes, term).bytes < 4 { seam = number }
    }
    let cost = postings.range(of: number).count + 5 + min(term.count, 6)
    if size + cost > target, number > start {
      let cut = seam > start && number - seam < 40 ? seam : number
      cuts.append(start..<cut)
      start = cut
      size = (cut..<number).reduce(0) { $0 + postings.range(of: $1).count + 11 }
    }
    size += cost
  }
  if start < index.terms.count || cuts.isEmpty { cuts.append(start..<index.terms.count) }
  return cuts
}

/// Appends the lexicon and the postings of a range of terms: two lines that depend on nothing
/// outside them. None of their characters needs escaping.
func appendTerms(
  _ index: SearchIndex, _ postings: EncodedPostings, _ terms: Range<Int>, to out: inout [UInt8]
) {
  let start = terms.isEmpty ? 0 : postings.range(of: terms.lowerBound).lowerBound
  let lists = start..<(terms.isEmpty ? 0 : postings.entries[terms.upperBound - 1].end)
  out.reserveCapacity(out.count + terms.count * 12 + lists.count)
  let bytes = index.termBytes.span
  let digits = digitAlphabet
  let groups = localGroups(index, terms)
  var previous = 0..<0
  for number in terms {
    let term = index.range(ofTerm: number)
    let entry = postings.entries[number]
    let group = groups.isEmpty ? 0 : groups[number - terms.lowerBound]
    let shared = sharedPrefix(bytes, previous, bytes, term)
    appendDigits(shared.units, digits.span, to: &out)
    for at in term.lowerBound + shared.bytes..<term.upperBound { out.append(bytes[at]) }
    out.append(UInt8(ascii: " "))
    appendDigits(group << 1 | (entry.hasName ? 1 : 0), digits.span, to: &out)
    appendDigits(entry.frequency, digits.span, to: &out)
    appendDigits(postings.range(of: number).count, digits.span, to: &out)
    previous = term
  }
  appendLineEnd(to: &out)
  out += postings.bytes[lists]
}

/// For each of `terms` the number of its group in this shard, from 1; 0 for a term without other
/// forms in the shard. Empty if no term has a group.
private func localGroups(_ index: SearchIndex, _ terms: Range<Int>) -> [Int] {
  var members: [UInt32: Int] = [:]
  for number in terms where index.terms[number].group != noGroup {
    members[index.terms[number].group, default: 0] += 1
  }
  if members.isEmpty { return [] }
  var numbers: [UInt32: Int] = [:]
  return terms.map { number in
    let group = index.terms[number].group
    guard group != noGroup, let count = members[group], count > 1 else { return 0 }
    if let known = numbers[group] { return known }
    numbers[group] = numbers.count + 1
    return numbers.count
  }
}

// MARK: Backwards

/// A term of the reversed lexicon.
struct ReversedTerm {
  /// Its characters in reverse order.
  var bytes: [UInt8]
  var frequency: Int
  var hasName: Bool
}

/// Candidates for correcting misspelt words, reversed, in ascending order: words of 4 to 24
/// characters that occur in a name or in at least two sections.
func reversedTerms(_ index: SearchIndex, _ postings: EncodedPostings) -> [ReversedTerm] {
  var reversed: [ReversedTerm] = []
  let bytes = index.termBytes.span
  for number in index.terms.indices {
    let entry = postings.entries[number]
    let term = index.range(ofTerm: number)
    guard entry.hasName || entry.frequency > 1, term.count > 3, isCorrectable(bytes, term) else {
      continue
    }
    reversed.append(
      ReversedTerm(
        bytes: backwards(bytes, term), frequency: entry.frequency, hasName: entry.hasName))
  }
  reversed.sort { precedes($0.bytes.span, 0..<$0.bytes.count, $1.bytes.span, 0..<$1.bytes.count) }
  return reversed
}

/// True for 4 to 24 letters of an alphabetic script.
private func isCorrectable(_ bytes: Span<UInt8>, _ term: Range<Int>) -> Bool {
  var count = 0
  for index in term {
    let byte = bytes[index]
    if byte < 0x80, byte &- UInt8(ascii: "a") >= 26 { return false }
    if byte >= 0xE3, byte < 0xEE { return false }
    if byte & 0xC0 != 0x80 { count += 1 }
  }
  return count > 3 && count <= 24
}

private func backwards(_ bytes: Span<UInt8>, _ term: Range<Int>) -> [UInt8] {
  var out: [UInt8] = []
  out.reserveCapacity(term.count)
  var end = term.upperBound
  while end > term.lowerBound {
    var start = end - 1
    while start > term.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    for at in start..<end { out.append(bytes[at]) }
    end = start
  }
  return out
}

func cutReversed(_ terms: [ReversedTerm], _ target: Int) -> [Range<Int>] {
  var cuts: [Range<Int>] = []
  var start = 0
  var size = 0
  for (number, term) in terms.enumerated() {
    let cost = 4 + min(term.bytes.count, 6)
    if size + cost > target {
      cuts.append(start..<number)
      start = number
      size = 0
    }
    size += cost
  }
  if start < terms.count { cuts.append(start..<terms.count) }
  return cuts
}

/// Appends the two lines of a range of terms, the second of them empty: reversed terms have no
/// postings.
func appendReversed(_ terms: [ReversedTerm], _ range: Range<Int>, to out: inout [UInt8]) {
  let digits = digitAlphabet
  var previous: [UInt8] = []
  for term in terms[range] {
    let bytes = term.bytes
    let shared = sharedPrefix(previous.span, 0..<previous.count, bytes.span, 0..<bytes.count)
    appendDigits(shared.units, digits.span, to: &out)
    out += bytes[shared.bytes...]
    out.append(UInt8(ascii: " "))
    appendDigits(term.hasName ? 1 : 0, digits.span, to: &out)
    appendDigits(term.frequency, digits.span, to: &out)
    appendDigits(0, digits.span, to: &out)
    previous = bytes
  }
  appendLineEnd(to: &out)
}

/// Maps a byte of UTF-8 so that comparing bytes gives the order of UTF-16 units, in which browsers
/// compare: there the characters from U+E000 to U+FFFF (first bytes 0xEE and 0xEF) come after those
/// from U+10000 on (0xF0 to 0xF4).
@inline(__always)
func unitOrder(_ byte: UInt8) -> UInt8 {
  byte < 0xEE ? byte : byte >= 0xF0 ? byte - 2 : byte + 5
}

/// True if `left` sorts before `right` by UTF-16 units.
func precedes(
  _ first: Span<UInt8>, _ left: Range<Int>, _ second: Span<UInt8>, _ right: Range<Int>
) -> Bool {
  for offset in 0..<min(left.count, right.count) {
    let a = first[left.lowerBound + offset]
    let b = second[right.lowerBound + offset]
    if a != b { return unitOrder(a) < unitOrder(b) }
  }
  return left.count < right.count
}

/// The length of the prefix that a term shares with the previous one: whole characters, in bytes
/// and in the UTF-16 units that the client counts in.
func sharedPrefix(
  _ left: Span<UInt8>, _ previous: Range<Int>, _ right: Span<UInt8>, _ term: Range<Int>
) -> (bytes: Int, units: Int) {
  let limit = min(previous.count, term.count)
  var length = 0
  while length < limit, left[previous.lowerBound + length] == right[term.lowerBound + length] {
    length += 1
  }
  // Moves back to the start of a character.
  while length > 0, length < term.count, right[term.lowerBound + length] & 0xC0 == 0x80 {
    length -= 1
  }
  var units = 0
  for offset in 0..<length {
    let byte = right[term.lowerBound + offset]
    if byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
  }
  return (length, units)
}

// MARK: Digits

/// The 88 digits: printable ASCII except space, quotes, `&`, `<`, the backslash and the grave
/// accent. A number ends with one of the first 64.
package let digitAlphabet: [UInt8] = (0x21...0x7E).filter { byte in
  ![0x22, 0x26, 0x27, 0x3C, 0x5C, 0x60].contains(byte)
}

/// Appends a non-negative number: one digit below 64, two below 1,600, three below 38,464. The
/// leading digits are bijective base 24, the last is base 64. `digits` is `digitAlphabet`, looked
/// up once by a caller that writes many numbers.
@inline(__always)
func appendDigits(_ number: Int, _ digits: Span<UInt8>, to out: inout [UInt8]) {
  out.append(addingCapacity: longestNumber) { room in appendDigits(number, digits, to: &room) }
}

/// The same where capacity for `longestNumber` digits is reserved.
@inline(__always)
func appendDigits(_ number: Int, _ digits: Span<UInt8>, to room: inout OutputSpan<UInt8>) {
  if number >= 64 { appendLeadingDigits(number / 64, digits, to: &room) }
  room.append(digits[number & 63])
}

/// The most digits that a 64-bit number needs.
private let longestNumber = 14

private func appendLeadingDigits(
  _ number: Int, _ digits: Span<UInt8>, to room: inout OutputSpan<UInt8>
) {
  let rest = (number - 1) / 24
  if rest > 0 { appendLeadingDigits(rest, digits, to: &room) }
  room.append(digits[64 + (number - 1) % 24])
}

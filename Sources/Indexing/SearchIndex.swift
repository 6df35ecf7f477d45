// Merges the terms of all pages: one sorted lexicon and, for each term, where it occurs and with
// what impact. The one step of the search that sees the whole site. Knows nothing of the file
// format.

internal import Bytes

/// The search index of a site, ready to be encoded.
package struct SearchIndex: Sendable {
  package var pageCount: Int
  package var sectionCount: Int
  /// The folded bytes of all terms, in no particular order.
  var termBytes: [UInt8]
  /// In ascending order by UTF-16 units.
  var terms: [IndexTerm]
  /// Grouped by term in the order of `terms`; within a term by page, then by ordinal.
  var postings: [Posting]
  /// The pages.
  var documents: [SearchDocument]
  /// The kinds of pages, sorted by name.
  var kinds: [String]
}

/// A term of the site.
struct IndexTerm: Sendable {
  var start: UInt32
  var length: UInt32
  /// Its postings: `first..<first + count`.
  var first: UInt32
  var count: UInt32
  /// Forms of one word share a group; `noGroup` if the word has only one form.
  var group: UInt32 = noGroup
}

/// One occurrence: a term in a section, or in a name of a page.
struct Posting: Sendable, Equatable {
  var page: UInt32
  /// In the upper 23 bits 0 for a name of the page, else the section's ordinal + 1. Below them the
  /// heading digit (three bits), then the name digit or the impact digit (six bits).
  var packed: UInt32

  init(page: Int, place: UInt32, digit: UInt8, headingDigit: UInt8 = 0) {
    self.page = UInt32(truncatingIfNeeded: page)
    packed = place << 9 | UInt32(headingDigit) << 6 | UInt32(digit)
  }

  var isName: Bool { packed < 512 }
  var ordinal: Int { Int(packed >> 9) - 1 }
  var digit: UInt8 { UInt8(packed & 63) }
  var headingDigit: UInt8 { UInt8(packed >> 6 & 7) }
  var isHeading: Bool { !isName && packed & 1 == 1 }
  /// 1...31, for a section.
  var impact: Int { Int(packed & 63) >> 1 }
}

/// Merges the pages' terms, which come from `tokenize`. The order of the documents is the order of
/// the pages in the index. Deterministic: uses only IEEE addition, multiplication and division.
/// O(postings + terms log terms).
///
/// - Parameter language: a BCP 47 tag; its stemmer groups the forms of one word.
package func makeIndex(
  documents: [SearchDocument], terms: [DocumentTerms], language: String
) -> SearchIndex {
  precondition(documents.count == terms.count, "each search document needs its own terms")
  var merged = mergeTerms(terms)
  let order = sortedOrder(merged)
  var index = SearchIndex(
    pageCount: documents.count, sectionCount: terms.reduce(0) { $0 + $1.sections.count },
    termBytes: [], terms: [], postings: [], documents: documents,
    kinds: Set(documents.map(\.kind)).sorted())

  let groups = stemGroups(
    of: order.map { merged.surface(Int($0)) }, in: merged.bytes, language: language)
  var first: UInt32 = 0
  index.terms.reserveCapacity(order.count)
  for (place, number) in order.enumerated() {
    let term = merged.terms[Int(number)]
    index.terms.append(
      IndexTerm(
        start: term.start, length: term.length, first: first, count: term.count,
        group: groups[place]))
    // From here on the count is the index of the term's next posting.
    merged.terms[Int(number)].count = first
    first += term.count
  }
  index.termBytes = merged.bytes
  placePostings(documents, terms, &merged, total: Int(first), into: &index)
  addBeginnings(to: &index)
  return index
}

// MARK: Merging

/// A term while the pages are merged.
private struct MergedTerm {
  var key: UInt64
  var start: UInt32
  var length: UInt32
  var count: UInt32
}

private struct MergedTerms {
  var terms: [MergedTerm] = []
  var bytes: [UInt8] = []
  /// For each page in turn, the merged number of each of its terms.
  var numbers: [UInt32] = []
  /// For a term with characters beyond ASCII, the range in `bytes` of its accented form.
  var surfaces: [UInt32: Range<Int>] = [:]

  /// A term's range in `bytes`.
  func range(_ number: Int) -> Range<Int> {
    Int(terms[number].start)..<Int(terms[number].start) + Int(terms[number].length)
  }

  /// The form of the term to be stemmed.
  func surface(_ number: Int) -> Range<Int> {
    surfaces.isEmpty ? range(number) : surfaces[UInt32(number)] ?? range(number)
  }
}

/// Numbers the distinct terms of the site and counts their postings.
private func mergeTerms(_ pages: [DocumentTerms]) -> MergedTerms {
  let total = pages.reduce(0) { $0 + $1.terms.count }
  var merged = MergedTerms()
  merged.numbers.reserveCapacity(total)
  var bits: UInt64 = 12
  var slots = [UInt32](repeating: 0, count: 1 << Int(bits))
  for page in pages {
    let offset = merged.numbers.count
    for term in page.terms {
      let mask = slots.count - 1
      var slot = Int(truncatingIfNeeded: (term.key &* slotMultiplier) >> (64 - bits))
      while true {
        let entry = Int(slots[slot]) - 1
        if entry < 0 {
          merged.add(term, page.termBytes)
          slots[slot] = UInt32(merged.terms.count)
          merged.numbers.append(UInt32(merged.terms.count - 1))
          break
        }
        if merged.isSame(entry, term, page.termBytes) {
          merged.numbers.append(UInt32(entry))
          break
        }
        slot = (slot + 1) & mask
      }
      if merged.terms.count * 2 > slots.count {
        bits += 2
        slots = merged.table(bits: bits)
      }
      if term.name != 0 {
        merged.terms[Int(merged.numbers[merged.numbers.count - 1])].count += 1
      }
    }
    for posting in page.postings {
      merged.terms[Int(merged.numbers[offset + Int(posting.term)])].count += 1
    }
    for surface in page.surfaces {
      let number = merged.numbers[offset + Int(surface.term)]
      if merged.surfaces[number] != nil { continue }
      let start = merged.bytes.count
      let range = Int(surface.start)..<Int(surface.start) + Int(surface.length)
      merged.bytes.append(contentsOf: page.surfaceBytes[range])
      merged.surfaces[number] = start..<merged.bytes.count
    }
  }
  return merged
}

extension MergedTerms {
  fileprivate mutating func add(_ term: LocalTerm, _ source: [UInt8]) {
    terms.append(
      MergedTerm(
        key: term.key, start: UInt32(bytes.count), length: UInt32(term.length), count: 0))
    if term.length <= 8 {
      appendToken(ofKey: term.key, length: Int(term.length), to: &bytes)
    } else {
      let start = Int(term.start)
      bytes.append(contentsOf: source[start..<start + Int(term.length)])
    }
  }

  @inline(__always)
  fileprivate func isSame(_ number: Int, _ term: LocalTerm, _ source: [UInt8]) -> Bool {
    let known = terms[number]
    if known.key != term.key || known.length != UInt32(term.length) { return false }
    // Up to eight bytes the key is the term itself.
    if term.length <= 8 { return true }
    for offset in 0..<Int(term.length)
    where bytes[Int(known.start) + offset] != source[Int(term.start) + offset] {
      return false
    }
    return true
  }

  fileprivate func table(bits: UInt64) -> [UInt32] {
    var slots = [UInt32](repeating: 0, count: 1 << Int(bits))
    let mask = slots.count - 1
    for (number, term) in terms.enumerated() {
      var slot = Int(truncatingIfNeeded: (term.key &* slotMultiplier) >> (64 - bits))
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(number + 1)
    }
    return slots
  }
}

/// The numbers of all terms, ordered by UTF-16 units.
private func sortedOrder(_ merged: MergedTerms) -> [UInt32] {
  // The first eight bytes, the earliest most significant, decide nearly every comparison.
  var heads: [(head: UInt64, number: UInt32)] = []
  heads.reserveCapacity(merged.terms.count)
  for (number, term) in merged.terms.enumerated() {
    var head: UInt64 = 0
    let start = Int(term.start)
    for offset in 0..<8 {
      head = head << 8
      if offset < Int(term.length) { head |= UInt64(unitOrder(merged.bytes[start + offset])) }
    }
    heads.append((head, UInt32(number)))
  }
  heads.sort { a, b in
    if a.head != b.head { return a.head < b.head }
    let bytes = merged.bytes.span
    return precedes(bytes, merged.range(Int(a.number)), bytes, merged.range(Int(b.number)))
  }
  return heads.map(\.number)
}

// MARK: Impacts

/// Weights of BM25F (Robertson, Zaragoza and Taylor, CIKM 2004); FORMAT.md, "Impacts".
private enum Ranking {
  static let heading = 5.0
  static let question = 7.0
  static let headingNormalisation = 0.3
  static let bodyNormalisation = 0.6
  static let saturation = 1.2
}

/// Puts every posting among those of its term; `merged.terms[n].count` is where term n's next one
/// goes. Pages come in order, so each term's postings do too.
private func placePostings(
  _ documents: [SearchDocument], _ pages: [DocumentTerms], _ merged: inout MergedTerms,
  total: Int, into index: inout SearchIndex
) {
  let (averageBody, averageHeading) = averageLengths(pages)
  var places = merged.terms.map(\.count)
  var postings = [Posting](repeating: Posting(page: 0, place: 0, digit: 0), count: total)
  var offset = 0
  for (number, page) in pages.enumerated() {
    for (local, term) in page.terms.enumerated() where term.name != 0 {
      let merged = Int(merged.numbers[offset + local])
      postings[Int(places[merged])] = Posting(page: number, place: 0, digit: term.name)
      places[merged] += 1
    }
    let prior = pagePrior(inboundLinkCount: documents[number].inboundLinkCount)
    var start = 0
    for (section, length) in page.sections.enumerated() {
      // Undoes the scaling to halves and fifths; see LocalPosting.
      let headingDigit = UInt8(min(max(length.heading, 1), 8) - 1)
      let bodyFactor = 0.5 / normalised(length.body, averageBody, Ranking.bodyNormalisation)
      let headingFactor =
        (length.isQuestion ? Ranking.question : Ranking.heading) * 0.2
        / normalised(length.heading, averageHeading, Ranking.headingNormalisation)
      for position in start..<Int(length.postingsEnd) {
        let posting = page.postings[position]
        let frequency =
          Double(posting.body) * bodyFactor + Double(posting.heading) * headingFactor
        let scaled = 31 * prior * frequency / (Ranking.saturation + frequency)
        let impact = min(max(Int(scaled + 0.5), 1), 31)
        let merged = Int(merged.numbers[offset + Int(posting.term)])
        postings[Int(places[merged])] = Posting(
          page: number, place: UInt32(section) + 1,
          digit: UInt8(truncatingIfNeeded: impact << 1 | (posting.heading > 0 ? 1 : 0)),
          headingDigit: posting.heading > 0 ? headingDigit : 0)
        places[merged] += 1
      }
      start = Int(length.postingsEnd)
    }
    offset += page.terms.count
  }
  index.postings = postings
}

private func averageLengths(_ pages: [DocumentTerms]) -> (body: Double, heading: Double) {
  var body = 0
  var heading = 0
  var count = 0
  for page in pages {
    for section in page.sections {
      body += Int(section.body)
      heading += Int(section.heading)
    }
    count += page.sections.count
  }
  // At least one, to avoid dividing by zero.
  let divisor = Double(max(count, 1))
  return (max(Double(body) / divisor, 1), max(Double(heading) / divisor, 1))
}

@inline(__always)
private func normalised(_ length: UInt32, _ average: Double, _ share: Double) -> Double {
  1 - share + share * Double(length) / average
}

/// 0.92 for a page without inbound links, 1.13 for one with 64 or more. The logarithm is the number
/// of binary digits, because mathematics libraries differ in rounding.
private func pagePrior(inboundLinkCount: Int) -> Double {
  let digits = Int.bitWidth - max(inboundLinkCount, 0).leadingZeroBitCount
  return 0.92 + 0.03 * Double(min(digits, 7))
}

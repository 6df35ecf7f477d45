// The first one or two letters of names as terms of their own, so that the first keystrokes of a
// search find something without the whole lexicon: `*co` lists the pages with a name containing a
// word that begins with "co". Knows nothing of files.

internal import Bytes

/// The most pages listed for one beginning.
private let mostPages = 100

/// Adds the terms made of `*` and one or two characters. O(postings of names).
func addBeginnings(to index: inout SearchIndex) {
  var added: [IndexTerm] = []
  for length in 1...2 {
    var number = 0
    while number < index.terms.count {
      guard let beginning = beginning(of: index.terms[number], length, index) else {
        number += 1
        continue
      }
      var end = number + 1
      while end < index.terms.count, starts(index.terms[end], with: beginning, index) { end += 1 }
      if let term = addTerm(number..<end, beginning, to: &index) { added.append(term) }
      number = end
    }
  }
  if added.isEmpty { return }
  let bytes = index.termBytes
  func comesBefore(_ a: IndexTerm, _ b: IndexTerm) -> Bool {
    precedes(
      bytes.span, Int(a.start)..<Int(a.start + a.length), bytes.span,
      Int(b.start)..<Int(b.start + b.length))
  }
  added.sort(by: comesBefore)
  let place = index.terms.firstIndex { !comesBefore($0, added[0]) } ?? index.terms.count
  index.terms.insert(contentsOf: added, at: place)
}

/// The first `length` characters of a term; nil if it has fewer, or is not a word.
private func beginning(of term: IndexTerm, _ length: Int, _ index: SearchIndex) -> Range<Int>? {
  let start = Int(term.start)
  let end = start + Int(term.length)
  let first = index.termBytes[start]
  // Options and facets begin with a mark; scripts that are cut into pairs are found without this.
  if first < UInt8(ascii: "0") || first == UInt8(ascii: ":") || first == UInt8(ascii: "@")
    || first >= 0xE3 && first < 0xEA
  {
    return nil
  }
  var at = start
  for _ in 0..<length {
    if at >= end { return nil }
    at += 1
    while at < end, index.termBytes[at] & 0xC0 == 0x80 { at += 1 }
  }
  return start..<at
}

private func starts(_ term: IndexTerm, with beginning: Range<Int>, _ index: SearchIndex) -> Bool {
  let start = Int(term.start)
  guard beginning.count <= Int(term.length) else { return false }
  for offset in 0..<beginning.count
  where index.termBytes[start + offset] != index.termBytes[beginning.lowerBound + offset] {
    return false
  }
  return true
}

/// Adds a term with the name postings of a range of terms; nil if there are none.
private func addTerm(
  _ terms: Range<Int>, _ beginning: Range<Int>, to index: inout SearchIndex
) -> IndexTerm? {
  var best: [UInt32: UInt8] = [:]
  for number in terms {
    let term = index.terms[number]
    for at in Int(term.first)..<Int(term.first + term.count) where index.postings[at].isName {
      let posting = index.postings[at]
      if let known = best[posting.page], !isStrongerName(posting.digit, known) { continue }
      best[posting.page] = posting.digit
    }
  }
  if best.isEmpty { return nil }
  let pages = best.sorted { a, b in
    isStrongerName(a.value, b.value)
      || !isStrongerName(b.value, a.value) && a.key < b.key
  }.prefix(mostPages).sorted { $0.key < $1.key }
  let first = index.postings.count
  index.postings += pages.map { Posting(page: Int($0.key), place: 0, digit: $0.value) }
  let start = index.termBytes.count
  index.termBytes.append(UInt8(ascii: "*"))
  let letters = Array(index.termBytes[beginning])
  index.termBytes += letters
  return IndexTerm(
    start: UInt32(start), length: UInt32(beginning.count + 1), first: UInt32(first),
    count: UInt32(pages.count))
}

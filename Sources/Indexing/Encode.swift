// The index as bytes: the file that templates/assets/search.js reads. FORMAT.md is the
// specification, and its version changes with anything written differently here. Knows nothing
// of how the index was made.

/// Changes whenever a file written by one version could be misread by the client of another.
let formatVersion = 1

/// The files of the index, to be put into the folder `search/`. Single-file form: one file holds
/// the counts, the term part and the documents part. O(bytes written).
package func encode(_ index: SearchIndex) -> [SearchFile] {
  var out: [UInt8] = []
  let recordBytes = index.records.reduce(0) { $0 + $1.count }
  out.reserveCapacity(recordBytes + index.postings.count * 4 + index.termBytes.count * 2 + 4096)
  out.append(contentsOf: "S(\"index\",\"".utf8)
  for (number, count) in [formatVersion, index.pageCount, index.sectionCount].enumerated() {
    if number > 0 { out.append(UInt8(ascii: " ")) }
    appendNumber(count, to: &out)
  }
  out.append(contentsOf: "\\n".utf8)
  appendTermPart(index, 0..<index.terms.count, to: &out)
  out.append(contentsOf: "\\n".utf8)
  appendDocumentsPart(index, 0..<index.records.count, to: &out)
  out.append(contentsOf: "\")\n".utf8)
  return [SearchFile(name: "index.js", contents: out)]
}

/// The lexicon and the postings of a range of terms: two lines that need nothing outside them.
/// None of their characters needs escaping.
private func appendTermPart(
  _ index: SearchIndex, _ terms: Range<Int>, to out: inout [UInt8]
) {
  var lexicon: [UInt8] = []
  var postings: [UInt8] = []
  lexicon.reserveCapacity(terms.count * 12)
  postings.reserveCapacity(index.postings.count * 3 + 16)
  let bytes = index.termBytes.span
  let digits = digitAlphabet.span
  var previous = 0..<0
  for number in terms {
    let term = index.terms[number]
    let range = Int(term.start)..<Int(term.start) + Int(term.length)
    let before = postings.count
    let entry = appendPostings(index.postings, term, digits, to: &postings)
    let shared = sharedPrefix(bytes, previous, range)
    appendDigits(shared.units, digits, to: &lexicon)
    for at in range.lowerBound + shared.bytes..<range.upperBound { lexicon.append(bytes[at]) }
    lexicon.append(UInt8(ascii: " "))
    appendDigits(entry.hasName ? 1 : 0, digits, to: &lexicon)
    appendDigits(entry.frequency, digits, to: &lexicon)
    appendDigits(postings.count - before, digits, to: &lexicon)
    previous = range
  }
  out.append(contentsOf: lexicon)
  out.append(contentsOf: "\\n".utf8)
  out.append(contentsOf: postings)
}

private func appendDocumentsPart(
  _ index: SearchIndex, _ pages: Range<Int>, to out: inout [UInt8]
) {
  for page in pages { out.append(contentsOf: index.records[page]) }
}

/// Appends a term's postings page by page. Gives the number of sections (a page with the term in
/// its name alone counts as one) and whether any name has the term.
private func appendPostings(
  _ all: [Posting], _ term: IndexTerm, _ digits: Span<UInt8>, to out: inout [UInt8]
) -> (frequency: Int, hasName: Bool) {
  let postings = all.span
  let end = Int(term.first) + Int(term.count)
  var index = Int(term.first)
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
    appendDigits(Int(page) - nextPage, digits, to: &out)
    nextPage = Int(page) + 1
    appendDigits((pageEnd - index) << 1 | (inName ? 1 : 0), digits, to: &out)
    if inName { appendDigits(Int(name), digits, to: &out) }
    frequency += max(pageEnd - index, 1)
    var nextOrdinal = 0
    while index < pageEnd {
      let posting = postings[index]
      appendDigits(posting.ordinal - nextOrdinal, digits, to: &out)
      appendDigits(Int(posting.digit), digits, to: &out)
      nextOrdinal = posting.ordinal + 1
      index += 1
    }
  }
  return (frequency, hasName)
}

/// How much of a term repeats the term before it: whole characters, in bytes and in the UTF-16
/// units that the client counts in.
private func sharedPrefix(
  _ bytes: Span<UInt8>, _ previous: Range<Int>, _ term: Range<Int>
) -> (bytes: Int, units: Int) {
  let limit = min(previous.count, term.count)
  var length = 0
  while length < limit,
    bytes[previous.lowerBound + length] == bytes[term.lowerBound + length]
  {
    length += 1
  }
  // Back to the start of a character.
  while length > 0, length < term.count, bytes[term.lowerBound + length] & 0xC0 == 0x80 {
    length -= 1
  }
  var units = 0
  for offset in 0..<length {
    let byte = bytes[term.lowerBound + offset]
    if byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
  }
  return (length, units)
}

// MARK: Digits

/// The 88 digits: printable ASCII without space, quotes, `&`, `<`, the backslash and the grave
/// accent. The first 64 end a number.
let digitAlphabet: [UInt8] = (0x21...0x7E).filter { byte in
  ![0x22, 0x26, 0x27, 0x3C, 0x5C, 0x60].contains(byte)
}

/// Appends `number`, which is not negative, in one digit below 64, two below 1,600, three below
/// 38,464: leading digits of bijective base 24, and a last one of base 64. `digits` is
/// `digitAlphabet`; a caller that writes many numbers looks it up once.
@inline(__always)
func appendDigits(_ number: Int, _ digits: Span<UInt8>, to out: inout [UInt8]) {
  if number >= 64 { appendLeadingDigits(number / 64, digits, to: &out) }
  out.append(digits[number & 63])
}

private func appendLeadingDigits(_ number: Int, _ digits: Span<UInt8>, to out: inout [UInt8]) {
  let rest = (number - 1) / 24
  if rest > 0 { appendLeadingDigits(rest, digits, to: &out) }
  out.append(digits[64 + (number - 1) % 24])
}

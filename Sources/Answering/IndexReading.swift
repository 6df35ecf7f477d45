// Reads the files of an index as templates/assets/search.js does; FORMAT.md is the specification.
// As there, terms are compared by UTF-16 units. Knows nothing of queries.

internal import Bytes
internal import Indexing

/// A term of a shard.
struct ReadTerm: Sendable {
  let term: [UInt16]
  let hasName: Bool
  /// The group's number in its shard, from 1; 0 for a term without other forms.
  let group: Int
  let frequency: Int
  /// The digits of its postings.
  let postings: ArraySlice<UInt8>
  /// The term's shard, and its number among all shards of terms or all shards of reversed terms.
  let shard: Int

  /// Being in a name counts more than frequency.
  var rank: Int { frequency * (hasName ? 4 : 1) }
}

/// An occurrence: `ordinal` is -1 for a name of the page.
struct ReadPosting {
  let page: Int
  let ordinal: Int
  let digit: Int
  let headingDigit: Int
}

/// A page of the documents part, or as much of it as was read.
struct ReadPage {
  var url = ""
  var title = ""
  var kind = ""
  var crumbs = ""
  var sections: [Int: ReadSection] = [:]
}

struct ReadSection {
  let anchor: String
  let heading: String
  let isQuestion: Bool
  let text: String
}

/// Shards in ascending order of their first keys.
struct ShardList: Sendable {
  var keys: [[UInt16]] = []
  var shards: [[ReadTerm]] = []
}

/// An index with its terms parsed and its documents ready to be parsed.
struct ReadIndex: Sendable {
  var pageCount = 0
  var sectionCount = 0
  var terms = ShardList()
  var reversed = ShardList()
  /// Each block's first section as page * `ordinalLimit` + ordinal, and its payload.
  var blocks: [(key: Int, payload: [UInt8])] = []
}

/// More than the sections any page has.
let ordinalLimit = 1 << 20

/// A file that violates FORMAT.md, by name.
package struct DamagedIndex: Error, Equatable {
  package let file: String
}

// MARK: Files

/// Reads the files of `encode`. O(bytes of the terms).
func readIndex(_ files: [SearchFile]) throws(DamagedIndex) -> ReadIndex {
  var contents: [String: [UInt8]] = [:]
  for file in files { contents[file.name] = file.contents }
  let lines = splitLines(try payload(of: "index", in: contents))
  guard lines.count >= 8 else { throw DamagedIndex(file: "index") }
  let counts = numbers(in: lines[0])
  guard counts.count == 3, counts[0] == formatVersion else { throw DamagedIndex(file: "index") }
  var index = ReadIndex(pageCount: counts[1], sectionCount: counts[2])
  let terms = fileList("t", lines[2], lines[3], isBlocks: false)
  let reversed = fileList("r", lines[4], lines[5], isBlocks: false)
  let blocks = fileList("d", lines[6], lines[7], isBlocks: true)
  if terms.isEmpty {
    guard lines.count >= 12 else { throw DamagedIndex(file: "index") }
    index.terms = try inlineShard(lines[8...9])
    index.reversed = try inlineShard(lines[10...11])
  } else {
    index.terms = try shardList(terms, contents)
    index.reversed = try shardList(reversed, contents)
  }
  for block in blocks {
    index.blocks.append((block.place, try payload(of: block.name, in: contents)))
  }
  if terms.isEmpty, blocks.isEmpty {
    index.blocks = [(0, Array(lines[12...].joined(separator: [0x0A])))]
  }
  return index
}

private struct FileEntry {
  let name: String
  let key: [UInt16]
  let place: Int
}

private func fileList(
  _ folder: String, _ line: ArraySlice<UInt8>, _ hashes: ArraySlice<UInt8>, isBlocks: Bool
) -> [FileEntry] {
  var reader = NumberReader(rest: line)
  let size = max(1, reader.number())
  var files: [FileEntry] = []
  var key: [UInt16] = []
  var page = 0
  while !reader.rest.isEmpty {
    var place = 0
    if isBlocks {
      page += reader.number()
      place = page * ordinalLimit + reader.number()
    } else {
      key = reader.key(after: key)
    }
    let start = hashes.startIndex + 6 * (files.count / size)
    let hash = String(decoding: hashes[start..<min(start + 6, hashes.endIndex)], as: UTF8.self)
    files.append(FileEntry(name: "\(folder)/\(hash)\(files.count % size)", key: key, place: place))
  }
  return files
}

private func shardList(
  _ files: [FileEntry], _ contents: [String: [UInt8]]
) throws(DamagedIndex) -> ShardList {
  var list = ShardList()
  for (number, file) in files.enumerated() {
    let lines = splitLines(try payload(of: file.name, in: contents))
    list.keys.append(file.key)
    list.shards.append(try readTerms(lines[...], shard: number, file: file.name))
  }
  return list
}

private func inlineShard(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(DamagedIndex) -> ShardList {
  ShardList(keys: [[]], shards: [try readTerms(lines, shard: 0, file: "index")])
}

private func readTerms(
  _ lines: ArraySlice<ArraySlice<UInt8>>, shard: Int, file: String
) throws(DamagedIndex) -> [ReadTerm] {
  guard lines.count == 2, let line = lines.first, let lists = lines.last else {
    throw DamagedIndex(file: file)
  }
  var reader = NumberReader(rest: line)
  var terms: [ReadTerm] = []
  var term: [UInt16] = []
  var place = lists.startIndex
  while !reader.rest.isEmpty {
    term = reader.key(after: term)
    let code = reader.number()
    let frequency = reader.number()
    let end = place + reader.number()
    guard end <= lists.endIndex else { throw DamagedIndex(file: file) }
    terms.append(
      ReadTerm(
        term: term, hasName: code & 1 == 1, group: code >> 1, frequency: frequency,
        postings: lists[place..<end], shard: shard))
    place = end
  }
  guard place == lists.endIndex else { throw DamagedIndex(file: file) }
  return terms
}

// MARK: Payloads

/// The payload that a file passes to `S`, with JSON escapes decoded.
private func payload(
  of name: String, in contents: [String: [UInt8]]
) throws(DamagedIndex) -> [UInt8] {
  let head = Array("S(\"\(name)\",\"".utf8)
  guard let file = contents[name + ".js"], file.starts(with: head),
    file.suffix(3).elementsEqual("\")\n".utf8)
  else { throw DamagedIndex(file: name) }
  var out: [UInt8] = []
  out.reserveCapacity(file.count)
  var at = head.count
  let end = file.count - 3
  while at < end {
    let byte = file[at]
    at += 1
    if byte != UInt8(ascii: "\\") {
      out.append(byte)
      continue
    }
    let escaped = file[at]
    at += 1
    switch escaped {
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"):
      out.append(UInt8(ascii: "<"))
      at += 4
    default: out.append(escaped)
    }
  }
  return out
}

private func splitLines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
  bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
}

private func numbers(in line: ArraySlice<UInt8>) -> [Int] {
  line.split(separator: 0x20).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
}

/// Reads numbers and keys from the front of a line.
struct NumberReader {
  var rest: ArraySlice<UInt8>

  mutating func number() -> Int {
    var leading = 0
    while let byte = rest.popFirst() {
      let value = Int(digitValues[Int(byte)])
      if value < 64 { return leading * 64 + value }
      leading = leading * 24 + value - 63
    }
    return 0
  }

  /// The next key in a list where each shares a prefix with the one before.
  mutating func key(after before: [UInt16]) -> [UInt16] {
    let shared = number()
    let end = rest.firstIndex(of: 0x20) ?? rest.endIndex
    let own = String(decoding: rest[..<end], as: UTF8.self).utf16
    rest = rest[end...].dropFirst()
    return Array(before.prefix(shared)) + own
  }
}

private let digitValues: [UInt8] = {
  var values = [UInt8](repeating: 0, count: 256)
  for (value, digit) in digitAlphabet.enumerated() { values[Int(digit)] = UInt8(value) }
  return values
}()

func readPostings(of term: ReadTerm) -> [ReadPosting] {
  var reader = NumberReader(rest: term.postings)
  var postings: [ReadPosting] = []
  var page = -1
  while !reader.rest.isEmpty {
    page += reader.number() + 1
    let head = reader.number()
    if head & 1 == 1 {
      postings.append(
        ReadPosting(page: page, ordinal: -1, digit: reader.number(), headingDigit: 0))
    }
    var ordinal = -1
    for _ in 0..<head >> 1 {
      ordinal += reader.number() + 1
      let digit = reader.number()
      postings.append(
        ReadPosting(
          page: page, ordinal: ordinal, digit: digit,
          headingDigit: digit & 1 == 1 ? reader.number() : 0))
    }
  }
  return postings
}

// MARK: Look-ups

extension ReadIndex {
  /// A term of the index, if it exists.
  func find(_ term: [UInt16]) -> ReadTerm? {
    let shard = terms.shards[max(0, lastPlace(terms.keys.count, notAfter: term) { terms.keys[$0] })]
    let at = lastPlace(shard.count, notAfter: term) { shard[$0].term }
    return at >= 0 && shard[at].term == term ? shard[at] : nil
  }

  /// The terms, forward or reversed, that begin with `stem`, from up to three shards around `key`.
  func near(isReversed: Bool, _ key: [UInt16], _ stem: [UInt16]) -> [ReadTerm] {
    let list = isReversed ? reversed : terms
    let middle = lastPlace(list.keys.count, notAfter: key) { list.keys[$0] }
    let first = lastPlace(list.keys.count, notAfter: stem) { list.keys[$0] }
    var found: [ReadTerm] = []
    var at = max(0, first, middle - 1)
    while at <= middle + 1, at < list.shards.count {
      if at <= middle || list.keys[at].starts(with: stem) {
        found += list.shards[at].filter { $0.term.starts(with: stem) }
      }
      at += 1
    }
    return found
  }

  /// Reads the blocks that contain the given sections, as page * `ordinalLimit` + ordinal.
  func pages(with places: [Int]) -> [Int: ReadPage] {
    var pages: [Int: ReadPage] = [:]
    let numbers = Set(
      places.map { place in
        max(0, firstIndex(in: 0..<blocks.count) { blocks[$0].key > place } - 1)
      })
    for number in numbers where number < blocks.count {
      readDocuments(blocks[number].payload, firstPage: blocks[number].key / ordinalLimit, &pages)
    }
    return pages
  }
}

/// The index of the last of ascending keys that is not after `key`, or -1.
private func lastPlace(_ count: Int, notAfter key: [UInt16], _ keyAt: (Int) -> [UInt16]) -> Int {
  firstIndex(in: 0..<count) { key.lexicographicallyPrecedes(keyAt($0)) } - 1
}

private func readDocuments(_ payload: [UInt8], firstPage: Int, _ pages: inout [Int: ReadPage]) {
  let lines = splitLines(payload).map { String(decoding: $0, as: UTF8.self) }
  var at = 0
  var page = firstPage
  while at + 4 < lines.count, !lines[at].isEmpty {
    let counts = lines[at].split(separator: " ").compactMap { Int($0) }
    var read = pages[page] ?? ReadPage()
    read.url = lines[at + 1]
    read.title = lines[at + 2]
    read.crumbs = lines[at + 3]
    read.kind = lines[at + 4]
    at += 5
    for ordinal in counts[0]..<counts[0] + counts[1] where at + 2 < lines.count {
      read.sections[ordinal] = ReadSection(
        anchor: lines[at], heading: String(lines[at + 1].dropFirst()),
        isQuestion: (lines[at + 1].utf8.first ?? 0) >= UInt8(ascii: "a"), text: lines[at + 2])
      at += 3
    }
    pages[page] = read
    page += 1
  }
}

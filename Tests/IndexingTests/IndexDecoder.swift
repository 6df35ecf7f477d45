// Reads the files of an index back: FORMAT.md a third time, plainly and without speed, so that
// the tests compare what was written with what was meant.

@testable import Indexing

struct DecodedIndex: Equatable {
  var kinds: [String] = []
  /// Words that corrections may lead to.
  var correctable: [String] = []
  var pageCount = 0
  var sectionCount = 0
  var terms: [String: DecodedTerm] = [:]
  var order: [String] = []
  var pages: [DecodedPage] = []
}

struct DecodedTerm: Equatable {
  var hasName = false
  /// Of its shard; -1 for a term that is alone.
  var group = -1
  var frequency = 0
  /// Page, ordinal (-1 for a name), digit.
  var postings: [[Int]] = []
}

struct DecodedPage: Equatable {
  var url = ""
  var title = ""
  var breadcrumbs: [String] = []
  var kind = ""
  var sections: [DecodedSection] = []
}

struct DecodedSection: Equatable {
  var anchor = ""
  var level = 0
  var isQuestion = false
  var heading = ""
  var text = ""
}

/// Takes digits from the front of a line.
struct DigitReader {
  var rest: ArraySlice<UInt8>
  let alphabet: [UInt8]

  init(_ line: [UInt8]) {
    rest = line[...]
    alphabet = (UInt8(0x21)...0x7E).filter { !Array("\"&'<\\`".utf8).contains($0) }
  }

  mutating func number() throws -> Int {
    var leading = 0
    while let byte = rest.popFirst() {
      guard let value = alphabet.firstIndex(of: byte) else { throw DecodingProblem.digit(byte) }
      if value < 64 { return leading * 64 + value }
      leading = leading * 24 + value - 63
    }
    throw DecodingProblem.end
  }

  /// What stands before the next space.
  mutating func word() throws -> String {
    guard let space = rest.firstIndex(of: 0x20) else { throw DecodingProblem.shape }
    defer { rest = rest[space...].dropFirst() }
    return String(decoding: rest[..<space], as: UTF8.self)
  }

  mutating func text(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
}

enum DecodingProblem: Error {
  case digit(UInt8)
  case end
  case shape
}

/// The payload of a file, its JSON escapes undone.
func payload(of file: [UInt8], name: String = "index") throws -> [UInt8] {
  let head = Array("S(\"\(name)\",\"".utf8)
  let tail = Array("\")\n".utf8)
  guard file.starts(with: head), file.suffix(tail.count).elementsEqual(tail) else {
    throw DecodingProblem.shape
  }
  var out: [UInt8] = []
  var rest = file.dropFirst(head.count).dropLast(tail.count)
  while let byte = rest.popFirst() {
    guard byte != UInt8(ascii: "\""), byte >= 0x20 else { throw DecodingProblem.shape }
    guard byte == UInt8(ascii: "\\") else {
      out.append(byte)
      continue
    }
    switch rest.popFirst() {
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "\""): out.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): out.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "u"):
      guard rest.prefix(4).elementsEqual("003c".utf8) else { throw DecodingProblem.shape }
      rest = rest.dropFirst(4)
      out.append(UInt8(ascii: "<"))
    default: throw DecodingProblem.shape
    }
  }
  return out
}

private func lines(of payload: [UInt8]) -> [[UInt8]] {
  payload.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
}

private func text(_ line: [UInt8]) -> String { String(decoding: line, as: UTF8.self) }

/// The names of the files that two lines of the first file list.
private func fileNames(
  _ folder: String, _ line: [UInt8], _ hashes: [UInt8], isBlocks: Bool
) throws -> [String] {
  var reader = DigitReader(line)
  let size = try reader.number()
  var names: [String] = []
  while !reader.rest.isEmpty {
    _ = try reader.number()
    if isBlocks { _ = try reader.number() } else { _ = try reader.word() }
    let start = 6 * (names.count / size)
    names.append("\(folder)/\(text(Array(hashes[start..<start + 6])))\(names.count % size)")
  }
  return names
}

func decode(_ files: [SearchFile]) throws -> DecodedIndex {
  let contents = Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.contents) })
  func read(_ name: String) throws -> [[UInt8]] {
    guard let file = contents[name + ".js"] else { throw DecodingProblem.shape }
    return lines(of: try payload(of: file, name: name))
  }
  let first = try read("index")
  let counts = text(first[0]).split(separator: " ").compactMap { Int($0) }
  guard counts.count == 3, counts[0] == formatVersion else { throw DecodingProblem.shape }
  var index = DecodedIndex(pageCount: counts[1], sectionCount: counts[2])
  index.kinds = text(first[1]).split(separator: "\t").map(String.init)
  let names = try ["t", "r", "d"].enumerated().map { place, folder in
    try fileNames(folder, first[2 + 2 * place], first[3 + 2 * place], isBlocks: folder == "d")
  }
  guard names.joined().count + 1 == files.count else { throw DecodingProblem.shape }
  if names[0].isEmpty {
    try decodeTerms(first[8], first[9], into: &index)
    index.correctable = try words(first[10])
  }
  for name in names[0] {
    let part = try read(name)
    try decodeTerms(part[0], part[1], into: &index)
  }
  for name in names[1] { index.correctable += try words(try read(name)[0]) }
  if names[0].isEmpty, names[2].isEmpty {
    try decodePages(first[12...].map(text), into: &index)
  }
  for name in names[2] { try decodePages(try read(name).map(text), into: &index) }
  guard index.pages.count == index.pageCount else { throw DecodingProblem.shape }
  return index
}

private func words(_ line: [UInt8]) throws -> [String] {
  var reader = DigitReader(line)
  var words: [String] = []
  var word = ""
  while !reader.rest.isEmpty {
    word = String(decoding: word.utf16.prefix(try reader.number()), as: UTF16.self)
    word += try reader.word()
    for _ in 0..<3 { _ = try reader.number() }
    words.append(String(word.unicodeScalars.reversed().map(Character.init)))
  }
  return words
}

private func decodePages(_ strings: [String], into index: inout DecodedIndex) throws {
  var at = 0
  while at < strings.count, !strings[at].isEmpty {
    let counts = strings[at].split(separator: " ").compactMap { Int($0) }
    if counts[0] == 0 {
      index.pages.append(
        DecodedPage(
          url: strings[at + 1], title: strings[at + 2],
          breadcrumbs: strings[at + 3].split(separator: " › ").map(String.init),
          kind: strings[at + 4]))
    }
    at += 5
    let page = index.pages.count - 1
    guard index.pages[page].sections.count == counts[0] else { throw DecodingProblem.shape }
    for _ in 0..<counts[1] {
      let code = Int(strings[at + 1].utf8.first ?? 0)
      index.pages[page].sections.append(
        DecodedSection(
          anchor: strings[at], level: code >= 97 ? code - 97 : code - 48,
          isQuestion: code >= 97, heading: String(strings[at + 1].dropFirst()),
          text: strings[at + 2]))
      at += 3
    }
  }
}

private func decodeTerms(
  _ lexicon: [UInt8], _ postings: [UInt8], into index: inout DecodedIndex
) throws {
  var lexicon = DigitReader(lexicon)
  var postings = DigitReader(postings)
  var term = ""
  while !lexicon.rest.isEmpty {
    term = String(decoding: Array(term.utf16.prefix(try lexicon.number())), as: UTF16.self)
    term += try lexicon.word()
    let code = try lexicon.number()
    var entry = DecodedTerm(hasName: code & 1 == 1, group: (code >> 1) - 1)
    entry.frequency = try lexicon.number()
    var list = DigitReader(postings.text(try lexicon.number()))
    var page = -1
    while !list.rest.isEmpty {
      page += try list.number() + 1
      let head = try list.number()
      if head & 1 == 1 { entry.postings.append([page, -1, try list.number()]) }
      var ordinal = -1
      for _ in 0..<head >> 1 {
        ordinal += try list.number() + 1
        let digit = try list.number()
        if digit & 1 == 1, !(0...7).contains(try list.number()) { throw DecodingProblem.shape }
        entry.postings.append([page, ordinal, digit])
      }
    }
    index.order.append(term)
    index.terms[term] = entry
  }
  guard postings.rest.isEmpty else { throw DecodingProblem.shape }
}

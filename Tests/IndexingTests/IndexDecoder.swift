// Reads an index file back: FORMAT.md a third time, plainly and without speed, so that the tests
// compare what was written with what was meant.

@testable import Indexing

struct DecodedIndex: Equatable {
  var pageCount = 0
  var sectionCount = 0
  var terms: [String: DecodedTerm] = [:]
  var order: [String] = []
  var pages: [DecodedPage] = []
}

struct DecodedTerm: Equatable {
  var hasName = false
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
func payload(of file: [UInt8]) throws -> [UInt8] {
  let head = Array("S(\"index\",\"".utf8)
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

func decode(_ file: [UInt8]) throws -> DecodedIndex {
  let lines = try payload(of: file).split(separator: 0x0A, omittingEmptySubsequences: false)
    .map { Array($0) }
  let strings = lines.map { String(decoding: $0, as: UTF8.self) }
  let counts = strings[0].split(separator: " ").compactMap { Int($0) }
  guard counts.count == 3, counts[0] == formatVersion else { throw DecodingProblem.shape }
  var index = DecodedIndex(pageCount: counts[1], sectionCount: counts[2])
  try decodeTerms(lexicon: lines[1], postings: lines[2], into: &index)
  var at = 3
  for _ in 0..<index.pageCount {
    var page = DecodedPage(
      url: strings[at], title: strings[at + 1],
      breadcrumbs: strings[at + 2].split(separator: "\t").map(String.init),
      kind: strings[at + 3])
    guard let sectionCount = Int(strings[at + 4]) else { throw DecodingProblem.shape }
    at += 5
    for _ in 0..<sectionCount {
      let code = Int(strings[at + 1].utf8.first ?? 0)
      page.sections.append(
        DecodedSection(
          anchor: strings[at], level: code >= 97 ? code - 97 : code - 48,
          isQuestion: code >= 97, heading: String(strings[at + 1].dropFirst()),
          text: strings[at + 2]))
      at += 3
    }
    index.pages.append(page)
  }
  guard at == lines.count - 1, lines[at].isEmpty else { throw DecodingProblem.shape }
  return index
}

private func decodeTerms(
  lexicon: [UInt8], postings: [UInt8], into index: inout DecodedIndex
) throws {
  var lexicon = DigitReader(lexicon)
  var postings = DigitReader(postings)
  var term = ""
  while !lexicon.rest.isEmpty {
    let shared = try lexicon.number()
    guard let space = lexicon.rest.firstIndex(of: 0x20) else { throw DecodingProblem.shape }
    let suffix = lexicon.text(space - lexicon.rest.startIndex)
    lexicon.rest = lexicon.rest.dropFirst()
    term =
      String(decoding: Array(term.utf16.prefix(shared)), as: UTF16.self)
      + String(decoding: suffix, as: UTF8.self)
    var entry = DecodedTerm(hasName: try lexicon.number() == 1, frequency: try lexicon.number())
    var list = DigitReader(postings.text(try lexicon.number()))
    var page = -1
    while !list.rest.isEmpty {
      page += try list.number() + 1
      let head = try list.number()
      if head & 1 == 1 { entry.postings.append([page, -1, try list.number()]) }
      var ordinal = -1
      for _ in 0..<head >> 1 {
        ordinal += try list.number() + 1
        entry.postings.append([page, ordinal, try list.number()])
      }
    }
    index.order.append(term)
    index.terms[term] = entry
  }
  guard postings.rest.isEmpty else { throw DecodingProblem.shape }
}

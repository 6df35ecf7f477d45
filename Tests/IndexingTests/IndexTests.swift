// The index: that all of it is in the file, that the file is always the same, and that no text
// breaks out of it.

import Support
import Testing

@testable import Indexing

/// What a page's terms should lead to, worked out with dictionaries.
private func expectedPlaces(_ documents: [SearchDocument]) -> [String: [[Int]]] {
  var places: [String: Set<[Int]>] = [:]
  func note(_ text: [UInt8], _ page: Int, _ ordinal: Int) {
    for token in tokens(of: text) {
      let isPart = token.hasPrefix("+") && token.utf8.count > 1
      places[isPart ? String(token.dropFirst()) : token, default: []].insert([page, ordinal])
    }
  }
  /// `a-b` is also `ab`, in names and headings.
  func noteJoined(_ text: String, _ page: Int, _ ordinal: Int) {
    for compound in text.matches(of: /[A-Za-z0-9]+(?:[-._:\/]+[A-Za-z0-9]+)+/) {
      let joined = compound.output.filter { $0.isLetter || $0.isNumber }.lowercased()
      if joined.utf8.count <= 64 { places[joined, default: []].insert([page, ordinal]) }
    }
  }
  for (page, document) in documents.enumerated() {
    places[":kind:\(document.kind)", default: []].insert([page, -1])
    for tag in document.tags {
      let slug = tag.lowercased().replacing(" ", with: "-")
      places[":tag:\(slug)", default: []].insert([page, -1])
    }
    for name in [document.title] + document.aliases {
      note(Array(name.utf8), page, -1)
      noteJoined(name, page, -1)
    }
    for (ordinal, section) in document.sections.enumerated() {
      note(Array(section.heading.utf8), page, ordinal)
      noteJoined(section.heading, page, ordinal)
      note(Array(document.text[section.text]), page, ordinal)
    }
    guard !document.sections.isEmpty else { continue }
    for title in document.breadcrumbs { note(Array(title.utf8), page, 0) }
  }
  return places.mapValues { $0.sorted { $0.lexicographicallyPrecedes($1) } }
}

/// Pages of random words, some of them long, foreign or compound.
private func randomSite(pages: Int, seed: UInt64) -> [SearchDocument] {
  var random = SeededGenerator(seed: seed)
  let words = (0..<3000).map { number -> String in
    switch number % 9 {
    case 0: "word\(number)"
    case 1: "Some\(number)Thing"
    case 2: "überlänge\(number)wörter"
    case 3: "検索\(number)語"
    case 4: "--flag-\(number)"
    case 5: "internationalisation\(number)s"
    case 6: "한국어\(number)"
    case 7: "𠮷\(number)"
    default: String(UInt64(number) * 0x1_0001, radix: 36)
    }
  }
  func text(_ count: Int) -> String {
    (0..<count).map { _ in
      let reach = Double(words.count) * Double.random(in: 0...1, using: &random)
      return words[Int(reach * Double.random(in: 0..<1, using: &random))]
    }.joined(separator: " ")
  }
  return (0..<pages).map { number in
    searchPage(
      "p\(number)/", text(3), aliases: number % 5 == 0 ? [text(1)] : [], breadcrumbs: [text(1)],
      links: number % 70,
      (0..<number % 7).map { ("s\($0)", text($0), 2, text(40)) })
  }
}

@Test(.slow, arguments: ["small", "random", "empty"], [false, true])
func everyPostingIsInTheFiles(_ name: String, isCut: Bool) throws {
  let documents =
    name == "small" ? smallSite : name == "random" ? randomSite(pages: 120, seed: 7) : []
  let files = makeFiles(documents, isCut: isCut)
  #expect(files[0].name == "index.js")
  #expect((files.count > 1) == (isCut && name != "empty"))
  #expect(Set(files.map(\.name)).count == files.count)
  let decoded = try decode(files)
  #expect(decoded.pageCount == documents.count)
  #expect(decoded.sectionCount == documents.reduce(0) { $0 + $1.sections.count })

  let expected = expectedPlaces(documents)
  let ordinary = decoded.order.filter { !$0.hasPrefix("*") }
  #expect(Set(ordinary).symmetricDifference(expected.keys).sorted() == [])
  let inOrder = decoded.order.map { Array($0.utf16) }
  #expect(zip(inOrder, inOrder.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
  for (term, places) in expected {
    let found = try #require(decoded.terms[term])
    #expect(found.postings.map { [$0[0], $0[1]] } == places, "places of \(term)")
    #expect(found.hasName == places.contains { $0[1] < 0 })
    let named = Set(places.filter { $0[1] < 0 }.map { $0[0] })
    let placed = places.filter { $0[1] >= 0 }
    #expect(found.frequency == placed.count + named.subtracting(placed.map { $0[0] }).count)
    for posting in found.postings {
      #expect((posting[1] < 0 ? 8...63 : 2...63).contains(posting[2]))
    }
  }
}

@Test func beginningsLeadToNames() throws {
  let decoded = try decode(makeFiles(smallSite))
  let pages = { (term: String) in decoded.terms[term]?.postings.map { smallSite[$0[0]].url } }
  #expect(pages("*co") == ["topics/constitutional-ai/", "tools/command-line/"])
  #expect(pages("*r") == ["topics/reward-models/"])
  #expect(pages("*z") == nil)
  #expect(decoded.order.allSatisfy { !$0.hasPrefix("*") || $0.unicodeScalars.count <= 3 })
}

@Test func aBeginningLeadsToAHundredPagesAndNoMore() throws {
  func pages(_ count: Int) throws -> Int? {
    let site = (0..<count).map { searchPage("p\($0)/", "Zebra\($0)", [("", "", 0, "x")]) }
    return try decode(makeFiles(site)).terms["*ze"]?.postings.count
  }
  #expect(try pages(100) == 100)
  #expect(try pages(101) == 100)
}

@Test func aTagIsATermOfAtMost200Bytes() throws {
  func tag(_ count: Int) -> String {
    // Words of a token's length at most, with spaces that become hyphens.
    let words = String(repeating: String(repeating: "a", count: 49) + " ", count: 5)
    return String(words.prefix(count - 1)) + "b"
  }
  func term(_ tag: String) -> String {
    String(decoding: facetTerm("tag", tag), as: UTF8.self)
  }
  let slug = tag(200).replacing(" ", with: "-")
  #expect(slug.utf8.count == 200)
  #expect(term(tag(200)) == ":tag:" + slug)
  #expect(term(tag(201)) == ":tag:" + String(tag(201).replacing(" ", with: "-").prefix(200)))
}

@Test func kindsAndTagsAreTerms() throws {
  let decoded = try decode(makeFiles(smallSite))
  #expect(decoded.kinds == ["faq", "page", "topic"])
  #expect(decoded.terms[":kind:topic"]?.postings.map { $0[0] } == [1, 2])
  #expect(decoded.terms[":tag:written-principles"]?.postings.map { $0[0] } == [1])
}

@Test func correctableWordsAreKnownOnes() throws {
  let decoded = try decode(makeFiles(smallSite))
  #expect(decoded.correctable.contains("constitutional"))
  #expect(decoded.correctable.allSatisfy { decoded.terms[$0] != nil })
  // In one section only and in no name.
  #expect(!decoded.correctable.contains("judgements"))
  let cut = try decode(makeFiles(smallSite, isCut: true))
  #expect(cut.correctable == decoded.correctable)
}

@Test func formsOfAWordShareAGroup() throws {
  let page = searchPage(
    "a/", "t", [("", "", 0, "configure configured configuring configuration other -configured")])
  let english = try decode(makeFiles([page])).terms
  let group = try #require(english["configure"]?.group)
  #expect(group >= 0)
  #expect(english["configured"]?.group == group)
  #expect(english["configuring"]?.group == group)
  #expect(english["other"]?.group == -1)
  #expect(english["-configured"]?.group == -1)
  // A language without a stemmer has no groups.
  let unknown = try decode(makeFiles([page], language: "tlh")).terms
  #expect(unknown.values.allSatisfy { $0.group < 0 })
}

@Test(arguments: [
  ("de", "Häuser Hauses", ["hauser", "hauses"]),
  ("ru", "русский русская", ["русскии", "русская"]),
  ("fr", "continué continuer", ["continue", "continuer"]),
  ("tr", "evler evlerin", ["evler", "evlerin"]),
  ("el", "ΑΝΘΡΩΠΟΣ άνθρωποι", ["ανθρωποσ", "ανθρωποι"]),
  ("nb", "husene husenes", ["husene", "husenes"]),
])
func stemsAreMadeOfWordsWithTheirAccents(
  _ language: String, _ text: String, _ forms: [String]
) throws {
  let terms = try decode(
    makeFiles([searchPage("a/", "t", [("", "", 0, text)])], language: language)
  ).terms
  let groups = forms.map { terms[$0]?.group ?? -2 }
  #expect(groups[0] >= 0)
  #expect(groups[0] == groups[1], "\(groups)")
}

@Test func listsOfFrequentTermsKeepTheBest() throws {
  func common(_ count: Int) throws -> DecodedTerm {
    let sections = (0..<count).map { number in
      ("s\(number)", number % 1000 == 7 ? "common heading" : "other", 2, "common word \(number)")
    }
    return try #require(decode(makeFiles([searchPage("a/", "t", sections)])).terms["common"])
  }
  for (count, kept) in [(2048, 2048), (2049, 2048), (3000, 2048)] {
    let term = try common(count)
    #expect(term.frequency == count)
    #expect(term.postings.count == kept)
    for number in [7, 1007, 2007] { #expect(term.postings.contains { $0[1] == number }) }
  }
}

@Test func pagesAreInTheFile() throws {
  let decoded = try decode(makeFiles(smallSite))
  for (page, document) in zip(decoded.pages, smallSite) {
    #expect(page.url == document.url)
    #expect(page.title == document.title)
    #expect(page.breadcrumbs == document.breadcrumbs)
    #expect(page.kind == document.kind)
    #expect(page.sections.map(\.anchor) == document.sections.map(\.anchor))
    #expect(page.sections.map(\.heading) == document.sections.map(\.heading))
    #expect(page.sections.map(\.level) == document.sections.map(\.level))
    #expect(page.sections.map(\.isQuestion) == document.sections.map(\.isQuestion))
  }
  #expect(
    decoded.pages[1].sections[0].text
      == String(decoding: smallSite[1].text.prefix(75), as: UTF8.self))
}

@Test func whiteSpaceBecomesOneSpace() throws {
  let page = searchPage(
    " u ", "  a \n b\t\tc \r\n", [("", "\u{2028}h\u{2029}", 2, "\n\n x \u{7F}  y\u{2028}z \n")])
  let decoded = try decode(makeFiles([page])).pages[0]
  #expect(decoded.url == "u")
  #expect(decoded.title == "a b c")
  #expect(decoded.sections[0].heading == "h")
  #expect(decoded.sections[0].text == "x y z")
}

@Test func everyByteIsSeenWhereverItStands() throws {
  for special in ["\"", "\\", "<", "\u{7F}", "\n", "  ", "\t ", "\u{2028}", "“", "é", "\u{1}"] {
    for offset in 0...17 {
      let text = String(repeating: "a", count: offset) + special + "bc d" + special
      let isSpace = special.unicodeScalars.allSatisfy {
        $0.value <= 0x20 || $0 == "\u{7F}" || $0 == "\u{2028}"
      }
      let wanted =
        isSpace ? (offset == 0 ? "" : String(repeating: "a", count: offset) + " ") + "bc d" : text
      let page = searchPage("u", "t", [("", "h", 2, text)])
      let decoded = try decode(makeFiles([page])).pages[0].sections[0].text
      #expect(decoded == wanted, "\(special.debugDescription) at \(offset)")
    }
  }
}

@Test func nothingBreaksOutOfTheFile() throws {
  let file = makeFiles(smallSite)[0].contents
  #expect(!file.contains(UInt8(ascii: "<")))
  let scalars = String(decoding: file, as: UTF8.self).unicodeScalars
  #expect(!scalars.contains("\u{2028}") && !scalars.contains("\u{2029}"))
  #expect(file.dropLast().allSatisfy { $0 >= 0x20 && $0 != 0x7F })
  let text = try decode(makeFiles(smallSite)).pages[6].sections[0].text
  #expect(text.contains("<img src=x onerror=alert(1)>, \"quotes\", back\\slashes and \\u0041 \\n"))
  #expect(text.contains("line separators, a tab , control characters"))
}

@Test func theSamePagesMakeTheSameBytes() {
  let documents = randomSite(pages: 80, seed: 3)
  #expect(makeFiles(documents, isCut: true) == makeFiles(documents, isCut: true))
}

@Test func goldenIndexIsCurrent() throws {
  // The file that engine.test.mjs searches; UPDATE_GOLDENS=1 rewrites it and fails once.
  let contents = makeFiles(smallSite)[0].contents
  #expect(try matchesGolden(contents, "Fixtures/small-index.js"))
  // The same in many files, one after the other.
  let cut = makeFiles(smallSite, isCut: true)
  #expect(try matchesGolden(Array(cut.map(\.contents).joined()), "Fixtures/small-index-cut.js"))
}

@Test func digitsAreReadBack() throws {
  let alphabet = digitAlphabet
  for number in [
    0, 1, 63, 64, 65, 1599, 1600, 1601, 38_463, 38_464, 923_199, 923_200, 1 << 40, .max,
  ] {
    var digits: [UInt8] = []
    appendDigits(number, alphabet.span, to: &digits)
    var reader = DigitReader(digits)
    #expect(try reader.number() == number)
    #expect(reader.rest.isEmpty)
    // The capacity that is reserved for the largest number.
    #expect(digits.count <= 14)
    if number == .max { #expect(digits.count == 14) }
  }
  #expect(digitAlphabet.count == 88)
}

@Test(.slow) func frequentWordsDoNotOverflow() throws {
  let many = String(repeating: "echo ", count: 1_000_000)
  let decoded = try decode(makeFiles([searchPage("a/", many, [("h", many, 2, many)])]))
  #expect(decoded.terms["echo"]?.postings.count == 2)
}

@Test func collidingKeysAreKeptApart() throws {
  // Terms of more than eight bytes that share their first eight, in great number.
  let words = (0..<5_000).map { "abcdefgh\($0)x" }
  let page = searchPage("a/", "t", [("", "", 0, words.joined(separator: " "))])
  let decoded = try decode(makeFiles([page, page]))
  for word in words { #expect(decoded.terms[word]?.frequency == 2) }
}

@Test func shortTermsKeepTheirSigns() throws {
  let page = searchPage("a/", "t", [("", "", 0, "@if a_b __x $PSit --to -ef c++ café @MediaQuery")])
  let terms = try decode(makeFiles([page])).terms
  for term in ["@if", "a_b", "__x", "$psit", "--to", "-ef", "c++", "cafe", "@mediaquery"] {
    #expect(terms[term] != nil, "\(term)")
  }
}

@Test func changedPagesLeaveOtherFilesAlone() {
  var documents = randomSite(pages: 60, seed: 5)
  documents[3].title += " changed"
  let layout = IndexLayout(
    wholeBytes: 0, termBytes: 0, termShard: 400, reverseShard: 100, documentBlock: 4000)
  let index = { (pages: [SearchDocument]) in
    makeIndex(documents: pages, terms: tokenize(pages[...]), language: "en")
  }
  let after = Set(encode(index(documents), layout: layout, keep: \.name))
  documents[3].title = String(documents[3].title.dropLast(" changed".count))
  let original = Set(encode(index(documents), layout: layout, keep: \.name))
  #expect(original.subtracting(after).filter { $0.hasPrefix("d/") }.count <= 2)
}

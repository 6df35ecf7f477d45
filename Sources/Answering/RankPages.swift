// Answers a query in the terminal as templates/assets/search.js answers it in the browser: the same
// files, the same ranking (its part 4), the same order; a test compares the two.

package import Indexing

/// The result of a query.
package struct SearchAnswer: Sendable {
  /// Best first, up to the requested limit.
  package var pages: [Page]
  /// How many pages were found in all.
  package var count: Int
  /// Words that were corrected.
  package var corrected: [(from: String, to: String)]
  /// Another query to suggest.
  package var suggestion: String?
  /// Words that no page contains.
  package var unknown: [String]

  package struct Page: Sendable {
    package var url: String
    package var title: String
    package var kind: String
    package var crumbs: String
    package var score: Double
    /// Best first; only those nearly as good as the best.
    package var sections: [Section]
  }

  package struct Section: Sendable {
    package var anchor: String
    package var heading: String
    package var score: Double
    package var text: String
  }
}

private enum Ranking {
  static let nameWeight = 1.2
  static let nameBonus = 2.5
  static let headingBonus = 1.5
  static let leadBonus = 1.05
  static let enoughSections = 1000
  static let verifiedPages = 12
  static let sectionsPerPage = 3
  static let sectionShare = 0.6
  static let secondShare = 0.15
}

/// An index that answers queries.
package struct AnsweringIndex: Sendable {
  private let index: ReadIndex

  /// - Parameter files: the files `encode` made. O(bytes of the terms).
  package init(_ files: [SearchFile]) throws(DamagedIndex) {
    index = try readIndex(files)
  }

  /// Answers `query` with the texts of the best `limit` pages. With `isLiteral` no word is
  /// corrected.
  package func answer(_ query: String, limit: Int, isLiteral: Bool) -> SearchAnswer {
    let parsed = parse(query, index)
    let words = lookUp(parsed, index, isLiteral: isLiteral)
    let found = rank(words, parsed, index)
    let best = found.prefix(limit).map { page in
      var page = page
      let top = page.sections[0].score
      page.sections = page.sections.prefix(Ranking.sectionsPerPage).filter {
        $0.score >= top * Ranking.sectionShare
      }
      return page
    }
    let texts = index.pages(with: best.flatMap { $0.sections.map(\.key) })
    return SearchAnswer(
      pages: best.map { answerPage($0, texts[$0.page] ?? ReadPage()) }, count: found.count,
      corrected: words.compactMap(\.repaired),
      suggestion: words.lazy.compactMap(\.suggestion).first,
      unknown: words.filter { !$0.isKnown }.map(\.text))
  }
}

private func answerPage(_ found: FoundPage, _ page: ReadPage) -> SearchAnswer.Page {
  SearchAnswer.Page(
    url: page.url, title: page.title, kind: page.kind, crumbs: page.crumbs, score: found.score,
    sections: found.sections.compactMap { section in
      page.sections[section.key % ordinalLimit].map {
        SearchAnswer.Section(
          anchor: $0.anchor, heading: $0.heading, score: section.score, text: $0.text)
      }
    })
}

// MARK: Ranking

/// A page and its sections by key: page * `ordinalLimit` + ordinal.
private struct FoundPage {
  let page: Int
  var sections: [(key: Int, score: Double)] = []
  var score = 0.0
}

/// The words a section or a name contains, as bits, and the sum of their impacts.
private struct Hit {
  var words = 0
  var headings = 0
  var filled = 0.0
  var length = 8
  var sum = 0.0
}

private func rank(_ words: [QueryWord], _ parsed: ParsedQuery, _ index: ReadIndex) -> [FoundPage] {
  var total = 0.0
  for word in words { total += word.weight }
  let filter = PageFilter(parsed, index)
  var (sections, names) = gather(words)
  if words.isEmpty, !parsed.filters.isEmpty {
    for page in 0..<index.pageCount { sections[page * ordinalLimit] = Hit() }
  }
  let inPhrases = Set(parsed.phrases.joined())
  var required = 0
  for (number, word) in words.enumerated() where !inPhrases.isDisjoint(with: word.pieces) {
    required |= 1 << number
  }
  var pages: [Int: FoundPage] = [:]
  for (key, hit) in sections {
    let page = key / ordinalLimit
    let name = names[page] ?? Hit()
    guard filter.allows(page), required & ~(hit.words | name.words) == 0 else { continue }
    let lead = key % ordinalLimit == 0 ? Ranking.leadBonus : 1
    let score = total > 0 ? scoreOf(hit, name, words, total) * lead : 1
    pages[page, default: FoundPage(page: page)].sections.append((key, score))
  }
  var list = Array(pages.values)
  for number in list.indices {
    list[number].sections.sort { $0.score != $1.score ? $0.score > $1.score : $0.key < $1.key }
    let best = list[number].sections
    list[number].score =
      best[0].score + (best.count > 1 ? Ranking.secondShare * best[1].score : 0)
  }
  list.sort { $0.score != $1.score ? $0.score > $1.score : $0.page < $1.page }
  return parsed.phrases.isEmpty ? list : withPhrases(list, parsed.phrases, index)
}

/// The pages that filters and excluded words leave.
private struct PageFilter {
  private var only: [Set<Int>]
  private var without: [[Set<Int>]]

  init(_ parsed: ParsedQuery, _ index: ReadIndex) {
    func pages(of term: [UInt16]) -> Set<Int> {
      Set(index.find(term).map { readPostings(of: $0).map(\.page) } ?? [])
    }
    only = parsed.filters.map(pages(of:))
    without = parsed.excluded.map { $0.map(pages(of:)) }
  }

  func allows(_ page: Int) -> Bool {
    only.allSatisfy { $0.contains(page) }
      && !without.contains { $0.allSatisfy { $0.contains(page) } }
  }
}

/// The best pages that contain all phrases verbatim.
private func withPhrases(
  _ list: [FoundPage], _ phrases: [[[UInt16]]], _ index: ReadIndex
) -> [FoundPage] {
  var best = Array(list.prefix(Ranking.verifiedPages))
  for number in best.indices {
    best[number].sections = Array(best[number].sections.prefix(Ranking.sectionsPerPage))
  }
  let texts = index.pages(with: best.flatMap { $0.sections.map(\.key) })
  for number in best.indices {
    guard let page = texts[best[number].page] else { continue }
    best[number].sections.removeAll { place in
      let section = page.sections[place.key % ordinalLimit]
      let text = "\(page.title)\n\(section?.heading ?? "")\n\(section?.text ?? "")"
      let terms = wholeTerms(text)
      return !phrases.allSatisfy { contains(terms, $0) }
    }
  }
  return best.filter { !$0.sections.isEmpty }
}

private func contains(_ terms: [[UInt16]], _ phrase: [[UInt16]]) -> Bool {
  guard terms.count >= phrase.count else { return false }
  return (0...terms.count - phrase.count).contains { start in
    terms[start..<start + phrase.count].elementsEqual(phrase)
  }
}

// MARK: Postings

/// Reads the postings of all words: hits in sections by key, in names by page.
private func gather(_ words: [QueryWord]) -> (sections: [Int: Hit], names: [Int: Hit]) {
  var sections: [Int: Hit] = [:]
  var names: [Int: Hit] = [:]
  let order = words.indices.sorted {
    words[$0].weight != words[$1].weight ? words[$0].weight > words[$1].weight : $0 < $1
  }
  for number in order {
    let word = words[number]
    // Frequent words add to the hits of rare ones; by themselves they would match everything.
    let isFull = sections.count >= Ranking.enoughSections
    for (place, found) in word.group.isEmpty ? bestOfVariants(word.variants) : bestOfGroup(word) {
      if !place.isName, isFull, sections[place.key] == nil { continue }
      var hit = (place.isName ? names[place.key] : sections[place.key]) ?? Hit()
      hit.words |= 1 << number
      hit.sum += word.weight * found.impact
      if place.isName || found.isHeading {
        hit.headings |= 1 << number
        hit.filled += place.isName ? found.impact : 1
        hit.length = min(hit.length, found.length)
      }
      if place.isName { names[place.key] = hit } else { sections[place.key] = hit }
    }
  }
  // A page found only by its name is shown by its first section, which then has no words.
  for page in names.keys where sections[page * ordinalLimit] == nil {
    sections[page * ordinalLimit] = Hit()
  }
  return (sections, names)
}

/// A section by its key, or the name of a page.
private struct Place: Hashable {
  let key: Int
  let isName: Bool
}

private struct Found {
  var impact: Double
  var isHeading: Bool
  var length: Int
  var count = 1
}

/// For each section or name the strongest of the variants; impacts are numbers up to about 2.
private func bestOfVariants(_ variants: [QueryWord.Variant]) -> [Place: Found] {
  var best: [Place: Found] = [:]
  for variant in variants {
    for posting in readPostings(of: variant.entry) {
      let isName = posting.ordinal < 0
      let strength =
        isName ? Double(posting.digit >> 3) / 7 : Double(posting.digit >> 1) * 2.2 / 31
      let impact = variant.factor * strength
      let place = Place(
        key: isName ? posting.page : posting.page * ordinalLimit + posting.ordinal, isName: isName)
      if let before = best[place], before.impact >= impact { continue }
      best[place] = Found(
        impact: impact, isHeading: !isName && posting.digit & 1 == 1,
        length: (isName ? posting.digit & 7 : posting.headingDigit) + 1)
    }
  }
  return best
}

/// For each section or name that contains most of the group's terms, their mean.
private func bestOfGroup(_ word: QueryWord) -> [Place: Found] {
  var sums: [Place: Found] = [:]
  for entry in word.group {
    let factor = 1 / Double(word.groupSize)
    for (place, found) in bestOfVariants([.init(entry: entry, factor: factor)]) {
      guard var sum = sums[place] else {
        sums[place] = found
        continue
      }
      sum.count += 1
      sum.impact += found.impact
      sum.isHeading = sum.isHeading && found.isHeading
      sums[place] = sum
    }
  }
  return sums.filter { Double($0.value.count) >= shareOfGroup * Double(word.groupSize) }
}

/// The share of the query's weight carried by the words whose bits are set.
private func share(_ bits: Int, _ words: [QueryWord], _ total: Double) -> Double {
  var sum = 0.0
  for (number, word) in words.enumerated() where bits >> number & 1 == 1 { sum += word.weight }
  return sum / total
}

private func scoreOf(_ hit: Hit, _ name: Hit, _ words: [QueryWord], _ total: Double) -> Double {
  let covered = share(hit.words | name.words, words, total)
  // A title or heading counts by how much of the query it contains, and how much of it the query
  // fills.
  func bonus(_ hit: Hit) -> Double {
    let share = share(hit.headings, words, total)
    return total * share * share * min(1, hit.filled / Double(hit.length))
  }
  // A name that the query matches completely counts twice.
  let named = bonus(name)
  return (hit.sum + Ranking.nameWeight * name.sum) * covered * covered
    + Ranking.nameBonus * named * (named > 0.99 * total ? 2 : 1) + Ranking.headingBonus * bonus(hit)
}

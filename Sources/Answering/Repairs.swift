// Corrections for a word the site does not contain: the second half of part 3 of
// templates/assets/search.js, with the same numbers.

private enum RepairLimits {
  static let factor = 0.7
  static let otherFactor = 0.55
  static let shortest = 4
  static let longest = 30
}

/// Replaces the word by its parts, if all are known; else by a word at most one edit away, else by
/// two words, else by other similar words.
func repair(_ word: inout QueryWord, _ query: String, _ index: ReadIndex, isLiteral: Bool) {
  let term = word.term
  let length = term.count
  if !word.variants.isEmpty { return }
  let known = word.parts.compactMap(index.find)
  if known.count == word.parts.count { word.group = known }
  word.groupSize = word.parts.count
  guard word.group.isEmpty, !isLiteral, !word.isOption, !word.isRun,
    length >= RepairLimits.shortest, length <= RepairLimits.longest
  else { return }
  let half = length >> 1
  let limit = length < 8 ? 1 : 2
  let reversed = backwards(term)
  let forwards = index.near(isReversed: false, term, Array(term.prefix(half)))
  let tail = Array(reversed.prefix(max(2, length - half - 1)))
  let tails = index.near(isReversed: true, reversed, tail).map { entry in
    ReadTerm(
      term: backwards(entry.term), hasName: entry.hasName, group: 0, frequency: entry.frequency,
      postings: [], shard: entry.shard)
  }
  let found = candidates(for: term, forwards + tails, limit, isOpen: word.isLast)
  if found.first.map({ $0.edits > 1 }) ?? true, let split = splitWord(term, index) {
    word.group = split
    word.groupSize = 2
    word.repaired = (word.text, split.map { text($0.term) }.joined(separator: " "))
    return
  }
  guard let best = found.first else { return }
  if length < 5 {
    word.suggestion = replaced(query, word.range, by: best.term)
    return
  }
  let same = found.filter { $0.edits == best.edits }.prefix(3)
  for (number, other) in same.enumerated() {
    guard let entry = index.find(other.term) else { continue }
    addForms(
      &word, entry, number > 0 ? RepairLimits.otherFactor : RepairLimits.factor, index)
  }
  if !best.term.starts(with: term), !term.starts(with: best.term) {
    word.repaired = (word.text, text(best.term))
  }
}

/// Suggests another query for a rare word that is similar to a frequent one.
func suggest(_ word: inout QueryWord, _ query: String, _ index: ReadIndex) {
  guard word.term.count >= 5, !word.isLast, !word.isOption, let exact = word.variants.first,
    exact.factor >= 1, exact.entry.rank <= 2
  else { return }
  let shard = index.terms.shards[exact.entry.shard]
  let best = candidates(for: word.term, shard, 1, isOpen: false).first
  if let best, best.rank >= 20 * exact.entry.frequency {
    word.suggestion = replaced(query, word.range, by: best.term)
  }
}

private struct Candidate {
  let term: [UInt16]
  let rank: Int
  let edits: Double
}

/// Words that `term` may be a misspelling of, best first.
private func candidates(
  for term: [UInt16], _ entries: [ReadTerm], _ limit: Int, isOpen: Bool
) -> [Candidate] {
  var seen: [[UInt16]: Candidate] = [:]
  for entry in entries {
    let other = entry.term
    guard other != term, other.count >= term.count - limit, let first = other.first,
      isOpen || other.count <= term.count + limit,
      first >= 0x80 || first == 0x5F || first | 0x20 >= 0x61 && first | 0x20 <= 0x7A
    else { continue }
    let edits = distance(term, other, isOpen: isOpen)
    if edits <= Double(limit) {
      seen[other] = Candidate(term: other, rank: entry.rank, edits: edits)
    }
  }
  return seen.values.sorted { a, b in
    if a.edits != b.edits { return a.edits < b.edits }
    let left = a.term.first == term.first
    let right = b.term.first == term.first
    if left != right { return left }
    return a.rank != b.rank ? a.rank > b.rank : a.term.lexicographicallyPrecedes(b.term)
  }
}

/// The edit distance between two words: insertions, deletions, substitutions and transpositions
/// (optimal string alignment: Boytsov, 2011). With `isOpen` the end of `other` may be missing, at
/// the cost of half an edit.
private func distance(_ word: [UInt16], _ other: [UInt16], isOpen: Bool) -> Double {
  var before: [Int] = []
  var row = Array(0...other.count)
  for at in 1...max(word.count, 1) where at <= word.count {
    var next = [at]
    for to in 1...max(other.count, 1) where to <= other.count {
      let isSame = word[at - 1] == other[to - 1]
      var edits = min(row[to] + 1, next[to - 1] + 1, row[to - 1] + (isSame ? 0 : 1))
      if at > 1, to > 1, word[at - 1] == other[to - 2], word[at - 2] == other[to - 1] {
        edits = min(edits, before[to - 2] + 1)
      }
      next.append(edits)
    }
    before = row
    row = next
  }
  let whole = Double(row[other.count])
  return isOpen ? min(whole, Double(row.min() ?? 0) + 0.5) : whole
}

/// Splits `databasefile` into two words that the site contains.
private func splitWord(_ term: [UInt16], _ index: ReadIndex) -> [ReadTerm]? {
  var best: [ReadTerm]?
  var bestRank = 1
  for at in stride(from: 3, to: term.count - 2, by: 1) {
    guard let left = index.find(Array(term[..<at])), let right = index.find(Array(term[at...]))
    else { continue }
    let rank = min(left.rank, right.rank)
    if rank > bestRank {
      bestRank = rank
      best = [left, right]
    }
  }
  return best
}

private func backwards(_ units: [UInt16]) -> [UInt16] {
  Array(String(String.UnicodeScalarView(text(units).unicodeScalars.reversed())).utf16)
}

private func text(_ units: [UInt16]) -> String { String(decoding: units, as: UTF16.self) }

private func replaced(_ query: String, _ range: Range<Int>, by term: [UInt16]) -> String {
  let bytes = Array(query.utf8)
  let whole = bytes[..<range.lowerBound] + Array(text(term).utf8) + bytes[range.upperBound...]
  let words = String(decoding: whole, as: UTF8.self).split(
    separator: " ", omittingEmptySubsequences: false)
  let isBlank = { (word: Substring) in word.isEmpty }
  return words.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    .joined(separator: " ")
}

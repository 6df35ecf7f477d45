// Groups the terms that are forms of one word, having the same stem. The client has no stemmer; the
// index tells it the groups. Knows nothing of postings or files.

/// For each of `terms` the number of its group, from 0 in the order in which groups first appear;
/// `noGroup` for a term without other forms. A term that is not a plain word (digits, marks, a
/// script without spaces) has no group, and neither has any term in a language that Snowball does
/// not support.
///
/// - Parameter words: for each term its bytes for the stemmer, lower-case and with accents, as a
///   range of `bytes`.
///
/// O(bytes + terms log terms).
func stemGroups(of words: [Range<Int>], in bytes: [UInt8], language: String) -> [UInt32] {
  var groups = [UInt32](repeating: noGroup, count: words.count)
  var plain: [Int] = []
  plain.reserveCapacity(words.count)
  let span = bytes.span
  for (number, word) in words.enumerated() where isPlainWord(span, word) { plain.append(number) }
  guard let keys = stemKeys(of: plain.map { words[$0] }, in: bytes, language: language) else {
    return groups
  }
  var order = Array(keys.indices)
  order.sort { keys[$0] != keys[$1] ? keys[$0] < keys[$1] : $0 < $1 }
  // A group is identified by its first member, so that group numbers do not depend on the keys.
  var representatives = [UInt32](repeating: noGroup, count: words.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, keys[order[end]] == keys[order[start]] { end += 1 }
    if end - start > 1 {
      for member in order[start..<end] {
        representatives[plain[member]] = UInt32(plain[order[start]])
      }
    }
    start = end
  }
  var next: UInt32 = 0
  for number in words.indices where representatives[number] != noGroup {
    let first = Int(representatives[number])
    if first == number {
      groups[number] = next
      next += 1
    } else {
      groups[number] = groups[first]
    }
  }
  return groups
}

/// The group of a term without other forms.
let noGroup = UInt32.max

/// True for a word of three or more characters, all of them letters.
private func isPlainWord(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
  if word.count < 3 { return false }
  for index in word {
    let byte = bytes[index]
    if byte < 0x80, byte &- UInt8(ascii: "a") >= 26 { return false }
    // From U+2E80 on come the scripts that are cut into pairs.
    if byte >= 0xE2, byte == 0xE2 && bytes[index + 1] >= 0xBA || byte > 0xE2, byte < 0xEA {
      return false
    }
  }
  return true
}

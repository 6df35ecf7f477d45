// Stars and tildes that were meant as emphasis and are shown as they are. GitHub's rule asks for a
// space or punctuation around a mark in a way that scripts without spaces cannot give: `**注意。**次`
// stays as typed, there and here. The author is told, with the way out.

internal import Bytes

/// Whether a page may have such marks: a star or a tilde next to a character beyond ASCII. O(n).
func mayHoldStandingMarks(_ markdown: ArraySlice<UInt8>) -> Bool {
  for mark in "*~".utf8 {
    var index = firstIndex(of: mark, in: markdown, from: markdown.startIndex)
    while let found = index {
      if found > markdown.startIndex, markdown[found - 1] >= 0x80 { return true }
      if found + 1 < markdown.endIndex, markdown[found + 1] >= 0x80 { return true }
      index = firstIndex(of: mark, in: markdown, from: found + 1)
    }
  }
  return false
}

/// The first of two equal marks in a text of which one has punctuation on the one side and a letter
/// beyond ASCII on the other, so that it could neither open nor close. O(n).
func standingMark(in text: [UInt8]) -> Range<Int>? {
  var seen: [(mark: ArraySlice<UInt8>, range: Range<Int>, isCaught: Bool)] = []
  var index = 0
  while index < text.count {
    guard text[index] == UInt8(ascii: "*") || text[index] == UInt8(ascii: "~") else {
      index += 1
      continue
    }
    let start = index
    while index < text.count, text[index] == text[start] { index += 1 }
    let mark = text[start..<index]
    let isMark = mark.first == UInt8(ascii: "*") ? mark.count <= 3 : mark.count == 2
    guard isMark else { continue }
    let isCaught = isCaught(between: text[..<start], text[index...])
    if let first = seen.first(where: { $0.mark == mark && ($0.isCaught || isCaught) }) {
      return first.range
    }
    // Few kinds of mark exist; of each, one that is caught is enough to remember.
    seen.removeAll { $0.mark == mark && !$0.isCaught }
    if !seen.contains(where: { $0.mark == mark }) { seen.append((mark, start..<index, isCaught)) }
  }
  return nil
}

private func isCaught(between before: ArraySlice<UInt8>, _ after: ArraySlice<UInt8>) -> Bool {
  guard let left = lastScalar(before),
    let right = String(decoding: after.prefix(4), as: UTF8.self).unicodeScalars.first
  else { return false }
  return isPunctuation(left) && isForeignLetter(right)
    || isForeignLetter(left) && isPunctuation(right)
}

private func lastScalar(_ text: ArraySlice<UInt8>) -> Unicode.Scalar? {
  let start = text.lastIndex { $0 & 0xC0 != 0x80 }
  return start.flatMap { String(decoding: text[$0...], as: UTF8.self).unicodeScalars.first }
}

private func isForeignLetter(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value >= 0x80 && scalar.properties.isAlphabetic
}

private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
    .otherPunctuation, .dashPunctuation, .connectorPunctuation, .mathSymbol, .currencySymbol,
    .otherSymbol, .modifierSymbol:
    true
  default: false
  }
}

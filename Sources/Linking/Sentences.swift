// Cuts the sentence around a mention out of a page's plain text. Knows only punctuation, no
// language.

internal import Bytes

/// The sentence around an offset, at most `limit` bytes long; omissions are marked by `…`. A
/// sentence ends at `.`, `!` or `?` before a space and a capital, and at the end of a block.
/// O(limit), whatever the length of the text.
func sentence(in text: [UInt8], around place: Int, limit: Int = 280) -> [UInt8] {
  let place = min(max(0, place), text.count)
  var start = place
  while start > 0, place - start < limit / 2, !endsSentence(text, at: start - 1) { start -= 1 }
  let isCutInFront = start > 0 && !endsSentence(text, at: start - 1)
  let cutsWord = isCutInFront && text[start - 1] > 0x20
  if cutsWord { while start < place, text[start] != 0x20 { start += 1 } }
  while start < place, text[start] <= 0x20 { start += 1 }
  var end = place
  while end < text.count, text[end] != 0x0A, end - start < limit {
    end += 1
    if endsSentence(text, at: end - 1) { break }
  }
  let isCutBehind = end < text.count && text[end] != 0x0A && !endsSentence(text, at: end - 1)
  if isCutBehind { while end > place, text[end - 1] != 0x20 { end -= 1 } }
  var sentence = text[start..<end]
  while let first = sentence.first, first <= 0x20 { sentence.removeFirst() }
  while let last = sentence.last, last <= 0x20 { sentence.removeLast() }
  let ellipsis = Array("…".utf8)
  return (isCutInFront ? ellipsis : []) + sentence + (isCutBehind ? ellipsis : [])
}

/// Whether a sentence ends with the byte at `index`.
private func endsSentence(_ text: [UInt8], at index: Int) -> Bool {
  let byte = text[index]
  if byte == 0x0A { return true }
  if byte >= 0x80 { return isWideFullStop(text, endingAt: index) }
  guard byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?"),
    index + 2 < text.count, text[index + 1] == 0x20
  else { return false }
  let next = text[index + 2]
  let opensSentence =
    next.isASCIIUppercase || next >= 0x80 || next.isASCIIDigit
    || next == UInt8(ascii: "\"") || next == UInt8(ascii: "(")
  return opensSentence && !(byte == UInt8(ascii: ".") && endsAbbreviation(text, at: index))
}

/// `。`, `！` and `？`, which need no space after them.
private func isWideFullStop(_ text: [UInt8], endingAt index: Int) -> Bool {
  guard index >= 2 else { return false }
  let character = text[(index - 2)...index]
  return character.elementsEqual("。".utf8) || character.elementsEqual("！".utf8)
    || character.elementsEqual("？".utf8)
}

/// A full stop that ends an abbreviation: "e.g.", "et al.", "J." and the like.
private func endsAbbreviation(_ text: [UInt8], at index: Int) -> Bool {
  var start = index
  while start > 0, index - start < 6, text[start - 1] > 0x20, text[start - 1] != UInt8(ascii: "(") {
    start -= 1
  }
  let word = text[start..<index]
  if word.count == 1 { return word.first?.isASCIIUppercase ?? false }
  return abbreviations.contains { word.elementsEqual($0.utf8) }
}

private let abbreviations = [
  "e.g", "i.e", "al", "vs", "cf", "etc", "Fig", "Eq", "No", "Dr", "Mr", "Ms", "St", "Sec", "ca",
]

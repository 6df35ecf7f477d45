// Documents as bytes: the texts from which the client makes its result rows, divided into blocks.
// FORMAT.md, "Documents", is the specification.

internal import Bytes
internal import Diagnostics

/// A part of the documents, from a section of one page to a section of another or the same page.
struct DocumentCut {
  var first: (page: Int, section: Int)
  var end: (page: Int, section: Int)
}

extension SearchDocument {
  /// The approximate size of its lines, before escaping.
  var lineBytes: Int { ownLineBytes + sections.reduce(0) { $0 + $1.lineBytes } }

  fileprivate var ownLineBytes: Int {
    url.utf8.count + title.utf8.count + kind.utf8.count + 16
      + breadcrumbs.reduce(0) { $0 + $1.utf8.count + 5 }
  }
}

extension SearchSection {
  fileprivate var lineBytes: Int { anchor.utf8.count + heading.utf8.count + text.count + 7 }
}

/// Divides the documents into blocks of about `target` bytes. A page that fits is kept whole; if a
/// page is split, each of its blocks repeats the page's own lines.
func cutDocuments(_ documents: [SearchDocument], _ target: Int) -> [DocumentCut] {
  var cuts: [DocumentCut] = []
  var first = (page: 0, section: 0)
  var size = 0
  func cut(at place: (page: Int, section: Int)) {
    if place == first { return }
    cuts.append(DocumentCut(first: first, end: place))
    first = place
    size = 0
  }
  for (page, document) in documents.enumerated() {
    let whole = document.lineBytes
    if size + whole > target { cut(at: (page, 0)) }
    if whole <= target {
      size += whole
      continue
    }
    for (number, section) in document.sections.enumerated() {
      let length = section.lineBytes
      if size + length > target, number > 0 { cut(at: (page, number)) }
      size += length
    }
  }
  cut(at: (documents.count, 0))
  return cuts
}

/// Appends the lines of a block, as they appear in a file's JSON string. A line never contains a
/// line break, because every run of white space becomes one space.
func appendDocuments(
  _ documents: [SearchDocument], _ cut: DocumentCut, to out: inout [UInt8]
) {
  var page = cut.first.page
  var section = cut.first.section
  while page < cut.end.page || page == cut.end.page && section < cut.end.section {
    let end = page == cut.end.page ? cut.end.section : documents[page].sections.count
    appendLines(of: documents[page], section..<end, to: &out)
    page += 1
    section = 0
  }
}

private func appendLines(
  of document: SearchDocument, _ sections: Range<Int>, to out: inout [UInt8]
) {
  appendNumber(sections.lowerBound, to: &out)
  out.append(UInt8(ascii: " "))
  appendNumber(sections.count, to: &out)
  appendLineEnd(to: &out)
  appendField(document.url, to: &out)
  appendLineEnd(to: &out)
  appendField(document.title, to: &out)
  appendLineEnd(to: &out)
  appendField(document.breadcrumbs.joined(separator: " › "), to: &out)
  appendLineEnd(to: &out)
  appendField(document.kind, to: &out)
  appendLineEnd(to: &out)
  for section in document.sections[sections] {
    appendField(section.anchor, to: &out)
    appendLineEnd(to: &out)
    let level = UInt8(min(max(section.level, 0), 6))
    out.append((section.isQuestion ? UInt8(ascii: "a") : UInt8(ascii: "0")) + level)
    appendField(section.heading, to: &out)
    appendLineEnd(to: &out)
    appendText(document.text, section.text, to: &out)
    appendLineEnd(to: &out)
  }
}

// MARK: Text in a JSON string

func appendField(_ field: String, to out: inout [UInt8]) {
  let bytes = Array(field.utf8)
  appendText(bytes, 0..<bytes.count, to: &out)
}

func appendLineEnd(to out: inout [UInt8]) {
  out.append(UInt8(ascii: "\\"))
  out.append(UInt8(ascii: "n"))
}

private enum ByteNeed {
  static let space: UInt8 = 1
  /// Needs a closer look: a control character, `"`, `\`, `<`, or the first byte of U+2028.
  static let care: UInt8 = 2
}

private let byteNeeds: [UInt8] = (0..<256).map { value in
  switch UInt8(value) {
  case 0x20: ByteNeed.space
  case 0..<0x20, 0x7F, 0xE2, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"):
    ByteNeed.care
  default: 0
  }
}

/// Appends `text[range]` as the inside of a JSON string, with white space trimmed at both ends and
/// every other run of it (including control characters and U+2028, U+2029) reduced to one space.
/// Long runs that need no change are copied whole.
private func appendText(_ text: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
  let bytes = text.span
  let needs = byteNeeds.span
  let end = range.upperBound
  let begin = out.count
  var copied = range.lowerBound
  var previous = ByteNeed.space
  var index = range.lowerBound
  while index < end {
    if index + 8 <= end {
      let word = EightBytes(bytes.extracting(index..<index + 8))
      let plain = word.plainCount(afterSpace: previous == ByteNeed.space)
      index += plain
      if plain > 0 { previous = needs[Int(bytes[index - 1])] }
      if plain == 8 { continue }
    } else {
      let need = needs[Int(bytes[index])]
      // Nothing to do unless the byte needs care or is the second of two spaces.
      if (need | (need & previous) << 1) & ByteNeed.care == 0 {
        previous = need
        index += 1
        continue
      }
    }
    if copied < index { out.append(bytes: bytes.extracting(copied..<index)) }
    let length = separatorLength(bytes, index, end)
    if length > 0 {
      if previous != ByteNeed.space { out.append(0x20) }
      previous = ByteNeed.space
      index += length
    } else {
      appendEscaped(bytes[index], to: &out)
      previous = 0
      index += 1
    }
    copied = index
  }
  if copied < end { out.append(bytes: bytes.extracting(copied..<end)) }
  if out.count > begin, out[out.count - 1] == 0x20 { out.removeLast() }
}

/// Eight bytes of a text, examined together (Warren, "Hacker's Delight", section 6-1).
private struct EightBytes {
  private let word: UInt64

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// With a span of known length the compiler checks the bounds once, and compiles this to one
  /// load.
  @inline(__always)
  init(_ bytes: Span<UInt8>) {
    let low =
      UInt64(bytes[0]) | UInt64(bytes[1]) << 8 | UInt64(bytes[2]) << 16 | UInt64(bytes[3]) << 24
    let high =
      UInt64(bytes[4]) | UInt64(bytes[5]) << 8 | UInt64(bytes[6]) << 16 | UInt64(bytes[7]) << 24
    word = low | high << 32
  }

  /// How many of the leading bytes need no care and are not a second space.
  @inline(__always)
  func plainCount(afterSpace: Bool) -> Int {
    let care =
      holds(UInt8(ascii: "\"")) | holds(UInt8(ascii: "\\")) | holds(UInt8(ascii: "<"))
      | holds(0x7F) | holds(0xE2) | ((word &- Self.ones &* 0x20) & ~word & Self.highs)
    // The high bit of each byte that is a space, and of no other.
    let others = word ^ Self.ones &* 0x20
    let spaces = ~(((others & ~Self.highs) &+ ~Self.highs) | others) & Self.highs
    let found = care | (spaces & (spaces << 8 | (afterSpace ? 0x80 : 0)))
    // Only the lowest of the marks `holds` returns is reliable, and only the lowest is used.
    return found.trailingZeroBitCount / 8
  }

  /// Marks the first byte equal to `byte`; marks after it may be wrong.
  @inline(__always)
  private func holds(_ byte: UInt8) -> UInt64 {
    let difference = word ^ (Self.ones &* UInt64(byte))
    return (difference &- Self.ones) & ~difference & Self.highs
  }
}

/// The length of the white space character at `index`, 0 if there is none.
private func separatorLength(_ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> Int {
  let byte = bytes[index]
  if byte <= 0x20 || byte == 0x7F { return 1 }
  guard byte == 0xE2, index + 2 < end, bytes[index + 1] == 0x80 else { return 0 }
  return bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9 ? 3 : 0
}

private func appendEscaped(_ byte: UInt8, to out: inout [UInt8]) {
  switch byte {
  case UInt8(ascii: "\""), UInt8(ascii: "\\"):
    out.append(UInt8(ascii: "\\"))
    out.append(byte)
  case UInt8(ascii: "<"): out.append(utf8: "\\u003c")
  default: out.append(byte)
  }
}

/// Appends a non-negative number in decimal digits.
func appendNumber(_ number: Int, to out: inout [UInt8]) {
  out.append(utf8: String(number))
}

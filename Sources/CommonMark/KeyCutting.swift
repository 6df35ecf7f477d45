// Keys are placeholders in the tree for what is not known yet; after rendering, the HTML is cut at
// the keys. Knows nothing of nodes.

internal import Bytes

/// Makes the keys of one conversion: `zq3k5z` + number + `z`.
struct KeyMaker: Sendable {
  /// Letters and digits only, so that cmark-gfm never escapes any of it.
  let prefix: [UInt8]

  /// In bytes.
  static let shortestKey = 8

  init(attempt: Int) {
    prefix = Array("zq\(attempt)k5\(attempt * 7)z".utf8)
  }

  func key(_ number: Int) -> [UInt8] {
    prefix + Array("\(number)z".utf8)
  }

  func keyText(_ number: Int) -> String { String(decoding: key(number), as: UTF8.self) }
}

/// What replaces a key.
enum Insertion: Sendable {
  /// Into a heading's start tag: ` id="…"`.
  case headingID(String)
  /// HTML in place of the key.
  case html([UInt8])
  /// A slot in place of the key, or of the whole attribute whose value is the key.
  case slot(SlotNumber)

  /// How many bytes longer than its key it is, at most.
  var growth: Int {
    switch self {
    case .headingID(let anchor): anchor.utf8.count
    case .html(let bytes): max(0, bytes.count - KeyMaker.shortestKey)
    case .slot: 0
    }
  }
}

/// Cuts rendered HTML at its keys, which may be in any order. Nil when the keys found are not
/// exactly the ones inserted, each once: then the author's text contains the prefix, and another
/// must be tried. O(n): one pass.
func cutHTML(
  _ html: [UInt8], keys: KeyMaker, insertions: [Insertion], hasAlignedCells: Bool
) -> (html: [UInt8], cuts: [Conversion.Cut])? {
  var out = [UInt8]()
  // Pages are kept until the site is published, so no spare capacity is reserved.
  out.reserveCapacity(html.count + insertions.reduce(0) { $0 + $1.growth })
  var cuts: [Conversion.Cut] = []
  cuts.reserveCapacity(insertions.count)
  var copied = 0
  var isFound = [Bool](repeating: false, count: insertions.count)
  var foundCount = 0
  var index = 0
  let z = UInt8(ascii: "z")
  let lessThan = UInt8(ascii: "<")
  // Tables with alignments or empty header cells need their cells found too; those begin with
  // another byte.
  var nextKey = -1
  var nextCell = hasAlignedCells ? -1 : html.count
  while true {
    if nextKey < index { nextKey = firstIndex(of: z, in: html, from: index) ?? html.count }
    if nextCell < index { nextCell = firstIndex(of: lessThan, in: html, from: index) ?? html.count }
    index = min(nextKey, nextCell)
    if index == html.count { break }
    if index == nextKey, stands(keys.prefix, at: index, in: html) {
      var end = index + keys.prefix.count
      var number = 0
      while end < html.count, number < insertions.count, html[end].isASCIIDigit {
        number = number * 10 + Int(html[end] - UInt8(ascii: "0"))
        end += 1
      }
      guard number < insertions.count, !isFound[number], end < html.count, html[end] == z
      else { return nil }
      isFound[number] = true
      foundCount += 1
      end += 1
      copied = put(insertions[number], inPlaceOf: index..<end, of: html, copied, &out, &cuts)
      index = end
    } else if index == nextCell, let cell = rewrittenCell(html, at: index) {
      out.append(contentsOf: html[copied..<index])
      out.append(utf8: cell.start)
      copied = index + cell.length
      index = copied
    } else {
      index += 1
    }
  }
  guard foundCount == insertions.count else { return nil }
  out.append(contentsOf: html[copied...])
  return (out, cuts)
}

/// Copies the HTML before a key and inserts the key's replacement; returns where to continue.
private func put(
  _ insertion: Insertion, inPlaceOf key: Range<Int>, of html: [UInt8], _ copied: Int,
  _ out: inout [UInt8], _ cuts: inout [Conversion.Cut]
) -> Int {
  switch insertion {
  case .headingID(let anchor):
    // The key directly follows the start tag's `>`.
    out.append(contentsOf: html[copied..<(key.lowerBound - 1)])
    out.append(utf8: " id=\"\(escapedHTML(anchor))\">")
    return key.upperBound
  case .html(let bytes):
    out.append(contentsOf: html[copied..<key.lowerBound])
    out.append(contentsOf: bytes)
    return key.upperBound
  case .slot(let slot):
    let attribute = attributeBefore(key.lowerBound, in: html)
    out.append(contentsOf: html[copied..<(key.lowerBound - attribute)])
    cuts.append(Conversion.Cut(offset: out.count, slot: slot))
    return attribute > 0 ? key.upperBound + 1 : key.upperBound
  }
}

private func stands(_ prefix: [UInt8], at index: Int, in html: [UInt8]) -> Bool {
  guard index + prefix.count <= html.count else { return false }
  for offset in prefix.indices where html[index + offset] != prefix[offset] { return false }
  return true
}

/// The length of ` href="` or ` src="` if one of them ends right before `index`, else 0.
private func attributeBefore(_ index: Int, in html: [UInt8]) -> Int {
  if html[max(0, index - 7)..<index].elementsEqual(" href=\"".utf8) { return 7 }
  if html[max(0, index - 6)..<index].elementsEqual(" src=\"".utf8) { return 6 }
  return 0
}

/// The replacement for the start of a table cell, and how many bytes it replaces. cmark-gfm writes
/// the obsolete `align` attribute; its alternative, `style`, is refused by a strict
/// Content-Security-Policy, so a class is used. An empty header cell, the corner of a table with
/// names on two sides, becomes a `td`, since it heads nothing.
private func rewrittenCell(_ html: [UInt8], at index: Int) -> (start: String, length: Int)? {
  guard index + 9 <= html.count, html[index + 1] == UInt8(ascii: "t") else { return nil }
  let rest = html[index...]
  if rest.starts(with: "<th></th>".utf8) { return ("<td></td>", 9) }
  if rest.starts(with: "<td align=\"".utf8) { return ("<td class=\"align-", 11) }
  if rest.starts(with: "<th align=\"".utf8) { return ("<th class=\"align-", 11) }
  return nil
}

// Keys stand in the tree for what is not known yet; after rendering, the HTML is cut where they
// are. Used by Convert.swift; knows nothing of nodes.

/// Makes the keys of one conversion: `zq3k5z` + number + `z`.
struct KeyMaker: Sendable {
  /// Letters and digits only, so that cmark-gfm escapes nothing in it, wherever it stands.
  let prefix: [UInt8]

  init(attempt: Int) {
    prefix = Array("zq\(attempt)k5\(attempt * 7)z".utf8)
  }

  func key(_ number: Int) -> [UInt8] {
    prefix + Array("\(number)z".utf8)
  }

  func keyText(_ number: Int) -> String { String(decoding: key(number), as: UTF8.self) }
}

/// What goes where a key stood.
enum Insertion: Sendable {
  /// Into a heading's start tag: ` id="…"`.
  case headingID(String)
  /// A slot in place of the key, or of the whole attribute whose value the key is.
  case slot(SlotNumber)
}

/// Cuts rendered HTML at its keys, which may stand in any order. Nil when the keys found are not
/// exactly those that were put in, each once: then the author's text holds the prefix, and another
/// one has to be tried. O(n): one pass.
func cutHTML(
  _ html: [UInt8], keys: KeyMaker, insertions: [Insertion], hasAlignedCells: Bool
) -> (html: [UInt8], cuts: [Conversion.Cut])? {
  var out = [UInt8]()
  out.reserveCapacity(html.count + 16 * insertions.count)
  var cuts: [Conversion.Cut] = []
  cuts.reserveCapacity(insertions.count)
  var copied = 0
  var isFound = [Bool](repeating: false, count: insertions.count)
  var foundCount = 0
  var index = 0
  let z = UInt8(ascii: "z")
  let lessThan = UInt8(ascii: "<")
  // Tables with alignment also want their cells found, which start with another byte.
  while let found = hasAlignedCells ? index : firstIndex(of: z, in: html, from: index),
    found < html.count
  {
    index = found
    let byte = html[index]
    if byte == z, html[index...].starts(with: keys.prefix) {
      var end = index + keys.prefix.count
      var number = 0
      while end < html.count, number < insertions.count, isDigit(html[end]) {
        number = number * 10 + Int(html[end] - UInt8(ascii: "0"))
        end += 1
      }
      guard number < insertions.count, !isFound[number], end < html.count, html[end] == z
      else { return nil }
      isFound[number] = true
      foundCount += 1
      end += 1
      switch insertions[number] {
      case .headingID(let anchor):
        // The key follows the start tag's `>` directly.
        out.append(contentsOf: html[copied..<(index - 1)])
        out.append(contentsOf: " id=\"\(anchor)\">".utf8)
        copied = end
      case .slot(let slot):
        let attribute = attributeBefore(index, in: html)
        out.append(contentsOf: html[copied..<(index - attribute)])
        cuts.append(Conversion.Cut(offset: out.count, slot: slot))
        copied = attribute > 0 ? end + 1 : end
      }
      index = end
    } else if hasAlignedCells && byte == lessThan && isAlignedCell(html, at: index) {
      // cmark-gfm writes the obsolete `align` attribute; its alternative, `style`, is refused by a
      // strict Content-Security-Policy. A class is neither.
      out.append(contentsOf: html[copied..<(index + 4)])
      out.append(contentsOf: "class=\"align-".utf8)
      copied = index + 11
      index = copied
    } else {
      index += 1
    }
  }
  guard foundCount == insertions.count else { return nil }
  out.append(contentsOf: html[copied...])
  return (out, cuts)
}

private func isDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

/// The length of ` href="` or ` src="` when one of them stands right before `index`, else 0.
private func attributeBefore(_ index: Int, in html: [UInt8]) -> Int {
  if html[max(0, index - 7)..<index].elementsEqual(" href=\"".utf8) { return 7 }
  if html[max(0, index - 6)..<index].elementsEqual(" src=\"".utf8) { return 6 }
  return 0
}

private func isAlignedCell(_ html: [UInt8], at index: Int) -> Bool {
  guard index + 11 < html.count, html[index + 1] == UInt8(ascii: "t") else { return false }
  let slice = html[index..<(index + 11)]
  return slice.elementsEqual("<td align=\"".utf8) || slice.elementsEqual("<th align=\"".utf8)
}

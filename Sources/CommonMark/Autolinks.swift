// GFM's extended autolinks, found in plain text after parsing. cmark-gfm's own `autolink` extension
// is never attached: in 0.29.0.gfm.6 it reads before the start of its buffer and is quadratic.
// Specification: GitHub Flavored Markdown 0.29-gfm, section 6.9. One pass, never backtracking past
// the start of the current word.

internal import Bytes

/// A range of text that is an address, and the URL it links to.
package struct Autolink: Sendable, Equatable {
  package let range: Range<Int>
  package let url: String
}

/// The addresses in a text, in order, not overlapping. O(n). As in cmark-gfm, web addresses are
/// found first, and email addresses in the text between them.
package func autolinks(in text: [UInt8]) -> [Autolink] {
  let webLinks = webLinks(in: text)
  guard text.contains(UInt8(ascii: "@")) else { return webLinks }
  var found: [Autolink] = []
  var start = 0
  for link in webLinks {
    found += mailLinks(in: text[start..<link.range.lowerBound])
    found.append(link)
    start = link.range.upperBound
  }
  return found + mailLinks(in: text[start...])
}

private func webLinks(in text: [UInt8]) -> [Autolink] {
  var found: [Autolink] = []
  var index = 0
  var bracketDepth = 0
  while index < text.count {
    let place = index
    index += 1
    let link: Autolink?
    switch text[place] {
    case UInt8(ascii: "["):
      bracketDepth += 1
      continue
    case UInt8(ascii: "]"):
      bracketDepth = max(0, bracketDepth - 1)
      continue
    case UInt8(ascii: "w") where bracketDepth == 0: link = wwwLink(in: text, at: place)
    case UInt8(ascii: ":") where bracketDepth == 0:
      link = schemeLink(in: text, colon: place, notBefore: found.last?.range.upperBound ?? 0)
    default: continue
    }
    guard let link else { continue }
    found.append(link)
    index = link.range.upperBound
  }
  return found
}

private func mailLinks(in text: ArraySlice<UInt8>) -> [Autolink] {
  var found: [Autolink] = []
  var index = text.startIndex
  // Where the run of characters begins that may be an address's local part.
  var localStart: Int?
  while index < text.endIndex {
    let byte = text[index]
    if byte == UInt8(ascii: "@"), let start = localStart {
      let floor = found.last?.range.upperBound ?? text.startIndex
      if let link = mailLink(in: text[floor...], start: start, at: index) {
        found.append(link)
        index = link.range.upperBound
        localStart = nil
        continue
      }
    }
    localStart = isLocalPart(byte) ? localStart ?? index : nil
    index += 1
  }
  return found
}

// MARK: - The three forms

private func wwwLink(in text: [UInt8], at start: Int) -> Autolink? {
  guard text[start...].starts(with: "www.".utf8), isBoundary(text, before: start) else {
    return nil
  }
  guard let end = addressEnd(in: text, domain: start, allowsShortDomain: false) else { return nil }
  let url = "http://" + String(decoding: text[start..<end], as: UTF8.self)
  return Autolink(range: start..<end, url: url)
}

private func schemeLink(in text: [UInt8], colon: Int, notBefore floor: Int) -> Autolink? {
  guard text[colon...].starts(with: "://".utf8) else { return nil }
  var start = colon
  while start > floor, colon - start < 6, text[start - 1].isASCIILetter { start -= 1 }
  let scheme = String(decoding: text[start..<colon], as: UTF8.self).lowercased()
  guard ["http", "https", "ftp"].contains(scheme) else { return nil }
  let domain = colon + 3
  guard canBeginHost(text[domain...]) else { return nil }
  guard let end = addressEnd(in: text, domain: domain, allowsShortDomain: true) else { return nil }
  return Autolink(range: start..<end, url: String(decoding: text[start..<end], as: UTF8.self))
}

private func mailLink(in text: ArraySlice<UInt8>, start: Int, at: Int) -> Autolink? {
  var start = start
  // A preceding `mailto:` or `xmpp:` is part of the link.
  let scheme = ["mailto:", "xmpp:"].first { isScheme($0, in: text, before: start) }
  var end = at + 1
  var dotCount = 0
  while end < text.endIndex {
    let byte = text[end]
    if byte.isASCIIAlphanumeric {
    } else if byte == UInt8(ascii: "@") {
      return nil
    } else if byte == UInt8(ascii: "."), end + 1 < text.endIndex, text[end + 1].isASCIIAlphanumeric
    {
      dotCount += 1
    } else if byte == UInt8(ascii: "/"), scheme == "xmpp:" {
    } else if byte != UInt8(ascii: "-"), byte != UInt8(ascii: "_") {
      break
    }
    end += 1
  }
  let last = text[end - 1]
  guard end - at >= 2, dotCount > 0, last.isASCIILetter || last == UInt8(ascii: ".") else {
    return nil
  }
  while end > at, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
  let label = String(decoding: text[start..<end], as: UTF8.self)
  if let scheme { start -= scheme.utf8.count }
  return Autolink(range: start..<end, url: (scheme ?? "mailto:") + label)
}

/// Whether `scheme` ends right before `end` and is not the end of a longer word.
private func isScheme(_ scheme: String, in text: ArraySlice<UInt8>, before end: Int) -> Bool {
  let start = end - scheme.utf8.count
  guard start >= text.startIndex, text[start..<end].elementsEqual(scheme.utf8) else { return false }
  return start == text.startIndex || !text[start - 1].isASCIIAlphanumeric
}

// MARK: - Where an address ends

/// The end of a URL whose host begins at `domain`, or nil when the host is not valid: segments of
/// letters, digits, `-` and `_`, no `_` in the last two, and a dot unless `allowsShortDomain`.
private func addressEnd(in text: [UInt8], domain: Int, allowsShortDomain: Bool) -> Int? {
  var index = domain
  var dotCount = 0
  var underscores = (beforeLast: 0, last: 0)
  // The last byte is skipped as in cmark-gfm: a `.` or `_` there is never part of a host.
  host: while index < text.count - 1 {
    switch text[index] {
    case UInt8(ascii: "_"): underscores.last += 1
    case UInt8(ascii: "."):
      underscores = (underscores.last, 0)
      dotCount += 1
    case let byte where isDomainByte(byte): break
    // Non-ASCII bytes end the host too, as in cmark-gfm.
    default: break host
    }
    index += 1
  }
  guard isValid(underscores, dotCount, allowsShortDomain) else { return nil }
  return trimmedEnd(in: text, from: domain, to: endOfRun(in: text, from: index))
}

private func isValid(
  _ underscores: (beforeLast: Int, last: Int), _ dotCount: Int, _ allowsShortDomain: Bool
) -> Bool {
  guard underscores.beforeLast == 0, underscores.last == 0 else { return false }
  return allowsShortDomain || dotCount > 0
}

private func endOfRun(in text: [UInt8], from start: Int) -> Int {
  var index = start
  while index < text.count, !text[index].isASCIISpace, text[index] != UInt8(ascii: "<") {
    index += 1
  }
  return index
}

/// Strips what closes a sentence rather than an address: punctuation, an unbalanced parenthesis,
/// something that looks like an entity. O(length): parentheses are counted once.
private func trimmedEnd(in text: [UInt8], from start: Int, to end: Int) -> Int {
  var end = end
  var opened = 0
  var closed = 0
  for byte in text[start..<end] {
    if byte == UInt8(ascii: "(") { opened += 1 }
    if byte == UInt8(ascii: ")") { closed += 1 }
  }
  while end > start {
    switch text[end - 1] {
    case UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "."), UInt8(ascii: ","),
      UInt8(ascii: ":"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"),
      UInt8(ascii: "'"), UInt8(ascii: "\""):
      end -= 1
    case UInt8(ascii: ")"):
      guard closed > opened else { return end }
      closed -= 1
      end -= 1
    case UInt8(ascii: ";"):
      var letter = end - 1
      while letter > start, text[letter - 1].isASCIIAlphanumeric { letter -= 1 }
      let isEntity =
        letter < end - 1 && letter > start && text[letter - 1] == UInt8(ascii: "&")
      end = isEntity ? letter - 1 : end - 1
    default: return end
    }
  }
  return end
}

// MARK: - Bytes

private func isBoundary(_ text: [UInt8], before index: Int) -> Bool {
  guard index > 0 else { return true }
  switch text[index - 1] {
  case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "("): return true
  case let byte: return byte.isASCIISpace
  }
}

private func isDomainByte(_ byte: UInt8) -> Bool {
  byte.isASCIIAlphanumeric || byte == UInt8(ascii: "-")
}

/// Whether a host may begin like this: with a letter or digit of any script, not with punctuation.
private func canBeginHost(_ text: ArraySlice<UInt8>) -> Bool {
  guard let first = text.first else { return false }
  guard first >= 0x80 else { return first.isASCIIAlphanumeric }
  guard let scalar = String(decoding: text.prefix(4), as: UTF8.self).unicodeScalars.first else {
    return false
  }
  switch scalar.properties.generalCategory {
  case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
    .initialPunctuation, .finalPunctuation, .otherPunctuation, .spaceSeparator:
    return false
  default: return true
  }
}

private func isLocalPart(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
  default: byte.isASCIIAlphanumeric
  }
}

// What the page builder finds in plain text: wikilinks, citations, addresses, glossary terms, and
// references to definitions that do not exist.

internal import Bytes
internal import CommonMark
internal import Diagnostics

/// Something found in a text, before overlaps are resolved.
private enum TextFinding {
  case wikilink(Wikilink)
  case citation(CitationMark)
  case address(url: String)
  case term(Int)
}

private struct Placed {
  let range: Range<Int>
  let finding: TextFinding
}

extension [Placed] {
  /// Merges in the elements that overlap none already present. Both lists are sorted and free of
  /// overlaps. O(n).
  fileprivate mutating func add(_ new: [Placed]) {
    guard !isEmpty else {
      self = new
      return
    }
    var merged: [Placed] = []
    merged.reserveCapacity(count + new.count)
    var following = self[...]
    for placed in new {
      while let next = following.first, next.range.upperBound <= placed.range.lowerBound {
        merged.append(next)
        following.removeFirst()
      }
      if let next = following.first, next.range.overlaps(placed.range) { continue }
      merged.append(placed)
    }
    self = merged + following
  }
}

/// For each byte of a text node, its offset in the file, and whether a `\` precedes it there.
private typealias TextOrigin = [(offset: Int, isEscaped: Bool)]

/// Raw elements in which no term is linked.
private let elementsWithoutTerms: Set<String> = [
  "a", "code", "kbd", "samp", "pre", "summary", "h1", "h2", "h3", "h4", "h5", "h6",
]

extension PageBuilder {
  var readsEveryText: Bool { linksTerms || hasStandingMarks }
  var readsHeadingsToo: Bool { hasStandingMarks }

  private var linksTerms: Bool { frontMatter.linksTerms && !options.terms.isEmpty }

  mutating func text(_ event: TextEvent) -> [TextEdit] {
    let text = event.text
    let ownCount = event.ownCount
    if hasStandingMarks, let mark = standingMark(in: Array(text[..<ownCount])) {
      reportStanding(mark, event)
    }
    guard !event.isInLink else { return [] }
    var findings: [Placed] = []
    var origin: TextOrigin?
    if event.mayHoldLink, text.contains(UInt8(ascii: "[")) {
      definitions.text(text, startLine: event.position.startLine)
      origin = self.origin(of: event)
      let links = wikilinks(in: text).filter { isWritten($0.range, origin, event) }
      findings.add(links.map { Placed(range: $0.range, finding: .wikilink($0)) })
      let marks = citationMarks(in: text).filter { isWritten($0.range, origin, event) }
      findings.add(marks.map { Placed(range: $0.range, finding: .citation($0)) })
      reportUndefined(event, origin, except: findings)
    }
    if event.mayHoldLink {
      findings.add(
        autolinks(in: text).filter { $0.range.upperBound <= ownCount }.map {
          Placed(range: $0.range, finding: .address(url: $0.url))
        })
    }
    if mayLinkTerms(event) {
      let used = usedTerms
      let matches = options.terms.matches(in: text, beginningBefore: ownCount) {
        !used.contains($0)
      }
      findings.add(matches.map { Placed(range: $0.range, finding: .term($0.term)) })
    }
    return findings.prefix { $0.range.lowerBound < ownCount }.map {
      edit(for: $0.finding, $0.range, origin, event)
    }
  }

  /// Not in headings, the author's own links, code, summaries, or the mark of an alert.
  private func mayLinkTerms(_ event: TextEvent) -> Bool {
    guard linksTerms, !event.isInHeading else { return false }
    return !event.text.starts(with: "[!".utf8)
      && !openElements.contains { elementsWithoutTerms.contains($0.name) }
  }

  private mutating func edit(
    for finding: TextFinding, _ range: Range<Int>, _ origin: TextOrigin?, _ event: TextEvent
  ) -> TextEdit {
    switch finding {
    case .address(let url):
      noteExternal(url, place(of: range, origin, event))
      return TextEdit(range: range, replacement: .link(url: url, label: Array(event.text[range])))
    case .wikilink(let link): return edit(for: link, origin, event)
    case .citation(let mark): return edit(for: mark, origin, event)
    case .term(let term):
      usedTerms.insert(term)
      terms.append(TermUse(term: term, label: Array(event.text[range])))
      return TextEdit(
        range: range,
        replacement: .slottedLink(
          link: slot(.term(terms.count - 1)), label: Array(event.text[range]), labelSlot: nil))
    }
  }

  private mutating func edit(
    for link: Wikilink, _ origin: TextOrigin?, _ event: TextEvent
  ) -> TextEdit {
    references.append(
      Reference(
        kind: .wikilink, written: String(decoding: event.text[link.range], as: UTF8.self),
        path: link.name, anchor: link.heading, position: place(of: link.range, origin, event)))
    let number = references.count - 1
    let label = link.label ?? (link.name.isEmpty ? link.heading : nil)
    return TextEdit(
      range: link.range,
      replacement: .slottedLink(
        link: slot(.link(number)), label: Array((label ?? link.name).utf8),
        labelSlot: label == nil ? slot(.label(number)) : nil))
  }

  private mutating func edit(
    for mark: CitationMark, _ origin: TextOrigin?, _ event: TextEvent
  ) -> TextEdit {
    let position = place(of: mark.range, origin, event)
    if event.isInHeading {
      report(
        .misplacedCitation, "a citation in a heading", position,
        notes: ["cite in the text below it: headings also appear in the outline and in the search"])
    }
    citations.append(
      Citation(
        items: mark.items, written: String(decoding: event.text[mark.range], as: UTF8.self),
        position: position))
    // The citation's number directly follows the preceding word.
    var start = mark.range.lowerBound
    while start > 0, event.text[start - 1] == 0x20 { start -= 1 }
    return TextEdit(
      range: start..<mark.range.upperBound,
      replacement: .slot(slot(.citation(citations.count - 1))))
  }

  private mutating func reportUndefined(
    _ event: TextEvent, _ origin: TextOrigin?, except taken: [Placed]
  ) {
    // Without its position in the source, it cannot be known that a bracket is not escaped.
    guard let origin else { return }
    var following = taken[...]
    for mark in undefinedMarks(
      in: event.text, ownCount: event.ownCount, hasFootnotes: definitions.hasFootnotes)
    {
      following = following.drop { $0.range.upperBound <= mark.range.lowerBound }
      if let next = following.first, next.range.overlaps(mark.range) { continue }
      guard isWritten(mark.range, origin, event) else { continue }
      if mark.isFootnote {
        report(
          .undefinedFootnote, "there is no footnote `[^\(mark.label)]` on this page",
          place(of: mark.range, origin, event),
          notes: ["define it in a line `[^\(mark.label)]: …`, or escape the bracket as `\\[`"])
      } else {
        report(
          .undefinedReference, "no address is defined for `[\(mark.label)]` on this page",
          place(of: mark.range, origin, event),
          notes: ["define it in a line `[\(mark.label)]: address`, or escape the bracket as `\\[`"])
      }
    }
  }

  private mutating func reportStanding(_ mark: Range<Int>, _ event: TextEvent) {
    let text = String(decoding: event.text[mark], as: UTF8.self)
    let element = ["*": "em", "**": "strong", "~~": "del"][text] ?? "strong"
    report(
      .literalEmphasis,
      "`\(text)` stays as typed: it has punctuation on one side and a letter on the other",
      place(of: mark, origin(of: event), event),
      notes: [
        "move the punctuation out of the marks, or put a space next to it",
        "or write `<\(element)>…</\(element)>`",
      ])
  }

  /// The position in the Markdown of a range of a text.
  private mutating func place(
    of range: Range<Int>, _ origin: TextOrigin?, _ event: TextEvent
  ) -> MarkdownPosition {
    let line = event.position.startLine
    let isOnOneLine = range.upperBound <= event.ownCount
    var column = event.position.startColumn + range.lowerBound
    var endColumn = column + range.count - 1
    if let origin {
      let lineStart = lines().line(line).lowerBound
      column = origin[range.lowerBound].offset - lineStart + 1
      endColumn = origin[min(range.upperBound, event.ownCount) - 1].offset - lineStart + 1
    }
    return MarkdownPosition(
      startLine: line, startColumn: column, endLine: line + (isOnOneLine ? 0 : 1),
      endColumn: isOnOneLine ? endColumn : range.upperBound - event.ownCount - 1)
  }

  /// Whether a range of the text is written like this in the source, without a `\` before one of
  /// its brackets.
  private func isWritten(
    _ range: Range<Int>, _ origin: TextOrigin?, _ event: TextEvent
  ) -> Bool {
    guard range.lowerBound < event.ownCount else { return true }
    guard let origin else { return !hasEscapedBrackets || place != nil }
    return !range.clamped(to: 0..<event.ownCount).contains { index in
      let byte = event.text[index]
      return origin[index].isEscaped && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]"))
    }
  }

  /// Nil where an entity makes text and source differ, and in a data file.
  private mutating func origin(of event: TextEvent) -> TextOrigin? {
    guard place == nil else { return nil }
    let line = lines().line(event.position.startLine)
    let text = event.text[..<event.ownCount]
    // cmark-gfm reports column 0 for some texts; columns start at 1.
    let column = max(1, event.position.startColumn)
    let expected = min(line.upperBound, line.lowerBound + column - 1)
    if let origin = sourceOrigin(of: text, in: source.bytes, from: expected, line: line) {
      return origin
    }
    // cmark-gfm's columns are off where a line is indented or continues a quote. The text is then
    // searched for, but only in lines of ordinary length.
    guard line.count <= 4096 else { return nil }
    for start in line {
      if let origin = sourceOrigin(of: text, in: source.bytes, from: start, line: line) {
        return origin
      }
    }
    return nil
  }
}

/// Matches a text against the source line it was parsed from.
private func sourceOrigin(
  of text: ArraySlice<UInt8>, in bytes: [UInt8], from start: Int, line: Range<Int>
) -> TextOrigin? {
  var index = start
  var origin: TextOrigin = []
  origin.reserveCapacity(text.count)
  for byte in text {
    guard index < line.upperBound else { return nil }
    let escapes =
      bytes[index] == UInt8(ascii: "\\") && index + 1 < line.upperBound
      && isPunctuation(bytes[index + 1])
    if escapes, bytes[index + 1] == byte {
      origin.append((index + 1, true))
      index += 2
    } else if bytes[index] == byte {
      origin.append((index, false))
      index += 1
    } else {
      return nil
    }
  }
  return origin
}

private func isPunctuation(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
  default: false
  }
}

/// Whether a page contains `\[`.
func holdsEscapedBracket(_ markdown: ArraySlice<UInt8>) -> Bool {
  contains(UInt8(ascii: "\\"), followedBy: UInt8(ascii: "["), in: markdown)
}

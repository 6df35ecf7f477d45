// Every word a site says by itself: labels, titles of generated pages, text for screen readers and
// text that scripts write. Each language has a table in a file of this folder; `language:` in
// study.yml chooses one. Templates name a word as `{{text.menu}}`, Swift as `words[.menu]`. Page
// content stays in the language it was written in; messages to authors are English.

internal import Bytes

/// A thing the interface says. The raw value is its name in templates and scripts.
package enum Word: String, CaseIterable, Sendable {
  // The frame of a page
  case skipToContent, sections, pages, menu, allPages, pagesIn, onThisPage, breadcrumb, search
  case switchTheme, useLight, useDark, builtWith, home, print
  // Head of a page
  case minutesRead, updated, linkToSection
  // Foot of a page
  case tagged, editPage, previous, next
  case sources, allUses, inListOfSources, backToCitation, backToOnlyCitation
  case sourceNumber, unknownSource
  case questionsAboutThis, related, mentionedIn, groupTopics, groupPages, groupPaths
  case groupQuestions, andMore
  case bothCite, bothMention, bothTagged, eachLinks, linksToIt, linksHere
  // Works
  case andOthers, twoAuthors, noDate, pageNumbers
  // In the text
  case note, tip, important, warning, caution, table, backToText, see, inGlossary
  case taskDone, taskOpen, questionsOnPage, readOn
  case linkOutside, linkToDraft, noPageHere, noFileHere, severalPages, noPageOfName
  case imageOutside, imageRefused, imageMissing
  // Pages that study makes
  case glossary, alsoCalled, readThePage, seeAlso, usedIn
  case sourcesLead, oneWork, works, citedIn
  case topicMap, mapLead, map, asList
  case tags, tagTitle, onePage, pageCount
  case searchEveryPage, notFound, notFoundLead, goToStart, moved, movedTo
  case printTitle, printLead
  case atAGlance, recentQuestions, allQuestions, readingPaths
  // Reading paths
  case steps, forWhom, outcome, timeNeeded, totalMinutes, onThePath, stepOf, pathsHere
  case previousStep, nextStep
  // What site.js writes
  case copy, copyCode, copied, pressCopyKeys, doneWith, haveRead, progress
  // The search: the dialog, and the index by letter
  case searchResults, showOnly, closeSearch, searchHint, keyToMove, keyToOpen, moreResults
  case pageFound, pagesFound, firstResult, noResults, loading, everyKind, kindTopic
  case correctedTo, searchInstead, didYouMean, noPageContains, nothingFound, tryOtherWords
  case searchFailed, searchFailedHint, tryAgain
  case register, registerOf, partOf, registerNeighbours, withoutScripts, oneQuestion, questionCount
  // Code
  case wrap, wrapLines, tabs, diagram
}

/// The interface in one language.
package struct Words: Sendable, Equatable {
  /// The primary tag of the language: `de`.
  package let language: String
  private let texts: [Word: String]
  /// `linkToSection` split around the heading, as HTML, because every heading of a site needs it.
  package let sectionLinkStart: [UInt8]
  package let sectionLinkEnd: [UInt8]

  package init(language: String, texts: [Word: String]) {
    self.language = language
    self.texts = texts
    let pieces = pieces(of: texts[.linkToSection] ?? "{heading}")
    let place = pieces.firstIndex { if case .name = $0 { true } else { false } } ?? pieces.count
    func html(_ pieces: ArraySlice<WordPiece>) -> [UInt8] {
      var out: [UInt8] = []
      for piece in pieces {
        if case .text(let text) = piece { out.append(utf8: escapedHTML(String(text))) }
      }
      return out
    }
    sectionLinkStart = html(pieces[..<place])
    sectionLinkEnd = html(pieces[place...])
  }

  /// A word; English where the language lacks it. A test ensures that none does.
  package subscript(word: Word) -> String { texts[word] ?? englishWords[word] ?? "" }

  /// Whether the language itself has the word.
  package func has(_ word: Word) -> Bool { texts[word]?.isEmpty == false }

  /// A word with its `{…}` placeholders replaced, in order. O(length).
  package func filled(_ word: Word, _ values: String...) -> String {
    var left = values[...]
    return pieces(of: self[word]).map { piece in
      switch piece {
      case .text(let text): String(text)
      case .name: left.popFirst() ?? ""
      }
    }.joined()
  }

  package static let english = Words(language: "en", texts: englishWords)
}

/// A part of a word: `{count} pages` is a name and a text.
package enum WordPiece: Sendable, Equatable {
  case text(Substring)
  case name(Substring)
}

/// The pieces of a word. Braces that do not close, or that enclose nothing, are text.
package func pieces(of text: String) -> [WordPiece] {
  var pieces: [WordPiece] = []
  var rest = text[...]
  while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
    guard rest.index(after: open) < close else {
      pieces.append(.text(rest[...close]))
      rest = rest[rest.index(after: close)...]
      continue
    }
    if open > rest.startIndex { pieces.append(.text(rest[..<open])) }
    pieces.append(.name(rest[rest.index(after: open)..<close]))
    rest = rest[rest.index(after: close)...]
  }
  if !rest.isEmpty { pieces.append(.text(rest)) }
  return pieces
}

/// The words for a BCP 47 tag, by its primary subtag: `de-AT` gets German. Nil for a language
/// without a table; callers then fall back to English.
package func words(forLanguage tag: String) -> Words? {
  let primary = tag.split(separator: "-").first.map { $0.lowercased() } ?? ""
  let tables: [String: [Word: String]] = [
    "ar": arabicWords, "de": germanWords, "en": englishWords, "es": spanishWords,
    "fr": frenchWords, "zh": chineseWords,
  ]
  return tables[primary].map { Words(language: primary, texts: $0) }
}

/// The primary tags of the languages that `words(forLanguage:)` knows.
package let interfaceLanguages = ["ar", "de", "en", "es", "fr", "zh"]

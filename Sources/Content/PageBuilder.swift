// The visitor that turns the events of one conversion into a page: it hands every construct to the
// extension that knows it and keeps what comes back. Used by Scan.swift only, for one page.

internal import CommonMark
internal import Diagnostics

struct PageBuilder: MarkdownVisitor {
  let source: SourceFile
  let frontMatter: FrontMatter
  let markdownStart: Int
  let options: ScanOptions
  private(set) var diagnostics: [Diagnostic] = []

  private var slugs = SlugMaker()
  private var headings: [Heading] = []
  private var sections: [Section] = []
  private var openSection: OpenSection
  private var questions: [OpenQuestion] = []
  private var references: [Reference] = []
  private var slots: [Slot] = []
  private var rawAnchors: [String] = []
  private var openElements: [OpenElement] = []
  private var hasTitleHeading = false
  private var hasExternalImage = false
  /// Made when the first problem is reported.
  private var lineTable: LineTable?

  /// The section that text belongs to until the next heading.
  private struct OpenSection {
    var anchor = ""
    var heading = ""
    var level = 0
    var isQuestion = false
    var start = 0
  }

  private struct OpenQuestion {
    let text: String
    let anchor: String
    let answerStart: Int
    let firstReference: Int
    var answerEnd: Int?
    var endReference: Int?
  }

  init(
    source: SourceFile, frontMatter: FrontMatter, markdownStart: Int, options: ScanOptions
  ) {
    self.source = source
    self.frontMatter = frontMatter
    self.markdownStart = markdownStart
    self.options = options
    openSection = OpenSection()
  }

  /// The finished page. Called once, after the conversion.
  mutating func page(_ conversion: Conversion, path: ContentPath) -> Page {
    let textEnd = conversion.plainText.count
    closeSection(at: textEnd)
    let title =
      frontMatter.title?.nonEmpty ?? headings.first?.text.nonEmpty ?? Self.title(fromName: path)
    return Page(
      source: source, path: path, route: Route(of: path), frontMatter: frontMatter, title: title,
      headings: headings,
      questions: questions.map {
        Question(
          text: $0.text, anchor: $0.anchor, answer: $0.answerStart..<($0.answerEnd ?? textEnd),
          references: $0.firstReference..<($0.endReference ?? references.count))
      },
      references: references, sections: sections, plainText: conversion.plainText,
      body: Body(
        html: conversion.html,
        cuts: conversion.cuts.map { Body.Cut(offset: $0.offset, slot: slots[$0.slot]) }),
      rawAnchors: rawAnchors,
      hasTitleHeading: hasTitleHeading, hasExternalImage: hasExternalImage,
      markdownStart: markdownStart)
  }

  private mutating func closeSection(at end: Int) {
    let section = openSection
    sections.append(
      Section(
        anchor: section.anchor, heading: section.heading, level: section.level,
        isQuestion: section.isQuestion, text: min(section.start, end)..<end))
  }

  /// `getting-started.md` -> "Getting started"; a folder page is called like its folder.
  private static func title(fromName path: ContentPath) -> String {
    let name = path.isFolderPage ? ContentPath(path.folder).name : path.name
    let stem = name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex)
    return titleFromFileName(String(path.isFolderPage ? Substring(name) : stem))
  }

  private mutating func slot(_ slot: Slot) -> SlotNumber {
    slots.append(slot)
    return slots.count - 1
  }

  // MARK: Text

  mutating func text(
    _ text: [UInt8], isInLink: Bool, position: MarkdownPosition
  ) -> [TextEdit] {
    guard !isInLink else { return [] }
    let wikilinks = wikilinks(in: text)
    var edits = wikilinks.map { edit(for: $0, in: text, at: position) }
    var following = wikilinks[...]
    for link in autolinks(in: text) {
      following = following.drop { $0.range.upperBound <= link.range.lowerBound }
      if let wikilink = following.first, wikilink.range.overlaps(link.range) { continue }
      edits.append(
        TextEdit(
          range: link.range, replacement: .link(url: link.url, label: Array(text[link.range]))))
    }
    edits.sort { $0.range.lowerBound < $1.range.lowerBound }
    return edits
  }

  private mutating func edit(
    for link: Wikilink, in text: [UInt8], at position: MarkdownPosition
  ) -> TextEdit {
    // Text and source differ where something is escaped; the column is then a little off.
    let place = MarkdownPosition(
      startLine: position.startLine, startColumn: position.startColumn + link.range.lowerBound,
      endLine: position.startLine, endColumn: position.startColumn + link.range.upperBound - 1)
    references.append(
      Reference(
        kind: .wikilink, written: String(decoding: text[link.range], as: UTF8.self),
        path: link.name, anchor: link.heading, position: place))
    let number = references.count - 1
    let label = link.label ?? (link.name.isEmpty ? link.heading : nil)
    return TextEdit(
      range: link.range,
      replacement: .slottedLink(
        link: slot(.link(number)), label: Array((label ?? link.name).utf8),
        labelSlot: label == nil ? slot(.label(number)) : nil))
  }

  // MARK: Headings

  mutating func heading(_ event: HeadingEvent) -> HeadingEdit? {
    let explicit = event.endsInText ? explicitAnchor(in: event.text) : nil
    let text =
      explicit.map { String(decoding: event.text.utf8.dropLast($0.suffixCount), as: UTF8.self) }
      ?? event.text
    let anchor = anchor(for: text, explicit: explicit, event)
    let isTitle = event.isFirstBlock
    headings.append(Heading(level: event.level, text: text, anchor: anchor))
    var slotsBefore: [SlotNumber] = []
    let isQuestion = frontMatter.kind == .faq && event.level == 2 && text.hasSuffix("?")
    if frontMatter.kind == .faq && event.level <= 2 && !isTitle {
      slotsBefore = closeQuestion(at: event.plainTextStart)
      if isQuestion && questions.isEmpty { slotsBefore.append(slot(.questionList)) }
    }
    let bodyStart = event.plainTextEnd - (explicit?.suffixCount ?? 0)
    closeSection(at: event.plainTextStart)
    openSection = OpenSection(
      anchor: isTitle ? "" : anchor, heading: text, level: event.level, isQuestion: isQuestion,
      start: bodyStart)
    if isTitle {
      sections.removeLast()
      hasTitleHeading = true
      openSection.heading = ""
      openSection.level = 0
    }
    if isQuestion {
      questions.append(
        OpenQuestion(
          text: text, anchor: anchor, answerStart: bodyStart, firstReference: references.count))
    }
    let label = escapedHTML("Link to this section: \(text)")
    return HeadingEdit(
      anchor: anchor,
      trailingHTML: isTitle
        ? ""
        : "<a class=\"heading-anchor\" href=\"#\(percentEncoded(anchor))\" aria-label=\"\(label)\">"
          + "</a>",
      trimmedSuffixCount: explicit?.suffixCount ?? 0, slotsBefore: slotsBefore,
      slotAfter: isTitle ? slot(.articleHeader) : nil)
  }

  private mutating func anchor(
    for text: String, explicit: ExplicitAnchor?, _ event: HeadingEvent
  ) -> String {
    let anchor: String
    if let explicit, slugs.claim(explicit.anchor) {
      anchor = explicit.anchor
    } else {
      if let explicit {
        report(
          .duplicateAnchor, "the anchor `\(explicit.anchor)` is used twice on this page",
          event.position, notes: ["give one of the headings another `{#anchor}`"])
      }
      anchor = slugs.slug(for: text)
    }
    return anchor.isEmpty ? slugs.slug(for: "section") : anchor
  }

  /// Ends the answer in hand; its topics go before what follows.
  private mutating func closeQuestion(at textEnd: Int) -> [SlotNumber] {
    guard let last = questions.indices.last, questions[last].answerEnd == nil else { return [] }
    questions[last].answerEnd = textEnd
    questions[last].endReference = references.count
    return [slot(.questionTopics(last))]
  }

  mutating func slotAtStart(hasLeadingHeading: Bool) -> SlotNumber? {
    hasLeadingHeading ? nil : slot(.articleHeader)
  }

  mutating func slotAtEnd() -> SlotNumber? {
    guard let last = questions.indices.last, questions[last].answerEnd == nil else { return nil }
    return slot(.questionTopics(last))
  }

  // MARK: Links

  mutating func link(url: String, position: MarkdownPosition) -> LinkEdit {
    switch classify(url, extraSchemes: options.extraSchemes) {
    case .external: return .keep
    case .local(let path, let anchor):
      references.append(
        Reference(kind: .link, written: url, path: path, anchor: anchor, position: position))
      return .slot(slot(.link(references.count - 1)))
    case .refused, .inlineImage:
      reportUnsafe(url, position)
      return .unwrap
    }
  }

  mutating func image(
    url: String, title: String, alternative: String, position: MarkdownPosition
  ) -> SlotNumber? {
    var path = ""
    switch classify(url, extraSchemes: []) {
    case .external:
      hasExternalImage = true
      return nil
    case .inlineImage: return nil
    case .local(let local, _): path = local
    case .refused: reportUnsafe(url, position)
    }
    references.append(
      Reference(
        kind: .image(title: title, alternative: alternative), written: url, path: path,
        anchor: nil, position: position))
    return slot(.image(references.count - 1))
  }

  private mutating func reportUnsafe(_ url: String, _ position: MarkdownPosition) {
    report(
      .unsafeURL, "the address `\(url.prefix(80))` is not allowed, so only its text is kept",
      position,
      notes: ["http, https, mailto, relative addresses and #anchors are; `url_schemes:` adds more"])
  }

  // MARK: Quotes and HTML

  mutating func blockQuote(firstText: [UInt8], isAlone: Bool) -> AlertEdit? {
    alert(firstText: firstText, isAlone: isAlone)
  }

  mutating func rawHTML(_ event: RawHTMLEvent) -> RawHTMLEdit? {
    guard !options.trustsHTML else { return nil }
    // Taken out while it is worked on: a second owner would make every change copy it.
    var open = openElements
    openElements = []
    let edit = safeHTML(event, open: &open, context: &self)
    openElements = open
    return edit
  }

  mutating func closeRawHTML(in container: Int) -> [UInt8] {
    closingTags(in: container, open: &openElements)
  }

  private mutating func report(
    _ code: DiagnosticCode, _ message: String, _ position: MarkdownPosition, notes: [String] = []
  ) {
    // Past this many, one more says nothing new.
    guard diagnostics.count < 1000 else { return }
    let table = lineTable ?? LineTable(of: source.bytes, from: markdownStart)
    lineTable = table
    diagnostics.append(
      Diagnostic(
        code, message, path: source.path, range: table.range(of: position), notes: notes))
  }
}

extension PageBuilder: RawHTMLContext {
  mutating func rawLink(_ url: String, _ event: RawHTMLEvent) -> RawAttribute? {
    switch link(url: url, position: event.position) {
    case .keep: .text(url)
    case .slot(let slot): .slot(slot)
    case .unwrap: nil
    }
  }

  mutating func rawImage(_ url: String, _ event: RawHTMLEvent) -> RawAttribute? {
    switch classify(url, extraSchemes: []) {
    case .external:
      hasExternalImage = true
      return .text(url)
    case .inlineImage: return .text(url)
    case .local(let path, _):
      references.append(
        Reference(
          kind: .rawImage, written: url, path: path, anchor: nil, position: event.position))
      return .slot(slot(.source(references.count - 1)))
    case .refused:
      reportUnsafe(url, event.position)
      return nil
    }
  }

  mutating func rawAnchor(_ id: String) -> Bool {
    guard slugs.claim(id) else { return false }
    rawAnchors.append(id)
    return true
  }

  mutating func blocked(_ tag: String, _ event: RawHTMLEvent) {
    report(
      .blockedHTML, "`\(tag.prefix(60))` may not stand in a page and is shown as text",
      event.position,
      notes: ["escape it as `\\<…` or put it in backticks if the text is what you want"])
  }
}

/// `getting-started` -> "Getting started".
package func titleFromFileName(_ name: String) -> String {
  let words = name.split { $0 == "-" || $0 == "_" }.joined(separator: " ")
  return words.prefix(1).uppercased() + words.dropFirst()
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

// The visitor that turns the events of one conversion into a page: it passes every construct to the
// extension responsible and collects the results. One builder per page.

internal import Bytes
internal import CommonMark
internal import Diagnostics
internal import Files
internal import Interface

struct PageBuilder: MarkdownVisitor {
  let source: SourceFile
  let frontMatter: FrontMatter
  let markdownStart: Int
  let options: ScanOptions
  /// The range messages refer to when the Markdown is a value in a data file; nil for a page.
  let place: SourceRange?
  private(set) var diagnostics: [Diagnostic] = []

  var references: [Reference] = []
  var citations: [Citation] = []
  var externalLinks: [ExternalMention] = []
  var terms: [TermUse] = []
  var usedTerms: Set<Int> = []
  var definitions: DefinitionWatch
  var tabs = CodeTabs()
  var drawings: [Drawing] = []
  /// How many formulas of the page are numbered.
  var formulaCount = 0
  /// Languages already reported on this page.
  var unknownLanguages: Set<String> = []
  /// The author's raw elements that enclose the current position.
  private(set) var openElements: [OpenElement] = []
  /// Whether the page may contain escaped brackets, which no longer show in its text.
  let hasEscapedBrackets: Bool
  /// Whether the page may contain stars that were meant as emphasis.
  let hasStandingMarks: Bool

  private let markdown: ArraySlice<UInt8>
  private var slugs = SlugMaker()
  private var headings: [Heading] = []
  private var formerAnchors: [FormerAnchor] = []
  private var sections: [Section] = []
  private var openSection: OpenSection
  private var questions: [OpenQuestion] = []
  private var slots: [Slot] = []
  private var rawAnchors: [String] = []
  private var hasTitleHeading = false
  private var hasPathSteps = false
  private var hasExternalImage = false
  /// Made when the first problem is reported.
  private var lineTable: LineTable?

  /// The section that receives text until the next heading.
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
    let position: MarkdownPosition
    var answerEnd: Int?
    var endReference: Int?
  }

  /// - Parameters:
  ///   - markdown: what will be converted, with LF line endings.
  ///   - place: what messages refer to when the Markdown is not the rest of the file.
  init(
    _ markdown: ArraySlice<UInt8>, source: SourceFile, frontMatter: FrontMatter,
    markdownStart: Int, options: ScanOptions, place: SourceRange? = nil
  ) {
    self.source = source
    self.frontMatter = frontMatter
    self.markdownStart = markdownStart
    self.options = options
    self.place = place
    self.markdown = markdown
    definitions = DefinitionWatch(place == nil ? markdown : [])
    hasEscapedBrackets = place == nil && holdsEscapedBracket(markdown)
    hasStandingMarks = place == nil && mayHoldStandingMarks(markdown)
    openSection = OpenSection()
  }

  /// The finished page. Called once, after the conversion.
  mutating func page(_ conversion: Conversion, path: ContentPath) -> Page {
    let textEnd = conversion.plainText.count
    closeSection(at: textEnd)
    reportUnusedDefinitions()
    setTextOffsets(conversion.slotOffsets, conversion.slotEnds)
    let title =
      frontMatter.title?.nonEmpty ?? headings.first { $0.level == 1 }?.text.nonEmpty
      ?? Self.title(fromName: path)
    var html = conversion.html
    var cuts = conversion.cuts.map { Body.Cut(offset: $0.offset, slot: slots[$0.slot]) }
    if mayHoldTasks(markdown) { (html, cuts) = namedTasks(html, cuts, words: options.words) }
    return Page(
      source: source, path: path, route: Route(of: path), frontMatter: frontMatter, title: title,
      headings: headings,
      questions: questions.map {
        Question(
          text: $0.text, anchor: $0.anchor, answer: $0.answerStart..<($0.answerEnd ?? textEnd),
          references: $0.firstReference..<($0.endReference ?? references.count),
          position: $0.position)
      },
      references: references, citations: citations, externalLinks: externalLinks,
      terms: terms, drawings: drawings, sections: sections,
      plainText: conversion.plainText,
      body: Body(html: html, cuts: cuts),
      rawAnchors: rawAnchors, formerAnchors: formerAnchors, ids: slugs.ids,
      hasTitleHeading: hasTitleHeading, hasExternalImage: hasExternalImage,
      markdownStart: markdownStart, place: place)
  }

  private mutating func setTextOffsets(_ offsets: [Int], _ ends: [Int]) {
    for (number, slot) in slots.enumerated() where number < offsets.count {
      switch slot {
      case .link(let index), .image(let index), .source(let index):
        references[index].textOffset = offsets[number]
        references[index].textEnd = ends[number]
      case .citation(let index): citations[index].textOffset = offsets[number]
      case .term(let index): terms[index].textOffset = offsets[number]
      case .articleHeader, .label, .drawing, .questionList, .questionTopics, .pathSteps: break
      }
    }
  }

  private mutating func reportUnusedDefinitions() {
    for unused in definitions.unused(in: markdown) {
      let position = MarkdownPosition(
        startLine: unused.line, startColumn: unused.columns.lowerBound + 1, endLine: unused.line,
        endColumn: unused.columns.upperBound)
      if unused.isFootnote {
        report(
          .unusedFootnote, "nothing refers to the footnote `[^\(unused.label)]`", position,
          notes: ["write `[^\(unused.label)]` where it belongs, or delete it"])
      } else {
        report(
          .unusedDefinition, "nothing refers to the address `[\(unused.label)]`", position,
          notes: ["write `[text][\(unused.label)]` where it belongs, or delete the line"])
      }
    }
  }

  private mutating func closeSection(at end: Int) {
    let section = openSection
    sections.append(
      Section(
        anchor: section.anchor, heading: section.heading, level: section.level,
        isQuestion: section.isQuestion, text: min(section.start, end)..<end))
  }

  /// A heading of a lower level begins many pages whose tool shows the title elsewhere. On a page
  /// of questions it is one of them.
  var takesLowerTitle: Bool {
    place == nil && frontMatter.title?.nonEmpty == nil && frontMatter.kind != .faq
  }

  /// `getting-started.md` -> "Getting started"; a folder page is named after its folder.
  private static func title(fromName path: ContentPath) -> String {
    let name = path.isFolderPage ? ContentPath(path.folder).name : path.name
    let stem = name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex)
    return titleFromFileName(String(path.isFolderPage ? Substring(name) : stem))
  }

  var tableLabel: String { escapedHTML(options.words[.table]) }

  mutating func slot(_ slot: Slot) -> SlotNumber {
    slots.append(slot)
    return slots.count - 1
  }

  // MARK: Headings

  mutating func heading(_ event: HeadingEvent) -> HeadingEdit? {
    let explicit = explicitAnchor(of: event)
    let text =
      explicit.map { String(decoding: event.text.utf8.dropLast($0.suffixCount), as: UTF8.self) }
      ?? event.text
    let anchor = anchor(for: text, explicit: explicit, event)
    let isTitle = event.isFirstBlock
    let level = isTitle ? 1 : event.level
    headings.append(Heading(level: level, text: text, anchor: anchor))
    var slotsBefore: [SlotNumber] = []
    let isQuestion = frontMatter.kind == .faq && level == 2 && text.hasSuffix("?")
    if frontMatter.kind == .faq && level <= 2 && !isTitle {
      slotsBefore = closeQuestion(at: event.plainTextStart)
      if isQuestion && questions.isEmpty { slotsBefore.append(slot(.questionList)) }
    }
    // A path's steps follow its introduction.
    if frontMatter.kind == .path && level == 2 && !hasPathSteps {
      hasPathSteps = true
      slotsBefore.append(slot(.pathSteps))
    }
    let bodyStart = event.plainTextEnd - (explicit?.suffixCount ?? 0)
    closeSection(at: event.plainTextStart)
    openSection = OpenSection(
      anchor: isTitle ? "" : anchor, heading: text, level: level, isQuestion: isQuestion,
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
          text: text, anchor: anchor, answerStart: bodyStart, firstReference: references.count,
          position: event.position))
    }
    let former = (explicit?.formerAnchors ?? []).filter { slugs.claim($0) }
    formerAnchors += former.map { FormerAnchor(anchor: $0, now: anchor) }
    return HeadingEdit(
      anchor: anchor, level: level,
      trailingHTML: trailingHTML(of: text, anchor, former: former, isTitle: isTitle),
      trimmedSuffixCount: explicit?.suffixCount ?? 0, slotsBefore: slotsBefore,
      slotAfter: isTitle ? slot(.articleHeader) : nil)
  }

  private mutating func explicitAnchor(of event: HeadingEvent) -> ExplicitAnchor? {
    guard event.endsInText, let braces = headingBraces(in: event.text) else { return nil }
    switch braces {
    case .anchor(let anchor): return anchor
    case .malformed(let text):
      report(
        .badAnchor, "`\(text.prefix(60))` is no anchor and is shown with the heading",
        event.position,
        notes: ["write `{#anchor}` without spaces, or put the braces into backticks"])
      return nil
    }
  }

  /// Former anchors, and the link from which a reader can copy the heading's address.
  private func trailingHTML(
    of text: String, _ anchor: String, former: [String], isTitle: Bool
  ) -> [UInt8] {
    var html: [UInt8] = []
    for name in former { html.append(utf8: "<span id=\"\(escapedHTML(name))\"></span>") }
    guard !isTitle else { return html }
    html.reserveCapacity(html.count + anchor.utf8.count + text.utf8.count + 90)
    html.append(utf8: "<a class=\"heading-anchor\" href=\"#")
    html.append(utf8: percentEncoded(anchor))
    html.append(utf8: "\" aria-label=\"")
    html += options.words.sectionLinkStart
    appendEscapedHTML(text.utf8, to: &html)
    html += options.words.sectionLinkEnd
    html.append(utf8: "\"></a>")
    return html
  }

  private mutating func anchor(
    for text: String, explicit: ExplicitAnchor?, _ event: HeadingEvent
  ) -> String {
    let anchor: String
    if let chosen = explicit?.anchor, slugs.claim(chosen) {
      anchor = chosen
    } else {
      if let chosen = explicit?.anchor {
        report(
          .duplicateAnchor, "the anchor `\(chosen)` is used twice on this page",
          event.position, notes: ["give one of the headings another `{#anchor}`"])
      }
      anchor = slugs.slug(for: text)
    }
    return anchor.isEmpty ? slugs.slug(for: "section") : anchor
  }

  /// Closes the open answer; its topics are inserted before what follows.
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
    if frontMatter.kind == .path && !hasPathSteps { return slot(.pathSteps) }
    guard let last = questions.indices.last, questions[last].answerEnd == nil else { return nil }
    return slot(.questionTopics(last))
  }

  // MARK: Links

  mutating func link(url: String, position: MarkdownPosition) -> LinkEdit {
    switch classify(url, extraSchemes: options.extraSchemes) {
    case .external:
      noteExternal(url, position)
      return .keep
    case .local("", nil) where textDirective(in: url) == nil:
      report(.emptyLink, "this link leads nowhere", position, notes: ["put an address into `()`"])
      return .unwrap
    case .local(let path, let anchor):
      references.append(
        Reference(kind: .link, written: url, path: path, anchor: anchor, position: position))
      return .slot(slot(.link(references.count - 1)))
    case .refused, .inlineImage:
      reportUnsafe(url, position)
      return .unwrap
    }
  }

  mutating func emptyLink(position: MarkdownPosition) {
    // If the link has no address either, that has been reported already.
    if diagnostics.last?.code == .emptyLink,
      diagnostics.last?.range?.start == lines().range(of: position).start
    {
      return
    }
    report(
      .emptyLink, "this link has no text, so readers can neither see nor hear it", position,
      notes: ["write what it leads to into `[]`"])
  }

  mutating func image(
    url: String, title: String, alternative: String, isAlone: Bool, position: MarkdownPosition
  ) -> ImageEdit? {
    var path = ""
    switch classify(url, extraSchemes: []) {
    case .external:
      hasExternalImage = true
      noteExternal(url, position)
      return nil
    case .inlineImage: return nil
    case .local(let local, _): path = local
    case .refused: reportUnsafe(url, position)
    }
    let isFigure = isAlone && !title.isEmpty
    references.append(
      Reference(
        kind: .image(ImageText(title: title, alternative: alternative, isFigure: isFigure)),
        written: url, path: path, anchor: nil, position: position))
    return ImageEdit(slot: slot(.image(references.count - 1)), isBlock: isFigure)
  }

  mutating func noteExternal(_ url: String, _ position: MarkdownPosition) {
    guard url.hasPrefix("http") else { return }
    externalLinks.append(ExternalMention(url: url, position: position))
  }

  private mutating func reportUnsafe(_ url: String, _ position: MarkdownPosition) {
    report(
      .unsafeURL, "the address `\(url.prefix(80))` is not allowed, so only its text is kept",
      position,
      notes: ["http, https, mailto, relative addresses and #anchors are; `url_schemes:` adds more"])
  }

  // MARK: Quotes and HTML

  mutating func blockQuote(firstText: [UInt8], isAlone: Bool) -> AlertEdit? {
    alert(firstText: firstText, isAlone: isAlone, words: options.words)
  }

  mutating func rawHTML(_ event: RawHTMLEvent) -> RawHTMLEdit? {
    guard !options.trustsHTML else { return nil }
    // Moved out while it is modified: with a second owner every change would copy it.
    var open = openElements
    openElements = []
    let edit = safeHTML(event, open: &open, context: &self)
    openElements = open
    return edit
  }

  mutating func closeRawHTML(in container: Int) -> [UInt8] {
    closingTags(in: container, open: &openElements)
  }

  mutating func literalBlock(startLine: Int, endLine: Int) {
    definitions.literalBlock(startLine...max(startLine, endLine))
  }

  var namesFootnotes: Bool { true }

  mutating func footnotes(labels: [String]) -> [String] {
    labels.map { slugs.unique("fn-" + $0) }
  }

  mutating func footnoteReference(label: String, count: Int) -> String {
    slugs.unique("fnref-" + label + (count == 1 ? "" : "-\(count)"))
  }

  mutating func footnote(startLine: Int) { definitions.footnote(startLine: startLine) }

  /// The line starts of the Markdown in the file.
  mutating func lines() -> LineTable {
    let table =
      lineTable ?? place.map(LineTable.init(standingFor:))
      ?? LineTable(of: source.bytes, from: markdownStart)
    lineTable = table
    return table
  }

  /// Whether the page has so many problems that another says nothing new.
  var isSilent: Bool { diagnostics.count >= 1000 }

  mutating func report(
    _ code: DiagnosticCode, _ message: String, _ position: MarkdownPosition, notes: [String] = []
  ) {
    if isSilent { return }
    let table = lines()
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
      .blockedHTML, "`\(tag.prefix(60))` is not allowed on a page and is shown as text",
      event.position,
      notes: ["escape it as `\\<…` or put it in backticks if the text is what you want"])
  }
}

/// `getting-started` -> "Getting started". A name that is more than a slug, with a space or a
/// capital, is its author's title already: `Cards view`.
package func titleFromFileName(_ name: String) -> String {
  guard !name.utf8.contains(0x20), name == name.lowercased() else { return name }
  let words = name.split { $0 == "-" || $0 == "_" }.joined(separator: " ")
  return words.prefix(1).uppercased() + words.dropFirst()
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

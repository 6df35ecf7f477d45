// Fenced code: highlighted, with marked lines, a title and line numbers, and in tabs where
// consecutive fences have `tab="…"`.

internal import Bytes
internal import CommonMark
internal import Diagnostics
internal import Highlighting
internal import Interface

/// The page's tabs so far.
struct CodeTabs {
  var groupCount = 0
  /// How many tabs the current group has; 0 when there is none.
  var openCount = 0
}

extension PageBuilder {
  mutating func codeBlock(_ event: CodeEvent) -> CodeEdit? {
    if event.info.isEmpty {
      guard holdsDirectionMark(event.code) else { return nil }
      return .html(codeElement(event.code, CodeInfo(), .plain))
    }
    let info = codeInfo(event.info)
    report(info, event)
    if let slot = drawing(event, info) { return .slot(slot) }
    let language = CodeLanguage(named: info.language)
    if language == nil, !info.language.isEmpty { reportUnknownLanguage(info.language, event) }
    let isPlain = language ?? .plain == .plain && !info.isDiff && info.marked.isEmpty
    if isPlain, info.title == nil, info.tab == nil, info.firstNumber == nil,
      !holdsDirectionMark(event.code), !event.info.contains("{")
    {
      return nil
    }
    var html = codeElement(event.code, info, language ?? .plain)
    if let title = info.title {
      html =
        Array("<figure class=\"code\"><figcaption>\(escapedHTML(title))</figcaption>".utf8) + html
        + Array("</figure>".utf8)
    }
    if let tab = info.tab { html = tabbed(html, tab, event) }
    return .html(html)
  }

  private func codeElement(
    _ code: [UInt8], _ info: CodeInfo, _ language: CodeLanguage
  ) -> [UInt8] {
    var style = LineStyle()
    style.marked = info.marked
    style.firstNumber = info.firstNumber
    style.isDiff = info.isDiff && language != .diff
    let name = info.language
    var html = Array((info.firstNumber == nil ? "<pre>" : "<pre class=\"numbered\">").utf8)
    html.append(utf8: name.isEmpty ? "<code>" : "<code class=\"language-\(escapedHTML(name))\">")
    html += highlightedHTML(code, language, style)
    html.append(utf8: "</code></pre>")
    return html
  }

  /// A radio button, its label and a panel: tabs that need no script. A following block with a tab
  /// joins the same group.
  private mutating func tabbed(_ html: [UInt8], _ tab: String, _ event: CodeEvent) -> [UInt8] {
    var out: [UInt8] = []
    if tabs.openCount == 0 {
      tabs.groupCount += 1
      let name = escapedHTML(options.words[.tabs])
      out.append(utf8: "<div class=\"tabs\" role=\"radiogroup\" aria-label=\"\(name)\">\n")
    }
    tabs.openCount += 1
    let id = "study.tab-\(tabs.groupCount)-\(tabs.openCount)"
    out.append(utf8: "<input type=\"radio\" name=\"study.tabs-\(tabs.groupCount)\" id=\"\(id)\"")
    out.append(utf8: tabs.openCount == 1 ? " checked>" : ">")
    out.append(utf8: "<label for=\"\(id)\">\(escapedHTML(tab))</label>\n<div class=\"tab-panel\">")
    out += html
    out.append(utf8: "</div>")
    if event.nextInfo.map({ codeInfo($0).tab }) ?? nil == nil {
      tabs.openCount = 0
      out.append(utf8: "\n</div>")
    }
    return out
  }

  // MARK: Messages

  private mutating func reportUnknownLanguage(_ name: String, _ event: CodeEvent) {
    guard unknownLanguages.insert(name).inserted, !isSilent else { return }
    var notes = ["the code is shown without colours; `text` says that this is meant"]
    let own = CodeLanguage.allCases.map(\.rawValue)
    if let nearest = nearestMatch(to: name, among: own, amongMany: true)
      ?? nearestMatch(to: name, among: CodeLanguage.names, amongMany: true)
    {
      notes.insert("did you mean `\(nearest)`?", at: 0)
    }
    report(
      .unknownLanguage, "no language is called `\(name)`", place(of: name, event), notes: notes)
  }

  private mutating func report(_ info: CodeInfo, _ event: CodeEvent) {
    for problem in info.problems {
      switch problem {
      case .unknownKey(let key, let nearest):
        report(
          .badCodeInfo, "`\(key)` has no effect on a block of code", place(of: key, event),
          notes: ["did you mean `\(nearest)`?"])
      case .unclosedQuote(let text):
        report(
          .badCodeInfo, "the quote of `\(text.prefix(60))` does not close", place(of: text, event),
          notes: ["close it, and write nothing else after the fence"])
      case .badValue(let text):
        report(
          .badCodeInfo, "`\(text.prefix(60))` is not a usable value", place(of: text, event),
          notes: ["write for example `title=\"…\"`, `tab=\"…\"`, `numbers` or `numbers=20`"])
      }
    }
    guard let last = info.marked.last else { return }
    let lineCount = event.code.count { $0 == 0x0A }
    if last.upperBound > lineCount {
      report(
        .badCodeInfo, "line \(last.upperBound) is marked, but the code has \(lineCount)",
        place(of: "\(last.upperBound)", event),
        notes: ["lines are counted from 1, the first one after the fence"])
    }
  }

  /// The position of a text on the line of the opening fence; the whole line when an entity or an
  /// escape makes the two differ.
  private mutating func place(of text: String, _ event: CodeEvent) -> MarkdownPosition {
    let number = event.position.startLine
    var position = MarkdownPosition(
      startLine: number, startColumn: max(1, event.position.startColumn), endLine: number,
      endColumn: max(1, event.position.startColumn))
    guard place == nil else { return position }
    let line = lines().line(number)
    position.endColumn = line.count
    let info = source.bytes[line].lastRange(of: text)
    if let info {
      position.startColumn = info.lowerBound - line.lowerBound + 1
      position.endColumn = info.upperBound - line.lowerBound
    }
    return position
  }
}

extension ArraySlice<UInt8> {
  /// The last occurrence of a text. O(n · text), for one line.
  fileprivate func lastRange(of text: String) -> Range<Int>? {
    let wanted = Array(text.utf8)
    guard !wanted.isEmpty, count >= wanted.count else { return nil }
    for start in stride(from: endIndex - wanted.count, through: startIndex, by: -1)
    where self[start..<(start + wanted.count)].elementsEqual(wanted) {
      return start..<(start + wanted.count)
    }
    return nil
  }
}

// Puts the pieces of a page's body together: what the scan rendered, and in its cuts what only the
// linked site knows. Called by RenderPage.swift.

package import Content
internal import Linking
internal import Templates

/// The finished body of a page. O(n): each piece is copied once.
func filledBody(of linked: LinkedPage, _ plan: RenderPlan) -> [UInt8] {
  let body = linked.page.body
  var out: [UInt8] = []
  out.reserveCapacity(body.html.count + 64 * body.cuts.count + 512)
  var copied = 0
  for cut in body.cuts {
    out.append(contentsOf: body.html[copied..<cut.offset])
    copied = cut.offset
    append(cut.slot, at: cut.offset, of: linked, plan, to: &out)
  }
  out.append(contentsOf: body.html[copied...])
  return out
}

/// Whether the tag that a cut is in has a `title` of its own, before the cut or right after it.
private func isTitled(_ html: [UInt8], tagAt offset: Int) -> Bool {
  if html[offset...].starts(with: " title=".utf8) { return true }
  let start = html[..<offset].lastIndex(of: UInt8(ascii: "<")) ?? 0
  return html[start..<offset].firstRange(of: " title=".utf8) != nil
}

private func append(
  _ slot: Slot, at offset: Int, of linked: LinkedPage, _ plan: RenderPlan, to out: inout [UInt8]
) {
  let page = linked.page
  switch slot {
  case .articleHeader:
    let hasHeading = page.headings.contains { $0.level == 1 }
    if !hasHeading { out += "<h1>\(escapedHTML(page.title))</h1>\n".utf8 }
    out += plan.templates.render("article-header", articleHeaderValues(of: linked))
  case .link(let index):
    if case .unresolved(let reason) = linked.targets[index] {
      out += " class=\"unresolved\"".utf8
      if !isTitled(page.body.html, tagAt: offset) {
        out += " title=\"\(escapedHTML(reason))\"".utf8
      }
    } else {
      out += " href=\"".utf8
      appendEscapedHTML(address(of: linked.targets[index], from: page.route).utf8, to: &out)
      out.append(UInt8(ascii: "\""))
    }
  case .label(let index):
    switch linked.targets[index] {
    case .page(_, let title, let anchor):
      let heading = anchor == nil ? nil : page.references[index].anchor
      out += escapedHTML(heading.map { "\(title): \($0)" } ?? title).utf8
    default: out += escapedHTML(page.references[index].path).utf8
    }
  case .image(let index): out += image(page.references[index], linked.targets[index], page).utf8
  case .source(let index):
    if case .asset(let path) = linked.targets[index] {
      out += " src=\"\(escapedHTML(page.route.link(toFile: path)))\"".utf8
    } else {
      // Browsers then show the alternative text. Not a class: the tag may have one already.
      out += " src=\"data:,\" data-unresolved".utf8
    }
  case .questionList:
    let items = page.questions.map {
      ["title": .text($0.text), "href": .text("#" + percentEncoded($0.anchor))]
        as [String: TemplateValue]
    }
    out += plan.templates.render("question-list", ["items": .list(items)])
  case .questionTopics(let number): out += questionTopics(number, of: linked, plan)
  }
}

/// The relative address of what a link leads to.
private func address(of target: Target, from route: Route) -> String {
  switch target {
  case .page(let other, _, let anchor): route.link(to: other, anchor: anchor)
  case .asset(let path): route.link(toFile: path)
  case .unresolved: ""
  }
}

private func image(_ reference: Reference, _ target: Target, _ page: Page) -> String {
  guard case .image(let title, let alternative) = reference.kind else { return "" }
  guard case .asset(let path) = target else {
    guard case .unresolved(let reason) = target else { return "" }
    let text = alternative.isEmpty ? reference.written : alternative
    return "<span class=\"unresolved\" title=\"\(escapedHTML(reason))\">\(escapedHTML(text))</span>"
  }
  let source = escapedHTML(page.route.link(toFile: path))
  let caption = title.isEmpty ? "" : " title=\"\(escapedHTML(title))\""
  return "<img src=\"\(source)\" alt=\"\(escapedHTML(alternative))\"\(caption) loading=\"lazy\">"
}

/// The pages an answer links to, each once, the FAQ page itself left out.
private func questionTopics(_ number: Int, of linked: LinkedPage, _ plan: RenderPlan) -> [UInt8] {
  var seen: Set<Route> = [linked.page.route]
  var items: [[String: TemplateValue]] = []
  for index in linked.page.questions[number].references {
    guard case .page(let route, let title, _) = linked.targets[index],
      seen.insert(route).inserted
    else { continue }
    items.append(["title": .text(title), "href": .text(linked.page.route.link(to: route))])
  }
  guard !items.isEmpty else { return [] }
  return plan.templates.render("question-topics", ["items": .list(items)])
}

/// The outline of a page as nested lists: headings of levels 2 and 3.
func outlineHTML(of page: Page) -> [UInt8] {
  let headings = page.headings.filter { (2...3).contains($0.level) && !$0.text.isEmpty }
  guard page.frontMatter.showsOutline, headings.count > 1 else { return [] }
  var out = Array("<ul class=\"outline-list\">".utf8)
  var isInner = false
  var isFirst = true
  for heading in headings {
    // A page that begins with a third-level heading has no second level to put it under.
    let goesIn = heading.level == 3 && !isFirst
    if goesIn {
      if !isInner { out += "<ul class=\"outline-list\">".utf8 }
      isInner = true
    } else {
      if isInner { out += "</ul>".utf8 }
      isInner = false
      if !isFirst { out += "</li>".utf8 }
    }
    isFirst = false
    out += "<li><a href=\"#\(escapedHTML(percentEncoded(heading.anchor)))\">".utf8
    appendEscapedHTML(heading.text.utf8, to: &out)
    out += (goesIn ? "</a></li>" : "</a>").utf8
  }
  if isInner { out += "</ul>".utf8 }
  out += "</li></ul>".utf8
  return out
}

/// A page's body without a site around it: links keep what the author wrote. For `study render`.
package func standaloneBody(of page: Page) -> [UInt8] {
  var out: [UInt8] = []
  var copied = 0
  for cut in page.body.cuts {
    out.append(contentsOf: page.body.html[copied..<cut.offset])
    copied = cut.offset
    switch cut.slot {
    case .link(let index):
      let reference = page.references[index]
      let anchor = reference.anchor.map { "#" + gitHubSlug($0) } ?? ""
      let written = reference.kind == .wikilink ? reference.path + anchor : reference.written
      out += " href=\"\(escapedHTML(percentEncodedAddress(written)))\"".utf8
    case .label(let index): out += escapedHTML(page.references[index].path).utf8
    case .source(let index):
      out += " src=\"\(escapedHTML(percentEncodedAddress(page.references[index].written)))\"".utf8
    case .image(let index):
      let reference = page.references[index]
      guard case .image(let title, let alternative) = reference.kind else { continue }
      let caption = title.isEmpty ? "" : " title=\"\(escapedHTML(title))\""
      let source = escapedHTML(percentEncodedAddress(reference.written))
      out += "<img src=\"\(source)\" alt=\"\(escapedHTML(alternative))\"\(caption)>".utf8
    case .articleHeader, .questionList, .questionTopics: break
    }
  }
  out.append(contentsOf: page.body.html[copied...])
  return out
}

/// An address as written, with what may not stand in one encoded; `%`, `?` and `#` keep their
/// meaning.
private func percentEncodedAddress(_ address: String) -> String {
  address.split(omittingEmptySubsequences: false) { "%?#&".contains($0) }
    .reduce(into: ("", address.startIndex)) { result, part in
      result.0 += percentEncoded(String(part))
      if part.endIndex < address.endIndex { result.0.append(address[part.endIndex]) }
    }.0
}

// Assembles a page's body: the HTML of the scan, and in its cuts what only the linked site knows.
// Does not know the frame around the body.

internal import Bytes
package import Content
internal import Diagnostics
internal import Files
package import Interface
internal import Linking
internal import Templates

/// A body and where it is shown: a page's on the page itself, a definition's on any page.
struct BodyPlace {
  let page: Page
  let targets: [Target]
  let citations: [[Int?]]
  /// The route of the page it is shown on.
  let route: Route
  /// The works of that page, in the order of their numbers; nil omits citations.
  let works: [Int]?
  /// How many citations the page it is shown on has had before.
  var firstCitation = 0
  /// The page itself, for the slots that only a page has.
  var linked: LinkedPage?
  /// On the page with everything on it: the numbers of the pages it contains.
  var numbers: [Route: Int]?
}

/// The finished body of a page.
func filledBody(of linked: LinkedPage, _ plan: RenderPlan) -> [UInt8] {
  let body = filled(
    BodyPlace(
      page: linked.page, targets: linked.targets, citations: linked.citations,
      route: linked.page.route, works: linked.works, linked: linked), plan)
  return translated(body, plan)
}

/// The body with cmark-gfm's only text of its own, at the back-links of footnotes, in the site's
/// language. The text differs between versions of cmark-gfm. O(n) if there are footnotes.
func translated(_ body: [UInt8], _ plan: RenderPlan) -> [UInt8] {
  // Footnotes come last on a page.
  guard body.suffix(11).elementsEqual("</section>\n".utf8) else { return body }
  // Unescaped quotes like these do not occur in text.
  let mark = "class=\"footnote-backref\" data-footnote-backref"
  let label = Array(" aria-label=\"\(escapedHTML(plan.words[.backToText]))\"".utf8)
  var out: [UInt8] = []
  var copied = 0
  while let found = firstRange(of: mark, in: body, from: copied),
    let end = body[found.upperBound...].firstIndex(of: UInt8(ascii: ">"))
  {
    out += body[copied..<found.upperBound]
    out += label
    copied = end
  }
  return copied == 0 ? body : out + body[copied...]
}

/// A body with all its cuts filled. O(n): each piece is copied once.
func filled(_ place: BodyPlace, _ plan: RenderPlan) -> [UInt8] {
  let body = place.page.body
  var out: [UInt8] = []
  out.reserveCapacity(body.html.count + 64 * body.cuts.count + 512)
  var copied = 0
  for cut in body.cuts {
    out.append(contentsOf: body.html[copied..<cut.offset])
    copied = cut.offset
    append(cut.slot, at: cut.offset, of: place, plan, to: &out)
  }
  out.append(contentsOf: body.html[copied...])
  return out
}

/// Whether the tag that contains a cut has a `title` of its own, before or right after the cut.
private func isTitled(_ html: [UInt8], tagAt offset: Int) -> Bool {
  if html[offset...].starts(with: " title=".utf8) { return true }
  let start = html[..<offset].lastIndex(of: UInt8(ascii: "<")) ?? 0
  return firstRange(of: " title=", in: Array(html[start..<offset]), from: 0) != nil
}

private func append(
  _ slot: Slot, at offset: Int, of place: BodyPlace, _ plan: RenderPlan, to out: inout [UInt8]
) {
  let page = place.page
  switch slot {
  case .link(let index):
    if case .unresolved(let reason) = place.targets[index] {
      out.append(utf8: " class=\"unresolved\"")
      if !isTitled(page.body.html, tagAt: offset) {
        out.append(utf8: " title=\"\(escapedHTML(reason))\"")
      }
    } else {
      out.append(utf8: " href=\"")
      var address = address(of: place.targets[index], in: place)
      if let directive = page.references[index].textDirective {
        if address == "./" { address = "" }
        if !address.utf8.contains(UInt8(ascii: "#")) { address += "#" }
        address += percentEncodedAddress(String(directive))
      }
      appendEscapedHTML(address.utf8, to: &out)
      out.append(UInt8(ascii: "\""))
    }
  case .label(let index):
    switch place.targets[index] {
    case .page(_, let title, let anchor):
      let heading = anchor == nil ? nil : page.references[index].anchor
      out.append(utf8: escapedHTML(heading.map { "\(title): \($0)" } ?? title))
    default: out.append(utf8: escapedHTML(page.references[index].path))
    }
  case .image(let index):
    out.append(
      utf8: image(page.references[index], place.targets[index], from: place.route, plan.media))
  case .source(let index):
    if case .asset(let path) = place.targets[index] {
      out.append(utf8: " src=\"\(escapedHTML(place.route.link(toFile: path)))\"")
    } else {
      // Browsers then show the alternative text. Not a class, because the tag may already have one.
      out.append(utf8: " src=\"data:,\" data-unresolved")
    }
  case .citation(let index):
    guard let works = place.works else { return }
    out +=
      citationHTML(
        page.citations[index], number: place.firstCitation + index,
        named: place.citations[index], works: works, plan
      ).utf8
  case .term(let index): out.append(utf8: termAttributes(page.terms[index], in: place, plan))
  case .drawing(let index):
    appendDrawing(page.drawings[index], plan.media, plan.words, to: &out)
  case .articleHeader, .questionList, .questionTopics, .pathSteps:
    if let linked = place.linked {
      append(pageSlot: slot, of: linked, from: place.route, plan, to: &out)
    }
  }
}

/// The slots that occur only on pages, not in definitions.
private func append(
  pageSlot slot: Slot, of linked: LinkedPage, from route: Route, _ plan: RenderPlan,
  to out: inout [UInt8]
) {
  let page = linked.page
  switch slot {
  case .articleHeader:
    let hasHeading = page.headings.contains { $0.level == 1 }
    if !hasHeading { out.append(utf8: "<h1>\(escapedHTML(page.title))</h1>\n") }
    var values = articleHeaderValues(of: linked)
    if route == .root { addGlance(plan, to: &values) }
    out += plan.templates.render("article-header", values)
  case .questionList:
    let items = page.questions.map {
      ["title": .text($0.text), "href": .text("#" + percentEncoded($0.anchor))]
        as TemplateValues
    }
    out += plan.templates.render("question-list", ["items": .list(items)])
  case .questionTopics(let number):
    out += questionTopics(number, of: linked, from: route, plan)
  case .pathSteps: out += pathSteps(of: linked, from: route, plan)
  case .link, .label, .image, .source, .citation, .term, .drawing: break
  }
}

/// The relative address of a link's target.
private func address(of target: Target, in place: BodyPlace) -> String {
  switch target {
  case .page(let other, _, let anchor):
    place.numbers?[other].map { printLink($0, anchor) }
      ?? place.route.link(to: other, anchor: anchor)
  case .asset(let path): place.route.link(toFile: path)
  case .unresolved: ""
  }
}

private func image(
  _ reference: Reference, _ target: Target, from route: Route, _ media: Media
) -> String {
  guard case .image(let words) = reference.kind else { return "" }
  guard case .asset(let path) = target else {
    guard case .unresolved(let reason) = target else { return "" }
    let text = words.alternative.isEmpty ? reference.written : words.alternative
    return "<span class=\"unresolved\" title=\"\(escapedHTML(reason))\">\(escapedHTML(text))</span>"
  }
  return imageHTML(reference, words, at: path, from: route, media)
}

/// The pages an answer links to, each once, without the FAQ page itself.
private func questionTopics(
  _ number: Int, of linked: LinkedPage, from place: Route, _ plan: RenderPlan
) -> [UInt8] {
  var seen: Set<Route> = [linked.page.route]
  var items: [TemplateValues] = []
  for index in linked.page.questions[number].references {
    guard case .page(let route, let title, _) = linked.targets[index],
      seen.insert(route).inserted
    else { continue }
    items.append(["title": .text(title), "href": .text(place.link(to: route))])
  }
  guard !items.isEmpty else { return [] }
  return plan.templates.render("question-topics", ["items": .list(items)])
}

/// The outline of a page as nested lists: headings of levels 2 and 3.
func outlineHTML(of page: Page, direction: String = "ltr") -> [UInt8] {
  let headings = page.headings.filter { (2...3).contains($0.level) && !$0.text.isEmpty }
  guard page.frontMatter.showsOutline, headings.count > 1 else { return [] }
  var out = Array("<ul class=\"outline-list\">".utf8)
  out.reserveCapacity(96 * headings.count)
  var isInner = false
  var isFirst = true
  for heading in headings {
    // A third-level heading with no second-level heading before it has no list to go into.
    let goesIn = heading.level == 3 && !isFirst
    if goesIn {
      if !isInner { out.append(utf8: "<ul class=\"outline-list\">") }
      isInner = true
    } else {
      if isInner { out.append(utf8: "</ul>") }
      isInner = false
      if !isFirst { out.append(utf8: "</li>") }
    }
    isFirst = false
    out.append(utf8: "<li><a href=\"#")
    // Percent-encoded text needs no HTML escaping.
    appendPercentEncoded(heading.anchor, to: &out)
    out.append(utf8: "\">")
    appendName(heading.text, inDirection: direction, to: &out)
    out.append(utf8: goesIn ? "</a></li>" : "</a>")
  }
  if isInner { out.append(utf8: "</ul>") }
  out.append(utf8: "</li></ul>")
  return out
}

/// A page's body without a site around it, for `study render`: links stay as the author wrote them.
package func standaloneBody(of page: Page, _ media: Media, _ words: Words) -> [UInt8] {
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
      out.append(utf8: " href=\"\(escapedHTML(percentEncodedAddress(written)))\"")
    case .label(let index): out.append(utf8: escapedHTML(page.references[index].path))
    case .source(let index):
      out.append(
        utf8: " src=\"\(escapedHTML(percentEncodedAddress(page.references[index].written)))\"")
    case .image(let index):
      let reference = page.references[index]
      guard case .image(let words) = reference.kind else { continue }
      let caption = words.title.isEmpty ? "" : " title=\"\(escapedHTML(words.title))\""
      let source = escapedHTML(percentEncodedAddress(reference.written))
      out.append(
        utf8: "<img src=\"\(source)\" alt=\"\(escapedHTML(words.alternative))\"\(caption)>")
    case .citation(let index): out.append(utf8: escapedHTML(" " + page.citations[index].written))
    case .drawing(let index): appendDrawing(page.drawings[index], media, words, to: &out)
    case .articleHeader, .questionList, .questionTopics, .pathSteps, .term: break
    }
  }
  out.append(contentsOf: page.body.html[copied...])
  return out
}

/// An address as written, with invalid characters encoded; `%`, `?` and `#` keep their meaning.
private func percentEncodedAddress(_ address: String) -> String {
  var out: [UInt8] = []
  for byte in address.utf8 {
    switch byte {
    case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "&"):
      out.append(byte)
    default: appendPercentEncoded(byte, to: &out)
    }
  }
  return String(decoding: out, as: UTF8.self)
}

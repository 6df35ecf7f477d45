// The page with everything on it, `/print/`: all pages in reading order, for printing and for
// reading offline. Ids are prefixed with the number of their page, and links between pages lead to
// places on this one. Does not decide whether the site has such a page.

internal import Bytes
internal import Content
internal import Files
internal import Linking
internal import Templates

/// O(site).
func renderPrintPage(_ generated: GeneratedPage, _ plan: RenderPlan) -> OutputFile {
  let pages = readingOrder(of: plan.site)
  var numbers: [Route: Int] = [:]
  for (index, linked) in pages.enumerated() { numbers[linked.page.route] = index + 1 }
  var contents: [UInt8] = []
  for (index, linked) in pages.enumerated() {
    append(linked, number: index + 1, numbers: numbers, plan, to: &contents)
  }
  let route = generated.route
  let root = route.prefixToRoot
  let body = plan.templates.render(
    "print",
    [
      "title": .text(generated.title), "count": .text("\(pages.count)"), "root": .text(root),
      "contents": .html(contents),
      "pages": .list(
        pages.enumerated().map { index, linked in
          ["id": .text(printAnchor(index + 1, nil)), "title": .text(linked.page.title)]
        }),
    ])
  var values = frameValues(title: generated.title, route: route, kind: "print", plan)
  values["body"] = .html(body)
  values["robots"] = .text("noindex")
  values["canonical"] = nil
  values["breadcrumbs"] = .list(generated.breadcrumbs.map { link($0, from: route) })
  values["contentSecurityPolicy"] = .text(
    contentSecurityPolicy(
      allowsExternalImages: pages.contains { $0.page.hasExternalImage }))
  return OutputFile(
    path: OutputPath(route), contents: .bytes(plan.templates.render("page", values)))
}

/// The anchor, on the page with everything, of a page or of a place on it: `#p12.anchor`.
func printAnchor(_ number: Int, _ anchor: String?) -> String {
  "#p\(number)" + (anchor.map { "." + percentEncoded($0) } ?? "")
}

/// The address of such an anchor in the HTML of one page, before it becomes a part of this one: an
/// author's `#p12` is a place on the author's own page.
func printLink(_ number: Int, _ anchor: String?) -> String {
  "#" + String(decoding: ownMark, as: UTF8.self) + printAnchor(number, anchor).dropFirst()
}

/// What no author's id begins with.
private let ownMark = Array("study.print-".utf8)

/// Home, then the navigation's order, then pages the navigation does not list.
private func readingOrder(of site: Site) -> [LinkedPage] {
  var indices: [Route: Int] = [:]
  for (index, linked) in site.pages.enumerated() { indices[linked.page.route] = index }
  var order: [LinkedPage] = []
  func add(_ route: Route) {
    if let index = indices.removeValue(forKey: route) { order.append(site.pages[index]) }
  }
  func visit(_ nodes: [NavigationNode]) {
    for node in nodes {
      if let route = node.route { add(route) }
      visit(node.children)
    }
  }
  add(.root)
  visit(site.navigation.roots)
  for linked in site.pages { add(linked.page.route) }
  return order
}

private func append(
  _ linked: LinkedPage, number: Int, numbers: [Route: Int], _ plan: RenderPlan,
  to out: inout [UInt8]
) {
  let body = filled(
    BodyPlace(
      page: linked.page, targets: linked.targets, citations: linked.citations,
      route: plan.site.places.print, works: linked.works, linked: linked, numbers: numbers), plan)
  out.append(utf8: "<section class=\"print-page\" id=\"p\(number)\">\n")
  appendPrintable(translated(body, plan)[...], number: number, to: &out)
  if !linked.works.isEmpty {
    let items = workItems(linked.works, linked.citations, from: plan.site.places.print, plan)
    let list = plan.templates.render(
      "source-list", ["hasSources": .flag(true), "sources": .list(items)])
    appendPrintable(list[...], number: number, to: &out)
  }
  out.append(utf8: "</section>\n")
}

/// Attributes whose value is one or more ids on the same page, or the name of a group of radio
/// buttons.
private let idAttributes: Set<String> = [
  "id", "for", "name", "aria-labelledby", "aria-describedby", "aria-controls", "headers",
]

/// Appends the HTML of one page as a part of the page with everything: headings a level lower, ids
/// and references to them prefixed with the page's number. O(n), one pass; the generator wrote
/// `html` itself, so its attributes are double-quoted.
func appendPrintable(_ html: ArraySlice<UInt8>, number: Int, to out: inout [UInt8]) {
  var index = html.startIndex
  while let open = html[index...].firstIndex(of: UInt8(ascii: "<")) {
    out.append(contentsOf: html[index...open])
    index = open + 1
    let isEnd = index < html.endIndex && html[index] == UInt8(ascii: "/")
    if isEnd {
      out.append(html[index])
      index += 1
    }
    // Skips comments, and any `<` that does not begin a tag.
    guard index < html.endIndex, (html[index] | 0x20) &- UInt8(ascii: "a") < 26 else { continue }
    let name = html[index...].prefix {
      $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/")
    }
    out.append(contentsOf: loweredHeading(name))
    let isLandmark = name.elementsEqual("section".utf8) || name.elementsEqual("nav".utf8)
    index = name.endIndex
    if !isEnd {
      index = appendAttributes(
        html, from: index, number: number, isLandmark: isLandmark, to: &out)
    }
  }
  out.append(contentsOf: html[index...])
}

/// `h1` as `h2`, down to `h6`; `nav` as `div`, because each page would otherwise add a landmark
/// with the same name.
private func loweredHeading(_ name: ArraySlice<UInt8>) -> [UInt8] {
  if name.elementsEqual("nav".utf8) { return Array("div".utf8) }
  guard name.count == 2, let first = name.first, let level = name.last,
    first == UInt8(ascii: "h"), (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(level)
  else { return Array(name) }
  return [first, level + 1]
}

/// Copies a tag's attributes up to its `>`, and returns the index of the `>`.
private func appendAttributes(
  _ html: ArraySlice<UInt8>, from start: Int, number: Int, isLandmark: Bool,
  to out: inout [UInt8]
) -> Int {
  let quote = UInt8(ascii: "\"")
  var index = start
  while index < html.endIndex, html[index] != UInt8(ascii: ">") {
    guard html[index] == quote else {
      out.append(html[index])
      index += 1
      continue
    }
    let end = html[(index + 1)...].firstIndex(of: quote) ?? html.endIndex - 1
    let value = html[(index + 1)..<end]
    let name = attributeName(html[start..<index])
    if isLandmark, name.hasPrefix("aria-label") {
      // Without its name it is not a landmark.
      out.removeLast(name.utf8.count + 2)
      index = end + 1
      continue
    }
    out.append(quote)
    appendValue(value, of: name, number: number, to: &out)
    out.append(quote)
    index = end + 1
  }
  return index
}

/// The attribute name before `="`.
private func attributeName(_ text: ArraySlice<UInt8>) -> String {
  let name = text.dropLast().reversed().prefix { $0 > 0x20 }
  return String(decoding: name.reversed(), as: UTF8.self)
}

private func appendValue(
  _ value: ArraySlice<UInt8>, of name: String, number: Int, to out: inout [UInt8]
) {
  let prefix = Array("p\(number).".utf8)
  if idAttributes.contains(name) {
    for (position, id) in value.split(separator: 0x20).enumerated() {
      if position > 0 { out.append(0x20) }
      out += prefix + id
    }
  } else if name == "href" || name == "xlink:href", value.first == UInt8(ascii: "#") {
    let anchor = value.dropFirst()
    out.append(UInt8(ascii: "#"))
    if anchor.starts(with: ownMark) {
      out += anchor.dropFirst(ownMark.count)
    } else if !anchor.starts(with: textDirectiveMark.utf8) {
      out += prefix + anchor
    } else {
      out += anchor
    }
  } else if let hash = value.firstRange(of: "url(#".utf8) {
    // Inside drawings: refers to a marker or gradient of the same picture.
    out += value[..<hash.upperBound]
    out += prefix
    out += value[hash.upperBound...]
  } else {
    out += value
  }
}

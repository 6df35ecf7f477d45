// What a page shows because of other pages: works cited, definitions of terms, questions, related
// pages, mentions. As values for templates, and as HTML for places in the text.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files
internal import Interface
internal import Linking
internal import Templates

/// The most mentions of one kind that are shown; a page that every page links to would otherwise be
/// a list of links.
private let shownMentionLimit = 50

/// The values for everything below a page's text.
func conceptValues(of linked: LinkedPage, _ plan: RenderPlan) -> TemplateValues {
  let route = linked.page.route
  var values: TemplateValues = [:]
  values["sources"] = .list(workItems(linked.works, linked.citations, from: route, plan))
  values["hasSources"] = .flag(!linked.works.isEmpty)
  values["definitions"] = .html(definitionsHTML(of: linked, plan))
  values["questions"] = .list(
    linked.questions.map { question in
      [
        "title": .text(question.question),
        "href": .text(route.link(to: question.route, anchor: question.anchor)),
        "answer": .text(String(decoding: question.shortAnswer, as: UTF8.self)),
      ]
    })
  values["hasQuestions"] = .flag(!linked.questions.isEmpty)
  values["related"] = .list(
    linked.related.map { related in
      [
        "title": .text(related.page.title), "href": .text(route.link(to: related.page.route)),
        "reason": .text(related.reason),
      ]
    })
  values["hasRelated"] = .flag(!linked.related.isEmpty)
  let groups = mentionGroups(of: linked)
  values["mentions"] = .list(
    mentionValues(groups, linked.mentions, from: route, plan.words))
  values["hasMentions"] = .flag(!groups.isEmpty)
  return values
}

// MARK: - Mentions

/// Mentions of one kind, as indices of `LinkedPage.mentions`.
private struct MentionGroup {
  let label: Word
  var members: [Int] = []
}

private func mentionGroups(of linked: LinkedPage) -> [MentionGroup] {
  var groups = [
    MentionGroup(label: .groupTopics), MentionGroup(label: .groupPaths),
    MentionGroup(label: .groupPages), MentionGroup(label: .groupQuestions),
    MentionGroup(label: .glossary),
  ]
  // A question or a path that is shown as such is not shown as a mention too.
  let asked = Set(linked.questions.map(\.route))
  let paths = linked.places.map(\.path.route)
  let mentions = linked.mentions
  for index in mentions.indices {
    switch mentions[index].kind {
    case .page(.topic): groups[0].members.append(index)
    case .page(.path):
      if !paths.contains(mentions[index].page.route) { groups[1].members.append(index) }
    case .page(.home), .page(.page): groups[2].members.append(index)
    case .page(.faq):
      if !asked.contains(mentions[index].page.route) { groups[3].members.append(index) }
    case .term: groups[4].members.append(index)
    }
  }
  return groups.filter { !$0.members.isEmpty }
}

private func mentionValues(
  _ groups: [MentionGroup], _ mentions: [Mention], from route: Route, _ words: Words
) -> [TemplateValues] {
  groups.map { group in
    let left = group.members.count - shownMentionLimit
    return [
      // A single group needs no label.
      "label": .text(groups.count > 1 ? words[group.label] : ""),
      "items": .list(
        group.members.prefix(shownMentionLimit).map { index in
          let mention = mentions[index]
          let anchor = mention.anchor.isEmpty ? nil : mention.anchor
          return [
            "title": .text(mention.page.title),
            "href": .text(route.link(to: mention.page.route, anchor: anchor)),
            "sentence": .text(String(decoding: mention.sentence, as: UTF8.self)),
          ]
        }),
      "more": .text(left > 0 ? words.filled(.andMore, "\(left)") : ""),
    ]
  }
}

// MARK: - Sources

/// The numbered works of a page, each with the places that cite it.
func workItems(
  _ works: [Int], _ citations: [[Int?]], from route: Route, _ plan: RenderPlan
) -> [TemplateValues] {
  works.enumerated().map { position, index in
    let work = plan.site.works[index].work
    let places = citations.indices.filter { citations[$0].contains(index) }
    return [
      "id": .text("study.source-\(position + 1)"),
      "reference": .html(Array(referenceHTML(of: work, plan.words).utf8)),
      "entry": .text(route.link(to: plan.site.places.works, anchor: work.key)),
      "name": .text(shortName(of: work, plan.words)),
      "places": .list(
        places.enumerated().map { number, citation in
          [
            "href": .text("#study.cite-\(citation + 1)"),
            "label": .text(places.count > 1 ? "\(number + 1)" : ""),
            "isOnly": .flag(places.count == 1),
          ]
        }),
    ]
  }
}

/// The numbers for one bracket of citations: `[1, 3: section 2]`.
/// - Parameter works: the works the page cites, in the order of their numbers.
func citationHTML(
  _ citation: Citation, number: Int, named: [Int?], works: [Int], _ plan: RenderPlan
) -> String {
  let parts = zip(citation.items, named).map { item, work -> String in
    guard let work, let position = works.firstIndex(of: work) else {
      return "<span class=\"unresolved\" title=\""
        + "\(escapedHTML(plan.words[.unknownSource]))\">\(escapedHTML(item.key))</span>"
    }
    let locator = item.locator.map { ": \(escapedHTML($0))" } ?? ""
    let label = escapedHTML(
      plan.words.filled(
        .sourceNumber, "\(position + 1)",
        shortName(of: plan.site.works[work].work, plan.words)))
    return "<a href=\"#study.source-\(position + 1)\" aria-label=\"\(label)\">\(position + 1)</a>"
      + locator
  }
  return "<span class=\"cite\" id=\"study.cite-\(number + 1)\">"
    + "[\(parts.joined(separator: ", "))]</span>"
}

/// The page's schema.org data, as one JSON value.
func structuredData(of linked: LinkedPage, _ plan: RenderPlan) -> [UInt8] {
  var parts: [[UInt8]] = []
  if !linked.page.questions.isEmpty { parts.append(questionData(of: linked.page)) }
  if !linked.works.isEmpty {
    let works = citationData(linked.works.map { plan.site.works[$0].work })
    var out = Array("{\"@context\":\"https://schema.org\",\"@type\":\"Article\",".utf8)
    out.append(utf8: "\"headline\":")
    appendJSONString(linked.page.title.utf8, to: &out)
    parts.append(out + ",\"citation\":".utf8 + works + "}".utf8)
  }
  guard let first = parts.first else { return [] }
  guard parts.count > 1 else { return first }
  return Array("[".utf8) + Array(parts.joined(separator: Array(",".utf8))) + Array("]".utf8)
}

// MARK: - Terms

/// The attributes of a term's link in the text.
func termAttributes(_ use: TermUse, in place: BodyPlace, _ plan: RenderPlan) -> String {
  let linked = plan.site.terms[use.term]
  // A term is not linked on its own page: without an `href` the `<a>` renders as plain text.
  guard linked.page?.route != place.page.route else { return "" }
  let term = linked.term
  let address = escapedHTML(place.route.link(to: plan.site.places.glossary, anchor: term.anchor))
  // The page with everything on it contains no definitions to refer to.
  let description =
    place.numbers == nil ? " aria-describedby=\"\(definitionID(term))\"" : ""
  return " href=\"\(address)\" class=\"term\"\(description)"
}

private func definitionID(_ term: GlossaryTerm) -> String {
  escapedHTML("study.term-\(term.anchor)")
}

/// The definitions of a page's terms: hidden, announced by screen readers with their links, and
/// shown by a short script on hover or focus.
private func definitionsHTML(of linked: LinkedPage, _ plan: RenderPlan) -> [UInt8] {
  let route = linked.page.route
  let terms = linked.page.terms.map { plan.site.terms[$0.term] }.filter { $0.page?.route != route }
  guard !terms.isEmpty else { return [] }
  var out = Array("<div class=\"definitions\" hidden>\n".utf8)
  for term in terms {
    out.append(utf8: "<div id=\"\(definitionID(term.term))\">")
    out += definitionHTML(of: term, from: route, numbers: nil, plan)
    var links: [String] = []
    if let page = term.page {
      let href = escapedHTML(route.link(to: page.route))
      links.append("<a href=\"\(href)\">\(escapedHTML(page.title))</a>")
    }
    let entry = escapedHTML(route.link(to: plan.site.places.glossary, anchor: term.term.anchor))
    links.append("<a href=\"\(entry)\">\(escapedHTML(plan.words[.inGlossary]))</a>")
    out.append(utf8: "<p class=\"definition-links\">\(links.joined(separator: " "))</p></div>\n")
  }
  return out + "</div>\n".utf8
}

/// A term's definition, or a reference to another term.
/// - Parameter numbers: the works of the page it is shown on, for its citations; nil omits them.
func definitionHTML(
  of term: LinkedTerm, from route: Route, numbers: (works: [Int], first: Int)?, _ plan: RenderPlan
) -> [UInt8] {
  if let definition = term.term.definition {
    return filled(
      BodyPlace(
        page: definition, targets: term.targets, citations: term.citations, route: route,
        works: numbers?.works, firstCitation: numbers?.first ?? 0), plan)
  }
  let see = term.see.map { other in
    let target = plan.site.terms[other].term
    let href = escapedHTML(route.link(to: plan.site.places.glossary, anchor: target.anchor))
    return "<a href=\"\(href)\">\(escapedHTML(target.name))</a>"
  }
  let text = pieces(of: plan.words[.see]).map { piece in
    switch piece {
    case .text(let text): escapedHTML(String(text))
    case .name: see.joined(separator: ", ")
    }
  }
  return Array("<p>\(text.joined())</p>".utf8)
}

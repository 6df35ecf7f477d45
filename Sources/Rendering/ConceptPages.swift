// The generated pages about a corpus's concepts: glossary, list of sources, map of topics; and the
// same data for programs.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files
internal import Interface
internal import Linking
internal import Templates

/// Renders one of the pages about concepts.
func renderConceptPage(_ generated: GeneratedPage, _ plan: RenderPlan) -> OutputFile {
  let route = generated.route
  var values = frameValues(
    title: generated.title, route: route, kind: generated.kind.rawValue, plan)
  let body =
    switch generated.kind {
    case .glossary: plan.templates.render("glossary", glossaryValues(generated, plan))
    case .works: plan.templates.render("sources", workValues(generated, plan))
    default: plan.templates.render("topic-map", mapValues(generated, plan))
    }
  values["body"] = .html(body)
  values["outline"] = .html(initials(of: generated, plan))
  values["breadcrumbs"] = .list(generated.breadcrumbs.map { link($0, from: route) })
  return OutputFile(
    path: OutputPath(route), contents: .bytes(plan.templates.render("page", values)))
}

/// From this many entries on a list gets letters.
private let lettersFrom = 20

/// Links for a long glossary or list of sources, one per letter, each to the letter's first entry.
/// O(entries).
private func initials(of generated: GeneratedPage, _ plan: RenderPlan) -> [UInt8] {
  let entries: [(name: String, anchor: String)] =
    switch generated.kind {
    case .glossary: plan.site.terms.map { ($0.term.name, $0.term.anchor) }
    case .works:
      sortedWorks(plan).map { (firstName(of: $0.work), $0.work.key) }
    default: []
    }
  guard entries.count >= lettersFrom else { return [] }
  var out = Array("<ul class=\"outline-letters\">".utf8)
  var last = ""
  for (name, anchor) in entries {
    let letter = foldedTermName(name).prefix(1).uppercased()
    guard letter != last, letter.first?.isLetter == true else { continue }
    last = letter
    out.append(utf8: "<li><a href=\"#\(escapedHTML(percentEncoded(anchor)))\">\(letter)</a></li>")
  }
  return out + "</ul>".utf8
}

/// How many of the pages that use a term are listed.
private let shownUseLimit = 8

private func glossaryValues(
  _ generated: GeneratedPage, _ plan: RenderPlan
) -> TemplateValues {
  let route = generated.route
  var works: [Int] = []
  for work in plan.site.terms.flatMap({ $0.citations.joined() }) {
    if let work, !works.contains(work) { works.append(work) }
  }
  var citations: [[Int?]] = []
  let terms = plan.site.terms.map { term -> TemplateValues in
    let definition = definitionHTML(
      of: term, from: route, numbers: (works, citations.count), plan)
    citations += term.citations
    let see = term.see.map { other in
      let target = plan.site.terms[other].term
      return [
        "title": .text(target.name),
        "href": .text(route.link(to: plan.site.places.glossary, anchor: target.anchor)),
      ] as TemplateValues
    }
    var values: TemplateValues = [
      "id": .text(term.term.anchor), "name": .text(term.term.name),
      "aliases": .text(term.term.aliases.joined(separator: ", ")),
      "definition": .html(definition),
      "hasSee": .flag(term.term.definition != nil && !see.isEmpty), "see": .list(see),
      "isUsed": .flag(!term.uses.isEmpty),
      "uses": .list(term.uses.prefix(shownUseLimit).map { link($0, from: route) }),
      "useCount": .text(
        term.uses.count > shownUseLimit
          ? plan.words.filled(.andMore, "\(term.uses.count - shownUseLimit)") : ""),
    ]
    if let page = term.page { values["page"] = .group(link(page, from: route)) }
    return values
  }
  return [
    "title": .text(generated.title), "terms": .list(terms),
    "hasSources": .flag(!works.isEmpty),
    "sources": .list(workItems(works, citations, from: route, plan)),
  ]
}

private func workValues(
  _ generated: GeneratedPage, _ plan: RenderPlan
) -> TemplateValues {
  let works = sortedWorks(plan)
  return [
    "title": .text(generated.title),
    "count": .text(
      works.count == 1 ? plan.words[.oneWork] : plan.words.filled(.works, "\(works.count)")),
    "works": .list(
      works.map { work in
        [
          "id": .text(work.work.key),
          "reference": .html(Array(referenceHTML(of: work.work, plan.words).utf8)),
          "isCited": .flag(!work.citedIn.isEmpty),
          "citedIn": .list(work.citedIn.map { link($0, from: generated.route) }),
        ]
      }),
  ]
}

private func sortedWorks(_ plan: RenderPlan) -> [LinkedWork] {
  plan.site.works.map { (sortKey($0.work), $0) }.sorted { left, right in
    precedes(left.0, right.0)
  }.map(\.1)
}

/// The first author's name, or the title of a work without one.
private func firstName(of work: Work) -> String {
  work.authors.first.map { $0.literal ?? $0.family ?? "" } ?? work.title
}

/// Sorts by first author, then year, then title, as readers look for a work.
private func sortKey(_ work: Work) -> String {
  let who = firstName(of: work)
  let year = work.issued?.iso ?? "9999"
  return "\(foldedTermName(who))\u{1}\(year)\u{1}\(foldedTermName(work.title))"
}

private func mapValues(
  _ generated: GeneratedPage, _ plan: RenderPlan
) -> TemplateValues {
  let graph = plan.site.topics
  var neighbours = [Set<Int>](repeating: [], count: graph.topics.count)
  for edge in graph.edges {
    neighbours[edge.from].insert(edge.to)
    neighbours[edge.to].insert(edge.from)
  }
  let sections = graph.sections.enumerated().map { index, title in
    [
      "title": .text(title),
      "topics": .list(
        graph.topics.indices.filter { graph.topics[$0].section == index }.map { topic in
          let links = neighbours[topic].sorted().map {
            link(graph.topics[$0].page, from: generated.route)
          }
          return link(graph.topics[topic].page, from: generated.route)
            .adding(["links": .list(links)])
        }),
    ] as TemplateValues
  }
  return [
    "title": .text(generated.title), "map": .html(topicMapSVG(graph, from: generated.route)),
    "sections": .list(sections),
  ]
}

// MARK: - For programs

/// Glossary, sources, questions and the graph of topics as data.
func conceptFiles(_ plan: RenderPlan) -> [OutputFile] {
  let site = plan.site
  var files: [OutputFile] = []
  if !site.terms.isEmpty { files.append(OutputFile("glossary.json", glossaryData(site))) }
  if !site.works.isEmpty {
    let works = site.works.map(\.work)
    let folder = site.places.works.text
    files.append(OutputFile(folder + "bibliography.bib", bibTeX(works)))
    files.append(OutputFile(folder + "bibliography.json", cslJSON(works)))
  }
  if site.generated.contains(where: { $0.kind == .map }) {
    files.append(OutputFile("graph.json", graphData(site.topics)))
  }
  let answered = site.pages.filter { !$0.page.questions.isEmpty }
  if !answered.isEmpty { files.append(OutputFile("faq.json", questionFile(answered))) }
  return files
}

private func glossaryData(_ site: Site) -> [UInt8] {
  var out = Array("[".utf8)
  for (index, term) in site.terms.enumerated() {
    out.append(utf8: index > 0 ? ",\n{\"term\":" : "\n{\"term\":")
    appendJSONString(term.term.name.utf8, to: &out)
    out.append(utf8: ",\"aliases\":[")
    for (number, alias) in term.term.aliases.enumerated() {
      if number > 0 { out.append(UInt8(ascii: ",")) }
      appendJSONString(alias.utf8, to: &out)
    }
    out.append(utf8: "],\"url\":")
    appendJSONString(
      "\(site.places.glossary.text)#\(percentEncoded(term.term.anchor))".utf8, to: &out)
    out.append(utf8: ",\"definition\":")
    appendJSONString(trimmedEnd(term.term.definition?.plainText ?? []), to: &out)
    out.append(UInt8(ascii: "}"))
  }
  return out + "\n]\n".utf8
}

private func questionFile(_ pages: [LinkedPage]) -> [UInt8] {
  var out = Array("[".utf8)
  var isFirst = true
  for linked in pages {
    let page = linked.page
    for question in page.questions {
      out.append(utf8: isFirst ? "\n{\"question\":" : ",\n{\"question\":")
      isFirst = false
      appendJSONString(question.text.utf8, to: &out)
      out.append(utf8: ",\"url\":")
      appendJSONString(
        "\(percentEncoded(page.route.text))#\(percentEncoded(question.anchor))".utf8, to: &out)
      out.append(utf8: ",\"shortAnswer\":")
      appendJSONString(page.plainText[page.shortAnswer(of: question)], to: &out)
      out.append(UInt8(ascii: "}"))
    }
  }
  return out + "\n]\n".utf8
}

private func trimmedEnd(_ text: [UInt8]) -> ArraySlice<UInt8> {
  var text = text[...]
  while let last = text.last, last <= 0x20 { text.removeLast() }
  return text
}

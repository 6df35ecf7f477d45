// How pages relate beyond a link from one to another: mentions with their sentence, questions about
// a page, works cited, terms used, related pages, the map of topics. Works on resolved references;
// does not know what an author wrote.

internal import Content
internal import Diagnostics
internal import Files

/// Where a page is mentioned: an index among the pages or the terms, and in its `mentions`.
enum MentionOrigin: Sendable {
  case page(Int, place: Int)
  case term(Int, place: Int)
}

/// For each page the places that mention it, by kind of the mentioning page, then by its route,
/// each page once; terms last. Only indices, because this covers all pages at once.
func mentionOrigins(
  _ pages: [Page], _ resolved: [ResolvedPage], inOrder order: [Int], terms: [ResolvedPage]
) -> [[MentionOrigin]] {
  var origins = [[MentionOrigin]](repeating: [], count: pages.count)
  let kinds = pages.map(\.kind)
  for kind in [PageKind.home, .topic, .path, .page, .faq] {
    for index in order where kinds[index] == kind {
      // By index: copying a place would copy everything in it.
      let places = resolved[index].mentions
      for number in places.indices {
        origins[places[number].target].append(.page(index, place: number))
      }
    }
  }
  for (term, resolved) in terms.enumerated() {
    for (number, place) in resolved.mentions.enumerated() {
      origins[place.target].append(.term(term, place: number))
    }
  }
  return origins
}

/// For each route the questions whose answers link to it, in page order, each once.
func questionMentions(
  _ pages: [Page], _ resolved: [ResolvedPage], inOrder order: [Int]
) -> [Route: [QuestionMention]] {
  var found: [Route: [QuestionMention]] = [:]
  for index in order {
    let page = pages[index]
    for question in page.questions {
      var seen: Set<Route> = [page.route]
      for reference in question.references {
        guard case .page(let route, _, _) = resolved[index].targets[reference],
          seen.insert(route).inserted
        else { continue }
        found[route, default: []].append(
          QuestionMention(
            question: question.text, route: page.route, anchor: question.anchor,
            shortAnswer: Array(page.plainText[page.shortAnswer(of: question)])))
      }
    }
  }
  return found
}

/// Questions that are asked twice, and questions without an answer.
func questionProblems(_ pages: [Page]) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var owners: [String: String] = [:]
  for page in pages {
    for question in page.questions {
      let range = page.lineTable().range(of: question.position)
      if page.shortAnswer(of: question).isEmpty {
        diagnostics.append(
          Diagnostic(
            .emptyAnswer, "the question `\(question.text)` has no answer",
            path: page.source.path, range: range,
            notes: ["write the answer in short in the first paragraph under it"]))
      }
      let folded = foldedName(question.text)
      if let owner = owners[folded] {
        diagnostics.append(
          Diagnostic(
            .duplicateQuestion, "the question `\(question.text)` is asked twice",
            path: page.source.path, range: range,
            notes: ["it is answered in `\(owner)` already; keep one answer and link to it"]))
      }
      owners[folded] = owners[folded] ?? page.source.path
    }
  }
  return diagnostics
}

/// Pages that no page links to, that are not a step of a path, and that study.yml's own navigation
/// does not list.
func orphans(
  _ pages: [Page], _ mentions: [[MentionOrigin]], steps: Set<Int>,
  navigation: [NavigationNode]
) -> [Diagnostic] {
  let listed = Set(readingOrder(navigation, home: nil).map(\.route))
  return pages.indices.filter { index in
    let route = pages[index].route
    return route != .root && mentions[index].isEmpty && !listed.contains(route)
      && !steps.contains(index)
  }.map { index in
    Diagnostic(
      .orphanPage, "no page links to this one, and `nav:` does not list it",
      path: pages[index].source.path,
      notes: ["link to it from a page that leads here, or add it to `nav:` in study.yml"])
  }
}

// MARK: - Sources

/// The works of a page in the order of their first citations, then those of its front matter.
func citedWorks(_ page: Page, _ resolved: ResolvedPage, _ tables: LinkTables) -> [Int] {
  var works: [Int] = []
  for work in resolved.citations.joined() {
    if let work, !works.contains(work) { works.append(work) }
  }
  for key in page.frontMatter.sources {
    if let work = tables.worksByKey[key], !works.contains(work) { works.append(work) }
  }
  return works
}

/// Entries of sources.yml that nothing cites.
func uncitedWorks(_ works: [Work], cited: Set<Int>, _ file: SourceFile?) -> [Diagnostic] {
  guard let file else { return [] }
  return works.indices.filter { !cited.contains($0) }.map { index in
    Diagnostic(
      .uncitedSource, "no page cites `\(works[index].key)`", path: file.path,
      range: works[index].keyRange,
      notes: ["cite it as `[@\(works[index].key)]` or in a page's `sources:`, or delete it"])
  }
}

// MARK: - Glossary

/// The glossary with the targets of its entries and the pages that use them.
func linkedTerms(
  _ glossary: Glossary, _ resolved: [ResolvedPage], _ pages: [Page], _ tables: LinkTables
) -> Diagnosed<[LinkedTerm]> {
  var diagnostics: [Diagnostic] = []
  var uses = [[PageLink]](repeating: [], count: glossary.terms.count)
  for page in pages.filter({ !$0.terms.isEmpty }).sorted(by: { $0.route < $1.route }) {
    for use in page.terms where !isNamed(page, glossary.terms[use.term]) {
      uses[use.term].append(PageLink(title: page.title, route: page.route))
    }
  }
  let terms = glossary.terms.enumerated().map { index, term in
    let see = term.see.compactMap { name, range -> Int? in
      if let found = tables.termsByName[foldedTermName(name)] { return found }
      let nearest = nearestMatch(
        to: name, among: glossary.terms.prefix(2000).flatMap { [$0.name] + $0.aliases })
      diagnostics.append(
        Diagnostic(
          .unknownTerm, "`see` names `\(name)`, which is not in the glossary",
          path: term.source.path, range: range,
          notes: nearest.map { ["did you mean `\($0)`?"] } ?? []))
      return nil
    }
    let page = ([term.name] + term.aliases).lazy.compactMap { name -> PageLink? in
      let matches = tables.pages(called: name)
      guard matches.count == 1 else { return nil }
      let page = tables.pages[matches[0]]
      return PageLink(title: page.title, route: page.route)
    }.first
    return LinkedTerm(
      term: term, targets: resolved[index].targets, citations: resolved[index].citations,
      see: see, page: page, uses: uses[index])
  }
  diagnostics += circles(terms)
  return Diagnosed(terms, diagnostics)
}

/// Whether a page is named after a term, and so is not listed as using it.
private func isNamed(_ page: Page, _ term: GlossaryTerm) -> Bool {
  let names = Set(([page.title] + page.frontMatter.aliases).map(foldedName))
  return ([term.name] + term.aliases).contains { names.contains(foldedName($0)) }
}

/// Entries without a definition whose first `see` leads in a circle.
private func circles(_ terms: [LinkedTerm]) -> [Diagnostic] {
  terms.indices.filter { start in
    var seen: Set<Int> = []
    var current = start
    while terms[current].term.definition == nil, let next = terms[current].see.first {
      guard seen.insert(current).inserted else { return true }
      current = next
    }
    return false
  }.map { index in
    let term = terms[index].term
    return Diagnostic(
      .circularTerm, "`see` of `\(term.name)` leads back to itself and to no definition",
      path: term.source.path, range: term.range, notes: ["give one of the terms a `definition:`"])
  }
}

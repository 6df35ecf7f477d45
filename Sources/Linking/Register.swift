// The register: an alphabetical list like that at the back of a book, for a site. Titles, other
// names, headings, terms, questions and tags, each with the places it leads to. Knows no HTML.

internal import Content
package import Files

/// All entries, by letter.
package struct Register: Sendable, Equatable {
  /// In alphabetical order: symbols, digits, letters.
  package let letters: [Letter]

  package struct Letter: Sendable, Equatable {
    /// The heading of its entries: `A`.
    package let name: String
    /// An ASCII form for addresses and ids: `a`, `digits`, `u5fc3`. Unique among the letters.
    package let slug: String
    package let entries: [RegisterEntry]
  }

  package var entryCount: Int { letters.reduce(0) { $0 + $1.entries.count } }
}

/// A name, and where it leads.
package struct RegisterEntry: Sendable, Equatable {
  package let name: String
  /// At least one; a place with exactly this name comes first.
  package let places: [Place]

  package struct Place: Sendable, Equatable {
    package let kind: Kind
    /// A description of the place: the page's title, or for another name, the thing it names.
    package let title: String
    package let route: Route
    package let anchor: String?
  }

  /// In the order in which an entry lists its places.
  package enum Kind: Sendable, CaseIterable {
    case page, term, heading, question, tag
    /// Another name of something that is listed elsewhere.
    case alias
  }
}

/// A heading on more pages than this is a recurring part ("Examples") rather than a subject, and is
/// left out.
package let registerPlaceLimit = 8

/// Headings are included level by level, 2 and then 3, as long as there are no more than this many.
/// So the register of a very large site has only titles, names, terms and questions, and takes
/// negligible time. Ten thousand pages exceed the limit with three headings each.
package let registerHeadingLimit = 20_000

/// The register of a site. Pages with `search: false` are left out. O(n log n) in the names.
package func register(
  of site: Site, headingLimit: Int = registerHeadingLimit
) -> Register {
  let pages = site.pages.filter(\.page.frontMatter.isSearchable)
  var collector = Collector()
  for linked in pages { collector.add(linked.page) }
  for page in site.generated where page.kind.isConcept {
    collector.add(page.title, .page, page.title, page.route)
  }
  let glossaryTitle = site.generated.first { $0.kind == .glossary }?.title ?? ""
  for term in site.terms {
    let anchor = term.term.anchor
    collector.add(term.term.name, .term, glossaryTitle, site.places.glossary, anchor)
    for alias in term.term.aliases {
      collector.add(alias, .alias, term.term.name, site.places.glossary, anchor)
    }
  }
  let tagsTitle = site.generated.first { $0.kind == .tags }?.title ?? ""
  for tag in site.tags { collector.add(tag.name, .tag, tagsTitle, tag.route) }
  let level = deepestLevel(pages, limit: headingLimit)
  if level >= 2 {
    for linked in pages { collector.addHeadings(of: linked.page, through: level) }
  }
  return Register(letters: letters(collector.entries()))
}

/// The deepest level of headings to include; 1 for none.
private func deepestLevel(_ pages: [LinkedPage], limit: Int) -> Int {
  var counts = [0, 0, 0, 0]
  for linked in pages {
    for heading in linked.page.headings where heading.level == 2 || heading.level == 3 {
      counts[heading.level] += 1
    }
  }
  if counts[2] > limit { return 1 }
  return counts[2] + counts[3] > limit ? 2 : 3
}

/// Collects names with their places, in the order in which they are added.
private struct Collector {
  private var names: [String] = []
  private var places: [[RegisterEntry.Place]] = []
  /// Indices of `names`, by folded name.
  private var positions: [String: Int] = [:]

  mutating func add(
    _ name: String, _ kind: RegisterEntry.Kind, _ title: String, _ route: Route,
    _ anchor: String? = nil
  ) {
    guard !name.isEmpty else { return }
    let place = RegisterEntry.Place(kind: kind, title: title, route: route, anchor: anchor)
    let folded = foldedTermName(name)
    guard let position = positions[folded] else {
      positions[folded] = names.count
      names.append(name)
      places.append([place])
      return
    }
    // For a heading on every page, only enough places are kept to show that there are too many.
    if kind != .heading || places[position].count <= registerPlaceLimit * 2 {
      places[position].append(place)
    }
  }

  mutating func add(_ page: Page) {
    add(page.title, .page, page.title, page.route)
    for alias in page.frontMatter.aliases { add(alias, .alias, page.title, page.route) }
    for question in page.questions {
      add(question.text, .question, page.title, page.route, question.anchor)
    }
  }

  mutating func addHeadings(of page: Page, through level: Int) {
    let questions = Set(page.questions.map(\.anchor))
    for heading in page.headings
    where (2...level).contains(heading.level) && !questions.contains(heading.anchor) {
      add(heading.text, .heading, page.title, page.route, heading.anchor)
    }
  }

  /// The entries, without headings that occur too often.
  func entries() -> [RegisterEntry] {
    zip(names, places).compactMap { name, places in
      let headings = places.count { $0.kind == .heading }
      let kept = headings > registerPlaceLimit ? places.filter { $0.kind != .heading } : places
      return kept.isEmpty ? nil : RegisterEntry(name: name, places: ordered(kept))
    }
  }

  /// By kind, then in the order of addition; of two other names for the same thing, only the first.
  private func ordered(_ places: [RegisterEntry.Place]) -> [RegisterEntry.Place] {
    guard places.count > 1 else { return places }
    var seen: Set<String> = []
    return RegisterEntry.Kind.allCases.flatMap { kind in places.filter { $0.kind == kind } }.filter
    {
      $0.kind != .alias || seen.insert(foldedTermName($0.title)).inserted
    }
  }
}

private func letters(_ entries: [RegisterEntry]) -> [Register.Letter] {
  let keys = entries.map { alphabeticKey(of: $0.name) }
  let order = entries.indices.sorted { left, right in
    if keys[left].bytes != keys[right].bytes {
      return keys[left].bytes.lexicographicallyPrecedes(keys[right].bytes)
    }
    return entries[left].name.utf8.lexicographicallyPrecedes(entries[right].name.utf8)
  }
  var letters: [Register.Letter] = []
  var start = 0
  while start < order.count {
    let name = keys[order[start]].letter
    let end = order[start...].firstIndex { keys[$0].letter != name } ?? order.count
    letters.append(
      Register.Letter(
        name: name, slug: slug(ofLetter: name), entries: order[start..<end].map { entries[$0] }))
    start = end
  }
  return letters
}

private func slug(ofLetter name: String) -> String {
  guard let first = name.unicodeScalars.first, name != "#" else { return "signs" }
  if first == "0" { return "digits" }
  return first.isASCII ? name.lowercased() : "u" + String(first.value, radix: 16)
}

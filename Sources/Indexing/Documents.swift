// From a linked site to what the index is made of. The only file of this target that knows pages.

internal import Content
package import Linking

/// The site's searchable pages as documents, in order of their routes; then the glossary and the
/// list of sources, a section for each entry.
package struct DocumentPlan: Sendable {
  /// Those that may be found.
  private let pages: [LinkedPage]
  private let concepts: [SearchDocument]
  private let termNames: [Route: [String]]
  /// By the page that is linked to, then by the anchor.
  private let linkTexts: [Route: [String: [String]]]

  /// Finds out what others call each page. O(links and terms).
  package init(_ site: Site) {
    pages = site.pages.filter(\.page.frontMatter.isSearchable)
    concepts = conceptDocuments(of: site)
    var termNames: [Route: [String]] = [:]
    for term in site.terms {
      guard let page = term.page else { continue }
      termNames[page.route, default: []] += [term.term.name] + term.term.aliases
    }
    self.termNames = termNames
    linkTexts = collectedLinkTexts(in: site)
  }

  package var count: Int { pages.count + concepts.count }

  /// The document of a number below `count`. Pure: many may be made at once.
  package func document(_ number: Int) -> SearchDocument {
    if number >= pages.count { return concepts[number - pages.count] }
    let linked = pages[number]
    let page = linked.page
    // A term that a page is called after brings its other names along.
    let known = Set(([page.title] + page.frontMatter.aliases).map(foldedTermName))
    let names = (termNames[page.route] ?? []).filter { !known.contains(foldedTermName($0)) }
    let linkTexts = linkTexts[page.route] ?? [:]
    return SearchDocument(
      url: percentEncoded(page.route.text), title: page.title,
      aliases: page.frontMatter.aliases + names,
      breadcrumbs: linked.breadcrumbs.dropFirst().map(\.title),
      kind: page.kind.rawValue, tags: page.frontMatter.tags,
      inboundLinkCount: linked.mentions.count,
      text: page.plainText,
      sections: page.sections.enumerated().map { number, section in
        var result = SearchSection(
          anchor: section.anchor, heading: section.heading, level: section.level,
          isQuestion: section.isQuestion, text: section.text)
        // What leads to the page leads to its first section.
        let anchor = number == 0 ? "" : section.anchor
        if !linkTexts.isEmpty { result.linkTexts = linkTexts[anchor] ?? [] }
        return result
      })
  }
}

/// In bytes; what is longer is a sentence and no name.
private let longestLinkText = 80
/// Of a place that everybody links to, the first ones are enough.
private let mostLinkTexts = 8

/// For each page and anchor the different texts of links from other pages, in order of these pages.
private func collectedLinkTexts(in site: Site) -> [Route: [String: [String]]] {
  var texts: [Route: [String: [String]]] = [:]
  for linked in site.pages {
    let references = linked.page.references
    let targets = linked.targets
    let text = linked.page.plainText
    for number in references.indices {
      let start = references[number].textOffset
      let end = references[number].textEnd
      guard end > start, end - start <= longestLinkText,
        case .page(let route, _, let anchor) = targets[number], route != linked.page.route
      else { continue }
      texts[route, default: [:]][anchor ?? "", default: []].addLinkText(text[start..<end])
    }
  }
  return texts
}

extension [String] {
  fileprivate mutating func addLinkText(_ bytes: ArraySlice<UInt8>) {
    if count >= mostLinkTexts || contains(where: { $0.utf8.elementsEqual(bytes) }) { return }
    append(String(decoding: bytes, as: UTF8.self))
  }
}

private func conceptDocuments(of site: Site) -> [SearchDocument] {
  site.generated.compactMap { generated in
    switch generated.kind {
    case .glossary:
      document(
        generated,
        entries: site.terms.map { term in
          let aliases = term.term.aliases.joined(separator: ", ")
          return Entry(
            anchor: term.term.anchor,
            heading: aliases.isEmpty ? term.term.name : "\(term.term.name) (\(aliases))",
            text: term.term.definition?.plainText ?? [])
        })
    case .sources:
      document(
        generated,
        entries: site.sources.map { work in
          let names = work.source.authors.filter { !$0.isOthers }.map(\.full)
          let year = work.source.issued.map { [$0.iso] } ?? []
          return Entry(
            anchor: work.source.key, heading: work.source.title,
            text: Array((names + year).joined(separator: ", ").utf8))
        })
    case .map: document(generated, entries: [])
    case .folder, .tag, .tags, .print: nil
    }
  }
}

private struct Entry {
  let anchor: String
  let heading: String
  let text: [UInt8]
}

private func document(_ generated: GeneratedPage, entries: [Entry]) -> SearchDocument {
  var text: [UInt8] = []
  var sections: [SearchSection] = []
  for entry in entries {
    let start = text.count
    text += entry.text
    sections.append(
      SearchSection(
        anchor: entry.anchor, heading: entry.heading, level: 2, text: start..<text.count))
    text.append(UInt8(ascii: "\n"))
  }
  return SearchDocument(
    url: percentEncoded(generated.route.text), title: generated.title,
    kind: generated.kind.rawValue, text: text, sections: sections)
}

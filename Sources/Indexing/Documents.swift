// Turns a linked site into the documents the index is made of. The only file of this target that
// knows pages.

internal import Bytes
internal import Content
internal import Files
package import Linking

/// The site's searchable pages as documents, in the order of their routes; then the glossary and
/// the list of sources, with a section for each entry.
package struct DocumentPlan: Sendable {
  private let site: Site
  /// The indices of the searchable pages in the site.
  private let positions: [Int]
  private let concepts: [SearchDocument]
  private let termNames: [Route: [String]]
  /// For each page of the site the links to it from other pages, in page order.
  private let inboundLinks: [[InboundLink]]

  /// Collects what other pages call each page. O(links and terms).
  package init(_ site: Site) {
    self.site = site
    positions = site.pages.indices.filter { site.pages[$0].page.frontMatter.isSearchable }
    concepts = conceptDocuments(of: site)
    var termNames: [Route: [String]] = [:]
    for term in site.terms {
      guard let page = term.page else { continue }
      termNames[page.route, default: []] += [term.term.name] + term.term.aliases
    }
    self.termNames = termNames
    inboundLinks = Indexing.inboundLinks(in: site)
  }

  package var count: Int { positions.count + concepts.count }

  /// The document with a number below `count`. Pure, so documents can be made in parallel.
  package func document(_ number: Int) -> SearchDocument {
    if number >= positions.count { return concepts[number - positions.count] }
    let linked = site.pages[positions[number]]
    let page = linked.page
    // If a page is named after a term, it is also found by the term's other names.
    let known = Set(([page.title] + page.frontMatter.aliases).map(foldedTermName))
    let names = (termNames[page.route] ?? []).filter { !known.contains(foldedTermName($0)) }
    let linkTexts = linkTexts(leadingTo: positions[number])
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
        // Links to the page itself count for its first section.
        let anchor = number == 0 ? "" : section.anchor
        if !linkTexts.isEmpty { result.linkTexts = linkTexts[anchor] ?? [] }
        return result
      })
  }
}

/// In bytes; a longer text is a sentence rather than a name.
private let longestLinkText = 80
/// For a page that very many link to, the first texts are enough.
private let mostLinkTexts = 8

/// A link, recorded for the page it leads to.
private struct InboundLink {
  /// The index in the site of the page that contains it.
  let page: Int32
  /// The range of its text in that page's plain text.
  let start: Int32
  let end: Int32
  /// Empty if the link has none.
  let anchor: String
}

extension DocumentPlan {
  /// For each anchor of a page, the distinct texts of the links to it from other pages.
  private func linkTexts(leadingTo position: Int) -> [String: [String]] {
    var texts: [String: [String]] = [:]
    for link in inboundLinks[position] {
      let text = site.pages[Int(link.page)].page.plainText[Int(link.start)..<Int(link.end)]
      texts[link.anchor, default: []].addLinkText(text)
    }
    return texts
  }
}

/// For each page, the links from other pages that have a short text. O(links), in one pass over all
/// pages.
private func inboundLinks(in site: Site) -> [[InboundLink]] {
  var links = [[InboundLink]](repeating: [], count: site.pages.count)
  var positions: [Route: Int] = [:]
  positions.reserveCapacity(site.pages.count)
  for (position, linked) in site.pages.enumerated() { positions[linked.page.route] = position }
  for (position, linked) in site.pages.enumerated() {
    let references = linked.page.references
    let targets = linked.targets
    for number in references.indices {
      let start = references[number].textOffset
      let end = references[number].textEnd
      guard end > start, end - start <= longestLinkText,
        case .page(let route, _, let anchor) = targets[number],
        let target = positions[route], target != position
      else { continue }
      links[target].append(
        InboundLink(
          page: Int32(position), start: Int32(start), end: Int32(end), anchor: anchor ?? ""))
    }
  }
  return links
}

extension [String] {
  fileprivate mutating func addLinkText(_ bytes: ArraySlice<UInt8>) {
    // Compared by bytes: a text in another Unicode normalisation is a different text.
    let isKnown = contains { $0.utf8.count == bytes.count && $0.utf8.elementsEqual(bytes) }
    if count >= mostLinkTexts || isKnown { return }
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
    case .works:
      document(
        generated,
        entries: site.works.map { work in
          let names = work.work.authors.filter { !$0.isOthers }.map(\.full)
          let year = work.work.issued.map { [$0.iso] } ?? []
          return Entry(
            anchor: work.work.key, heading: work.work.title,
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

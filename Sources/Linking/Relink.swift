// Linking again after an edit that concerns no other page: most edits, for an author writes
// paragraphs. Decides itself whether linking in full can be spared, and says no when in doubt.

internal import Bytes
package import Content
package import Diagnostics
package import Files

/// What the link stage made, and of what.
package struct LinkRecord: Sendable {
  /// As they were given to the stage: in the same order, drafts too.
  let given: [Page]
  let plan: LinkPlan
  /// In the order of `plan.pages`.
  let resolved: [ResolvedPage]
  package let site: Site
  /// Without those of `explanations`.
  package let diagnostics: [Diagnostic]
  /// Positions in `site.pages`.
  package let change: Change<Int>

  /// The record for other pages, if the site differs in those pages alone. Everything else the
  /// stage was given must be the same; the caller sees to that.
  ///
  /// What a page gives to others is its face (below), the places where it mentions them and the
  /// works it cites. When all of that is what it was, everything that was made of it is what it
  /// was: the plan, the mentions, the navigation, related pages, tags, redirects, the graph and
  /// what was found wrong with them. What remains is the page itself, with its own references
  /// resolved anew.
  ///
  /// - Returns: nil when pages came, went, or changed what others see.
  /// - Complexity: O(pages), one comparison each; nearly nothing for a page that is the same.
  package func relinked(_ pages: [Page]) -> LinkRecord? {
    guard pages.count == given.count else { return nil }
    var changed: [Page] = []
    for (old, new) in zip(given, pages) where old.source != new.source {
      guard hasSameFace(old, new) else { return nil }
      changed.append(new)
    }
    // The same bytes at another path are another page.
    guard zip(given, pages).allSatisfy({ $0.path == $1.path }) else { return nil }
    var (plan, resolved, site) = (plan, resolved, site)
    var positions: [(page: Page, index: Int)] = []
    for page in changed {
      // A draft that is not published is seen by nobody; its name is all that counts.
      guard let index = plan.tables.page(ofFile: page.path.text) else { continue }
      positions.append((page, index))
      plan.pages[index] = page
      plan.tables.pages[index] = page
    }
    var places: [Int] = []
    for (page, index) in positions {
      let (before, now) = (resolved[index], resolveReferences(of: page, in: plan.tables))
      let works = citedWorks(page, now, plan.tables)
      guard let place = site.index(of: page.route), now.mentions == before.mentions,
        works == site.pages[place].works
      else { return nil }
      resolved[index] = now
      places.append(place)
      site.pages[place] = site.pages[place].with(page, now)
    }
    return LinkRecord(
      given: pages, plan: plan, resolved: resolved, site: site, diagnostics: diagnostics,
      change: .only(places))
  }
}

/// Whether two versions of a page are the same to all others: everything but its text, its own
/// references and where they stand.
private func hasSameFace(_ old: Page, _ new: Page) -> Bool {
  // Questions are shown elsewhere with their answers, and like redirects reported by their place.
  let isShownElsewhere =
    !old.questions.isEmpty || !new.questions.isEmpty || !old.frontMatter.redirectFrom.isEmpty
  return !isShownElsewhere && old.path == new.path && old.frontMatter == new.frontMatter
    && old.title == new.title && old.headings == new.headings
    && old.rawAnchors == new.rawAnchors && old.formerAnchors == new.formerAnchors
    && old.hasTitleHeading == new.hasTitleHeading
    // Reading paths say how long their steps take.
    && old.readingMinutes == new.readingMinutes
    && old.terms.map(\.term) == new.terms.map(\.term)
}

extension Site {
  /// Where a page is among `pages`. O(log pages).
  fileprivate func index(of route: Route) -> Int? {
    let index = firstIndex(in: 0..<pages.count) { pages[$0].page.route >= route }
    return index < pages.count && pages[index].page.route == route ? index : nil
  }
}

extension LinkedPage {
  /// The same place in the site for another version of the page.
  fileprivate func with(_ page: Page, _ resolved: ResolvedPage) -> LinkedPage {
    LinkedPage(
      page: page, targets: resolved.targets, citations: resolved.citations, works: works,
      mentions: mentions, questions: questions, related: related, steps: steps, places: places,
      breadcrumbs: breadcrumbs, previous: previous, next: next)
  }

  /// Whether both say the same, so that one is rendered as the other is. Pages count as the same
  /// when they were scanned from the same bytes; the caller sees to it that the scan's options were
  /// the same too.
  package func isSame(as other: LinkedPage) -> Bool {
    page.source == other.page.source && targets == other.targets
      && citations == other.citations && works == other.works && mentions == other.mentions
      && questions == other.questions && related == other.related && steps == other.steps
      && places == other.places
      && breadcrumbs == other.breadcrumbs && previous == other.previous && next == other.next
  }
}

extension LinkedTerm {
  /// Whether pages show the same of both. Who uses a term is shown on the glossary's page only.
  /// The term itself is what its file says; the caller compares that.
  package func looksSame(as other: LinkedTerm) -> Bool {
    targets == other.targets && citations == other.citations && see == other.see
      && page == other.page
  }
}

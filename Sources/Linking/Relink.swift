// Incremental linking after an edit that affects no other page, which is true of most edits, since
// authors mostly write paragraphs. Decides itself whether that suffices, and in doubt requires
// linking in full.

internal import Bytes
package import Content
package import Diagnostics
package import Files

/// The link stage's product, and its inputs.
package struct LinkRecord: Sendable {
  /// As given to the stage: in the same order, including drafts.
  let given: [Page]
  let plan: LinkPlan
  /// In the order of `plan.pages`.
  let resolved: [ResolvedPage]
  package let site: Site
  /// Does not include the diagnostics of `explanations`.
  package let diagnostics: [Diagnostic]
  /// Indices of `site.pages`.
  package let change: Change<Int>

  /// The record for new versions of the pages, if only these pages differ on the site. The caller
  /// must ensure that all other inputs of the stage are the same.
  ///
  /// Other pages depend on a page's face (below), on the places where it mentions them and on the
  /// works it cites. If all of these are unchanged, so is everything derived from them: the plan,
  /// the mentions, the navigation, related pages, tags, redirects, the graph and the diagnostics
  /// about them. Only the page itself remains, whose own references are resolved again.
  ///
  /// - Returns: nil when pages were added or removed, or when what others see has changed.
  /// - Complexity: O(pages), one comparison each, which is almost free for an unchanged page.
  package func relinked(_ pages: [Page]) -> LinkRecord? {
    guard pages.count == given.count else { return nil }
    var changed: [Page] = []
    for (old, new) in zip(given, pages) where old.source != new.source {
      guard hasSameFace(old, new) else { return nil }
      changed.append(new)
    }
    // The same bytes at another path are a different page.
    guard zip(given, pages).allSatisfy({ $0.path == $1.path }) else { return nil }
    var (plan, resolved, site) = (plan, resolved, site)
    var positions: [(page: Page, index: Int)] = []
    for scanned in changed {
      // An unpublished draft is not shown anywhere; only its name counts.
      guard let index = plan.tables.page(ofFile: scanned.path.text) else { continue }
      // Which address it has depends on the names of files, which are the same.
      let route = plan.pages[index].route
      let page = hasSameBytes(scanned.route, route) ? scanned : scanned.at(route)
      positions.append((page, index))
      plan.pages[index] = page
      plan.tables.pages[index] = page
    }
    var places: [Int] = []
    for (page, index) in positions {
      let (before, now) = (resolved[index], resolveReferences(of: page, in: plan.tables))
      let works = citedWorks(page, now, plan.tables)
      guard
        linked(plan.tables.unread, from: now.targets)
          == linked(plan.tables.unread, from: before.targets)
      else { return nil }
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

/// Whether two versions of a page look the same to all other pages: everything but its text, its
/// own references and their positions.
private func hasSameFace(_ old: Page, _ new: Page) -> Bool {
  // Questions are shown elsewhere with their answers; questions and redirects are reported by
  // position.
  let isShownElsewhere =
    !old.questions.isEmpty || !new.questions.isEmpty || !old.frontMatter.redirectFrom.isEmpty
  return !isShownElsewhere && old.path == new.path && old.frontMatter == new.frontMatter
    && old.title == new.title && old.headings == new.headings
    && old.rawAnchors == new.rawAnchors && old.formerAnchors == new.formerAnchors
    && old.hasTitleHeading == new.hasTitleHeading
    // Reading paths show how long their steps take.
    && old.readingMinutes == new.readingMinutes
    && old.terms.map(\.term) == new.terms.map(\.term)
}

extension Site {
  /// The index of a page in `pages`. O(log pages).
  fileprivate func index(of route: Route) -> Int? {
    let index = firstIndex(in: 0..<pages.count) { pages[$0].page.route >= route }
    return index < pages.count && pages[index].page.route == route ? index : nil
  }
}

extension LinkedPage {
  /// The same position in the site for another version of the page.
  fileprivate func with(_ page: Page, _ resolved: ResolvedPage) -> LinkedPage {
    LinkedPage(
      page: page, targets: resolved.targets, citations: resolved.citations, works: works,
      mentions: mentions, tags: tags, questions: questions, related: related, steps: steps,
      places: places,
      breadcrumbs: breadcrumbs, previous: previous, next: next)
  }

  /// Whether both render the same. Pages count as the same when they were scanned from the same
  /// bytes; the caller must ensure that the scan's options were the same too.
  package func isSame(as other: LinkedPage) -> Bool {
    page.source == other.page.source && targets == other.targets
      && citations == other.citations && works == other.works && mentions == other.mentions
      && tags == other.tags
      && questions == other.questions && related == other.related && steps == other.steps
      && places == other.places
      && breadcrumbs == other.breadcrumbs && previous == other.previous && next == other.next
  }
}

extension LinkedTerm {
  /// Whether pages show the same of both terms. The pages that use a term are listed only on the
  /// glossary's page. The caller compares the term itself, which depends only on its file.
  package func looksSame(as other: LinkedTerm) -> Bool {
    targets == other.targets && citations == other.citations && see == other.see
      && page == other.page
  }
}

// Determines which pages of a site look as they did in another version of it and need not be
// rendered again. The list of what a page's HTML depends on is here, and nowhere else.

internal import Content
internal import Diagnostics
internal import Files
internal import Linking

/// What two plans have in common.
///
/// A page's HTML depends on
/// 1. the linked page (`LinkedPage.isSame`),
/// 2. templates, settings, the site's title, the pages about concepts and where study's own pages
///    and files are: the frame,
/// 3. the navigation: the part of it that the page shows, and the entries of the header,
/// 4. entries of the glossary and of the list of sources, where the page names them.
package struct Unchanged: Sendable {
  private let old: RenderPlan
  private let new: RenderPlan
  private let hasSameFrame: Bool
  /// Parts of the navigation that are identical in both.
  private let sameNavigation: Set<NavigationPlan.Key>
  private let isWholeNavigationSame: Bool
  /// For each page of the new site its index in the old one.
  private let positions: [Int?]
  /// The same for generated pages.
  private let generatedPositions: [Int?]

  /// - Parameters:
  ///   - hasSameInputs: whether templates, settings, glossary.yml, sources.yml and the scan's
  ///     options are the same in both.
  package init(old: RenderPlan, new: RenderPlan, hasSameInputs: Bool) {
    self.old = old
    self.new = new
    hasSameFrame =
      hasSameInputs && old.media.agrees(with: new.media) && old.siteTitle == new.siteTitle
      && old.generator == new.generator
      && old.site.places == new.site.places
      && old.conceptPages == new.conceptPages && old.hasPrintPage == new.hasPrintPage
      && old.headerEntries == new.headerEntries
      && old.site.terms.count == new.site.terms.count
      && zip(old.site.terms, new.site.terms).allSatisfy { $0.looksSame(as: $1) }
    isWholeNavigationSame = hasSameFrame && old.site.navigation == new.site.navigation
    if hasSameFrame, !isWholeNavigationSame {
      sameNavigation = Set(
        new.fragments.compactMap { key, fragment in
          guard let before = old.fragments[key], before == fragment else { return nil }
          return key
        })
    } else {
      sameNavigation = []
    }
    positions =
      hasSameFrame
      ? Self.positions(of: new.site.pages.map(\.page.route), in: old.site.pages.map(\.page.route))
      : []
    generatedPositions =
      hasSameFrame
      ? Self.positions(of: new.site.generated.map(\.route), in: old.site.generated.map(\.route))
      : []
  }

  /// Both are in ascending order.
  private static func positions(of new: [Route], in old: [Route]) -> [Int?] {
    var index = 0
    return new.map { route in
      while index < old.count, old[index] < route { index += 1 }
      return index < old.count && old[index] == route ? index : nil
    }
  }

  /// The index in the old site of the page that looks like the one at `index` of the new site.
  package func page(_ index: Int) -> Int? {
    guard hasSameFrame, let before = positions[index] else { return nil }
    let page = new.site.pages[index]
    // The home page shows questions and reading paths of the whole site.
    guard page.page.route != .root else { return nil }
    guard hasSameNavigation(page.page.route), page.isSame(as: old.site.pages[before]) else {
      return nil
    }
    return before
  }

  /// The same for generated pages, except those about concepts and the one with everything: they
  /// show so much of the site that their dependencies are not tracked.
  package func generated(_ index: Int) -> Int? {
    let page = new.site.generated[index]
    guard hasSameFrame, !page.kind.isConcept, page.kind != .print, hasSameNavigation(page.route),
      let before = generatedPositions[index], old.site.generated[before] == page
    else { return nil }
    return before
  }

  /// Whether the search pages and the 404 page are the same: they contain the whole navigation, the
  /// register and the questions.
  package var hasSameWholePages: Bool {
    isWholeNavigationSame && old.register == new.register
      && questionOrder(of: old.site) == questionOrder(of: new.site)
  }

  private func hasSameNavigation(_ route: Route) -> Bool {
    if isWholeNavigationSame { return true }
    let key = new.navigation.key(for: route)
    return key == old.navigation.key(for: route) && sameNavigation.contains(key)
  }
}

/// The anchors of all questions. The register has their texts, but not in page order.
private func questionOrder(of site: Site) -> [[String]] {
  site.pages.map { $0.page.questions.map(\.anchor) }.filter { !$0.isEmpty }
}

extension RenderPlan {
  /// The navigation entries in the header of every page.
  fileprivate var headerEntries: [[String]] {
    navigation.sections(for: .root, prefix: "").map { [$0.title, $0.href] }
  }
}

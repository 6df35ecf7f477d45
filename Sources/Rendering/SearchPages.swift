// The search page and, for large sites, the pages of the register that it links to. How readers
// without JavaScript find things: an alphabetical list of everything that has a name, the questions
// by page, and the tree of pages.
//
// Nothing here grows faster than the site: a page of the register has at most `pageLimit` entries,
// and links to the letters rather than to all other pages.

internal import Bytes
internal import Content
internal import Diagnostics
package import Files
internal import Interface
internal import Linking
internal import Templates

/// How much of a site is shown on one page.
enum SearchPageLimits {
  /// A register of at most this many entries is on the search page itself; a longer one has pages
  /// of its own, one or more per letter, each with at most this many entries. A phone can lay out
  /// that many within a second.
  static let entries = 500
  /// Beyond this many, questions are counted for each page instead of listed.
  static let questions = 500
  /// The tree of pages is shown to the depth at which it has no more entries than this.
  static let treeEntries = 1_500
}

/// The search page; and the pages of the register, if the site is too large for one page.
package struct SearchPages: Sendable {
  fileprivate let parts: [RegisterPart]
  /// The search page's path first, then those of the register in order.
  package let paths: [OutputPath]
}

/// Determines which pages there are. Made once per site; then each is rendered independently.
package func planSearchPages(_ plan: RenderPlan) -> SearchPages {
  let parts = registerParts(of: plan.register, plan.site.places)
  return SearchPages(
    parts: parts, paths: [OutputPath(plan.site.places.search)] + parts.map { OutputPath($0.route) })
}

/// Renders the page whose path is `pages.paths[number]`.
package func renderSearchPage(
  _ number: Int, of pages: SearchPages, _ plan: RenderPlan
) -> OutputFile {
  number == 0
    ? renderSearchPage(pages.parts, plan)
    : renderRegisterPage(number - 1, of: pages.parts, plan)
}

/// The part of the register on one page of its own.
private struct RegisterPart: Sendable {
  let letter: Register.Letter
  let entries: ArraySlice<RegisterEntry>
  /// Its number among the parts of its letter, from 1, and how many there are.
  let number: Int
  let count: Int
  /// The folder of all parts.
  let folder: String

  var route: Route {
    Route(folder + letter.slug + (number > 1 ? "-\(number)/" : "/"))
  }

  func title(_ words: Words) -> String {
    count > 1 ? words.filled(.partOf, letter.name, "\(number)", "\(count)") : letter.name
  }
}

private func registerFolder(_ places: MadePlaces) -> String { places.search.text + "a-z/" }

/// A page of the register, used to find the register's place in the navigation.
func registerSampleRoute(_ places: MadePlaces) -> Route { Route(registerFolder(places) + "a/") }

/// Empty if the register fits on the search page.
private func registerParts(of register: Register, _ places: MadePlaces) -> [RegisterPart] {
  let limit = SearchPageLimits.entries
  guard register.entryCount > limit else { return [] }
  return register.letters.flatMap { letter in
    let count = (letter.entries.count + limit - 1) / limit
    return (0..<count).map { part in
      let end = min(letter.entries.count, (part + 1) * limit)
      return RegisterPart(
        letter: letter, entries: letter.entries[part * limit..<end], number: part + 1,
        count: count, folder: registerFolder(places))
    }
  }
}

private func renderSearchPage(_ parts: [RegisterPart], _ plan: RenderPlan) -> OutputFile {
  let root = plan.site.places.search.prefixToRoot
  let register = plan.register
  var values: TemplateValues = [
    "title": .text(plan.words[.search]), "root": .text(root),
    "tree": .html(
      plan.navigation.wholeTree(prefix: root, limit: SearchPageLimits.treeEntries)),
    "hasRegister": .flag(!register.letters.isEmpty),
  ]
  if parts.isEmpty {
    values["letterLinks"] = .list(
      register.letters.map { letter in
        ["title": .text(letter.name), "href": .text("#" + letter.id)]
      })
    values["letters"] = .list(
      register.letters.map { letter in
        [
          "id": .text(letter.id), "name": .text(letter.name),
          "entries": .html(registerHTML(letter.entries[...], from: plan.site.places.search)),
        ]
      })
  } else {
    values["letterLinks"] = .list(letterLinks(parts, from: plan.site.places.search))
  }
  let questions = questionGroups(plan)
  values["hasQuestions"] = .flag(!questions.isEmpty)
  values["questionPages"] = .list(questions)
  var frame = frameValues(
    title: plan.words[.search], route: plan.site.places.search, kind: "search", plan)
  frame["body"] = .html(plan.templates.render("search", values))
  frame["robots"] = .text("noindex")
  frame["isSearch"] = .flag(true)
  return OutputFile(
    path: OutputPath(plan.site.places.search),
    contents: .bytes(plan.templates.render("page", frame)))
}

private func renderRegisterPage(
  _ index: Int, of parts: [RegisterPart], _ plan: RenderPlan
) -> OutputFile {
  let part = parts[index]
  let title = plan.words.filled(.registerOf, part.title(plan.words))
  var values: TemplateValues = [
    "title": .text(title),
    "letterLinks": .list(letterLinks(parts, from: part.route, in: part.letter.slug)),
    "entries": .html(registerHTML(part.entries, from: part.route)),
  ]
  for (key, neighbour) in [("previous", index - 1), ("next", index + 1)]
  where parts.indices.contains(neighbour) {
    values[key] = .group([
      "title": .text(parts[neighbour].title(plan.words)),
      "href": .text(part.route.link(to: parts[neighbour].route)),
    ])
  }
  var frame = frameValues(title: title, route: part.route, kind: "register", plan)
  frame["body"] = .html(plan.templates.render("register", values))
  frame["robots"] = .text("noindex")
  frame["breadcrumbs"] = .list([
    link(PageLink(title: plan.words[.search], route: plan.site.places.search), from: part.route)
  ])
  return OutputFile(
    path: OutputPath(part.route), contents: .bytes(plan.templates.render("page", frame)))
}

/// A link for each letter; the parts of a letter link to each other by `previous` and `next`.
private func letterLinks(
  _ parts: [RegisterPart], from route: Route, in letter: String? = nil
) -> [TemplateValues] {
  parts.filter { $0.number == 1 }.map { part in
    [
      "title": .text(part.letter.name), "href": .text(route.link(to: part.route)),
      "isCurrent": .flag(part.letter.slug == letter),
    ]
  }
}

/// For each page with questions, its link and either the questions or their number.
private func questionGroups(_ plan: RenderPlan) -> [TemplateValues] {
  let pages = plan.site.pages.map(\.page).filter {
    !$0.questions.isEmpty && $0.frontMatter.isSearchable
  }
  let areListed = pages.reduce(0) { $0 + $1.questions.count } <= SearchPageLimits.questions
  return pages.map { page -> TemplateValues in
    let count = page.questions.count
    return [
      "title": .text(page.title), "href": .text(plan.site.places.search.link(to: page.route)),
      "count": .text(
        areListed
          ? ""
          : count == 1
            ? plan.words[.oneQuestion] : plan.words.filled(.questionCount, "\(count)")),
      "items": .list(
        areListed
          ? page.questions.map { question in
            [
              "title": .text(question.text),
              "href": .text(plan.site.places.search.link(to: page.route, anchor: question.anchor)),
            ]
          } : []),
    ]
  }
}

extension Register.Letter {
  /// Contains a dot, which no heading's anchor does.
  fileprivate var id: String { "az.\(slug)" }
}

// MARK: - Entries

/// Entries as a list. With one place the name links to it. With a page of that name among several
/// places the name links to that page. Otherwise the name is followed by links to its places.
private func registerHTML(_ entries: ArraySlice<RegisterEntry>, from route: Route) -> [UInt8] {
  var html: [UInt8] = []
  html.reserveCapacity(entries.count * 192)
  html.append(utf8: "<ul class=\"register\">")
  for entry in entries {
    html.append(utf8: "<li>")
    let first = entry.places[0]
    let leadsThere =
      first.kind == .page || (entry.places.count == 1 && first.kind != .alias)
    if leadsThere {
      appendLink(to: first, entry.name, from: route, &html)
    } else {
      appendEscapedHTML(entry.name.utf8, to: &html)
    }
    let rest = leadsThere ? entry.places.dropFirst() : entry.places[...]
    if leadsThere, rest.isEmpty {
      if first.kind != .page { appendWhere(&html) { appendEscapedHTML(first.title.utf8, to: &$0) } }
    } else if !rest.isEmpty {
      appendWhere(&html) { html in
        for (index, place) in rest.enumerated() {
          if index > 0 { html.append(utf8: ", ") }
          appendLink(to: place, place.title, from: route, &html)
        }
      }
    }
    html.append(utf8: "</li>")
  }
  html.append(utf8: "</ul>")
  return html
}

private func appendWhere(_ html: inout [UInt8], _ write: (inout [UInt8]) -> Void) {
  html.append(utf8: " <span class=\"register-where\">– ")
  write(&html)
  html.append(utf8: "</span>")
}

private func appendLink(
  to place: RegisterEntry.Place, _ text: String, from route: Route, _ html: inout [UInt8]
) {
  html.append(utf8: "<a href=\"")
  appendEscapedHTML(route.link(to: place.route, anchor: place.anchor).utf8, to: &html)
  html.append(utf8: "\">")
  appendEscapedHTML(text.utf8, to: &html)
  html.append(utf8: "</a>")
}

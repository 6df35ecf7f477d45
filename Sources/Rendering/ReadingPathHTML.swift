// Reading paths, and the parts of the home page that are derived from the site, as values for
// templates.

internal import Content
internal import Files
internal import Linking
internal import Templates

/// The steps of a reading path, with reading times.
func pathSteps(of linked: LinkedPage, from route: Route, _ plan: RenderPlan) -> [UInt8] {
  guard !linked.steps.isEmpty else { return [] }
  var values: TemplateValues = [
    "path": .text(linked.page.route.text),
    "count": .text("\(linked.steps.count)"),
    "minutes": .text("\(totalMinutes(of: linked))"),
    "steps": .list(
      linked.steps.enumerated().map { number, step in
        [
          "number": .text("\(number + 1)"), "title": .text(step.page.title),
          "href": .text(route.link(to: step.page.route, anchor: step.anchor)),
          "description": .text(step.description ?? ""),
          "readingMinutes": .text("\(step.minutes)"), "route": .text(step.page.route.text),
        ]
      }),
  ]
  if let audience = linked.page.frontMatter.audience { values["audience"] = .text(audience) }
  if let outcome = linked.page.frontMatter.outcome { values["outcome"] = .text(outcome) }
  return plan.templates.render("path-steps", values)
}

/// Counts each page once, however many of its sections are steps.
private func totalMinutes(of linked: LinkedPage) -> Int {
  var seen: Set<Route> = []
  return linked.steps.reduce(0) { seen.insert($1.page.route).inserted ? $0 + $1.minutes : $0 }
}

/// Adds the reading paths that contain a page, and the page's position on each.
func addPathPlaces(of linked: LinkedPage, to values: inout TemplateValues) {
  guard !linked.places.isEmpty else { return }
  let route = linked.page.route
  values["hasPlaces"] = .flag(true)
  values["places"] = .list(
    linked.places.map { place in
      var item = link(place.path, from: route)
      item["path"] = .text(place.path.route.text)
      item["number"] = .text("\(place.number)")
      item["count"] = .text("\(place.count)")
      if let step = place.previous { item["previousStep"] = .group(stepLink(step, from: route)) }
      if let step = place.next { item["nextStep"] = .group(stepLink(step, from: route)) }
      return item
    })
}

private func stepLink(_ step: ReadingPathStep, from route: Route) -> TemplateValues {
  [
    "title": .text(step.page.title),
    "href": .text(route.link(to: step.page.route, anchor: step.anchor)),
  ]
}

/// How many sections are shown at the top of the home page, and how many pages of each.
private let glanceSectionCount = 2
private let glancePageCount = 8

/// Adds the site's first sections that contain pages, for the top of the home page.
func addGlance(_ plan: RenderPlan, to values: inout TemplateValues) {
  let sections = plan.site.navigation.roots.filter { $0.route != nil && $0.children.count > 1 }
  values["hasGlance"] = .flag(!sections.isEmpty)
  values["glance"] = .list(
    sections.prefix(glanceSectionCount).map { section in
      var item = sectionLink(section)
      item["items"] = .list(
        section.children.filter { $0.route != nil }.prefix(glancePageCount).map(sectionLink))
      return item
    })
}

private func sectionLink(_ node: NavigationNode) -> TemplateValues {
  ["title": .text(node.title), "href": .text(Route.root.link(to: node.route ?? .root))]
}

/// How many questions the home page shows.
private let recentQuestionCount = 6

/// Adds what only the home page shows: the newest questions, and the reading paths unless its
/// author lists some.
func addHomeValues(
  _ home: LinkedPage, _ plan: RenderPlan, to values: inout TemplateValues
) {
  let answered = plan.site.pages.filter { !$0.page.questions.isEmpty }.sorted { left, right in
    let dates = (
      left.page.frontMatter.updated ?? .epoch, right.page.frontMatter.updated ?? .epoch
    )
    return dates.0 != dates.1 ? dates.1 < dates.0 : left.page.route < right.page.route
  }
  // Newest pages first: one question of each page, then the second of each.
  var questions: [TemplateValues] = []
  var row = 0
  while questions.count < recentQuestionCount,
    answered.contains(where: { $0.page.questions.count > row })
  {
    for linked in answered where linked.page.questions.count > row {
      guard questions.count < recentQuestionCount else { break }
      let question = linked.page.questions[row]
      questions.append([
        "title": .text(question.text),
        "href": .text(home.page.route.link(to: linked.page.route, anchor: question.anchor)),
      ])
    }
    row += 1
  }
  values["recentQuestions"] = .list(questions)
  values["hasRecentQuestions"] = .flag(!questions.isEmpty)
  if let first = answered.first {
    let root = answered.map(\.page.route).min { $0.text.utf8.count < $1.text.utf8.count }
    values["allQuestionsHref"] = .text(home.page.route.link(to: root ?? first.page.route))
  }
  let paths = plan.site.pages.filter { !$0.steps.isEmpty }
  let routes = Set(paths.map(\.page.route))
  let namesPaths = home.targets.contains { target in
    if case .page(let route, _, _) = target { routes.contains(route) } else { false }
  }
  guard !namesPaths, !paths.isEmpty else { return }
  values["hasReadingPaths"] = .flag(true)
  values["readingPaths"] = .list(
    paths.map { path in
      var item: TemplateValues = [
        "title": .text(path.page.title),
        "href": .text(home.page.route.link(to: path.page.route)),
        "minutes": .text("\(totalMinutes(of: path))"), "count": .text("\(path.steps.count)"),
      ]
      if let description = path.page.frontMatter.description {
        item["description"] = .text(description)
      }
      return item
    })
}

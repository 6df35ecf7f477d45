// Reading paths: what steps mean, where a page stands on which path, what is said of wrong steps.

import Content
import Diagnostics
import Files
import Linking
import Support
import Testing

@Suite("Reading paths")
struct PathTests {
  private func site(_ pages: [String: String], settings: String = "") async -> Diagnosed<Site> {
    let scanned = pages.map { path, text in
      scan(SourceFile(path: path, text: text), path: ContentPath(path), options: ScanOptions())
    }
    let source = SourceFile(path: "study.yml", text: settings)
    let linked = await linkedSite(
      Corpus(
        pages: scanned.compactMap(\.value), assets: [],
        configuration: readConfiguration(source).value, configurationSource: source,
        includesDrafts: false))
    return Diagnosed(linked.value, linked.diagnostics.sorted())
  }

  private func path(_ steps: String...) -> String {
    "---\nkind: path\nsteps: [\(steps.joined(separator: ", "))]\n---\n# P\n"
  }

  private func page(_ path: String, in site: Site) throws -> LinkedPage {
    try #require(site.pages.first { $0.page.path.text == path })
  }

  @Test func stepsAreContentPathsWhateverFolderThePathIsIn() async throws {
    let linked = await site([
      "index.md": "# H\n", "a.md": "---\ndescription: Of a.\n---\n# A\n", "f/index.md": "# F\n",
      "paths/p.md": path("a.md", "f/index.md", "/f/b"), "f/b.md": "# B\n\n## Two\n",
    ])
    #expect(linked.diagnostics == [])
    let steps = try page("paths/p.md", in: linked.value).steps
    #expect(steps.map(\.page.route.text) == ["a/", "f/", "f/b/"])
    #expect(steps.map(\.page.title) == ["A", "F", "B"])
    #expect(steps.map(\.description) == ["Of a.", nil, nil])
    #expect(steps.map(\.minutes) == [1, 1, 1])
  }

  @Test func aStepMayBeASectionAndIsCalledAfterIt() async throws {
    let linked = await site(["a.md": "# A\n\n## Two words\n", "p.md": path("\"a.md#two-words\"")])
    let step = try #require(try page("p.md", in: linked.value).steps.first)
    #expect(step.anchor == "two-words")
    #expect(step.page.title == "A: Two words")
  }

  @Test func aPageKnowsItsPlaceOnEveryPathThatLeadsOverIt() async throws {
    let linked = await site([
      "a.md": "# A\n", "b.md": "# B\n", "c.md": "# C\n", "p.md": path("a.md", "b.md", "c.md"),
      "q.md": path("c.md", "a.md"),
    ])
    let places = try page("a.md", in: linked.value).places
    #expect(places.map(\.path.route.text) == ["p/", "q/"])
    #expect(places.map(\.number) == [1, 2])
    #expect(places.map(\.count) == [3, 2])
    #expect(places.map { $0.previous?.page.title } == [nil, "C"])
    #expect(places.map { $0.next?.page.title } == ["B", nil])
    #expect(try page("p.md", in: linked.value).places == [])
  }

  @Test func aPageThatIsTwoStepsStandsAtTheFirst() async throws {
    let linked = await site([
      "a.md": "# A\n\n## X\n", "b.md": "# B\n", "p.md": path("a.md", "b.md", "\"a.md#x\""),
    ])
    #expect(try page("a.md", in: linked.value).places.map(\.number) == [1])
    #expect(try page("p.md", in: linked.value).steps.count == 3)
  }

  @Test func wrongStepsAreReportedAtTheirPlaceWithTheNearestPage() async {
    let linked = await site([
      "topics/method.md": "# M\n\n## One\n", "d.md": "---\ndraft: true\n---\n# D\n",
      "p.md": path("topics/methid.md", "\"topics/method.md#ones\"", "d.md", "topics/method.md"),
    ])
    #expect(linked.diagnostics.map(\.code) == [.unknownPage, .unknownAnchor, .linkToDraft])
    #expect(linked.diagnostics.map { $0.range?.start } == [23, 42, 66] as [Int?])
    #expect(linked.diagnostics[0].notes.first == "did you mean `topics/method.md`?")
    #expect(linked.diagnostics[0].fixes.map(\.replacement) == ["topics/method.md"])
    #expect(linked.diagnostics[1].notes.first == "did you mean `one`?")
  }

  @Test func aStepThatLeadsNowhereIsLeftOut() async throws {
    let linked = await site(["a.md": "# A\n", "p.md": path("nowhere.md", "a.md", "\"a.md#none\"")])
    let steps = try page("p.md", in: linked.value).steps
    #expect(steps.map(\.page.title) == ["A", "A"])
    #expect(steps.map(\.anchor) == [nil, nil])
  }

  @Test func aStepIsNoOrphan() async {
    let pages = ["index.md": "# H\n\n[p](p.md)\n", "a.md": "# A\n", "p.md": path("a.md")]
    #expect(await site(pages, settings: "nav: [index.md]\n").diagnostics == [])
  }

  @Test func stepsOfAPageThatIsNoPathHaveNoEffectAndThatIsSaid() {
    let scanned = scan(
      SourceFile(path: "a.md", text: "---\nsteps: [b.md]\n---\n# A\n"), path: ContentPath("a.md"),
      options: ScanOptions())
    #expect(scanned.diagnostics.map(\.code) == [.unknownKey])
    #expect(scanned.diagnostics.first?.range?.start == 4)
  }

  @Test func smallSitesHaveAPageWithEverythingUnlessItsAddressIsTaken() async {
    func hasPrintPage(_ pages: [String: String], _ settings: String = "") async -> Bool {
      await site(pages, settings: settings).value.generated.contains { $0.kind == .print }
    }
    let two = ["index.md": "# H\n", "a.md": "# A\n"]
    #expect(await hasPrintPage(two))
    #expect(await !hasPrintPage(["index.md": "# H\n"]))
    #expect(await hasPrintPage(["index.md": "# H\n"], "print: true\n"))
    #expect(await !hasPrintPage(two, "print: false\n"))
    #expect(await !hasPrintPage(["index.md": "# H\n", "print/a.md": "# A\n"]))
    func many(_ count: Int) -> [String: String] {
      Dictionary(uniqueKeysWithValues: (0..<count).map { ("p\($0).md", "# P\($0)\n") })
    }
    #expect(await hasPrintPage(many(250)))
    #expect(await !hasPrintPage(many(251)))
  }
}

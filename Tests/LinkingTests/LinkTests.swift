// The link stage on small corpora: which route a reference means, who mentions whom, the order of
// reading. What readers see of it, the golden tests show.

import Content
import Diagnostics
import Files
import Linking
import Support
import Testing

@Suite("Link")
struct LinkTests {
  @Test(
    "A link leads to the page it names, from any depth",
    arguments: [
      ("a/b/c.md", "../../index.md", ""), ("a/b/c.md", "../", "a/"), ("a/b/c.md", "d.md", "a/b/d/"),
      ("a/b/c.md", "./d.md", "a/b/d/"), ("a/b/c.md", "/a/index.md", "a/"),
      ("a/b/c.md", ".", "a/b/"),
      ("index.md", "a", "a/"), ("index.md", "a/", "a/"), ("index.md", "a/b/d", "a/b/d/"),
      ("index.md", "a/b/d/", "a/b/d/"), ("index.md", "a//b/d.md", "a/b/d/"),
      ("index.md", "a/b/%64.md", "a/b/d/"), ("index.md", "a/b/../b/d.md", "a/b/d/"),
    ])
  func targets(from: String, link: String, route: String) async throws {
    let linked = await links(
      ["index.md", "a/index.md", "a/b/c.md", "a/b/d.md"], from, "[x](\(link))")
    #expect(linked.diagnostics == [])
    #expect(try target(of: from, linked.value) == .page(Route(route), anchor: nil))
  }

  @Test(
    "What leads nowhere has the code that says why",
    arguments: [
      ("gone.md", DiagnosticCode.unknownPage), ("gone", .unknownPage),
      ("../x.md", .linkOutsideContent),
      ("gone.png", .missingAsset), ("gone.PDF", .missingAsset), ("v1.2", .unknownPage),
      ("#gone", .unknownAnchor), ("a/#gone", .unknownAnchor), ("A/index.md", .unknownPage),
    ])
  func problems(link: String, code: DiagnosticCode) async {
    let linked = await links(["index.md", "a/index.md"], "index.md", "[x](\(link))")
    #expect(linked.diagnostics.map(\.code) == [code])
  }

  @Test("A fix replaces exactly the bytes that are wrong")
  func fixes() async throws {
    let text = "# Hé\n\nSee [the *page*](a/othr.md#top \"t\") there.\n"
    let linked = await linkCorpus(["index.md": text, "a/other.md": "# A\n"])
    let fix = try #require(linked.diagnostics.first?.fixes.first)
    let bytes = Array(text.utf8)
    #expect(String(decoding: bytes[fix.range.start..<fix.range.end], as: UTF8.self) == "a/othr.md")
    #expect(fix.replacement == "a/other.md")
  }

  @Test("The first 25 unknown links are compared with all names; the others are reported without")
  func manyProblems() async {
    let signs = Array("abcdefghijklmnopqrstuvwxyz2")
    let text = signs.map { "[x](guide/setup-\($0).md)\n" }.joined()
    let linked = await linkCorpus(["index.md": text, "guide/setup-1.md": "# S\n"])
    #expect(linked.diagnostics.map(\.code) == Array(repeating: .unknownPage, count: 27))
    #expect(
      linked.diagnostics.map(\.notes)
        == Array(repeating: ["did you mean `guide/setup-1.md`?"], count: 25) + [[], []])
  }

  @Test("A heading's former anchors still lead to it, from other pages and from its own")
  func formerAnchors() async throws {
    let linked = await linkCorpus([
      "index.md": "[x](a.md#old) [y](a.md#older) [[a#old]]\n",
      "a.md": "# A\n\n## New {#new .was-old .was-older}\n\n[z](#old)\n",
    ])
    #expect(linked.diagnostics == [])
    let targets = linked.value.pages.map(\.targets)
    let target = { (anchor: String) in Target.page(Route("a/"), title: "A", anchor: anchor) }
    #expect(targets == [[target("old"), target("older"), target("old")], [target("old")]])
    let gone = await linkCorpus(["index.md": "[x](a.md#oldest)\n", "a.md": "# A {.was-old}\n"])
    #expect(gone.diagnostics.map(\.code) == [.unknownAnchor])
  }

  @Test("Backlinks: each mentioning page once, by route, never the page itself, not via assets")
  func backlinks() async throws {
    let linked = await linkCorpus([
      "index.md": "[t](t.md) [[T]] [t](t.md#x)\n", "b.md": "[t](t.md)\n", "a.md": "[[t]]\n",
      "t.md": "# T\n\n## X\n\n[me](#x) [[T#X]]\n", "c.md": "![t](t.md)\n",
    ])
    let page = try #require(linked.value.pages.first { $0.page.route == Route("t/") })
    #expect(page.mentions.map(\.page.route.text) == ["", "a/", "b/"])
  }

  @Test("Previous and next follow the navigation, home first")
  func readingOrder() async {
    let linked = await linkCorpus([
      "index.md": "# Home\n", "z.md": "---\norder: 1\n---\n# Z\n", "a.md": "# A\n",
      "f/index.md": "---\norder: 2\n---\n# F\n", "f/p.md": "# P\n",
    ])
    let next = Dictionary(
      uniqueKeysWithValues: linked.value.pages.map { ($0.page.route.text, $0.next?.route.text) })
    #expect(next == ["": "z/", "z/": "f/", "f/": "f/p/", "f/p/": "a/", "a/": nil])
    let previous = Dictionary(
      uniqueKeysWithValues: linked.value.pages.map { ($0.page.route.text, $0.previous?.route.text) }
    )
    #expect(previous == ["": nil, "z/": "", "f/": "z/", "f/p/": "f/", "a/": "f/p/"])
  }

  @Test("Breadcrumbs are the folders above, the generated ones too")
  func breadcrumbs() async throws {
    let linked = await linkCorpus([
      "index.md": "# My study\n", "a-b/c/d.md": "---\ntags: [t]\n---\n# D\n",
    ])
    let page = try #require(linked.value.pages.first { $0.page.route == Route("a-b/c/d/") })
    #expect(page.breadcrumbs.map(\.title) == ["My study", "A b", "C"])
    #expect(page.breadcrumbs.map(\.route.text) == ["", "a-b/", "a-b/c/"])
    let tag = try #require(linked.value.generated.first { $0.kind == .tag })
    #expect(tag.breadcrumbs.map(\.title) == ["My study", "Tags"])
  }

  @Test("Folders without a page of their own get one; folders with one do not")
  func generatedFolders() async {
    let linked = await linkCorpus(["index.md": "# H\n", "a/x.md": "# X\n", "b/README.md": "# B\n"])
    let folders = linked.value.generated.filter { $0.kind == .folder }
    #expect(folders.map(\.route.text) == ["a/"])
    #expect(folders.map(\.title) == ["A"])
  }

  @Test("A draft is neither page, nor navigation, nor tag, nor target")
  func drafts() async {
    let files = [
      "index.md": "[d](d.md)\n",
      "d.md": "---\ndraft: true\ntags: [t]\nredirect_from: old\n---\n# D\n",
    ]
    let hidden = await linkCorpus(files)
    #expect(hidden.value.pages.map(\.page.route.text) == [""])
    #expect(hidden.value.tags.isEmpty && hidden.value.redirects.isEmpty)
    #expect(hidden.value.navigation.roots.isEmpty)
    #expect(hidden.diagnostics.map(\.code) == [.linkToDraft])
    let shown = await linkCorpus(files, drafts: true)
    #expect(shown.value.pages.count == 2 && shown.value.tags.count == 1)
    #expect(shown.diagnostics == [])
  }

  @Test("A wikilink finds title, alias, path and file name, without regard to case and spaces")
  func wikilinkNames() async {
    for name in ["The Title", "the  title", "ALIAS", "f/page", "f/page.md", "page", "Heading"] {
      let linked = await linkCorpus([
        "index.md": "[[\(name)]]\n",
        "f/page.md": "---\ntitle: The Title\naliases: alias\n---\n# Heading\n",
      ])
      #expect(linked.diagnostics == [], "\(name)")
      #expect(linked.value.pages[0].targets.count == 1, "\(name)")
    }
  }

  @Test("An exact path wins nothing by chance: two pages of one title are ambiguous, a path is not")
  func ambiguity() async {
    let files = ["a/setup.md": "# Setup\n", "b/setup.md": "# Setup\n"]
    let byTitle = await linkCorpus(files.merging(["index.md": "[[Setup]]\n"]) { $1 })
    #expect(byTitle.diagnostics.map(\.code) == [.ambiguousPage])
    let byPath = await linkCorpus(files.merging(["index.md": "[[b/setup]]\n"]) { $1 })
    #expect(byPath.diagnostics == [])
  }

  @Test("Pages that collide in case, Unicode form or by index.md are published, and both are named")
  func collisions() async {
    for (one, two) in [
      ("A.md", "a.md"), ("\u{E9}.md", "e\u{301}.md"), ("f/index.md", "f.md"),
      ("f/README.md", "f/index.md"), ("a b.md", "a-b.md"), ("\u{DF}.md", "SS.md"),
    ] {
      let linked = await linkCorpus([(one, "# 1\n"), (two, "# 2\n")])
      #expect(linked.diagnostics.map(\.code) == [.sharedAddress], "\(one) \(two)")
      let problem = linked.diagnostics.first
      #expect([one, two].contains { problem?.path.utf8.elementsEqual($0.utf8) == true })
      #expect([one, two].contains { problem?.message.contains("`\($0)`") == true })
      #expect(Set(linked.value.pages.map(\.page.route.collisionKey)).count == 2)
    }
  }

  // MARK: Material

  /// A corpus of empty pages, one of which holds `text`.
  private func links(_ paths: [String], _ from: String, _ text: String) async -> Diagnosed<Site> {
    await linkCorpus(
      Dictionary(uniqueKeysWithValues: paths.map { ($0, $0 == from ? text + "\n" : "# \($0)\n") }))
  }

  private func linkCorpus(_ files: [String: String], drafts: Bool = false) async -> Diagnosed<Site>
  {
    await linkCorpus(files.map { ($0, $1) }, drafts: drafts)
  }

  /// The same from pairs: as keys of a dictionary, two Unicode forms of a name would be one.
  private func linkCorpus(_ files: [(String, String)], drafts: Bool = false) async -> Diagnosed<
    Site
  > {
    let pages = files.compactMap { path, text in
      scan(
        SourceFile(path: path, text: text), path: ContentPath(path), options: ScanOptions()
      ).value
    }
    return await linkedSite(
      Corpus(
        pages: pages, assets: [], configuration: Configuration(),
        configurationSource: SourceFile(path: "study.yml", bytes: []), includesDrafts: drafts))
  }

  private enum Found: Equatable {
    case page(Route, anchor: String?)
    case other
  }

  private func target(of path: String, _ site: Site) throws -> Found {
    let page = try #require(site.pages.first { $0.page.path.text == path })
    guard case .page(let route, _, let anchor) = try #require(page.targets.first) else {
      return .other
    }
    return .page(route, anchor: anchor)
  }
}

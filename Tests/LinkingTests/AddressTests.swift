// Who gets which address: pages, folders, tags, redirects and what study makes itself.

import Content
import Diagnostics
import Files
import Linking
import Support
import Testing

@Suite("Addresses")
struct AddressTests {
  @Test(
    "Of several files for one folder the first in order is its page, the others keep their names",
    arguments: [
      (["a/index.md", "a/README.md"], ["a/", "a/README/"]),
      (["a/index.md", "a/_index.md", "a/README.md"], ["a/", "a/_index/", "a/README/"]),
      (["a.md", "a/README.md"], ["a/", "a/README/"]),
      (["a/index.md", "a.md"], ["a/", "a-2/"]),
      (["a/_index.md", "a.md"], ["a/", "a-2/"]),
      (["a/index.md", "a/index.markdown"], ["a/", "a/index/"]),
      (["index.md", "INDEX.md"], ["", "INDEX/"]), (["a.md", "a.markdown"], ["a/", "a-2/"]),
      (["index.md", "README.md", "readme.markdown"], ["", "README/", "readme-2/"]),
    ])
  func folderPages(paths: [String], routes: [String]) async throws {
    let linked = await linkCorpus(paths.map { ($0, "# \($0)\n") })
    #expect(try paths.map { try route(of: $0, linked.value) } == routes)
    #expect(linked.diagnostics.map(\.code) == paths.dropFirst().map { _ in .sharedAddress })
  }

  @Test("A number is one that no other page has")
  func numbers() async throws {
    let linked = await linkCorpus([
      ("a b.md", "# 1\n"), ("a-b.md", "# 2\n"), ("a-b-2.md", "# 3\n"),
    ])
    #expect(try route(of: "a-b.md", linked.value) == "a-b-3/")
    #expect(try route(of: "a-b-2.md", linked.value) == "a-b-2/")
  }

  @Test("A page next to a folder is the folder's page, and those in the folder are below it")
  func pageNextToFolder() async throws {
    let linked = await linkCorpus([
      ("index.md", "# H\n"), ("guide.md", "# Guide\n"), ("guide/start.md", "# Start\n"),
    ])
    #expect(linked.diagnostics == [])
    let page = try #require(linked.value.pages.first { $0.page.path.text == "guide/start.md" })
    #expect(page.breadcrumbs.map(\.title) == ["H", "Guide"])
    #expect(!linked.value.generated.contains { $0.kind == .folder })
    let guide = try #require(linked.value.navigation.roots.first)
    #expect(guide.title == "Guide" && guide.children.map(\.title) == ["Start"])
    #expect(linked.value.navigation.roots.count == 1)
  }

  @Test("A folder whose page differs in case leads to that page, and both are named")
  func pageInAnotherCase() async throws {
    let linked = await linkCorpus([("FAQ.md", "# F\n"), ("faq/x.md", "# X\n")])
    #expect(linked.diagnostics.map(\.code) == [.sharedAddress])
    #expect(linked.diagnostics.first?.path == "faq/")
    #expect(linked.diagnostics.first?.message.contains("`FAQ.md`") == true)
    let page = try #require(linked.value.pages.first { $0.page.path.text == "faq/x.md" })
    #expect(page.breadcrumbs.map(\.route.text) == ["", "FAQ/"])
  }

  @Test("Folders of one address have one list of what is in both")
  func foldersOfOneAddress() async throws {
    let linked = await linkCorpus([("a b/x.md", "# X\n"), ("a-b/y.md", "# Y\n")])
    #expect(
      linked.diagnostics.map(\.message) == ["this folder and `a b/` have one address, `/a-b/`"])
    let list = linked.value.generated.filter { $0.route.text == "a-b/" }
    #expect(list.map { $0.items.map(\.link.title) } == [["X", "Y"]])
  }

  @Test("Names that look alike are shown with the characters in which they differ")
  func shownForms() async {
    let linked = await linkCorpus([("caf\u{E9}.md", "# 1\n"), ("cafe\u{301}.md", "# 2\n")])
    #expect(
      linked.diagnostics.first?.notes.first
        == "the two are written differently in Unicode: `caf\\u{00E9}.md` and `cafe\\u{0301}.md`")
  }

  @Test("A tag in two Unicode forms is one tag")
  func tagForms() async throws {
    let linked = await linkCorpus([
      ("index.md", "---\ntags: [A, \u{E1}, a\u{301}]\n---\n# H\n")
    ])
    #expect(linked.value.tags.map(\.pages.count) == [1, 1])
    #expect(linked.value.pages.first?.tags.map(\.title) == ["A", "\u{E1}"])
  }

  @Test(
    "A redirect that is no address of the site, or one that is taken, is left out and reported",
    arguments: [
      ("//evil.test/x", "is not a relative path within the site"),
      ("index.html", "is the address of the page `index.md`"),
      ("robots.txt", "is the address of a file that study makes"),
      ("t", "is the address of the list of a folder"),
      ("t/x", "is the address of the page `t/x.md`"),
      ("search", "is the address of the search"),
    ])
  func redirects(written: String, problem: String) async {
    let linked = await linkCorpus([
      ("index.md", "---\nredirect_from: \(written)\n---\n# H\n"), ("t/x.md", "# X\n"),
    ])
    #expect(linked.value.redirects == [])
    #expect(linked.diagnostics.map(\.message) == ["`redirect_from: \(written)` \(problem)"])
    #expect(linked.diagnostics.first?.range?.start == 19)
  }

  @Test("No page is in a folder called index.html, which each folder has as a file")
  func indexFolders() async throws {
    let linked = await linkCorpus([
      ("index.md", "# 1\n"), ("index.html.md", "# 2\n"), ("z/INDEX.html/a.md", "# 3\n"),
    ])
    #expect(try route(of: "index.html.md", linked.value) == "index.html-2/")
    #expect(try route(of: "z/INDEX.html/a.md", linked.value) == "z/INDEX.html-2/a/")
    #expect(linked.diagnostics == [])
  }

  @Test("A folder whose address is a file gets another one, with all that is in it")
  func belowAFile() async throws {
    let linked = await linkCorpus(
      [
        ("index.md", "# 1\n"), ("a b/c/d.md", "# 2\n"), ("a b/e.md", "# 3\n"),
        ("a b/README.md", "# 4\n"), ("a-b-2/f.md", "# 5\n"), ("c.md", "# 6\n"),
      ], assets: ["a-b", "c"])
    #expect(try route(of: "a b/c/d.md", linked.value) == "a-b-3/c/d/")
    #expect(try route(of: "a b/e.md", linked.value) == "a-b-3/e/")
    #expect(try route(of: "a b/README.md", linked.value) == "a-b-3/")
    #expect(try route(of: "c.md", linked.value) == "c-2/")
    #expect(linked.diagnostics.map(\.path) == ["a b/", "c.md"])
    #expect(
      linked.value.generated.map(\.route.text).filter { $0.hasPrefix("a") } == [
        "a-b-2/", "a-b-3/c/",
      ])
  }

  @Test("A redirect from the index of a folder is one from the folder")
  func redirectFromIndex() async {
    let linked = await linkCorpus([
      ("index.md", "---\nredirect_from: old/index.html\n---\n# H\n")
    ])
    #expect(linked.value.redirects.map(\.from.text) == ["old/"])
  }

  @Test func aNameInARedirectMayHave255BytesAndNotOneMore() async {
    #expect(await isRedirected(String(repeating: "a", count: 255)))
    #expect(await !isRedirected(String(repeating: "a", count: 256)))
  }

  @Test func aRedirectMayHave1000BytesAndNotOneMore() async {
    let path = String(repeating: "abcdefghi/", count: 100)
    #expect(await isRedirected(path))
    #expect(await !isRedirected(path + "j"))
  }

  @Test(
    "A link in the form of another tool leads to its page, with the form to write",
    arguments: [
      ("b.html", "b.md"), ("b/index.html", "b.md"), ("t/c.htm", "t/c.md"), ("t\\c.md", "t/c.md"),
      ("/b.html", "b.md"), ("t/index.html", "t/README.md"), ("b.mdx", "b.md"), ("./b.md/", "b.md"),
      ("../docs/b.md", "b.md"), ("docs/b.md", "b.md"), ("b/README.md", "b.md"),
    ])
  func otherForms(written: String, path: String) async throws {
    let linked = await linkCorpus(
      [
        ("index.md", "[x](\(written))\n"), ("b.md", "# B\n"), ("t/README.md", "# T\n"),
        ("t/c.md", "# C\n"),
      ], prefix: "site/docs/")
    #expect(linked.diagnostics.map(\.code) == [.foreignLink])
    #expect(linked.diagnostics.first?.fixes.map(\.replacement) == [path])
    #expect(linked.diagnostics.first?.fixes.first?.isSafe == true)
    guard case .page(let route, _, _)? = linked.value.pages.first?.targets.first else {
      Issue.record("\(written) leads nowhere")
      return
    }
    #expect(route.text == (try self.route(of: path, linked.value)))
  }

  @Test("A link from the content folder, as `@/` writes it, is no problem")
  func rootedForm() async {
    let linked = await linkCorpus([("t/a.md", "[x](@/b.md)\n"), ("b.md", "# B\n")])
    #expect(linked.diagnostics == [])
  }

  @Test("A link to an address in another case names the page", arguments: ["t/title/", "T/Title"])
  func otherCase(written: String) async {
    let linked = await linkCorpus([("index.md", "[x](\(written))\n"), ("t/Title.md", "# T\n")])
    #expect(linked.diagnostics.flatMap(\.fixes).map(\.replacement) == ["t/Title.md"])
  }

  // MARK: Material

  private func isRedirected(_ path: String) async -> Bool {
    let linked = await linkCorpus([("index.md", "---\nredirect_from: \(path)\n---\n# H\n")])
    return linked.value.redirects.count == 1
  }

  private func linkCorpus(
    _ files: [(String, String)], assets: [String] = [], prefix: String = ""
  ) async -> Diagnosed<Site> {
    let pages = files.compactMap { path, text in
      scan(
        SourceFile(path: path, text: text), path: ContentPath(path), options: ScanOptions()
      ).value
    }
    return await linkedSite(
      Corpus(
        pages: pages, assets: assets.map { ContentPath($0) }, configuration: Configuration(),
        configurationSource: SourceFile(path: "study.yml", bytes: []), includesDrafts: false,
        shownPrefix: prefix))
  }

  private func route(of path: String, _ site: Site) throws -> String {
    try #require(site.pages.first { $0.page.path == ContentPath(path) }).page.route.text
  }
}

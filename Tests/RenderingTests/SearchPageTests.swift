// The search page as readers without JavaScript have it, and how it is cut on large sites.

import Content
import Diagnostics
import Files
import Support
import Testing

@testable import Linking
@testable import Rendering

@Suite("Search page")
struct SearchPageTests {
  @Test("Names lead to their places, other names to what they are names of")
  func entries() async throws {
    let html = try #require(
      await pages([
        "a.md": "---\naliases: [\"A & B\"]\n---\n# Alpha\n\n## Limits\n",
        "b.md": "# Beta\n\n## Limits\n\n## <Odd>\n",
        "faq.md": "---\nkind: faq\n---\n# FAQ\n\n## Why?\n\nSo.\n",
      ])["search/index.html"])
    #expect(
      html.contains(
        "<li>A &amp; B <span class=\"register-where\">– <a href=\"../a/\">Alpha</a></span></li>"))
    #expect(html.contains("<li><a href=\"../a/\">Alpha</a></li>"))
    #expect(
      html.contains(
        "<li>Limits <span class=\"register-where\">– <a href=\"../a/#limits\">Alpha</a>, "
          + "<a href=\"../b/#limits\">Beta</a></span></li>"))
    #expect(
      html.contains(
        "<li><a href=\"../faq/#why\">Why?</a> <span class=\"register-where\">– FAQ</span></li>"))
    #expect(html.contains("<a href=\"#az.l\">L</a>") && html.contains("<h3 id=\"az.l\">L</h3>"))
    #expect(!html.contains("<Odd>"))
  }

  @Test("The form asks the page itself, with `q`, and needs no script")
  func form() async throws {
    let html = try #require(await pages(["a.md": "# A\n"])["search/index.html"])
    #expect(html.contains("<form class=\"search-form\" method=\"get\" role=\"search\">"))
    #expect(html.contains("type=\"search\" name=\"q\""))
  }

  @Test("A register that is too long for one page stands on pages by letter, in parts")
  func largeSite() async {
    let headings = (0..<1001).map { "## A\($0)\n\n" }.joined()
    let pages = await pages(["z.md": "# Zeta\n\n" + headings])
    #expect(
      pages.keys.sorted() == [
        "search/a-z/a-2/index.html", "search/a-z/a-3/index.html", "search/a-z/a/index.html",
        "search/a-z/z/index.html", "search/index.html",
      ])
    let entries = pages.mapValues { $0.split(separator: "<li><a href=\"../../../z/#a").count - 1 }
    #expect(entries["search/a-z/a/index.html"] == 500)
    #expect(entries["search/a-z/a-3/index.html"] == 1)
    let search = pages["search/index.html"] ?? ""
    #expect(
      search.contains("<a href=\"a-z/a/\">A</a>") && search.contains("<a href=\"a-z/z/\">Z</a>"))
    #expect(!search.contains("a-z/a-2/") && !search.contains("class=\"register\""))
    #expect(pages["search/a-z/z/index.html"]?.contains("aria-current=\"true\">Z</a>") == true)
    let second = pages["search/a-z/a-2/index.html"] ?? ""
    #expect(second.contains("<a rel=\"prev\" href=\"../a/\">A (1 of 3)</a>"))
    #expect(second.contains("<a rel=\"next\" href=\"../a-3/\">A (3 of 3)</a>"))
  }

  @Test("The tree of a large site is shown as deep as it is short")
  func treeLimit() {
    func node(_ route: String, _ children: [NavigationNode] = []) -> NavigationNode {
      NavigationNode(title: route, route: Route(route), children: children)
    }
    let roots = [node("f/", [node("f/x/", [node("f/x/1/"), node("f/x/2/")]), node("f/y/")])]
    let plan = NavigationPlan(NavigationTree(roots: roots))
    func count(_ limit: Int) -> Int {
      String(decoding: plan.wholeTree(prefix: "", limit: limit), as: UTF8.self)
        .split(separator: "<li").count - 1
    }
    #expect(count(5) == 5)
    #expect(count(4) == 3)
    #expect(count(2) == 1)
    #expect(count(0) == 1)
  }

  @Test("A register of 500 entries is on the search page itself, one of 501 is not")
  func registerLimit() async {
    func paths(_ count: Int) async -> [String] {
      let headings = (0..<(count - 1)).map { "## A\($0)\n\n" }.joined()
      return await pages(["z.md": "# Zeta\n\n" + headings]).keys.sorted()
    }
    #expect(await paths(500) == ["search/index.html"])
    #expect(
      await paths(501) == [
        "search/a-z/a/index.html", "search/a-z/z/index.html", "search/index.html",
      ])
  }

  @Test("Five hundred questions are listed, one more and they are counted")
  func manyQuestions() async throws {
    func questions(_ count: Int) async throws -> Substring {
      let faq =
        "---\nkind: faq\n---\n# FAQ\n\n" + (0..<count).map { "## Q\($0)?\n\nYes.\n\n" }.joined()
      let html = try #require(await pages(["faq.md": faq])["search/index.html"])
      return html.split(separator: "<h2>Questions</h2>")[1].split(separator: "<h2>")[0]
    }
    let most = try await questions(500)
    #expect(most.contains(">Q7?</a>") && most.contains(">Q499?</a>"))
    let over = try await questions(501)
    #expect(over.contains("501 questions"))
    #expect(!over.contains("Q7?"))
  }

  /// The search pages of a corpus with the default theme, by path.
  private func pages(_ files: [String: String]) async -> [String: String] {
    let build = await buildInMemory(files)
    #expect(build.diagnostics.filter { $0.severity == .error }.isEmpty)
    let paths = build.image.files.map(\.path.text).filter {
      $0.hasPrefix("search/") && $0.hasSuffix(".html")
    }
    return Dictionary(
      uniqueKeysWithValues: paths.map { ($0, build.image.text($0) ?? "") })
  }
}

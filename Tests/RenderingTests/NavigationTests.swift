// The navigation's HTML: what is open, what is marked, and how a large site is cut.

import Content
import Files
import Testing

@testable import Linking
@testable import Rendering

@Suite("Navigation")
struct NavigationTests {
  @Test("A small site shows its whole tree on every page; only folders around the page are open")
  func wholeTree() {
    let roots = [page("a/"), folder("f/", [page("f/x/"), folder("f/g/", [page("f/g/y/")])])]
    let html = navigation(roots, at: "f/x/")
    for title in ["a", "f", "x", "g", "y"] { #expect(html.contains(">\(title)</a>")) }
    #expect(html.components(of: "<details open>") == 1)
    #expect(html.components(of: "<details>") == 1)
  }

  @Test("Exactly the page itself is marked, wherever it is seen from")
  func mark() {
    let roots = [page("a/"), folder("f/", [page("f/x/"), page("f/y/")])]
    for route in ["a/", "f/", "f/x/", "f/y/"] {
      let html = navigation(roots, at: route)
      #expect(html.components(of: "aria-current=\"page\"") == 1)
      let name = route.split(separator: "/").last ?? ""
      let marked = html.split(separator: "aria-current=\"page\"").last.map(String.init) ?? ""
      #expect(marked.prefix { $0 != "<" }.hasSuffix(">\(name)"))
    }
  }

  @Test("A page that is not in the navigation marks nothing")
  func unlisted() {
    let html = navigation([page("a/")], at: "other/")
    #expect(!html.contains("aria-current"))
    #expect(html.contains(">a</a>"))
  }

  @Test("Neighbours in a folder share their navigation; that is what makes it cheap")
  func sharedKeys() {
    let tree = NavigationTree(roots: [folder("f/", [page("f/x/"), page("f/y/")]), page("a/")])
    let plan = NavigationPlan(tree)
    #expect(plan.key(for: Route("f/x/")) == plan.key(for: Route("f/y/")))
    #expect(plan.key(for: Route("f/x/")) != plan.key(for: Route("a/")))
  }

  @Test("A large site shows the branch of the page, other folders closed without their pages")
  func largeSite() {
    let roots = (0..<40).map { f in
      folder("f\(f)/", (0..<10).map { page("f\(f)/p\($0)/") })
    }
    let html = navigation(roots, at: "f3/p4/")
    #expect(html.contains(">p4</a>"))
    #expect(html.components(of: "<li") == 40 + 10)
    #expect(html.components(of: "<details") == 1)
  }

  @Test("A long folder shows the part around the page, with the ways to both sides")
  func longFolder() {
    let roots = (0..<450).map { page("p\(1000 + $0)/") }
    let first = navigation(roots, at: "p1000/")
    #expect(first.components(of: "<li") == 101)
    #expect(first.components(of: "nav-more") == 1)
    let middle = navigation(roots, at: "p1250/")
    #expect(middle.components(of: "<li") == 102)
    #expect(middle.contains("… p1199</a>") && middle.contains("… p1300</a>"))
    let last = navigation(roots, at: "p1449/")
    #expect(last.components(of: "<li") == 51)
  }

  @Test("A site of 150 entries shows its whole tree on every page, one of 151 does not")
  func wholeTreeLimit() {
    func roots(_ count: Int) -> [NavigationNode] {
      [folder("f/", [page("f/x/")])] + (0..<(count - 2)).map { page("p\($0)/") }
    }
    #expect(navigation(roots(150), at: "p7/").contains(">x</a>"))
    #expect(!navigation(roots(151), at: "p7/").contains(">x</a>"))
  }

  @Test("A folder of 150 entries is shown whole, one of 151 in parts")
  func notCut() {
    func folderOf(_ count: Int) -> String {
      navigation([folder("f/", (0..<count).map { page("f/p\($0)/") })], at: "f/p7/")
    }
    #expect(!folderOf(150).contains("nav-more"))
    #expect(folderOf(150).contains(">p149</a>"))
    #expect(folderOf(151).contains("… p100</a>"))
    #expect(!folderOf(151).contains(">p149</a>"))
  }

  @Test("A page deep in a long list keeps its folder open in the part that is shown")
  func folderInLongList() {
    var roots = (0..<300).map { page("p\(1000 + $0)/") }
    roots.insert(folder("z/", [page("z/in/")]), at: 250)
    let html = navigation(roots, at: "z/in/")
    #expect(html.contains(">in</a>") && html.contains(">p1249</a>"))
    #expect(!html.contains(">p1000</a>"))
  }

  @Test("Titles are escaped in every place of the navigation")
  func escaping() {
    let title = "<i>\"&'"
    let roots = [
      NavigationNode(title: title, route: nil, children: [page("a/")]),
      NavigationNode(title: title, route: Route("b/"), children: [page("b/c/")]),
    ]
    let html = navigation(roots, at: "b/c/")
    #expect(!html.contains("<i>"))
    #expect(html.components(of: "&lt;i&gt;&quot;&amp;") == 4)
  }

  @Test("The header shows seven sections at most and marks the one the page is in")
  func sections() {
    let roots = (0..<9).map { folder("s\($0)/", [page("s\($0)/p/")]) }
    let plan = NavigationPlan(NavigationTree(roots: roots))
    let sections = plan.sections(for: Route("s2/p/"), prefix: "../../")
    #expect(sections.map(\.title) == ["s0", "s1", "s2", "s3", "s4", "s5", "s6"])
    #expect(sections.map(\.isCurrent) == [false, false, true, false, false, false, false])
    #expect(sections[2].href == "../../s2/")
  }

  @Test("What pages of a folder share of the header is what each of them would show")
  func sharedSections() {
    // `m/install/` and `m/use/` are entries themselves: pages of `m/` share nothing.
    let roots = [
      page("a/"), page("m/install/"), page("m/use/"), folder("s/", [page("s/p/"), page("s/q/")]),
    ]
    let plan = NavigationPlan(NavigationTree(roots: roots))
    var sharing: [String] = []
    for text in ["", "a/", "b/", "m/", "m/install/", "m/use/", "m/x/", "s/", "s/p/", "s/q/"] {
      let route = Route(text)
      guard let sections = plan.fragment(for: plan.key(for: route)).sections else { continue }
      sharing.append(text)
      #expect(sections == plan.sections(for: route, prefix: route.prefixToRoot), "\(text)")
    }
    #expect(sharing == ["s/p/", "s/q/"])
  }

  // MARK: Material

  private func page(_ route: String) -> NavigationNode { folder(route, []) }

  private func folder(_ route: String, _ children: [NavigationNode]) -> NavigationNode {
    NavigationNode(
      title: String(route.split(separator: "/").last ?? ""), route: Route(route),
      children: children)
  }

  private func navigation(_ roots: [NavigationNode], at route: String) -> String {
    let plan = NavigationPlan(NavigationTree(roots: roots))
    let route = Route(route)
    return String(
      decoding: plan.fragment(for: plan.key(for: route)).html(for: route), as: UTF8.self)
  }
}

extension String {
  /// How often `text` occurs.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}

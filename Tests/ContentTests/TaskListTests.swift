// Task lists: the boxes' names, and that what stands behind them stays where it was.

import Content
import Testing

@Suite("Task lists")
struct TaskListTests {
  @Test func boxesAreNamedAndSlotsStayInTheirPlace() throws {
    let scanned = Scanned("[a](a.md)\n\n- [ ] [b](b.md)\n- [x] c\n\n[d](d.md)\n")
    let page = try #require(scanned.page)
    let html = page.body.html
    #expect(
      String(decoding: html, as: UTF8.self).contains(
        "<li><input type=\"checkbox\" aria-label=\"To do\" disabled=\"\" /> <a>b</a></li>\n"
          + "<li><input type=\"checkbox\" aria-label=\"Done\" checked=\"\" disabled=\"\" />"
          + " c</li>"))
    // Each link's attributes go right behind its `<a`.
    let links = page.body.cuts.filter { if case .link = $0.slot { true } else { false } }
    #expect(
      links.map { String(decoding: html[..<$0.offset].suffix(2), as: UTF8.self) } == [
        "<a", "<a", "<a",
      ])
  }

  @Test func bracketsThatAreNoTaskChangeNothing() throws {
    let html = try #require(Scanned("A [ ] in a text and `[x]`.\n").page).body.html
    #expect(!String(decoding: html, as: UTF8.self).contains("aria-label"))
  }
}

// What the link stage makes of sources, glossary and topics, beyond what the golden tests show.

import Content
import Diagnostics
import Files
import Linking
import Support
import Testing

@Suite("Concepts")
struct ConceptTests {
  private func site(
    _ pages: [String: String], glossary: String = "", sources: String = ""
  ) async -> Diagnosed<Site> {
    let terms = await Support.glossary(fromText: glossary)
    let works = readWorks(SourceFile(path: "sources.yml", text: sources))
    var options = ScanOptions()
    options.terms = terms.value.matcher
    let scanned = pages.map { path, text in
      scan(SourceFile(path: path, text: text), path: ContentPath(path), options: options)
    }
    let linked = await linkedSite(
      Corpus(
        pages: scanned.compactMap(\.value), assets: [], configuration: Configuration(),
        configurationSource: SourceFile(path: "study.yml", text: ""), includesDrafts: false,
        glossary: terms.value, works: works.value,
        worksFile: SourceFile(path: "sources.yml", text: sources)))
    return Diagnosed(
      linked.value, (terms.diagnostics + works.diagnostics + linked.diagnostics).sorted())
  }

  private func related(
    _ pages: [String: String], _ path: String, sources: String = ""
  ) async -> [String] {
    let site = await site(pages, sources: sources).value
    let page = site.pages.first { $0.page.path.text == path }
    return page?.related.map { "\($0.page.route.text) \($0.reason)" } ?? []
  }

  private func topic(_ text: String) -> String { "---\nkind: topic\n---\n# T\n\n\(text)\n" }

  @Test func relatedPagesAreRankedByWhatIsRareAndTiesByPath() async {
    let pages = [
      "a.md": topic("[@rare] [@common]"), "b.md": topic("[@common]"), "c.md": topic("[@common]"),
      "d.md": topic("[@rare]"), "e.md": topic("[@common]"), "f.md": topic("[@common]"),
      "g.md": topic("[@common]"), "index.md": "# H\n\n[@rare]\n",
    ]
    let sources = "- {id: rare, title: R, issued: 2020}\n- {id: common, title: C}\n"
    #expect(
      await related(pages, "a.md", sources: sources) == [
        "d/ both cite R 2020", "b/ both cite C n.d.", "c/ both cite C n.d.",
        "e/ both cite C n.d.", "f/ both cite C n.d.",
      ])
  }

  @Test func fiveRelatedPagesAreShownAndASixthIsNot() async {
    func shown(_ count: Int) async -> Int {
      let others = (0..<count).map { ("p\($0).md", topic("[[a]]")) }
      return await related(
        Dictionary(uniqueKeysWithValues: [("a.md", topic("x"))] + others), "a.md"
      ).count
    }
    #expect(await shown(5) == 5)
    #expect(await shown(6) == 5)
  }

  @Test func aLinkCountsAndTheStrongestReasonIsShown() async {
    let pages = ["a.md": topic("[b](b.md)"), "b.md": topic("x"), "c.md": topic("[[a]]")]
    #expect(await related(pages, "a.md") == ["b/ this page links to it", "c/ it links here"])
  }

  @Test func pagesThatAreNoTopicsHaveNoRelatedOnes() async {
    #expect(await related(["a.md": "# A\n\n[b](b.md)\n", "b.md": topic("x")], "a.md") == [])
  }

  @Test func aWikilinkFindsAPageBeforeATermOfTheSameName() async throws {
    let glossary = "- {term: Alpha, definition: x}\n- {term: Beta, definition: y}\n"
    let linked = await site(
      ["index.md": "# H\n\n[[alpha]] [[beta]]\n", "p.md": "# Alpha\n"], glossary: glossary)
    #expect(linked.diagnostics == [])
    let home = try #require(linked.value.pages.first { $0.page.route == .root })
    #expect(
      home.targets == [
        .page(Route("p/"), title: "Alpha", anchor: nil),
        .page(glossaryRoute, title: "Beta", anchor: "beta"),
      ])
    #expect(linked.value.terms.map { $0.page?.route.text } == ["p/", nil])
  }

  @Test func theMapHasEachPairOnceAndSaysWhetherItIsMutual() async {
    let graph = await site([
      "x/a.md": topic("[[b]] [[c]]"), "x/b.md": topic("[[a]]"), "y/c.md": topic("-"),
    ]).value.topics
    #expect(graph.topics.map(\.page.route.text) == ["x/a/", "x/b/", "y/c/"])
    #expect(graph.sections == ["X", "Y"])
    let edges = graph.edges.map { "\($0.from)-\($0.to)\($0.isMutual ? " mutual" : "")" }
    #expect(edges == ["0-1 mutual", "0-2"])
  }

  @Test func aTenThousandTermGlossaryIsLinkedAndLinear() async {
    let glossary = (0..<10_000).map { "- {term: word\($0) thing, definition: d}\n" }.joined()
    let linked = await site(["a.md": "A word7 thing, a word9999 thing.\n"], glossary: glossary)
    #expect(linked.diagnostics == [])
    #expect(linked.value.pages[0].page.terms.count == 2)
  }

  // MARK: The ledger

  private func vanished(_ ledger: String, _ pages: [String: String]) async -> [String] {
    let file = SourceFile(path: "anchors.txt", text: ledger)
    return await vanishedAddresses(readLedger(file), in: file, of: site(pages).value).map {
      "\(file.position(of: $0.range?.start ?? 0).line) \($0.message)"
    }
  }

  @Test func theLedgerMissesWhatIsGone() async {
    let pages = [
      "index.md": "# Home\n", "a.md": "# A\n\n## Kept\n\n## New {#new .was-old}\n",
      "moved.md": "---\nredirect_from: before\n---\n# M\n\n## Still\n",
    ]
    let ledger = """
      # A comment
      ./
      a/
      a/#kept
      a/#old
      a/#new
      before/
      before/#still
      a/#gone
      before/#gone
      b/
      b/#x

      """
    let file = SourceFile(path: "anchors.txt", text: ledger)
    let codes = await vanishedAddresses(readLedger(file), in: file, of: site(pages).value).map(
      \.code)
    #expect(Set(codes) == [.vanishedAddress])
    #expect(
      await vanished(ledger, pages) == [
        "9 `/a/` had the anchor `#gone`, and has it no more",
        "10 `/before/` had the anchor `#gone`, and has it no more",
        "11 the page `/b/` was published and is gone",
      ])
  }

  @Test func whatIsPublishedFillsALedgerThatMissesNothing() async {
    let pages = ["index.md": "# Home\n\n## Ä\n", "a/index.md": "# A\n\n<a id=\"raw\"></a>\n"]
    let addresses = await publishedAddresses(of: site(pages).value)
    #expect(addresses == ["./", "./#home", "./#ä", "a/", "a/#a", "a/#raw"])
    #expect(await vanished(String(decoding: ledgerText(addresses), as: UTF8.self), pages) == [])
  }
}

// Citations in a page's text, and what sources.yml may look like.

import CommonMark
import Content
import Diagnostics
import Testing

@Suite("Citations")
struct CitationTests {
  /// "key, locator" of each, brackets joined by `|`.
  private func citations(_ markdown: String) -> String {
    (Scanned("\(markdown)\n").page?.citations ?? []).map { citation in
      citation.items.map { $0.key + ($0.locator.map { ",\($0)" } ?? "") }.joined(separator: ";")
    }.joined(separator: "|")
  }

  @Test(
    arguments: [
      ("[@a]", "a"), ("[@a; @b]", "a;b"), ("[@a;@b] [@c]", "a;b|c"), ("[ @a]", ""),
      ("[@a, section 3]", "a,section 3"), ("[@a, p. 1; @b]", "a,p. 1;b"),
      ("[@bai:2022-x_1.y]", "bai:2022-x_1.y"), ("[@]", ""), ("[@a b]", ""), ("[@a; see b]", ""),
      ("@a", ""), ("`[@a]`", ""), ("[@a](x.md)", ""), ("\\[@a]", ""), ("[@a\nb]", ""),
      ("[@a;\n@b]", "a;b"), ("*[@a]*", "a"), ("- [@a]", "a"),
    ])
  func found(markdown: String, keys: String) {
    #expect(citations(markdown) == keys)
  }

  @Test func theNumberStandsRightBehindTheWord() {
    #expect(Scanned("word [@a].\n").html == "<p>word{citation 0}.</p>\n")
    #expect(Scanned("word\n[@a].\n").html == "<p>word\n{citation 0}.</p>\n")
  }

  @Test func thePlainTextHasNoNumber() {
    let page = Scanned("word [@a], more\n").page
    #expect(page.map { String(decoding: $0.plainText, as: UTF8.self) } == "word, more\n")
  }

  @Test func aHeadingWithACitationKeepsItsAnchorAndSaysSo() {
    let scanned = Scanned("## Heading [@a]\n")
    #expect(scanned.page?.headings.map(\.anchor) == ["heading"])
    #expect(scanned.problems == ["1:12 misplaced-citation: a citation in a heading"])
  }

  // MARK: sources.yml

  private func sources(_ text: String) -> Diagnosed<[Work]> {
    readWorks(SourceFile(path: "sources.yml", text: text))
  }

  @Test func aListAndReferencesBothWork() {
    #expect(sources("- id: a\n  title: A\n").value.map(\.key) == ["a"])
    #expect(sources("references:\n- id: a\n  title: A\n").value.map(\.key) == ["a"])
    #expect(sources("").value == [])
  }

  @Test func cslJSONWorksWithTabs() {
    let read = sources(
      "[\n\t{\"id\": \"a\",\t\"title\": \"A \\u00e9\",\n\t\"DOI\": \"10.1/x\"}\n]\n")
    #expect(read.diagnostics == [])
    #expect(read.value.map(\.title) == ["A é"])
    #expect(read.value.first?.link == "https://doi.org/10.1/x")
  }

  @Test(
    arguments: [
      ("2022-12-15", "2022-12-15"), ("2022-12", "2022-12"), ("2022", "2022"),
      ("{date-parts: [[2022, 1, 5]]}", "2022-01-05"), ("[{year: 2022, month: 3}]", "2022-03"),
      ("{raw: 2022-02}", "2022-02"), ("\"2022\"", "2022"),
    ])
  func datesInAllForms(written: String, iso: String) {
    let read = sources("- id: a\n  title: A\n  issued: \(written)\n")
    #expect(read.diagnostics == [])
    #expect(read.value.first?.issued?.iso == iso)
  }

  @Test(arguments: ["2022-13", "soon", "2022-01-32", "{season: 1}", "20x2"])
  func whatIsNoDateIsReported(written: String) {
    #expect(
      sources("- id: a\n  title: A\n  issued: \(written)\n").diagnostics.map(\.code)
        == [.badSource])
  }

  @Test(
    arguments: [
      ("DOI: 10.1/a b", nil), ("DOI: doi:10.1/X", "https://doi.org/10.1/X"),
      ("DOI: https://doi.org/10.1/x", "https://doi.org/10.1/x"),
      ("number: arXiv:2212.08073", "https://arxiv.org/abs/2212.08073"),
      ("URL: https://arxiv.org/abs/2212.08073", "https://arxiv.org/abs/2212.08073"),
      ("URL: https://example.org/a", "https://example.org/a"), ("URL: javascript:x", nil),
    ])
  func links(line: String, link: String?) {
    #expect(sources("- id: a\n  title: A\n  \(line)\n").value.first?.link == link)
  }

  @Test(
    arguments: [
      ("[{family: Bai}]", "Bai 2022"), ("[{family: Bai}, {family: Li}]", "Bai and Li 2022"),
      ("[{family: A}, {family: B}, {family: C}]", "A et al. 2022"),
      ("[{family: Bai}, {literal: others}]", "Bai et al. 2022"),
      ("[{literal: The Group}]", "The Group 2022"), ("[]", "A title of words 2022"),
      ("[{family: Berg, non-dropping-particle: van der}]", "van der Berg 2022"),
    ])
  func shortNames(authors: String, name: String) {
    let text = "- id: a\n  title: A title of words and more\n  issued: 2022\n  author: \(authors)\n"
    #expect(sources(text).value.map { shortName(of: $0) } == [name])
  }

  @Test func fiveThousandEntriesOnOneLineAreRead() {
    let entries = (0..<5000).map { "{\"id\": \"k\($0)\", \"title\": \"T\", \"x\": \"\"}" }
    let read = sources("[" + entries.joined(separator: ", ") + "]")
    #expect(read.value.count == 5000)
    #expect(read.diagnostics.count == 5000)
    #expect(
      read.diagnostics.last?.range?.start == 1 + entries.dropLast().joined().utf8.count
        + 2 * 4999 + "{\"id\": \"k4999\", \"title\": \"T\", ".utf8.count)
  }

  // MARK: study new source

  @Test(
    arguments: [
      ("arxiv:2212.08073", "arxiv2212-08073", "issued: 2022-12"),
      ("2212.08073v2", "arxiv2212-08073", "number: arXiv:2212.08073"),
      ("https://arxiv.org/abs/2212.08073", "arxiv2212-08073", "type: article"),
      ("doi:10.1000/Xy", "doi1000-xy", "DOI: 10.1000/Xy"),
      ("https://www.example.org/a", "example", "URL: https://www.example.org/a"),
    ])
  func skeletons(name: String, key: String, line: String) {
    let skeleton = workSkeleton(for: name, taken: [])
    #expect(skeleton?.key == key)
    #expect(skeleton?.text.contains("  \(line)\n") == true)
    #expect(sources(skeleton?.text ?? "").value.map(\.key) == [key])
    #expect(workSkeleton(for: name, taken: [key])?.key == "\(key)-2")
  }

  @Test(arguments: ["", "nonsense", "arxiv:2213.08073", "doi:11.1/x", "doi:10.1000", "ftp://x.org"])
  func whatIsNoSource(name: String) {
    #expect(workSkeleton(for: name, taken: []) == nil)
  }
}

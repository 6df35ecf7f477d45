// The register: what stands in it, under which letter, and what is left out.

import Content
import Diagnostics
import Files
import Support
import Testing

@testable import Linking

@Suite("Register")
struct RegisterTests {
  private func register(
    _ pages: [String: String], glossary: String = "", headingLimit: Int = 1000
  ) async -> Register {
    let terms = await Support.glossary(fromText: glossary)
    let scanned = pages.compactMap { path, text in
      scan(
        SourceFile(path: path, text: text), path: ContentPath(path), options: ScanOptions()
      ).value
    }
    let site = await linkedSite(
      Corpus(
        pages: scanned, assets: [], configuration: Configuration(),
        configurationSource: SourceFile(path: "study.yml", text: ""), includesDrafts: false,
        glossary: terms.value))
    return Linking.register(of: site.value, headingLimit: headingLimit)
  }

  /// `letter: name -> kind route#anchor, …` for each entry.
  private func lines(_ register: Register) -> [String] {
    register.letters.flatMap { letter in
      letter.entries.map { entry in
        let places = entry.places.map { place in
          "\(place.kind) \(place.route.text)" + (place.anchor.map { "#\($0)" } ?? "")
        }
        return "\(letter.name): \(entry.name) -> \(places.joined(separator: ", "))"
      }
    }
  }

  @Test func everythingWithANameIsAnEntry() async {
    let pages = [
      "index.md": "# Start\n",
      "b.md": "---\naliases: [Bee]\ntags: [insects]\n---\n# Beta\n\n## Wings\n\n### Hooks\n",
      "faq.md": "---\nkind: faq\n---\n# Questions\n\n## Does it sting?\n\nYes.\n",
    ]
    let glossary = "- {term: Hive, aliases: [Nest], definition: Where bees live.}\n"
    #expect(
      await lines(register(pages, glossary: glossary)) == [
        "B: Bee -> alias b/", "B: Beta -> page b/",
        "D: Does it sting? -> question faq/#does-it-sting",
        "G: Glossary -> page glossary/", "H: Hive -> term glossary/#hive",
        "H: Hooks -> heading b/#hooks", "I: insects -> tag tags/insects/",
        "N: Nest -> alias glossary/#hive", "Q: Questions -> page faq/", "S: Start -> page ",
        "W: Wings -> heading b/#wings",
      ])
  }

  @Test func oneNameIsOneEntryAndWhatIsCalledSoComesFirst() async {
    let pages = [
      "a.md": "# Other\n\n## circuits\n", "z.md": "---\ntags: [Circuits]\n---\n# Circuits\n",
      "b.md": "# Third\n\n## Circuits\n",
    ]
    #expect(
      await lines(register(pages)).filter { $0.contains("ircuits") } == [
        "C: Circuits -> page z/, heading a/#circuits, heading b/#circuits, tag tags/circuits/"
      ])
  }

  @Test func aHeadingThatNearlyEveryPageHasIsLeftOut() async {
    func pages(_ count: Int) -> [String: String] {
      Dictionary(
        uniqueKeysWithValues: (0..<count).map { ("p\($0).md", "# P\($0)\n\n## Examples\n") })
    }
    #expect(await lines(register(pages(8))).contains { $0.contains("Examples") })
    #expect(
      await !lines(register(pages(9))).contains { $0.contains("Examples") })
    #expect(await !lines(register(pages(60))).contains { $0.contains("Examples") })
  }

  @Test func aPageThatIsNotToBeSearchedIsNotListed() async {
    let pages = [
      "a.md": "---\nsearch: false\naliases: [Hidden]\n---\n# Secret\n\n## Deep\n", "b.md": "# B\n",
    ]
    #expect(await lines(register(pages)) == ["B: B -> page b/"])
  }

  @Test func headingsOfAVeryLargeSiteAreLeftOutLevelByLevel() async {
    let pages = ["p.md": "# P\n\n## One\n\n### Deep\n\n## Two\n"]
    func names(_ limit: Int) async -> [String] {
      await register(pages, headingLimit: limit).letters.flatMap(\.entries).map(\.name)
    }
    #expect(await names(3) == ["Deep", "One", "P", "Two"])
    #expect(await names(2) == ["One", "P", "Two"])
    #expect(await names(1) == ["P"])
  }

  @Test(.slow) func twentyThousandHeadingsAreListedAndNotOneMore() async {
    func names(_ count: Int) async -> Int {
      let headings = (0..<count).map { "## H\($0)\n" }.joined()
      let page = scan(
        SourceFile(path: "p.md", text: "# P\n\n" + headings), path: ContentPath("p.md"),
        options: ScanOptions())
      let site = await linkedSite(
        Corpus(
          pages: [page.value].compactMap(\.self), assets: [], configuration: Configuration(),
          configurationSource: SourceFile(path: "study.yml", text: ""), includesDrafts: false))
      return Linking.register(of: site.value).letters.reduce(0) { $0 + $1.entries.count }
    }
    #expect(await names(20_000) == 20_001)
    #expect(await names(20_001) == 1)
  }

  @Test func lettersHaveNamesOfTheirOwnInAddresses() async {
    let names = [
      "a.md": "# Apple\n", "b.md": "# 7 bridges\n", "c.md": "# ???\n", "d.md": "# 心理\n",
      "e.md": "# Ёлка\n", "f.md": "# Äpfel\n",
    ]
    let letters = await register(names).letters
    #expect(letters.map(\.name) == ["#", "0–9", "A", "Е", "心"])
    #expect(letters.map(\.slug) == ["signs", "digits", "a", "u415", "u5fc3"])
  }

  @Test(
    "Names stand where their readers look",
    arguments: [
      ("constitution", "C"), ("`--force`", "F"), ("\"I hate you\"", "I"), ("52B", "0–9"),
      ("2. Second", "S"), ("3) Third", "T"),
      ("1.5 degrees", "0–9"), ("4.", "0–9"),
      ("…", "#"), ("", "#"), ("Über", "U"), ("Ångström", "A"), ("œuvre", "O"), ("Łódź", "L"),
      ("Ệ", "E"), ("Ωμέγα", "Ω"), ("Άλφα", "Α"), ("ёлка", "Е"), ("йод", "Й"),
      ("الذرة", "ذ"), ("أحماض", "ا"), ("ال", "ا"), ("深度学习", "水"), ("人工", "人"),
      ("カタカナ", "か"), ("がくしゅう", "か"), ("ぁ", "あ"), ("ん", "わ"), ("학습", "ㅎ"), ("까치", "ㄱ"),
      ("เด็ก", "ด"), ("Ｆｕｌｌ", "F"), ("٣ كتب", "0–9"), ("𠮷野家", "𠀀"),
    ])
  func letters(name: String, letter: String) {
    #expect(alphabeticKey(of: name).letter == letter)
  }

  @Test func accentsAndCaseDoNotChangeTheOrder() {
    let names = ["zebra", "Äpfel", "apple", "Ärger", "éclair", "Zürich", "zoo"]
    let sorted = names.sorted {
      alphabeticKey(of: $0).bytes.lexicographicallyPrecedes(alphabeticKey(of: $1).bytes)
    }
    #expect(sorted == ["Äpfel", "apple", "Ärger", "éclair", "zebra", "zoo", "Zürich"])
  }
}

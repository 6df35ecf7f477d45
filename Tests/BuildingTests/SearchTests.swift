// The search of whole builds: what is in it, what never is, and that it does not depend on how many
// pages are worked on at once.

import Answering
import Files
import Support
import Testing

@testable import Building

private func search(_ files: [String: String], _ query: String) async throws -> String {
  let build = await buildInMemory(files)
  let search = try #require(ImageSearch(build.image))
  return search.text(query, limit: 5, isLiteral: true)
}

/// The index of a build, all files in order.
private func index(_ image: SiteImage) -> [OutputPath: [UInt8]] {
  var files: [OutputPath: [UInt8]] = [:]
  for file in image.files
  where file.path.text.hasPrefix("search/") && file.path.text.hasSuffix(".js") {
    if case .bytes(let bytes) = file.contents { files[file.path] = bytes }
  }
  return files
}

@Suite("Search")
struct SearchTests {
  @Test("What others call a page leads to it, and to the section they mean")
  func linkTexts() async throws {
    let files = [
      "index.md": "# Home\n\n[the zebra guide](a.md) and [striped horses](a.md#two)\n",
      "a.md": "# A\n\nNothing.\n\n## Two\n\nMore.\n\n## Three\n\n[only here](#two)\n",
    ]
    #expect(try await search(files, "zebra guide").contains("A  a/\n"))
    #expect(try await search(files, "striped horses").contains("Two  #two\n"))
  }

  @Test("The text of a link names a page up to 80 bytes, a longer one is a sentence")
  func longLinkText() async throws {
    func finds(_ count: Int) async throws -> Bool {
      let text = "zebra " + String(repeating: "wo ", count: 40).prefix(count - 7) + "x"
      let files = ["index.md": "# Home\n\n[\(text)](a.md)\n", "a.md": "# A\n\nNothing.\n"]
      return try await search(files, "zebra").contains("A  a/\n")
    }
    #expect(try await finds(80))
    #expect(try await !finds(81))
  }

  @Test("Eight texts of links name a page, and a ninth does not")
  func manyLinkTexts() async throws {
    let names = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    let links = names.map { "[quagga\($0)](a.md)" }.joined(separator: " ")
    let files = ["index.md": "# Home\n\n\(links)\n", "a.md": "# A\n\nNothing.\n"]
    #expect(try await search(files, "quaggaeight").contains("A  a/\n"))
    #expect(try await !search(files, "quagganine").contains("A  a/\n"))
  }

  @Test("A misspelt word of up to 30 letters is corrected, a longer one is not")
  func longMisspelling() async throws {
    func corrected(_ count: Int) async throws -> Bool {
      // Letters that differ, so that one of them can be misspelt.
      let word = String((0..<count).map { Character(Unicode.Scalar(UInt8(97 + $0 * 7 % 26))) })
      let misspelt = word.prefix(count - 3) + "q" + word.suffix(2)
      let files = ["index.md": "# Home\n\n\(word) and \(word)\n", "b.md": "# B\n\n\(word)\n"]
      let build = await buildInMemory(files)
      let search = try #require(ImageSearch(build.image))
      return search.json("\(misspelt) ", limit: 5, isLiteral: false).contains("\"count\":2")
    }
    #expect(try await corrected(30))
    #expect(try await !corrected(31))
  }

  @Test("An index that is made alone is the one of the site, and nothing else is made")
  func indexAlone() async {
    let files = [
      "index.md": "# Home\n\n[the zebra guide](a.md), $x$\n",
      "a.md": "# A\n\n## Two\n\nMore of [[Home]].\n", "logo.svg": "<svg/>",
    ]
    let alone = await buildInMemory(files, product: .searchIndex)
    let site = await buildInMemory(files)
    #expect(index(alone.image) == index(site.image))
    #expect(alone.image.files.allSatisfy { $0.path.text.hasPrefix("search/") })
    #expect(!alone.image.files.isEmpty)
  }

  @Test("A page with `search: false`, a draft and raw HTML never reach the index")
  func leaks() async {
    let build = await buildInMemory([
      "index.md": "# Home\n\n[x](hidden.md)\n",
      "hidden.md": "---\nsearch: false\n---\n# Quagga\n\nxylophone\n",
      "draft.md": "---\ndraft: true\n---\n# Okapi\n",
    ])
    let text = index(build.image).values.map { String(decoding: $0, as: UTF8.self) }.joined()
    for word in ["quagga", "Quagga", "xylophone", "okapi", "Okapi"] {
      #expect(!text.contains(word), "\(word)")
    }
    #expect(text.contains("home"))
  }

  @Test("The same files with one job and with two")
  func jobs() async {
    var files = ["index.md": "# Home\n"]
    for number in 0..<150 {
      let words = (0..<400).map { "word\(($0 * 31 + number * 17) % 2500)" }
      files["p\(number).md"] =
        "---\ntags: [t\(number % 5)]\n---\n# Page \(number)\n\n\(words.joined(separator: " "))\n"
    }
    let one = index(await buildInMemory(files, jobs: 1).image)
    let two = index(await buildInMemory(files, jobs: 2).image)
    #expect(one == two)
    #expect(one.count > 10)
  }

  @Test("Languages bring their own forms of words")
  func language() async throws {
    let files = [
      "study.yml": "language: de\n", "index.md": "# Start\n",
      "a.md": "# Seite\n\nDie Häuser stehen.\n",
    ]
    #expect(try await search(files, "Hauses ").contains("Nothing found"))
    let forms = ["index.md": "# Start\n\nEines Hauses.\n"].merging(files) { own, _ in own }
    #expect(try await search(forms, "Häuser ").contains("Start  ./"))
  }

  @Test("JSON holds the same as the text")
  func json() async throws {
    let build = await buildInMemory(["index.md": "# Home\n\n## A \"quoted\" one\n\nword\n"])
    let search = try #require(ImageSearch(build.image))
    let line = search.json("quoted", limit: 5, isLiteral: false)
    #expect(line.hasPrefix("{\"query\":\"quoted\",\"count\":1,\"pages\":[{\"url\":\"\""))
    #expect(line.contains("\"heading\":\"A \\\"quoted\\\" one\""))
    #expect(line.hasSuffix("\"corrected\":[],\"suggestion\":null,\"unknown\":[]}\n"))
  }

  @Test("Published without comments, indentation and spaces around signs")
  func leanScripts() {
    let cases: [(String, String)] = [
      ("  // a comment\n  const a = 1;\n", "const a=1;\n"),
      ("\n\n", ""),
      ("const text = 'a // b  = c';\n", "const text='a // b  = c';\n"),
      ("x = /[/ ]= \\/ a/.test(y) ? 1 / 2 : b;\n", "x= /[/ ]= \\/ a/.test(y)?1 / 2:b;\n"),
      ("a + +b - -c;\n", "a+ +b- -c;\n"),
      ("return 'it\\'s' + typeof x;\n", "return'it\\'s'+typeof x;\n"),
      ("const { é } = ü;\n", "const{é}=ü;\n"),
      ("f(() => {\n  a;\n  b();\n});\nc;\n", "f(()=>{\na;\nb()\n});\nc;\n"),
      ("a = b ||\n  c;\nd = e\n  .f(g,\n    h)\n  ? 1 : 2;\n", "a=b||c;\nd=e.f(g,h)?1:2;\n"),
    ]
    for (source, expected) in cases {
      #expect(String(decoding: leanScript(Array(source.utf8)), as: UTF8.self) == expected)
    }
  }

  @Test("A project's own script is published as it is")
  func ownScript() async {
    let build = await buildInMemory([
      "index.md": "# Home\n", "templates/assets/search.js": "// mine\n  a = b;\n",
    ])
    #expect(build.image.text("assets/search.js") == "// mine\n  a = b;\n")
  }
}

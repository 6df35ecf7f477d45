// The filter of foreign markup, the cache of drawings, sizes of pictures.

import Content
import Diagnostics
import Files
import Rendering
import Testing

@testable import Drawing

private func filtered(_ markup: String, _ vocabulary: MarkupVocabulary) -> String? {
  filteredMarkup(Array(markup.utf8), vocabulary).map { String(decoding: $0, as: UTF8.self) }
}

@Suite("Markup of other programs")
struct MarkupFilterTests {
  @Test func mathematicsKeepsWhatIsOnTheList() {
    #expect(
      filtered(
        "<span class=\"katex\"><math xmlns=\"x\" display=\"block\"><mi mathvariant='bold'>&lt;</mi>"
          + "</math></span>", mathematicsVocabulary)
        == "<math display=\"block\"><mi mathvariant=\"bold\">&lt;</mi></math>")
  }

  @Test(
    "Nothing that acts comes through",
    arguments: [
      "<math><script>a</script></math>",
      "<math><mi onclick=\"a\" href=\"b\" style=\"c\"></mi></math>",
      "<math><style>a</style><mi></mi></math>", "<math><annotation-xml>a</annotation-xml></math>",
      "<math><!-- a --><mglyph src=\"b\"></mglyph></math>", "<img src=\"a\"/>",
    ])
  func harmless(markup: String) {
    let out = filtered(markup, mathematicsVocabulary) ?? ""
    #expect(["<math></math>", "<math><mi></mi></math>", ""].contains(out), "\(out)")
  }

  @Test(
    "What is not well nested is refused",
    arguments: ["<math>", "</math>", "<math><mi></math></mi>", "<math a>", "<math a=\"b>", "<math"])
  func broken(markup: String) {
    #expect(filtered(markup, mathematicsVocabulary) == nil)
  }

  @Test func fourHundredElementsMayBeNestedAndNotOneMore() {
    func nested(_ count: Int) -> String {
      String(repeating: "<math>", count: count) + String(repeating: "</math>", count: count)
    }
    #expect(filtered(nested(400), mathematicsVocabulary) == nested(400))
    #expect(filtered(nested(401), mathematicsVocabulary) == nil)
    // What is closed again, and what is empty, does not count.
    let flat = String(repeating: "<mi></mi>", count: 500)
    #expect(filtered("<math>\(flat)</math>", mathematicsVocabulary) == "<math>\(flat)</math>")
  }

  @Test func aDiagramTakesItsColoursFromTheTheme() {
    #expect(
      filtered(
        "<?xml version=\"1.0\"?><!DOCTYPE svg><svg width=\"1pt\" viewBox=\"0 0 1 2\"><g id=\"a\">"
          + "<title>a</title><a xlink:href=\"javascript:b\">"
          + "<ellipse fill=\"lightblue\" stroke=\"red\" cx=\"1\"/></a>"
          + "<text font-family=\"Times\" fill=\"#123456\">b &amp; c</text></g></svg>",
        diagramVocabulary)
        == "<svg width=\"1\" viewBox=\"0 0 1 2\">"
        + "<ellipse class=\"soft-note\" data-line=\"caution\" cx=\"1\"/>"
        + "<text>b &amp; c</text></svg>"
    )
  }

  @Test(
    "A diagram fits the column as long as a point has a pixel",
    arguments: [("300pt", 400), ("566pt", 624), ("900.4pt", 900)])
  func widths(given: String, shown: Int) {
    #expect(
      filtered("<svg width=\"\(given)\" height=\"9pt\"><text>a</text></svg>", diagramVocabulary)
        == "<svg width=\"\(shown)\"><text>a</text></svg>")
  }
}

@Suite("Programs that draw")
struct DrawingProgramTests {
  @Test func eachThatIsMissingIsNamedOnceWithItsPackage() async throws {
    let text = "$a$ and $b$\n\n```dot title=\"c\"\ndigraph { c }\n```\n"
    let source = SourceFile(path: "content/a.md", bytes: Array(text.utf8))
    let page = try #require(scan(source, path: ContentPath("a.md"), options: ScanOptions()).value)
    let drawn = await draw(
      [page], earlier: nil, readCache: { nil }, jobs: 1,
      programs: DrawingPrograms(scripts: [], dot: "no-such-program"))
    #expect(drawn.diagnostics.map(\.code) == [.missingProgram, .missingProgram])
    #expect(
      drawn.diagnostics.map { text.utf8.prefix($0.range?.start ?? 0).count { $0 == 10 } } == [0, 2])
    #expect(drawn.diagnostics[0].notes[0].contains("apt install libjs-katex quickjs"))
    #expect(drawn.diagnostics[1].notes[0].contains("apt install graphviz"))
    // What was not drawn is tried again by the next build.
    #expect(drawn.value.outcomes == DrawingCache())
  }
}

@Suite("Size of diagrams")
struct DiagramSizeTests {
  /// What becomes of a diagram of `count` bytes where Graphviz is missing.
  private func codes(_ count: Int) async throws -> [DiagnosticCode] {
    let fence = "```dot title=\"a\"\n\(String(repeating: "#", count: count - 1))\n```\n"
    let source = SourceFile(path: "content/a.md", bytes: Array(fence.utf8))
    let page = try #require(scan(source, path: ContentPath("a.md"), options: ScanOptions()).value)
    #expect(page.drawings.map(\.key.source.utf8.count) == [count])
    return await draw(
      [page], earlier: nil, readCache: { nil }, jobs: 1,
      programs: DrawingPrograms(scripts: [], dot: "no-such-program")
    ).diagnostics.map(\.code)
  }

  @Test func aDiagramMayHave256KiBAndNotAByteMore() async throws {
    #expect(try await codes(262_144) == [.missingProgram])
    #expect(try await codes(262_145) == [.badDiagram])
  }
}

@Suite("Cache of drawings")
struct DrawingCacheTests {
  private let cache: DrawingCache = {
    var cache = DrawingCache()
    cache.outcomes[.init(kind: .inlineFormula, source: "a\nb é")] = .markup(Array("<math>".utf8))
    cache.outcomes[.init(kind: .inlineFormula, source: "")] = .mistake(message: "m", offset: nil)
    cache.outcomes[.init(kind: .diagram, source: "a")] = .mistake(message: "n\n", offset: 3)
    return cache
  }()

  @Test func itReadsWhatItWrote() {
    #expect(DrawingCache(parsing: cache.bytes(stamp: "1"), stamp: "1") == cache)
  }

  @Test func otherProgramsMakeItWorthless() {
    #expect(DrawingCache(parsing: cache.bytes(stamp: "1"), stamp: "2") == DrawingCache())
  }

  @Test func aDamagedFileIsAsGoodAsNone() {
    let bytes = cache.bytes(stamp: "1")
    for count in bytes.indices {
      #expect(DrawingCache(parsing: Array(bytes[..<count]), stamp: "1") == DrawingCache())
    }
    #expect(
      DrawingCache(
        parsing: Array("study drawings 2\n1\n0 -5 9999999999 0\n".utf8), stamp: "1")
        == DrawingCache())
  }
}

@Suite("Sizes of pictures")
struct PictureTests {
  @Test func everyFormatSaysItsSize() {
    #expect(
      imageSize(
        [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 0] + Array("....IHDR".utf8) + [0, 0, 1, 2, 0, 0, 0, 9])
        == ImageSize(width: 258, height: 9))
    #expect(imageSize(Array("GIF89a".utf8) + [2, 1, 9, 0]) == ImageSize(width: 258, height: 9))
    #expect(
      imageSize(
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC2, 0, 17, 8, 0, 9, 1, 2, 0, 0])
        == ImageSize(width: 258, height: 9))
    #expect(
      imageSize(
        Array("RIFF....WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 8, 0, 0])
        == ImageSize(width: 258, height: 9))
    #expect(
      imageSize(Array("<svg viewBox=\"0 0 25.6 9\">".utf8)) == ImageSize(width: 26, height: 9))
    #expect(
      imageSize(Array("<?xml?><svg width=\"258px\" height=\"9\">".utf8))
        == ImageSize(width: 258, height: 9))
  }

  @Test(
    "What is cut off or no picture has none",
    arguments: [
      [], [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8], [0xFF, 0xD8, 0xFF, 0xE0, 0, 0],
      Array("GIF8".utf8),
      Array("RIFF....WEBPVP8 ".utf8), Array("<svg width=\"100%\" height=\"9\">".utf8),
      Array("<svg viewBox=\"0 0 1e99 1\">".utf8), Array("text".utf8),
    ] as [[UInt8]])
  func none(bytes: [UInt8]) {
    #expect(imageSize(bytes) == nil)
  }
}

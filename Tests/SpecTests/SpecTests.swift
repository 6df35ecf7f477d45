// Plain GitHub Flavored Markdown: what `renderGitHubFlavoredMarkdown` gives is what GitHub's own
// program gives, byte for byte. The examples hold no expectations of ours; the program is asked.

import CommonMark
import Support
import Testing

@Suite(
  .enabled(if: hasReference, "cmark-gfm is not installed (Debian package cmark-gfm)"))
struct SpecTests {
  @Test(arguments: exampleFiles)
  func everyExampleRendersAsInCMarkGFM(file: String) throws {
    let examples = try examples(in: file)
    #expect(examples.count > 70)
    let expected = try referenceHTML(of: examples.map(\.markdown))
    for (example, html) in zip(examples, expected) {
      let ours = try rendered(example.markdown)
      #expect(ours == html, "\(example.name)")
    }
  }

  @Test(.slow) func documentsComposedAtRandomRenderAsInCMarkGFM() throws {
    let fragments = try exampleFiles.flatMap { try examples(in: $0) }.map(\.markdown)
    var maker = DocumentMaker(seed: 2026, fragments: fragments)
    let documents = (0..<1400).map { _ in maker.document() }
    let differences = try differences(in: documents)
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
  }

  @Test(.slow) func addressesAmongPlainTextAreFoundAsInCMarkGFM() throws {
    var maker = AddressTextMaker(seed: 7)
    // Later versions link the end of `x@a.test@b`; ours, like 0.29.0.gfm.6, links nothing of it.
    let documents = (0..<600).map { _ in maker.text() }.filter { text in
      markdownEngineVersion() == "0.29.0.gfm.6" || !hasWordWithTwoAtSigns(text)
    }
    #expect(documents.count > 100)
    let differences = try differences(in: documents)
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
  }

  @Test func rawHTMLInAnAlternativeTextIsTextAsInCMarkGFM() throws {
    let html = try rendered("![a <b> c](d)")
    #expect(html == "<p><img src=\"d\" alt=\"a &lt;b&gt; c\" /></p>\n")
  }

  /// The first few documents that come out otherwise, with both results.
  private func differences(in documents: [String]) throws -> [String] {
    let expected = try referenceHTML(of: documents)
    var found: [String] = []
    for (document, html) in zip(documents, expected) where found.count < 5 {
      let ours = try rendered(document)
      if ours != html { found.append("of: \(document)\nours: \(ours)\ntheirs: \(html)") }
    }
    return found
  }

  private func rendered(_ markdown: String) throws -> String {
    let bytes = Array(markdown.utf8)
    let html = try renderGitHubFlavoredMarkdown(bytes[...], limits: MarkdownLimits())
    return String(decoding: html, as: UTF8.self)
  }
}

private func hasWordWithTwoAtSigns(_ text: String) -> Bool {
  text.split(whereSeparator: \.isWhitespace).contains { word in
    word.count(where: { $0 == "@" }) > 1
  }
}

// Whole pages and files for programs, through a template that shows every value: hostile titles in
// every place, links at depth, outlines, feeds and sitemaps that parse.

import Content
import Diagnostics
import Files
import Foundation
import Linking
import Support
import Templates
import Testing

@testable import Rendering

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Page rendering")
struct PageRenderingTests {
  static let hostile = "</title></script><script>alert(1)</script>\"'<img src=x onerror=y>&amp;"

  @Test("A hostile title, description or tag starts no element anywhere")
  func hostileTitles() async {
    let quoted = Self.hostile.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let front = """
      ---
      title: "\(quoted)"
      description: "\(quoted)"
      tags: ["\(quoted)"]
      status: "\(quoted)"
      kind: faq
      redirect_from: old
      ---

      """
    let files = await render([
      "index.md": front + "## \\</script>&?\n\n[[b]]\n\n## Two?\n",
      "b.md": front + "[[index.md]]\n",
    ])
    #expect(files.count > 6)
    for (path, text) in files where path.hasSuffix(".html") {
      let lower = text.lowercased()
      #expect(!lower.contains("<img"), "\(path)")
      #expect(!lower.contains("<script>"), "\(path)")
      #expect(lower.ranges(of: "</script>").count == lower.ranges(of: "<script").count, "\(path)")
      #expect(lower.ranges(of: "</title>").count == 1, "\(path)")
    }
  }

  @Test("Structured data is JSON that says what the page says")
  func structuredData() async throws {
    let files = await render([
      "faq.md": "---\nkind: faq\n---\n## \\</script> \"q\"?\n\nBack\\\\slash & <b>bold</b>.\n"
    ])
    let html = try #require(files["faq/index.html"])
    let start = try #require(html.firstRange(of: "ld+json\">")).upperBound
    let end = try #require(html[start...].firstRange(of: "</script>")).lowerBound
    let data = try JSONSerialization.jsonObject(with: Data(html[start..<end].utf8))
    let questions = (data as? [String: Any])?["mainEntity"] as? [[String: Any]]
    #expect(questions?.first?["name"] as? String == "</script> \"q\"?")
    let answer = questions?.first?["acceptedAnswer"] as? [String: Any]
    #expect(answer?["text"] as? String == "Back\\slash & bold.")
  }

  @Test("The outline nests the third level in the second and is well-formed XML")
  func outline() throws {
    let text = "# T\n\n### a\n\n## b\n\n### c & \\<d>\n\n### e\n\n#### no\n\n## f\n"
    let html = try #require(outlineText(text))
    #expect(
      html == "<ul><li>a</li><li>b<ul><li>c &amp; &lt;d&gt;</li><li>e</li></ul></li>"
        + "<li>f</li></ul>")
  }

  @Test("One heading makes no outline, and `toc: false` none either")
  func noOutline() {
    #expect(outlineText("# T\n\n## a\n") == nil)
    #expect(outlineText("---\ntoc: false\n---\n# T\n\n## a\n\n## b\n") == nil)
  }

  @Test("Sitemap and feed are well-formed, whatever titles hold")
  func wellFormed() async throws {
    let files = await render(
      [
        "index.md": "---\ntitle: \"a \\u0008 b\\uFFFF ]]> & <c>\"\nupdated: 2026-01-02\n---\n",
        "ä & b/c d.md": "---\nupdated: 2026-01-03\ndescription: \"x \\u001b <y>\"\n---\n# C\n",
      ], baseURL: "https://example.org/a&b/")
    for path in ["sitemap.xml", "feed.xml"] {
      let text = try #require(files[path])
      #expect(XMLParser(data: Data(text.utf8)).parse(), "\(path)")
    }
    let map = try #require(files["sitemap.xml"])
    #expect(map.contains("<loc>https://example.org/a&amp;b/%C3%A4-%26-b/c-d/</loc>"))
    #expect(map.contains("<lastmod>2026-01-03</lastmod>"))
    let feed = try #require(files["feed.xml"])
    let newest = try #require(feed.firstRange(of: "2026-01-03T00:00:00Z"))
    let older = try #require(feed.firstRange(of: "2026-01-02T00:00:00Z"))
    #expect(newest.lowerBound < older.lowerBound)
  }

  @Test("Without an address of its own a site has no sitemap, feed or canonical links")
  func noAddress() async {
    let files = await render(["index.md": "---\nupdated: 2026-01-02\n---\n# H\n"])
    #expect(files["sitemap.xml"] == nil && files["feed.xml"] == nil)
    #expect(files["index.html"]?.contains("canonical=;") == true)
    #expect(files["robots.txt"] == "User-agent: *\nAllow: /\n")
  }

  @Test("A site without dates has no feed")
  func noDates() async {
    let files = await render(["index.md": "# H\n"], baseURL: "https://example.org/")
    #expect(files["feed.xml"] == nil && files["sitemap.xml"] != nil)
  }

  @Test("404.html links from anywhere when the site's address is known")
  func notFound() async {
    let known = await render(
      ["index.md": "# H\n", "a.md": "# A\n"], baseURL: "https://example.org/x/")
    #expect(known["404.html"]?.contains("href=\"/x/a/\"") == true)
    let unknown = await render(["index.md": "# H\n", "a.md": "# A\n"])
    #expect(unknown["404.html"]?.contains("href=\"./a/\"") == true)
  }

  @Test(
    "A name that looks like a scheme is never one in a link",
    arguments: ["javascript:alert(1).md", "note:x.md", "a:b/c.md"])
  func colons(name: String) async throws {
    let files = await render(["index.md": "# H\n\n[x](<./\(name)>)\n", name: "# T\n\n[[H]]\n"])
    for (path, text) in files where path.hasSuffix(".html") {
      for match in text.split(separator: "href=\"").dropFirst() {
        let address = match.prefix { $0 != "\"" }
        let colon = address.firstIndex(of: ":") ?? address.endIndex
        let slash = address.firstIndex(of: "/") ?? address.endIndex
        #expect(colon == address.endIndex || slash < colon, "\(path): \(address)")
      }
    }
  }

  // MARK: Material

  /// Renders a site with templates that show every value once; output files by path.
  private func render(_ files: [String: String], baseURL: String? = nil) async -> [String: String] {
    var configuration = Configuration()
    configuration.baseURL = baseURL
    let site = await site(files, configuration)
    let compiled = compileTemplates(templates(), entries: templateEntries)
    #expect(compiled.diagnostics == [])
    let plan = RenderPlan(
      site: site, configuration: configuration, templates: compiled.value, version: "0")
    var out = site.pages.map { renderPage($0, plan) }
    out += site.generated.map { renderGenerated($0, plan) }
    out += site.redirects.map { renderRedirect($0, plan) }
    let search = planSearchPages(plan)
    out += search.paths.indices.map { renderSearchPage($0, of: search, plan) }
    out += [renderNotFoundPage(plan)] + machineFiles(plan)
    return Dictionary(
      uniqueKeysWithValues: out.map { file in
        guard case .bytes(let bytes) = file.contents else { return (file.path.text, "") }
        return (file.path.text, String(decoding: bytes, as: UTF8.self))
      })
  }

  private func site(_ files: [String: String], _ configuration: Configuration) async -> Site {
    let pages = files.compactMap { path, text in
      scan(
        SourceFile(path: path, text: text), path: ContentPath(path), options: ScanOptions()
      ).value
    }
    return await linkedSite(
      Corpus(
        pages: pages, assets: [], configuration: configuration,
        configurationSource: SourceFile(path: "study.yml", bytes: []), includesDrafts: false)
    ).value
  }

  /// For each template one that prints every value it may: text as text and in an attribute.
  private func templates() -> [TemplateSource] {
    func tags(_ shape: [String: TemplateShape], title: Bool) -> String {
      shape.keys.sorted().map { name in
        switch shape[name] {
        case .list(let inner), .group(let inner):
          "{{#\(name)}}\(tags(inner, title: false)){{/\(name)}}"
        case .html where name == "structuredData":
          "{{#\(name)}}<script type=\"application/ld+json\">{{{\(name)}}}</script>{{/\(name)}}"
        case .html: "{{{\(name)}}}"
        case .text where name == "href" || name == "target": "<a href=\"{{\(name)}}\">x</a>"
        case .text where name == "canonical": "canonical={{\(name)}};"
        default: "<i title=\"{{\(name)}}\">{{\(name)}}</i>"
        }
      }.joined(separator: "\n") + (title ? "<title>{{title}}</title>" : "")
    }
    return templateEntries.map { name, shape in
      let isWhole = name == "page" || name == "redirect"
      return TemplateSource(
        name: name, file: SourceFile(path: name, text: tags(shape, title: isWhole)))
    }
  }

  /// The outline of a page without its attributes; nil when it has none.
  private func outlineText(_ text: String) -> String? {
    let source = SourceFile(path: "a.md", text: text)
    guard let page = scan(source, path: ContentPath("a.md"), options: ScanOptions()).value else {
      return nil
    }
    let html = String(decoding: outlineHTML(of: page), as: UTF8.self)
    guard !html.isEmpty else { return nil }
    #expect(XMLParser(data: Data(html.utf8)).parse())
    return html.replacing(/<a [^>]*>|<\/a>| class="[^"]*"/, with: "")
  }
}

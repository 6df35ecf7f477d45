// Sitemaps of large sites, which are split.

import Content
import Diagnostics
import Files
import Support
import Templates
import Testing

@testable import Linking
@testable import Rendering

@Suite("Sitemaps")
struct SitemapTests {
  /// The files of `count` copies of one page, by path.
  private func sitemaps(_ count: Int) async throws -> [String: String] {
    let page = scan(
      SourceFile(path: "a.md", text: "# A\n"), path: ContentPath("a.md"), options: ScanOptions())
    var configuration = Configuration()
    configuration.baseURL = "https://example.org/x/"
    var site = await linkedSite(
      Corpus(
        pages: [page.value].compactMap(\.self), assets: [], configuration: configuration,
        configurationSource: SourceFile(path: "study.yml", bytes: []), includesDrafts: false)
    ).value
    let templates = compileTemplates([], entries: [:]).value
    let plan = RenderPlan(
      site: site, configuration: configuration, templates: templates, version: "0")
    site.pages = Array(repeating: try #require(site.pages.first), count: count)
    let files = machineFiles(plan.with(site, Media())).filter {
      $0.path.text.hasPrefix("sitemap")
    }
    return Dictionary(
      uniqueKeysWithValues: files.map { file in
        guard case .bytes(let bytes) = file.contents else { return (file.path.text, "") }
        return (file.path.text, String(decoding: bytes, as: UTF8.self))
      })
  }

  @Test(.slow) func aSitemapHolds50000AddressesAndAnIndexNamesTheNext() async throws {
    let address = "<loc>https://example.org/x/a/</loc>"
    let most = try await sitemaps(50_000)
    #expect(most.keys.sorted() == ["sitemap.xml"])
    #expect(most["sitemap.xml"]?.ranges(of: address).count == 50_000)
    let over = try await sitemaps(50_001)
    #expect(over.keys.sorted() == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"])
    #expect(over["sitemap-1.xml"]?.ranges(of: address).count == 50_000)
    #expect(over["sitemap-2.xml"]?.ranges(of: address).count == 1)
    #expect(
      over["sitemap.xml"]
        == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        + "<sitemap><loc>https://example.org/x/sitemap-1.xml</loc></sitemap>\n"
        + "<sitemap><loc>https://example.org/x/sitemap-2.xml</loc></sitemap>\n</sitemapindex>\n")
  }
}

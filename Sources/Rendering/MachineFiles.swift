// Files for programs: structured data, sitemap, robots.txt, feed, llms.txt. Nothing here is a page.

internal import Bytes
internal import Content
internal import Diagnostics
package import Files
internal import Linking

/// schema.org FAQPage data of an FAQ page, as JSON that is safe inside a `<script>` element. It is
/// data, and browsers never run it.
func questionData(of page: Page) -> [UInt8] {
  var out = Array("{\"@context\":\"https://schema.org\",\"@type\":\"FAQPage\",".utf8)
  out.append(utf8: "\"mainEntity\":[")
  for (index, question) in page.questions.enumerated() {
    if index > 0 { out.append(UInt8(ascii: ",")) }
    out.append(utf8: "{\"@type\":\"Question\",\"name\":")
    appendJSONString(question.text.utf8, to: &out)
    out.append(utf8: ",\"acceptedAnswer\":{\"@type\":\"Answer\",\"text\":")
    appendJSONString(page.plainText[page.shortAnswer(of: question)], to: &out)
    out.append(utf8: "}}")
  }
  return out + "]}".utf8
}

/// All files for programs. Those that need the site's own URL are omitted if it is not known.
package func machineFiles(_ plan: RenderPlan) -> [OutputFile] {
  var files = [OutputFile("robots.txt", Array(robots(plan).utf8))]
  files.append(OutputFile("llms.txt", Array(llms(plan).utf8)))
  files += conceptFiles(plan)
  if plan.configuration.baseURL != nil {
    files += sitemaps(plan)
    if let feed = feed(plan) { files.append(OutputFile("feed.xml", Array(feed.utf8))) }
  }
  return files
}

private func robots(_ plan: RenderPlan) -> String {
  let sitemap = plan.configuration.baseURL.map { "Sitemap: \($0)sitemap.xml\n" } ?? ""
  return "User-agent: *\nAllow: /\n" + sitemap
}

/// llms.txt (llmstxt.org): the site's pages with a sentence about each, as Markdown.
private func llms(_ plan: RenderPlan) -> String {
  let base = plan.configuration.baseURL ?? ""
  var text = "# \(plan.siteTitle)\n"
  if let description = plan.configuration.description { text += "\n> \(description)\n" }
  text += "\n## Pages\n\n"
  for linked in plan.site.pages {
    let url = base + percentEncoded(linked.page.route.text)
    let description = linked.page.frontMatter.description.map { ": \($0)" } ?? ""
    text += "- [\(linked.page.title)](\(url.isEmpty ? "./" : url))\(description)\n"
  }
  return text
}

/// The most addresses that a sitemap may hold (sitemaps.org).
private let sitemapAddressLimit = 50_000

/// One sitemap, or several with an index.
private func sitemaps(_ plan: RenderPlan) -> [OutputFile] {
  let base = plan.configuration.baseURL ?? ""
  let entries = plan.site.pages.map { linked in
    let date = linked.page.frontMatter.updated.map { "<lastmod>\($0)</lastmod>" } ?? ""
    return "<url><loc>\(xml(base + percentEncoded(linked.page.route.text)))</loc>\(date)</url>\n"
  }
  let open = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  let space = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""
  func sitemap(_ entries: ArraySlice<String>) -> [UInt8] {
    Array("\(open)<urlset \(space)>\n\(entries.joined())</urlset>\n".utf8)
  }
  let limit = sitemapAddressLimit
  guard entries.count > limit else { return [OutputFile("sitemap.xml", sitemap(entries[...]))] }
  let starts = stride(from: 0, to: entries.count, by: limit)
  let parts = starts.enumerated().map { number, start in
    OutputFile(
      "sitemap-\(number + 1).xml", sitemap(entries[start..<min(entries.count, start + limit)]))
  }
  let list = parts.map { "<sitemap><loc>\(xml(base + $0.path.text))</loc></sitemap>\n" }.joined()
  let index = "\(open)<sitemapindex \(space)>\n\(list)</sitemapindex>\n"
  return [OutputFile("sitemap.xml", Array(index.utf8))] + parts
}

/// An Atom feed (RFC 4287) of the dated pages, newest first; nil if there are none.
private func feed(_ plan: RenderPlan) -> String? {
  guard let base = plan.configuration.baseURL else { return nil }
  let dated = plan.site.pages.compactMap { linked in
    linked.page.frontMatter.updated.map { (date: $0, page: linked.page) }
  }.sorted { ($1.date, $0.page.route) < ($0.date, $1.page.route) }.prefix(50)
  guard let newest = dated.first else { return nil }
  var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  text += "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
  text += "<title>\(xml(plan.siteTitle))</title>\n<id>\(xml(base))</id>\n"
  text += "<link href=\"\(xml(base))\"/>\n<link rel=\"self\" href=\"\(xml(base))feed.xml\"/>\n"
  text += "<updated>\(newest.date)T00:00:00Z</updated>\n"
  text += "<author><name>\(xml(plan.siteTitle))</name></author>\n"
  for (date, page) in dated {
    let url = xml(base + percentEncoded(page.route.text))
    text += "<entry><title>\(xml(page.title))</title><id>\(url)</id><link href=\"\(url)\"/>"
    text += "<updated>\(date)T00:00:00Z</updated>"
    if let description = page.frontMatter.description {
      text += "<summary>\(xml(description))</summary>"
    }
    text += "</entry>\n"
  }
  return text + "</feed>\n"
}

/// Text for XML 1.0: escaped, and without the control characters it does not allow.
private func xml(_ text: String) -> String {
  let scalars = text.unicodeScalars.filter { scalar in
    scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
  }
  return escapedHTML(String(String.UnicodeScalarView(scalars)))
}

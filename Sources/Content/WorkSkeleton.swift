// The lines that `study new source` adds to sources.yml: what an identifier or an address tells by
// itself, and placeholders for the rest.

/// An entry to be filled in.
package struct WorkSkeleton: Sendable, Equatable {
  package let key: String
  /// YAML, beginning with `- id:`.
  package let text: String
}

/// The entry for `arxiv:2212.08073`, `doi:10.1000/182` or a URL; nil when the name is none of them.
/// - Parameter taken: keys that already exist.
package func workSkeleton(for name: String, taken: Set<String>) -> WorkSkeleton? {
  let lower = name.lowercased()
  if let number = arXivNumber(name) {
    // The first four digits are the year and month in which the number was assigned.
    let digits = Array(number)
    let year = "20" + String(digits[0..<2])
    let month = String(digits[2..<4])
    return skeleton(
      key: "arxiv" + number, type: "article",
      lines: [
        "issued: \(year)-\(month)", "number: arXiv:\(number)",
        "URL: https://arxiv.org/abs/\(number)",
      ], taken: taken)
  }
  for prefix in ["doi:", "https://doi.org/"] where lower.hasPrefix(prefix) {
    let doi = String(name.dropFirst(prefix.count))
    guard doi.hasPrefix("10."), doi.contains("/"), isPlain(doi) else { return nil }
    return skeleton(
      key: "doi" + doi.dropFirst(3), type: "article-journal", lines: ["DOI: \(doi)"], taken: taken)
  }
  for prefix in ["https://", "http://"] where lower.hasPrefix(prefix) {
    guard name.count > prefix.count, isPlain(name) else { return nil }
    let host = name.dropFirst(prefix.count).prefix { $0 != "/" && $0 != ":" }
    return skeleton(
      key: host.split(separator: ".").filter { $0 != "www" }.first.map(String.init) ?? "page",
      type: "webpage", lines: ["URL: \(name)"], taken: taken)
  }
  return nil
}

/// `arxiv:2212.08073`, `2212.08073v2` or an address at arxiv.org -> `2212.08073`.
private func arXivNumber(_ name: String) -> String? {
  var text = name.lowercased()
  for prefix in ["arxiv:", "https://arxiv.org/abs/", "https://arxiv.org/pdf/"]
  where text.hasPrefix(prefix) {
    text = String(text.dropFirst(prefix.count))
  }
  if let version = text.firstIndex(of: "v") { text = String(text[..<version]) }
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  let isNumber =
    parts.count == 2 && parts[0].utf8.count == 4 && (4...5).contains(parts[1].utf8.count)
    && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    && (1...12).contains(Int(parts[0].suffix(2)) ?? 0)
  return isNumber ? text : nil
}

/// Whether a text needs no quotes in YAML; includes the punctuation of URLs.
private func isPlain(_ text: String) -> Bool {
  text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x27 }
    && !text.contains(" #")
}

private func skeleton(
  key: String, type: String, lines: [String], taken: Set<String>
) -> WorkSkeleton {
  let slug = gitHubSlug(key.map { $0 == "." || $0 == "/" ? "-" : String($0) }.joined())
  var unique = slug
  var number = 1
  while taken.contains(unique) {
    number += 1
    unique = "\(slug)-\(number)"
  }
  let text =
    "- id: \(unique)\n  type: \(type)\n  title: \"\"  # fill in\n"
    + "  author: []  # {family: Name, given: Name}, or {literal: Organisation}\n"
    + lines.map { "  \($0)\n" }.joined()
  return WorkSkeleton(key: unique, text: text)
}

// Search results as text and as JSON. Searches the index of a finished image, in the same files
// that a browser would load.

internal import Bytes
package import Files
internal import Indexing

/// The search of a finished image.
package struct ImageSearch: Sendable {
  private let index: AnsweringIndex

  /// Nil if the image has no index, because the build failed.
  package init?(_ image: SiteImage) {
    let files = image.files.compactMap { file -> SearchFile? in
      guard file.path.text.hasPrefix("search/"), file.path.text.hasSuffix(".js"),
        case .bytes(let bytes) = file.contents
      else { return nil }
      return SearchFile(name: String(file.path.text.dropFirst("search/".count)), contents: bytes)
    }
    guard let index = try? AnsweringIndex(files) else { return nil }
    self.index = index
  }

  /// The best pages, for people: a line for each, with its best sections below.
  package func text(_ query: String, limit: Int, isLiteral: Bool) -> String {
    let answer = index.answer(query, limit: limit, isLiteral: isLiteral)
    var out = ""
    for pair in answer.corrected { out += "`\(pair.from)` is unknown; looked for `\(pair.to)`.\n" }
    if let suggestion = answer.suggestion { out += "Did you mean `\(suggestion)`?\n" }
    if !answer.unknown.isEmpty {
      out += "No page contains \(answer.unknown.map { "`\($0)`" }.joined(separator: ", ")).\n"
    }
    for (number, page) in answer.pages.enumerated() {
      out += "\(number + 1). \(page.title)  \(page.url.isEmpty ? "./" : page.url)\n"
      for section in page.sections where !section.anchor.isEmpty {
        out += "     \(section.heading)  #\(section.anchor)\n"
      }
    }
    let shown = answer.pages.count
    out += answer.count == 0 ? "Nothing found.\n" : "\(shown) of \(answer.count) pages.\n"
    return out
  }

  /// The same as one line of JSON.
  package func json(_ query: String, limit: Int, isLiteral: Bool) -> String {
    let answer = index.answer(query, limit: limit, isLiteral: isLiteral)
    let pages = answer.pages.map { page in
      let sections = page.sections.map { section in
        "{\"anchor\":\(jsonString(section.anchor)),\"heading\":\(jsonString(section.heading)),"
          + "\"score\":\(section.score)}"
      }
      return "{\"url\":\(jsonString(page.url)),\"title\":\(jsonString(page.title)),"
        + "\"kind\":\(jsonString(page.kind)),\"score\":\(page.score),"
        + "\"sections\":[\(sections.joined(separator: ","))]}"
    }
    let corrected = answer.corrected.map {
      "{\"from\":\(jsonString($0.from)),\"to\":\(jsonString($0.to))}"
    }
    return "{\"query\":\(jsonString(query)),\"count\":\(answer.count),"
      + "\"pages\":[\(pages.joined(separator: ","))],"
      + "\"corrected\":[\(corrected.joined(separator: ","))],"
      + "\"suggestion\":\(answer.suggestion.map(jsonString) ?? "null"),"
      + "\"unknown\":[\(answer.unknown.map(jsonString).joined(separator: ","))]}\n"
  }
}

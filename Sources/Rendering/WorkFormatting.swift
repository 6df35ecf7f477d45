// References to works for readers and for programs: HTML, schema.org data, BibTeX, CSL-JSON. Does
// not know who cites a work.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Interface

/// One work as a line of a list: authors, year, title, where it was published, identifiers.
func referenceHTML(of work: Work, _ words: Words) -> String {
  var parts: [String] = []
  let names = work.authors.filter { !$0.isOthers }.map { escapedHTML($0.full) }
  if !names.isEmpty {
    let isShortened = names.count > 6 || work.authors.contains(where: \.isOthers)
    let comma = names.count > 1 ? "," : ""
    let shown = names.prefix(6).joined(separator: ", ")
    parts.append(isShortened ? words.filled(.andOthers, shown + comma) : shown)
  }
  if let issued = work.issued { parts.append("(<time>\(issued.iso)</time>)") }
  let title = "<cite>\(escapedHTML(work.title))</cite>"
  let linked = work.link.map { "<a href=\"\(escapedHTML($0))\" rel=\"noopener\">\(title)</a>" }
  parts.append((linked ?? title) + (endsInPunctuation(work.title) ? "" : "."))
  var place = [work.containerTitle, work.publisher].compactMap { $0 }.map { escapedHTML($0) }
  if let volume = work.volume {
    place.append(escapedHTML(work.issue.map { "\(volume) (\($0))" } ?? volume))
  }
  if let page = work.page { place.append(words.filled(.pageNumbers, escapedHTML(page))) }
  if let arXiv = work.arXiv {
    place.append("arXiv:\(escapedHTML(arXiv))")
  } else if let doi = work.doi {
    place.append("doi:\(escapedHTML(doi))")
  }
  if !place.isEmpty { parts.append(place.joined(separator: ", ") + ".") }
  if let note = work.note { parts.append(noteHTML(note) + ".") }
  return parts.joined(separator: " ")
}

/// A note as a sentence, with links for the URLs in it. A URL ends at a space or a semicolon.
private func noteHTML(_ note: String) -> String {
  let opening =
    note.utf8.starts(with: "http".utf8) ? String(note.prefix(1)) : note.prefix(1).uppercased()
  let bytes = Array((opening + note.dropFirst()).utf8)
  func text(_ range: Range<Int>) -> String {
    escapedHTML(String(decoding: bytes[range], as: UTF8.self))
  }
  var html = ""
  var copied = 0
  while let found = firstRange(of: "https://", in: bytes, from: copied) {
    let end =
      bytes[found.upperBound...].firstIndex { $0 == 0x20 || $0 == UInt8(ascii: ";") }
      ?? bytes.count
    let address = text(found.lowerBound..<end)
    html += text(copied..<found.lowerBound)
    html += "<a href=\"\(address)\" rel=\"noopener\">\(address)</a>"
    copied = end
  }
  return html + text(copied..<bytes.count)
}

private func endsInPunctuation(_ text: String) -> Bool {
  text.utf8.last.map { "?!.".utf8.contains($0) } ?? false
}

/// schema.org data about works, as a JSON list.
func citationData(_ works: [Work]) -> [UInt8] {
  var out = Array("[".utf8)
  for (index, work) in works.enumerated() {
    if index > 0 { out.append(UInt8(ascii: ",")) }
    out.append(utf8: "{\"@type\":\"\(schemaType(work.type))\",\"name\":")
    appendJSONString(work.title.utf8, to: &out)
    let authors = work.authors.filter { !$0.isOthers }
    if !authors.isEmpty {
      out.append(utf8: ",\"author\":[")
      for (number, author) in authors.enumerated() {
        if number > 0 { out.append(UInt8(ascii: ",")) }
        let kind = author.literal == nil ? "Person" : "Organization"
        out.append(utf8: "{\"@type\":\"\(kind)\",\"name\":")
        appendJSONString(author.full.utf8, to: &out)
        out.append(UInt8(ascii: "}"))
      }
      out.append(UInt8(ascii: "]"))
    }
    if let issued = work.issued { out.append(utf8: ",\"datePublished\":\"\(issued.iso)\"") }
    if let link = work.link {
      out.append(utf8: ",\"url\":")
      appendJSONString(link.utf8, to: &out)
    }
    out.append(UInt8(ascii: "}"))
  }
  out.append(UInt8(ascii: "]"))
  return out
}

private func schemaType(_ type: String) -> String {
  switch type {
  case "article-journal", "paper-conference", "article", "thesis", "chapter": "ScholarlyArticle"
  case "book": "Book"
  case "report": "Report"
  case "software": "SoftwareSourceCode"
  case "dataset": "Dataset"
  case "post-weblog", "post": "BlogPosting"
  case "webpage": "WebPage"
  default: "CreativeWork"
  }
}

// MARK: - Bibliographies

/// All works as BibTeX, in their order.
func bibTeX(_ works: [Work]) -> [UInt8] {
  Array(works.map(bibTeXEntry).joined(separator: "\n").utf8)
}

private func bibTeXEntry(_ work: Work) -> String {
  let type =
    switch work.type {
    case "article-journal": "article"
    case "paper-conference": "inproceedings"
    case "book": "book"
    case "report": "techreport"
    case "thesis": "phdthesis"
    default: "misc"
    }
  var fields: [(String, String)] = [("title", "{\(texEscaped(work.title))}")]
  if !work.authors.isEmpty {
    let names = work.authors.map { author in
      if author.isOthers { return "others" }
      if let literal = author.literal { return "{\(texEscaped(literal))}" }
      let family = [author.particle, author.family].compactMap { $0 }.joined(separator: " ")
      return texEscaped([family, author.given].compactMap { $0 }.joined(separator: ", "))
    }
    fields.append(("author", names.joined(separator: " and ")))
  }
  if let issued = work.issued {
    fields.append(("year", "\(issued.year)"))
    if let month = issued.month { fields.append(("month", "\(month)")) }
  }
  let container = type == "inproceedings" ? "booktitle" : "journal"
  for (name, value) in [
    (container, work.containerTitle), ("publisher", work.publisher),
    ("volume", work.volume), ("number", work.issue), ("pages", work.page),
    ("doi", work.doi), ("isbn", work.isbn),
  ] {
    if let value { fields.append((name, texEscaped(value))) }
  }
  if let arXiv = work.arXiv {
    fields.append(("eprint", texEscaped(arXiv)))
    fields.append(("archiveprefix", "arXiv"))
  }
  if let url = work.url { fields.append(("url", url.filter { $0 != "{" && $0 != "}" })) }
  let key = String(work.key.map { "{}(),=\\#%\"'~".contains($0) ? "-" : $0 })
  let lines = fields.map { "  \($0.0) = {\($0.1)}" }.joined(separator: ",\n")
  return "@\(type){\(key),\n\(lines)\n}\n"
}

/// Text escaped so that TeX finds no commands in it.
private func texEscaped(_ text: String) -> String {
  text.reduce(into: "") { out, character in
    switch character {
    case "&", "%", "$", "#", "_", "{", "}": out += "\\\(character)"
    case "~": out += "\\textasciitilde{}"
    case "^": out += "\\textasciicircum{}"
    case "\\": out += "\\textbackslash{}"
    default: out.append(character)
    }
  }
}

/// All works as CSL-JSON, in their order.
func cslJSON(_ works: [Work]) -> [UInt8] {
  var out = Array("[".utf8)
  for (index, work) in works.enumerated() {
    out.append(utf8: index > 0 ? ",\n{" : "\n{")
    var isFirst = true
    func field(_ name: String, _ value: String?) {
      guard let value else { return }
      out.append(utf8: "\(isFirst ? "" : ",")\"\(name)\":")
      isFirst = false
      appendJSONString(value.utf8, to: &out)
    }
    field("id", work.key)
    field("type", work.type)
    field("title", work.title)
    for (name, value) in [
      ("container-title", work.containerTitle), ("publisher", work.publisher),
      ("volume", work.volume), ("issue", work.issue), ("page", work.page),
      ("number", work.number), ("version", work.version), ("genre", work.genre),
      ("note", work.note), ("DOI", work.doi), ("URL", work.url), ("ISBN", work.isbn),
    ] {
      field(name, value)
    }
    if let issued = work.issued {
      let parts = [issued.year, issued.month, issued.day].compactMap { $0 }
      let list = parts.map(String.init).joined(separator: ",")
      out.append(utf8: ",\"issued\":{\"date-parts\":[[\(list)]]}")
    }
    if !work.authors.isEmpty {
      out.append(utf8: ",\"author\":[")
      for (number, author) in work.authors.enumerated() {
        out.append(utf8: number > 0 ? ",{" : "{")
        isFirst = true
        field("family", author.family)
        field("given", author.given)
        field("non-dropping-particle", author.particle)
        field("suffix", author.suffix)
        field("literal", author.literal)
        out.append(UInt8(ascii: "}"))
      }
      out.append(UInt8(ascii: "]"))
    }
    out.append(UInt8(ascii: "}"))
  }
  return out + "\n]\n".utf8
}

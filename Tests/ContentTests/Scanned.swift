// The one helper of these tests: a page made of a literal text, with what was found wrong in it.

import CommonMark
import Content
import Diagnostics
import Files

/// One scanned text.
struct Scanned {
  let page: Page?
  let diagnostics: [Diagnostic]

  init(_ text: String, path: String = "p.md", options: ScanOptions = ScanOptions()) {
    self.init(Array(text.utf8), path: path, options: options)
  }

  init(_ bytes: [UInt8], path: String = "p.md", options: ScanOptions = ScanOptions()) {
    let scanned = scan(
      SourceFile(path: path, bytes: bytes), path: ContentPath(path), options: options)
    page = scanned.value
    diagnostics = scanned.diagnostics
  }

  /// A text with this front matter and an empty body.
  init(frontMatter: String) { self.init("---\n\(frontMatter)\n---\n") }

  var frontMatter: FrontMatter { page?.frontMatter ?? FrontMatter() }

  /// The body, each slot shown as `{link 0}`, `{image 0}`…; the header's slot, which every page
  /// has, is left out with its newline.
  var html: String {
    guard let body = page?.body else { return "no page" }
    var out = ""
    var copied = 0
    for cut in body.cuts {
      out += String(decoding: body.html[copied..<cut.offset], as: UTF8.self)
      copied = cut.offset
      if cut.slot == .articleHeader {
        if body.html[copied...].first == 0x0A { copied += 1 }
      } else {
        out += "{\(cut.slot)}".replacing("(", with: " ").replacing(")", with: "")
      }
    }
    return out + String(decoding: body.html[copied...], as: UTF8.self)
  }

  /// `line:column code message`, one for each diagnostic.
  var problems: [String] {
    diagnostics.map { diagnostic in
      let source = page?.source
      let place = diagnostic.range.flatMap { range in source?.position(of: range.start) }
      let prefix = place.map { "\($0.line):\($0.column) " } ?? ""
      return "\(prefix)\(diagnostic.code.rawValue): \(diagnostic.message)"
    }
  }

  /// The plain text of a range.
  func text(_ range: Range<Int>) -> String {
    String(decoding: page?.plainText[range] ?? [], as: UTF8.self)
  }
}

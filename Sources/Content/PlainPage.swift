// A page that cannot be read as Markdown, shown as the text its author wrote: one page over a
// limit, or not in UTF-8, is no reason to publish none of the others. Knows no links or headings.

internal import Bytes
internal import CommonMark
package import Diagnostics
package import Files
internal import YAML

/// The page of a file that `scan` refuses. O(n).
package func plainPage(
  of source: SourceFile, path: ContentPath, options: ScanOptions
) -> Page {
  let text = readableText(source.bytes)
  let split = splitFrontMatter(text)
  let isRead = text.elementsEqual(source.bytes)
  var frontMatter = FrontMatter()
  if isRead, let range = split.yaml, let value = parseYAML(in: source, range: range).value {
    frontMatter = readFrontMatter(value, in: source).value
  }
  let markdown = text[(isRead ? split.markdownStart : 0)...]
  if frontMatter.title == nil { frontMatter.title = firstTitle(of: markdown) }
  var builder = PageBuilder(
    [], source: source, frontMatter: frontMatter,
    markdownStart: isRead ? split.markdownStart : 0, options: options)
  let slot = builder.slotAtStart(hasLeadingHeading: false)
  var html: [UInt8] = []
  if !markdown.isEmpty {
    html.append(utf8: "<pre><code>")
    appendEscapedHTML(String(decoding: markdown, as: UTF8.self).utf8, to: &html)
    html.append(utf8: "</code></pre>\n")
  }
  let conversion = Conversion(
    html: html, cuts: slot.map { [Conversion.Cut(offset: 0, slot: $0)] } ?? [],
    plainText: Array(markdown), slotOffsets: [0], slotEnds: [0])
  return builder.page(conversion, path: path)
}

/// The text of a file as well as it can be read: UTF-16 and UTF-32 by their marks, anything else as
/// UTF-8 with U+FFFD for what is none.
private func readableText(_ bytes: [UInt8]) -> [UInt8] {
  func units(_ size: Int, isLittle: Bool) -> [UInt32] {
    stride(from: 0, to: bytes.count - bytes.count % size, by: size).map { start in
      let unit = bytes[start..<(start + size)]
      return (isLittle ? Array(unit.reversed()) : Array(unit)).reduce(0) { $0 << 8 | UInt32($1) }
    }
  }
  func text(of units: [UInt32]) -> String {
    String(String.UnicodeScalarView(units.map { Unicode.Scalar($0) ?? "\u{FFFD}" }))
  }
  let isUTF32 = bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF])
  let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  let decoded: String
  if isUTF32 {
    decoded = text(of: units(4, isLittle: bytes[0] == 0xFF))
  } else if isUTF16 {
    decoded = String(
      decoding: units(2, isLittle: bytes[0] == 0xFF).map(UInt16.init), as: UTF16.self)
  } else {
    decoded = String(decoding: bytes, as: UTF8.self)
  }
  let isMarked = (isUTF32 || isUTF16) && decoded.unicodeScalars.first == "\u{FEFF}"
  let plain = isMarked ? String(decoded.unicodeScalars.dropFirst()) : decoded
  guard plain.utf8.contains(0) else { return Array(plain.utf8) }
  return Array(plain.replacing("\0", with: "\u{FFFD}").utf8)
}

/// The text of a first line `# Title`.
private func firstTitle(of markdown: ArraySlice<UInt8>) -> String? {
  let line = markdown.drop { $0 <= 0x20 }.prefix { $0 != 0x0A && $0 != 0x0D }.prefix(200)
  guard line.starts(with: "# ".utf8) else { return nil }
  let title = String(decoding: line.dropFirst(2), as: UTF8.self)
  return title.isEmpty ? nil : title
}

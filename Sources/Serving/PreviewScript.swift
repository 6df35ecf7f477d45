// Puts the preview's script into pages on their way out. It is in responses only: no image has it,
// so no build can emit it. It is an external file of the same origin, so the page's own
// Content-Security-Policy stays as it is. It knows nothing of what the script does.

internal import Bytes
internal import Content

/// A page with the tag of the preview's script at the beginning of its head, or at its end when it
/// has no head. O(n): one copy.
func withPreviewScript(
  _ html: [UInt8], page: [UInt8], version: Int, _ rules: PreviewRules
) -> [UInt8] {
  let base = String(decoding: rules.base, as: UTF8.self)
  let address = escaped(percentEncoded(String(decoding: page, as: UTF8.self)))
  let tag =
    "<script src=\"\(escaped(percentEncoded(base))).study/preview.js\" defer"
    + " data-token=\"\(rules.token)\" data-version=\"\(version)\" data-page=\"\(address)\">"
    + "</script>"
  let place = headStart(of: html) ?? html.count
  var out: [UInt8] = []
  out.reserveCapacity(html.count + tag.utf8.count)
  out.append(contentsOf: html[..<place])
  out.append(contentsOf: tag.utf8)
  out.append(contentsOf: html[place...])
  return out
}

/// The offset after the `<head>` tag. Comments and tags are skipped from the beginning, so that a
/// `<head>` that the page quotes further down is not taken for it.
private func headStart(of html: [UInt8]) -> Int? {
  var index = 0
  while index < html.count {
    guard html[index] == UInt8(ascii: "<") else {
      index += 1
      continue
    }
    let rest = html[index...]
    if rest.starts(with: "<!--".utf8) {
      guard let end = html[(index + 4)...].firstRange(of: "-->".utf8) else { return nil }
      index = end.upperBound
      continue
    }
    guard let end = tagEnd(in: html, from: index) else { return nil }
    let name = lowercased(rest.dropFirst().prefix(5))
    if name.starts(with: "head".utf8), name.count == 5, !isLetter(name[4]) { return end }
    // Only these may precede a head.
    guard name.starts(with: "!doct".utf8) || name.starts(with: "html".utf8) else { return nil }
    index = end
  }
  return nil
}

private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

/// The offset after a tag; a `>` within quotes does not end it.
private func tagEnd(in html: [UInt8], from start: Int) -> Int? {
  var quote: UInt8?
  for index in start..<html.count {
    let byte = html[index]
    if let open = quote {
      if byte == open { quote = nil }
    } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      quote = byte
    } else if byte == UInt8(ascii: ">") {
      return index + 1
    }
  }
  return nil
}

private func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
    .replacing("<", with: "&lt;")
}

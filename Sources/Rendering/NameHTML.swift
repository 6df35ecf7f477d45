// Names in lists: a name in a script of the other direction is isolated, or its signs would change
// places with what surrounds it (`src/*` would read `*/src` in Arabic). Knows no page.

internal import Bytes
internal import Content

/// Appends a name, escaped, isolated if its characters run against the site's direction.
func appendName(_ name: String, inDirection direction: String, to html: inout [UInt8]) {
  let isIsolated = direction == "rtl" ? hasASCIISign(name) : hasRightToLeft(name)
  if isIsolated { html.append(utf8: "<bdi>") }
  appendEscapedHTML(name.utf8, to: &html)
  if isIsolated { html.append(utf8: "</bdi>") }
}

private func hasASCIISign(_ name: String) -> Bool { name.utf8.contains { $0 > 0x20 && $0 < 0x80 } }

/// Whether a name has characters of Hebrew, Arabic, Syriac, Thaana, N'Ko and their relatives
/// (U+0590...U+08FF), or presentation forms of them (U+FB1D...U+FDFF, U+FE70...U+FEFF).
private func hasRightToLeft(_ name: String) -> Bool {
  let bytes = name.utf8.span
  for index in bytes.indices where bytes[index] >= 0xD6 {
    if bytes[index] <= 0xDF { return true }
    guard index + 1 < bytes.count else { return false }
    let next = bytes[index + 1]
    if bytes[index] == 0xE0, (0xA0...0xA3).contains(next) { return true }
    if bytes[index] == 0xEF, (0xAC...0xB7).contains(next) || (0xB9...0xBB).contains(next) {
      return true
    }
  }
  return false
}

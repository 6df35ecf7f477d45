// The theme's style sheets and scripts as they are published: with the words of the interface, and,
// for the default theme's own files, without comments and indentation, which readers would have to
// download. A project's own files are changed only by inserting the words.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Interface
internal import Rendering
internal import Templates

/// A script with `{{text.name}}` replaced by the word, so that scripts use the same words as pages.
/// In quotes of either kind the result is still one string; `{count}` in it is left for the script.
func worded(
  _ script: [UInt8], path: String, _ words: Words
) -> Diagnosed<[UInt8]> {
  var out: [UInt8] = []
  out.reserveCapacity(script.count)
  var diagnostics: [Diagnostic] = []
  var copied = 0
  while let open = firstRange(of: "{{text.", in: script, from: copied),
    let close = firstRange(of: "}}", in: script, from: open.upperBound)
  {
    out += script[copied..<open.lowerBound]
    let name = String(decoding: script[open.upperBound..<close.lowerBound], as: UTF8.self)
    if let word = Word(rawValue: name) {
      out += quotable(words[word])
    } else {
      let nearest = nearestMatch(to: name, among: Word.allCases.map(\.rawValue))
      diagnostics.append(
        Diagnostic(
          .unknownTemplateValue, "the interface has no text `\(name)`", path: path,
          range: SourceRange(open.lowerBound, close.upperBound),
          notes: nearest.map { ["did you mean `text.\($0)`?"] } ?? []))
    }
    copied = close.upperBound
  }
  out += script[copied...]
  return Diagnosed(out, diagnostics)
}

/// A text escaped for a JavaScript string.
private func quotable(_ text: String) -> [UInt8] {
  text.utf8.reduce(into: []) { out, byte in
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
      out.append(UInt8(ascii: "\\"))
    }
    out.append(byte)
  }
}

/// A style sheet without comments, indentation and empty lines. Does not support comment delimiters
/// inside strings, which the default theme does not use. O(n).
func slimmed(sheet: [UInt8]) -> [UInt8] {
  var text: [UInt8] = []
  text.reserveCapacity(sheet.count)
  var copied = 0
  while let open = firstRange(of: "/*", in: sheet, from: copied),
    let close = firstRange(of: "*/", in: sheet, from: open.upperBound)
  {
    text += sheet[copied..<open.lowerBound]
    copied = close.upperBound
  }
  text += sheet[copied...]
  var out: [UInt8] = []
  out.reserveCapacity(text.count)
  for line in text.split(separator: UInt8(ascii: "\n")) {
    let line = line.drop { $0 == 0x20 }
    if line.allSatisfy({ $0 == 0x20 }) { continue }
    out += line
    out.append(UInt8(ascii: "\n"))
  }
  return out
}

/// The words in the form templates take them.
func templateTexts(_ words: Words) -> [String: [TextPiece]] {
  Dictionary(
    uniqueKeysWithValues: Word.allCases.map { word in
      (
        word.rawValue,
        pieces(of: words[word]).map { piece in
          switch piece {
          case .text(let text): TextPiece.text(String(text))
          case .name(let name): TextPiece.value(String(name))
          }
        }
      )
    })
}

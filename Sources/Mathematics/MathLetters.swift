// Letters in mathematical styles. KaTeX names the style in the `mathvariant` attribute, of which
// MathML Core, and so today's browsers, supports only `normal`: the letter itself has to be
// replaced by the one in Unicode's Mathematical Alphanumeric Symbols.

internal import Bytes
internal import Diagnostics

/// The first code points of a style's letters in Unicode; nil where it has none.
private struct MathStyle {
  let upper: UInt32
  let lower: UInt32
  var digits: UInt32?
  var upperGreek: UInt32?
  var lowerGreek: UInt32?
  /// Letters that had a code point elsewhere before the block was added.
  var older: [Unicode.Scalar: Unicode.Scalar] = [:]
}

private let styles: [String: MathStyle] = [
  "bold": MathStyle(
    upper: 0x1D400, lower: 0x1D41A, digits: 0x1D7CE, upperGreek: 0x1D6A8, lowerGreek: 0x1D6C2),
  "bold-italic": MathStyle(
    upper: 0x1D468, lower: 0x1D482, upperGreek: 0x1D71C, lowerGreek: 0x1D736),
  "double-struck": MathStyle(
    upper: 0x1D538, lower: 0x1D552, digits: 0x1D7D8,
    older: ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"]),
  "script": MathStyle(
    upper: 0x1D49C, lower: 0x1D4B6,
    older: [
      "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ",
      "g": "ℊ", "o": "ℴ",
    ]),
  "fraktur": MathStyle(
    upper: 0x1D504, lower: 0x1D51E,
    older: ["C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"]),
  "sans-serif": MathStyle(upper: 0x1D5A0, lower: 0x1D5BA, digits: 0x1D7E2),
  "monospace": MathStyle(upper: 0x1D670, lower: 0x1D68A, digits: 0x1D7F6),
]

extension MathStyle {
  /// The letter in this style; nil if Unicode has none.
  fileprivate func letter(_ plain: Unicode.Scalar) -> Unicode.Scalar? {
    if let old = older[plain] { return old }
    let start: UInt32?
    let first: UInt32
    switch plain {
    case "A"..."Z": (start, first) = (upper, 0x41)
    case "a"..."z": (start, first) = (lower, 0x61)
    case "0"..."9": (start, first) = (digits, 0x30)
    case "\u{391}"..."\u{3A9}": (start, first) = (upperGreek, 0x391)
    case "\u{3B1}"..."\u{3C9}": (start, first) = (lowerGreek, 0x3B1)
    default: return nil
    }
    return start.flatMap { Unicode.Scalar($0 + plain.value - first) }
  }

  /// The text in this style; nil if one of its letters has no styled form, or if it has no letters.
  fileprivate func text(_ plain: String) -> String? {
    var out = String.UnicodeScalarView()
    for scalar in plain.unicodeScalars {
      guard let letter = letter(scalar) else { return nil }
      out.append(letter)
    }
    return out.isEmpty ? nil : String(out)
  }
}

/// KaTeX's MathML with styled letters in place of `mathvariant`, wherever Unicode has them.
/// O(bytes).
func withStyledLetters(_ markup: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  var copied = 0
  while let mark = firstRange(of: " mathvariant=\"", in: markup, from: copied),
    let nameEnd = markup[mark.upperBound...].firstIndex(of: UInt8(ascii: "\"")),
    let tagEnd = markup[nameEnd...].firstIndex(of: UInt8(ascii: ">"))
  {
    let textEnd = markup[tagEnd...].firstIndex(of: UInt8(ascii: "<")) ?? markup.count
    let style = styles[String(decoding: markup[mark.upperBound..<nameEnd], as: UTF8.self)]
    let text = String(decoding: markup[(tagEnd + 1)..<textEnd], as: UTF8.self)
    out += markup[copied..<mark.lowerBound]
    if let styled = style?.text(text) {
      out += markup[(nameEnd + 1)...tagEnd]
      out.append(utf8: styled)
      copied = textEnd
    } else {
      out += markup[mark.lowerBound..<tagEnd]
      copied = tagEnd
    }
  }
  return out + markup[copied...]
}

/// KaTeX's MathML with the thin spaces around function names that it omits: `β log x`. A name and
/// the application operator are two children, so their parent is a row and may take more. O(bytes).
func withSpacedFunctions(_ markup: [UInt8]) -> [UInt8] {
  let space = "<mspace width=\"0.1667em\"></mspace>".utf8
  let less = UInt8(ascii: "<")
  func begins(_ index: Int, _ starts: [String]) -> Bool {
    starts.contains { markup[index...].starts(with: $0.utf8) }
  }
  var out: [UInt8] = []
  var copied = 0
  while let sign = firstRange(of: "</mi><mo>\u{2061}</mo>", in: markup, from: copied),
    let name = markup[copied..<sign.lowerBound].lastIndex(of: less)
  {
    out += markup[copied..<name]
    // After any child but an operator, which has its own spacing.
    if let tag = markup[..<name].lastIndex(of: less), begins(tag, ["</"]), !begins(tag, ["</mo>"]) {
      out += space
    }
    out += markup[name..<sign.upperBound]
    copied = sign.upperBound
    if begins(copied, ["<"]), !begins(copied, ["</", "<mo", "<mrow><mo", "<mspace"]) {
      out += space
    }
  }
  return out + markup[copied...]
}

/// KaTeX's MathML with both corrections applied.
func improved(_ markup: [UInt8]) -> [UInt8] { withSpacedFunctions(withStyledLetters(markup)) }

// TeX to MathML: the door to KaTeX. An engine is created per call; a site without formulas never
// makes one. Knows nothing of pages.

internal import Bytes
internal import TeXEngine

/// The outcome of rendering a formula.
package enum RenderedFormula: Sendable, Equatable {
  /// MathML with the TeX as its annotation. It comes from KaTeX, so it must still be filtered.
  case markup([UInt8])
  /// The author's mistake: KaTeX's message, and the byte offset in the formula if KaTeX gives one.
  case mistake(message: String, offset: Int?)
}

/// A formula to be rendered.
package struct Formula: Sendable, Hashable {
  package let tex: String
  package let isDisplay: Bool

  package init(tex: String, isDisplay: Bool) {
    self.tex = tex
    self.isDisplay = isDisplay
  }
}

/// Longer formulas are not tried: KaTeX's time grows with their length.
private let formulaByteLimit = 16 << 10

extension Formula {
  var isTooLong: Bool { tex.utf8.count > formulaByteLimit }
}

extension RenderedFormula {
  static let tooLong =
    Self.mistake(message: "a formula of more than \(formulaByteLimit) bytes", offset: nil)
}

/// The call to KaTeX, in the JavaScript of 2009. It throws where there is no KaTeX, and evaluates
/// to a function whose answer begins with a letter for its kind: `M` for markup, `E` for an
/// author's mistake with its position, `F` for a failure. Every engine runs it; `rendered(_:of:)`
/// reads the answer.
let katexCall = """
  (function (katex) { return function (formula, isDisplay) {
    try {
      return 'M' + katex.renderToString(formula, {
        displayMode: isDisplay, output: 'mathml', trust: false, strict: 'ignore',
        throwOnError: true, maxSize: 50, maxExpand: 1000, globalGroup: false, macros: {}
      });
    } catch (error) {
      if (!(error instanceof katex.ParseError)) return 'F' + error;
      var place = typeof error.position === 'number' ? error.position : -1;
      return 'E' + place + ' ' + error.message;
    }
  }; })(katex)
  """

/// Renders formulas with one engine, in order. Pure: each formula is rendered as if it were the
/// only one, and the same script gives the same MathML.
///
/// - Parameter script: KaTeX itself.
/// - Returns: nil when the script is not KaTeX, or is a KaTeX too new for the engine;
///   `FormulaProgram` may be able to run it.
/// - Complexity: about 0.3 s for the engine, then about 1 ms per formula.
package func renderFormulas(_ formulas: [Formula], script: [UInt8]) -> [RenderedFormula]? {
  let call = Array(katexCall.utf8)
  let engine = unsafe withCharacters(of: script) { script in
    unsafe withCharacters(of: call) { call in
      unsafe tex_engine_new(script.baseAddress, script.count, call.baseAddress, call.count)
    }
  }
  guard let engine = unsafe engine else { return nil }
  defer { unsafe tex_engine_free(engine) }
  return formulas.map { formula in
    guard !formula.isTooLong else { return .tooLong }
    return unsafe withCharacters(of: engineText(of: formula.tex)) { tex in
      let answer = unsafe tex_engine_render(
        engine, tex.baseAddress, tex.count, formula.isDisplay ? 1 : 0)
      let text = unsafe answer.text.withMemoryRebound(to: UInt8.self, capacity: answer.count) {
        unsafe plainText(of: Array(UnsafeBufferPointer(start: $0, count: answer.count)))
      }
      return unsafe answer.gave_up != 0
        ? failure(String(decoding: text, as: UTF8.self)) : rendered(text, of: formula)
    }
  }
}

/// Bytes as C's text pointer, for the duration of a call.
private func withCharacters<Result>(
  of bytes: [UInt8], _ use: (UnsafeBufferPointer<CChar>) -> Result
) -> Result {
  unsafe bytes.withUnsafeBufferPointer { unsafe $0.withMemoryRebound(to: CChar.self, use) }
}

/// The outcome that an answer of `katexCall`, in UTF-8, describes.
func rendered(_ answer: [UInt8], of formula: Formula) -> RenderedFormula {
  let text = answer.dropFirst()
  switch answer.first {
  case UInt8(ascii: "M"): return .markup(improved(Array(text)))
  case UInt8(ascii: "E"):
    let parts = text.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
    let unit = Int(String(decoding: parts[0], as: UTF8.self)) ?? -1
    let message = String(decoding: parts.dropFirst().first ?? [], as: UTF8.self)
    return .mistake(
      message: shortened(message),
      offset: unit < 0 ? nil : byteOffset(ofUnit: unit, in: formula.tex))
  default: return failure(String(decoding: text, as: UTF8.self))
  }
}

/// A failure of the engine itself.
private func failure(_ reason: String) -> RenderedFormula {
  let isDeep =
    ["limit", "stack overflow", "InternalError", "RangeError"].contains { reason.contains($0) }
  return .mistake(
    message: isDeep ? "the formula is nested too deeply" : "KaTeX gave up: \(reason)", offset: nil)
}

/// The message without the formula that KaTeX repeats and underlines: the diagnostic's position
/// shows that better.
private func shortened(_ message: String) -> String {
  var text = Substring(message)
  let prefix = "KaTeX parse error: "
  if text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
  for mark in [" at position ", " at end of input: "] {
    if let found = text.firstRange(of: mark) { text = text[..<found.lowerBound] }
  }
  return String(text)
}

private func byteOffset(ofUnit unit: Int, in text: String) -> Int {
  let units = text.utf16
  guard let index = units.index(units.startIndex, offsetBy: unit, limitedBy: units.endIndex) else {
    return text.utf8.count
  }
  return text.utf8.distance(from: text.startIndex, to: index)
}

// MARK: - The engine's encoding

/// UTF-8 to CESU-8: a character of four bytes becomes two surrogates of three bytes each.
func engineText(of text: String) -> [UInt8] {
  var out: [UInt8] = []
  out.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    guard scalar.value > 0xFFFF else {
      out.append(utf8: String(scalar))
      continue
    }
    for unit in String(scalar).utf16 {
      out += [
        0xE0 | UInt8(unit >> 12), 0x80 | UInt8(unit >> 6 & 0x3F), 0x80 | UInt8(unit & 0x3F),
      ]
    }
  }
  return out
}

/// CESU-8 to UTF-8. Unpaired surrogates become U+FFFD.
func plainText(of bytes: [UInt8]) -> [UInt8] {
  guard bytes.contains(0xED) else { return bytes }
  var out: [UInt8] = []
  out.reserveCapacity(bytes.count)
  var index = 0
  func unit(at index: Int) -> UInt32? {
    guard index + 2 < bytes.count, bytes[index] == 0xED, bytes[index + 1] >= 0xA0 else {
      return nil
    }
    return 0xD000 | UInt32(bytes[index + 1] & 0x3F) << 6 | UInt32(bytes[index + 2] & 0x3F)
  }
  while index < bytes.count {
    guard let first = unit(at: index) else {
      out.append(bytes[index])
      index += 1
      continue
    }
    if first < 0xDC00, let second = unit(at: index + 3), second >= 0xDC00,
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    {
      out.append(utf8: String(scalar))
      index += 6
    } else {
      out.append(utf8: "\u{FFFD}")
      index += 3
    }
  }
  return out
}

// A fixture: one text file that holds the files of a small project and what a build must make of
// them. Used by the golden tests; it knows nothing of HTML or of how a site is built.
//
//     Free words about what is shown.
//     //! drafts                        an option of the build
//     //- topics/a.md                   an input file, up to the next mark
//     //- bad.md [escapes]              \r \0 \xFF \u{301} and \\ mean bytes, in the name too
//     //= diagnostics                   what must be reported; without it: nothing
//     //= main topics/a/index.html      a part of the output, see GoldenTests

/// A parsed fixture.
package struct Fixture: Sendable, Equatable {
  package var introduction: [String] = []
  package var options: [String] = []
  package var inputs: [Input] = []
  package var expectations: [Expectation] = []

  /// A file of the project.
  package struct Input: Sendable, Equatable {
    package let name: String
    package let hasEscapes: Bool
    package let lines: [String]
  }

  /// Something a test must compare.
  package struct Expectation: Sendable, Equatable {
    /// What stands behind `//=`: `diagnostics`, `main index.html`.
    package let mark: String
    package var lines: [String]

    package init(mark: String, lines: [String]) {
      self.mark = mark
      self.lines = lines
    }

    package var kind: String { String(mark.prefix { $0 != " " }) }
    package var path: String { String(mark.drop { $0 != " " }.dropFirst()) }
  }
}

extension Fixture {
  /// Parses a fixture's text. Every line belongs to something, so parsing cannot fail.
  package init(parsing text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    var place = Place.introduction
    var collected: [String] = []
    func isMark(_ line: String) -> Bool {
      ["//- ", "//= ", "//! "].contains { line.hasPrefix($0) }
    }
    for line in lines {
      guard isMark(line) else {
        collected.append(line)
        continue
      }
      finish(place, collected)
      collected = []
      let rest = String(line.dropFirst(4))
      switch line.prefix(3) {
      case "//-": place = .input(rest)
      case "//=": place = .expectation(rest)
      default:
        options.append(rest)
        place = .nothing
      }
    }
    finish(place, collected)
  }

  private enum Place {
    case introduction, nothing
    case input(String)
    case expectation(String)
  }

  private mutating func finish(_ place: Place, _ lines: [String]) {
    switch place {
    case .introduction: introduction = lines
    case .nothing: break
    case .input(let name):
      let hasEscapes = name.hasSuffix(" [escapes]")
      inputs.append(
        Input(
          name: hasEscapes ? String(name.dropLast(" [escapes]".count)) : name,
          hasEscapes: hasEscapes, lines: lines))
    case .expectation(let mark): expectations.append(Expectation(mark: mark, lines: lines))
    }
  }

  /// The fixture as text; parsing it gives the fixture again.
  package var text: String {
    var lines = introduction + options.map { "//! \($0)" }
    for input in inputs {
      lines.append("//- \(input.name)" + (input.hasEscapes ? " [escapes]" : ""))
      lines += input.lines
    }
    for expectation in expectations {
      lines.append("//= \(expectation.mark)")
      lines += expectation.lines
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The input files. Every line ends in a line feed.
  package var files: [(path: String, bytes: [UInt8])] {
    inputs.map { input in
      let text = Array(input.lines.map { $0 + "\n" }.joined().utf8)
      guard input.hasEscapes else { return (input.name, text) }
      return (String(decoding: unescaped(Array(input.name.utf8)), as: UTF8.self), unescaped(text))
    }
  }
}

/// Bytes with `\r`, `\0`, `\xNN`, `\u{…}` and `\\` put in their place.
func unescaped(_ text: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  var index = 0
  while index < text.count {
    guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
      out.append(text[index])
      index += 1
      continue
    }
    index += 2
    switch text[index - 1] {
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "0"): out.append(0)
    case UInt8(ascii: "x"):
      out.append(UInt8(String(decoding: text[index..<(index + 2)], as: UTF8.self), radix: 16) ?? 0)
      index += 2
    case UInt8(ascii: "u"):
      let end = text[index...].firstIndex(of: UInt8(ascii: "}")) ?? text.count - 1
      let digits = String(decoding: text[(index + 1)..<end], as: UTF8.self)
      let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
      out += String(scalar).utf8
      index = end + 1
    case let other: out.append(other)
    }
  }
  return out
}

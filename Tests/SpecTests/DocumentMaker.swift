// Documents nobody would write, made of pieces of the examples. The same seed gives the same
// documents on every machine.

import Support

struct DocumentMaker {
  private var numbers: SeededGenerator
  private let fragments: [String]

  /// - Parameter fragments: documents. Those with an address in them are left out, because markup
  ///   that touches an address is where we differ (SpecExamples.swift).
  init(seed: UInt64, fragments: [String]) {
    numbers = SeededGenerator(seed: seed)
    self.fragments = fragments.filter { fragment in
      !["://", "www.", "@"].contains { fragment.contains($0) }
    }
  }

  /// One to five fragments, bent, put into containers, and set one after another.
  mutating func document() -> String {
    var parts: [String] = []
    for _ in 0..<Int.random(in: 1...5, using: &numbers) {
      parts.append(contained(bent(fragment())))
    }
    let gap = ["\n", "\n\n"].randomElement(using: &numbers) ?? "\n"
    return parts.joined(separator: gap) + "\n"
  }

  private mutating func fragment() -> String {
    let fragment = fragments.randomElement(using: &numbers) ?? ""
    return String(fragment.dropLast())
  }

  private mutating func bent(_ text: String) -> String {
    let characters = Array(text)
    let place = Int.random(in: 0...characters.count, using: &numbers)
    switch Int.random(in: 0..<8, using: &numbers) {
    case 0: return String(characters[..<place])
    case 1: return String(characters[place...])
    case 2: return String(characters[..<place]) + fragment() + String(characters[place...])
    case 3:
      let mark =
        ["*", "**", "_", "~~", "`", "[", "![", "\\", "<", "&", "|"]
        .randomElement(using: &numbers) ?? "*"
      return String(characters[..<place]) + mark + String(characters[place...])
    case 4:
      let pairs = [("*", "*"), ("**", "**"), ("~~", "~~"), ("[", "](/u)"), ("`", "`"), ("[", "]")]
      let pair = pairs.randomElement(using: &numbers) ?? ("*", "*")
      return pair.0 + text + pair.1
    default: return text
    }
  }

  private mutating func contained(_ text: String) -> String {
    let containers = [
      ("> ", "> "), ("- ", "  "), ("1. ", "   "), ("- [ ] ", "  "), ("[^1]: ", "    "),
    ]
    guard Bool.random(using: &numbers), let container = containers.randomElement(using: &numbers)
    else { return text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return container.0 + lines.joined(separator: "\n" + container.1)
  }
}

/// Texts full of addresses and of what may stand around them, without any markup.
struct AddressTextMaker {
  private var numbers: SeededGenerator

  init(seed: UInt64) { numbers = SeededGenerator(seed: seed) }

  mutating func text() -> String {
    let count = Int.random(in: 2...14, using: &numbers)
    let pieces = (0..<count).map { _ in Self.pieces.randomElement(using: &numbers) ?? "" }
    return "x " + pieces.joined() + "\n"
  }

  private static let pieces = [
    "http://", "https://", "ftp://", "HTTP://", "www.", "www", "mailto:", "xmpp:", "@", "@", ".",
    ".", "/", ":", "://", "a", "b", "test", "a.test", "x@a.test", "b_c", "7", "-", "+", "?", "!",
    ",", ";", "(", ")", "'", "\"", "=", " ", " ", " ", "\n", "é", "例", "。", "#", "%20", "&c=",
  ]
}

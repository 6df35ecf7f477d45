// The forms in which a text may use a term: plurals and cases by their endings, in the languages of
// the interface. Rules and no dictionary, so some forms are no words; no text has those.

internal import Bytes

/// A word and its regular forms, the word itself first.
/// - Parameters:
///   - word: in lower case, or as written where case matters.
///   - language: the primary tag of the site's language.
func forms(of word: [UInt8], language: String) -> [[UInt8]] {
  if endsInHangul(word) { return [word] + koreanParticles.map { word + $0.utf8 } }
  let endings: [Ending] =
    switch language {
    case "de": german
    case "fr": french
    case "es": spanish
    default: english
    }
  var forms = [word]
  for ending in endings {
    for form in ending.forms(of: word) where !forms.contains(form) { forms.append(form) }
  }
  if language == "de" {
    for stem in withUmlaut(word) {
      forms += ["", "e", "er", "n", "en", "ern"].map { stem + $0.utf8 }
    }
  }
  return forms
}

/// Whether in this language also the words before the last one have a plural: `redes neuronales`.
func inflectsEveryWord(_ language: String) -> Bool { ["es", "fr", "de"].contains(language) }

/// What replaces the end of a word.
private struct Ending {
  let old: [UInt8]
  let new: [[UInt8]]
  /// How long a word must be: short ones end so by chance.
  let minimum: Int

  init(_ old: String, _ new: [String], minimum: Int = 1) {
    self.old = Array(old.utf8)
    self.new = new.map { Array($0.utf8) }
    self.minimum = minimum
  }

  func forms(of word: [UInt8]) -> [[UInt8]] {
    guard word.count >= minimum, word.suffix(old.count).elementsEqual(old) else { return [] }
    return new.map { Array(word.dropLast(old.count)) + $0 }
  }
}

private let english = [
  Ending("", ["s", "es"]), Ending("y", ["ies"]), Ending("is", ["es"], minimum: 4),
  Ending("ix", ["ices"], minimum: 5), Ending("ex", ["ices"], minimum: 5),
  Ending("us", ["i"], minimum: 5), Ending("um", ["a"], minimum: 5),
  Ending("on", ["a"], minimum: 7), Ending("f", ["ves"], minimum: 4),
  Ending("fe", ["ves"], minimum: 4), Ending("man", ["men"]),
]

private let german = [
  Ending("", ["e", "n", "en", "er", "ern", "s", "es"]), Ending("in", ["innen"], minimum: 5),
  Ending("nis", ["nisse", "nissen", "nisses"]), Ending("um", ["en"], minimum: 5),
  // Adjectives before a noun: `neuronales Netz`, `neuronale Netze`.
  Ending("es", ["e", "en", "em", "er"], minimum: 5), Ending("er", ["e", "en", "em"], minimum: 6),
  Ending("e", ["es", "er", "em"], minimum: 5),
]

private let french = [
  Ending("", ["s"]), Ending("au", ["aux"]), Ending("eu", ["eux"]), Ending("al", ["aux"]),
  Ending("ail", ["aux"]), Ending("ou", ["oux"]),
]

private let spanish = [
  Ending("", ["s", "es"]), Ending("z", ["ces"]), Ending("ón", ["ones"]), Ending("án", ["anes"]),
  Ending("én", ["enes"]), Ending("ín", ["ines"]), Ending("és", ["eses"]), Ending("ás", ["ases"]),
]

private let koreanParticles = [
  "은", "는", "이", "가", "을", "를", "의", "에", "에서", "로", "으로", "와", "과", "도", "만", "들", "들은",
  "들이", "들을", "들의",
]

/// Whether the last character is a Korean syllable (U+AC00...U+D7A3).
private func endsInHangul(_ word: [UInt8]) -> Bool {
  guard word.count >= 3 else { return false }
  return (0xEA...0xED).contains(word[word.count - 3])
    && (word[word.count - 3] != 0xEA || word[word.count - 2] >= 0xB0)
}

/// A German word with its last `a`, `o` or `u` as an umlaut, `au` as `äu`.
private func withUmlaut(_ word: [UInt8]) -> [[UInt8]] {
  guard
    let last = word.lastIndex(where: {
      $0 == UInt8(ascii: "a") || $0 == UInt8(ascii: "o") || $0 == UInt8(ascii: "u")
    })
  else { return [] }
  var place = last
  if word[last] == UInt8(ascii: "u"), last > 0, word[last - 1] == UInt8(ascii: "a") { place -= 1 }
  let umlaut: String =
    switch word[place] {
    case UInt8(ascii: "a"): "ä"
    case UInt8(ascii: "o"): "ö"
    default: "ü"
    }
  return [Array(word[..<place]) + umlaut.utf8 + word[(place + 1)...]]
}

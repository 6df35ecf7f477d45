// Alphabetical order: the sort key of a name, and the letter it is listed under. Uses no locale, so
// that a site is the same on every machine; the expectations of a script's readers are met as far
// as the characters alone allow.
//
// Latin, Greek and Cyrillic letters count without their accents. Kana are listed under their row,
// Hangul under the first consonant, Han characters under their radical: the block from U+4E00 has
// the order of the 214 Kangxi radicals, so each radical begins at its own character. In Arabic the
// article is ignored; in Thai a vowel written before its consonant is sorted after it.

internal import Bytes

/// A position in an alphabetical list.
struct AlphabeticKey: Equatable {
  /// The heading: `A`, `0–9`, `心`, or `#` for names without a letter or digit.
  let letter: String
  /// Compared byte by byte; keys with the same letter are adjacent.
  let bytes: [UInt8]
}

/// The key of a name. Ignores symbols before its first letter or digit, and an item number as in
/// `2. Second step`. O(n).
func alphabeticKey(of name: String) -> AlphabeticKey {
  let name = withoutItemNumber(name)
  var folded: [UInt8] = []
  folded.reserveCapacity(name.utf8.count)
  for byte in name.utf8 {
    guard byte < 0x80 else { return keyBeyondASCII(name) }
    folded.append(byte.lowercasedASCII)
  }
  return asciiKey(folded)
}

private func withoutItemNumber(_ name: String) -> String {
  let bytes = name.utf8
  let rest = bytes.drop { (0x30...0x39).contains($0) }
  guard rest.startIndex != bytes.startIndex, let mark = rest.first,
    mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")"),
    rest.dropFirst().first == UInt8(ascii: " ")
  else { return name }
  return String(name[rest.index(after: rest.startIndex)...])
}

private enum Rank {
  static let signs: UInt8 = 0
  static let digits: UInt8 = 1
  static let letters: UInt8 = 2
}

private func asciiKey(_ folded: [UInt8]) -> AlphabeticKey {
  let first = folded.firstIndex {
    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
  }
  guard let first else { return AlphabeticKey(letter: "#", bytes: [Rank.signs] + folded) }
  if folded[first] < 0x40 {
    return AlphabeticKey(letter: "0–9", bytes: [Rank.digits] + folded[first...])
  }
  return AlphabeticKey(
    letter: String(UnicodeScalar(folded[first] & 0xDF)), bytes: [Rank.letters] + folded[first...])
}

private func keyBeyondASCII(_ name: String) -> AlphabeticKey {
  var scalars: [UnicodeScalar] = []
  for scalar in name.lowercased().unicodeScalars where !isIgnored(scalar) {
    scalars += folded(scalar)
  }
  guard let first = scalars.firstIndex(where: { isLetter($0) || isDigit($0) }) else {
    return AlphabeticKey(letter: "#", bytes: [Rank.signs] + name.utf8)
  }
  scalars.removeFirst(first)
  if scalars.count > 4, scalars[0] == "ا", scalars[1] == "ل" { scalars.removeFirst(2) }
  if scalars.count > 1, (0xE40...0xE44).contains(scalars[0].value) { scalars.swapAt(0, 1) }
  let text = String(String.UnicodeScalarView(scalars))
  if isDigit(scalars[0]) {
    return AlphabeticKey(letter: "0–9", bytes: [Rank.digits] + text.utf8)
  }
  return AlphabeticKey(letter: letter(of: scalars[0]), bytes: [Rank.letters] + text.utf8)
}

private func isIgnored(_ scalar: UnicodeScalar) -> Bool {
  guard scalar.value >= 0x80 else { return false }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return true
  default: return scalar.value == 0x640
  }
}

private func isLetter(_ scalar: UnicodeScalar) -> Bool { scalar.properties.isAlphabetic }

private func isDigit(_ scalar: UnicodeScalar) -> Bool {
  scalar.properties.generalCategory == .decimalNumber
}

/// The characters that a lower-case letter sorts as.
private func folded(_ scalar: UnicodeScalar) -> [UnicodeScalar] {
  switch scalar.value {
  case 0xDF: ["s", "s"]
  case 0xE6: ["a", "e"]
  case 0x153: ["o", "e"]
  case 0xFE: ["t", "h"]
  case 0xC0...0x17F: [latinBases[Int(scalar.value) - 0xC0]]
  case 0x1E00...0x1EFF: [latinAdditionalBases[Int(scalar.value) - 0x1E00]]
  case 0x3AC...0x3CE: [greekBases[scalar] ?? scalar]
  case 0x450, 0x451: ["е"]
  case 0x622, 0x623, 0x625, 0x671: ["ا"]
  // Katakana sorts as hiragana.
  case 0x30A1...0x30F6: [UnicodeScalar(scalar.value - 0x60) ?? scalar]
  // Full-width digits and letters.
  case 0xFF10...0xFF19, 0xFF41...0xFF5A: [UnicodeScalar(scalar.value - 0xFEE0) ?? scalar]
  default: [scalar]
  }
}

/// The letters from U+00C0 and from U+1E00 without their accents, in lower case.
private let latinBases = Array(
  """
  aaaaaaaceeeeiiiidnooooo×ouuuuytsaaaaaaaceeeeiiiidnooooo÷ouuuuyty\
  aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll\
  nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs
  """.unicodeScalars)
private let latinAdditionalBases = Array(
  """
  aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooo\
  pppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyassssd\
  aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooo\
  uuuuuuuuuuuuuuyyyyyyyyllvvyy
  """.unicodeScalars)
private let greekBases: [UnicodeScalar: UnicodeScalar] = [
  "ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ό": "ο", "ύ": "υ", "ώ": "ω", "ϊ": "ι", "ϋ": "υ",
  "ς": "σ",
]

/// The heading for a name whose first folded character is this one.
private func letter(of scalar: UnicodeScalar) -> String {
  switch scalar.value {
  case 0x3041...0x3096:
    String(kanaRows.last { $0 <= scalar } ?? "あ")
  case 0xAC00...0xD7A3:
    String(hangulInitials[Int(scalar.value - 0xAC00) / 588])
  case 0x4E00...0x9FFF: String(radical(of: scalar))
  // Beyond that block: the first character of each other block.
  case 0x3400...0x4DBF: "㐀"
  case 0xF900...0xFAFF: "豈"
  case 0x20000...0x3FFFF: "𠀀"
  default: scalar.properties.uppercaseMapping
  }
}

private func radical(of scalar: UnicodeScalar) -> UnicodeScalar {
  radicals[firstIndex(in: 1..<radicals.count) { radicals[$0] > scalar } - 1]
}

/// The first character of each row; the small vowel before the first one belongs to it.
private let kanaRows: [UnicodeScalar] = ["あ", "か", "さ", "た", "な", "は", "ま", "や", "ら", "わ"]

/// By index of the initial consonant; doubled ones are listed under the single one.
private let hangulInitials = Array("ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ".unicodeScalars)

/// The Kangxi radicals in ascending order.
private let radicals = Array(
  """
  一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀\
  寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋\
  比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸\
  缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛\
  辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻\
  黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠
  """.unicodeScalars)

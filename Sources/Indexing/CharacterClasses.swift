// How the tokeniser classifies and folds each character: data, and two look-ups. Knows nothing of
// words or documents. FORMAT.md, "Characters", is the specification. templates/assets/search.js has
// the same class table (a test compares them) but folds with the browser's own Unicode data, of
// which the part used here never changes; a test vector contains every folded letter.

internal import Bytes

/// How a character affects the word around it.
package enum CharacterClass {
  package static let separator: UInt8 = 0
  package static let lower: UInt8 = 1
  package static let upper: UInt8 = 2
  package static let digit: UInt8 = 3
  package static let underscore: UInt8 = 4
  package static let hangul: UInt8 = 5
  /// Scripts written without spaces, cut into overlapping pairs.
  package static let paired: UInt8 = 6
  /// Ignored completely: combining marks, soft hyphen, joiners.
  package static let ignored: UInt8 = 7
  /// The class of a byte rather than a character: the start of a longer sequence.
  package static let multibyte: UInt8 = 8
  /// A letter or digit beyond ASCII; its case is not recorded.
  package static let letter: UInt8 = 9
}

/// The class of each byte value; bytes from 0x80 are `multibyte`.
let byteClasses: [UInt8] = (0..<256).map { value in
  switch UInt8(value) {
  case UInt8(ascii: "a")...UInt8(ascii: "z"): CharacterClass.lower
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): CharacterClass.upper
  case UInt8(ascii: "0")...UInt8(ascii: "9"): CharacterClass.digit
  case UInt8(ascii: "_"): CharacterClass.underscore
  case 0x80...: CharacterClass.multibyte
  default: CharacterClass.separator
  }
}

/// The start of each range of a class, as the distance from the previous start in base 36, followed
/// by the letter of the class: `S`eparator, `L`ower, `U`pper, `D`igit, underscore (`N`), `H`angul,
/// `P`aired, `I`gnored, and `X` for letters beyond ASCII. A range extends to the next entry.
let classTable = """
  0S1cDaS7UqS4N1S1LqS1eI1S7X1SaXnS1XvS1XegI34XeS1X8S1X6zI7X5sS6X15S8I19S1IhXzStIbS5XwI1XaIlXaS\
  4X2I1X2rS1X1IfXhrS2XwqP1rS1PqS12P3kSoX6gP22S6P28X2oH74X9tS8XlgS2X7lP2cS8P10SgX1ilS1X1rSeI5Sq\
  I5S1dIgS2oI1cS268Xe8S3kP9sS11P3S1lP56S1P1gH2oSgP2oSe8P534S1sPh3kS1sX1f4H8owS6ioPe8XfySiX4wIg\
  S2oX3yI2S2uP1mH1pSzX1534SsgXsgS1kwX35sS35sPgutcI1ekgS
  """

/// `classTable` parsed.
private let classStarts: [(start: UInt32, class: UInt8)] = {
  var starts: [(start: UInt32, class: UInt8)] = []
  var start: UInt32 = 0
  var distance: UInt32 = 0
  for byte in classTable.utf8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      distance = distance * 36 + UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"):
      distance = distance * 36 + UInt32(byte - UInt8(ascii: "a")) + 10
    default:
      start += distance
      distance = 0
      starts.append((start, classOfLetter(byte)))
    }
  }
  return starts
}()

private func classOfLetter(_ letter: UInt8) -> UInt8 {
  switch letter {
  case UInt8(ascii: "L"): CharacterClass.lower
  case UInt8(ascii: "U"): CharacterClass.upper
  case UInt8(ascii: "D"): CharacterClass.digit
  case UInt8(ascii: "N"): CharacterClass.underscore
  case UInt8(ascii: "H"): CharacterClass.hangul
  case UInt8(ascii: "P"): CharacterClass.paired
  case UInt8(ascii: "I"): CharacterClass.ignored
  case UInt8(ascii: "X"): CharacterClass.letter
  default: CharacterClass.separator
  }
}

/// What the letters from `start` on fold to: the first character of the lower-case letter's
/// canonical decomposition, plus a few letters that have none. A capital represents two letters
/// (`A` ae, `I` ij, `O` oe, `S` ss, `T` th); a dot means: not folded.
private struct FoldTable {
  var start: UInt32
  var folds: [UInt32]

  init(_ start: UInt32, _ table: String) {
    self.start = start
    folds = table.unicodeScalars.map(\.value)
  }
}

/// Latin, Greek, Cyrillic, more Latin, accented Greek.
private let foldTables = [
  FoldTable(
    0xC0,
    """
    aaaaaaAceeeeiiiidnooooo.ouuuuyTSaaaaaaAceeeeiiiidnooooo.ouuuuyTyaaaaaaccccccccddddeeeeee\
    eeeegggggggghhhhiiiiiiiiiiIIjjkkkllllllllllnnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuu\
    uuuuwwyyyzzzzzzs.ɓƃ.ƅ.ɔƈ.ɖɗƌ..ǝəɛƒ.ɠɣ.ɩɨƙ...ɯɲ.ɵooƣ.ƥ.ʀƨ.ʃ..ƭ.ʈuuʊʋƴ.ƶ.ʒƹ...ƽ.......ǆǆ.ǉ\
    ǉ.ǌǌ.aaiioouuuuuuuuuu.aaaaAAǥ.ggkkooooʒʒjǳǳ.ggƕƿnnaaAAooaaaaeeeeiiiioooorrrruuuussttȝ.hh\
    ƞ.ȣ.ȥ.aaeeooooooooyy......ⱥȼ.ƚⱦ..ɂ.ƀʉʌɇ.ɉ.ɋ.ɍ.ɏ.
    """),
  FoldTable(
    0x370,
    """
    ͱ.ͳ.ʹ.ͷ........ϳ......α.εηι.ο.υωιαβγδεζηθικλμνξοπρ.στυφχψωιυαεηιυ.................σ.....\
    ..ιυουωϗ...ϒϒ...ϙ.ϛ.ϝ.ϟ.ϡ.ϣ.ϥ.ϧ.ϩ.ϫ.ϭ.ϯ.....θ..ϸ.ϲϻ..ͻͼͽ
    """),
  FoldTable(
    0x400,
    """
    ееђгєѕііјљњћкиуџабвгдежзииклмнопрстуфхцчшщъыьэюя.........и......................ее.г...і\
    ....киу.ѡ.ѣ.ѥ.ѧ.ѩ.ѫ.ѭ.ѯ.ѱ.ѳ.ѵ.ѵѵѹ.ѻ.ѽ.ѿ.ҁ.........ҋ.ҍ.ҏ.ґ.ғ.ҕ.җ.ҙ.қ.ҝ.ҟ.ҡ.ң.ҥ.ҧ.ҩ.ҫ.ҭ.ү.\
    ұ.ҳ.ҵ.ҷ.ҹ.һ.ҽ.ҿ.ӏжжӄ.ӆ.ӈ.ӊ.ӌ.ӎ..ааааӕ.ееә.әәжжззӡ.ииииооө.өөээууууууччӷ.ыыӻ.ӽ.ӿ.ԁ.ԃ.ԅ.ԇ.\
    ԉ.ԋ.ԍ.ԏ.ԑ.ԓ.ԕ.ԗ.ԙ.ԛ.ԝ.ԟ.ԡ.ԣ.ԥ.ԧ.ԩ.ԫ.ԭ.ԯ.
    """),
  FoldTable(
    0x1E00,
    """
    aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppp\
    rrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s..S.aaaaaaaaaaaaaaaa\
    aaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻ.ỽ.ỿ.αααααααα\
    ααααααααεεεεεε..εεεεεε..ηηηηηηηηηηηηηηηηιιιιιιιιιιιιιιιιοοοοοο..οοοοοο..υυυυυυυυ.υ.υ.υ.υ\
    ωωωωωωωωωωωωωωωωααεεηηιιοουυωω..ααααααααααααααααηηηηηηηηηηηηηηηηωωωωωωωωωωωωωωωωααααα.αα\
    ααααα.ι...ηηη.ηηεεηηη...ιιιι..ιιιιιι....υυυυρρυυυυυυρ.....ωωω.ωωοοωωω...
    """),
]

/// The class of a character at or above U+0080. O(log of the table).
package func characterClass(_ scalar: UInt32) -> UInt8 {
  classStarts[firstIndex(in: 1..<classStarts.count) { classStarts[$0].start > scalar } - 1].class
}

/// The character without case and accent, as one or two characters (the second is 0 if there is
/// none). For characters from U+0080 on, without compatible forms.
func foldedCharacter(_ scalar: UInt32) -> (UInt32, UInt32) {
  if scalar >= 0x531, scalar <= 0x556 { return (scalar + 0x30, 0) }
  for table in foldTables
  where scalar >= table.start && scalar < table.start + UInt32(table.folds.count) {
    let fold = table.folds[Int(scalar - table.start)]
    switch fold {
    case 0x2E: return (scalar, 0)
    case 0x41: return (0x61, 0x65)
    case 0x49: return (0x69, 0x6A)
    case 0x4F: return (0x6F, 0x65)
    case 0x53: return (0x73, 0x73)
    case 0x54: return (0x74, 0x68)
    default: return (fold, 0)
    }
  }
  return (scalar, 0)
}

/// Appends `text[range]` lower-cased for a stemmer, keeping accents. Covers Latin, Greek, Cyrillic
/// and Armenian; invalid bytes are copied unchanged.
func appendLowered(_ text: Span<UInt8>, _ range: Range<Int>, to out: inout [UInt8]) {
  var index = range.lowerBound
  while index < range.upperBound {
    let byte = text[index]
    // Two bytes encode U+0080...U+07FF, which has nearly all of these capitals.
    if byte &- 0xC3 < 0x19, index + 1 < range.upperBound, text[index + 1] & 0xC0 == 0x80 {
      let small = lowered(UInt32(byte & 0x1F) << 6 | UInt32(text[index + 1] & 0x3F))
      out.append(UInt8(0xC0 | small >> 6))
      out.append(UInt8(0x80 | small & 0x3F))
      index += 2
      continue
    }
    out.append(byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte)
    index += 1
  }
}

/// The lower-case letter of a character in U+00C0...U+07FF.
private func lowered(_ scalar: UInt32) -> UInt32 {
  switch scalar {
  case 0xC0...0xDE where scalar != 0xD7: scalar + 0x20
  case 0x100...0x137, 0x14A...0x177, 0x1DE...0x1EF, 0x1F8...0x21F, 0x222...0x233: scalar | 1
  case 0x139...0x148, 0x179...0x17E: scalar + (scalar & 1)
  case 0x178: 0xFF
  case 0x386: 0x3AC
  case 0x388...0x38A: scalar + 37
  case 0x38C: 0x3CC
  case 0x38E, 0x38F: scalar + 63
  case 0x391...0x3AB: scalar + 0x20
  case 0x400...0x40F: scalar + 0x50
  case 0x410...0x42F: scalar + 0x20
  case 0x460...0x481, 0x48A...0x4BF, 0x4D0...0x52F: scalar | 1
  case 0x531...0x556: scalar + 0x30
  default: scalar
  }
}

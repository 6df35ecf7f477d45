// What each character is to the tokeniser and what it is folded to: data, and two look-ups.
// Used by the scanner only. Knows nothing of words or documents. FORMAT.md, "Characters", is the
// specification; templates/assets/search.js holds the same class table (a test compares them) and
// folds by the browser's own Unicode data, whose part used here never changes; a vector holds
// every folded letter.

/// What a character does to the word around it.
enum CharacterClass {
  static let separator: UInt8 = 0
  static let lower: UInt8 = 1
  static let upper: UInt8 = 2
  static let digit: UInt8 = 3
  static let underscore: UInt8 = 4
  static let hangul: UInt8 = 5
  /// Scripts written without spaces: cut into overlapping pairs.
  static let paired: UInt8 = 6
  /// Dropped as if it were not there: combining marks, soft hyphen, joiners.
  static let ignored: UInt8 = 7
  /// Not a class of a character, but of a byte: the start of a longer sequence.
  static let multibyte: UInt8 = 8
  /// A letter or digit beyond ASCII; whether it is a capital is not told.
  static let letter: UInt8 = 9
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

/// Where a class begins, in hexadecimal, and its letter: `s`eparator, `l`etter, `h`angul,
/// `p`aired, `i`gnored. A class holds up to the next entry.
let classTable = """
  80s aal abs adi aes b5l b6s bal bbs c0l d7s d8l f7s f8l 300i 370l 37es 37fl 384s 386l 387s \
  388l 483i 48al 55as 560l 589s 591i 5bes 5bfi 5c0s 5c1i 5c3s 5c4i 5c6s 5c7i 5d0l 5f3s 610i \
  61bs 620l 640i 641l 64bi 660l 66as 66el 670i 671l 6d4s 6d5l 6d6i 6e5l 964s 966l 970s 971l \
  e00p e3fs e40p e4fs e50p e5as e80p f00l f04s f18l 1000p 104as 1050p 10a0l 10fbs 10fcl 1100h \
  1200l 1361s 1369l 1400s 1401l 166ds 166fl 1680s 1681l 1780p 17d4s 17d7p 17d8s 17dcp 1800s \
  1810l 1e00l 1fbds 1fbel 1fbfs 1fc2l 1fcds 1fd0l 1fdds 1fe0l 1feds 1ff2l 1ffds 200ci 2010s \
  202ai 202fs 2060i 2070s 20d0i 2100s 2c00l 2e00s 2e80p 2fe0s 3005p 3008s 3021p 3030s 3031p \
  3036s 3038p 303ds 3041p 309bs 309dp 30a0s 30a1p 30fbs 30fcp 3130h 3190s 31a0p 31c0s 31f0p \
  3200s 3400p 4dc0s 4e00p a490s a4d0l ac00h d800s f900p fb00l fd3es fd50l fdfcs fe00i fe10s \
  fe20i fe30s fe70l fefei ff00s ff66p ffa0h ffdds 10000l 1d000s 1d400l 1d800s 1e000l 1f000s \
  20000p e0000i f0000s
  """

/// `classTable` as numbers.
private let classStarts: [(start: UInt32, class: UInt8)] = classTable.split(separator: " ").map {
  entry in
  let kind: UInt8 =
    switch entry.last {
    case "l": CharacterClass.letter
    case "h": CharacterClass.hangul
    case "p": CharacterClass.paired
    case "i": CharacterClass.ignored
    default: CharacterClass.separator
    }
  return (UInt32(entry.dropLast(), radix: 16) ?? 0, kind)
}

/// What the letters from `start` on fold to: the first character of the canonical decomposition of
/// the small letter, and a few that have none. A capital stands for two letters (`A` ae, `I` ij,
/// `O` oe, `S` ss, `T` th); a dot means: not folded.
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
func characterClass(_ scalar: UInt32) -> UInt8 {
  var low = 0
  var high = classStarts.count
  while low + 1 < high {
    let middle = (low + high) / 2
    if classStarts[middle].start <= scalar { low = middle } else { high = middle }
  }
  return classStarts[low].class
}

/// The character without case and accent, as one or two characters (the second 0 if there is
/// none). For characters at or above U+0080, full-width forms already replaced.
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

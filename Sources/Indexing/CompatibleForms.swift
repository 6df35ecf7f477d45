// Characters that show the same as others: half-width kana, full-width signs, ligatures, numbers
// in circles, squared units, Hangul and kana in parts. Text is read as if it had the others
// (FORMAT.md, "Characters"). In these ranges the result is Unicode's NFKC, which the browser
// computes; here it is a table, because no Unicode library is asked.

internal import Bytes

/// The text with such characters replaced; nil if there are none, as in nearly every text. O(n).
package func withoutCompatibleForms(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
  var out: [UInt8] = []
  var copied = range.lowerBound
  var index = range.lowerBound
  while index < range.upperBound {
    // Nearly all bytes are below the leads of these ranges.
    guard text[index] >= 0xE1, isCandidate(text, index, range.upperBound) else {
      index += 1
      continue
    }
    let before = out.count
    let isFirst = copied == range.lowerBound && before == 0
    if isFirst { out.reserveCapacity(range.count + 16) }
    out.append(bytes: text.extracting(copied..<index))
    let count = appendForm(of: text, at: index, range.upperBound, to: &out)
    if count == 0 {
      out.removeLast(out.count - before)
      index += 1
    } else {
      index += count
      copied = index
    }
  }
  guard copied > range.lowerBound else { return nil }
  out.append(bytes: text.extracting(copied..<range.upperBound))
  return out
}

/// Whether the character at `index` may be one of them, by its first two bytes.
private func isCandidate(_ text: Span<UInt8>, _ index: Int, _ end: Int) -> Bool {
  guard index + 2 < end else { return false }
  let second = text[index + 1]
  switch text[index] {
  case 0xE1: return second == 0x84
  case 0xE2: return second == 0x85 || (0x91...0x93).contains(second)
  case 0xE3:
    if (0x88...0x8F).contains(second) { return true }
    // Kana: only with a mark after it, or one of the three that stand for more.
    guard (0x81...0x83).contains(second) else { return false }
    return second == 0x82 && text[index + 2] >= 0x9B && text[index + 2] <= 0x9F
      || character(text, at: index + 3, end).map(isVoicedMark) ?? false
  case 0xEF: return second == 0xAC || (0xBC...0xBE).contains(second)
  default: return false
  }
}

/// Appends what the character at `index` is read as, with the marks after it that belong to it.
/// - Returns: how many bytes of the text that was; 0 if the character stays.
private func appendForm(
  of text: Span<UInt8>, at index: Int, _ end: Int, to out: inout [UInt8]
) -> Int {
  guard let scalar = character(text, at: index, end) else { return 0 }
  switch scalar {
  case 0xFF01...0xFF5E: out.append(UInt8(scalar - 0xFEE0))
  case 0xFB00...0xFB06: out.append(utf8: ligatures[Int(scalar - 0xFB00)])
  case 0x2160...0x217F: out.append(utf8: romanNumbers[Int(scalar - 0x2160)])
  case 0x2460...0x24E9: out.append(utf8: enclosed(scalar))
  case 0x3200...0x33FF: out.append(utf8: squares[Int(scalar - 0x3200)])
  case 0x309B, 0x309C: out.append(utf8: " " + spelled(scalar - 2))
  case 0x309F: out.append(utf8: "より")
  case 0x3046...0x30FD, 0xFF66...0xFF9D:
    let kana = scalar >= 0xFF66 ? halfWidthKana[Int(scalar - 0xFF66)] : scalar
    guard let next = character(text, at: index + 3, end), isVoicedMark(next) else {
      guard kana != scalar else { return 0 }
      out.append(utf8: spelled(kana))
      return 3
    }
    let mark = next >= 0xFF9E ? next - 0xFF9E + 0x3099 : next
    out.append(utf8: voiced(kana, mark).map(spelled) ?? spelled(kana) + spelled(mark))
    return 6
  case 0x1100...0x1112:
    guard let vowel = character(text, at: index + 3, end), (0x1161...0x1175).contains(vowel) else {
      return 0
    }
    let syllable = 0xAC00 + ((scalar - 0x1100) * 21 + vowel - 0x1161) * 28
    let last = character(text, at: index + 6, end).flatMap {
      (0x11A8...0x11C2).contains($0) ? $0 - 0x11A7 : nil
    }
    out.append(utf8: spelled(syllable + (last ?? 0)))
    return last == nil ? 6 : 9
  default: return 0
  }
  return 3
}

private func isVoicedMark(_ scalar: UInt32) -> Bool {
  scalar == 0x3099 || scalar == 0x309A || scalar == 0xFF9E || scalar == 0xFF9F
}

/// The character of three bytes at `index`.
private func character(_ text: Span<UInt8>, at index: Int, _ end: Int) -> UInt32? {
  guard index + 2 < end, text[index] & 0xF0 == 0xE0, text[index + 1] & 0xC0 == 0x80,
    text[index + 2] & 0xC0 == 0x80
  else { return nil }
  return UInt32(text[index] & 0x0F) << 12 | UInt32(text[index + 1] & 0x3F) << 6
    | UInt32(text[index + 2] & 0x3F)
}

private func spelled(_ scalar: UInt32) -> String {
  Unicode.Scalar(scalar).map { String(Character($0)) } ?? ""
}

/// A number or a letter in a circle or in parentheses, or a number with a full stop.
private func enclosed(_ scalar: UInt32) -> String {
  switch scalar {
  case 0x2460...0x2473: "\(scalar - 0x245F)"
  case 0x2474...0x2487: "(\(scalar - 0x2473))"
  case 0x2488...0x249B: "\(scalar - 0x2487)."
  case 0x249C...0x24B5: "(\(spelled(scalar - 0x249C + 0x61)))"
  case 0x24B6...0x24CF: spelled(scalar - 0x24B6 + 0x41)
  default: spelled(scalar - 0x24D0 + 0x61)
  }
}

/// A kana with a voiced or semi-voiced mark, as one character.
private func voiced(_ kana: UInt32, _ mark: UInt32) -> UInt32? {
  let hiragana = kana >= 0x30A0 ? kana - 0x60 : kana
  let shift = kana - hiragana
  let composed: UInt32?
  switch (hiragana, mark) {
  case (0x3046, 0x3099): composed = 0x3094
  case (0x304B...0x3062, 0x3099): composed = hiragana % 2 == 1 ? hiragana + 1 : nil
  case (0x3064...0x3069, 0x3099): composed = hiragana % 2 == 0 ? hiragana + 1 : nil
  case (0x306F...0x307D, _): composed = hiragana % 3 == 0 ? hiragana + mark - 0x3098 : nil
  case (0x308F...0x3092, 0x3099): composed = shift > 0 ? hiragana + 8 : nil
  case (0x309D, 0x3099): composed = 0x309E
  default: composed = nil
  }
  return composed.map { $0 + shift }
}

private let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]

private let romanNumbers: [String] = {
  let numbers = "I II III IV V VI VII VIII IX X XI XII L C D M".split(separator: " ").map(
    String.init)
  return numbers + numbers.map { $0.lowercased() }
}()

/// U+FF66...U+FF9D at full width.
private let halfWidthKana =
  "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
  .unicodeScalars.map(\.value)

/// U+3200...U+33FF spelled out.
private let squares = """
  (ᄀ) (ᄂ) (ᄃ) (ᄅ) (ᄆ) (ᄇ) (ᄉ) (ᄋ) (ᄌ) (ᄎ) (ᄏ) (ᄐ) (ᄑ) (ᄒ) (가) (나) (다) (라) (마) (바) \
  (사) (아) (자) (차) (카) (타) (파) (하) (주) (오전) (오후) ㈟ (一) (二) (三) (四) (五) (六) (七) (八) \
  (九) (十) (月) (火) (水) (木) (金) (土) (日) (株) (有) (社) (名) (特) (財) (祝) (労) (代) (呼) (学) \
  (監) (企) (資) (協) (祭) (休) (自) (至) 問 幼 文 箏 ㉈ ㉉ ㉊ ㉋ ㉌ ㉍ ㉎ ㉏ PTE 21 22 23 24 25 26 \
  27 28 29 30 31 32 33 34 35 ᄀ ᄂ ᄃ ᄅ ᄆ ᄇ ᄉ ᄋ ᄌ ᄎ ᄏ ᄐ ᄑ ᄒ 가 나 다 라 마 바 사 아 자 차 카 타 \
  파 하 참고 주의 우 ㉿ 一 二 三 四 五 六 七 八 九 十 月 火 水 木 金 土 日 株 有 社 名 特 財 祝 労 秘 男 女 適 優 印 注 項 \
  休 写 正 上 中 下 左 右 医 宗 学 監 企 資 協 夜 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 1月 \
  2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月 Hg erg eV LTD ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ \
  タ チ ツ テ ト ナ ニ ヌ ネ ノ ハ ヒ フ ヘ ホ マ ミ ム メ モ ヤ ユ ヨ ラ リ ル レ ロ ワ ヰ ヱ ヲ 令和 アパート アルファ \
  アンペア アール イニング インチ ウォン エスクード エーカー オンス オーム カイリ カラット カロリー ガロン ガンマ ギガ ギニー キュリー ギルダー \
  キロ キログラム キロメートル キロワット グラム グラムトン クルゼイロ クローネ ケース コルナ コーポ サイクル サンチーム シリング センチ セント \
  ダース デシ ドル トン ナノ ノット ハイツ パーセント パーツ バーレル ピアストル ピクル ピコ ビル ファラッド フィート ブッシェル フラン \
  ヘクタール ペソ ペニヒ ヘルツ ペンス ページ ベータ ポイント ボルト ホン ポンド ホール ホーン マイクロ マイル マッハ マルク マンション \
  ミクロン ミリ ミリバール メガ メガトン メートル ヤード ヤール ユアン リットル リラ ルピー ルーブル レム レントゲン ワット 0点 1点 2点 \
  3点 4点 5点 6点 7点 8点 9点 10点 11点 12点 13点 14点 15点 16点 17点 18点 19点 20点 21点 22点 23点 \
  24点 hPa da AU bar oV pc dm dm2 dm3 IU 平成 昭和 大正 明治 株式会社 pA nA μA mA kA KB MB GB \
  cal kcal pF nF μF μg mg kg Hz kHz MHz GHz THz μl ml dl kl fm nm μm mm cm km mm2 \
  cm2 m2 km2 mm3 cm3 m3 km3 m∕s m∕s2 Pa kPa MPa GPa rad rad∕s rad∕s2 ps ns μs ms \
  pV nV μV mV kV MV pW nW μW mW kW MW kΩ MΩ a.m. Bq cc cd C∕kg Co. dB Gy ha HP in \
  KK KM kt lm ln log lx mb mil mol PH p.m. PPM PR sr Sv Wb V∕m A∕m 1日 2日 3日 4日 5日 \
  6日 7日 8日 9日 10日 11日 12日 13日 14日 15日 16日 17日 18日 19日 20日 21日 22日 23日 24日 25日 26日 \
  27日 28日 29日 30日 31日 gal
  """.split(separator: " ").map(String.init)

// The sentence of a mention.

import Testing

@testable import Linking

@Suite("Sentences")
struct SentenceTests {
  /// The sentence around the `|` of a text.
  private func sentence(_ marked: String, limit: Int = 280) -> String {
    let bytes = Array(marked.utf8)
    let place = bytes.firstIndex(of: UInt8(ascii: "|")) ?? 0
    let text = bytes.filter { $0 != UInt8(ascii: "|") }
    return String(
      decoding: Linking.sentence(in: text, around: place, limit: limit), as: UTF8.self)
  }

  @Test(
    arguments: [
      ("One. Two |three. Four.", "Two three."), ("|One. Two.", "One."), ("One. Two|.", "Two."),
      ("A question? An |answer! More.", "An answer!"),
      ("Block\nThe |next one\nThird", "The next one"),
      ("As e.g. the |paper by Bai et al. The rest.", "As e.g. the paper by Bai et al. The rest."),
      ("By J. Doe, see |here. Next.", "By J. Doe, see here."),
      ("Version 3.0 of |it. Next.", "Version 3.0 of it."),
      ("第一句。第二|句。第三句。", "第二句。"), ("", ""), ("|", ""), ("  \n |x \n", "x"),
    ])
  func sentences(marked: String, expected: String) {
    #expect(sentence(marked) == expected)
  }

  @Test func whatIsTooLongIsCutAtWords() {
    let long =
      String(repeating: "word ", count: 40) + "|target " + String(repeating: "more ", count: 40)
    #expect(sentence(long, limit: 30) == "…word word word target more…")
  }

  @Test func bytesOfOneCharacterStayTogether() {
    let text = String(repeating: "ä", count: 300)
    let cut = Linking.sentence(in: Array(text.utf8), around: 300, limit: 50)
    #expect(String(validating: cut, as: UTF8.self) != nil)
  }
}

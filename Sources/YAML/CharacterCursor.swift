// From libyaml's character counts to byte offsets of the file. Knows nothing of YAML.

/// Walks over UTF-8 and says where a character begins. Places asked for in ascending order cost
/// O(text) together; a step back costs the characters it goes back.
struct CharacterCursor {
  private let bytes: [UInt8]
  private let range: Range<Int>
  private var character = 0
  private var offset: Int

  /// - Parameter range: where the text is in `bytes`; character 0 is its first.
  init(_ bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    self.range = range
    offset = range.lowerBound
  }

  /// The byte offset of a character; the end of the range when there are fewer.
  mutating func offset(of target: Int) -> Int {
    while character < target, offset < range.upperBound {
      offset += 1
      while offset < range.upperBound, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      character += 1
    }
    while character > target, offset > range.lowerBound {
      offset -= 1
      while offset > range.lowerBound, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
      character -= 1
    }
    return offset
  }
}

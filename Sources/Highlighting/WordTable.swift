// The words a language knows, looked up while a lexer reads them. Made from the lists in
// Languages/.

/// Up to 16 bytes of a word in two integers, so that comparing words is comparing integers.
struct PackedWord: Sendable, Equatable {
  private(set) var low: UInt64 = 0
  private(set) var high: UInt64 = 0

  init() {}

  init(_ word: some Sequence<UInt8>) {
    for byte in word { append(byte) }
  }

  /// Beyond the sixteenth byte the first ones are shifted out.
  mutating func append(_ byte: UInt8) {
    high = high << 8 | low >> 56
    low = low << 8 | UInt64(byte)
  }

  fileprivate var slotHash: UInt64 {
    (low &* 0x9E37_79B9_7F4A_7C15) ^ (high &* 0xC2B2_AE3D_27D4_EB4F)
  }
}

/// Words with their kinds: a hash table with open addressing, at most a quarter full.
struct WordTable: Sendable {
  private struct Entry: Sendable {
    var word = PackedWord()
    var kind = CodeTokenKind.plain
  }

  private var entries: [Entry]
  private let shift: UInt64

  /// - Parameter lists: words separated by spaces, none longer than 16 bytes, with their kind. If
  ///   several lists have a word, the first counts.
  init(_ lists: [(words: String, kind: CodeTokenKind)]) {
    let all = lists.flatMap { list in
      list.words.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { (Array($0), list.kind) }
    }
    var bits: UInt64 = 4
    while 1 << bits < all.count * 4 { bits += 1 }
    shift = 64 - bits
    entries = Array(repeating: Entry(), count: 1 << Int(bits))
    for (bytes, kind) in all {
      precondition(bytes.count <= 16, "a word of a language has at most 16 bytes")
      let word = PackedWord(bytes)
      guard kind != .plain, self[word, count: bytes.count] == .plain else { continue }
      var index = Int(word.slotHash >> shift)
      while entries[index].kind != .plain { index = (index + 1) & (entries.count - 1) }
      entries[index] = Entry(word: word, kind: kind)
    }
  }

  /// The kind of a word; plain when it is not in the table.
  subscript(word: PackedWord, count count: Int) -> CodeTokenKind {
    guard count <= 16 else { return .plain }
    var index = Int(word.slotHash >> shift)
    while entries[index].kind != .plain {
      if entries[index].word == word { return entries[index].kind }
      index = (index + 1) & (entries.count - 1)
    }
    return .plain
  }
}

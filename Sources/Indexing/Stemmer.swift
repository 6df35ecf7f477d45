// The Snowball stemmers, through libstemmer. The only file of this target that touches C: no
// pointer leaves the function below. Knows nothing of terms or the index.

internal import CStemmer

/// A number for the stem of each of `words` (ranges of `bytes`, lower-case UTF-8): two words have
/// the same number if they have the same stem. Stems of up to eight bytes are compared exactly,
/// longer ones by a 64-bit hash. Nil if Snowball does not support the language.
///
/// - Parameter language: a BCP 47 tag, of which the primary subtag is used.
///
/// O(bytes). Snowball: Porter, "Snowball: A language for stemming algorithms", 2001.
func stemKeys(of words: [Range<Int>], in bytes: [UInt8], language: String) -> [UInt64]? {
  let primary = language.split(separator: "-").first.map { $0.lowercased() } ?? ""
  // Both written standards of Norwegian share one stemmer.
  let name = primary == "nb" || primary == "nn" ? "no" : primary
  guard let stemmer = unsafe sb_stemmer_new(name, "UTF_8") else { return nil }
  defer { unsafe sb_stemmer_delete(stemmer) }
  var keys: [UInt64] = []
  keys.reserveCapacity(words.count)
  unsafe bytes.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    for word in words {
      guard let stem = unsafe sb_stemmer_stem(stemmer, base + word.lowerBound, Int32(word.count))
      else {
        keys.append(wordKey(bytes.span, word))
        continue
      }
      let length = Int(unsafe sb_stemmer_length(stemmer))
      let result = unsafe Span(_unsafeStart: stem, count: length)
      keys.append(wordKey(result, 0..<length))
    }
  }
  return keys
}

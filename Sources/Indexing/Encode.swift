// The index as bytes: the files that templates/assets/search.js reads. FORMAT.md is the
// specification; any change to what is written here changes its version. Knows nothing of how the
// index was made. EncodeTerms.swift and EncodeDocuments.swift write the parts.

internal import Bytes

/// Must change whenever the client of one version could misread a file of another.
package let formatVersion = 4

/// The files that every index has. The others are named after their contents.
package let searchFileNames = ["index.js"]

/// How an index is divided into files, in bytes before compression, and for documents also before
/// escaping.
struct IndexLayout {
  /// Up to this size everything is in one file. Terms count in full, documents by half, because
  /// they compress better.
  var wholeBytes = 560_000
  /// Up to this size the terms are in the first file.
  var termBytes = 96_000
  var termShard = 18_000
  var reverseShard = 8_000
  var documentBlock = 28_000
  /// With more files of a kind than this, several files share a hash, so that the first file stays
  /// small.
  var mostHashes = 1024
}

/// The files of the index, for the folder `search/`. O(bytes written).
/// - Parameter keep: what to keep of a file; called for each as soon as it is made, so that not all
///   of them need to be in memory at once.
package func encode<Kept>(_ index: SearchIndex, keep: (SearchFile) -> Kept) -> [Kept] {
  var layout = IndexLayout()
  // For very large sites the files grow instead of becoming more numerous.
  layout.termShard = max(layout.termShard, index.postings.count * 3 / mostFiles)
  layout.documentBlock = max(
    layout.documentBlock, index.documents.reduce(0) { $0 + $1.lineBytes } / (2 * mostFiles))
  return encode(index, layout: layout, keep: keep)
}

/// The approximate maximum of term files; there may be twice as many document files.
private let mostFiles = 1000

func encode<Kept>(
  _ index: SearchIndex, layout: IndexLayout, keep: (SearchFile) -> Kept
) -> [Kept] {
  let postings = encodePostings(index)
  let termBytes = postings.bytes.count + index.terms.count * 9
  let documentBytes = index.documents.reduce(0) { $0 + $1.lineBytes }
  let isWhole = termBytes + documentBytes / 2 <= layout.wholeBytes
  let hasTerms = isWhole || termBytes <= layout.termBytes

  var files: [Kept] = []
  var manifest = opened("index")
  appendNumbers([formatVersion, index.pageCount, index.sectionCount], to: &manifest)
  appendLineEnd(to: &manifest)
  for (number, kind) in index.kinds.enumerated() {
    if number > 0 { manifest.append(utf8: "\\t") }
    appendField(kind, to: &manifest)
  }
  appendLineEnd(to: &manifest)

  let termCuts =
    hasTerms
    ? [0..<index.terms.count] : cutTerms(index, postings, layout.termShard)
  let reversed = reversedTerms(index, postings)
  let reverseCuts = hasTerms ? [0..<reversed.count] : cutReversed(reversed, layout.reverseShard)
  let blocks = isWhole ? [] : cutDocuments(index.documents, layout.documentBlock)
  let firstTerms = hasTerms ? [] : termCuts.map { index.bytes(ofTerm: $0.lowerBound) }
  appendKeys(firstTerms, layout, to: &manifest)
  files += namedFiles("t", firstTerms.count, layout, to: &manifest, keep: keep) { number, out in
    appendTerms(index, postings, termCuts[number], to: &out)
  }
  let firstReversed = hasTerms ? [] : reverseCuts.map { reversed[$0.lowerBound].bytes }
  appendKeys(firstReversed, layout, to: &manifest)
  files += namedFiles("r", firstReversed.count, layout, to: &manifest, keep: keep) { number, out in
    appendReversed(reversed, reverseCuts[number], to: &out)
  }
  appendPlaces(of: blocks, layout, to: &manifest)
  files += namedFiles("d", blocks.count, layout, to: &manifest, keep: keep) { number, out in
    appendDocuments(index.documents, blocks[number], to: &out)
  }
  if hasTerms {
    for cut in termCuts {
      appendTerms(index, postings, cut, to: &manifest)
      appendLineEnd(to: &manifest)
    }
    for cut in reverseCuts {
      appendReversed(reversed, cut, to: &manifest)
      appendLineEnd(to: &manifest)
    }
  }
  if isWhole {
    let all = DocumentCut(first: (0, 0), end: (index.documents.count, 0))
    appendDocuments(index.documents, all, to: &manifest)
  }
  close(&manifest)
  return [keep(SearchFile(name: searchFileNames[0], contents: manifest))] + files
}

/// The beginning of a file, up to its payload: the file is one statement, and the payload is the
/// inside of a JSON string.
private func opened(_ name: String) -> [UInt8] { Array("S(\"\(name)\",\"".utf8) }

private func close(_ file: inout [UInt8]) { file.append(utf8: "\")\n") }

// MARK: The lists of files

/// Appends a line with the first key of each shard.
private func appendKeys(
  _ keys: [[UInt8]], _ layout: IndexLayout, to manifest: inout [UInt8]
) {
  let digits = digitAlphabet
  appendDigits(layout.filesPerHash(keys.count), digits.span, to: &manifest)
  var previous: [UInt8] = []
  for key in keys {
    let shared = sharedPrefix(previous.span, 0..<previous.count, key.span, 0..<key.count)
    appendDigits(shared.units, digits.span, to: &manifest)
    manifest += key[shared.bytes...]
    manifest.append(UInt8(ascii: " "))
    previous = key
  }
  appendLineEnd(to: &manifest)
}

/// Appends a line with the first section of each block.
private func appendPlaces(
  of cuts: [DocumentCut], _ layout: IndexLayout, to manifest: inout [UInt8]
) {
  let digits = digitAlphabet
  appendDigits(layout.filesPerHash(cuts.count), digits.span, to: &manifest)
  var previous = 0
  for cut in cuts {
    appendDigits(cut.first.page - previous, digits.span, to: &manifest)
    appendDigits(cut.first.section, digits.span, to: &manifest)
    previous = cut.first.page
  }
  appendLineEnd(to: &manifest)
}

extension IndexLayout {
  fileprivate func filesPerHash(_ count: Int) -> Int {
    max(1, (count + mostHashes - 1) / mostHashes)
  }
}

/// Files named after their contents, so that they can be cached for ever: six characters of hash,
/// which several files may share, and the file's number among these. Appends the hashes as a line.
/// Files are made one after the other, so that besides what is kept only the files of one hash are
/// in memory.
/// - Parameter payload: appends a file's payload.
private func namedFiles<Kept>(
  _ folder: String, _ count: Int, _ layout: IndexLayout, to manifest: inout [UInt8],
  keep: (SearchFile) -> Kept, _ payload: (Int, inout [UInt8]) -> Void
) -> [Kept] {
  let size = layout.filesPerHash(count)
  var kept: [Kept] = []
  var taken: Set<UInt64> = []
  for start in stride(from: 0, to: count, by: size) {
    var hash: UInt64 = 0
    var group = (start..<min(start + size, count)).map { number in
      // A placeholder, replaced by the hash once it is known.
      var file = opened("\(folder)/\(hashText(0))\(number - start)")
      let begin = file.count
      payload(number, &file)
      hash = contentHash(file.span.extracting(begin..<file.count), after: hash)
      close(&file)
      return file
    }
    hash %= hashLimit
    // Two files must not share a name; on a collision the next free hash is used.
    while !taken.insert(hash).inserted { hash = (hash + 1) % hashLimit }
    let text = hashText(hash)
    manifest.append(utf8: text)
    let place = opened("\(folder)/").count - 3
    for number in group.indices {
      group[number].replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
      let name = "\(folder)/\(text)\(number).js"
      kept.append(keep(SearchFile(name: name, contents: group[number])))
    }
  }
  appendLineEnd(to: &manifest)
  return kept
}

/// 32 to the power of 6: how many values six characters can distinguish.
private let hashLimit: UInt64 = 1 << 30

/// Multiplies and folds eight bytes at a time; only meant to distinguish versions of a file.
private func contentHash(_ span: Span<UInt8>, after seed: UInt64) -> UInt64 {
  var hash = seed ^ UInt64(span.count)
  var index = 0
  while index + 8 <= span.count {
    // With a span of known length the compiler checks the bounds once.
    let bytes = span.extracting(index..<index + 8)
    let first = UInt64(bytes[0]) << 56 | UInt64(bytes[1]) << 48 | UInt64(bytes[2]) << 40
    let second = UInt64(bytes[3]) << 32 | UInt64(bytes[4]) << 24 | UInt64(bytes[5]) << 16
    let word = first | second | UInt64(bytes[6]) << 8 | UInt64(bytes[7])
    hash = (hash ^ word) &* slotMultiplier
    hash ^= hash >> 32
    index += 8
  }
  while index < span.count {
    hash = (hash ^ UInt64(span[index])) &* slotMultiplier
    hash ^= hash >> 32
    index += 1
  }
  return hash
}

private func hashText(_ hash: UInt64) -> String {
  let alphabet = Array("0123456789abcdefghijklmnopqrstuv".utf8)
  let digits = (0..<6).map { alphabet[Int(hash >> (5 * UInt64($0)) & 31)] }
  return String(decoding: digits, as: UTF8.self)
}

private func appendNumbers(_ numbers: [Int], to out: inout [UInt8]) {
  for (position, number) in numbers.enumerated() {
    if position > 0 { out.append(UInt8(ascii: " ")) }
    appendNumber(number, to: &out)
  }
}

// The index as bytes: the files that templates/assets/search.js reads. FORMAT.md is the
// specification, and its version changes with anything written differently here. Knows nothing
// of how the index was made. The parts are written by EncodeTerms.swift and EncodeDocuments.swift.

internal import Bytes

/// Changes whenever a file written by one version could be misread by the client of another.
package let formatVersion = 3

/// The files that every index has. Others are named after their contents.
package let searchFileNames = ["index.js"]

/// How an index is cut into files, in bytes before compression; of documents before escaping, too.
struct IndexLayout {
  /// Up to this size all is in one file: terms count whole, documents a half, because they
  /// compress better.
  var wholeBytes = 560_000
  /// Up to this size the terms are in the first file.
  var termBytes = 96_000
  var termShard = 18_000
  var reverseShard = 8_000
  var documentBlock = 28_000
  /// More files of a kind than this share hashes, so that the first file stays small.
  var mostHashes = 1024
}

/// The files of the index, to be put into the folder `search/`. O(bytes written).
/// - Parameter keep: what is to be kept of a file; called for each as soon as it is made, so that
///   all of them need not be in memory together.
package func encode<Kept>(_ index: SearchIndex, keep: (SearchFile) -> Kept) -> [Kept] {
  var layout = IndexLayout()
  // Of very large sites the files are larger rather than more.
  layout.termShard = max(layout.termShard, index.postings.count * 3 / mostFiles)
  layout.documentBlock = max(
    layout.documentBlock, index.documents.reduce(0) { $0 + $1.lineBytes } / (2 * mostFiles))
  return encode(index, layout: layout, keep: keep)
}

/// About how many files of terms there are at most, and twice as many of documents.
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

/// The beginning of a file, up to its payload: the file is one statement, and the payload the
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

/// Files with names made of their contents, so that a file can be kept for ever: six characters of
/// hash, which several files may share, and the file's number among these. Appends the hashes as a
/// line. Each file is made when its turn comes, so that no more than one hash's files exist beside
/// what is kept.
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
      // The hash takes its place when it is known.
      var file = opened("\(folder)/\(hashText(0))\(number - start)")
      let begin = file.count
      payload(number, &file)
      hash = contentHash(file.span.extracting(begin..<file.count), after: hash)
      close(&file)
      return file
    }
    hash %= hashLimit
    // Two files of the same name would be one; the next free hash is as good.
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

/// 32 to the power of 6: what six characters can tell apart.
private let hashLimit: UInt64 = 1 << 30

/// Multiplies and folds eight bytes at a time; only meant to tell versions of a file apart.
private func contentHash(_ span: Span<UInt8>, after seed: UInt64) -> UInt64 {
  var hash = seed ^ UInt64(span.count)
  var index = 0
  while index + 8 <= span.count {
    // Of a span of known length the compiler checks the bounds once.
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

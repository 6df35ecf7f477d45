// The index as bytes: the files that templates/assets/search.js reads. FORMAT.md is the
// specification, and its version changes with anything written differently here. Knows nothing
// of how the index was made. The parts are written by EncodeTerms.swift and EncodeDocuments.swift.

/// Changes whenever a file written by one version could be misread by the client of another.
let formatVersion = 3

/// The files that every index has. Others are named after their contents.
package let searchFileNames = ["index.js"]

/// How an index is cut into files, in bytes before compression.
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
package func encode(_ index: SearchIndex) -> [SearchFile] {
  var layout = IndexLayout()
  // Of very large sites the files are larger rather than more.
  layout.termShard = max(layout.termShard, index.postings.count * 3 / mostFiles)
  layout.documentBlock = max(
    layout.documentBlock, index.records.reduce(0) { $0 + $1.bytes.count } / (2 * mostFiles))
  return encode(index, layout: layout)
}

/// About how many files of terms there are at most, and twice as many of documents.
private let mostFiles = 1000

func encode(_ index: SearchIndex, layout: IndexLayout) -> [SearchFile] {
  let postings = encodePostings(index)
  let termBytes = postings.bytes.count + index.terms.count * 9
  let documentBytes = index.records.reduce(0) { $0 + $1.bytes.count }
  let isWhole = termBytes + documentBytes / 2 <= layout.wholeBytes
  let hasTerms = isWhole || termBytes <= layout.termBytes

  var manifest: [UInt8] = []
  var files: [SearchFile] = []
  appendNumbers([formatVersion, index.pageCount, index.sectionCount], to: &manifest)
  appendLineEnd(to: &manifest)
  for (number, kind) in index.kinds.enumerated() {
    if number > 0 { manifest.append(contentsOf: "\\t".utf8) }
    appendField(kind, to: &manifest)
  }
  appendLineEnd(to: &manifest)

  let termCuts =
    hasTerms
    ? [0..<index.terms.count] : cutTerms(index, postings, layout.termShard)
  let reversed = reversedTerms(index, postings)
  let reverseCuts = hasTerms ? [0..<reversed.count] : cutReversed(reversed, layout.reverseShard)
  let blocks = isWhole ? [] : cutDocuments(index.records, layout.documentBlock)
  let firstTerms = hasTerms ? [] : termCuts.map { index.bytes(ofTerm: $0.lowerBound) }
  files += appendShards("t", keys: firstTerms, layout, to: &manifest) {
    termPart(index, postings, termCuts[$0])
  }
  let firstReversed = hasTerms ? [] : reverseCuts.map { reversed[$0.lowerBound].bytes }
  files += appendShards("r", keys: firstReversed, layout, to: &manifest) {
    reversePart(reversed, reverseCuts[$0])
  }
  files += appendBlocks(blocks, layout, to: &manifest) { documentsPart(index.records, blocks[$0]) }
  if hasTerms {
    for cut in termCuts {
      manifest += termPart(index, postings, cut)
      appendLineEnd(to: &manifest)
    }
    for cut in reverseCuts {
      manifest += reversePart(reversed, cut)
      appendLineEnd(to: &manifest)
    }
  }
  if isWhole {
    let all = DocumentCut(
      first: (0, 0), end: (index.records.count, 0))
    manifest += documentsPart(index.records, all)
  }
  return [SearchFile(name: searchFileNames[0], contents: call("index", manifest))] + files
}

/// A whole file: one statement. `payload` is the inside of a JSON string.
private func call(_ name: String, _ payload: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  out.reserveCapacity(payload.count + name.utf8.count + 12)
  out.append(contentsOf: "S(\"".utf8)
  out.append(contentsOf: name.utf8)
  out.append(contentsOf: "\",\"".utf8)
  out.append(contentsOf: payload)
  out.append(contentsOf: "\")\n".utf8)
  return out
}

// MARK: The lists of files

/// Appends a line with the first key of each shard, and one with the hashes; gives the shards as
/// files.
private func appendShards(
  _ folder: String, keys: [[UInt8]], _ layout: IndexLayout, to manifest: inout [UInt8],
  _ shard: (Int) -> [UInt8]
) -> [SearchFile] {
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
  return appendNames(folder, keys.count, layout, to: &manifest, shard)
}

/// Appends a line with the first section of each block, and one with the hashes; gives the blocks
/// as files.
private func appendBlocks(
  _ cuts: [DocumentCut], _ layout: IndexLayout, to manifest: inout [UInt8],
  _ block: (Int) -> [UInt8]
) -> [SearchFile] {
  let digits = digitAlphabet
  appendDigits(layout.filesPerHash(cuts.count), digits.span, to: &manifest)
  var previous = 0
  for cut in cuts {
    appendDigits(cut.first.page - previous, digits.span, to: &manifest)
    appendDigits(cut.first.section, digits.span, to: &manifest)
    previous = cut.first.page
  }
  appendLineEnd(to: &manifest)
  return appendNames("d", cuts.count, layout, to: &manifest, block)
}

extension IndexLayout {
  fileprivate func filesPerHash(_ count: Int) -> Int {
    max(1, (count + mostHashes - 1) / mostHashes)
  }
}

/// Names made of the contents, so that a file can be kept for ever: six characters of hash, which
/// several files may share, and the file's number among these. Appends the hashes as a line. Each
/// part is made when its turn comes, so that no more than one hash's parts exist beside the files.
private func appendNames(
  _ folder: String, _ count: Int, _ layout: IndexLayout, to manifest: inout [UInt8],
  _ part: (Int) -> [UInt8]
) -> [SearchFile] {
  let size = layout.filesPerHash(count)
  var files: [SearchFile] = []
  var taken: Set<UInt64> = []
  for start in stride(from: 0, to: count, by: size) {
    let group = (start..<min(start + size, count)).map(part)
    var hash: UInt64 = 0
    for part in group { hash = contentHash(part, after: hash) }
    hash %= hashLimit
    // Two files of the same name would be one; the next free hash is as good.
    while !taken.insert(hash).inserted { hash = (hash + 1) % hashLimit }
    let text = hashText(hash)
    manifest.append(contentsOf: text.utf8)
    for (number, part) in group.enumerated() {
      let name = "\(folder)/\(text)\(number)"
      files.append(SearchFile(name: name + ".js", contents: call(name, part)))
    }
  }
  appendLineEnd(to: &manifest)
  return files
}

/// 32 to the power of 6: what six characters can tell apart.
private let hashLimit: UInt64 = 1 << 30

/// Multiplies and folds eight bytes at a time; only meant to tell versions of a file apart.
private func contentHash(_ bytes: [UInt8], after seed: UInt64) -> UInt64 {
  var hash = seed ^ UInt64(bytes.count)
  let span = bytes.span
  var index = 0
  while index + 8 <= span.count {
    var word: UInt64 = 0
    for offset in 0..<8 { word = word << 8 | UInt64(span[index + offset]) }
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

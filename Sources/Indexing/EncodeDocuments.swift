// Documents as bytes: the texts from which the client makes its rows, cut into blocks. Called by
// `encode`; FORMAT.md, "Documents", is the specification. The lines themselves were written by
// `tokenize`.

/// A stretch of the documents: from a section of a page up to a section of a page.
struct DocumentCut {
  var first: (page: Int, section: Int)
  var end: (page: Int, section: Int)
}

/// Where the documents are cut so that each block has about `target` bytes. A page is kept whole
/// if it fits; of a longer one each block has the page's own lines again.
func cutDocuments(_ records: [DocumentRecord], _ target: Int) -> [DocumentCut] {
  var cuts: [DocumentCut] = []
  var first = (page: 0, section: 0)
  var size = 0
  func cut(at place: (page: Int, section: Int)) {
    if place == first { return }
    cuts.append(DocumentCut(first: first, end: place))
    first = place
    size = 0
  }
  for (page, record) in records.enumerated() {
    if size + record.bytes.count > target { cut(at: (page, 0)) }
    if record.bytes.count <= target {
      size += record.bytes.count
      continue
    }
    for section in 0..<record.starts.count - 1 {
      let length = Int(record.starts[section + 1] - record.starts[section])
      if size + length > target, section > 0 { cut(at: (page, section)) }
      size += length
    }
  }
  cut(at: (records.count, 0))
  return cuts
}

/// The lines of a cut.
func documentsPart(_ records: [DocumentRecord], _ cut: DocumentCut) -> [UInt8] {
  var out: [UInt8] = []
  let pieces = pieces(of: cut, records)
  out.reserveCapacity(
    pieces.reduce(0) { $0 + Int(records[$1.page].starts[0]) + $1.lines(records).count + 16 })
  for piece in pieces {
    let record = records[piece.page]
    appendNumber(piece.sections.lowerBound, to: &out)
    out.append(UInt8(ascii: " "))
    appendNumber(piece.sections.count, to: &out)
    appendLineEnd(to: &out)
    out += record.bytes[..<Int(record.starts[0])]
    out += record.bytes[piece.lines(records)]
  }
  return out
}

/// Sections of one page.
private struct Piece {
  let page: Int
  let sections: Range<Int>

  /// Their lines in the page's record.
  func lines(_ records: [DocumentRecord]) -> Range<Int> {
    let starts = records[page].starts
    return Int(starts[sections.lowerBound])..<Int(starts[sections.upperBound])
  }
}

private func pieces(of cut: DocumentCut, _ records: [DocumentRecord]) -> [Piece] {
  var pieces: [Piece] = []
  var page = cut.first.page
  var section = cut.first.section
  while page < cut.end.page || page == cut.end.page && section < cut.end.section {
    let end = page == cut.end.page ? cut.end.section : records[page].starts.count - 1
    pieces.append(Piece(page: page, sections: section..<end))
    page += 1
    section = 0
  }
  return pieces
}

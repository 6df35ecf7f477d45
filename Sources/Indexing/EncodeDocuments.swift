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
  var page = cut.first.page
  var section = cut.first.section
  while page < cut.end.page || page == cut.end.page && section < cut.end.section {
    let record = records[page]
    let end = page == cut.end.page ? cut.end.section : record.starts.count - 1
    appendNumber(section, to: &out)
    out.append(UInt8(ascii: " "))
    appendNumber(end - section, to: &out)
    appendLineEnd(to: &out)
    out += record.bytes[..<Int(record.starts[0])]
    out += record.bytes[Int(record.starts[section])..<Int(record.starts[end])]
    page += 1
    section = 0
  }
  return out
}

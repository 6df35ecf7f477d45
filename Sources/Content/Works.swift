// The works the corpus cites, as values: what sources.yml says of each. Does not know who cites
// them or how a reference is written.

internal import Bytes
package import Diagnostics
package import Files
package import Interface

/// An entry of sources.yml.
package struct Work: Sendable, Equatable {
  /// The name used in `[@key]`: the `id` of CSL.
  package var key: String
  /// The key's range in the file.
  package var keyRange: SourceRange
  /// A CSL type: `article-journal`, `webpage`.
  package var type: String
  package var title: String
  package var authors: [WorkName] = []
  package var issued: WorkDate?
  package var containerTitle: String?
  package var publisher: String?
  package var volume: String?
  package var issue: String?
  package var page: String?
  package var number: String?
  package var version: String?
  package var genre: String?
  package var note: String?
  /// Without `https://doi.org/`.
  package var doi: String?
  package var url: String?
  package var isbn: String?

  /// The number of an arXiv paper, from `number` or from the URL.
  package var arXiv: String? {
    if let number, number.lowercased().hasPrefix("arxiv:") { return String(number.dropFirst(6)) }
    for prefix in ["https://arxiv.org/abs/", "http://arxiv.org/abs/", "https://arxiv.org/pdf/"] {
      if let url, url.hasPrefix(prefix) { return String(url.dropFirst(prefix.count)) }
    }
    return nil
  }

  /// Where it can be read: the DOI, else arXiv, else its own URL.
  package var link: String? {
    if let doi { return "https://doi.org/" + percentEncoded(doi) }
    if let arXiv { return "https://arxiv.org/abs/" + percentEncoded(arXiv) }
    return url
  }
}

/// A person or an organisation.
package struct WorkName: Sendable, Equatable {
  package var family: String?
  package var given: String?
  /// "van der", before the family name.
  package var particle: String?
  package var suffix: String?
  /// A name not split into parts: an organisation's.
  package var literal: String?

  /// The part used in short references.
  package var short: String {
    isOthers ? "" : literal ?? [particle, family].compactMap { $0 }.joined(separator: " ")
  }

  /// Whether it represents everyone not named, as `others` does in BibTeX.
  package var isOthers: Bool { literal == "others" }

  /// "Given van der Family, Jr."
  package var full: String {
    if let literal { return literal }
    let name = [given, particle, family].compactMap { $0 }.joined(separator: " ")
    return suffix.map { "\(name), \($0)" } ?? name
  }
}

/// When a work was issued, as precisely as known.
package struct WorkDate: Sendable, Equatable {
  package var year: Int
  package var month: Int?
  package var day: Int?

  /// `2022-12-15`, `2022-12` or `2022`.
  package var iso: String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    guard let month else { return "\(year)" }
    guard let day else { return "\(year)-\(padded(month))" }
    return "\(year)-\(padded(month))-\(padded(day))"
  }
}

/// "Bai et al. 2022": a short name for a work.
package func shortName(of work: Work, _ words: Words = .english) -> String {
  let names = work.authors.map(\.short).filter { !$0.isEmpty }
  let hasOthers = work.authors.contains(where: \.isOthers)
  let who =
    switch names.count {
    case 0: work.title.split(separator: " ").prefix(4).joined(separator: " ")
    case 1: hasOthers ? words.filled(.andOthers, names[0]) : names[0]
    case 2 where !hasOthers: words.filled(.twoAuthors, names[0], names[1])
    default: words.filled(.andOthers, names[0])
    }
  return "\(who) \(work.issued.map { String($0.year) } ?? words[.noDate])"
}

/// The addresses of works, and the web addresses in their notes, with their places in the file: the
/// address itself where it is written there, else the work's key. O(n) bytes of the file.
package func addresses(
  of works: [Work], in file: SourceFile
) -> [(url: String, range: SourceRange)] {
  let works = works.sorted { $0.keyRange.start < $1.keyRange.start }
  return works.indices.flatMap { index in
    let work = works[index]
    let end = index + 1 < works.count ? works[index + 1].keyRange.start : file.bytes.count
    let entry = Array(file.bytes[min(work.keyRange.start, end)..<end])
    let written = [work.link].compactMap { $0 } + webAddresses(in: work.note ?? "")
    return written.map { url in
      let place = firstRange(of: url, in: entry, from: 0).map {
        SourceRange(work.keyRange.start + $0.lowerBound, work.keyRange.start + $0.upperBound)
      }
      return (url, place ?? work.keyRange)
    }
  }
}

/// The addresses in a note: each ends at a space or a semicolon.
private func webAddresses(in note: String) -> [String] {
  note.split { $0 == " " || $0 == ";" || $0 == "\n" }.compactMap { word in
    let start = word.firstRange(of: "https://") ?? word.firstRange(of: "http://")
    return start.map { String(word[$0.lowerBound...]) }
  }
}

/// The files in the content folder that sources may be read from; the first that exists is used.
package let worksPaths = [ContentPath("sources.yml"), ContentPath("sources.json")]

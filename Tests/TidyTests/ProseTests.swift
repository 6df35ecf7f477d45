// Words of the house's old prose: they may become fewer, never more. Counts them in comments and
// documents; STYLE.md says what to write instead.

import Testing

/// Words that read as quaint in technical prose.
private let habits: Set<String> = [
  "anew", "beside", "stands", "lies", "nobody", "somebody", "mend", "mended", "whoever",
]

/// How often they still occur, by folder of Sources and by document; none in what is not listed.
/// The numbers only go down. When one is wrong, the test prints the whole table as it should be.
private let remaining: [String: Int] = [:]

/// How many of the words a text holds. O(n).
private func habitCount(in prose: String) -> Int {
  prose.utf8.split { !(0x41...0x5A).contains($0 & 0xDF) }
    .count { habits.contains(String(decoding: $0, as: UTF8.self).lowercased()) }
}

/// Swift's and C's comments: what follows `//` on a line, code in backticks left out.
private func comments(in code: String) -> String {
  code.split(separator: "\n").compactMap { line in
    line.firstRange(of: "//").map { withoutCode(String(line[$0.upperBound...])) }
  }.joined(separator: "\n")
}

/// Markdown without fenced code and without code in backticks.
private func prose(in markdown: String) -> String {
  withoutCode(markdown.replacing(/(?s)```.*?```/, with: ""))
}

private func withoutCode(_ text: String) -> String { text.replacing(/`[^`\n]*`/, with: "") }

@Test func wordsOfOldProseAreCountedInCommentsOnly() {
  let code = "let lies = 1  // Nobody lies, `stands()` aside.\n/// It is anew renewed.\nstands()\n"
  #expect(habitCount(in: comments(in: code)) == 3)
}

@Test func wordsOfOldProseAreCountedOutsideCode() {
  let text = "It stands.\n```\nnobody\n```\nA `beside` and besides, mended.\n"
  #expect(habitCount(in: prose(in: text)) == 2)
}

@Test func wordsOfOldProseBecomeFewer() throws {
  var counts: [String: Int] = [:]
  let code = [".swift", ".c", ".h", ".modulemap"]
  for path in try Repository.files(under: "Sources", endings: code) {
    counts[area(of: path), default: 0] += habitCount(
      in: comments(in: try Repository.text(of: path)))
  }
  let main = ["README.md", "ARCHITECTURE.md", "STYLE.md", "CONTRIBUTING.md"]
  for path in try main + targetReadmes() {
    counts[area(of: path), default: 0] += habitCount(in: prose(in: try Repository.text(of: path)))
  }
  let found = counts.filter { $0.value > 0 }
  for (area, count) in found.sorted(by: { $0.key < $1.key }) {
    let allowed = remaining[area, default: 0]
    #expect(count <= allowed, "\(area): \(count) of \(habits.sorted()), and \(allowed) are allowed")
  }
  let table = found.sorted { $0.key < $1.key }.map { "  \"\($0.key)\": \($0.value)," }
  #expect(found == remaining, "the numbers are now\n\(table.joined(separator: "\n"))")
}

/// `Sources/Content/Extensions/Alerts.swift` is in `Sources/Content`; a document is by itself.
private func area(of path: String) -> String {
  path.split(separator: "/").prefix(path.hasPrefix("Sources/") ? 2 : 1).joined(separator: "/")
}

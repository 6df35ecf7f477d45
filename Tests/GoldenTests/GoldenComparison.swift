// What a fixture is compared with: which part of the output each mark means, and the comparison.
// The marks are `diagnostics`, `files`, and with the path of an output file `file`, `main`, `head`,
// `breadcrumbs`, `outline`, `navigation`, `foot` and `data`. The parts are the default theme's.

import Diagnostics
import Files
import Foundation
import Support

/// What came of a fixture.
struct GoldenOutcome {
  var problems: [String] = []
  /// The fixture with what came out in place of what was expected.
  var updated: Fixture
}

/// Builds a fixture and compares every block of it.
func compare(_ fixture: Fixture) async -> GoldenOutcome {
  let built = await buildInMemory(fixture.files, drafts: fixture.options.contains("drafts"))
  var outcome = GoldenOutcome(updated: fixture)
  var compared: Set<String> = []
  for option in fixture.options where option != "drafts" {
    outcome.problems.append("there is no option `\(option)`")
  }
  if fixture.expectations.isEmpty { outcome.problems.append("the fixture expects nothing") }
  for (index, expectation) in fixture.expectations.enumerated() {
    guard compared.insert(expectation.mark).inserted else {
      outcome.problems.append("`\(expectation.mark)` stands twice")
      continue
    }
    guard let actual = part(expectation, of: built) else {
      outcome.problems.append("nothing compares `\(expectation.mark)`")
      continue
    }
    outcome.updated.expectations[index].lines = actual
    let difference = lineDiff(expectation.lines, actual)
    if !difference.isEmpty {
      outcome.problems.append("`\(expectation.mark)` differs:\n\(difference)")
    }
  }
  // Without a block of their own, diagnostics are expected not to be there.
  if !compared.contains("diagnostics"), !built.diagnostics.isEmpty {
    outcome.problems.append(
      "`diagnostics` differs:\n\(lineDiff([], built.diagnosticLines))")
    outcome.updated.expectations.insert(
      Fixture.Expectation(mark: "diagnostics", lines: built.diagnosticLines), at: 0)
  }
  return outcome
}

/// The lines a mark means; nil when it means nothing.
private func part(_ expectation: Fixture.Expectation, of built: MemoryBuild) -> [String]? {
  switch (expectation.kind, expectation.path) {
  case ("diagnostics", ""): return built.diagnosticLines
  case ("files", ""):
    // The theme's files and the search index have tests of their own.
    return built.image.files.map(\.path.text).filter {
      !$0.hasPrefix("assets/") && !$0.hasPrefix("search/")
    }
  case ("file", let path): return built.image.text(path).map(lines)
  case (let kind, let path):
    guard let html = built.image.text(path), let frame = frames[kind] else { return nil }
    guard let start = html.firstRange(of: frame.opening),
      let end = html[start.upperBound...].firstRange(of: frame.closing)
    else { return [] }
    let inner = String(html[start.upperBound..<end.lowerBound])
    // Lists are written on one line; a difference is read more easily entry by entry.
    let isList = ["navigation", "outline"].contains(kind)
    return lines(isList ? inner.replacing("<li", with: "\n<li") : inner)
  }
}

/// What stands around each part.
private let frames: [String: (opening: String, closing: String)] = [
  "main": ("<article class=\"article\">\n", "\n</article>"),
  "head": ("<head>\n", "\n</head>"),
  "breadcrumbs": ("aria-label=\"Breadcrumb\">\n<ol>\n", "\n</ol>"),
  "outline": ("aria-hidden=\"true\">On this page</p>\n", "\n</nav>"),
  "navigation": ("aria-label=\"Pages\">\n", "\n</nav>"),
  "foot": ("<div class=\"page-foot\">\n", "\n</div>\n</main>"),
  "data": ("<script type=\"application/ld+json\">", "</script>"),
]

private func lines(_ text: String) -> [String] {
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  while lines.last == "" { lines.removeLast() }
  return lines
}

// MARK: - Fixtures on disk

let fixtureFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "Fixtures")

/// The fixtures by path below their folder, in order.
func fixtureNames() -> [String] {
  filesBelow(fixtureFolder).filter { $0.hasSuffix(".site") }
}

func filesBelow(_ folder: URL) -> [String] {
  let all = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
  return all.filter { name in
    var isFolder: ObjCBool = false
    _ = unsafe FileManager.default.fileExists(
      atPath: folder.appending(path: name).path, isDirectory: &isFolder)
    return !isFolder.boolValue
  }.sorted()
}

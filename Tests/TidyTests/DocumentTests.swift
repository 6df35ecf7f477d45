// Documents against what they are about: the files and verbs they name exist, what must be
// explained is, what must be listed is.

import Diagnostics
import Testing
import Theme

/// The README of each target.
func targetReadmes() throws -> [String] {
  try Repository.files(under: "Sources", endings: ["/README.md"])
}

private func allDocuments() throws -> [String] {
  try [
    "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "STYLE.md", "CHANGELOG.md",
    "LICENSE-CONTENT.md", "Benchmarks/README.md",
  ] + targetReadmes()
}

/// What is between backticks in running text, fenced blocks left out, with its line.
private func quotedCode(in markdown: String) -> [(line: Int, text: String)] {
  var isFenced = false
  var found: [(Int, String)] = []
  let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
  for (index, line) in lines.enumerated() {
    if line.drop(while: { $0 == " " }).hasPrefix("```") {
      isFenced.toggle()
    } else if !isFenced {
      found += line.matches(of: /`([^`]+)`/).map { (index + 1, String($0.1)) }
    }
  }
  return found
}

/// Whether a quoted text is a path of the repository rather than code: it begins in one of the
/// folders, or has the ending of a file in the root or in a target.
private func isRepositoryPath(_ text: String) -> Bool {
  guard text.wholeMatch(of: /[\w.\/-]+/) != nil else { return false }
  let folders = ["Sources/", "Tests/", "templates/", "content/", "Benchmarks/", "site/", ".ci/"]
  return folders.contains { text.hasPrefix($0) }
    || text.wholeMatch(
      of: /([A-Z]\w*\/)*[A-Za-z_-]+\.(swift|md|yml|c|h)|Makefile|LICENSE|\.(swift-)?[a-z]+config/)
      != nil
}

/// The folder of a document with a slash, from which its links and file names may start.
private func folder(of document: String) -> String {
  document.split(separator: "/").dropLast().map { $0 + "/" }.joined()
}

@Test func pathsAreToldFromCode() {
  let text = "`Sources/a.swift` and `a.b()`\n```\n`README.md`\n```\n`README.md`\n"
  let paths = quotedCode(in: text).filter { isRepositoryPath($0.text) }
  #expect(paths.map(\.text) == ["Sources/a.swift", "README.md"])
  #expect(paths.map(\.line) == [1, 5])
  #expect(isRepositoryPath("Extensions/Alerts.swift"))
  #expect(!isRepositoryPath("swift build"))
}

@Test func documentsNameOnlyFilesThatExist() throws {
  var missing: [String] = []
  for document in try allDocuments() {
    let folder = folder(of: document)
    for (line, path) in quotedCode(in: try Repository.text(of: document))
    where isRepositoryPath(path) && !Repository.exists(path) && !Repository.exists(folder + path) {
      missing.append("\(document):\(line): \(path)")
    }
  }
  #expect(missing == [])
}

/// Files that links lead to, code and addresses elsewhere left out.
private func linkTargets(in markdown: String) -> [String] {
  let prose = markdown.replacing(/(?s)```.*?```/, with: "").replacing(/`[^`\n]*`/, with: "")
  return prose.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/).map { String($0.1) }
}

@Test func linksInCodeAndLinksElsewhereAreNoFiles() {
  let text = "[a](b.md#c) `[d](e.md)` [f](https://g.h)\n```\n[i](j.md)\n```\n"
  #expect(linkTargets(in: text) == ["b.md"])
}

@Test func linksOfDocumentsLeadToFilesThatExist() throws {
  var missing: [String] = []
  for document in try allDocuments() {
    let folder = folder(of: document)
    for target in linkTargets(in: try Repository.text(of: document))
    where !Repository.exists(folder + target) {
      missing.append("\(document): \(target)")
    }
  }
  #expect(missing == [])
}

@Test func documentsNameOnlyVerbsThatTheMakefileHas() throws {
  let makefile = try Repository.text(of: "Makefile")
  let verbs = Set(makefile.matches(of: /(?m)^([a-z-]+):/).map { String($0.1) })
  #expect(verbs.isSuperset(of: ["site", "test", "bench", "format", "serve", "clean"]))
  for document in try allDocuments() {
    for (line, code) in quotedCode(in: try Repository.text(of: document)) {
      guard let verb = code.wholeMatch(of: /make ([a-z-]+)/)?.1 else { continue }
      #expect(verbs.contains(String(verb)), "\(document):\(line): make \(verb)")
    }
  }
}

@Test func everyTargetHasAReadmeOf15To40LinesThatNamesItsFiles() throws {
  let sources = try Repository.files(under: "Sources", endings: [".swift"])
  var missing: Set<String> = []
  for (target, files) in Dictionary(grouping: sources, by: { String($0.split(separator: "/")[1]) })
  {
    let path = "Sources/\(target)/README.md"
    guard Repository.exists(path) else {
      missing.insert(target)
      continue
    }
    let text = try Repository.text(of: path)
    let count = text.count { $0 == "\n" }
    #expect((15...40).contains(count), "\(path) has \(count) lines")
    let unnamed = files.map { String($0.dropFirst("Sources/\(target)/".count)) }.filter { file in
      // A folder of many files alike may be named as a whole.
      let folder = file.split(separator: "/").dropLast().map { $0 + "/" }.joined()
      return !text.contains("`\(file)`") && (folder.isEmpty || !text.contains("`\(folder)`"))
    }
    #expect(unnamed == [], "\(path) does not name them")
  }
  #expect(missing.isEmpty, "no README: \(missing.sorted())")
}

@Test func theArchitectureIsReadInTenMinutes() throws {
  let words = try Repository.text(of: "ARCHITECTURE.md").split(whereSeparator: \.isWhitespace)
  #expect(words.count <= 1_800)
}

/// Lines that are titles (`# …`), fenced code and front matter left out.
private func titles(in markdown: String) -> [Substring] {
  var isFenced = false
  return markdown.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
    if line.hasPrefix("```") { isFenced.toggle() }
    return !isFenced && line.hasPrefix("# ")
  }
}

@Test func titlesAreCountedOutsideCode() {
  #expect(titles(in: "# A\n## B\n```\n# C\n```\n# D\n") == ["# A", "# D"])
}

@Test func everyPageOfTheCorpusHasOneTitle() throws {
  let pages = try Repository.files(under: "content", endings: [".md"])
  #expect(pages.count > 15)
  for page in pages {
    #expect(titles(in: try Repository.text(of: page)).count == 1, "\(page)")
  }
}

@Test func theDefaultThemeHoldsExactlyTheFilesOfTheTemplatesFolder() throws {
  let endings = [".mustache", ".css", ".js", ".svg"]
  let files = try Repository.files(under: "templates", endings: endings)
  #expect(defaultTheme().keys.sorted() == files.map { String($0.dropFirst("templates/".count)) })
  let all = try Repository.files(under: "templates", endings: [""])
  #expect(all.filter { $0.contains(".") } == (files + ["templates/DESIGN.md"]).sorted())
}

@Test func everyDiagnosticCodeIsExplainedInSentences() {
  for code in DiagnosticCode.allCases {
    #expect(code.rawValue.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(code)")
    #expect(code.explanation.split(separator: " ").count >= 5, "\(code)")
    #expect(code.explanation.hasSuffix("."), "\(code)")
  }
}

@Test func explanationsOfDiagnosticCodesDiffer() {
  #expect(Set(DiagnosticCode.allCases.map(\.explanation)).count == DiagnosticCode.allCases.count)
}

// The files of the content folder that are neither pages nor assets: glossary.yml, sources.yml, the
// ledger of anchors. Read by Build.swift before the pages, whose scans depend on the glossary.

internal import Content
internal import Diagnostics
package import Files

/// What the data files of a content folder say.
struct DataFiles: Sendable {
  var glossary = Glossary()
  var works: [Work] = []
  var worksFile: SourceFile?
  /// The ledger of addresses, read only when it is asked about.
  var ledger: SourceFile?
  /// All that were read, for messages that point into them.
  var files: [SourceFile] = []
  /// Those that are not published.
  var paths: Set<ContentPath> = []
}

/// Where data files are.
private let dataFilePaths = [glossaryPath, anchorLedgerPath] + worksPaths

/// Whether a build reads a file of the content folder; others are published as they are.
package func isReadByBuilds(_ path: ContentPath) -> Bool {
  path.isMarkdown || dataFilePaths.contains(path)
}

/// Reads the data files that are there; the glossary without its definitions.
/// - Parameter memory: what the files of an earlier build said.
func readDataFiles(
  _ paths: Set<ContentPath>, _ request: BuildRequest, memory: inout DataMemory
) -> Diagnosed<DataFiles> {
  var data = DataFiles()
  var diagnostics: [Diagnostic] = []
  data.paths = paths.intersection(dataFilePaths)
  func read(_ path: ContentPath) -> SourceFile? {
    guard paths.contains(path) else { return nil }
    let read = request.content.read(path, limit: dataFileByteLimit)
    diagnostics += read.diagnostics
    guard let bytes = read.value else { return nil }
    let file = SourceFile(path: request.shownPrefix + path.text, bytes: bytes)
    data.files.append(file)
    return file
  }
  if let file = read(glossaryPath) {
    let kept = memory.glossary.flatMap { $0.file == file ? $0.value : nil }
    let glossary = kept ?? readTerms(file)
    memory.glossary = (file, glossary)
    diagnostics += glossary.diagnostics
    data.glossary = glossary.value
  }
  if let file = worksPaths.lazy.compactMap(read).first {
    let kept = memory.works.flatMap { $0.file == file ? $0.value : nil }
    let works = kept ?? readWorks(file)
    memory.works = (file, works)
    diagnostics += works.diagnostics
    data.works = works.value
    data.worksFile = file
  }
  if request.checksAnchors { data.ledger = read(anchorLedgerPath) }
  return Diagnosed(data, diagnostics)
}

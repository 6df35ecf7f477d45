// The files of the content folder that are neither pages nor assets: glossary.yml, sources.yml, the
// ledger of anchors. They are read before the pages, whose scans depend on the glossary.

internal import Content
internal import Diagnostics
package import Files
internal import Interface

/// The contents of a content folder's data files.
struct DataFiles: Sendable {
  var glossary = Glossary()
  var works: [Work] = []
  var worksFile: SourceFile?
  /// The ledger of addresses, read only if it is to be checked.
  var ledger: SourceFile?
  /// All files that were read, for messages that point into them.
  var files: [SourceFile] = []
  /// Those that are not published.
  var paths: Set<ContentPath> = []
}

/// The paths data files may have.
private let dataFilePaths = [glossaryPath, anchorLedgerPath] + worksPaths

/// Whether builds read a file of the content folder; other files are published unchanged.
package func isReadByBuilds(_ path: ContentPath) -> Bool {
  path.isMarkdown || dataFilePaths.contains(path)
}

/// Reads the data files that exist; the glossary without its definitions.
/// - Parameter memory: the data files' contents in an earlier build.
func readDataFiles(
  _ paths: Set<ContentPath>, _ request: BuildRequest, memory: inout DataMemory
) -> Diagnosed<DataFiles> {
  var data = DataFiles()
  var diagnostics: [Diagnostic] = []
  data.paths = paths.intersection(dataFilePaths)
  func read(_ path: ContentPath) -> SourceFile? {
    guard paths.contains(path) else { return nil }
    let read = request.content.read(path, limit: dataFileByteLimit)
    // Without it the pages would lose all their terms or sources.
    diagnostics += read.diagnostics.map { $0.atLevel(.error) }
    guard let bytes = read.value else { return nil }
    let file = SourceFile(path: request.shownPrefix + path.text, bytes: bytes)
    data.files.append(file)
    return file
  }
  if let file = read(glossaryPath) {
    let language = request.configuration.scan.words.language
    let kept = memory.glossary.flatMap {
      $0.file == file && $0.language == language ? $0.value : nil
    }
    let glossary = kept ?? readTerms(file, language: language)
    memory.glossary = (file, language, glossary)
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

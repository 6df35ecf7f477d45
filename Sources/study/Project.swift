// Turns arguments into a build request: which folders, which settings. Arguments take precedence
// over study.yml, and study.yml over the defaults.

import Building
import Content
import Diagnostics
import Disk
import Files

/// A project, ready to be built.
struct OpenProject {
  /// The project's own folder, absolute.
  let folder: String
  var request: BuildRequest
  let contentTree: DiskTree
  let contentFolder: String
  let templatesTree: DiskTree?
  /// Absolute.
  let outputFolder: String
  /// As the user would write it.
  let shownOutput: String
  let protectedFolders: [String]
  let jobs: Int
}

/// Finds folders and settings. Writes nothing, and does not read pages yet.
func openProject(_ options: ProjectOptions, output: String?) throws -> OpenProject {
  let source = try configurationSource(options)
  let read = readConfiguration(source)
  if read.diagnostics.hasErrors {
    let style = TextReportStyle(isColored: showsColors())
    for diagnostic in read.diagnostics.sorted() {
      printError(textReport(of: diagnostic, source: source, style: style))
    }
    throw Ending(code: 1)
  }
  return try openProject(options, output: output, source: source, configuration: read.value)
}

/// The same with settings that have already been read.
func openProject(
  _ options: ProjectOptions, output: String?, source: SourceFile, configuration: Configuration
) throws -> OpenProject {
  let project = absolute(options.project ?? ".")
  var configuration = configuration
  if let baseURL = options.baseURL { configuration.baseURL = try checkedBaseURL(baseURL) }

  let shownContent = options.content ?? joined(options.project, configuration.contentFolder)
  let shownOutput = output ?? joined(options.project, configuration.outputFolder)
  let outputFolder = absolute(shownOutput)
  let templatesFolder = project + "/" + configuration.templatesFolder
  let prefix = shownContent.hasSuffix("/") ? shownContent : shownContent + "/"
  guard
    let content = DiskTree(
      folder: absolute(shownContent), shownPrefix: prefix == "./" ? "" : prefix,
      excluding: [outputFolder, templatesFolder])
  else {
    throw EnvironmentFailure(
      message: "there is no folder `\(shownContent)`. "
        + "Name the folder that holds your Markdown with --content.")
  }
  let ownsTemplates = source.path.hasSuffix("study.yml") && !source.bytes.isEmpty
  let templates = DiskTree(
    folder: templatesFolder, shownPrefix: configuration.templatesFolder + "/", excluding: [])
  let jobs = options.jobs ?? processorCount()
  let usedTemplates = ownsTemplates || options.project != nil ? templates : nil
  var request = BuildRequest(
    content: content, templates: usedTemplates,
    configuration: configuration, configurationSource: source, includesDrafts: options.drafts,
    jobs: jobs,
    version: studyVersion, shownPrefix: prefix == "./" ? "" : prefix)
  if source.bytes.isEmpty {
    request.misnamedSettings = misnamedSettings(in: project).map { joined(options.project, $0) }
  }
  let cachePath = project + drawingCachePath
  request.readDrawingCache = { readFile(cachePath, limit: drawingCacheLimit) }
  return OpenProject(
    folder: project, request: request, contentTree: content,
    contentFolder: absolute(shownContent), templatesTree: usedTemplates, outputFolder: outputFolder,
    shownOutput: shownOutput,
    protectedFolders: [absolute(shownContent), project, environmentValue("HOME")].compactMap { $0 },
    jobs: jobs)
}

/// The project's study.yml. With --content alone, only if that folder is inside the project: one
/// site's settings must not apply to another.
func configurationSource(_ options: ProjectOptions) throws -> SourceFile {
  let project = absolute(options.project ?? ".")
  let none = SourceFile(path: "study.yml", bytes: [])
  if let content = options.content, options.project == nil {
    guard absolute(content).hasPrefix(project + "/") else { return none }
  }
  let tree = DiskTree(folder: project, shownPrefix: joined(options.project, ""), excluding: [])
  guard let tree else {
    throw EnvironmentFailure(message: "there is no folder `\(options.project ?? ".")`")
  }
  let read = tree.read(ContentPath("study.yml"), limit: 1 << 20)
  guard let bytes = read.value else {
    if !exists(project + "/study.yml") { return none }
    throw EnvironmentFailure(message: read.diagnostics.first?.message ?? "study.yml cannot be read")
  }
  return SourceFile(path: joined(options.project, "study.yml"), bytes: bytes)
}

/// A file that its author takes for study.yml, in a project without one.
private func misnamedSettings(in project: String) -> String? {
  ["study.yaml", "Study.yml", "Study.yaml", "STUDY.yml", "study.yml.txt", ".study.yml"].first {
    exists(project + "/" + $0)
  }
}

/// The drawings of the last build, within the project's folder.
let drawingCachePath = "/.study/drawings"
private let drawingCacheLimit = 256 << 20

private func checkedBaseURL(_ text: String) throws -> String {
  switch baseAddress(text) {
  case .address(let address): return address
  case .wrong(let problem): throw EnvironmentFailure(message: "--base-url \(problem)")
  }
}

private func joined(_ folder: String?, _ name: String) -> String {
  guard let folder, folder != "." else { return name }
  return folder.hasSuffix("/") ? folder + name : folder + "/" + name
}

/// A path made absolute, without `.` and `..`; symbolic links are not resolved.
func absolute(_ path: String) -> String {
  let full = path.hasPrefix("/") ? path : workingFolder() + "/" + path
  var segments: [Substring] = []
  for segment in full.split(separator: "/") where segment != "." {
    if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
  }
  return "/" + segments.joined(separator: "/")
}

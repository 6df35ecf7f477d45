// `study serve`: turns arguments into a preview. `Serving` does everything else.

import ArgumentParser
import Building
import Bytes
import Content
import Diagnostics
import Disk
import Serving

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Shows the site while you write, and rebuilds it after each change.",
    discussion: """
      Nothing is written. Open pages reload when they change, and show what is wrong. Only this
      machine can connect unless --host says otherwise. Control-C ends it.
      """)

  @OptionGroup var options: ProjectOptions
  @Option(help: "The port; when it is in use, the next free one.")
  var port = 8000
  @Option(help: "The address to listen on. Default: 127.0.0.1 and ::1, this machine only.")
  var host: String?
  @Option(help: "The site's path on the server, such as /sub/path/.")
  var base = "/"
  @Option(help: "Another host name for the preview. May be given several times.")
  var allowHost: [String] = []
  @Flag(help: "Show the site in the browser.")
  var open = false

  func validate() throws {
    guard (1...65_535).contains(port) else {
      throw ValidationError("--port takes a number from 1 to 65535")
    }
    guard normalizedBase != nil else {
      throw ValidationError("--base takes a path such as /sub/path/")
    }
  }

  func run() throws {
    let options = options
    let base = normalizedBase ?? "/"
    // What is wrong from the start, such as a missing folder, ends the command as it ends a build.
    let first = try previewProject(options, base: base)
    if let obstacle = first.obstacle { throw EnvironmentFailure(message: obstacle) }
    let isQuiet = options.quiet
    var settings = PreviewSettings(
      host: host, port: UInt16(port), base: base, allowedHosts: allowHost,
      jobs: first.request?.jobs ?? 1, isColored: showsColors(),
      say: { text, isImportant in if isImportant || !isQuiet { printError(text) } })
    if open { settings.show = { address in openInBrowser(address) } }
    do throws(PreviewFailure) {
      try runPreview(settings) {
        (try? previewProject(options, base: base)) ?? first
      }
    } catch {
      throw EnvironmentFailure(message: error.message)
    }
  }

  /// With a slash at both ends; nil when it is not a path.
  private var normalizedBase: String? {
    let segments = base.split(separator: "/")
    let isClean = segments.allSatisfy { segment in
      segment.first != "."
        && segment.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"%?#\\\"<>&".utf8.contains($0) }
    }
    return isClean ? "/" + segments.map { $0 + "/" }.joined() : nil
  }
}

/// The URL by which editors open a file, unless study.yml sets another.
private let defaultEditForm = "vscode://file{path}:{line}:{column}"

/// The project as it is now. Problems are part of the value, because they may be fixed while the
/// preview runs.
private func previewProject(_ options: ProjectOptions, base: String) throws -> PreviewProject {
  let source = try configurationSource(options)
  let read = readConfiguration(source)
  var preview = PreviewProject(
    request: nil, content: nil, templates: nil, configuration: source,
    diagnostics: read.diagnostics.sorted(), sources: [source.path: source], obstacle: nil,
    rootFolders: [absolute(options.project ?? ".")], rootNames: [Array("study.yml".utf8)],
    editForm: read.value.previewEditForm ?? defaultEditForm)
  if read.diagnostics.hasErrors { return preview }
  let content = absolute(options.content ?? read.value.contentFolder)
  preview.rootNames.formUnion([
    name(of: content), name(of: read.value.templatesFolder),
  ])
  do {
    let project = try openProject(
      options, output: nil, source: source, configuration: read.value)
    preview.content = project.contentTree
    preview.templates = project.templatesTree
    preview.rootFolders = [project.folder, project.contentFolder]
    preview.rootNames.insert(name(of: project.contentFolder))
    var request = project.request
    request.configuration.pageEditForm =
      preview.editForm.replacing("{path}", with: percentEncoded(project.contentFolder) + "/{page}")
      .replacing("{column}", with: "1")
    // The 404 page is served at any depth, so its links begin at the site's root.
    request.configuration.notFoundRoot = base
    preview.request = request
  } catch let failure as EnvironmentFailure {
    preview.obstacle = failure.message
  }
  return preview
}

private func name(of path: String) -> [UInt8] {
  Array((path.split(separator: "/").last ?? "").utf8)
}

// A folder on disk as a `FileTree`. What must never be published is left out here: hidden files,
// editors' leftovers, the output itself; and nothing outside the folder is ever read, however a
// symbolic link is turned.

package import Diagnostics
package import Files
internal import SystemPackage

package struct DiskTree: FileTree {
  /// Absolute, links resolved.
  private let root: String
  /// Put before paths in messages, so that they lead from the user's folder.
  private let shownPrefix: String
  /// Absolute folders below the root that are not content: the output, the templates.
  private let excluded: [String]

  /// - Throws: nothing; nil when there is no such folder.
  package init?(folder: String, shownPrefix: String, excluding: [String]) {
    guard let root = realPath(folder),
      let status = try? OpenFolder.current.status(of: DiskPath(root)),
      status.kind == .folder
    else { return nil }
    self.root = root
    self.shownPrefix = shownPrefix
    self.excluded = excluding.map { realPath($0) ?? $0 }
  }

  package func diskPath(of path: ContentPath) -> String? { root + "/" + path.text }

  private func shown(_ path: String) -> String { shownPrefix + path }

  package func files() -> Diagnosed<[TreeFile]> {
    let survey = survey(withSignatures: false)
    return Diagnosed(survey.files.map { TreeFile(path: $0.path) }, survey.diagnostics)
  }

  /// What a look at the whole folder found.
  struct Survey {
    /// Sorted.
    var files: [(path: ContentPath, signature: FileSignature?)] = []
    /// Absolute paths of the folders that were looked into.
    var folders: [String] = []
    var diagnostics: [Diagnostic] = []
  }

  /// - Parameter withSignatures: whether each file is asked for its status.
  func survey(withSignatures: Bool = true) -> Survey {
    var survey = Survey()
    var waiting = [""]
    while let folder = waiting.popLast() {
      let disk = folder.isEmpty ? root : root + "/" + folder
      survey.folders.append(disk)
      guard
        let (opened, listing) = try? OpenFolder.current.entries(ofFolder: DiskPath(disk))
      else {
        survey.diagnostics.append(
          Diagnostic(
            .unreadableFile, "the folder cannot be read",
            path: shown(folder.isEmpty ? "." : folder),
            notes: ["check its permissions"]))
        continue
      }
      if !folder.isEmpty, isBuiltSite(opened, listing) {
        survey.diagnostics.append(builtSite(folder))
        continue
      }
      for entry in listing.sorted(by: { $0.name < $1.name }) {
        guard let name = String(validating: entry.name.bytes, as: UTF8.self) else {
          survey.diagnostics.append(badName(entry.name.text, in: folder, "is not UTF-8"))
          continue
        }
        let path = folder.isEmpty ? name : folder + "/" + name
        guard !isIgnored(name), !excluded.contains(root + "/" + path) else { continue }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }) {
          survey.diagnostics.append(
            badName(name, in: folder, "holds a control character or a backslash"))
          continue
        }
        switch kind(of: entry, at: path) {
        case .file:
          let signature = withSignatures ? signature(of: entry.name, in: opened) : nil
          survey.files.append((ContentPath(path), signature))
        case .folder: waiting.append(path)
        case .problem(let problem): survey.diagnostics.append(problem)
        }
      }
    }
    survey.files.sort { $0.path < $1.path }
    return survey
  }

  /// Whether a folder holds a site that study published there, which is no content.
  private func isBuiltSite(_ folder: OpenFolder, _ listing: [FolderEntry]) -> Bool {
    let name = DiskPath(".study-manifest")
    guard listing.contains(where: { $0.name == name && $0.kind == .file }),
      let file = try? folder.openFile(name)
    else { return false }
    let mark = Array("study-manifest 1\n".utf8)
    return (try? file.bytes(count: mark.count)) == mark
  }

  private func builtSite(_ folder: String) -> Diagnostic {
    Diagnostic(
      .unreadFile, "this folder holds a site that study published, so it is left out",
      path: shown(folder),
      notes: ["delete it if it is an old output; it is no part of the content"]
    ).atLevel(.note)
  }

  /// Of what a symbolic link leads to, where the name is one.
  private func signature(of name: DiskPath, in folder: OpenFolder) -> FileSignature? {
    guard let status = try? folder.status(of: name, followingLinks: true) else { return nil }
    return FileSignature(
      device: status.device, inode: status.inode, size: status.size, changed: status.changed)
  }

  private enum Kind {
    case file, folder
    case problem(Diagnostic)
  }

  private func kind(of entry: FolderEntry, at path: String) -> Kind {
    switch entry.kind {
    case .file: return .file
    case .folder: return .folder
    case .other:
      let disk = root + "/" + path
      guard OpenFolder.current.hasSymbolicLink(DiskPath(disk)) else {
        return .problem(
          Diagnostic(
            .notRegularFile, "this is not a regular file", path: shown(path),
            notes: ["pipes, sockets and devices cannot be published; move it elsewhere"]))
      }
      return kindOfLink(at: path, disk: disk)
    }
  }

  /// A link to a file inside the content folder is that file; any other link is an error.
  private func kindOfLink(at path: String, disk: String) -> Kind {
    let target = realPath(disk)
    let isInside = target.map { $0.utf8.starts(with: (root + "/").utf8) } ?? false
    let status = target.flatMap { try? OpenFolder.current.status(of: DiskPath($0)) }
    if isInside, status?.kind == .file { return .file }
    let reason =
      target == nil
      ? "this symbolic link leads nowhere, or in a circle"
      : isInside
        ? "this symbolic link leads to a folder"
        : "this symbolic link leads out of the content folder"
    return .problem(
      Diagnostic(
        .linkLeavesContent, reason, path: shown(path),
        notes: ["put the file itself here, or remove the link"]))
  }

  private func badName(_ name: String, in folder: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .notRegularFile, "the name of this file \(reason)",
      path: shown(folder.isEmpty ? name : folder + "/" + name),
      notes: ["rename it: such a name has no address that works everywhere"])
  }

  package func read(_ path: ContentPath, limit: Int) -> Diagnosed<[UInt8]?> {
    do throws(Errno) {
      return try readFile(path, limit: limit)
    } catch {
      return Diagnosed(
        nil,
        [
          Diagnostic(
            .unreadableFile, "the file cannot be read: \(error.description)",
            path: shown(path.text), notes: ["check that it exists and may be read"])
        ])
    }
  }

  /// Where a file is once a symbolic link is followed; nil when that is outside. Asked at each
  /// reading: the link may have been turned since the folder was listed.
  func safeDiskPath(of path: ContentPath) -> String? {
    let disk = root + "/" + path.text
    guard OpenFolder.current.hasSymbolicLink(DiskPath(disk)) else {
      return disk
    }
    guard let target = realPath(disk), target.utf8.starts(with: (root + "/").utf8)
    else { return nil }
    return target
  }

  package func readStart(_ path: ContentPath, count: Int) -> [UInt8]? {
    guard let disk = safeDiskPath(of: path),
      let file = try? OpenFolder.current.openFile(DiskPath(disk)),
      let status = try? file.status(), status.kind == .file
    else { return nil }
    return try? file.bytes(count: min(count, status.size))
  }

  private func readFile(
    _ path: ContentPath, limit: Int
  ) throws(Errno) -> Diagnosed<[UInt8]?> {
    guard let disk = safeDiskPath(of: path) else {
      return Diagnosed(
        nil,
        [
          Diagnostic(
            .linkLeavesContent, "this symbolic link leads out of the content folder",
            path: shown(path.text))
        ])
    }
    let file = try OpenFolder.current.openFile(DiskPath(disk))
    let status = try file.status()
    guard status.kind == .file else {
      return Diagnosed(
        nil, [Diagnostic(.notRegularFile, "this is not a regular file", path: shown(path.text))])
    }
    guard status.size <= limit else { return Diagnosed(nil, [tooLarge(shown(path.text), limit)]) }
    return Diagnosed(try file.bytes(count: status.size))
  }
}

/// Names that are never published: hidden files, dependencies, editors' backups.
private func isIgnored(_ name: String) -> Bool {
  name.hasPrefix(".") || name == "node_modules" || name.hasSuffix("~")
    || (name.hasPrefix("#") && name.hasSuffix("#")) || name == "Thumbs.db"
}

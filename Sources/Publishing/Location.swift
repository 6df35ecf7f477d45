// Where the output folder is, and whether study may write there at all.
//
// It reads the folders' identities and the manifest; it writes nothing except missing parent
// folders.

internal import Disk
internal import SystemPackage

/// The output folder's place: everything is done relative to its open parent folder, so that a
/// symbolic link slipped into the path later cannot redirect a write.
struct OutputLocation: Sendable {
  /// The folder's path without `.`, `..` and doubled slashes.
  let absolute: String
  let parent: OpenFolder
  /// The folder's name in its parent.
  let name: DiskPath

  /// How a file of the output is called in messages.
  func shown(_ path: DiskPath) -> String { absolute + "/" + path.text }

  /// The absolute path of something next to the output.
  func shownSibling(_ sibling: DiskPath) -> String {
    let parentPath = absolute.utf8.dropLast(name.bytes.count + 1)
    return String(decoding: parentPath, as: UTF8.self) + "/" + sibling.text
  }

  /// The name of something of ours next to the output: `.<name>.study-<suffix>`.
  func sibling(_ suffix: String) -> DiskPath {
    DiskPath(bytes: [UInt8(ascii: ".")] + name.bytes + Array(".study-\(suffix)".utf8))
  }
}

/// The output folder as it was found.
struct FoundOutput: Sendable {
  let root: OpenFolder
  let status: FileStatus
  /// What study wrote there before; empty where the folder is empty.
  let manifest: Manifest
  let manifestBytes: [UInt8]?
  /// Tells whether the manifest was replaced since.
  let manifestStatus: FileStatus?
}

/// Opens the parent of the output folder, made when missing.
func locateOutput(_ outputFolder: String) throws(PublishFailure) -> OutputLocation {
  precondition(outputFolder.utf8.first == UInt8(ascii: "/"), "the output folder must be absolute")
  let parts = normalizedParts(outputFolder)
  guard let last = parts.last else {
    throw .outputRefused(path: "/", reason: .fileSystemRoot)
  }
  guard !parts.contains(".git") else {
    throw .outputRefused(path: "/" + parts.joined(separator: "/"), reason: .insideGit)
  }
  let parentPath = "/" + parts.dropLast().joined(separator: "/")
  let parent = try openMakingParents(parts.dropLast(), shown: parentPath)
  return OutputLocation(
    absolute: "/" + parts.joined(separator: "/"), parent: parent, name: DiskPath(last))
}

/// Whether the parent of an output folder is there.
func hasParentFolder(_ outputFolder: String) -> Bool {
  let parent = "/" + normalizedParts(outputFolder).dropLast().joined(separator: "/")
  let status = try? OpenFolder.current.status(of: DiskPath(parent), followingLinks: true)
  return status?.kind == .folder
}

/// The names in a path once `.` and `..` are worked out by their spelling, as people read them.
private func normalizedParts(_ path: String) -> [String] {
  var parts: [String] = []
  for part in path.utf8.split(separator: UInt8(ascii: "/")).map({ String(Substring($0)) }) {
    switch part {
    case ".": continue
    case "..": _ = parts.popLast()
    default: parts.append(part)
    }
  }
  return parts
}

private func openMakingParents(
  _ parts: ArraySlice<String>, shown: String
) throws(PublishFailure) -> OpenFolder {
  let whole = DiskPath("/" + parts.joined(separator: "/"))
  let folder = OpenFolder.current
  do {
    return try folder.openFolder(whole, followingLinks: true)
  } catch  where error == .noSuchFileOrDirectory {
    for end in parts.indices {
      let path = "/" + parts[...end].joined(separator: "/")
      do {
        try folder.makeFolder(DiskPath(path))
      } catch  where error == .fileExists || error == .isDirectory {
        continue
      } catch {
        throw .systemCall(.create, path: path, errno: error)
      }
    }
  } catch {
    throw .systemCall(.read, path: shown, errno: error)
  }
  do {
    return try folder.openFolder(whole, followingLinks: true)
  } catch {
    throw .systemCall(.read, path: shown, errno: error)
  }
}

/// Opens the output folder and reads its manifest; `nil` where there is no such folder yet. Throws
/// where study must not write there.
func openOutput(
  _ location: OutputLocation, protecting: [String]
) throws(PublishFailure) -> FoundOutput? {
  for folder in protecting {
    let spelled = "/" + normalizedParts(folder).joined(separator: "/")
    if spelled == location.absolute || spelled.utf8.starts(with: (location.absolute + "/").utf8) {
      throw .outputRefused(path: location.absolute, reason: .holds(protected: folder))
    }
  }
  let root: OpenFolder
  do {
    root = try location.parent.openFolder(location.name)
  } catch {
    if error == .noSuchFileOrDirectory { return nil }
    if location.parent.hasSymbolicLink(location.name) {
      throw .outputRefused(path: location.absolute, reason: .symbolicLink)
    }
    if error == .notDirectory {
      throw .outputRefused(path: location.absolute, reason: .notAFolder)
    }
    throw .systemCall(.read, path: location.absolute, errno: error)
  }
  return try inspect(root, location, protecting: protecting)
}

private func inspect(
  _ root: OpenFolder, _ location: OutputLocation, protecting: [String]
) throws(PublishFailure) -> FoundOutput {
  let status: FileStatus
  do { status = try root.status() } catch {
    throw .systemCall(.read, path: location.absolute, errno: error)
  }
  for folder in ["/"] + protecting where isFolder(status, orAbove: folder) {
    throw .outputRefused(path: location.absolute, reason: .holds(protected: folder))
  }
  if (try? root.status(of: DiskPath(".git"))) != nil {
    throw .outputRefused(path: location.absolute, reason: .gitRepository)
  }
  let manifestPath = DiskPath(Manifest.name)
  if let (bytes, manifestStatus) = try readWhole(manifestPath, in: root, location),
    let manifest = Manifest(parsing: bytes)
  {
    return FoundOutput(
      root: root, status: status, manifest: manifest, manifestBytes: bytes,
      manifestStatus: manifestStatus)
  }
  if try !isEmpty(root, location) {
    throw .outputRefused(path: location.absolute, reason: .notMadeByStudy)
  }
  return FoundOutput(
    root: root, status: status, manifest: Manifest(), manifestBytes: nil, manifestStatus: nil)
}

/// Whether the folder of this status is `path` or any folder that holds `path`, by identity:
/// links and mounts on the way make no difference. A path that is not there protects nothing.
private func isFolder(_ status: FileStatus, orAbove path: String) -> Bool {
  var climbing = path
  var below: FileStatus?
  while let here = try? OpenFolder.current.status(of: DiskPath(climbing), followingLinks: true) {
    if here.isSameFile(as: status) { return true }
    if let below, below.isSameFile(as: here) { return false }
    below = here
    climbing += "/.."
  }
  return false
}

/// Whether the folder holds nothing but what a build of study leaves behind when it is killed.
private func isEmpty(_ root: OpenFolder, _ location: OutputLocation) throws(PublishFailure) -> Bool
{
  do {
    return try root.entries(ofFolder: DiskPath(".")).entries.allSatisfy {
      Leftovers.insideNames.contains($0.name)
    }
  } catch {
    throw .systemCall(.list, path: location.absolute, errno: error)
  }
}

/// All bytes of a regular file; `nil` where there is none.
private func readWhole(
  _ path: DiskPath, in root: OpenFolder, _ location: OutputLocation
) throws(PublishFailure) -> ([UInt8], FileStatus)? {
  do {
    let file = try root.openFile(path)
    let status = try file.status()
    guard status.kind == .file, let bytes = try file.readToEnd() else { return nil }
    return (bytes, status)
  } catch {
    if error == .noSuchFileOrDirectory || error == .tooManySymbolicLinkLevels { return nil }
    throw .systemCall(.read, path: location.shown(path), errno: error)
  }
}

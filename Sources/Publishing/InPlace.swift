// Publishing file by file, inside the output folder: for places where two folders cannot be
// exchanged (the output is a mount point or on an overlay file system, or its parent folder cannot
// be written).
//
// Everything is written to a staging
// folder first, so a full disk changes nothing; then single files are renamed into place. A build
// killed during the renames leaves some files new and some old; the manifest names both contents by
// then, so the next build knows every one of them as study's.

internal import Disk
internal import Parallel
internal import SystemPackage

/// Publishes file by file and gives warnings about what could not be tidied up afterwards. Linear
/// in the number of files and in the bytes that changed.
func publishInPlace(
  _ plan: PublishPlan, _ found: FoundOutput, _ location: OutputLocation, jobs: Int,
  _ beforeChange: () -> Void
) async throws(PublishFailure) -> [String] {
  let root = found.root
  let staging = try attempt(.create, location.shown(Leftovers.stagingInside)) {
    () throws(Errno) in
    try StagingFolder.make(Leftovers.stagingInside, in: root)
  }
  func clear() -> Errno? { removeTree(staging.name, in: root) { _, _, _ in true } }
  do throws(PublishFailure) {
    try await stageAll(plan, found, staging, location, jobs: jobs)
    beforeChange()
    do throws(PublishFailure) {
      try moveAll(plan, from: staging, to: root, location)
    } catch {
      guard case .systemCall(let operation, let path, let number) = error else { throw error }
      throw .partlyPublished(operation, path: path, errno: number)
    }
  } catch {
    _ = clear()
    throw error
  }
  if clear() == nil { return [] }
  return [
    "The new site is in place, but \(location.shown(staging.name)) could not be removed. "
      + "The next build tries again."
  ]
}

/// Writes everything that is to be moved into place.
private func stageAll(
  _ plan: PublishPlan, _ found: FoundOutput, _ staging: StagingFolder, _ location: OutputLocation,
  jobs: Int
) async throws(PublishFailure) {
  let files = plan.files
  let fingerprints = try await inChunks(of: files.count, jobs: jobs) {
    (range) throws(PublishFailure) -> [Fingerprint] in
    var buffer: [UInt8] = []
    var written: [Fingerprint] = []
    for index in range {
      if let unchanged = files[index].unchanged {
        written.append(unchanged)
        continue
      }
      written.append(
        try writeFile(
          files[index].contents, at: stagedName(index), in: staging.folder,
          shown: location.shown(files[index].path), fixesMode: staging.fixesModes,
          buffer: &buffer))
    }
    return written
  }.flatMap(\.self)
  let entries = zip(files, fingerprints).map { ($0.path, $1) }
  var union = found.manifest
  for (path, fingerprint) in entries { union.add(fingerprint, at: path) }
  try stage(union.bytes, as: unionName, in: staging, location)
  try stage(Manifest.bytes(of: entries), as: finalName, in: staging, location)
}

private let unionName = DiskPath("manifest-of-both")
private let finalName = DiskPath("manifest")

/// Staged files lie side by side under their numbers: no folders to make twice.
private func stagedName(_ index: Int) -> DiskPath { DiskPath(String(index)) }

private func stage(
  _ bytes: [UInt8], as name: DiskPath, in staging: StagingFolder, _ location: OutputLocation
) throws(PublishFailure) {
  var buffer: [UInt8] = []
  _ = try writeFile(
    .bytes(bytes), at: name, in: staging.folder,
    shown: location.shown(DiskPath(Manifest.name)), fixesMode: staging.fixesModes,
    buffer: &buffer)
}

private func moveAll(
  _ plan: PublishPlan, from staging: StagingFolder, to root: OpenFolder, _ location: OutputLocation
) throws(PublishFailure) {
  let manifestPath = DiskPath(Manifest.name)
  func install(_ manifest: DiskPath) throws(PublishFailure) {
    try attempt(.rename, location.shown(manifestPath)) { () throws(Errno) in
      try staging.folder.rename(manifest, to: manifestPath, in: root)
    }
  }
  let imageFolders = foldersOf(plan.files.lazy.map(\.path))
  let imagePaths = Set(plan.files.map(\.path))
  // A vanished file where the site now needs a folder, or the other way round, must go first.
  func isInTheWay(_ path: DiskPath) -> Bool {
    imagePaths.contains(path) || imageFolders.contains(path)
      || path.folders(notSharedWith: nil).contains(where: imagePaths.contains)
  }
  try install(unionName)
  try remove(
    plan.vanished.filter(isInTheWay), plan.vanishedFolders.filter(isInTheWay), root, location)
  // Pages last: a reader in between finds everything that a new page names.
  for pages in [false, true] {
    var open: (path: DiskPath, folder: OpenFolder)?
    for (index, file) in plan.files.enumerated()
    where file.unchanged == nil && isPage(file.path) == pages {
      let (folder, name) = file.path.split
      if open?.path != folder {
        open = (folder, try openMaking(folder, root, staging.fixesModes, location))
      }
      guard let target = open?.folder else { continue }
      try attempt(.rename, location.shown(file.path)) { () throws(Errno) in
        try move(stagedName(index), from: staging, to: name, in: target, file.replaces)
      }
    }
  }
  try remove(
    plan.vanished.filter { !isInTheWay($0) }, plan.vanishedFolders.filter { !isInTheWay($0) },
    root, location)
  try install(finalName)
}

private func isPage(_ path: DiskPath) -> Bool {
  path.bytes.suffix(5).elementsEqual(".html".utf8)
}

private func move(
  _ staged: DiskPath, from staging: StagingFolder, to name: DiskPath, in folder: OpenFolder,
  _ replaces: Bool
) throws(Errno) {
  if !replaces {
    do {
      return try staging.folder.rename(staged, to: name, in: folder, .keepExisting)
    } catch {
      // Only where the file system does not know the rule is the plain call in its place.
      if ![Errno.invalidArgument, .noFunction].contains(error) { throw error }
    }
  }
  try staging.folder.rename(staged, to: name, in: folder)
}

/// Removes files, then folders that are empty without them, in the order given.
private func remove(
  _ files: [DiskPath], _ folders: [DiskPath], _ root: OpenFolder, _ location: OutputLocation
) throws(PublishFailure) {
  for path in files {
    try attempt(.remove, location.shown(path)) { () throws(Errno) in
      try inFolder(of: path, root) { folder, name throws(Errno) in
        try folder.removeFile(name)
      }
    }
  }
  for path in folders {
    try attempt(.remove, location.shown(path)) { () throws(Errno) in
      try inFolder(of: path, root) { folder, name throws(Errno) in
        do throws(Errno) {
          try folder.removeFolder(name)
        } catch {
          // Not empty: something was put there in the meantime, and it is the user's now.
          guard error == .directoryNotEmpty else { throw error }
        }
      }
    }
  }
}

/// Opens the folder of a path one name at a time, so that no link on the way is followed.
private func inFolder(
  of path: DiskPath, _ root: OpenFolder, _ work: (OpenFolder, DiskPath) throws(Errno) -> Void
) throws(Errno) {
  let (folder, name) = path.split
  try work(try openStepwise(folder, root) { _, _ in }, name)
}

private func openMaking(
  _ folder: DiskPath, _ root: OpenFolder, _ fixesModes: Bool, _ location: OutputLocation
) throws(PublishFailure) -> OpenFolder {
  try attempt(.create, location.shown(folder)) { () throws(Errno) in
    try openStepwise(folder, root) { parent, name throws(Errno) in
      let isNew = try parent.makeFolderIfMissing(name)
      if isNew, fixesModes { try parent.setMode(of: name, 0o755) }
    }
  }
}

private func openStepwise(
  _ folder: DiskPath, _ root: OpenFolder,
  before step: (OpenFolder, DiskPath) throws(Errno) -> Void
) throws(Errno) -> OpenFolder {
  var open = try root.openFolder(DiskPath("."))
  for part in folder.bytes.split(separator: UInt8(ascii: "/")) {
    let name = DiskPath(bytes: part)
    try step(open, name)
    open = try open.openFolder(name)
  }
  return open
}

extension DiskPath {
  /// The folder (empty at the top) and the name in it.
  fileprivate var split: (folder: DiskPath, name: DiskPath) {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return (DiskPath(""), self) }
    return (DiskPath(bytes: bytes[..<slash]), DiskPath(bytes: bytes[(slash + 1)...]))
  }
}

// Publishing by exchange: the whole new site is built in a folder next to the output, and one call
// to the kernel swaps the two. Killed at any moment, the output is the old site or the new one.
//
// What was decided is in the plan; this file carries it out and does not compare
// contents. It never opens a file that exists for writing: files that stay are hard links.
//
// This defends against a killed process and a failing call, not against a power cut: nothing is
// flushed to the disk, because flushing every page costs a hundred times the writing of it, and a
// site that a power cut spoilt is built again with one command.

internal import Disk
internal import Parallel
internal import SystemPackage

/// Why staging stopped.
private enum StagingProblem: Error {
  case failure(PublishFailure)
  /// The file system cannot link or exchange here; the site must be written in place.
  case unsupported
}

/// What linking and exchanging say where a file system or a mount cannot do them.
private let unsupportedNumbers: [Errno] = [
  .improperLink, .notPermitted, .permissionDenied, .tooManyLinks, .notSupported, .noFunction,
  .invalidArgument, .resourceBusy,
]

/// The staging folder, open and locked.
struct StagingFolder: Sendable {
  let name: DiskPath
  let folder: OpenFolder
  /// Whether modes must be set by calls of their own, because the process masks them.
  let fixesModes: Bool

  /// Makes a folder and the mark in it, and finds out what modes new files get.
  static func make(
    _ name: DiskPath, in parent: OpenFolder
  ) throws(Errno) -> StagingFolder {
    try parent.makeFolder(name)
    let folder = try parent.openFolder(name)
    do {
      _ = folder.tryLock()
      let mark = try folder.createFile(Leftovers.unfinishedMark)
      let folderMode = try folder.status().mode
      let fileMode = try mark.status().mode
      let fixesModes = folderMode & 0o777 != 0o755 || fileMode != 0o644
      if fixesModes { try folder.setMode(folderMode & 0o7000 | 0o755) }
      return StagingFolder(name: name, folder: folder, fixesModes: fixesModes)
    } catch {
      _ = removeTree(name, in: parent) { _, _, _ in true }
      throw error
    }
  }

  /// Makes a folder of the site in this one, unless it is there.
  func makeFolder(_ path: DiskPath) throws(Errno) {
    let isNew = try folder.makeFolderIfMissing(path)
    if isNew, fixesModes { try folder.setMode(of: path, 0o755) }
  }
}

/// Publishes by exchange and gives warnings about what could not be tidied up afterwards; `nil`,
/// with nothing changed, where the file system cannot do it.
///
/// Linear in the number of files and in the bytes that changed.
func publishByExchange(
  _ plan: PublishPlan, _ found: FoundOutput?, _ listing: TreeListing?, _ location: OutputLocation,
  jobs: Int, _ beforeChange: () -> Void
) async throws(PublishFailure) -> [String]? {
  let staging: StagingFolder
  do {
    staging = try makeStaging(location)
  } catch {
    if found != nil, OutputLock.deniesSiblings(error) { return nil }
    throw .systemCall(.create, path: location.absolute, errno: error)
  }
  do throws(StagingProblem) {
    try await complete(staging, plan, found, listing, location, jobs: jobs, beforeChange)
  } catch {
    switch error {
    case .failure(let failure): throw failure
    case .unsupported: return nil
    }
  }
  guard let listing else { return [] }
  return removeOldTree(staging, plan, listing, location)
}

/// Completes the staging folder of an output that does not exist yet, and gives it the output's
/// name. On a failure nothing is left of it. Linear as `publishByExchange`.
func publishByMoving(
  _ staging: StagingFolder, _ plan: PublishPlan, _ location: OutputLocation, jobs: Int
) async throws(PublishFailure) {
  do throws(StagingProblem) {
    try await complete(staging, plan, nil, nil, location, jobs: jobs) {}
  } catch {
    guard case .failure(let failure) = error else {
      preconditionFailure("nothing was to be linked or exchanged")
    }
    throw failure
  }
}

/// Fills a staging folder and puts it in the output's place, or removes it.
private func complete(
  _ staging: StagingFolder, _ plan: PublishPlan, _ found: FoundOutput?, _ listing: TreeListing?,
  _ location: OutputLocation, jobs: Int, _ beforeChange: () -> Void
) async throws(StagingProblem) {
  do throws(StagingProblem) {
    try await fill(staging, plan, found, listing, location, jobs: jobs)
    beforeChange()
    try exchange(staging, found, location)
  } catch {
    _ = removeTree(staging.name, in: location.parent) { _, _, _ in true }
    throw error
  }
}

/// Makes a staging folder next to the output.
func makeStaging(_ location: OutputLocation) throws(Errno) -> StagingFolder {
  var attempt = 1
  while true {
    // Another number for the same process id: a leftover that could not be removed has the first.
    let suffix = attempt == 1 ? "" : "-\(attempt)"
    let name = location.sibling("staging-\(processIdentifier())\(suffix)")
    do {
      return try StagingFolder.make(name, in: location.parent)
    } catch  where error == .fileExists && attempt < 100 {
      attempt += 1
    }
  }
}

// MARK: Filling the staging folder

private func fill(
  _ staging: StagingFolder, _ plan: PublishPlan, _ found: FoundOutput?, _ listing: TreeListing?,
  _ location: OutputLocation, jobs: Int
) async throws(StagingProblem) {
  let files = plan.files
  let root = found?.root
  let fingerprints = try await inChunks(of: files.count, jobs: jobs) {
    (range) throws(StagingProblem) -> [Fingerprint] in
    try write(files[range], to: staging, linkingFrom: root, location)
  }
  if let root {
    try linkKept(plan, from: root, to: staging, location)
  }
  let entries = zip(files, fingerprints.joined()).map { ($0.path, $1) }
  let manifestPath = DiskPath(Manifest.name)
  do throws(PublishFailure) {
    var buffer: [UInt8] = []
    _ = try writeFile(
      .bytes(Manifest.bytes(of: entries)), at: manifestPath, in: staging.folder,
      shown: location.shown(manifestPath), fixesMode: staging.fixesModes, buffer: &buffer)
  } catch {
    throw .failure(error)
  }
  if let listing {
    try keepFolderModes(of: listing, in: staging)
  }
  // From here on the staging folder holds a whole site.
  do { try staging.folder.removeFile(Leftovers.unfinishedMark) } catch {
    throw .failure(.systemCall(.remove, path: location.absolute, errno: error))
  }
}

private func write(
  _ files: ArraySlice<PlannedFile>, to staging: StagingFolder, linkingFrom root: OpenFolder?,
  _ location: OutputLocation
) throws(StagingProblem) -> [Fingerprint] {
  var buffer: [UInt8] = []
  var fingerprints: [Fingerprint] = []
  fingerprints.reserveCapacity(files.count)
  var previous: DiskPath?
  for file in files {
    if case .staged(let fingerprint) = file.contents {
      fingerprints.append(fingerprint)
      previous = file.path
      continue
    }
    for folder in file.path.folders(notSharedWith: previous) {
      do { try staging.makeFolder(folder) } catch {
        throw .failure(
          .systemCall(.create, path: location.shown(folder), errno: error))
      }
    }
    previous = file.path
    if let unchanged = file.unchanged, let root {
      try link(file.path, from: root, to: staging, location)
      fingerprints.append(unchanged)
    } else {
      do throws(PublishFailure) {
        fingerprints.append(
          try writeFile(
            file.contents, at: file.path, in: staging.folder, shown: location.shown(file.path),
            fixesMode: staging.fixesModes, buffer: &buffer))
      } catch {
        throw .failure(error)
      }
    }
  }
  return fingerprints
}

private func link(
  _ path: DiskPath, from root: OpenFolder, to staging: StagingFolder, _ location: OutputLocation
) throws(StagingProblem) {
  do {
    try root.link(path, to: path, in: staging.folder)
  } catch {
    if unsupportedNumbers.contains(error) { throw .unsupported }
    // Gone since it was listed: another program is at work in the folder.
    if error == .noSuchFileOrDirectory { throw .failure(.outputReplaced(path: location.absolute)) }
    throw .failure(.systemCall(.create, path: location.shown(path), errno: error))
  }
}

/// Takes over what study did not make.
private func linkKept(
  _ plan: PublishPlan, from root: OpenFolder, to staging: StagingFolder, _ location: OutputLocation
) throws(StagingProblem) {
  func makeFolder(_ folder: DiskPath) throws(StagingProblem) {
    do { try staging.makeFolder(folder) } catch {
      throw .failure(.systemCall(.create, path: location.shown(folder), errno: error))
    }
  }
  for folder in plan.foreignFolders { try makeFolder(folder) }
  var previous: DiskPath?
  for path in plan.kept {
    for folder in path.folders(notSharedWith: previous) { try makeFolder(folder) }
    try link(path, from: root, to: staging, location)
    previous = path
  }
}

/// Gives the folders that stay the modes and owners they had, for a shared folder may have been set
/// up with care.
private func keepFolderModes(
  of listing: TreeListing, in staging: StagingFolder
) throws(StagingProblem) {
  guard let made = try? staging.folder.status() else { return }
  for (path, old) in listing.folders.sorted(by: { $0.key < $1.key }) {
    let target = path.bytes.isEmpty ? DiskPath(".") : path
    let hasOurOwner = old.owner == made.owner && old.group == made.group
    if old.mode == made.mode, hasOurOwner { continue }
    do {
      if !hasOurOwner {
        try staging.folder.setOwner(of: target, owner: old.owner, group: old.group)
      }
      try staging.folder.setMode(of: target, old.mode)
    } catch {
      // A folder of an earlier build that the site no longer needs.
      if error == .noSuchFileOrDirectory { continue }
      throw .unsupported
    }
  }
}

// MARK: The exchange

private func exchange(
  _ staging: StagingFolder, _ found: FoundOutput?, _ location: OutputLocation
) throws(StagingProblem) {
  let parent = location.parent
  guard let found else { return try moveIntoPlace(staging, location) }
  func nameIsFound(_ name: DiskPath) -> Bool {
    guard let status = try? parent.status(of: name) else { return false }
    return status.isSameFile(as: found.status)
  }
  guard nameIsFound(location.name) else {
    throw .failure(.outputReplaced(path: location.absolute))
  }
  do {
    try parent.rename(staging.name, to: location.name, in: parent, .exchange)
  } catch {
    if unsupportedNumbers.contains(error) { throw .unsupported }
    throw .failure(.systemCall(.rename, path: location.absolute, errno: error))
  }
  if !nameIsFound(staging.name) {
    // Another folder was put there in the moment between the two calls: it goes back.
    try? parent.rename(staging.name, to: location.name, in: parent, .exchange)
    throw .failure(.outputReplaced(path: location.absolute))
  }
}

/// Gives the staging folder the name of an output that does not exist yet.
private func moveIntoPlace(
  _ staging: StagingFolder, _ location: OutputLocation
) throws(StagingProblem) {
  let parent = location.parent
  do throws(Errno) {
    do throws(Errno) {
      try parent.rename(staging.name, to: location.name, in: parent, .keepExisting)
    } catch  where [Errno.invalidArgument, .noFunction].contains(error) {
      if (try? parent.status(of: location.name)) != nil {
        throw .fileExists
      }
      try parent.rename(staging.name, to: location.name, in: parent)
    }
  } catch {
    if error == .fileExists {
      throw .failure(.outputReplaced(path: location.absolute))
    }
    throw .failure(.systemCall(.rename, path: location.absolute, errno: error))
  }
}

// MARK: After the exchange

/// Removes what the output was before, entry for entry as it was listed. What was put there
/// while the site was being written moves into the new output.
private func removeOldTree(
  _ staging: StagingFolder, _ plan: PublishPlan, _ listing: TreeListing, _ location: OutputLocation
) -> [String] {
  var warnings: [String] = []
  var imagePaths: Set<DiskPath>?
  func isOfTheSite(_ path: DiskPath) -> Bool {
    let paths = imagePaths ?? Set(plan.files.map(\.path))
    imagePaths = paths
    return paths.contains(path)
  }
  let error = removeTree(staging.name, in: location.parent) { path, entry, folder in
    if entry.kind == .folder {
      if listing.folders[path] != nil { return true }
    } else if listing.files[path]?.inode == entry.inode {
      return true
    }
    if path == DiskPath(Manifest.name) || Leftovers.insideNames.contains(path) {
      return true
    }
    if isOfTheSite(path) { return true }
    for outer in path.folders(notSharedWith: nil) { try? staging.makeFolder(outer) }
    do {
      try folder.rename(entry.name, to: path, in: staging.folder)
    } catch {
      warnings.append(
        "\(location.shown(path)) was made during the build and is now in "
          + "\(location.shownSibling(staging.name)). Move it back.")
    }
    return false
  }
  if error != nil, warnings.isEmpty {
    warnings.append(
      "The new site is in place, but the one it replaced could not be removed entirely: "
        + "\(location.shownSibling(staging.name)). The next build tries again.")
  }
  return warnings
}

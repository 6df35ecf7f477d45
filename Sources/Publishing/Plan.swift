// What has to change in an output folder for it to hold a site image: worked out before anything is
// written.
//
// It reads the folder and the files that are to be copied; it writes nothing and does not know how
// the changes will be carried out.

internal import Disk
internal import Parallel
internal import SystemPackage

/// What is to be in a file.
enum PlannedContents: Sendable {
  case bytes([UInt8])
  /// The contents of a file on disk, copied piece by piece: memory stays flat however long it is.
  case copy(absolutePath: String)
  /// What is in the staging folder already.
  case staged(Fingerprint)
}

/// One file of the image and what has to be done for it.
struct PlannedFile: Sendable {
  let path: DiskPath
  let contents: PlannedContents
  /// The fingerprint of the file on disk where it already has these contents.
  var unchanged: Fingerprint?
  /// Whether a file of this name is on disk now.
  var replaces = false
  /// Whether that file has other contents than study wrote.
  var replacesEdited = false
}

/// Everything that a publishing step must do, and everything it must leave alone.
struct PublishPlan: Sendable {
  /// The image, sorted by path.
  var files: [PlannedFile]
  /// Files of an earlier build that the site no longer has, unchanged since study wrote them.
  var vanished: [DiskPath] = []
  /// Files that the site no longer has but that the user edited: kept.
  var edited: [DiskPath] = []
  /// Files that study did not make: kept.
  var foreign: [DiskPath] = []
  /// Folders that neither the site nor an earlier build made: kept, outermost first.
  var foreignFolders: [DiskPath] = []
  /// Folders of an earlier build in which nothing stays, innermost first.
  var vanishedFolders: [DiskPath] = []

  /// Everything that is kept although the site does not have it, sorted.
  var kept: [DiskPath] { (edited + foreign).sorted() }

  var changesFiles: Bool {
    !vanished.isEmpty || files.contains { $0.unchanged == nil }
  }
}

/// Works out the plan for an output folder. `found` and `listing` are `nil` together, where there
/// is no folder yet.
///
/// Linear in the bytes of the image and of the folder; `jobs` files are compared at once.
func makePlan(
  _ image: [PlannedFile], _ found: FoundOutput?, _ listing: TreeListing?,
  _ location: OutputLocation, jobs: Int
) async throws(PublishFailure) -> PublishPlan {
  var plan = PublishPlan(files: image)
  guard let found, let listing else { return plan }
  if !listing.files.isEmpty {
    let results = try await inChunks(of: image.count, jobs: jobs) {
      (range) throws(PublishFailure) -> [PlannedFile] in
      try compare(image[range], with: listing, found, location)
    }
    plan.files = results.flatMap(\.self)
  }
  let imagePaths = Set(image.map(\.path))
  try sortOutTheRest(&plan, imagePaths, found, listing, location)
  try refuseCollisions(plan, imagePaths, found, listing, location)
  return plan
}

private func compare(
  _ image: ArraySlice<PlannedFile>, with listing: TreeListing, _ found: FoundOutput,
  _ location: OutputLocation
) throws(PublishFailure) -> [PlannedFile] {
  var buffer: [UInt8] = []
  var compared = Array(image)
  for index in compared.indices {
    let file = compared[index]
    guard let entry = listing.files[file.path], entry.kind == .file else { continue }
    compared[index].replaces = true
    compared[index].unchanged = try fingerprint(
      ofFileEqualTo: file.contents, at: file.path, in: found.root,
      shown: location.shown(file.path), buffer: &buffer)
    guard compared[index].unchanged == nil, let known = found.manifest.contents[file.path] else {
      continue
    }
    let actual = try attempt(.read, location.shown(file.path)) { () throws(Errno) in
      try fingerprint(of: file.path, in: found.root, buffer: &buffer)
    }
    compared[index].replacesEdited = actual.map { !known.contains($0) } ?? false
  }
  return compared
}

/// Decides about everything on disk that the image does not have.
private func sortOutTheRest(
  _ plan: inout PublishPlan, _ imagePaths: Set<DiskPath>, _ found: FoundOutput,
  _ listing: TreeListing, _ location: OutputLocation
) throws(PublishFailure) {
  var buffer: [UInt8] = []
  for (path, entry) in listing.files where !imagePaths.contains(path) {
    guard entry.kind == .file, let known = found.manifest.contents[path] else {
      plan.foreign.append(path)
      continue
    }
    let actual = try attempt(.read, location.shown(path)) { () throws(Errno) in
      try fingerprint(of: path, in: found.root, buffer: &buffer)
    }
    if let actual, known.contains(actual) {
      plan.vanished.append(path)
    } else {
      plan.edited.append(path)
    }
  }
  plan.vanished.sort()
  plan.edited.sort()
  plan.foreign.sort()
  let imageFolders = foldersOf(plan.files.lazy.map(\.path))
  let unknown = listing.folders.keys.filter { !$0.bytes.isEmpty && !imageFolders.contains($0) }
  if !unknown.isEmpty {
    let madeBefore = foldersOf(found.manifest.contents.keys.sorted())
    plan.foreignFolders = unknown.filter { !madeBefore.contains($0) }.sorted()
    let staysIn = foldersOf(plan.kept + plan.foreignFolders)
    plan.vanishedFolders = unknown.filter {
      madeBefore.contains($0) && !staysIn.contains($0)
    }.sorted(by: >)
  }
}

/// All folders that sorted paths lie in.
func foldersOf(_ paths: some Sequence<DiskPath>) -> Set<DiskPath> {
  var folders: Set<DiskPath> = []
  var previous: DiskPath?
  for path in paths {
    folders.formUnion(path.folders(notSharedWith: previous))
    previous = path
  }
  return folders
}

/// Throws where the site needs a place that holds something study must not replace.
private func refuseCollisions(
  _ plan: PublishPlan, _ imagePaths: Set<DiskPath>, _ found: FoundOutput, _ listing: TreeListing,
  _ location: OutputLocation
) throws(PublishFailure) {
  let stays = Set(plan.edited + plan.foreign)
  let staysIn = foldersOf(plan.kept).union(plan.foreignFolders)
  var previous: DiskPath?
  for file in plan.files {
    if let entry = listing.files[file.path], file.unchanged == nil {
      let isOurs = entry.kind == .file && found.manifest.contents[file.path] != nil
      if !isOurs { throw .fileInTheWay(path: location.shown(file.path)) }
    }
    if staysIn.contains(file.path) { throw .fileInTheWay(path: location.shown(file.path)) }
    if !stays.isEmpty {
      for folder in file.path.folders(notSharedWith: previous) where stays.contains(folder) {
        throw .fileInTheWay(path: location.shown(folder))
      }
    }
    previous = file.path
  }
}

// The last stage of a build: a site image is published into an output folder.
//
// It knows paths and bytes only: no pages, links or templates. README.md gives the order in which
// to read the files next to this one.

internal import Disk
package import Files

/// What `publish` did.
package struct PublishReport: Equatable, Sendable {
  /// How many files were written, because they are new or differ.
  package var written = 0
  /// How many files of an earlier build were dropped.
  package var removed = 0
  /// How many files were left as they were.
  package var unchanged = 0
  /// Files in the output that study did not make, sorted. They were left as they were.
  package var foreign: [String] = []
  /// Files that the site no longer has, but that the user edited since study wrote them, sorted.
  /// They were kept, and from now on count as foreign.
  package var edited: [String] = []
  /// Files of the site that the user edited since study wrote them, sorted. They were replaced.
  package var replacedEdits: [String] = []
  /// Sentences for the reader about something that could not be tidied up. The site is complete.
  package var warnings: [String] = []
}

/// Publishes a site image: afterwards the output folder holds exactly these files, next to those
/// that study did not make. Files that already have the right contents are not touched, and if all
/// have, nothing is.
///
/// Killed at any moment, the output holds the old site or the new one, complete; the next call
/// removes what the killed one left next to it. A failure leaves the old site. Where the file
/// system cannot exchange two folders the site is replaced file by file instead, with weaker
/// promises (see InPlace.swift).
///
/// Takes time linear in the bytes of the image and in the number of files in the output, and memory
/// linear in the number of files.
///
/// - Parameters:
///   - image: no two files of one path, no file where another needs a folder.
///   - content: where the image's assets are; each is copied piece by piece, however long it is.
///   - outputFolder: an absolute path; made when missing. It must be empty or made by study.
///   - protecting: absolute paths of folders that must be neither the output nor inside it.
///   - jobs: how many files may be worked on at once; 1 does all in the calling task.
///   - staged: where those files lie that are staged already, opened for this output.
/// - Throws: `PublishFailure`, with a message for the reader.
package func publish(
  _ image: SiteImage, of content: any FileTree, to outputFolder: String, protecting: [String],
  jobs: Int, staged: StagedFiles? = nil
) async throws(PublishFailure) -> PublishReport {
  try await publish(
    image, of: content, to: outputFolder, protecting: protecting, jobs: jobs, staged: staged,
    under: Circumstances())
}

/// What a test can arrange that happens by chance elsewhere.
struct Circumstances: Sendable {
  /// Whether two folders can be exchanged; only where there is an output.
  var canExchange = true
  /// Runs when everything is written, right before the output folder changes.
  var beforeChange: @Sendable () -> Void = {}
}

func publish(
  _ image: SiteImage, of content: any FileTree, to outputFolder: String, protecting: [String],
  jobs: Int, staged: StagedFiles?, under circumstances: Circumstances
) async throws(PublishFailure) -> PublishReport {
  let image = checkedImage(image, content)
  if let staged { return try await publish(image, completing: staged, jobs: jobs) }
  let location = try locateOutput(outputFolder)

  let first: Examination
  do throws(PublishFailure) {
    first = try await examine(image, location, protecting: protecting, jobs: jobs)
  } catch {
    return try await publishAfterFailedLook(
      image, location, error, protecting, jobs, circumstances)
  }
  if !first.needsWork { return first.report }

  let lock = try OutputLock.take(location, root: first.found?.root)
  defer { lock.release() }
  if first.isCurrent(location) {
    return try await publish(first, location, jobs: jobs, circumstances)
  }
  // Another build finished between our looking and our locking: look again, now undisturbed.
  let second = try await examine(image, location, protecting: protecting, jobs: jobs)
  return try await publish(second, location, jobs: jobs, circumstances)
}

/// Looks again, holding the lock: what another build moves and removes while it publishes makes an
/// undisturbed folder look broken. Where the lock cannot be had for lack of a place for it, the
/// first look's failure counts.
private func publishAfterFailedLook(
  _ image: [PlannedFile], _ location: OutputLocation, _ failure: PublishFailure,
  _ protecting: [String], _ jobs: Int, _ circumstances: Circumstances
) async throws(PublishFailure) -> PublishReport {
  // No build may ever write there, so none was at work; and a lock file has no business next to it.
  if case .outputRefused = failure { throw failure }
  let lock = try takeLock(location, orThrow: failure)
  defer { lock.release() }
  let examination = try await examine(image, location, protecting: protecting, jobs: jobs)
  if !examination.needsWork { return examination.report }
  return try await publish(examination, location, jobs: jobs, circumstances)
}

private func takeLock(
  _ location: OutputLocation, orThrow failure: PublishFailure
) throws(PublishFailure) -> OutputLock {
  do throws(PublishFailure) { return try OutputLock.take(location, root: nil) } catch {
    if case .anotherBuildRunning = error { throw error }
    throw failure
  }
}

/// An output folder as it is, and what has to be done about it.
private struct Examination: Sendable {
  let found: FoundOutput?
  let listing: TreeListing?
  let plan: PublishPlan
  /// Whether anything at all has to be written or removed.
  let needsWork: Bool

  /// The report for the case that all goes well.
  var report: PublishReport {
    var report = PublishReport()
    report.unchanged = plan.files.count { $0.unchanged != nil }
    report.written = plan.files.count - report.unchanged
    report.removed = plan.vanished.count
    report.foreign = plan.foreign.map(\.text)
    report.edited = plan.edited.map(\.text)
    report.replacedEdits = plan.files.filter(\.replacesEdited).map(\.path.text)
    return report
  }

  /// Whether the output is still the one that was examined.
  func isCurrent(_ location: OutputLocation) -> Bool {
    let now = try? location.parent.status(of: location.name)
    guard let found, let now else { return found == nil && now == nil }
    guard found.status.isSameFile(as: now) else { return false }
    let manifest = try? found.root.status(of: DiskPath(Manifest.name))
    guard let before = found.manifestStatus, let manifest else {
      return found.manifestStatus == nil && manifest == nil
    }
    return before.isSameFile(as: manifest) && before.changed == manifest.changed
  }
}

private func examine(
  _ image: [PlannedFile], _ location: OutputLocation, protecting: [String], jobs: Int
) async throws(PublishFailure) -> Examination {
  let found = try openOutput(location, protecting: protecting)
  var listing: TreeListing?
  if let found { listing = try TreeListing.list(found.root, location) }
  let plan = try await makePlan(image, found, listing, location, jobs: jobs)
  var needsWork = found == nil || plan.changesFiles || listing?.hasLeftovers == true
  if !needsWork {
    let entries = plan.files.compactMap { file in file.unchanged.map { (file.path, $0) } }
    needsWork = found?.manifestBytes != Manifest.bytes(of: entries)
  }
  if !needsWork { needsWork = try !Leftovers.siblings(of: location).isEmpty }
  return Examination(found: found, listing: listing, plan: plan, needsWork: needsWork)
}

/// Carries out a plan; the caller holds the lock.
private func publish(
  _ examination: Examination, _ location: OutputLocation, jobs: Int,
  _ circumstances: Circumstances
) async throws(PublishFailure) -> PublishReport {
  let (found, listing, plan) = (examination.found, examination.listing, examination.plan)
  var report = examination.report
  report.warnings = try Leftovers.clear(location, found)
  let entries = plan.files.compactMap { file in file.unchanged.map { (file.path, $0) } }
  if let found, !plan.changesFiles, found.manifestBytes == Manifest.bytes(of: entries) {
    return report  // there was nothing but leftovers
  }
  if found == nil || circumstances.canExchange {
    let warnings = try await publishByExchange(
      plan, found, listing, location, jobs: jobs, circumstances.beforeChange)
    if let warnings {
      report.warnings += warnings
      return report
    }
  }
  if let found {
    report.warnings += try await publishInPlace(
      plan, found, location, jobs: jobs, circumstances.beforeChange)
  }
  return report
}

/// Publishes an output that did not exist when its first pages were staged.
private func publish(
  _ image: [PlannedFile], completing staged: StagedFiles, jobs: Int
) async throws(PublishFailure) -> PublishReport {
  defer { staged.release() }
  var report = PublishReport()
  report.written = image.count
  report.warnings = staged.warnings
  try await publishByMoving(staged.staging, PublishPlan(files: image), staged.location, jobs: jobs)
  return report
}

/// Asserts that a path stays in the output folder and takes no name of study's own. O(bytes).
func assertClean(_ path: DiskPath) {
  let bytes = path.bytes
  let dot = UInt8(ascii: ".")
  var start = 0
  while start <= bytes.count {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "/") { end += 1 }
    precondition(end > start, "an output path has an empty name: \(path.text)")
    let isDots = end - start <= 2 && bytes[start] == dot && bytes[end - 1] == dot
    precondition(!isDots, "an output path leaves its folder: \(path.text)")
    // Names of study's own begin with a dot.
    if start == 0, bytes[0] == dot {
      let top = DiskPath(bytes: bytes[..<end])
      precondition(
        top != DiskPath(Manifest.name) && !Leftovers.insideNames.contains(top),
        "an output path is one of study's own: \(path.text)")
    }
    start = end + 1
  }
  precondition(!bytes.contains(0), "an output path contains a zero: \(path.text)")
}

/// The image sorted by path bytes. What an earlier stage must have made sure of is asserted.
private func checkedImage(_ image: SiteImage, _ content: any FileTree) -> [PlannedFile] {
  var image = image.files.map { file in
    let contents: PlannedContents =
      switch file.contents {
      case .bytes(let bytes): .bytes(bytes)
      case .asset(let path): .copy(absolutePath: content.diskPath(of: path) ?? path.text)
      case .staged(let size, let hash): .staged(Fingerprint(size: size, hash: hash))
      }
    return PlannedFile(path: DiskPath(file.path.text), contents: contents)
  }
  let isSorted = zip(image, image.dropFirst()).allSatisfy { $0.path < $1.path }
  if !isSorted { image.sort { $0.path < $1.path } }
  var previous: DiskPath?
  for file in image {
    assertClean(file.path)
    precondition(previous != file.path, "two output files have one path: \(file.path.text)")
    previous = file.path
  }
  let folders = foldersOf(image.lazy.map(\.path))
  precondition(
    !image.contains { folders.contains($0.path) }, "an output file is in the place of a folder")
  return image
}

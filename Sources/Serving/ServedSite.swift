// The site as the preview serves it: the image as a map from paths to files. A path that is not in
// the map does not exist, so no request reaches the file system. It knows no request.

internal import Building
internal import Content
internal import Disk
internal import Files

/// A published site.
struct ServedSite: Sendable {
  /// Keyed by bytes: two Unicode forms of a name are two files, as on any host.
  private(set) var files: [[UInt8]: ServedFile] = [:]
  /// Counts the publications of this run.
  private(set) var number = 0
  /// Reads assets.
  private(set) var content: DiskTree?

  /// Files other than pages that a publication changed: paths in the image.
  typealias Changes = [String]

  init() {}

  /// The site with a new image. Files with the same bytes keep their version.
  /// - Parameters:
  ///   - changedAssets: assets whose bytes may differ although their path does not.
  ///   - change: how the image differs from the published one.
  func publishing(
    _ image: SiteImage, content: DiskTree?, changedAssets: Set<ContentPath>,
    change: Change<OutputPath> = .everything
  ) -> (site: ServedSite, changes: Changes, pageCount: Int) {
    var next = ServedSite()
    next.number = number + 1
    next.content = content
    var candidates = image.files
    if case .only(let paths) = change, changedAssets.isEmpty, image.files.count == files.count {
      next.files = files
      candidates = paths.compactMap { image.file(at: $0) }
    } else {
      next.files.reserveCapacity(image.files.count)
    }
    var changes: Changes = []
    var pageCount = 0
    for file in candidates {
      let key = Array(file.path.text.utf8)
      let old = files[key]
      if let old, old.contents.isSame(as: file.contents, changedAssets) {
        next.files[key] = old
        continue
      }
      next.files[key] = ServedFile(contents: file.contents, version: next.number)
      if key.ends(with: ".html") {
        pageCount += 1
      } else if old != nil {
        changes.append(file.path.text)
      }
    }
    return (next, changes, pageCount)
  }

  /// The version of a file; zero when there is none. Browsers reload a page when it changes.
  func version(of path: [UInt8]) -> Int { files[path]?.version ?? 0 }
}

/// A file of a published site.
struct ServedFile: Sendable {
  let contents: OutputFile.Contents
  /// The publication that brought it.
  let version: Int
}

extension OutputFile.Contents {
  fileprivate func isSame(as other: Self, _ changedAssets: Set<ContentPath>) -> Bool {
    switch (self, other) {
    // Bytes that were not rendered again share their storage, so the comparison is O(1).
    case (.bytes(let left), .bytes(let right)): left == right
    case (.asset(let left), .asset(let right)): left == right && !changedAssets.contains(left)
    default: false
    }
  }
}

extension [UInt8] {
  func ends(with ending: String) -> Bool { suffix(ending.utf8.count).elementsEqual(ending.utf8) }
}

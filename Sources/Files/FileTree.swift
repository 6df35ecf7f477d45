// Where source files come from. A build reads through a `FileTree` only, so tests can build from
// memory, and the preview can tell what a build has read.

package import Diagnostics

/// A folder of files.
package protocol FileTree: Sendable {
  /// All publishable files below the folder, sorted, with diagnostics about the rest.
  func files() -> Diagnosed<[TreeFile]>
  /// A file's contents. An error when it cannot be read or is longer than `limit` bytes.
  func read(_ path: ContentPath, limit: Int) -> Diagnosed<[UInt8]?>
  /// A file's first `count` bytes, or all of them if it is shorter; nil when it cannot be read.
  func readStart(_ path: ContentPath, count: Int) -> [UInt8]?
  /// The file's path on disk, for assets that are copied without being read.
  func diskPath(of path: ContentPath) -> String?
}

/// One file of a tree.
package struct TreeFile: Sendable, Equatable {
  package let path: ContentPath

  package init(path: ContentPath) {
    self.path = path
  }
}

/// Files held in memory.
package struct MemoryTree: FileTree {
  private let contents: [ContentPath: [UInt8]]

  /// Keyed by path rather than String: two names in different Unicode normalisation are two files.
  package init(_ contents: [ContentPath: [UInt8]]) {
    self.contents = contents
  }

  package func files() -> Diagnosed<[TreeFile]> {
    Diagnosed(contents.keys.map { TreeFile(path: $0) }.sorted { $0.path < $1.path })
  }

  package func read(_ path: ContentPath, limit: Int) -> Diagnosed<[UInt8]?> {
    guard let bytes = contents[path] else {
      return Diagnosed(nil, [Diagnostic(.unreadableFile, "the file is gone", path: path.text)])
    }
    guard bytes.count <= limit else { return Diagnosed(nil, [tooLarge(path.text, limit)]) }
    return Diagnosed(bytes)
  }

  package func readStart(_ path: ContentPath, count: Int) -> [UInt8]? {
    contents[path].map { Array($0.prefix(count)) }
  }

  package func diskPath(of path: ContentPath) -> String? { nil }
}

/// The diagnostic for a file that is longer than a page may be.
package func tooLarge(_ path: String, _ limit: Int) -> Diagnostic {
  let size = limit % (1 << 20) == 0 ? "\(limit >> 20) MiB" : "\(limit) bytes"
  return Diagnostic(
    .fileTooLarge, "the file is larger than the page limit of \(size)", path: path,
    notes: ["split it into several pages; `limits: page_bytes:` in study.yml raises the limit"])
}

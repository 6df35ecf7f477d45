// Where source files come from. A build asks a `FileTree` and nothing else, so tests build from
// memory, and the preview can tell what a build has read.

package import Diagnostics

/// A folder of files.
package protocol FileTree: Sendable {
  /// All files below the folder that may be published, sorted, and what is wrong with the rest.
  func files() -> Diagnosed<[TreeFile]>
  /// The contents of a file. An error when it cannot be read or is longer than `limit` bytes.
  func read(_ path: ContentPath, limit: Int) -> Diagnosed<[UInt8]?>
  /// The first `count` bytes of a file, or all if it is shorter; nil when it cannot be read.
  func readStart(_ path: ContentPath, count: Int) -> [UInt8]?
  /// Where the file lies on disk, for assets that are copied without being read.
  func diskPath(of path: ContentPath) -> String?
}

/// One file of a tree.
package struct TreeFile: Sendable, Equatable {
  package let path: ContentPath

  package init(path: ContentPath) {
    self.path = path
  }
}

/// Files that live in memory.
package struct MemoryTree: FileTree {
  private let contents: [ContentPath: [UInt8]]

  /// By path, not by String: two names in different Unicode form are two files.
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

/// What is said of a file that is longer than a page may be.
package func tooLarge(_ path: String, _ limit: Int) -> Diagnostic {
  let size = limit % (1 << 20) == 0 ? "\(limit >> 20) MiB" : "\(limit) bytes"
  return Diagnostic(
    .fileTooLarge, "the file is larger than the page limit of \(size)", path: path,
    notes: ["split it into several pages; `limits: page_bytes:` in study.yml raises the limit"])
}

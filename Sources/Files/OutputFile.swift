// What a build emits: files as values. Does not know how they are made, checked or published.

internal import Bytes
internal import Diagnostics

/// The path of a file within the output folder: `topics/constitutional-ai/index.html`.
package struct OutputPath: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let text: String

  /// - Precondition: a clean relative path.
  package init(_ text: String) {
    self.text = text
  }

  /// The HTML file of a route.
  package init(_ route: Route) {
    text = route.text + "index.html"
  }

  package var description: String { text }

  package static func < (left: OutputPath, right: OutputPath) -> Bool {
    precedes(left.text, right.text)
  }
}

/// One file of a site.
package struct OutputFile: Sendable {
  package let path: OutputPath
  package let contents: Contents

  package enum Contents: Sendable {
    case bytes([UInt8])
    /// A file of the content folder, copied unchanged.
    case asset(ContentPath)
    /// Bytes already written to where they are to be published: their count and XXH64.
    case staged(size: Int, hash: UInt64)
  }

  package init(path: OutputPath, contents: Contents) {
    self.path = path
    self.contents = contents
  }

  package init(_ path: String, _ bytes: [UInt8]) {
    self.init(path: OutputPath(path), contents: .bytes(bytes))
  }
}

/// All files of a site, each path once, in byte order of their paths.
package struct SiteImage: Sendable {
  package let files: [OutputFile]

  package init(_ files: [OutputFile]) {
    self.files = files.sorted { $0.path < $1.path }
  }

  private init(sorted files: [OutputFile]) {
    self.files = files
  }

  /// The image with new contents for some of its files; nil when one of them is not in it.
  /// O(files), and cheap for each file that stays.
  package func replacing(_ changed: [OutputFile]) -> SiteImage? {
    var files = files
    for file in changed {
      guard let index = index(of: file.path) else { return nil }
      files[index] = file
    }
    return SiteImage(sorted: files)
  }

  /// The file at a path; nil if there is none. O(log files).
  package func file(at path: OutputPath) -> OutputFile? { index(of: path).map { files[$0] } }

  private func index(of path: OutputPath) -> Int? {
    let index = firstIndex(in: 0..<files.count) { files[$0].path >= path }
    return index < files.count && files[index].path == path ? index : nil
  }
}

// What a build emits, before anything is written: files as values. Made here, checked and
// published by `Building`.

package import Content

/// Where a file lies in the output folder: `topics/constitutional-ai/index.html`.
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
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

/// One file of a site.
package struct OutputFile: Sendable {
  package let path: OutputPath
  package let contents: Contents

  package enum Contents: Sendable {
    case bytes([UInt8])
    /// A file of the content folder, as it is.
    case asset(ContentPath)
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
}

// Files that look like something study reads, and are not read because of their name or format.
// They are reported rather than published in silence: a page in another format is no download. Only
// a file that a page links to is meant as one. Which files these are is decided elsewhere.

internal import Diagnostics
package import Files

/// A file of the content folder that is not read.
package struct UnreadFile: Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// A page in a format of which links are written as those of pages: it is never published.
    case componentPage
    /// A document in another format, by the ending of its name.
    case document
    /// Data or settings; the name that is read, as part of a sentence.
    case misnamed(String)
  }

  package let path: ContentPath
  package let reason: Reason

  package init(path: ContentPath, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  var mayBeLinked: Bool { reason != .componentPage }

  fileprivate var ending: String {
    path.name.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(path.name[$0...]) } ?? path.name
  }
}

/// The files among `unread` that targets lead to.
func linked(_ unread: Set<String>, from targets: some Sequence<Target>) -> Set<String> {
  guard !unread.isEmpty else { return [] }
  var found: Set<String> = []
  for case .asset(let path) in targets where unread.contains(path.text) { found.insert(path.text) }
  return found
}

/// One warning for each misnamed file, and one for each format.
/// - Parameter files: those that nothing links to, sorted by path.
func unreadProblems(_ files: [UnreadFile], shownPrefix: String) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var first: [String: UnreadFile] = [:]
  var counts: [String: Int] = [:]
  var endings: [String] = []
  for file in files {
    if case .misnamed(let right) = file.reason {
      diagnostics.append(
        Diagnostic(
          .unreadFile, "`\(file.path.name)` is not read, and not published; study reads \(right)",
          path: shownPrefix + file.path.text,
          notes: ["rename it, or convert it if it has another format"]))
      continue
    }
    let ending = file.ending.lowercased()
    if counts[ending] == nil {
      endings.append(ending)
      first[ending] = file
    }
    counts[ending, default: 0] += 1
  }
  for ending in endings {
    guard let file = first[ending] else { continue }
    let count = counts[ending] ?? 1
    let others =
      switch count {
      case 1: ""
      case 2: "; nor is another that ends in `\(ending)`"
      default: "; nor are \(count - 1) others that end in `\(ending)`"
      }
    diagnostics.append(
      Diagnostic(
        .unreadFile, "this file is not read, and not published\(others)",
        path: shownPrefix + file.path.text,
        notes: ["study reads Markdown in files that end in `.md` or `.markdown`; convert it"]
          + (file.mayBeLinked ? ["a link to it publishes it as it is"] : [])))
  }
  return diagnostics
}

// Names of files that some systems cannot hold. A site is often built on one machine and written by
// people on others, or unpacked on the way to its host.

internal import Bytes
internal import Diagnostics
internal import Files

/// A note for each name of a file or folder that does not travel.
/// - Parameter paths: sorted.
/// - Complexity: O(bytes).
func unportableNames(_ paths: [ContentPath], shownPrefix: String) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var folders: Set<String> = []
  for path in paths {
    let folder = path.folder
    if !folder.isEmpty, folders.insert(folder).inserted {
      // The folders above were checked with the first path that is in them.
      let segments = ContentPath(folder).segments
      for (index, segment) in segments.enumerated() {
        let above = segments[...index].joined(separator: "/")
        guard index == segments.count - 1 || folders.insert(above).inserted else { continue }
        if let problem = nameProblem(String(segment)) {
          diagnostics.append(unportable(problem, shownPrefix + above + "/"))
        }
      }
    }
    let name = path.name
    let stem = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(name[..<$0]) } ?? name
    // A page's address is its name without the ending.
    if let problem = nameProblem(name) ?? (path.isMarkdown ? nameProblem(stem) : nil) {
      diagnostics.append(unportable(problem, shownPrefix + path.text))
    }
  }
  return diagnostics
}

private func unportable(_ problem: String, _ path: String) -> Diagnostic {
  Diagnostic(
    .unportableName, problem, path: path,
    notes: ["rename it if this site is ever built or copied there"])
}

/// The longest name, in bytes, that encrypted home folders of Linux can hold; other systems take
/// more.
let portableNameByteLimit = 143

/// What is wrong with a name, as a sentence.
private func nameProblem(_ name: String) -> String? {
  let bytes = name.utf8
  if bytes.count > portableNameByteLimit {
    return "some systems hold only names of up to \(portableNameByteLimit) bytes, and this has "
      + "\(bytes.count)"
  }
  if let last = bytes.last, last == UInt8(ascii: ".") || last == 0x20 {
    return "Windows drops the dot or the space at the end of this name"
  }
  if let sign = bytes.first(where: { forbidden.contains($0) }) {
    return "Windows allows no `\(String(decoding: [sign], as: UTF8.self))` in names"
  }
  // Devices, with any ending.
  guard bytes.count >= 3, let first = bytes.first?.lowercasedASCII, "capnl".utf8.contains(first)
  else { return nil }
  let stem = bytes.prefix { $0 != UInt8(ascii: ".") }.map(\.lowercasedASCII)
  let isDevice =
    ["con", "prn", "aux", "nul"].contains { stem.elementsEqual($0.utf8) }
    || stem.count == 4 && (stem.starts(with: "com".utf8) || stem.starts(with: "lpt".utf8))
      && (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(stem[3])
  return isDevice ? "Windows has a device of this name, so no file can have it" : nil
}

private let forbidden = Array("<>:\"|?*".utf8)

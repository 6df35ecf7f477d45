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
  for path in paths where mayBeUnportable(path) {
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

/// Whether a path is worth a closer look: has a sign that is not allowed, a long name, a dot or a
/// space at the end of a name, or a short name with the first letter of a device. O(bytes), and
/// asked of every file of a site.
private func mayBeUnportable(_ path: ContentPath) -> Bool {
  let bytes = path.text.utf8.span
  var start = 0
  var stemEnd: Int?
  for index in 0...bytes.count {
    let byte = index < bytes.count ? bytes[index] : UInt8(ascii: "/")
    switch byte {
    case UInt8(ascii: "/"):
      let length = index - start
      let last = bytes[index - 1]
      if length > portableNameByteLimit || last == 0x20 || last == UInt8(ascii: ".") { return true }
      if (3...4).contains((stemEnd ?? index) - start) {
        switch bytes[start].lowercasedASCII {
        case UInt8(ascii: "a"), UInt8(ascii: "c"), UInt8(ascii: "l"), UInt8(ascii: "n"),
          UInt8(ascii: "p"):
          return true
        default: break
        }
      }
      start = index + 1
      stemEnd = nil
    case UInt8(ascii: "."):
      // The stem of a page's name may end in a dot or a space.
      if index > start, bytes[index - 1] == byte || bytes[index - 1] == 0x20 { return true }
      stemEnd = stemEnd ?? index
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ":"), UInt8(ascii: "\""),
      UInt8(ascii: "|"), UInt8(ascii: "?"), UInt8(ascii: "*"):
      return true
    default: break
    }
  }
  return false
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

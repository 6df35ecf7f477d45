// Which files of the content folder are pages, data, assets, or none of these. Goes by names alone.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files
internal import Linking

/// The files of a content folder by what becomes of them.
struct SortedFiles: Sendable {
  var pages: [ContentPath] = []
  /// Published as they are.
  var assets: [ContentPath] = []
  var unread: [UnreadFile] = []

  /// - Parameter paths: sorted; those of data files are in none of the lists.
  init(_ paths: [ContentPath]) {
    let all = Set(paths.lazy.filter { isAtTop($0) }.map(\.text))
    for path in paths {
      if path.isMarkdown {
        pages.append(path)
      } else if !isReadByBuilds(path) {
        if let reason = reasonNotToRead(path, all) {
          unread.append(UnreadFile(path: path, reason: reason))
        } else {
          assets.append(path)
        }
      } else if let reason = shadowed(path, all) {
        unread.append(UnreadFile(path: path, reason: reason))
      }
    }
  }
}

private func isAtTop(_ path: ContentPath) -> Bool {
  !path.text.utf8.contains(UInt8(ascii: "/"))
}

/// Pages with components: Markdown with imports and tags that only their own tool understands.
private let componentEndings: Set<String> = ["mdx"]

/// Other formats for the text of pages, and endings of Markdown that are not read.
private let documentEndings: Set<String> = [
  "rst", "adoc", "asciidoc", "asc", "org", "textile", "rmd", "qmd", "mediawiki", "wiki", "mkd",
  "mkdn", "mdwn", "mdown", "markdn", "mdtxt", "mdtext",
]

private func reasonNotToRead(_ path: ContentPath, _ top: Set<String>) -> UnreadFile.Reason? {
  let name = path.name
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
    return nil
  }
  let ending = name[name.utf8.index(after: dot)...].lowercased()
  if componentEndings.contains(ending) { return .componentPage }
  if documentEndings.contains(ending) { return .document }
  guard isAtTop(path), let right = rightName(name.lowercased(), ending) else { return nil }
  // With the right file there, one of another name is more likely meant as it is.
  let isTaken =
    worksPaths.contains { $0.text == right }
    && worksPaths.contains {
      top.contains($0.text)
    }
  if isTaken, !name.lowercased().hasPrefix("sources.") { return nil }
  return .misnamed(
    right == settingsName ? "`\(right)` next to the content folder" : "`\(right)`")
}

private let settingsName = "study.yml"

/// The name of the data file that a file of another name may be meant as.
private func rightName(_ name: String, _ ending: String) -> String? {
  let stem = name.dropLast(ending.utf8.count + 1)
  let isYAML = ending == "yml" || ending == "yaml"
  switch stem {
  case "study": return isYAML ? settingsName : nil
  case "glossary": return isYAML || ending == "json" ? glossaryPath.text : nil
  case "anchors": return ending == "txt" ? anchorLedgerPath.text : nil
  case "sources", "references", "bibliography":
    if ending == "json" { return "sources.json" }
    return isYAML || ending == "bib" ? "sources.yml" : nil
  default: return ending == "bib" ? "sources.yml" : nil
  }
}

/// Of several files with works one is read.
private func shadowed(_ path: ContentPath, _ top: Set<String>) -> UnreadFile.Reason? {
  guard let index = worksPaths.firstIndex(of: path),
    let before = worksPaths[..<index].first(where: { top.contains($0.text) })
  else { return nil }
  return .misnamed("`\(before)`")
}

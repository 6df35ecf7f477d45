// Finds paths of an image that cannot coexist on a disk.

internal import Bytes
internal import Content
package import Diagnostics
package import Files

/// Paths that two files of the output share: a page and an asset, or either and a generated file.
package func doubledPaths(in image: SiteImage) -> [Diagnostic] {
  zip(image.files, image.files.dropFirst()).filter { $0.path == $1.path }.map { file, _ in
    Diagnostic(
      .duplicateURL, "two things would be written to `\(file.path)`", path: file.path.text,
      notes: ["rename the page or asset that has this address"])
  }
}

/// Files whose path another file needs as a folder: `CHANGELOG` next to `CHANGELOG.md`.
package func filesForFolders(in image: SiteImage) -> [Diagnostic] {
  let files = image.files
  // Most files are pages, all called `index.html`; few sites have a folder of that name.
  let hasOddFolder = files.contains {
    if case .asset(let path) = $0.contents { path.text.contains("index.html/") } else { false }
  }
  return files.filter { file in
    let path = file.path.text
    guard hasOddFolder || !path.utf8.suffix(11).elementsEqual("/index.html".utf8) else {
      return false
    }
    let folder = OutputPath(path + "/")
    let index = firstIndex(in: 0..<files.count) { files[$0].path >= folder }
    return index < files.count && files[index].path.text.utf8.starts(with: folder.text.utf8)
  }.map { file in
    Diagnostic(
      .duplicateURL, "`\(file.path)` would be a file and a folder", path: file.path.text,
      notes: ["a page's address is a folder; rename the page or the file"])
  }
}

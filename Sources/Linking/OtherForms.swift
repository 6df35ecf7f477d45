// Links in the form of another tool, or of the built site: `beans.html`, `guide/index.html`,
// `topics\beans.md`, `../content/beans.md`. Finds the page that is meant, where there can be no
// doubt. Does not know which tool it was.

internal import Content
internal import Files

extension LinkTables {
  /// The page that a path means if it is read as another tool would, when it means nothing here.
  /// - Parameter path: a content path, perhaps with a slash at the end.
  func page(inOtherForm path: String) -> Int? {
    let path = withoutSlash(path.replacing("\\", with: "/"))
    if let index = page(at: path) { return index }
    for candidate in [path, withoutContentFolder(path)].compactMap({ $0 }) {
      if let index = page(ofBuiltForm: candidate) { return index }
    }
    return nil
  }

  /// `beans.html` and `beans.mdx` as `beans`, `guide/index.html` as `guide`.
  private func page(ofBuiltForm path: String) -> Int? {
    if let index = page(at: path) { return index }
    let ending = path.utf8.lastIndex(of: UInt8(ascii: ".")).map { path[$0...].lowercased() }
    guard let ending, builtEndings.contains(ending) else { return nil }
    let bare = String(path.dropLast(ending.count))
    if let index = page(at: bare) { return index }
    let name = ContentPath(bare).name.lowercased()
    return folderNames.contains(name) ? page(at: ContentPath(bare).folder + "/") : nil
  }

  /// A path without the name of the content folder itself, as links on a repository's front page
  /// have it.
  private func withoutContentFolder(_ path: String) -> String? {
    path.hasPrefix(contentFolder + "/") ? String(path.dropFirst(contentFolder.count + 1)) : nil
  }
}

private let builtEndings: Set<String> = [".html", ".htm", ".mdx", ".md", ".markdown"]
private let folderNames: Set<String> = ["index", "_index", "readme"]

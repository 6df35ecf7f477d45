// Who wins an address, and where the others go. Authors' files come before what study makes; among
// authors' files assets come first, because a page can have another address and an asset cannot.
// Every address that moves is reported with both files, and everything is published all the same.
// Knows neither tags nor anything else that is made.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files

/// Pages at the addresses they get.
struct AddressedPages: Sendable {
  /// In the order in which they were given.
  var pages: [Page]
  var table: AddressTable
  /// The routes of folders that are not at their own address, by their paths.
  var folders: [String: Route] = [:]
  var diagnostics: [Diagnostic] = []
}

/// Gives every page an address of its own.
///
/// 1. An asset has its path.
/// 2. A page has the address of its path. If several want one, the order is: `index.md`,
///    `_index.md`, a page next to the folder, `README.md`; of each, the usual capitals and `.md`;
///    then byte order of the paths.
/// 3. The page of a folder that loses has the address of its own name, any other page one with a
///    number.
/// - Parameters:
///   - pages: the published ones, sorted by path.
///   - assets: sorted.
///   - shownPrefix: put before the paths of assets in messages.
/// - Complexity: O(n log n) in the bytes of all paths.
func addressed(_ pages: [Page], assets: [ContentPath], shownPrefix: String) -> AddressedPages {
  var result = AddressedPages(
    pages: pages, table: AddressTable(capacity: pages.count + assets.count))
  for asset in assets {
    let claim = Claim(claimant: .asset, address: asset.text, source: shownPrefix + asset.text)
    if let holder = result.table.grant(claim) {
      result.diagnostics.append(sameAsset(claim, holder))
    }
  }
  result.diagnostics += impossible(assets, shownPrefix: shownPrefix)
  let folders = movedFolders(of: pages, result.table, shownPrefix: shownPrefix)
  result.diagnostics += folders.diagnostics
  result.folders = folders.value
  let pages =
    folders.value.isEmpty
    ? pages
    : pages.map { page in
      folders.value[page.path.folder].map { page.at($0.route(of: page.path)) } ?? page
    }
  result.pages = pages
  var losers: [(index: Int, holder: Claim)] = []
  let ranks = pages.map { PageRank(of: $0.path) }
  for rank in PageRank.allCases {
    for index in pages.indices where ranks[index] == rank {
      if let holder = result.table.grant(claim(of: pages[index])) { losers.append((index, holder)) }
    }
  }
  // After all others, so that none of them loses its address to one of these.
  var numbers: [String: Int] = [:]
  for (index, holder) in losers {
    result.pages[index] = moved(pages[index], &result.table, &numbers)
    result.diagnostics.append(shared(result.pages[index], pages[index].route, holder))
  }
  return result
}

/// In this order pages are asked which address they want. Of names that mean the same, the usual
/// one comes first, so that a file of another form takes the address of none.
private enum PageRank: CaseIterable {
  case index, otherIndex, underscoredIndex, ordinary, otherOrdinary, readme, otherReadme

  init(of path: ContentPath) {
    let isUsual = path.text.utf8.suffix(3).elementsEqual(".md".utf8)
    switch path.folderPageName {
    case .index: self = isUsual && path.name == "index.md" ? .index : .otherIndex
    case .underscoredIndex: self = .underscoredIndex
    case .readme: self = isUsual && path.name == "README.md" ? .readme : .otherReadme
    case nil: self = isUsual ? .ordinary : .otherOrdinary
    }
  }
}

private func claim(of page: Page) -> Claim {
  Claim(claimant: .page, address: page.route.text, source: page.source.path)
}

/// The page at the first address that is free.
/// - Parameter numbers: for each address the last number that was given.
private func moved(
  _ page: Page, _ table: inout AddressTable, _ numbers: inout [String: Int]
) -> Page {
  if page.isFolderPage {
    let own = page.at(page.route.route(ofName: page.path))
    if table.grant(claim(of: own)) == nil { return own }
    return numbered(own, &table, &numbers)
  }
  return numbered(page, &table, &numbers)
}

private func numbered(
  _ page: Page, _ table: inout AddressTable, _ numbers: inout [String: Int]
) -> Page {
  let stem = page.route.text.dropLast()
  while true {
    let number = numbers[page.route.collisionKey, default: 1] + 1
    numbers[page.route.collisionKey] = number
    let next = page.at(Route("\(stem)-\(number)/"))
    if table.grant(claim(of: next)) == nil { return next }
  }
}

/// The routes of content folders that cannot have their own address, because a file of the
/// author's is there; by the paths of the folders. Almost always empty. O(folders).
private func movedFolders(
  of pages: [Page], _ table: AddressTable, shownPrefix: String
) -> Diagnosed<[String: Route]> {
  var folders: [String] = []
  var seen: Set<String> = []
  var last = ""
  for page in pages {
    var folder = page.path.folder
    if folder == last { continue }
    last = folder
    // A folder that was seen was seen with those above it.
    while !folder.isEmpty, seen.insert(folder).inserted {
      folders.append(folder)
      folder = ContentPath(folder).folder
    }
  }
  func file(at route: Route) -> Claim? {
    table.holder(of: String(route.text.dropLast())).flatMap { holder in
      foldedForCollision(holder.address + "/") == route.collisionKey ? holder : nil
    }
  }
  var result = Diagnosed<[String: Route]>([:])
  guard folders.contains(where: { file(at: Route(ofFolder: $0)) != nil }) else { return result }
  var taken = Set(folders.map { Route(ofFolder: $0).collisionKey })
  // Those above come first.
  for folder in folders.sorted(by: precedes) {
    let path = ContentPath(folder)
    let above = result.value[path.folder]
    let own =
      above.map { Route($0.text + Route(ofFolder: path.name).text) } ?? Route(ofFolder: folder)
    guard let holder = file(at: own) else {
      if above != nil { result.value[folder] = own }
      continue
    }
    var number = 2
    var route = own
    repeat {
      route = Route("\(own.text.dropLast())-\(number)/")
      number += 1
    } while table.holder(ofFolder: String(route.text.dropLast())) != nil
      || !taken.insert(route.collisionKey).inserted
    result.value[folder] = route
    result.diagnostics.append(
      Diagnostic(
        .sharedAddress,
        "the address `\(shown(own.text))` belongs to `\(holder.source)`, so the pages of this "
          + "folder are below `\(shown(route.text))`", path: shownPrefix + folder + "/",
        notes: ["rename the file or the folder"]))
  }
  return result
}

/// Errors for assets that no site can hold: each folder of a site has a file `index.html`, and
/// assets keep their paths.
private func impossible(_ assets: [ContentPath], shownPrefix: String) -> [Diagnostic] {
  assets.filter { path in
    path.folder.utf8.count >= 10
      && path.segments.dropLast().contains { foldedForCollision(String($0)) == "index.html" }
  }.map { path in
    Diagnostic(
      .duplicateURL, "this file is in a folder called `index.html`, where a page's file has to be",
      path: shownPrefix + path.text, notes: ["rename the folder"])
  }
}

// MARK: - Messages

/// - Parameter page: at the address it got.
private func shared(_ page: Page, _ wanted: Route, _ holder: Claim) -> Diagnostic {
  Diagnostic(
    .sharedAddress,
    "the address `\(shown(wanted.text))` belongs to `\(holder.source)`, so this page is at "
      + "`\(shown(page.route.text))`", path: page.source.path,
    notes: difference(wanted.text, holder.address, page.source.path, holder.source)
      + ["rename one of the two files"])
}

private func sameAsset(_ asset: Claim, _ holder: Claim) -> Diagnostic {
  Diagnostic(
    .duplicateName,
    "the name differs from `\(holder.source)` only in upper and lower case or in Unicode form",
    path: asset.source,
    notes: (differenceNote(asset.source, holder.source).map { [$0] } ?? [])
      + ["rename one of the two files; many disks and hosts cannot hold both"])
}

/// The root is shown as a slash.
func shown(_ address: String) -> String { "/" + address }

/// Why two different files have one address, where that is not obvious from their names.
private func difference(
  _ left: String, _ right: String, _ leftSource: String, _ rightSource: String
) -> [String] {
  if let note = differenceNote(leftSource, rightSource) { return [note] }
  if left.utf8.elementsEqual(right.utf8) || right.hasSuffix("index.html") { return [] }
  if right.utf8.last != UInt8(ascii: "/") {
    return ["a page is a folder with its `index.html`, and that folder would have the file's name"]
  }
  return ["the addresses differ only in upper and lower case or in Unicode form"]
}

/// Folders whose addresses are the same, or the same on hosts and disks that ignore case and
/// Unicode form; and folders with a page next to them of which that is true.
/// - Parameter folders: all folders that hold pages, in the order of their paths.
func folderCollisions(
  _ folders: [FolderTree], _ table: AddressTable, shownPrefix: String
) -> [Diagnostic] {
  var owners: [String: (path: String, route: Route)] = [:]
  var diagnostics: [Diagnostic] = []
  func report(_ folder: FolderTree, _ other: String, isSame: Bool) {
    let path = shownPrefix + folder.path + "/"
    diagnostics.append(
      Diagnostic(
        .sharedAddress,
        isSame
          ? "this folder and `\(other)` have one address, `\(shown(folder.route.text))`"
          : "the addresses of this folder and of `\(other)` differ only in upper and lower case "
            + "or in Unicode form", path: path,
        notes: (differenceNote(path, other).map { [$0] } ?? [])
          + ["rename one of them; many hosts and disks take the two for one"]))
  }
  for folder in folders where folder.route != .root {
    if let owner = owners.updateValue(
      (folder.path, folder.route), forKey: folder.route.collisionKey)
    {
      report(
        folder, shownPrefix + owner.path + "/", isSame: hasSameBytes(owner.route, folder.route))
    }
    if let page = table.holder(of: folder.route.text), page.claimant == .page,
      !page.address.utf8.elementsEqual(folder.route.text.utf8)
    {
      report(folder, page.source, isSame: false)
    }
  }
  return diagnostics
}

func hasSameBytes(_ left: Route, _ right: Route) -> Bool {
  left.text.utf8.elementsEqual(right.text.utf8)
}

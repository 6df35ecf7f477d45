// Who has which address: a table of claims, found by a folded form, because addresses that differ
// only in upper and lower case or in Unicode form are one address on many hosts and disks. Does not
// know who has to give way to whom.

internal import Content
internal import Diagnostics
package import Files

/// Something that wants an address, and the file it comes from.
struct Claim: Sendable {
  enum Claimant: Sendable {
    /// A file of the author's that is published at its own path.
    case asset
    case page
    case redirect
    /// A page or a file that study makes.
    case made
  }

  let claimant: Claimant
  /// The path of a file, or the route of a page.
  let address: String
  /// The file in the content folder, as messages show it; for what study makes, its description.
  let source: String
  /// Where in that file the claim is written; nil when the file's name is the claim.
  var range: SourceRange?

  var isAuthors: Bool { claimant == .asset || claimant == .page }

  /// As part of a sentence.
  var shownSource: String { claimant == .made ? source : "`\(source)`" }
}

/// All claims that were granted.
package struct AddressTable: Sendable {
  private var claims: [Claim] = []
  /// Indices of `claims` by folded address; a folder's `index.html` is the folder with its slash.
  private var files: [String: Int] = [:]
  /// For each folder, folded and without its slash, the first claim below it.
  private var folders: [String: Int] = [:]

  init(capacity: Int) {
    claims.reserveCapacity(capacity)
    files.reserveCapacity(capacity)
    folders.reserveCapacity(capacity)
  }

  /// Grants an address if it is free.
  /// - Returns: the claim that prevents it; then nothing has changed.
  mutating func grant(_ claim: Claim) -> Claim? {
    let key = addressKey(claim.address)
    var above: [String] = []
    if let holder = holder(ofKey: key, folders: &above) { return holder }
    let index = claims.count
    claims.append(claim)
    files[key] = index
    for folder in above { folders[folder] = index }
    return nil
  }

  /// What prevents another claim of this address: one of the same file, a file where it needs a
  /// folder, or a folder where it is a file.
  func holder(of address: String) -> Claim? {
    var above: [String] = []
    return holder(ofKey: addressKey(address), folders: &above)
  }

  /// - Parameter above: receives the folders the address would be the first in.
  private func holder(ofKey key: String, folders above: inout [String]) -> Claim? {
    if let index = files[key] { return claims[index] }
    if key.utf8.last != UInt8(ascii: "/"), let index = folders[key] { return claims[index] }
    var rest = key.utf8[...]
    while let slash = rest.lastIndex(of: UInt8(ascii: "/")) {
      rest = rest[..<slash]
      let folder = String(Substring(rest))
      // The rest of the way up is known once one folder is.
      if folders[folder] != nil { break }
      if let index = files[folder] { return claims[index] }
      above.append(folder)
    }
    return nil
  }

  /// A claim of this folder's address, of one below it, or of a file in its place.
  func holder(ofFolder folder: String) -> Claim? {
    let key = foldedForCollision(folder)
    return (files[key + "/"] ?? folders[key] ?? files[key]).map { claims[$0] }
  }

  /// Whether an author's file is published at the path, or at one that would be the same on a disk
  /// that ignores case.
  package func isAuthors(_ path: OutputPath) -> Bool {
    holder(of: path.text)?.isAuthors ?? false
  }
}

private let indexName = "index.html"

/// The folded form of an address. A page and the file `index.html` in its folder have one key.
private func addressKey(_ address: String) -> String {
  let folded = foldedForCollision(address)
  let index = indexName.utf8
  guard folded.utf8.count >= index.count, folded.utf8.suffix(index.count).elementsEqual(index)
  else { return folded }
  let rest = folded.utf8.dropLast(index.count)
  return rest.isEmpty || rest.last == UInt8(ascii: "/") ? String(Substring(rest)) : folded
}

// MARK: - How names are shown

/// What distinguishes two names whose folded forms are the same, as a note. Nil for names that are
/// told apart by what a reader sees of them.
func differenceNote(_ left: String, _ right: String) -> String? {
  guard left == right, !left.utf8.elementsEqual(right.utf8) else { return nil }
  let (shownLeft, shownRight) = distinctForms(left, right)
  return "the two are written differently in Unicode: `\(shownLeft)` and `\(shownRight)`"
}

/// Two names that look alike, with the characters in which they differ as escapes: `caf\u{E9}.md`
/// and `cafe\u{301}.md`.
func distinctForms(_ left: String, _ right: String) -> (String, String) {
  let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
  let start = zip(left, right).prefix { $0 == $1 }.count
  let most = min(left.count, right.count) - start
  let end = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
  let tail = min(end, most)
  func shown(_ scalars: [Unicode.Scalar]) -> String {
    var text = ""
    for (index, scalar) in scalars.enumerated() {
      let differs = index >= start && index < scalars.count - tail
      text += differs ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return text
  }
  return (shown(left), shown(right))
}

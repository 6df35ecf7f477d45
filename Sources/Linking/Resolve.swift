// From what an author wrote to what it means. One page at a time, against tables that do not
// change, so pages are resolved in parallel. What does not resolve is kept as a failure; the words
// for it, and the costly search for the nearest name, are in Explain.swift.

internal import Content
internal import Diagnostics

/// A page's references and what they mean.
package struct ResolvedPage: Sendable {
  /// For each of the page's references.
  let targets: [Target]
  let failures: [LinkFailure]
}

/// A reference that does not resolve, by its number on the page.
struct LinkFailure: Sendable {
  let reference: Int
  let kind: Kind

  enum Kind: Sendable {
    case outsideContent
    case draft
    /// The path that was looked for.
    case unknownPath(String)
    case wrongCase(String, right: String)
    case missingAsset(String)
    case unknownName
    /// Positions of the pages that fit.
    case ambiguous([Int])
    /// Of the page at this position.
    case unknownAnchor(page: Int)
    case unknownHeading(page: Int)
  }
}

/// The targets of a page's references, in their order, and what does not resolve.
func resolveReferences(of page: Page, in tables: LinkTables) -> ResolvedPage {
  var resolver = Resolver(page: page, tables: tables)
  let targets = page.references.indices.map { resolver.target(of: $0) }
  return ResolvedPage(targets: targets, failures: resolver.failures)
}

private struct Resolver {
  let page: Page
  let tables: LinkTables
  var failures: [LinkFailure] = []

  mutating func target(of number: Int) -> Target {
    let reference = page.references[number]
    switch reference.kind {
    case .link: return link(reference, number)
    case .wikilink: return wikilink(reference, number)
    case .image, .rawImage: return asset(reference, number)
    }
  }

  private mutating func fail(
    _ kind: LinkFailure.Kind, _ number: Int, _ reason: String
  ) -> Target {
    failures.append(LinkFailure(reference: number, kind: kind))
    return .unresolved(reason)
  }

  // MARK: Links

  private mutating func link(_ reference: Reference, _ number: Int) -> Target {
    guard !reference.path.isEmpty else { return target(page, nil, reference, number) }
    guard let path = contentPath(reference.path, from: page) else {
      return fail(.outsideContent, number, "This link leads out of the published content.")
    }
    if let index = tables.page(at: path) {
      return target(tables.pages[index], index, reference, number)
    }
    if tables.assets.contains(path) { return .asset(ContentPath(path)) }
    if let link = tables.generated[withoutSlash(path)] {
      return .page(link.route, title: link.title, anchor: reference.anchor)
    }
    if tables.drafts.contains(path) {
      return fail(.draft, number, "The page this link leads to is not published yet.")
    }
    if let index = tables.byFoldedPath[foldedForCollision(path)] {
      let right = tables.pages[index].path.text
      return fail(
        .wrongCase(path, right: right), number, "There is no page at this address.")
    }
    if namesAsset(path) { return fail(.missingAsset(path), number, "This file does not exist.") }
    return fail(.unknownPath(path), number, "There is no page at this address.")
  }

  /// A page as target, with its anchor checked.
  /// - Parameter index: its position; nil for the page itself.
  private mutating func target(
    _ target: Page, _ index: Int?, _ reference: Reference, _ number: Int
  ) -> Target {
    guard let anchor = reference.anchor else {
      return .page(target.route, title: target.title, anchor: nil)
    }
    // Anchors of footnotes are cmark-gfm's and no heading's.
    let isFootnote = anchor.hasPrefix("fn-") || anchor.hasPrefix("fnref-")
    if target.hasAnchor(anchor) || isFootnote {
      return .page(target.route, title: target.title, anchor: anchor)
    }
    let position = index ?? tables.byPath[page.path.text] ?? 0
    failures.append(LinkFailure(reference: number, kind: .unknownAnchor(page: position)))
    return .page(target.route, title: target.title, anchor: nil)
  }

  // MARK: Wikilinks

  private mutating func wikilink(_ reference: Reference, _ number: Int) -> Target {
    let matches =
      reference.path.isEmpty
      ? [tables.byPath[page.path.text] ?? 0]
      : tables.byName[foldedName(reference.path)] ?? tables.page(at: reference.path).map { [$0] }
        ?? []
    guard matches.count < 2 else {
      return fail(.ambiguous(matches), number, "This link fits several pages.")
    }
    guard let index = matches.first else {
      return fail(.unknownName, number, "There is no page of this name.")
    }
    let found = tables.pages[index]
    guard let heading = reference.anchor else {
      return .page(found.route, title: found.title, anchor: nil)
    }
    // `[[Page#Heading]]` names a heading by its text; an anchor will do as well.
    let folded = foldedName(heading)
    let anchor =
      found.headings.first { foldedName($0.text) == folded }?.anchor
      ?? (found.hasAnchor(heading) ? heading : nil)
    if let anchor { return .page(found.route, title: found.title, anchor: anchor) }
    failures.append(LinkFailure(reference: number, kind: .unknownHeading(page: index)))
    return .page(found.route, title: found.title, anchor: nil)
  }

  // MARK: Assets

  private mutating func asset(_ reference: Reference, _ number: Int) -> Target {
    guard let path = contentPath(reference.path, from: page) else {
      return fail(.outsideContent, number, "This image is not published.")
    }
    if tables.assets.contains(path) { return .asset(ContentPath(path)) }
    // An address that may not stand in a page was reported by the scan.
    if classify(reference.written, extraSchemes: []) == .refused {
      return .unresolved("The address of this image is not allowed.")
    }
    return fail(.missingAsset(path), number, "This image does not exist.")
  }
}

// MARK: - Paths

/// The content path that a relative path means on a page; a leading `/` means the content folder.
/// A slash at the end stays. Nil when it leads out of the content folder.
private func contentPath(_ written: String, from page: Page) -> String? {
  let slash = UInt8(ascii: "/")
  let bytes = Array(written.utf8)
  var out: [UInt8] = []
  out.reserveCapacity(bytes.count + 64)
  if bytes.first != slash {
    let own = page.path.text.utf8
    if let last = own.lastIndex(of: slash) { out.append(contentsOf: own[...last]) }
  }
  for segment in bytes.split(separator: slash) {
    if segment.elementsEqual("..".utf8) {
      // What is there ends in a slash, or is empty.
      guard out.popLast() != nil else { return nil }
      while let last = out.last, last != slash { out.removeLast() }
    } else if !segment.elementsEqual(".".utf8) {
      out.append(contentsOf: segment)
      out.append(slash)
    }
  }
  let endsInSlash = bytes.last == slash
  if !endsInSlash, out.last == slash { out.removeLast() }
  return String(decoding: out, as: UTF8.self)
}

func withoutSlash(_ path: String) -> String {
  path.utf8.last == UInt8(ascii: "/") ? String(path.dropLast()) : path
}

/// Whether a path that leads to nothing looks like a file rather than a page.
private func namesAsset(_ path: String) -> Bool {
  let name = ContentPath(path).name
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
  return assetEndings.contains(name[name.index(after: dot)...].lowercased())
}

private let assetEndings: Set<String> = [
  "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "pdf", "zip", "gz", "mp4", "webm",
  "mp3", "css", "js", "json", "csv", "txt", "xml", "yml", "yaml", "html", "ipynb", "py", "bib",
]

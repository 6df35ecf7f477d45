// Redirects: the addresses that pages had before. They come last: whatever is published has its
// address before them.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files

/// The redirects of all pages. Addresses that cannot be redirected are reported and left out.
func redirects(
  of pages: [Page], _ table: inout AddressTable
) -> Diagnosed<[Redirect]> {
  var diagnostics: [Diagnostic] = []
  var redirects: [Redirect] = []
  for page in pages where !page.redirectFrom.isEmpty {
    for written in page.redirectFrom {
      let range = rangeInFrontMatter(of: written, page)
      var problem = formProblem(written)
      var notes: [String] = []
      if problem == nil {
        let from = route(ofRedirect: written)
        let claim = Claim(
          claimant: .redirect, address: from.text, source: page.source.path, range: range)
        if let holder = table.grant(claim) {
          problem = taken(by: holder)
          notes = differenceNote(from.text, holder.address).map { [$0] } ?? []
        } else {
          redirects.append(Redirect(from: from, to: page.route, title: page.title))
        }
      }
      if let problem {
        diagnostics.append(
          Diagnostic(
            .badRedirect, "`redirect_from: \(written.prefix(80))` \(problem)",
            path: page.source.path, range: range, notes: notes))
      }
    }
  }
  return Diagnosed(redirects.sorted { $0.from < $1.from }, diagnostics)
}

private func rangeInFrontMatter(of written: String, _ page: Page) -> SourceRange? {
  let key = "redirect_from:"
  let keyPlace = firstPlace(
    of: Array(key.utf8), in: page.source.bytes, SourceRange(0, page.markdownStart))
  return firstPlace(
    of: Array(written.utf8), in: page.source.bytes,
    SourceRange(keyPlace?.upperBound ?? 0, page.markdownStart)
  ).map { SourceRange($0.lowerBound, $0.upperBound) }
}

/// The longest name of a file, and the longest path below the output folder, that every system
/// holds.
private let nameByteLimit = 255
private let pathByteLimit = 1_000

/// Why a text is not an address of this site, to complete a sentence.
private func formProblem(_ written: String) -> String? {
  let segments = written.split(separator: "/").map(String.init)
  let isClean =
    !segments.isEmpty && !written.hasPrefix("//")
    && !segments.dropLast().contains { foldedForCollision($0) == indexName }
    && !segments.contains("..")
    && !segments.contains(".") && !written.contains("\\") && !written.contains("%")
    && !written.contains(":") && !segments[0].hasPrefix(".study")
    && !written.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
  guard isClean else { return "is not a relative path within the site" }
  let isShort =
    written.utf8.count <= pathByteLimit && segments.allSatisfy { $0.utf8.count <= nameByteLimit }
  return isShort ? nil : "is longer than a file system allows"
}

private let indexName = "index.html"

/// The address of a redirect: `old.md`, `old/index.html` and `old` are `old/`.
private func route(ofRedirect written: String) -> Route {
  var segments = written.split(separator: "/")
  if segments.last.map({ foldedForCollision(String($0)) }) == indexName { segments.removeLast() }
  if segments.isEmpty { return .root }
  let stem = segments.joined(separator: "/")
  return Route((stem.hasSuffix(".md") ? String(stem.dropLast(3)) : stem) + "/")
}

private func taken(by holder: Claim) -> String {
  switch holder.claimant {
  case .page: "is the address of the page `\(holder.source)`"
  case .asset: "is the address of the file `\(holder.source)`"
  case .redirect: "is already a redirect to `\(holder.source)`"
  case .made: "is the address of \(holder.source)"
  }
}

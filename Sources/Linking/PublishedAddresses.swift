// Every address a site publishes, and the addresses of a ledger that it no longer has. Does not
// read or write the ledger.

internal import Bytes
package import Content
package import Diagnostics
internal import Files

/// The addresses of all pages and of the anchors on them that links may use, sorted. Redirects are
/// included, without anchors.
package func publishedAddresses(of site: Site) -> [String] {
  var addresses: [String] = []
  for linked in site.pages {
    let route = linked.page.route.text
    addresses.append(address(route))
    let former = linked.page.formerAnchors.map(\.anchor)
    addresses += (linked.page.anchors + former).map { address(route) + "#" + $0 }
  }
  // The page with everything on it may appear and disappear with the size of the site.
  for generated in site.generated where generated.kind != .print {
    addresses.append(address(generated.route.text))
  }
  addresses += site.terms.map { "\(site.places.glossary.text)#\($0.term.anchor)" }
  addresses += site.works.map { "\(site.places.works.text)#\($0.work.key)" }
  addresses += site.redirects.map(\.from.text)
  return addresses.sorted { precedes($0, $1) }
}

/// The home page's route is empty, which cannot be a line of a file.
private func address(_ route: String) -> String { route.isEmpty ? "./" : route }

/// The ledger's addresses that the site lacks: pages that moved without `redirect_from`, headings
/// that changed without keeping their anchor.
package func vanishedAddresses(
  _ ledger: [LedgerEntry], in file: SourceFile, of site: Site
) -> [Diagnostic] {
  let published = Set(publishedAddresses(of: site))
  var movedTo: [String: String] = [:]
  for redirect in site.redirects { movedTo[redirect.from.text] = address(redirect.to.text) }
  return ledger.compactMap { entry in
    guard !published.contains(entry.address) else { return nil }
    let parts = entry.address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      return Diagnostic(
        .vanishedAddress, "the page `/\(entry.address)` was published and is gone",
        path: file.path, range: entry.range,
        notes: ["add `redirect_from: \(entry.address)` to the page that took its place"])
    }
    let page = String(parts[0])
    let anchor = String(parts[1])
    let now = movedTo[page] ?? page
    // A missing page is reported once, and not again for each of its headings.
    guard published.contains(now), !published.contains("\(now)#\(anchor)") else { return nil }
    let prefix = now + "#"
    let others = published.filter { $0.hasPrefix(prefix) }.map {
      String($0.dropFirst(prefix.count))
    }
    let nearest = nearestMatch(
      to: anchor, among: others.sorted { precedes($0, $1) })
    let shown = page == "./" ? "" : page
    return Diagnostic(
      .vanishedAddress, "`/\(shown)` had the anchor `#\(anchor)`, and has it no more",
      path: file.path, range: entry.range,
      notes: [
        "write `{.was-\(anchor)}` behind the heading that took its place"
          + (nearest.map { ", perhaps the one at `#\($0)`" } ?? "")
      ])
  }
}

// Where study's own pages and files are. Authors' files have the first choice: where one of them
// has the usual place, study's moves or is left out.

internal import Content
internal import Diagnostics
package import Files

/// The addresses of what study makes besides lists of folders.
package struct MadePlaces: Sendable, Equatable {
  package internal(set) var glossary = glossaryRoute
  package internal(set) var works = Route("sources/")
  package internal(set) var map = Route("map/")
  package internal(set) var print = Route("print/")
  /// The overview of tags; each tag's page is below.
  package internal(set) var tags = Route("tags/")
  /// The search page; the index is next to it.
  package internal(set) var search = Route("search/")
  /// The folder of the theme's style sheets and scripts.
  package internal(set) var assets = Route("assets/")
  /// The picture that browsers show for the site: an author's own, else the theme's.
  package internal(set) var icon = ContentPath("assets/favicon.svg")

  package init() {}

  /// Where a file of the theme is published.
  package func path(ofThemeFile path: OutputPath) -> OutputPath {
    let usual = "assets/"
    guard assets.text != usual, path.text.hasPrefix(usual) else { return path }
    return OutputPath(assets.text + path.text.dropFirst(usual.count))
  }
}

/// Where an author's own picture for the site may be, by preference.
private let iconPaths = ["favicon.svg", "assets/favicon.svg", "favicon.ico", "favicon.png"]

/// Decides where study's own pages and files are, and enters their claims.
struct MadePlacing {
  private(set) var places = MadePlaces()
  private(set) var diagnostics: [Diagnostic] = []
  var table: AddressTable

  init(_ table: AddressTable) { self.table = table }

  /// The place of one page: the usual one, or one with a number behind its name if an author's file
  /// has that.
  mutating func place(_ place: WritableKeyPath<MadePlaces, Route>, _ description: String) {
    if let holder = claim(places[keyPath: place].text, description) {
      move(place, description, of: holder)
      _ = claim(places[keyPath: place].text, description)
    }
  }

  /// The place of a folder with several files, of which some may be taken.
  /// - Parameter holder: a claim that makes the place unusable, whatever the files are.
  mutating func place(
    _ place: WritableKeyPath<MadePlaces, Route>, _ description: String, holding names: [String],
    unless holder: Claim? = nil
  ) {
    let usual = places[keyPath: place].text
    let taken = names.lazy.compactMap { [table] in table.holder(of: usual + $0) }.first
    if let holder = holder ?? taken { move(place, description, of: holder) }
    for name in names { _ = claim(places[keyPath: place].text + name, description) }
  }

  /// The overview of tags is an author's page if one has just that address.
  mutating func placeTags(_ description: String) {
    if table.holder(of: places.tags.text)?.address == places.tags.text { return }
    if table.holder(of: places.tags.text)?.address == places.tags.text + "index.html" { return }
    place(\.tags, description)
  }

  mutating func placeIcon() {
    let own = iconPaths.first { table.holder(of: $0)?.address == $0 }
    if let own {
      places.icon = ContentPath(own)
    } else {
      places.icon = ContentPath(places.path(ofThemeFile: OutputPath(places.icon.text)).text)
    }
  }

  /// Enters a claim.
  /// - Returns: what has the address.
  mutating func claim(_ address: String, _ description: String) -> Claim? {
    table.grant(Claim(claimant: .made, address: address, source: description))
  }

  private mutating func move(
    _ place: WritableKeyPath<MadePlaces, Route>, _ description: String, of holder: Claim
  ) {
    let usual = places[keyPath: place]
    let stem = usual.text.dropLast()
    var number = 2
    while table.holder(ofFolder: "\(stem)-\(number)") != nil { number += 1 }
    places[keyPath: place] = Route("\(stem)-\(number)/")
    diagnostics.append(
      Diagnostic(
        .movedOwnPage,
        "this file has an address of \(description), so study puts that at "
          + "`/\(places[keyPath: place])`", path: holder.source, range: holder.range,
        notes: ["the usual place is `/\(usual)`; rename the file to leave it there"]))
  }
}

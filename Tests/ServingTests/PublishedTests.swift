// What a publication changes, what open pages are told, and which events make the preview look.

import Building
import Content
import Diagnostics
import Files
import Testing

@testable import Serving

private func image(_ files: [String: String], assets: [String] = []) -> SiteImage {
  SiteImage(
    files.map { OutputFile($0.key, Array($0.value.utf8)) }
      + assets.map { OutputFile(path: OutputPath($0), contents: .asset(ContentPath($0))) })
}

@Suite("Published sites")
struct ServedSiteTests {
  private let first = ServedSite().publishing(
    image(["a.html": "1", "b.html": "1", "c.css": "1"], assets: ["d.png"]), content: nil,
    changedAssets: [])

  private func version(_ site: ServedSite, _ path: String) -> Int {
    site.version(of: Array(path.utf8))
  }

  @Test func inTheFirstPublicationEveryPageIsNewAndNoFileChanged() {
    #expect(first.pageCount == 2)
    #expect(first.changes == [])
    #expect(version(first.site, "a.html") == 1)
    #expect(version(first.site, "missing.html") == 0)
  }

  @Test func aFileThatStaysTheSameKeepsItsVersion() {
    let next = first.site.publishing(
      image(["a.html": "2", "b.html": "1", "c.css": "2"], assets: ["d.png"]), content: nil,
      changedAssets: [])
    #expect(next.pageCount == 1)
    #expect(next.changes == ["c.css"])
    #expect(version(next.site, "a.html") == 2)
    #expect(version(next.site, "b.html") == 1)
    #expect(version(next.site, "d.png") == 1)
  }

  @Test func anAssetChangedWhenTheFolderSaysSo() {
    let next = first.site.publishing(
      image(["a.html": "1", "b.html": "1", "c.css": "1"], assets: ["d.png"]), content: nil,
      changedAssets: [ContentPath("d.png")])
    #expect(next.changes == ["d.png"])
    #expect(version(next.site, "d.png") == 2)
  }

  @Test func aFileThatIsGoneIsNotServedAndANewOneIsNoChange() {
    let next = first.site.publishing(
      image(["a.html": "1", "e.css": "1"]), content: nil, changedAssets: [])
    #expect(version(next.site, "b.html") == 0)
    #expect(version(next.site, "e.css") == 2)
    #expect(next.changes == [])
  }

  @Test func onlyTheNamedFilesAreComparedWhereTheyAreKnown() {
    let next = first.site.publishing(
      image(["a.html": "2", "b.html": "2", "c.css": "1"], assets: ["d.png"]), content: nil,
      changedAssets: [], change: .only([OutputPath("a.html")]))
    #expect(next.pageCount == 1)
    #expect(version(next.site, "a.html") == 2)
    #expect(version(next.site, "b.html") == 1)
  }

  @Test func formsOfUnicodeAreDifferentFiles() {
    let site = ServedSite().publishing(
      image(["caf\u{E9}.html": "1"]), content: nil, changedAssets: []
    ).site
    #expect(version(site, "caf\u{E9}.html") == 1)
    #expect(version(site, "cafe\u{301}.html") == 0)
  }
}

@Suite("Findings")
struct FindingsTests {
  /// Diagnostics of one file, in a source with a line for each.
  private func findings(errors: Int = 0, warnings: Int = 0) -> Findings {
    var findings = Findings()
    findings.sources["one.md"] = SourceFile(path: "one.md", text: "a\nb <\n")
    findings.sourceOfPage = { $0 == Array("one/index.html".utf8) ? "one.md" : nil }
    let error = Diagnostic(.duplicateURL, "wrong", path: "one.md", range: SourceRange(4, 5))
    let warning = Diagnostic(.unknownPage, "odd", path: "one.md")
    findings.diagnostics =
      Array(repeating: error, count: errors) + Array(repeating: warning, count: warnings)
    return findings
  }

  private func json(_ findings: Findings, page: String = "one/index.html") -> String {
    findings.json(forPage: Array(page.utf8))
  }

  @Test func nothingWrongIsFourEmptyEntries() {
    #expect(json(findings()) == #"{"errors":[],"more":0,"warnings":[],"moreWarnings":0}"#)
  }

  @Test func anErrorNamesItsPlaceAndHidesNoMarkup() {
    let text = json(findings(errors: 1))
    #expect(text.contains(#""place":"one.md:2:3""#))
    #expect(!text.contains("<"))
  }

  @Test func warningsAreShownOnTheirOwnPageAlone() {
    #expect(json(findings(warnings: 1)).contains(#""warnings":[{"#))
    #expect(json(findings(warnings: 1), page: "two/index.html").contains(#""warnings":[]"#))
  }

  @Test func anObstacleComesFirstAndCounts() {
    var findings = findings(errors: 1)
    findings.obstacle = "no folder"
    #expect(findings.errorCount == 2)
    #expect(json(findings).hasPrefix(#"{"errors":[{"place":"","text":"no folder","href":""},"#))
  }

  @Test func twentyOfAKindAreShownAndMoreAreCounted() {
    func shown(_ text: String) -> Int { text.matches(of: /"place"/).count }
    let full = json(findings(errors: 20, warnings: 20))
    #expect(shown(full) == 40)
    #expect(full.contains(#""more":0"#) && full.contains(#""moreWarnings":0"#))
    let over = json(findings(errors: 21, warnings: 21))
    #expect(shown(over) == 40)
    #expect(over.contains(#""more":1"#) && over.contains(#""moreWarnings":1"#))
  }
}

@Suite("Watch events")
struct PendingChangesTests {
  private static let modified: UInt32 = 0x2
  private static let closed: UInt32 = 0x8

  /// A record as the kernel writes it.
  private func record(_ mask: UInt32, _ name: String, watch: Int32 = 1) -> [UInt8] {
    let padding = 16 - name.utf8.count % 16
    let length = UInt32(name.utf8.count + padding)
    return [UInt32(bitPattern: watch), mask, 0, length].flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    } + Array(name.utf8) + [UInt8](repeating: 0, count: padding)
  }

  private func pending(
    _ records: [UInt8], _ kinds: [Int32: WatchKind] = [1: .tree], now: Int64 = 0
  ) -> PendingChanges {
    var pending = PendingChanges()
    pending.note(records: records, kinds, now: now)
    return pending
  }

  @Test func withoutEventsThereIsNoReasonToLook() {
    #expect(PendingChanges().delay(now: 5) == nil)
    #expect(pending([]).delay(now: 5) == nil)
  }

  @Test func aLookWaitsForAPause() {
    var pending = pending(record(Self.closed, "a.md"))
    #expect(pending.delay(now: 0) == 10)
    #expect(pending.delay(now: 9) == 1)
    pending.note(records: record(Self.closed, "b.md"), [1: .tree], now: 9)
    #expect(pending.delay(now: 10) == 9)
    #expect(pending.delay(now: 19) == 0)
    pending.clear()
    #expect(pending.delay(now: 19) == nil)
  }

  @Test func aFileThatIsBeingWrittenIsWaitedFor400Milliseconds() {
    let pending = pending(record(Self.modified, "a.md"))
    #expect(pending.delay(now: 399) == 1)
    #expect(pending.delay(now: 400) == 0)
  }

  @Test func closingItEndsTheWait() {
    var pending = pending(record(Self.modified, "a.md"))
    pending.note(records: record(Self.closed, "a.md"), [1: .tree], now: 50)
    #expect(pending.delay(now: 60) == 0)
  }

  @Test func closingAnotherDoesNot() {
    var pending = pending(record(Self.modified, "a.md"))
    pending.note(records: record(Self.closed, "a.md", watch: 2), [1: .tree], now: 50)
    pending.note(records: record(Self.closed, "b.md"), [1: .tree], now: 50)
    #expect(pending.delay(now: 60) == 340)
  }

  @Test func eventsWithoutAPauseDelayALookTwoSecondsAndNoLonger() {
    var pending = PendingChanges()
    for now: Int64 in stride(from: 0, through: 1995, by: 5) { pending.note(now: now) }
    #expect(pending.delay(now: 1999) == 1)
    #expect(pending.delay(now: 2000) == 0)
  }

  @Test func aroundTheFoldersOnlyTheirNamesCount() {
    let kinds: [Int32: WatchKind] = [1: .surroundings([Array("study.yml".utf8)])]
    #expect(pending(record(Self.closed, "other.txt"), kinds).delay(now: 0) == nil)
    #expect(pending(record(Self.closed, "study.yml"), kinds).delay(now: 0) == 10)
  }

  @Test func aReadMayHoldManyRecordsAndEndInTheMiddleOfOne() {
    let records = record(Self.modified, "a.md") + record(Self.closed, "a.md")
    #expect(pending(records).delay(now: 0) == 10)
    #expect(pending(Array(records.dropLast(40))).delay(now: 0) == 400)
    #expect(pending([1, 2, 3]).delay(now: 0) == nil)
  }
}

@Suite("Ports")
struct PortTests {
  @Test func fiftyPortsAreTriedAsFarAsThereAre() {
    #expect(portsToTry(from: 8000) == 8000...8049)
    #expect(portsToTry(from: 65_486) == 65_486...65_535)
    #expect(portsToTry(from: 65_487) == 65_487...65_535)
    #expect(portsToTry(from: 65_535) == 65_535...65_535)
  }
}

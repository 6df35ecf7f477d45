// Builds every fixture under Fixtures/ and compares what the fixture names: diagnostics and parts
// of the output. `UPDATE_GOLDENS=1 swift test --filter Golden` writes what came out into the
// fixtures and fails, so that nobody takes a new golden for a passed test.

import Foundation
import Support
import Testing

@Suite("Golden")
struct GoldenTests {
  @Test("Every fixture builds to what it says", arguments: fixtureNames())
  func fixture(name: String) async throws {
    let file = fixtureFolder.appending(path: name)
    let fixture = Fixture(parsing: try String(contentsOf: file, encoding: .utf8))
    let outcome = await compare(fixture)
    #expect(outcome.problems.isEmpty, "\(name)\n\(outcome.problems.joined(separator: "\n"))")
    guard ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" else { return }
    if outcome.updated != fixture {
      try outcome.updated.text.write(to: file, atomically: true, encoding: .utf8)
    }
    Issue.record("\(name) was written anew: look at the difference, then test without the variable")
  }

  @Test("Nothing but fixtures lies in the folder of fixtures")
  func noStrayFiles() {
    let strays = filesBelow(fixtureFolder).filter { !$0.hasSuffix(".site") }
    #expect(strays == [])
  }

  @Test("A golden with other lines fails and shows which")
  func difference() async {
    let fixture = Fixture(parsing: "//- index.md\n# Home\n//= data index.html\nold\n")
    let outcome = await compare(fixture)
    #expect(outcome.problems == ["`data index.html` differs:\n- old\n"])
    #expect(outcome.updated.expectations.map(\.lines) == [[]])
  }

  @Test(
    "A block that nothing compares fails",
    arguments: [
      "mian index.html", "main", "main nowhere/index.html", "diagnostics index.html", "files x",
    ])
  func unknownBlock(mark: String) async {
    let outcome = await compare(Fixture(parsing: "//- index.md\n# Home\n//= \(mark)\n"))
    #expect(outcome.problems == ["nothing compares `\(mark)`"])
  }

  @Test("A block that stands twice fails: one of the two would lie")
  func doubledBlock() async {
    let outcome = await compare(
      Fixture(parsing: "//- index.md\n# Home\n//= data index.html\n//= data index.html\n"))
    #expect(outcome.problems == ["`data index.html` stands twice"])
  }

  @Test("A fixture that expects nothing fails")
  func emptyFixture() async {
    let outcome = await compare(Fixture(parsing: "//- index.md\n# Home\n"))
    #expect(outcome.problems == ["the fixture expects nothing"])
  }

  @Test("A diagnostic that no fixture expects fails")
  func unexpectedDiagnostic() async {
    let outcome = await compare(
      Fixture(parsing: "//- index.md\n# Home\n\n[[Nothing]]\n//= data index.html\n"))
    #expect(
      outcome.problems == [
        "`diagnostics` differs:\n+ index.md:3:1 unknown-page no page is called `Nothing`\n"
      ])
  }

  @Test("A fixture is the same after reading and writing")
  func roundTrip() {
    let text = "Words.\n\n//! drafts\n//- a.md [escapes]\n\\r\n\n//= main index.html\n<h1>\n"
    let fixture = Fixture(parsing: text)
    #expect(fixture.text == text)
    #expect(fixture.files.map(\.path) == ["a.md"])
    #expect(fixture.files.map(\.bytes) == [[0x0D, 0x0A, 0x0A]])
  }

  @Test("A line difference shows what goes, what comes and two lines around it")
  func lines() {
    #expect(
      lineDiff(["a", "b", "c", "d", "e"], ["a", "b", "c", "X", "e"])
        == "  …\n  b\n  c\n- d\n+ X\n  e\n")
  }
}

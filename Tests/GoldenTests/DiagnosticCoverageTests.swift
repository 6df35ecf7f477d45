// Every diagnostic code is provoked by a fixture, or by a test that is named here because it needs
// a real disk or a child process. A new code without either fails.

import Diagnostics
import Foundation
import Support
import Testing

@Suite("Diagnostic codes")
struct DiagnosticCoverageTests {
  /// Codes that need more than memory, with the test function that provokes each.
  static let provokedByTests: [DiagnosticCode: (file: String, function: String)] = [
    .brokenYAML: ("BuildingTests/BuildPropertyTests.swift", "errorLeavesNothing"),
    .unreadableFile: ("DiskTests/DiskTreeTests.swift", "fileThatWentAway"),
    .notRegularFile: ("DiskTests/DiskTreeTests.swift", "pipeNamedLikeAPage"),
    .linkLeavesContent: ("DiskTests/DiskTreeTests.swift", "linkOut"),
    .renderingTooExpensive: (
      "BuildingTests/CostTests.swift", "aPageThatCostsTooMuchIsRefusedByName"
    ),
    .missingProgram: (
      "DrawingTests/DrawingTests.swift", "eachThatIsMissingIsNamedOnceWithItsPackage"
    ),
    .vanishedAddress: ("LinkingTests/ConceptTests.swift", "theLedgerMissesWhatIsGone"),
    .brokenExternalLink: ("CheckingTests/ExternalCheckTests.swift", "answers"),
    .uncheckedExternalLink: ("CheckingTests/ExternalCheckTests.swift", "answers"),
    .movedExternalLink: (
      "CheckingTests/ExternalCheckTests.swift", "aMoveIsPermanentOnlyWhenEveryStepIs"
    ),
  ]

  @Test(
    "Every code is provoked by a fixture or by a named test",
    arguments: DiagnosticCode.allCases)
  func provoked(code: DiagnosticCode) throws {
    if let test = Self.provokedByTests[code] {
      let tests = fixtureFolder.deletingLastPathComponent().deletingLastPathComponent()
      let source = try String(contentsOf: tests.appending(path: test.file), encoding: .utf8)
      #expect(source.contains("func \(test.function)("))
      #expect(source.contains(".\(code)"))
      return
    }
    #expect(
      provokedCodes.contains(code.rawValue),
      "write a fixture whose diagnostics hold \(code.rawValue), or name a test that provokes it")
  }
}

/// The codes that stand in the `diagnostics` of the fixtures. That they are really provoked, the
/// golden tests see to.
private let provokedCodes: Set<String> = {
  var codes: Set<String> = []
  for name in fixtureNames() {
    let text = try? String(contentsOf: fixtureFolder.appending(path: name), encoding: .utf8)
    let fixture = Fixture(parsing: text ?? "")
    for expectation in fixture.expectations where expectation.kind == "diagnostics" {
      for line in expectation.lines where !line.hasPrefix("  = ") {
        codes.formUnion(line.split(separator: " ").dropFirst().prefix(1).map(String.init))
      }
    }
  }
  return codes
}()

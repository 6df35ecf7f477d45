// Links to other hosts with a network that is played: retries, waits, the memory of earlier days.

import Content
import Diagnostics
import Synchronization
import Testing

@testable import Checking

@Suite("External links")
struct ExternalCheckTests {
  /// What was asked, and how long was waited.
  private final class Played: Sendable {
    let asked = Mutex<[String]>([])
    let waits = Mutex<[Duration]>([])
    let answers: @Sendable (String, Bool, Int) -> FetchResult

    init(_ answers: @escaping @Sendable (String, Bool, Int) -> FetchResult) {
      self.answers = answers
    }

    var check: ExternalCheck {
      ExternalCheck(
        settings: ExternalSettings(),
        fetch: { url, isHead in
          let name = "\(isHead ? "HEAD" : "GET") \(url)"
          let number = self.asked.withLock { asked in
            asked.append(name)
            return asked.count
          }
          return self.answers(url, isHead, number)
        },
        sleep: { duration in self.waits.withLock { $0.append(duration) } })
    }
  }

  private func link(_ url: String) -> ExternalLink {
    ExternalLink(url: url, path: "a.md", range: SourceRange(0, 1))
  }

  private let today = CalendarDate("2026-03-01") ?? .epoch

  private func run(
    _ urls: [String], _ played: Played, cache: ExternalCache = ExternalCache()
  ) async -> ExternalReport {
    await checkExternalLinks(
      urls.map(link), played.check, cache: cache, today: today, progress: { _, _ in })
  }

  @Test func oneHostIsAskedOneAddressAfterTheOtherWithPauses() async {
    let played = Played { _, _, _ in FetchResult(.status(200)) }
    let report = await run(["https://a.org/1", "https://a.org/2#x", "https://a.org/2#y"], played)
    #expect(played.asked.withLock { $0 } == ["HEAD https://a.org/1", "HEAD https://a.org/2"])
    #expect(played.waits.withLock { $0 } == [.milliseconds(500)])
    #expect(report.checked == 2 && report.diagnostics.isEmpty)
  }

  @Test func aHostInTroubleIsAskedThreeTimesAndWaitsAreItsOwn() async {
    let played = Played { _, _, number in
      FetchResult(.status(429), retryAfter: number == 1 ? 7 : 900)
    }
    let report = await run(["https://a.org/"], played)
    #expect(played.asked.withLock { $0.count } == 3)
    #expect(played.waits.withLock { $0 } == [.seconds(7), .seconds(30)])
    #expect(report.diagnostics.map(\.code) == [.uncheckedExternalLink])
  }

  @Test(
    arguments: [
      (FetchResult(.status(404)), DiagnosticCode.brokenExternalLink),
      (FetchResult(.noSuchHost), .brokenExternalLink), (FetchResult(.refused), .brokenExternalLink),
      (FetchResult(.badCertificate), .brokenExternalLink),
      (FetchResult(.timedOut), .uncheckedExternalLink),
      (FetchResult(.status(403)), .uncheckedExternalLink),
      (FetchResult(.status(500)), .uncheckedExternalLink),
      (FetchResult(.status(301), location: "ftp://x"), .brokenExternalLink),
    ])
  func answers(result: FetchResult, code: DiagnosticCode) async {
    let report = await run(["https://a.org/"], Played { _, _, _ in result })
    #expect(report.diagnostics.map(\.code) == [code])
  }

  @Test func aMoveIsPermanentOnlyWhenEveryStepIs() async {
    let played = Played { url, _, _ in
      switch url {
      case "https://a.org/1": FetchResult(.status(301), location: "https://a.org/2")
      case "https://a.org/2": FetchResult(.status(302), location: "https://a.org/3")
      default: FetchResult(.status(200))
      }
    }
    let report = await run(["https://a.org/1"], played)
    #expect(report.diagnostics.map(\.code) == [.movedExternalLink])
    #expect(
      report.diagnostics.map(\.message) == ["`https://a.org/1` has moved to `https://a.org/2`"])
  }

  @Test func whatWorkedIsRememberedForAWeekAndWhatDidNotIsNot() async {
    let first = await run(
      ["https://a.org/", "https://b.org/"],
      Played { url, _, _ in FetchResult(.status(url.contains("b.org") ? 404 : 200)) })
    let played = Played { _, _, _ in FetchResult(.status(200)) }
    _ = await run(
      ["https://a.org/", "https://b.org/"], played, cache: ExternalCache(parsing: first.cache.json))
    #expect(played.asked.withLock { $0 } == ["HEAD https://b.org/"])
    let old = ExternalCache(parsing: Array("{\"https://a.org/\": {\"day\": \"2026-02-21\"}}".utf8))
    let again = Played { _, _, _ in FetchResult(.status(200)) }
    _ = await run(["https://a.org/"], again, cache: old)
    #expect(again.asked.withLock { $0.count } == 1)
  }

  @Test(arguments: ["", "{", "[1]", "{\"a\": 3}", "\u{0}"])
  func aDamagedMemoryIsNone(text: String) {
    #expect(ExternalCache(parsing: Array(text.utf8)) == ExternalCache())
  }

  @Test(
    arguments: [
      (Int32(0), "200 \n\n", FetchResult(.status(200))),
      (0, "301 \nhttps://x.org/\n", FetchResult(.status(301), location: "https://x.org/")),
      (0, "429 12\n\n", FetchResult(.status(429), retryAfter: 12)),
      (6, "000 \n\n", FetchResult(.noSuchHost)), (28, "", FetchResult(.timedOut)),
      (60, "000 \n\n", FetchResult(.badCertificate)), (56, "000 \n\n", FetchResult(.failed)),
    ])
  func whatCurlSays(code: Int32, output: String, result: FetchResult) {
    #expect(fetchResult(code: code, output: Array(output.utf8)) == result)
  }
}

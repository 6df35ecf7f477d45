// How long the check of external links follows one address to the next, and how often it asks.

import Content
import Diagnostics
import Synchronization
import Testing

@testable import Checking

@Suite("Patience with other hosts")
struct RedirectTests {
  /// What is said of `https://a.org/0`, with answers by address and by number of the request.
  private func findings(
    _ answer: @escaping @Sendable (String, Int) -> FetchResult
  ) async throws -> [DiagnosticCode] {
    let asked = Mutex(0)
    let check = ExternalCheck(
      settings: ExternalSettings(),
      fetch: { url, _ in
        answer(
          url,
          asked.withLock { count in
            count += 1
            return count
          })
      },
      sleep: { _ in })
    let link = ExternalLink(url: "https://a.org/0", path: "a.md", range: SourceRange(0, 1))
    let today = try #require(CalendarDate("2026-03-01"))
    return await checkExternalLinks(
      [link], check, cache: ExternalCache(), today: today, progress: { _, _ in }
    ).diagnostics.map(\.code)
  }

  /// A host where page n leads to page n + 1, up to `count`.
  private func chain(_ count: Int) async throws -> [DiagnosticCode] {
    try await findings { url, _ in
      let number = Int(url.split(separator: "/").last ?? "") ?? 0
      return number < count
        ? FetchResult(.status(302), location: "https://a.org/\(number + 1)")
        : FetchResult(.status(200))
    }
  }

  @Test func tenRedirectsAreFollowedAndNotAnEleventh() async throws {
    #expect(try await chain(10) == [])
    #expect(try await chain(11) == [.brokenExternalLink])
  }

  /// A host in trouble until it is asked for the `count`th time.
  private func trouble(until count: Int) async throws -> [DiagnosticCode] {
    try await findings { _, number in FetchResult(.status(number < count ? 429 : 200)) }
  }

  @Test func aHostInTroubleIsAskedAgainTwiceAndNotAThirdTime() async throws {
    #expect(try await trouble(until: 3) == [])
    #expect(try await trouble(until: 4) == [.uncheckedExternalLink])
  }
}

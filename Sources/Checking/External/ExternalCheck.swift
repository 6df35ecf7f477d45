// Links to other hosts: which of them lead somewhere. The one part of study that uses the network,
// and only when asked: `study check --external`. Fetching is a parameter, so that everything here
// but Curl.swift is tested without a network.

package import Content
package import Diagnostics

/// A link of a page to another host.
package struct ExternalLink: Sendable, Equatable {
  package let url: String
  package let path: String
  package let range: SourceRange

  package init(url: String, path: String, range: SourceRange) {
    self.url = url
    self.path = path
    self.range = range
  }
}

/// What one request was answered with.
package struct FetchResult: Sendable, Equatable {
  package enum Answer: Sendable, Equatable {
    /// An HTTP status.
    case status(Int)
    case noSuchHost, refused, badCertificate, timedOut
    /// Anything else that went wrong on the way.
    case failed
  }

  package let answer: Answer
  /// Where a redirect leads.
  package let location: String?
  /// Seconds the host asks to wait.
  package let retryAfter: Int?

  package init(_ answer: Answer, location: String? = nil, retryAfter: Int? = nil) {
    self.answer = answer
    self.location = location
    self.retryAfter = retryAfter
  }
}

/// Makes one request without following redirects. `isHead` asks for the headers only.
package typealias Fetch = @Sendable (_ url: String, _ isHead: Bool) async -> FetchResult

/// What became of an address.
package enum ExternalResult: Sendable, Equatable {
  case works
  /// It works, and says that its address is another one now.
  case moved(String)
  /// With a sentence part: "answers 404".
  case broken(String)
  case unsure(String)
}

/// How links are checked.
package struct ExternalCheck: Sendable {
  package let settings: ExternalSettings
  package let fetch: Fetch
  package let sleep: @Sendable (Duration) async -> Void
  /// Hosts that are asked at the same time; of one host, one address after the other.
  package var hostsAtOnce = 8

  package init(
    settings: ExternalSettings, fetch: @escaping Fetch,
    sleep: @escaping @Sendable (Duration) async -> Void
  ) {
    self.settings = settings
    self.fetch = fetch
    self.sleep = sleep
  }
}

/// What a check found.
package struct ExternalReport: Sendable {
  package var diagnostics: [Diagnostic] = []
  package var cache: ExternalCache
  package var checked = 0
  package var remembered = 0
  package var ignored = 0
}

/// Checks every address once and reports it at every place where it occurs.
/// - Parameters:
///   - cache: what was found on earlier days.
///   - today: the day of the check; an older result than `settings.cacheDays` is not used.
package func checkExternalLinks(
  _ links: [ExternalLink], _ check: ExternalCheck, cache: ExternalCache, today: CalendarDate,
  progress: @escaping @Sendable (_ done: Int, _ all: Int) async -> Void
) async -> ExternalReport {
  var report = ExternalReport(cache: cache)
  var results: [String: ExternalResult] = [:]
  var open: [String] = []
  var seen: Set<String> = []
  for link in links {
    let url = withoutFragment(link.url)
    guard seen.insert(url).inserted else { continue }
    if check.settings.ignore.contains(where: { $0.matches(url) }) {
      report.ignored += 1
    } else if let known = cache.result(for: url, on: today, days: check.settings.cacheDays) {
      results[url] = known
      report.remembered += 1
    } else {
      open.append(url)
    }
  }
  let byHost = Dictionary(grouping: open, by: host).sorted { $0.key < $1.key }.map(\.value)
  let all = open.count
  await withTaskGroup(of: [(String, ExternalResult)].self) { group in
    var next = 0
    func start() {
      let urls = byHost[next]
      next += 1
      group.addTask { await checkHost(urls, check) }
    }
    while next < min(check.hostsAtOnce, byHost.count) { start() }
    while let found = await group.next() {
      for (url, result) in found { results[url] = result }
      report.checked += found.count
      await progress(report.checked, all)
      if next < byHost.count { start() }
    }
  }
  for url in open { if let result = results[url] { report.cache.note(url, result, today) } }
  report.diagnostics = links.compactMap { link in
    results[withoutFragment(link.url)].flatMap { diagnostic(for: link, $0) }
  }
  return report
}

private func diagnostic(for link: ExternalLink, _ result: ExternalResult) -> Diagnostic? {
  switch result {
  case .works: return nil
  case .moved(let target):
    return Diagnostic(
      .movedExternalLink, "`\(link.url)` has moved to `\(target)`", path: link.path,
      range: link.range)
  case .broken(let reason):
    return Diagnostic(
      .brokenExternalLink, "`\(link.url)` \(reason)", path: link.path, range: link.range,
      notes: ["mend or remove it, or list it with a reason under `external: ignore:` in study.yml"])
  case .unsure(let reason):
    return Diagnostic(
      .uncheckedExternalLink, "`\(link.url)` \(reason)", path: link.path, range: link.range)
  }
}

// MARK: - One host

private func checkHost(
  _ urls: [String], _ check: ExternalCheck
) async -> [(String, ExternalResult)] {
  var found: [(String, ExternalResult)] = []
  for url in urls {
    if !found.isEmpty { await check.sleep(.milliseconds(check.settings.delayMilliseconds)) }
    if Task.isCancelled { break }
    found.append((url, await result(for: url, check)))
  }
  return found
}

private let redirectLimit = 10
private let retryLimit = 2

private func result(for start: String, _ check: ExternalCheck) async -> ExternalResult {
  var url = start
  var permanentTarget: String?
  var isPermanent = true
  for _ in 0...redirectLimit {
    let result = await answer(for: url, check)
    guard case .status(let status) = result.answer else { return failure(result.answer) }
    switch status {
    case 200..<300, 304, 416:
      return permanentTarget.map { .moved($0) } ?? .works
    case 300..<400:
      guard let location = result.location, isWebAddress(location) else {
        return .broken("answers \(status) and does not say where to go")
      }
      // As far as every step is permanent, the last target is the new address.
      isPermanent = isPermanent && (status == 301 || status == 308)
      if isPermanent { permanentTarget = location }
      url = location
    case 404, 410: return .broken("answers \(status): there is nothing")
    default: return .unsure("answers \(status)")
    }
  }
  return .broken("leads from one address to the next more than \(redirectLimit) times")
}

private func failure(_ answer: FetchResult.Answer) -> ExternalResult {
  switch answer {
  case .noSuchHost: .broken("names a host that does not exist")
  case .refused: .broken("is refused by its host")
  case .badCertificate: .broken("has a certificate that is not valid")
  case .timedOut: .unsure("did not answer in time")
  case .failed, .status: .unsure("could not be fetched")
  }
}

/// One address without its redirects: HEAD, then GET where a host does not answer HEAD truly, and
/// again after a pause where it is in trouble.
private func answer(for url: String, _ check: ExternalCheck) async -> FetchResult {
  var isHead = true
  var attempt = 0
  while true {
    let result = await check.fetch(url, isHead)
    if case .status(let status) = result.answer {
      if isHead, status >= 400, status != 429 {
        isHead = false
        continue
      }
      guard status == 429 || status >= 500 else { return result }
    } else if result.answer != .failed && result.answer != .timedOut {
      return result
    }
    guard attempt < retryLimit, !Task.isCancelled else { return result }
    attempt += 1
    await check.sleep(.seconds(min(30, result.retryAfter ?? attempt)))
  }
}

private func isWebAddress(_ url: String) -> Bool {
  url.hasPrefix("https://") || url.hasPrefix("http://")
}

private func withoutFragment(_ url: String) -> String {
  url.firstIndex(of: "#").map { String(url[..<$0]) } ?? url
}

/// `https://example.org:8080/a` -> `example.org:8080`.
private func host(of url: String) -> String {
  let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
  return parts.count > 1 ? parts[1].lowercased() : url
}

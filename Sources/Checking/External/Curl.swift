// Requests to other hosts through the program `curl`, a process each: it is in every distribution
// and looked after by others. It reads no settings of the user's, sends no cookies, and speaks
// http and https only.

internal import Bytes
internal import Disk

/// Whether `curl` can be run.
package func isCurlInstalled() async -> Bool {
  await run(["curl", "-q", "--version"], seconds: 60, outputLimit: nil)?.code == 0
}

/// What `--write-out` says below is one status, one number and one address.
private let outputLimit = 1 << 16

/// A fetch through `curl`.
/// - Parameter timeout: seconds for one request.
package func curlFetch(timeout: Int, agent: String) -> Fetch {
  { url, isHead in
    var command = [
      "curl", "-q", "--silent", "--proto", "=http,https", "--max-time", "\(timeout)",
      "--user-agent", agent, "--output", "/dev/null", "--write-out",
      "%{http_code} %header{retry-after}\n%{redirect_url}\n",
    ]
    // A server that ignores the range is cut off by the time limit at the latest.
    command += isHead ? ["--head"] : ["--range", "0-1023"]
    command += ["--url", requestAddress(url)]
    guard let ended = await run(command, seconds: timeout + 5, outputLimit: outputLimit) else {
      return FetchResult(.timedOut)
    }
    return fetchResult(code: ended.code, output: ended.output)
  }
}

/// An address as a browser asks for it: spaces and characters beyond ASCII percent-encoded, what is
/// encoded already left alone.
func requestAddress(_ url: String) -> String {
  var out: [UInt8] = []
  for byte in url.utf8 {
    if byte <= 0x20 || byte >= 0x7F || "\"<>\\^`{|}".utf8.contains(byte) {
      appendPercentEncoded(byte, to: &out)
    } else {
      out.append(byte)
    }
  }
  return String(decoding: out, as: UTF8.self)
}

/// What curl's exit code and `--write-out` say (curl(1), "EXIT CODES").
func fetchResult(code: Int32, output: [UInt8]) -> FetchResult {
  let lines = String(decoding: output, as: UTF8.self).split(
    separator: "\n", omittingEmptySubsequences: false)
  let words = (lines.first ?? "").split(separator: " ")
  let status = words.first.flatMap { Int($0) } ?? 0
  let location = lines.count > 1 && !lines[1].isEmpty ? String(lines[1]) : nil
  // A body that was cut short still had its headers.
  if status > 0, code == 0 || code == 18 || code == 63 {
    return FetchResult(
      .status(status), location: location,
      retryAfter: words.count > 1 ? words.last.flatMap { Int($0) } : nil)
  }
  return switch code {
  case 6: FetchResult(.noSuchHost)
  case 7: FetchResult(.refused)
  case 28: FetchResult(.timedOut)
  case 35, 51, 53, 54, 58, 59, 60, 77, 82, 83, 90, 91: FetchResult(.badCertificate)
  default: FetchResult(.failed)
  }
}

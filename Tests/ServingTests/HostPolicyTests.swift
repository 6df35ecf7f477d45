// Which values of a `Host` or `Origin` field are accepted.

import Testing

@testable import Serving

@Suite("Hosts")
struct HostPolicyTests {
  private func allows(_ host: String, bound: String? = nil, names: [String] = []) -> Bool {
    HostPolicy(bound: bound, names: names, port: 8000).allows(Array(host.utf8))
  }

  @Test(arguments: ["localhost:8000", "LocalHost:8000", "127.0.0.1:8000", "[::1]:8000"])
  func thisMachine(host: String) { #expect(allows(host)) }

  @Test(arguments: [
    "", ":8000", "localhost", "localhost:80", "localhost:", "localhost:8000:8000",
    "localhost.:8000",
    "localhost:08000", "[::1", "[::1]8000", "[::1]x:8000", "evil.com:8000",
    "127.0.0.1.evil.com:8000",
    "0.0.0.0:8000", "192.168.1.5:8000", "localhost:8000 ", "localhost:80000",
  ])
  func others(host: String) { #expect(!allows(host)) }

  @Test func anAddressThatWasAskedForIsAllowedToo() {
    #expect(allows("192.168.1.5:8000", bound: "192.168.1.5"))
    #expect(allows("[fe80::1]:8000", bound: "fe80::1"))
    #expect(!allows("0.0.0.0:8000", bound: "0.0.0.0"))
  }

  @Test func namesThatWereAllowedMayHaveAnyPort() {
    #expect(allows("preview.example", names: ["Preview.Example"]))
    #expect(allows("preview.example:443", names: ["preview.example"]))
    #expect(!allows("a.preview.example", names: ["preview.example"]))
  }

  @Test func onlyPagesOfThePreviewAreItsOwn() {
    let policy = HostPolicy(bound: nil, names: [], port: 8000)
    #expect(policy.isOwn(origin: Array("http://localhost:8000".utf8)))
    for origin in [
      "https://localhost:8000", "http://localhost:8001", "null", "http://evil.com:8000",
    ] {
      #expect(!policy.isOwn(origin: Array(origin.utf8)), "\(origin)")
    }
  }
}

// The one script within a page and the policy that names it by its hash: a browser runs it only if
// the two match to the byte.

import Files
import Foundation
import Support
import Testing

@Suite("Policy of scripts")
struct ScriptPolicyTests {
  /// Vectors of FIPS 180-4 (NIST, "SHA256.pdf") and of the borders of its padding.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        + "lmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func theHashOfTheTestsIsSHA256(text: String, hash: String) {
    #expect(hexadecimal(sha256(Array(text.utf8))) == hash)
  }

  @Test(.slow) func theHashOfAMillionLettersIsSHA256() {
    #expect(
      hexadecimal(sha256([UInt8](repeating: 0x61, count: 1_000_000)))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func thePolicyOfEveryPageNamesTheScriptInIt() async throws {
    let build = await buildInMemory([
      "study.yml": "print: true\n", "index.md": "# Home\n", "a/b.md": "---\ntags: [t]\n---\n# B\n",
      "c.md": "![x](https://example.org/x.png)\n", "glossary.yml": "- {term: T, definition: D.}\n",
    ])
    let pages = build.image.files.map(\.path.text).filter { $0.hasSuffix(".html") }
    #expect(pages.count > 8)
    for path in pages {
      let html = try #require(build.image.text(path))
      let scripts = html.matches(of: /<script>(.*?)<\/script>/.dotMatchesNewlines())
      #expect(scripts.count == 1, "\(path)")
      let script = try #require(scripts.first).output.1
      #expect(script.contains("localStorage"))
      let policy = try #require(
        html.firstMatch(of: /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/)
      ).output.1.replacing("&#39;", with: "'")
      let sources = try #require(policy.firstMatch(of: /script-src ([^;]*);/)).output.1
      let hash = Data(sha256(Array(script.utf8))).base64EncodedString()
      #expect(sources == "'self' 'sha256-\(hash)'", "\(path)")
    }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

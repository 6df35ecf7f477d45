// The manifest file: its format is a promise to later versions, and what it forgets is kept.

import Bytes
import Disk
import Files
import Foundation
import Testing

@testable import Publishing

@Suite("Emit: the manifest")
struct EmitManifestTests {
  @Test("The content hash is XXH64, so xxhsum can check a site")
  func knownHashes() {
    func hash(_ text: String) -> UInt64 {
      Fingerprint(of: Array(text.utf8)).hash
    }
    #expect(hash("") == 0xEF46_DB37_51D8_E999)
    #expect(hash("a") == 0xD24E_C4F1_A98C_6E5B)
    #expect(hash("abc") == 0x44BC_2CF5_AD77_0999)
    #expect(hash("The quick brown fox jumps over the lazy dog") == 0x0B24_2D36_1FDA_71BC)
  }

  @Test("Bytes hash alike in whatever pieces they come")
  func pieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = Fingerprint(of: bytes)
    for size in [1, 3, 31, 32, 33, 100, 999] {
      var hash = ContentHash()
      for start in stride(from: 0, to: bytes.count, by: size) {
        let piece = Array(bytes[start..<min(start + size, bytes.count)])
        hash.add(piece, count: piece.count)
      }
      #expect(Fingerprint(of: hash) == whole, "in pieces of \(size)")
    }
  }

  @Test("The manifest lists hash, size and path, sorted, and nothing else")
  func format() async throws {
    let sandbox = try OutputSandbox("manifest")
    defer { sandbox.remove() }
    try await sandbox.publish(["b/c.html": "abc", "b.html": "", "a\\b\nc": "a"])
    #expect(
      sandbox.text("site/.study-manifest") == """
        study-manifest 1
        d24ec4f1a98c6e5b 1 a\\\\b\\nc
        ef46db3751d8e999 0 b.html
        44bc2cf5ad770999 3 b/c.html

        """)
  }

  @Test("A manifest that was read and written is the same")
  func roundTrip() throws {
    var manifest = Manifest()
    for path in ["a", "a b", "a\nb", "a\\nb", "é", "x/y z/\\"] {
      manifest.add(Fingerprint(size: path.utf8.count, hash: 5), at: DiskPath(path))
    }
    manifest.add(Fingerprint(size: 9, hash: 1), at: DiskPath("a"))
    let parsed = try #require(Manifest(parsing: manifest.bytes))
    #expect(parsed.bytes == manifest.bytes)
    #expect(Set(parsed.contents.keys) == Set(manifest.contents.keys))
  }

  @Test(
    "What is no manifest makes no folder study's",
    arguments: ["", "study-manifest 2\n", "study-manifest 1x\n", "\u{FEFF}study-manifest 1\n"])
  func invalid(text: String) {
    #expect(Manifest(parsing: Array(text.utf8)) == nil)
  }

  @Test("Lines that a merge left unreadable are passed over; their files are kept, not lost")
  func mergeConflict() async throws {
    let sandbox = try OutputSandbox("merge")
    defer { sandbox.remove() }
    try await sandbox.publish(["a.html": "a", "b.html": "b", "c.html": "c"])
    let text = try #require(sandbox.text("site/.study-manifest"))
    let damaged = text.split(separator: "\n").map { line in
      line.hasSuffix("b.html") ? "<<<<<<< HEAD\nnonsense\n0 0 0\n=======" : String(line)
    }.joined(separator: "\n")
    try sandbox.write(damaged, to: "site/.study-manifest")
    let report = try await sandbox.publish(["a.html": "a"])
    #expect(report.removed == 1 && report.foreign == ["b.html"])
    #expect(sandbox.text("site/b.html") == "b")
  }

  @Test("A lost line of a file that is as the site wants it is simply found again")
  func adoption() async throws {
    let sandbox = try OutputSandbox("adopt")
    defer { sandbox.remove() }
    try await sandbox.publish(["a.html": "a", "b.html": "b"])
    let whole = sandbox.text("site/.study-manifest")
    try sandbox.write("study-manifest 1\n", to: "site/.study-manifest")
    let before = try sandbox.identity("site/a.html")
    let report = try await sandbox.publish(["a.html": "a", "b.html": "b"])
    #expect(report.unchanged == 2)
    #expect(sandbox.text("site/.study-manifest") == whole)
    #expect(try sandbox.identity("site/a.html") == before)
  }
}

// Files beside the tests: vectors and golden files. Used by the tests of this folder only.

import Foundation

/// The folder of these tests.
func testFolder(_ here: String = #filePath) -> String {
  String(here[..<(here.lastIndex(of: "/") ?? here.endIndex)])
}

func bytes(ofTestFile name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: testFolder() + "/" + name)))
}

/// Compares with a golden file, or, if UPDATE_GOLDENS is set, rewrites it. True if it was equal.
func matchesGolden(_ contents: [UInt8], _ name: String) throws -> Bool {
  let known = (try? bytes(ofTestFile: name)) ?? []
  if known != contents, ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
    try Data(contents).write(to: URL(fileURLWithPath: testFolder() + "/" + name))
  }
  return known == contents
}

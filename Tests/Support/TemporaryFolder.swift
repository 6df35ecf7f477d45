// A folder on disk that lives as long as one test. Used where the file system itself is tested.

package import Foundation

/// A folder for a test, and what tests do in it.
package struct TemporaryFolder: Sendable {
  package let path: String

  package func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  package func write(_ bytes: [UInt8], to name: String) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }

  package func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path + "/" + name, withIntermediateDirectories: true)
  }

  package func makeLink(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path + "/" + name, withDestinationPath: target)
  }

  package func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: path + "/" + name).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  package func exists(_ name: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: path + "/" + name)) != nil
  }

  /// Every file below a folder with its contents, hidden ones too.
  package func tree(_ name: String) throws -> [String: Data] {
    var tree: [String: Data] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: path + "/" + name) {
      if let data = FileManager.default.contents(atPath: path + "/" + name + "/" + file) {
        tree[file] = data
      }
    }
    return tree
  }
}

/// Runs `body` with an empty folder, which is removed afterwards.
package func withTemporaryFolder<Result>(
  _ body: (TemporaryFolder) async throws -> Result
) async throws -> Result {
  let path = NSTemporaryDirectory() + "study-test-" + UUID().uuidString
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(TemporaryFolder(path: path))
}

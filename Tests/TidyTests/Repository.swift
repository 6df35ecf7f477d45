// Where the tidy tests find the files they hold to the rules. Knows no rule.

import Foundation

/// The repository on disk.
enum Repository {
  /// The folder of Package.swift: three folders above this file.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Files below a folder whose names have one of the endings, as sorted paths from the root.
  /// Fixtures and what Python leaves behind are not the repository's own text.
  static func files(under folder: String, endings: [String]) throws -> [String] {
    let all = try FileManager.default.subpathsOfDirectory(
      atPath: root.appending(path: folder).path)
    return all.filter { path in
      !path.contains("Fixtures/") && !path.contains("__pycache__")
        && endings.contains { path.hasSuffix($0) }
    }.map { folder + "/" + $0 }.sorted()
  }

  /// `path:line` for every line that a rule objects to.
  static func offences(
    against rule: (String) -> [Int], in paths: [String]
  ) throws -> [String] {
    try paths.flatMap { path in
      rule(try text(of: path)).map { "\(path):\($0)" }
    }
  }
}

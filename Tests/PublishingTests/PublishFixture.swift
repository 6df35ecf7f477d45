// A sandbox folder for one test of `publish`, and what the tests look at in it.
//
// It looks at the disk with Foundation, so that it shares no code with what it tests.

import Diagnostics
import Files
import Foundation
import Publishing

/// A folder of its own under the system's temporary folder: `site` in it is the output.
struct OutputSandbox: Sendable {
  let folder: String
  var output: String { folder + "/site" }

  init(_ name: String) throws {
    folder = NSTemporaryDirectory() + "publish-\(name)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Removes the sandbox; called when the test ends.
  func remove() {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Publishes pages given as path and text.
  @discardableResult
  func publish(
    _ pages: [String: String], protecting: [String] = [], jobs: Int = 2
  ) async throws(PublishFailure) -> PublishReport {
    try await publishImage(image(pages), to: output, protecting: protecting, jobs: jobs)
  }

  func write(_ text: String, to path: String) throws {
    let file = folder + "/" + path
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
  }

  func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: folder + "/" + path).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder + "/" + path, withIntermediateDirectories: true)
  }

  func makeLink(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/" + path, withDestinationPath: target)
  }

  func exists(_ path: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: folder + "/" + path)) != nil
  }

  /// The names in the sandbox: what a build left beside the output shows up here.
  func namesBesideOutput() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter { $0 != "site" }
  }

  /// Inode and modification time: whoever rewrites a file changes one of them.
  func identity(_ path: String) throws -> String {
    let found = try FileManager.default.attributesOfItem(atPath: folder + "/" + path)
    let changed = (found[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\(found[.systemFileNumber] ?? "?") \(changed)"
  }

  func mode(_ path: String) throws -> Int {
    let found = try FileManager.default.attributesOfItem(atPath: folder + "/" + path)
    return (found[.posixPermissions] as? Int) ?? -1
  }

  /// Every path under a folder of the sandbox with what is in it; folders have the text `folder`.
  func tree(_ path: String = "site") throws -> [String: String] {
    try treeContents(folder + "/" + path)
  }
}

/// Every path under a folder with its text; folders have the text `folder`.
func treeContents(_ root: String) throws -> [String: String] {
  var found: [String: String] = [:]
  for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
    let file = root + "/" + name
    if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: file) {
      found[name] = "link to \(target)"
    } else if let data = FileManager.default.contents(atPath: file) {
      found[name] = String(decoding: data, as: UTF8.self)
    } else {
      found[name] = "folder"
    }
  }
  return found
}

func image(_ pages: [String: String]) -> SiteImage {
  SiteImage(pages.map { OutputFile($0.key, Array($0.value.utf8)) })
}

/// A file of the site that is copied from an absolute path.
func copied(_ path: String, from source: String) -> OutputFile {
  OutputFile(path: OutputPath(path), contents: .asset(ContentPath(String(source.dropFirst()))))
}

/// Publishes an image, its assets as `copied` names them.
func publishImage(
  _ image: SiteImage, to output: String, protecting: [String], jobs: Int,
  staged: StagedFiles? = nil
) async throws(PublishFailure) -> PublishReport {
  try await publish(
    image, of: WholeDisk(), to: output, protecting: protecting, jobs: jobs, staged: staged)
}

/// The whole disk as content.
private struct WholeDisk: FileTree {
  func files() -> Diagnosed<[TreeFile]> { Diagnosed([]) }
  func read(_ path: ContentPath, limit: Int) -> Diagnosed<[UInt8]?> { Diagnosed(nil) }
  func readStart(_ path: ContentPath, count: Int) -> [UInt8]? { nil }
  func diskPath(of path: ContentPath) -> String? { "/" + path.text }
}

/// A site of many pages, each of which names its version.
func manyPages(_ count: Int, version: Int) -> [String: String] {
  var pages: [String: String] = [:]
  for number in 0..<count {
    // Every tenth page never changes; the others name the version they belong to.
    let text = number.isMultiple(of: 10) ? "page \(number)" : "page \(number) of \(version)"
    pages["topics/page-\(number)/index.html"] = text
  }
  pages["only-in-\(version)/index.html"] = "here in \(version)"
  return pages
}

/// Runs a program and tells whether it ended well.
func runs(_ program: String, _ arguments: String...) -> Bool {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.standardError = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  do { try process.run() } catch { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}

/// What a failing call of `publish` threw; `nil` where it did not fail.
func failure(of call: () async throws(PublishFailure) -> PublishReport) async -> PublishFailure? {
  do throws(PublishFailure) {
    _ = try await call()
    return nil
  } catch {
    return error
  }
}

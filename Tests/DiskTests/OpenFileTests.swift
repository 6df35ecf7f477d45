// Open files and folders: closed once, with their value.

import Foundation
import Support
import SystemPackage
import Testing

@testable import Disk

@Suite("Open files", .serialized)
struct OpenFileTests {
  /// Whether this process has the number open, for this path.
  private func isOpen(_ number: Int32, _ path: String) -> Bool {
    let target = try? FileManager.default.destinationOfSymbolicLink(
      atPath: "/proc/self/fd/\(number)")
    return target == path
  }

  @Test("A file is closed when its value ends, and by hand once only")
  func closing() async throws {
    try await withTemporaryFolder { folder in
      let path = try #require(realPath(folder.path)) + "/a"
      try folder.write("abc", to: "a")
      var number: Int32 = -1
      do {
        let file = try OpenFolder.current.openFile(DiskPath(path))
        number = file.number
        #expect(isOpen(number, path))
        #expect(try file.readToEnd() == Array("abc".utf8))
      }
      #expect(!isOpen(number, path))
      let file = try OpenFolder.current.openFile(DiskPath(path))
      number = file.number
      try file.close()
      #expect(!isOpen(number, path))
    }
  }

  @Test("An end by an error closes as well")
  func closingAfterAnError() async throws {
    try await withTemporaryFolder { folder in
      let path = try #require(realPath(folder.path)) + "/a"
      try folder.write("abc", to: "a")
      var number: Int32 = -1
      do {
        let file = try OpenFolder.current.openFile(DiskPath(path))
        number = file.number
        try file.write([1])
        Issue.record("a file open for reading was written")
      } catch let error as Errno {
        #expect(error == .badFileDescriptor)
      }
      #expect(!isOpen(number, path))
    }
  }

  @Test("A file of as many bytes as allowed is read, one more gives nil")
  func readToEndLimit() async throws {
    try await withTemporaryFolder { folder in
      try folder.write([UInt8](repeating: 7, count: 70_000), to: "a")
      let here = try OpenFolder.current.openFolder(DiskPath(folder.path))
      #expect(try here.openFile(DiskPath("a")).readToEnd(limit: 70_000)?.count == 70_000)
      #expect(try here.openFile(DiskPath("a")).readToEnd(limit: 69_999) == nil)
    }
  }

  @Test("Renaming keeps what exists or exchanges it, as the rule says")
  func renameRules() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("1", to: "a")
      try folder.write("2", to: "b")
      let here = try OpenFolder.current.openFolder(DiskPath(folder.path))
      #expect(throws: Errno.fileExists) {
        try here.rename(DiskPath("a"), to: DiskPath("b"), in: here, .keepExisting)
      }
      try here.rename(DiskPath("a"), to: DiskPath("b"), in: here, .exchange)
      #expect(folder.text("a") == "2" && folder.text("b") == "1")
    }
  }

  @Test("A folder of many names is listed whole, each name once")
  func longListing() async throws {
    try await withTemporaryFolder { folder in
      let names = (0..<1000).map { "file-with-a-rather-long-name-\($0)" }
      for name in names { try folder.write("", to: "sub/" + name) }
      let here = try OpenFolder.current.openFolder(DiskPath(folder.path))
      let (_, entries) = try here.entries(ofFolder: DiskPath("sub"))
      #expect(entries.map(\.name.text).sorted() == names.sorted())
      #expect(entries.allSatisfy { $0.kind == .file })
    }
  }
}

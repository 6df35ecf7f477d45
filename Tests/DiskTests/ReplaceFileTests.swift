// Files of the author's that study replaces: never over a change that was made in the meantime.

import Foundation
import Support
import Testing

@testable import Disk

@Suite("Replacing a file of the author's")
struct ReplaceFileTests {
  private func replace(
    _ folder: TemporaryFolder, expected: String?, meanwhile: () throws -> Void = {}
  ) -> String? {
    do {
      try replaceFile(
        folder.path + "/a.md", expected: expected.map { Array($0.utf8) },
        contents: Array("new".utf8)
      ) {
        #expect(throws: Never.self) { try meanwhile() }
      }
      return nil
    } catch {
      return error.message
    }
  }

  @Test("A file that holds what is expected is replaced, its mode kept")
  func replaced() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("old", to: "a.md")
      let path = folder.path + "/a.md"
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      #expect(replace(folder, expected: "old") == nil)
      #expect(try folder.tree("") == ["a.md": Data("new".utf8)])
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o640)
    }
  }

  @Test("A file that holds something else, even only more, is left as it is")
  func changedBefore() async throws {
    try await withTemporaryFolder { folder in
      for other in ["old and more", "ol", "OLD"] {
        try folder.write(other, to: "a.md")
        #expect(replace(folder, expected: "old")?.contains("was changed meanwhile") == true)
        #expect(try folder.tree("") == ["a.md": Data(other.utf8)])
      }
    }
  }

  @Test("A file that is changed or replaced between the look and the renaming is put back")
  func changedMeanwhile() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("old", to: "a.md")
      let message = replace(folder, expected: "old") { try folder.write("mine", to: "a.md") }
      #expect(message?.contains("was changed meanwhile") == true)
      #expect(try folder.tree("") == ["a.md": Data("mine".utf8)])
    }
  }

  @Test("A file that was removed in the meantime is not made again")
  func removedMeanwhile() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("old", to: "a.md")
      let message = replace(folder, expected: "old") {
        try FileManager.default.removeItem(atPath: folder.path + "/a.md")
      }
      #expect(message?.contains("was changed meanwhile") == true)
      #expect(try folder.tree("") == [:])
    }
  }

  @Test("A new file is made only where there is none, before and in the meantime")
  func newFile() async throws {
    try await withTemporaryFolder { folder in
      let message = replace(folder, expected: nil) { try folder.write("mine", to: "a.md") }
      #expect(message?.contains("exists already") == true)
      #expect(try folder.tree("") == ["a.md": Data("mine".utf8)])
      #expect(replace(folder, expected: nil)?.contains("exists already") == true)
      try FileManager.default.removeItem(atPath: folder.path + "/a.md")
      #expect(replace(folder, expected: nil) == nil)
      #expect(try folder.tree("") == ["a.md": Data("new".utf8)])
    }
  }

  @Test("A link is followed: what it leads to is replaced, and it stays")
  func link() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("old", to: "real.md")
      try folder.makeLink("a.md", to: "real.md")
      #expect(replace(folder, expected: "old") == nil)
      #expect(folder.text("real.md") == "new")
      let target = try FileManager.default.destinationOfSymbolicLink(
        atPath: folder.path + "/a.md")
      #expect(target == "real.md")
    }
  }
}

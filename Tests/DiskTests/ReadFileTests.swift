// Whole files up to a limit.

import Disk
import Support
import Testing

@Suite("Reading whole files")
struct ReadFileTests {
  /// Beyond and below the size of one read.
  @Test(arguments: [0, 5, 65_535, 65_536, 65_537, 200_000])
  func aFileMayBeAsLongAsTheLimitAndNotAByteLonger(limit: Int) async throws {
    try await withTemporaryFolder { folder in
      let most = [UInt8](repeating: 0x61, count: limit)
      try folder.write(most, to: "most")
      try folder.write(most + [0x62], to: "over")
      #expect(readFile(folder.path + "/most", limit: limit) == most)
      #expect(readFile(folder.path + "/over", limit: limit) == nil)
    }
  }

  @Test func whatIsNoFileIsNotRead() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("a", to: "f/a")
      try folder.makeLink("link", to: "f/a")
      #expect(readFile(folder.path + "/link", limit: 1) == [0x61])
      #expect(readFile(folder.path + "/f", limit: 1) == nil)
      #expect(readFile(folder.path + "/gone", limit: 1) == nil)
    }
  }
}

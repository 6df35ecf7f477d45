// How large sources.yml and its like may be.

import Content
import Diagnostics
import Support
import Testing

@Suite("Data files")
struct DataFileTests {
  /// A file of `count` bytes: an entry, and a comment to fill it.
  private func works(_ count: Int) -> Diagnosed<[Work]> {
    let entry = Array("- {id: a, type: book, title: A}\n#".utf8)
    let filling = [UInt8](repeating: UInt8(ascii: "x"), count: count - entry.count)
    return readWorks(SourceFile(path: "sources.yml", bytes: entry + filling))
  }

  @Test(.slow) func theyMayHave16MiBAndNotAByteMore() {
    let most = works(16_777_216)
    #expect(most.value.map(\.key) == ["a"])
    #expect(most.diagnostics == [])
    let over = works(16_777_217)
    #expect(over.value == [])
    #expect(over.diagnostics.map(\.code) == [.brokenYAML])
    #expect(over.diagnostics.map(\.message) == ["YAML longer than 16777216 bytes"])
  }
}

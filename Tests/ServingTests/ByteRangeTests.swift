// What a `Range` field selects of a file.

import Testing

@testable import Serving

@Suite("Ranges")
struct ByteRangeTests {
  private func range(_ field: String?, of size: Int = 10) -> ByteRange {
    byteRange(field.map { Array($0.utf8) }, of: size)
  }

  @Test func oneRangeIsServed() {
    #expect(range("bytes=0-0") == .part(0..<1))
    #expect(range("bytes=2-4") == .part(2..<5))
    #expect(range("bytes=7-") == .part(7..<10))
    #expect(range("bytes=-3") == .part(7..<10))
    #expect(range("bytes=-30") == .part(0..<10))
    #expect(range("bytes=3-99999999999999999999") == .part(3..<10))
  }

  @Test func beyondTheEndThereIsNothing() {
    #expect(range("bytes=10-") == .outside)
    #expect(range("bytes=99999999999999999999-") == .outside)
    #expect(range("bytes=-0") == .outside)
    #expect(range("bytes=0-0", of: 0) == .outside)
  }

  @Test func aFieldOfMoreThan64BytesIsIgnored() {
    func field(_ count: Int) -> String {
      "bytes=0-" + String(repeating: "0", count: count - 9) + "1"
    }
    #expect(range(field(64)) == .part(0..<2))
    #expect(range(field(65)) == .whole)
  }

  @Test(arguments: [
    nil, "", "bytes=", "bytes=-", "bytes=4-2", "bytes=0-1,3-4", "bytes=a-", "items=0-1",
  ])
  func whatIsNotUnderstoodMeansAll(field: String?) { #expect(range(field) == .whole) }
}

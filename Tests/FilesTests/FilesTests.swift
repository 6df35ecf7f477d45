// Paths and images as values.

import Files
import Testing

@Suite("Files")
struct FilesTests {
  @Test("Two names that only look alike are two paths")
  func unicodeForms() {
    #expect(ContentPath("caf\u{e9}.md") != ContentPath("cafe\u{301}.md"))
    #expect(foldedForCollision("caf\u{e9}") == foldedForCollision("CAFE\u{301}"))
  }

  @Test("An image keeps its files in the order of their paths and finds each")
  func image() {
    let image = SiteImage([OutputFile("b", [2]), OutputFile("a", [1]), OutputFile("c", [3])])
    #expect(image.files.map(\.path.text) == ["a", "b", "c"])
    #expect(image.file(at: OutputPath("b"))?.path.text == "b")
    #expect(image.file(at: OutputPath("bb")) == nil)
    #expect(image.replacing([OutputFile("d", [])]) == nil)
    #expect(image.replacing([OutputFile("c", [])])?.files.count == 3)
  }
}

// What stands behind a fence.

import Testing

@testable import Content

@Suite("Behind a fence")
struct CodeInfoTests {
  @Test func aLanguageEndsAtASpaceACommaOrABracket() {
    #expect(codeInfo("python").language == "python")
    #expect(codeInfo("  rust,ignore").language == "rust")
    #expect(codeInfo("js{1}").language == "js")
    #expect(codeInfo("title=\"a b\"").language == "")
    #expect(codeInfo("title=\"a b\"").title == "a b")
    #expect(codeInfo("numbers").language == "")
    #expect(codeInfo("") == CodeInfo())
  }

  @Test func linesAreSortedAndMerged() {
    #expect(codeInfo("a {3-5, 1,4-6}").marked == [1...1, 3...6])
    #expect(codeInfo("a {2}{1}").marked == [1...1, 2...2])
  }

  @Test(
    "Brackets that mean something elsewhere are left alone",
    arguments: [
      "a {.python}", "a {0}", "a {3-1}", "a {x}", "a {1-2-3}", "a {", "a {99999999999999999999}",
    ])
  func otherBrackets(info: String) {
    #expect(codeInfo(info).marked == [])
    #expect(codeInfo(info).problems == [])
  }

  @Test func wordsComeInAnyOrder() {
    let info = codeInfo("a tab='x y' diff numbers=7 {1} title=t numbered {#b}")
    #expect(info.tab == "x y")
    #expect(info.isDiff)
    #expect(info.firstNumber == 7)
    #expect(info.marked == [1...1])
    #expect(info.title == "t")
    #expect(info.isNumbered)
    #expect(info.anchor == "b")
    #expect(info.problems == [])
  }

  @Test func onlyASlipOfTheHandIsReported() {
    #expect(codeInfo("a titel=\"b\"").problems == [.unknownKey("titel=", nearest: "title=")])
    #expect(codeInfo("a number").problems == [.unknownKey("number", nearest: "numbers")])
    #expect(codeInfo("a showLineNumbers linenos=1 ignore filename=x").problems == [])
    #expect(codeInfo("a title=\"b").problems == [.unclosedQuote("title=\"b")])
    #expect(codeInfo("a numbers=b title").problems == [.badValue("numbers=b"), .badValue("title")])
  }
}

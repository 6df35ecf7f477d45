// Each rule can fail: it is shown a text that breaks it, and one that only looks as if it did.

import Testing

@Test func aLineOf101ColumnsIsLong() {
  let hundred = String(repeating: "a", count: 100)
  #expect(longLines(in: "\(hundred)\n\(hundred)b\n") == [2])
}

@Test func aFileOf501LinesIsLongUnlessItSaysWhy() {
  let lines = String(repeating: "\n", count: 501)
  #expect(linesBeyondFileLimit(in: lines) == [501])
  #expect(linesBeyondFileLimit(in: String(lines.dropLast())) == [])
  #expect(linesBeyondFileLimit(in: "// Longer than 500 lines because.\n" + lines) == [])
}

@Test func aFunctionOf71LinesIsLongUnlessItSaysWhy() {
  let body = String(repeating: "    a()\n", count: 69)
  let function = "  private mutating func f() {\n\(body)  }\n"
  #expect(longFunctions(in: function) == [1])
  #expect(longFunctions(in: "  func f() {\n\(body.dropFirst(8))  }\n") == [])
  #expect(longFunctions(in: "  /// Longer than 70 lines because.\n" + function) == [])
}

@Test func aFileThatDoesNotOpenWithACommentIsFound() {
  #expect(missingOpeningComment(in: "import Testing\n") == [1])
  #expect(missingOpeningComment(in: "// What it is.\nimport Testing\n") == [])
}

@Test func marksOfPostponedWorkAreFound() {
  #expect(postponements(in: "// fine\n// TO" + "DO: later\n// TO" + "DOS is not one\n") == [2])
}

@Test func theWordUnsafeIsFoundInCodeOnly() {
  #expect(unsafeWords(in: "let a = unsafe b\n// unsafe\nlet unsafeURL = 1\n") == [1])
}

@Test func publicDeclarationsAreFound() {
  #expect(publicWords(in: "public func a()\npackage func b() // public is not used\n") == [1])
}

@Test func actorsAndClassesAreFoundUnlessTheyHoldConstantsAlone() {
  let text = """
    final class A {}
    actor B {}
    let classes = 1
    let a = "class A"
    final class C: Sendable {
    package final class D: Error, Sendable {}
    class E: Sendable {}

    """
  #expect(mutableReferenceTypes(in: text) == [1, 2, 7])
}

@Test func uncheckedSendablesAreFound() {
  let text =
    "struct A: @unchecked Sendable {}\nnonisolated(unsafe) let a = 1\nstruct B: Sendable {}\n"
  #expect(uncheckedSendables(in: text) == [1, 2])
}

@Test func globalAndStaticStoredVariablesAreFound() {
  let text = """
    var a = 1
    private var b: Int
    struct C {
      static var d = 1
      static var e: Int { 1 }
      var f = 1
    }
    var g: Int { 1 }
    """
  #expect(globalVariables(in: text) == [1, 2, 4])
}

@Test func forcedUnwrapsAreFound() {
  let text = "a!.b\ntry! c()\nd as! E\nf()!\nif !g, h != i {}\nlet j = \"k!\"\nl[0]!\n"
  #expect(forcedUnwraps(in: text) == [1, 2, 3, 4, 7])
}

@Test func importsAreReadWithTheirModifiers() {
  let text =
    "import A\ninternal import B\n@testable import C\n// import D\npackage import enum E.F\n"
  #expect(imports(in: text).map(\.module) == ["A", "B", "C", "E"])
  #expect(imports(in: text).map(\.line) == [1, 2, 3, 5])
}

@Test func commentsAndStringsAreBlankedAndInterpolationsAreNot() {
  #expect(codeText(of: "a // b") == "a     ")
  #expect(codeText(of: "a /* b /* c */ d */ e") == "a                   e")
  #expect(codeText(of: #""a\"b" + c"#) == #""    " + c"#)
  #expect(codeText(of: #""a\(b ? "c" : "d")e""#) == #"" \(b ? " " : " ") ""#)
  #expect(codeText(of: ##"#"a"b\#(c)"# + d"##) == ##"#"   \#(c)"# + d"##)
  #expect(codeText(of: "\"\"\"\na \"b\"\n\"\"\"\nc") == "\"\"\"\n     \n\"\"\"\nc")
}

@Test func constantsCalledAfterALimitAreFound() {
  let text = """
    let limit = 1
    private let pageLimit: Int = 2
    package let mostPages = 3
    struct A {
      static let longest = 4
      private static let keptByteLimit = 5
      static let longestWriter: Int64 = 6
      let limits: B
      let shownLimit: Int
      func b() {
        let limit = 7
      }
    }
    let delimiters = 8
    let almost = 9
    // let wordLimit = 10
    let text = "let lineLimit = 11"
    var countLimit = 12
    """
  #expect(
    limitConstants(in: text).map(\.name) == [
      "limit", "pageLimit", "mostPages", "longest", "keptByteLimit", "longestWriter",
    ])
  #expect(limitConstants(in: text).map(\.line) == [1, 2, 3, 5, 6, 7])
}

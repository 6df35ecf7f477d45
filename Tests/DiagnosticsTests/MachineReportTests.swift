// The reports programs read. Literal outputs: whoever parses them relies on every byte.

import Bytes
import Diagnostics
import Testing

@Suite("Machine reports")
struct MachineReportTests {
  private let source = SourceFile(path: "a b.md", text: "# T\nsee [x](y.md)\n")

  private func diagnostics() -> [Diagnostic] {
    [
      Diagnostic(
        .unknownPage, "no page `y.md`, 100%", path: "a b.md", range: SourceRange(8, 17),
        notes: ["did you mean `z.md`?"],
        fixes: [Fix(title: "replace it", range: SourceRange(12, 16), replacement: "z.md")])
    ]
  }

  @Test func jsonIsOneObjectALine() {
    let expected =
      #"{"code":"unknown-page","severity":"warning","message":"no page `y.md`, 100%","#
      + #""file":"a b.md","line":2,"column":5,"endLine":2,"endColumn":14,"start":8,"end":17,"#
      + #""notes":["did you mean `z.md`?"],"#
      + #""fixes":[{"title":"replace it","start":12,"end":16,"replacement":"z.md"}]}"# + "\n"
    #expect(jsonReport(of: diagnostics(), sources: { _ in source }) == expected)
  }

  @Test func jsonWithoutARangeMeansTheWholeFile() {
    let whole = Diagnostic(.notUTF8, "not UTF-8", path: "x.md")
    #expect(
      jsonReport(of: [whole, whole], sources: { _ in nil })
        == String(
          repeating:
            #"{"code":"not-utf8","severity":"warning","message":"not UTF-8","file":"x.md","#
            + #""line":1,"column":1,"notes":[],"fixes":[]}"# + "\n", count: 2))
  }

  @Test func jsonStringsEscapeWhatScriptsAndLinesMisread() {
    #expect(jsonString("a\"b\\c\nd\te") == #""a\"b\\c\nd\u0009e""#)
    #expect(jsonString("</script><!--&") == #""\u003c/script\u003e\u003c!--\u0026""#)
    #expect(jsonString("\u{2028}\u{2029}") == #""\u2028\u2029""#)
    #expect(jsonString("\u{0}\u{7F}") == #""\u0000\u007f""#)
  }

  @Test func jsonStringsKeepOtherUnicode() {
    #expect(jsonString("é日😀") == "\"é日😀\"")
    #expect(jsonString("\u{203A}\u{2027}\u{A8}\u{A9}") == "\"\u{203A}\u{2027}\u{A8}\u{A9}\"")
  }

  @Test func gitHubCommandsNameFileLineAndTitle() {
    #expect(
      gitHubReport(of: diagnostics(), prefix: "content/", sources: { _ in source })
        == "::warning file=content/a b.md,line=2,col=5,title=unknown-page"
        + "::no page `y.md`, 100%25%0Adid you mean `z.md`?\n")
  }

  @Test func gitHubPropertiesCannotBeForged() {
    let diagnostic = Diagnostic(.nulByte, "m", path: "a,line=9:\n%.md")
    #expect(
      gitHubReport(of: [diagnostic], prefix: "", sources: { _ in nil })
        == "::warning file=a%2Cline=9%3A%0A%25.md,title=nul-byte::m\n")
  }

  @Test func aNoteIsANoticeToGitHub() {
    let diagnostic = Diagnostic(.unknownPage, "m", path: "a.md").atLevel(.note)
    #expect(
      gitHubReport(of: [diagnostic], prefix: "", sources: { _ in nil })
        == "::notice file=a.md,title=unknown-page::m\n")
  }

  @Test func sarifHoldsToolRulesAndResults() {
    let log = sarifReport(
      of: diagnostics(), version: "1.2", prefix: "content/", sources: { _ in source })
    #expect(
      log.hasPrefix(
        #"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"#
          + #""tool":{"driver":{"name":"study","version":"1.2","rules":[{"id":"unknown-page","#))
    #expect(
      log.hasSuffix(
        #""columnKind":"unicodeCodePoints","results":[{"ruleId":"unknown-page","level":"warning","#
          + #""message":{"text":"no page `y.md`, 100%. did you mean `z.md`?"},"#
          + #""locations":[{"physicalLocation":{"artifactLocation":{"uri":"content/a%20b.md"},"#
          + #""region":{"startLine":2,"startColumn":5,"endLine":2,"endColumn":14}}}]}]}]}"# + "\n"))
  }

  @Test func sarifNamesEachRuleOnce() {
    let log = sarifReport(
      of: diagnostics() + diagnostics(), version: "1", prefix: "", sources: { _ in source })
    #expect(log.split(separator: #""id":"unknown-page""#).count == 2)
  }

  @Test func diagnosticsSortByFileOffsetCodeAndWords() {
    let shuffled = [
      Diagnostic(.unknownPage, "b", path: "b.md", range: SourceRange(0, 1)),
      Diagnostic(.unknownPage, "late", path: "a.md", range: SourceRange(10, 11)),
      Diagnostic(.unsafeURL, "early", path: "a.md", range: SourceRange(2, 3)),
      Diagnostic(.unknownPage, "z", path: "a.md", range: SourceRange(2, 3)),
      Diagnostic(.unknownPage, "y", path: "a.md", range: SourceRange(2, 3)),
      Diagnostic(.notUTF8, "whole", path: "a.md"),
    ]
    #expect(shuffled.sorted().map(\.message) == ["whole", "y", "z", "early", "late", "b"])
    #expect(shuffled.reversed().sorted() == shuffled.sorted())
  }

  @Test func everyCodeIsExplainedAndHasADistinctName() {
    for code in DiagnosticCode.allCases {
      #expect(code.explanation.hasSuffix("."))
      #expect(
        code.rawValue.utf8.allSatisfy { $0 == 0x2D || (0x61...0x7A).contains($0) || $0 == 0x38 })
    }
  }

  @Test func errorsAreWhatMakesASiteImpossible() {
    #expect(DiagnosticCode.brokenYAML.severity == .error)
    #expect(DiagnosticCode.duplicateURL.severity == .error)
    #expect(DiagnosticCode.unknownPage.severity == .warning)
    #expect([Diagnostic(.unknownPage, "m", path: "a.md")].hasErrors == false)
    #expect(DiagnosticCode.overLimit.severity == .warning)
    #expect([Diagnostic(.duplicateURL, "m", path: "a.md")].hasErrors)
    #expect(DiagnosticCode.allCases.count { $0.severity == .error } == 8)
  }
}

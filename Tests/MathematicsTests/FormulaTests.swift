// KaTeX in its engines: formulas to MathML, mistakes with their place. Needs Debian's libjs-katex
// and Node, as `make test` installs them.

import Foundation
import Testing

@testable import Mathematics

private let scriptPath = "/usr/share/javascript/katex/katex.min.js"
private let script: [UInt8] =
  FileManager.default.contents(atPath: scriptPath).map { Array($0) } ?? []

/// By the engine, or by the program where KaTeX is too new for the engine (Debian 13).
private func render(_ formulas: [Formula]) -> [RenderedFormula]? {
  renderFormulas(formulas, script: script) ?? (try? renderedByProgram(formulas))
}

private func render(_ tex: String, isDisplay: Bool = false) -> RenderedFormula? {
  render([Formula(tex: tex, isDisplay: isDisplay)])?.first
}

/// Debian 12 has no QuickJS; Node, with the three doors that the source asks for, stands in.
private func renderedByProgram(_ formulas: [Formula]) throws -> [RenderedFormula]? {
  let doors = """
    const fs = require('fs'), vm = require('vm');
    globalThis.std = {
      loadScript: (path) => vm.runInThisContext(fs.readFileSync(path, 'utf8')),
      in: { readAsString: () => fs.readFileSync(0, 'utf8') },
      out: { puts: (text) => process.stdout.write(text) },
    };
    // KaTeX gives itself to a module, where it sees one.
    globalThis.module = globalThis.exports = undefined;
    vm.runInThisContext(process.argv[1]);
    """
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["node", "-e", doors, "--", FormulaProgram.source(script: scriptPath)]
  let input = Pipe()
  let output = Pipe()
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  input.fileHandleForWriting.write(Data(FormulaProgram.input(formulas)))
  try input.fileHandleForWriting.close()
  let answer = Array(output.fileHandleForReading.readDataToEndOfFile())
  process.waitUntilExit()
  return FormulaProgram.results(of: answer, formulas)
}

private func markup(_ tex: String, isDisplay: Bool = false) -> String {
  guard case .markup(let bytes)? = render(tex, isDisplay: isDisplay) else { return "none" }
  return String(decoding: bytes, as: UTF8.self)
}

@Suite("Formulas in a program of its own")
struct FormulaProgramTests {
  private let formulas = [
    Formula(tex: "a\n\"b\"", isDisplay: false), Formula(tex: "é\\x", isDisplay: true),
    Formula(tex: String(repeating: "x", count: 20_000), isDisplay: false),
  ]

  @Test func theInputIsJSON() {
    #expect(
      String(decoding: FormulaProgram.input(formulas), as: UTF8.self)
        == #"[["a\n\"b\"",false],["é\\x",true],["",false]]"#)
  }

  @Test func aFormulaMayHave16KiBAndNotAByteMore() {
    func formula(_ count: Int) -> Formula {
      Formula(tex: String(repeating: "x", count: count), isDisplay: false)
    }
    let sizes = [16_384, 16_385].map { formula($0) }
    #expect(
      String(decoding: FormulaProgram.input(sizes), as: UTF8.self)
        == "[[\"\(String(repeating: "x", count: 16_384))\",false],[\"\",false]]")
    #expect(
      FormulaProgram.results(of: Array("M<math></math>\nM\n".utf8), sizes)
        == [.markup(Array("<math></math>".utf8)), .tooLong])
  }

  @Test func eachLineIsAResult() {
    let output = Array(
      "M<math>a\\nb\\\\</math>\nE1 KaTeX parse error: No at position 2: x\nM\n".utf8)
    #expect(
      FormulaProgram.results(of: output, formulas) == [
        .markup(Array("<math>a\nb\\</math>".utf8)), .mistake(message: "No", offset: 2), .tooLong,
      ])
  }

  /// Nothing to compare with where KaTeX is too new for the engine.
  @Test(.enabled(if: renderFormulas([], script: script) != nil))
  func theProgramSaysWhatTheEngineSays() throws {
    let formulas = [
      #"\frac{a}{b} \\ c"#, "a\n+ b", #"\mathbb{E}\log x"#, #"é\foo"#, "{a", "𝔸 \"b\" 'c'",
      #"\def\a{\a\a}\a"#,
    ].map { Formula(tex: $0, isDisplay: true) }
    #expect(try renderedByProgram(formulas) == renderFormulas(formulas, script: script))
  }

  @Test func anOutputThatBreaksOffIsNone() {
    #expect(FormulaProgram.results(of: Array("M\nM\n".utf8), formulas) == nil)
    #expect(FormulaProgram.results(of: [], formulas) == nil)
    #expect(
      FormulaProgram.results(of: Array("FInternalError: stack overflow\n".utf8), [formulas[0]])
        == [.mistake(message: "the formula is nested too deeply", offset: nil)])
  }
}

@Suite("Formulas")
struct FormulaTests {
  @Test func aFormulaBecomesMathMLWithItsSource() {
    #expect(
      markup("x^2") == "<span class=\"katex\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\">"
        + "<semantics><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow>"
        + "<annotation encoding=\"application/x-tex\">x^2</annotation></semantics></math></span>")
    #expect(markup("x", isDisplay: true).contains(" display=\"block\""))
  }

  @Test func namesOfFunctionsStandApart() {
    let space = "<mspace width=\"0.1667em\"></mspace>"
    #expect(
      markup("\\beta\\log x").contains(
        "<mi>β</mi>\(space)<mi>log</mi><mo>\u{2061}</mo>\(space)<mi>x</mi>"))
    #expect(!markup("\\log(x) - \\log(y)").contains("mspace"))
    #expect(!markup("\\log_2(x)").contains("mspace"))
  }

  /// Browsers know no style but `normal`.
  @Test func lettersHaveTheirStyleThemselves() {
    let text = markup("\\mathbb{E}\\mathcal{L}\\mathbf{x1}\\boldsymbol{\\alpha}\\mathbb{R}")
    for letter in ["𝔼", "ℒ", "𝐱", "𝟏", "𝜶", "ℝ"] { #expect(text.contains(letter), "\(letter)") }
    #expect(!text.contains("mathvariant"))
    #expect(markup("\\mathrm{d}").contains("mathvariant=\"normal\">d<"))
  }

  @Test(
    "What papers use is understood",
    arguments: [
      "\\frac{a}{b}", "\\sqrt[3]{x}", "\\sum_{i=1}^n i",
      "\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}",
      "\\begin{cases} 1 & x > 0 \\\\ 0 & \\text{else} \\end{cases}", "\\hat{y} = \\arg\\max_y",
      "\\begin{aligned} a &= b \\\\ &= c \\end{aligned}", "\\mathcal{L}_{\\text{RL}}",
      "\\mathbb{E}_{x \\sim p}\\left[ f(x) \\right]", "a \\tag{1}", "\\underbrace{a}_{b}",
      "a' \\ne é",
      "\\operatorname{KL}(p \\,\\|\\, q)", "\\overline{AB} \\xrightarrow{f} C", "\\color{red} x",
    ])
  func understood(tex: String) {
    #expect(markup(tex, isDisplay: true).hasPrefix("<span class=\"katex\"><math"), "\(tex)")
  }

  @Test func aMistakeHasKaTeXsWordsAndItsPlace() {
    #expect(
      render("a + \\foo") == .mistake(message: "Undefined control sequence: \\foo", offset: 4))
    #expect(
      render("é\\foo") == .mistake(message: "Undefined control sequence: \\foo", offset: 2))
    #expect(
      render("{a") == .mistake(message: "Expected '}', got 'EOF'", offset: 2))
  }

  @Test func aFormulaThatNestsTooDeeplyIsAMistake() {
    let deep = String(repeating: "{", count: 5000) + String(repeating: "}", count: 5000)
    #expect(render(deep) == .mistake(message: "the formula is nested too deeply", offset: nil))
    #expect(
      render(String(repeating: "x", count: 20_000))
        == .mistake(message: "a formula of more than 16384 bytes", offset: nil))
  }

  @Test func aMacroThatExpandsForEverIsAMistake() {
    guard case .mistake(let message, _)? = render("\\def\\a{\\a\\a}\\a") else {
      Issue.record("it was rendered")
      return
    }
    #expect(message.contains("Too many expansions"))
  }

  @Test func noFormulaKnowsWhatTheOneBeforeDefined() {
    let rendered = render(
      ["\\gdef\\a{1}\\a", "\\a"].map { Formula(tex: $0, isDisplay: false) })
    #expect(
      rendered?.last == .mistake(message: "Undefined control sequence: \\a", offset: 0))
  }

  @Test func addressesAndHTMLOfAFormulaAreNotTrusted() {
    #expect(!markup("\\href{javascript:alert(1)}{x}").contains("href=\""))
    #expect(!markup("\\text{<b>}").contains("<b>"))
  }

  @Test func aScriptThatIsNotKaTeXGivesNothing() {
    #expect(renderFormulas([Formula(tex: "x", isDisplay: false)], script: Array("1".utf8)) == nil)
    #expect(renderFormulas([Formula(tex: "x", isDisplay: false)], script: Array("{".utf8)) == nil)
  }

  @Test func signsBeyondTheFirstPlaneGoThroughTheEngineAndBack() {
    #expect(engineText(of: "a𝔸") == [0x61, 0xED, 0xA0, 0xB5, 0xED, 0xB4, 0xB8])
    #expect(plainText(of: engineText(of: "é𝔸힣b")) == Array("é𝔸힣b".utf8))
    #expect(plainText(of: [0xED, 0xA0, 0xB5, 0x61]) == Array("\u{FFFD}a".utf8))
  }
}

// KaTeX in QuickJS, a separate program: newer releases of KaTeX are written in a JavaScript that
// the engine in this process does not support. What the program is sent and what its answer means;
// does not run it.

internal import Bytes
internal import Diagnostics

/// Formulas through QuickJS. Like `renderFormulas`, with the same results for the same KaTeX.
package enum FormulaProgram {
  /// The script QuickJS runs: it reads KaTeX, then the formulas from its standard input.
  /// - Parameter script: the path of KaTeX.
  package static func source(script: String) -> String {
    #"""
    std.loadScript(\#(jsonString(script)));
    const render = \#(katexCall);
    for (const [formula, isDisplay] of JSON.parse(std.in.readAsString())) {
      const answer = render(formula, isDisplay);
      std.out.puts(answer.replaceAll('\\', '\\\\').replaceAll('\n', '\\n') + '\n');
    }
    """#
  }

  /// The program's standard input.
  package static func input(_ formulas: [Formula]) -> [UInt8] {
    let entries = formulas.map { "[\(jsonString($0.isTooLong ? "" : $0.tex)),\($0.isDisplay)]" }
    return Array("[\(entries.joined(separator: ","))]".utf8)
  }

  /// The results in the program's output, in the order of the formulas; nil when it is incomplete.
  package static func results(of output: [UInt8], _ formulas: [Formula]) -> [RenderedFormula]? {
    let lines = output.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    guard lines.count == formulas.count else { return nil }
    return zip(lines, formulas).map { line, formula in
      if formula.isTooLong { return .tooLong }
      return rendered(unescaped(line), of: formula)
    }
  }

  private static func unescaped(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(line.count)
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == UInt8(ascii: "\\"), index + 1 < line.endIndex {
        index += 1
        out.append(line[index] == UInt8(ascii: "n") ? 0x0A : line[index])
      } else {
        out.append(line[index])
      }
      index += 1
    }
    return plainText(of: out)
  }
}

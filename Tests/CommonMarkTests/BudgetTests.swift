// What a parse may cost. cmark-gfm is stopped in the middle, so what matters is also what comes
// after: the thread parses the next text as if nothing had been.

import Support
import Testing

@testable import CommonMark

@Suite("The budget of a parse")
struct BudgetTests {
  private func html(_ markdown: String, _ limits: MarkdownLimits = MarkdownLimits())
    throws(LimitExceeded) -> String
  {
    let tree = try Tree(Array(markdown.utf8)[...], isValidUTF8: true, limits: limits)
    return String(decoding: try tree.renderHTML(options: 0, limits: limits), as: UTF8.self)
  }

  private func refusal(_ markdown: String, _ limits: MarkdownLimits = MarkdownLimits()) -> String? {
    do throws(LimitExceeded) {
      _ = try html(markdown, limits)
      return nil
    } catch {
      #expect(error.isCost)
      return error.description
    }
  }

  /// 64 KiB of one piece.
  private func many(_ piece: String) -> String {
    String(repeating: piece, count: (64 << 10) / piece.utf8.count)
  }

  @Test("References to a long address end when they have taken their memory, however it is defined")
  func memory() {
    let address = String(repeating: "u", count: 32 << 10)
    let uses = String(repeating: "[a] ", count: 8000)
    let said = "Markdown that takes more than 43 MiB of memory to parse"
    #expect(refusal("[a]: <\(address)>\n\n\(uses)") == said)
    #expect(refusal("[a]:\n<\(address)>\n\nx \(uses)") == said)
    #expect(refusal("[a]: u\n'\(address)'\n\nx \(uses)") == said)
    #expect(refusal("[a]: u\n'\(address)'\n\nx " + many("![a] ")) != nil)
    #expect(refusal("[a]: <\(address)>\n\n[a]") == nil)
  }

  @Test("What would take minutes ends when it has taken its processor time", .slow)
  func time() {
    var limits = MarkdownLimits()
    limits.parserMilliseconds = 50
    let said = "Markdown that takes more than 50 ms of processor time to parse"
    // Large enough that no machine parses them in 50 ms.
    #expect(refusal(String(repeating: "a<?", count: 300_000), limits) == said)
    #expect(refusal(String(repeating: "a|", count: 400_000) + "\n-|-\n", limits) == said)
    #expect(refusal(String(repeating: "![[]()", count: 160_000), limits) == said)
  }

  @Test("A row of delimiters under many others is cheap or refused")
  func delimiterRows() throws {
    _ = try html(String(repeating: "a|b|c\n-|-\n", count: 100))
    #expect(refusal(String(repeating: "a|b|c\n-|-\n", count: 4000)) != nil)
  }

  @Test("After a parse that was stopped the same thread parses as before, strikethrough included")
  func afterwards() throws {
    let address = String(repeating: "u", count: 32 << 10)
    for _ in 0..<20 {
      #expect(
        refusal("~~a~~\n\n[a]: <\(address)>\n\n" + String(repeating: "[a] ", count: 8000)) != nil)
      #expect(try html("~~a~~ *b*\n") == "<p><del>a</del> <em>b</em></p>\n")
      #expect(try html("a b *c*\n") == "<p>a b <em>c</em></p>\n")
    }
  }

  @Test("Ordinary text of the largest size is far from the budget")
  func ordinary() throws {
    let paragraph = """
      Some *words* with `code`, a [link](a.md "title") and ~~more~~ or less.

      - one
      - two

      | a | b |
      |---|---|
      | c | d |


      """
    let text = String(repeating: paragraph, count: (1 << 20) / paragraph.utf8.count)
    var limits = MarkdownLimits()
    limits.parserBytes = 0
    limits.parserBytesPerByte = 96
    #expect(try html(text, limits).utf8.count > 1 << 20)
  }
}

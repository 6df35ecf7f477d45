// Which dollars are mathematics, and that a formula comes through the parser as it was written.

import Testing

@testable import CommonMark

@Suite("Formulas between dollars")
struct DollarTests {
  /// The page with `[…]` around what is taken for a formula.
  private func found(_ markdown: String) -> String {
    guard let masked = maskedFormulas(Array(markdown.utf8)[...]) else { return "none" }
    var out = ""
    for (byte, original) in zip(masked, unmasked(masked)) {
      if byte == FormulaMask.opening { out += "[" }
      out += String(UnicodeScalar(original))
      if byte == FormulaMask.closing { out += "]" }
    }
    return out
  }

  @Test(
    "Amounts, variables and lone dollars stay text",
    arguments: [
      "$5", "It costs $5 and $6.", "from $5-$10", "$5/$6", "(US$5, US$6)", "**$100** and **$200**",
      "$HOME/bin:$PATH", "$a, $b and $c", "\"$a\", \"$b\"", "`$x$`", "``a $x$ ` b``",
      "```\n$x$\n```", "~~~ a\n$x$\n~~~\n", "> ```\n> $x$\n> ```", "\\$x$", "$x\\$", "a$x$", "$x$a",
      "$ x$", "$x $", "$$", "$$$$", "$$ $$", "$$$x$$$", "$x\n\ny$", "- $x\n- y$", "| $a | b$ |",
      "$_ and $_.", "$x$_", "costs 5$ or 6$",
    ])
  func text(markdown: String) {
    #expect(found(markdown) == "none")
  }

  @Test func formulasAreFoundWithTheirDollars() {
    #expect(found("$x$") == "[$x$]")
    #expect(found("a $x$, ($y$) and \"$z$\".") == "a [$x$], ([$y$]) and \"[$z$]\".")
    #expect(found("*$x$* é$x$é") == "*[$x$]* é[$x$]é".replacing("é", with: "Ã©"))
    #expect(found("$a_1 * b_2$ *c*") == "[$a_1 * b_2$] *c*")
    #expect(found("$\\$5$") == "[$\\$5$]")
    #expect(found("$5 and $x$") == "$5 and [$x$]")
    #expect(found("$x\ny$") == "[$x\ny$]")
    #expect(found("$`a`$") == "[$`a`$]")
    #expect(found("$$ x $$ and $$\na\n$$") == "[$[$ x $]$] and [$[$\na\n$]$]")
    #expect(found("```\n$a\n```\n$x$") == "```\n$a\n```\n[$x$]")
  }

  @Test func aPageWithControlBytesOfItsOwnHasNoFormulas() {
    #expect(found("$x$ \u{1}") == "none")
  }
}

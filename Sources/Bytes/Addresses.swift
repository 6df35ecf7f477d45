// When two addresses are the same, said once for the linker, which writes addresses, and for the
// checker, which reads them.
//
// - A browser undoes HTML's character references first, then percent-encoding, and compares bytes.
//   Of a fragment it looks for the id as written, and only then percent-decoded; from `:~:` on, a
//   fragment is an instruction to the browser. The checker does the same.
// - An author's `é` may be one character or two, and a file system may have changed which. So the
//   linker finds names that are canonically equivalent, which is how Swift compares Strings; and it
//   writes the name as its owner has it, never as a link spelled it. Then bytes suffice for
//   browsers, hosts and the checker, and no table of Unicode is needed.
// - Of two names on one page or in one folder that are canonically equivalent, one is renamed or
//   reported: no link could tell them apart.

/// The text directive of a fragment, `:~:text=word`, with its marks; nil if there is none.
package func textDirective(in fragment: String) -> Substring? {
  guard fragment.utf8.contains(UInt8(ascii: "~")) else { return nil }
  return fragment.utf8.firstRange(of: textDirectiveMark.utf8).map { fragment[$0.lowerBound...] }
}

/// What a text directive begins with.
package let textDirectiveMark = ":~:"

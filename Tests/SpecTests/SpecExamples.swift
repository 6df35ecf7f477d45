// The examples in Examples/*.txt, read. What an example file looks like is said in blocks.txt.
//
// Where we differ from cmark-gfm on purpose, and what therefore no example holds: its `autolink`
// extension looks at the source while inlines are parsed, ours (Autolinks.swift) at texts when
// everything is parsed. So an address that *markup touches* comes out otherwise:
// - marks of emphasis, tildes or backticks inside it are markup first: `http://a.test/*x*`;
// - backslash escapes and entities in it have been resolved: `http://a.test/\*`, `?a&amp;b`;
// - a `[` that stays open is only seen within the same text, and also when it was escaped;
// - a footnote mark right behind it is a footnote, not a part of the address;
// - right after a code span, a tag or a link we take a text to begin;
// - a letter written as an entity or a colon that was escaped still makes an address.

import Foundation

/// One Markdown document of which cmark-gfm is asked what it means.
struct SpecExample {
  /// As written behind `@@`: the section and what is shown.
  let name: String
  let markdown: String
}

/// The files of examples.
let exampleFiles = ["blocks", "inlines", "extensions", "addresses"]

/// The examples of a file, in its order.
func examples(in file: String) throws -> [SpecExample] {
  let url = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Examples/\(file).txt")
  let text = try String(contentsOf: url, encoding: .utf8)
  var examples: [SpecExample] = []
  var name: String?
  var lines: [Substring] = []
  func close() {
    while lines.last == "" { lines.removeLast() }
    let markdown = (lines.joined(separator: "\n") + "\n")
      .replacing("→", with: "\t").replacing("␣", with: " ").replacing("␍", with: "\r")
    if let name { examples.append(SpecExample(name: name, markdown: markdown)) }
    lines = []
  }
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.hasPrefix("@@ ") {
      close()
      name = String(line.dropFirst(3))
    } else {
      lines.append(line)
    }
  }
  close()
  return examples
}

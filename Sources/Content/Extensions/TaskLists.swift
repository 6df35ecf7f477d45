// Task lists: cmark-gfm writes a checkbox without an accessible name, which says nothing to users
// of screen readers.

internal import Bytes
internal import CommonMark
internal import Diagnostics
internal import Interface

/// Whether the Markdown may contain a task list item. O(n), at the speed of a byte search.
func mayHoldTasks(_ markdown: ArraySlice<UInt8>) -> Bool {
  var index = markdown.startIndex
  while let open = firstIndex(of: UInt8(ascii: "["), in: markdown, from: index) {
    let end = open + 2
    if end < markdown.endIndex, markdown[end] == UInt8(ascii: "]"),
      [0x20, UInt8(ascii: "x"), UInt8(ascii: "X")].contains(markdown[open + 1])
    {
      return true
    }
    index = open + 1
  }
  return false
}

/// The HTML with a name for each checkbox, and its cuts shifted accordingly. O(n).
func namedTasks(
  _ html: [UInt8], _ cuts: [Body.Cut], words: Words
) -> (html: [UInt8], cuts: [Body.Cut]) {
  let done = Array(" aria-label=\"\(escapedHTML(words[.taskDone]))\"".utf8)
  let open = Array(" aria-label=\"\(escapedHTML(words[.taskOpen]))\"".utf8)
  var out: [UInt8] = []
  out.reserveCapacity(html.count + 256)
  var moved: [Body.Cut] = []
  moved.reserveCapacity(cuts.count)
  var rest = cuts[...]
  var copied = 0
  func copy(to end: Int) {
    while let cut = rest.first, cut.offset <= end {
      moved.append(Body.Cut(offset: out.count + cut.offset - copied, slot: cut.slot))
      rest.removeFirst()
    }
    out += html[copied..<end]
    copied = end
  }
  while let box = firstRange(of: "<input type=\"checkbox\"", in: html, from: copied) {
    copy(to: box.upperBound)
    // Only a task's checkbox is disabled; an author's HTML has no inputs.
    out += html[copied...].starts(with: " checked".utf8) ? done : open
  }
  copy(to: html.count)
  return (out, moved)
}

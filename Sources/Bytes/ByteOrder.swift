// The one order in which text is sorted for output: by UTF-8 bytes, which depends on no locale and
// no version of Unicode.

/// Whether `left` sorts before `right` by UTF-8 bytes. O(length of the common prefix).
package func precedes(_ left: String, _ right: String) -> Bool {
  let leftBytes = left.utf8Span.span
  let rightBytes = right.utf8Span.span
  let shared = min(leftBytes.count, rightBytes.count)
  for index in 0..<shared where leftBytes[index] != rightBytes[index] {
    return leftBytes[index] < rightBytes[index]
  }
  return leftBytes.count < rightBytes.count
}

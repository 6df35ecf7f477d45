// The one order in which texts are sorted for output: by their UTF-8 bytes, which no locale and no
// version of Unicode changes.

/// Whether `left` comes before `right` by UTF-8 bytes. O(length of what they share).
package func precedes(_ left: String, _ right: String) -> Bool {
  let leftBytes = left.utf8Span.span
  let rightBytes = right.utf8Span.span
  let shared = min(leftBytes.count, rightBytes.count)
  for index in 0..<shared where leftBytes[index] != rightBytes[index] {
    return leftBytes[index] < rightBytes[index]
  }
  return leftBytes.count < rightBytes.count
}

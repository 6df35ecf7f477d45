// The difference of two texts, line by line, for a failed golden. Used by the golden tests.

/// What would turn `expected` into `actual`: `-` lines go, `+` lines come, with up to two lines of
/// context around them. Empty when the two are equal. O(n * m) lines.
package func lineDiff(_ expected: [String], _ actual: [String]) -> String {
  guard expected != actual else { return "" }
  var lines: [(mark: Character, text: String)] = []
  var left = 0
  var right = 0
  let lengths = commonLengths(expected, actual)
  while left < expected.count || right < actual.count {
    if left < expected.count, right < actual.count, expected[left] == actual[right] {
      lines.append((" ", expected[left]))
      left += 1
      right += 1
    } else if right == actual.count
      || (left < expected.count && lengths[left + 1][right] >= lengths[left][right + 1])
    {
      lines.append(("-", expected[left]))
      left += 1
    } else {
      lines.append(("+", actual[right]))
      right += 1
    }
  }
  let changed = lines.indices.filter { lines[$0].mark != " " }
  let shown = lines.indices.filter { index in changed.contains { abs($0 - index) <= 2 } }
  var out = ""
  var previous = -1
  for index in shown {
    if index != previous + 1 { out += "  …\n" }
    out += "\(lines[index].mark) \(lines[index].text)\n"
    previous = index
  }
  return out
}

/// For each pair of suffixes how many lines they have in common, in order.
private func commonLengths(_ left: [String], _ right: [String]) -> [[Int]] {
  var lengths = Array(
    repeating: Array(repeating: 0, count: right.count + 1), count: left.count + 1)
  for row in left.indices.reversed() {
    for column in right.indices.reversed() {
      lengths[row][column] =
        left[row] == right[column]
        ? lengths[row + 1][column + 1] + 1
        : max(lengths[row + 1][column], lengths[row][column + 1])
    }
  }
  return lengths
}

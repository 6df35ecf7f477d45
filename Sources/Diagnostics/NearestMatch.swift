// "Did you mean": the candidate nearest to what was written. Used by every message that says
// something was not found.

/// The candidate nearest to `written`, or nil when none is near enough to be worth offering:
/// at most a third of its length away, ignoring case. Ties go to the first in byte order, so the
/// offer is the same on every machine. O(candidates x length^2), with an early way out by length.
package func nearestMatch(to written: String, among candidates: some Sequence<String>) -> String? {
  let target = Array(written.lowercased().utf8.prefix(96))
  guard !target.isEmpty else { return nil }
  var best: (distance: Int, candidate: String)?
  for candidate in candidates {
    let text = Array(candidate.lowercased().utf8.prefix(96))
    let allowed = max(1, max(target.count, text.count) / 3)
    let limit = min(allowed, best?.distance ?? allowed)
    guard abs(text.count - target.count) <= limit else { continue }
    let distance = editDistance(target, text, limit: limit)
    guard distance <= limit else { continue }
    if let current = best {
      let isTie = distance == current.distance
      if isTie && !precedes(candidate, current.candidate) { continue }
    }
    best = (distance, candidate)
  }
  return best?.candidate
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of
/// neighbours (Damerau 1964; the restricted form, no substring is edited twice). Once it is sure to
/// be more than `limit`, it is given as `limit + 1`.
func editDistance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
  guard !left.isEmpty else { return right.count }
  guard !right.isEmpty else { return left.count }
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  var current = beforePrevious
  for row in 1...left.count {
    current[0] = row
    var rowMinimum = row
    for column in 1...right.count {
      let isSame = left[row - 1] == right[column - 1]
      var cost = min(
        previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
      let isSwap =
        row > 1 && column > 1 && left[row - 1] == right[column - 2]
        && left[row - 2] == right[column - 1]
      if isSwap { cost = min(cost, beforePrevious[column - 2] + 1) }
      current[column] = cost
      rowMinimum = min(rowMinimum, cost)
    }
    if rowMinimum > limit + 1 { return limit + 1 }
    (beforePrevious, previous, current) = (previous, current, beforePrevious)
  }
  return previous[right.count]
}

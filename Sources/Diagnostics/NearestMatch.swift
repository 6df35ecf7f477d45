// "Did you mean": the candidate nearest to what was written, for messages about something that was
// not found.

internal import Bytes

/// The candidate nearest to `written`, or nil when none is near enough to suggest: at most a third
/// of its length away, ignoring case. Ties go to the first in byte order, so the suggestion is the
/// same on every machine. O(candidates x length), with an early exit by length; O(candidates x
/// length^2) when `written` is longer than 64 bytes.
/// - Parameter amongMany: whether anything may be a candidate: a page's name rather than one of a
///   few words. Then a name of less than four letters only matches if one is added at its end,
///   since nearly all short names are near each other.
package func nearestMatch(
  to written: String, among candidates: some Sequence<String>, amongMany: Bool = false
) -> String? {
  let target = folded(written)
  guard !target.isEmpty else { return nil }
  let measure = target.count <= 64 ? DistanceMeasure(target) : nil
  var best: (distance: Int, candidate: String)?
  for candidate in candidates {
    let text = folded(candidate)
    let isChance =
      amongMany && target.count < shortestMeasured && text != target
      && (target.count < 3 || !text.starts(with: target))
    if isChance { continue }
    let allowed = max(1, max(target.count, text.count) / 3)
    let limit = min(allowed, best?.distance ?? allowed)
    guard abs(text.count - target.count) <= limit else { continue }
    let distance = measure?.distance(to: text) ?? editDistance(target, text, limit: limit)
    guard distance <= limit else { continue }
    if let current = best {
      let isTie = distance == current.distance
      if isTie && !precedes(candidate, current.candidate) { continue }
    }
    best = (distance, candidate)
  }
  return best?.candidate
}

/// From this length on, the distance between two names means something.
private let shortestMeasured = 4

/// The bytes that are compared: lower-cased, and capped at 96.
private func folded(_ text: String) -> [UInt8] {
  var bytes = Array(text.utf8.prefix(96))
  for index in bytes.indices {
    if bytes[index] >= 0x80 { return Array(text.lowercased().utf8.prefix(96)) }
    if bytes[index] &- UInt8(ascii: "A") < 26 { bytes[index] |= 0x20 }
  }
  return bytes
}

/// `editDistance` from one fixed text of at most 64 bytes, computed a column at a time as the bits
/// of a word (Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances",
/// Nordic Journal of Computing 10, 2003).
struct DistanceMeasure {
  private let count: Int
  /// For each byte value, the positions at which the text has it.
  private var places = [UInt64](repeating: 0, count: 256)

  init(_ text: [UInt8]) {
    precondition(!text.isEmpty && text.count <= 64, "the text must fit the bits of a word")
    count = text.count
    for (index, byte) in text.enumerated() { places[Int(byte)] |= 1 << UInt64(index) }
  }

  /// O(length of `other`).
  func distance(to other: [UInt8]) -> Int {
    let last: UInt64 = 1 << UInt64(count - 1)
    var distance = count
    // Bit sets of rows: where the distance grows or shrinks from one row to the next, where it
    // stays the same along the diagonal, and where the text has the previous byte.
    var grows = UInt64.max
    var shrinks: UInt64 = 0
    var stays: UInt64 = 0
    var before: UInt64 = 0
    for byte in other {
      let here = places[Int(byte)]
      let swapped = (~stays & here) << 1 & before
      stays = swapped | ((here & grows) &+ grows ^ grows) | here | shrinks
      var growsAlong = shrinks | ~(stays | grows)
      var shrinksAlong = stays & grows
      if growsAlong & last != 0 { distance += 1 }
      if shrinksAlong & last != 0 { distance -= 1 }
      growsAlong = growsAlong << 1 | 1
      shrinksAlong <<= 1
      grows = shrinksAlong | ~(stays | growsAlong)
      shrinks = growsAlong & stays
      before = here
    }
    return distance
  }
}

/// Optimal string alignment distance: insertions, deletions, substitutions and transpositions of
/// neighbours (Damerau 1964; the restricted form, where no substring is edited twice). As soon as
/// it must exceed `limit`, the result is `limit + 1`.
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

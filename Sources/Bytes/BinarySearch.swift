// Binary search over anything indexed by a range of integers.

/// The first index in the range for which `isBehind` is true, or the range's end if there is none.
/// `isBehind` must be false up to some index and true from there on. O(log n) calls.
@inlinable package func firstIndex(
  in range: Range<Int>, where isBehind: (Int) -> Bool
) -> Int {
  var low = range.lowerBound
  var high = range.upperBound
  while low < high {
    let middle = low + (high - low) / 2
    if isBehind(middle) { high = middle } else { low = middle + 1 }
  }
  return low
}

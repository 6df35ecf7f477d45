// A table with a fixed number of slots for values that own something and cannot be copied. No
// dictionary or array of the standard library holds such values. It knows nothing of what they own.

/// Reading is `mutating` as well: the compiler (6.3) copies the whole storage for each access that
/// only borrows a slot, which made the preview 25 times slower, and none for an exclusive one.
struct SlotTable<let limit: Int, Element: ~Copyable>: ~Copyable {
  private var slots = InlineArray<limit, Element?> { _ in nil }
  private var isUsed = [Bool](repeating: false, count: limit)
  private(set) var count = 0

  /// All slots, used or not.
  var indices: Range<Int> { 0..<limit }

  /// Puts an element into the first free slot; hands it back when there is none. O(limit).
  mutating func insert(_ element: consuming Element) -> Element? {
    guard let index = isUsed.firstIndex(of: false) else { return element }
    put(element, at: index)
    return nil
  }

  /// Takes an element out, to be changed and put back, or dropped.
  mutating func take(at index: Int) -> Element? {
    guard isUsed[index] else { return nil }
    isUsed[index] = false
    count -= 1
    return slots[index].take()
  }

  /// Puts an element into a free slot.
  mutating func put(_ element: consuming Element, at index: Int) {
    precondition(!isUsed[index], "a slot holds one element")
    isUsed[index] = true
    count += 1
    slots[index] = consume element
  }

  /// What `read` gives for the element in a slot; nil when the slot is free.
  mutating func read<Value: ~Copyable, Failure>(
    at index: Int, _ read: (borrowing Element) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    isUsed[index] ? try Self.read(&slots[index], read) : nil
  }

  private static func read<Value: ~Copyable, Failure>(
    _ slot: inout Element?, _ read: (borrowing Element) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    switch slot {
    case .some(let element): try read(element)
    case .none: nil
    }
  }
}

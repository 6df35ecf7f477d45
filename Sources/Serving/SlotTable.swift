// A table with a fixed number of slots for values that own something and cannot be copied. No
// dictionary or array of the standard library holds such values.

struct SlotTable<let limit: Int, Element: ~Copyable>: ~Copyable {
  private var slots = InlineArray<limit, Element?> { _ in nil }
  private(set) var count = 0

  /// All slots, used or not.
  var indices: Range<Int> { 0..<limit }

  /// Puts an element into the first free slot; hands it back when there is none. O(limit).
  mutating func insert(_ element: consuming Element) -> Element? {
    guard count < limit else { return element }
    for index in indices where slots[index] == nil {
      put(element, at: index)
      return nil
    }
    preconditionFailure("fewer elements than slots leave one slot free")
  }

  /// Takes an element out, to be changed and put back, or dropped.
  mutating func take(at index: Int) -> Element? {
    guard slots[index] != nil else { return nil }
    count -= 1
    return slots[index].take()
  }

  /// Puts an element into a free slot.
  mutating func put(_ element: consuming Element, at index: Int) {
    precondition(slots[index] == nil, "a slot holds one element")
    slots[index] = consume element
    count += 1
  }

  /// What `read` gives for the element in a slot; nil when the slot is free.
  func read<Value: ~Copyable, Failure>(
    at index: Int, _ read: (borrowing Element) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    switch slots[index] {
    case .some(let element): try read(element)
    case .none: nil
    }
  }
}

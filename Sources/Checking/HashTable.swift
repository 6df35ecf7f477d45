// A set of 64-bit hashes that are already well distributed, so that nothing is hashed again. Sized
// for a lookup of every address on every page.

/// Equal tables hold the same hashes. The converse holds only if the hashes were inserted in the
/// same order.
struct HashTable: Sendable, Equatable {
  /// 0 marks an empty slot; the size is a power of two, and at most half of the slots are used.
  private var slots: [UInt64]
  private var count = 0

  init(minimumCapacity: Int = 8) {
    var size = 16
    while size < 2 * minimumCapacity { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
  }

  init(_ hashes: some Collection<UInt64>) {
    self.init(minimumCapacity: hashes.count)
    for hash in hashes { insert(hash) }
  }

  func contains(_ hash: UInt64) -> Bool { slots[slot(of: hash)] != 0 }

  /// Inserts a hash; returns whether it is new.
  @discardableResult
  mutating func insert(_ hash: UInt64) -> Bool {
    let slot = slot(of: hash)
    if slots[slot] != 0 { return false }
    slots[slot] = max(hash, 1)
    count += 1
    if 2 * count > slots.count { grow() }
    return true
  }

  /// The slot of a hash, or the slot where it would be inserted. The hash 0 counts as 1.
  private func slot(of hash: UInt64) -> Int {
    let hash = max(hash, 1)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
    while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: 2 * old.count)
    for hash in old where hash != 0 { slots[slot(of: hash)] = hash }
  }
}

// XXH64 of a file's bytes, fed piece by piece, by libxxhash. `xxhsum` computes the same hash, so a
// manifest can be checked without study. Does not know where the bytes come from.

internal import CXXHash

/// A hash in progress. Linear in the bytes, at some gigabytes a second.
package struct ContentHash {
  private var state = content_hash_state()
  /// How many bytes have been added.
  package private(set) var count = 0

  package init() {
    // Unsafe because: C fills the local state.
    unsafe content_hash_begin(&state)
  }

  /// Adds the first `count` bytes of `bytes`.
  package mutating func add(_ bytes: [UInt8], count added: Int) {
    precondition(added <= bytes.count, "cannot hash more bytes than there are")
    count += added
    // Unsafe because: C reads the array's own storage, and no further than the checked count.
    unsafe bytes.withUnsafeBytes { storage in
      unsafe content_hash_add(&state, storage.baseAddress, added)
    }
  }

  /// The hash of all bytes so far; more may be added afterwards.
  package var value: UInt64 {
    var state = state
    // Unsafe because: C reads a local copy.
    return unsafe content_hash_value(&state)
  }
}

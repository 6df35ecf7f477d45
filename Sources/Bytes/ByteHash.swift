// FNV-1a with 64 bits (Fowler, Noll and Vo; draft-eastlake-fnv), for tables in memory. Unlike
// Swift's own hashing it is the same in every process, and the hash of some bytes can be continued.
// Not for a table whose keys an attacker may choose: collisions can be constructed.

/// The hash of no bytes.
@inlinable package var emptyByteHash: UInt64 { 0xcbf2_9ce4_8422_2325 }

/// The hash of the bytes behind `hash` and one more.
@inlinable package func byteHash(_ hash: UInt64, adding byte: UInt8) -> UInt64 {
  (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
}

/// The hash of some bytes. O(n).
@inlinable package func byteHash(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(emptyByteHash) { byteHash($0, adding: $1) }
}

// 64-bit FNV-1a (Fowler, Noll and Vo; draft-eastlake-fnv), for in-memory tables. Unlike Swift's own
// hashing it is the same in every process, and a hash can be extended byte by byte. Not for tables
// whose keys an attacker may choose: collisions can be constructed.

/// The hash of the empty sequence.
@inlinable package var emptyByteHash: UInt64 { 0xcbf2_9ce4_8422_2325 }

/// The hash of the bytes hashed so far (`hash`) followed by one more.
@inlinable package func byteHash(_ hash: UInt64, adding byte: UInt8) -> UInt64 {
  (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
}

/// The hash of a sequence of bytes. O(n).
@inlinable package func byteHash(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(emptyByteHash) { byteHash($0, adding: $1) }
}

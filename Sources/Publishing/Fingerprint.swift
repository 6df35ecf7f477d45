// Length and hash of a file's bytes: what a manifest says of a file.

internal import Bytes

/// Two different files agree in both with a chance of about one in 2^64; the worst outcome is a
/// generated file kept or removed by mistake.
package struct Fingerprint: Equatable, Sendable {
  var size: Int
  /// XXH64 with seed 0.
  var hash: UInt64

  init(size: Int, hash: UInt64) {
    self.size = size
    self.hash = hash
  }

  /// Of bytes that are all in memory. O(n).
  init(of bytes: [UInt8]) {
    var hash = ContentHash()
    hash.add(bytes, count: bytes.count)
    self.init(of: hash)
  }

  /// Of the bytes added to a hash so far.
  init(of hash: ContentHash) {
    self.init(size: hash.count, hash: hash.value)
  }
}

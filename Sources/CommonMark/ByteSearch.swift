// Finding a byte at the speed of the C library. Here because pointers may stand here; used on the
// finished HTML, which is most of what a build touches.

internal import Glibc

/// The first place at or after `start` where `byte` stands; nil when there is none. O(distance),
/// many bytes at a time.
package func firstIndex(of byte: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
  guard start < bytes.count else { return nil }
  return unsafe bytes.withUnsafeBytes { storage in
    guard let base = storage.baseAddress,
      let found = unsafe memchr(base + start, Int32(byte), storage.count - start)
    else { return nil }
    return unsafe base.distance(to: found)
  }
}

/// The same in a slice; `start` and the result are positions in it.
package func firstIndex(of byte: UInt8, in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
  guard start < bytes.endIndex else { return nil }
  return unsafe bytes.withUnsafeBytes { storage in
    let offset = start - bytes.startIndex
    guard let base = storage.baseAddress,
      let found = unsafe memchr(base + offset, Int32(byte), storage.count - offset)
    else { return nil }
    return unsafe bytes.startIndex + base.distance(to: UnsafeRawPointer(found))
  }
}

/// Whether `byte` stands anywhere in `bytes`.
package func contains(_ byte: UInt8, in bytes: ArraySlice<UInt8>) -> Bool {
  unsafe bytes.withUnsafeBytes { storage in
    guard let base = storage.baseAddress else { return false }
    return unsafe memchr(base, Int32(byte), storage.count) != nil
  }
}

/// Whether `first` stands anywhere in `bytes` with `second` right behind it.
package func contains(
  _ first: UInt8, followedBy second: UInt8, in bytes: ArraySlice<UInt8>
) -> Bool {
  unsafe bytes.withUnsafeBytes { storage in
    guard let base = storage.baseAddress else { return false }
    var start = 0
    while start < storage.count,
      let found = unsafe memchr(base + start, Int32(first), storage.count - start)
    {
      start = unsafe base.distance(to: UnsafeRawPointer(found)) + 1
      if start < storage.count, unsafe storage[start] == second { return true }
    }
    return false
  }
}

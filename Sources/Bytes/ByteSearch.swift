// Byte search: one byte at the speed of the C library's memchr, a short pattern without the
// standard library's generic search, which took 45 ms to load the theme where this takes 6.

internal import Glibc

/// The first index at or after `start` that holds `byte`, or nil if there is none. O(distance),
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

/// The same for a slice; `start` and the result are indices of the slice.
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

/// Whether `byte` occurs in `bytes`.
package func contains(_ byte: UInt8, in bytes: ArraySlice<UInt8>) -> Bool {
  unsafe bytes.withUnsafeBytes { storage in
    guard let base = storage.baseAddress else { return false }
    return unsafe memchr(base, Int32(byte), storage.count) != nil
  }
}

/// Whether `first`, immediately followed by `second`, occurs in `bytes`.
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

/// The first occurrence of `pattern`, a literal, at or after `start`. O(bytes) as long as the
/// pattern's first byte is rare.
package func firstRange(
  of pattern: String, in bytes: [UInt8], from start: Int
) -> Range<Int>? {
  let pattern = Array(pattern.utf8)
  guard let first = pattern.first, bytes.count - start >= pattern.count else { return nil }
  let span = bytes.span
  var index = start
  let last = bytes.count - pattern.count
  while index <= last {
    if span[index] == first {
      var matched = 1
      while matched < pattern.count, span[index + matched] == pattern[matched] { matched += 1 }
      if matched == pattern.count { return index..<(index + matched) }
    }
    index += 1
  }
  return nil
}

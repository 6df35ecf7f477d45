// The values that the calls of OpenFile.swift and OpenFolder.swift take and give: a path in bytes,
// what `stat` says of a file, a name in a folder. Nothing here touches the disk.

/// A path as the kernel sees it: bytes, not characters, so that two names that merely look alike
/// stay two names and a name that is not UTF-8 can still be kept.
package struct DiskPath: Hashable, Comparable, Sendable {
  /// The bytes of the path with the zero that C wants after them.
  package let terminated: [UInt8]

  package init(_ text: String) {
    var bytes = Array(text.utf8)
    bytes.append(0)
    terminated = bytes
  }

  /// The path made of `bytes`, which hold no zero.
  package init(bytes: some Sequence<UInt8>) {
    var copy = Array(bytes)
    copy.append(0)
    terminated = copy
  }

  private init(terminated: [UInt8]) {
    self.terminated = terminated
  }

  /// The bytes without the closing zero.
  package var bytes: ArraySlice<UInt8> { terminated.dropLast() }

  /// The path for people; bytes that are not UTF-8 appear as replacement characters.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Eight bytes at a time: feeding a hasher single bytes costs ten times as much.
  package func hash(into hasher: inout Hasher) {
    let span = terminated.span
    var at = 0
    while at + 8 <= span.count {
      let word = span.extracting(at..<(at + 8))
      var value: UInt64 = 0
      for index in 0..<8 { value = value << 8 | UInt64(word[index]) }
      hasher.combine(value)
      at += 8
    }
    var rest: UInt64 = 0
    while at < span.count {
      rest = rest << 8 | UInt64(span[at])
      at += 1
    }
    hasher.combine(rest)
  }

  /// Byte order, whatever Unicode thinks of the names. The closing zero sorts before every other
  /// byte, so a path sorts before the paths it begins.
  package static func < (left: DiskPath, right: DiskPath) -> Bool {
    left.terminated.lexicographicallyPrecedes(right.terminated)
  }

  /// The path of the entry `name` inside this folder; inside the empty path it is `name` itself.
  package func appending(_ name: DiskPath) -> DiskPath {
    if terminated.count == 1 { return name }
    var joined: [UInt8] = []
    joined.reserveCapacity(terminated.count + name.terminated.count)
    joined.append(contentsOf: bytes)
    joined.append(UInt8(ascii: "/"))
    joined.append(contentsOf: name.terminated)
    return DiskPath(terminated: joined)
  }
}

/// What a directory entry or an open file is.
package enum FileKind: Sendable {
  case file, folder, other
}

/// What `stat` says that this program asks about.
package struct FileStatus: Sendable {
  package let kind: FileKind
  package let device: UInt64
  package let inode: UInt64
  package let size: Int
  package let links: Int
  /// The permission bits alone.
  package let mode: UInt32
  package let owner: UInt32
  package let group: UInt32
  /// When anything about the file last changed, in nanoseconds. No program can set it, so a file
  /// that was replaced or touched cannot look like the one that was there before.
  package let changed: Int64

  package func isSameFile(as other: FileStatus) -> Bool {
    device == other.device && inode == other.inode
  }
}

/// One name in a folder.
package struct FolderEntry: Sendable {
  package let name: DiskPath
  package let kind: FileKind
  package let inode: UInt64
}

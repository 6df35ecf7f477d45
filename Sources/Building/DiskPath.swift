// The values that the calls of SystemCalls.swift take and give: a path in bytes, what `stat` says
// of a file, a name in a folder, an error number.
//
// Used throughout Building. Nothing here touches the disk.

/// What the kernel answered when it refused: the value of `errno`.
struct SystemError: Error, Equatable, Sendable {
  let number: Int32
}

/// A path as the kernel sees it: bytes, not characters, so that two names that merely look alike
/// stay two names and a name that is not UTF-8 can still be kept.
struct DiskPath: Hashable, Comparable, Sendable {
  /// The bytes of the path with the zero that C wants after them.
  let terminated: [UInt8]

  init(_ text: String) {
    var bytes = Array(text.utf8)
    bytes.append(0)
    terminated = bytes
  }

  /// The path made of `bytes`, which hold no zero.
  init(bytes: some Sequence<UInt8>) {
    var copy = Array(bytes)
    copy.append(0)
    terminated = copy
  }

  private init(terminated: [UInt8]) {
    self.terminated = terminated
  }

  /// The bytes without the closing zero.
  var bytes: ArraySlice<UInt8> { terminated.dropLast() }

  /// The path for people; bytes that are not UTF-8 appear as replacement characters.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Eight bytes at a time: feeding a hasher single bytes costs ten times as much.
  func hash(into hasher: inout Hasher) {
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
  static func < (left: DiskPath, right: DiskPath) -> Bool {
    left.terminated.lexicographicallyPrecedes(right.terminated)
  }

  /// The path of the entry `name` inside this folder; inside the empty path it is `name` itself.
  func appending(_ name: DiskPath) -> DiskPath {
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
enum FileKind: Sendable {
  case file, folder, other
}

/// What `stat` says that this program asks about.
struct FileStatus: Sendable {
  let kind: FileKind
  let device: UInt64
  let inode: UInt64
  let size: Int
  let links: Int
  /// The permission bits alone.
  let mode: UInt32
  let owner: UInt32
  let group: UInt32
  /// When anything about the file last changed, in nanoseconds. Nobody can set it, so a file that
  /// was replaced or touched cannot look like the one that was there before.
  let changed: Int64

  func isSameFile(as other: FileStatus) -> Bool {
    device == other.device && inode == other.inode
  }
}

/// One name in a folder.
struct FolderEntry: Sendable {
  let name: DiskPath
  let kind: FileKind
  let inode: UInt64
}

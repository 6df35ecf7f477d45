// The list of what study wrote into an output folder, kept in the folder as `.study-manifest`.
//
// It is how a later build knows that the folder is study's to write in,
// and which files of it study may drop. It knows the format and touches no file.
//
// The format, one entry a line, sorted by path bytes:
//
//     study-manifest 1
//     <16 hex digits, XXH64 of the content> <size in bytes> <path>
//
// In a path, a backslash is written `\\` and a line feed `\n`.

internal import Bytes
internal import Disk

/// Which contents study wrote at which paths. One path may have several: where a folder had to be
/// rewritten file by file, the manifest names the old and the new content until all is done.
struct Manifest: Equatable, Sendable {
  static let name = ".study-manifest"
  private static let firstLine = Array("study-manifest 1".utf8)

  private(set) var contents: [DiskPath: [Fingerprint]] = [:]

  init() {}

  /// Reads a manifest; `nil` where the first line is not its. A line that cannot be understood
  /// (left by a merge in version control, say) is passed over: the file it named then counts as
  /// foreign, which can only keep too much, never drop too much.
  init?(parsing bytes: [UInt8]) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
      .makeIterator()
    guard let first = lines.next(), first.elementsEqual(Self.firstLine) else { return nil }
    while let line = lines.next() {
      if let (path, fingerprint) = Self.parse(line) { add(fingerprint, at: path) }
    }
  }

  /// Says that study wrote this content at this path.
  mutating func add(_ fingerprint: Fingerprint, at path: DiskPath) {
    let known = contents[path, default: []]
    if !known.contains(fingerprint) { contents[path] = known + [fingerprint] }
  }

  /// A manifest as it is on disk, of entries sorted by path.
  static func bytes(of entries: some Collection<(DiskPath, Fingerprint)>) -> [UInt8] {
    var text = firstLine + [UInt8(ascii: "\n")]
    text.reserveCapacity(entries.count * 72)
    for (path, fingerprint) in entries { append(fingerprint, path, to: &text) }
    return text
  }

  /// This manifest as it is on disk. The same entries give the same bytes.
  var bytes: [UInt8] {
    let entries = contents.sorted { $0.key < $1.key }.flatMap { path, fingerprints in
      fingerprints.sorted { ($0.hash, $0.size) < ($1.hash, $1.size) }.map { (path, $0) }
    }
    return Self.bytes(of: entries)
  }

  private static let digits = Array("0123456789abcdef".utf8)

  private static func append(
    _ fingerprint: Fingerprint, _ path: DiskPath, to text: inout [UInt8]
  ) {
    for shift in stride(from: UInt64(60), through: 0, by: -4) {
      text.append(digits[Int((fingerprint.hash >> shift) & 15)])
    }
    text.append(UInt8(ascii: " "))
    text.append(utf8: String(fingerprint.size))
    text.append(UInt8(ascii: " "))
    for byte in path.bytes {
      switch byte {
      case UInt8(ascii: "\\"): text.append(utf8: #"\\"#)
      case UInt8(ascii: "\n"): text.append(utf8: #"\n"#)
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\n"))
  }

  private static func parse(_ line: ArraySlice<UInt8>) -> (DiskPath, Fingerprint)? {
    let parts = line.split(
      separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 16,
      let hash = UInt64(String(decoding: parts[0], as: UTF8.self), radix: 16),
      let size = Int(String(decoding: parts[1], as: UTF8.self)), size >= 0,
      !parts[2].isEmpty, !parts[2].contains(0)
    else { return nil }
    var path: [UInt8] = []
    path.reserveCapacity(parts[2].count)
    var escaped = false
    for byte in parts[2] {
      if escaped {
        path.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
        escaped = false
      } else if byte == UInt8(ascii: "\\") {
        escaped = true
      } else {
        path.append(byte)
      }
    }
    return (DiskPath(bytes: path), Fingerprint(size: size, hash: hash))
  }
}

// Drawings of earlier builds, as a file in `.study/`: each entry has its complete source, so that
// no lookup can return the wrong drawing. A damaged file counts as empty. Entries are filtered like
// fresh drawings; the file is never trusted.

internal import Bytes
internal import Content

/// A program's output for a drawing.
enum DrawingOutcome: Sendable, Equatable {
  /// Markup as the program wrote it, not yet filtered.
  case markup([UInt8])
  /// The author's mistake, and the offset in the source.
  case mistake(message: String, offset: Int?)
}

/// Outcomes by source.
package struct DrawingCache: Sendable, Equatable {
  var outcomes: [Drawing.Key: DrawingOutcome] = [:]

  private static let title = "study drawings 2\n"

  init() {}

  /// Parses the result of `bytes(stamp:)`; empty when it is damaged or another stamp's.
  init(parsing bytes: [UInt8], stamp: String) {
    var reader = CacheReader(bytes: bytes)
    guard reader.take(Self.title + stamp + "\n") else { return }
    var found: [Drawing.Key: DrawingOutcome] = [:]
    while true {
      guard let line = reader.line() else { return }
      if line == "end" { break }
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 4, let kind = Drawing.Kind(rawValue: UInt8(clamping: numbers[0])),
        let source = reader.bytes(numbers[1]), let result = reader.bytes(numbers[2])
      else { return }
      let key = Drawing.Key(kind: kind, source: String(decoding: source, as: UTF8.self))
      found[key] =
        numbers[3] == -2
        ? .markup(Array(result))
        : .mistake(
          message: String(decoding: result, as: UTF8.self),
          offset: numbers[3] < 0 ? nil : numbers[3])
    }
    outcomes = found
  }

  /// The file's contents, sorted by source.
  /// - Parameter stamp: identifies the programs, and their versions, that made the drawings.
  func bytes(stamp: String) -> [UInt8] {
    var out = Array((Self.title + stamp + "\n").utf8)
    let sorted = outcomes.sorted {
      $0.key.kind != $1.key.kind
        ? $0.key.kind.rawValue < $1.key.kind.rawValue
        : $0.key.source.utf8.lexicographicallyPrecedes($1.key.source.utf8)
    }
    for (key, outcome) in sorted {
      let (result, place) =
        switch outcome {
        case .markup(let markup): (markup, -2)
        case .mistake(let message, let offset): (Array(message.utf8), offset ?? -1)
        }
      out.append(utf8: "\(key.kind.rawValue) \(key.source.utf8.count) \(result.count) \(place)\n")
      out.append(utf8: key.source)
      out.append(0x0A)
      out += result
      out.append(0x0A)
    }
    return out + Array("end\n".utf8)
  }
}

private struct CacheReader {
  let bytes: [UInt8]
  var index = 0

  mutating func take(_ text: String) -> Bool {
    guard bytes[index...].starts(with: text.utf8) else { return false }
    index += text.utf8.count
    return true
  }

  mutating func line() -> String? {
    guard let end = bytes[index...].firstIndex(of: 0x0A), end - index < 100 else { return nil }
    defer { index = end + 1 }
    return String(decoding: bytes[index..<end], as: UTF8.self)
  }

  /// The next `count` bytes, which a line feed must follow.
  mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count < bytes.count - index, bytes[index + count] == 0x0A else { return nil }
    defer { index += count + 1 }
    return bytes[index..<(index + count)]
  }
}

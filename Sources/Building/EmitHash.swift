// A 64-bit fingerprint of a file's bytes, for the manifest of an output folder.
//
// Called by the files of `emit`. It does not know where the bytes come from.

/// Length and hash of a file. Two files of different bytes agree in both with a chance of about
/// one in 2^64; nobody's life hangs on it, for the worst outcome is a generated file kept or
/// dropped wrongly.
package struct Fingerprint: Equatable, Sendable {
  var size: Int
  var hash: UInt64
}

/// XXH64 with seed 0, fed piece by piece. The algorithm is Yann Collet's, from its specification
/// (github.com/Cyan4973/xxHash, doc/xxhash_spec.md), so `xxhsum` can check a manifest.
///
/// Linear in the bytes; about 4 GB a second for long input.
struct ContentHash: Sendable {
  private var lanes: (UInt64, UInt64, UInt64, UInt64)
  /// Bytes that did not fill a stripe of 32 yet.
  private var rest: [UInt8] = []
  private(set) var count = 0

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  init() {
    lanes = (Self.prime1 &+ Self.prime2, Self.prime2, 0, 0 &- Self.prime1)
  }

  /// The fingerprint of bytes that are all at hand.
  static func fingerprint(of bytes: [UInt8]) -> Fingerprint {
    var hash = ContentHash()
    hash.add(bytes, count: bytes.count)
    return hash.fingerprint
  }

  /// Adds the first `count` bytes of `bytes`.
  mutating func add(_ bytes: [UInt8], count added: Int) {
    let span = bytes.span
    precondition(added <= span.count, "cannot hash more bytes than there are")
    count += added
    var at = 0
    if !rest.isEmpty {
      while rest.count < 32, at < added {
        rest.append(span[at])
        at += 1
      }
      if rest.count < 32 { return }
      let stripe = rest
      _ = mixStripes(stripe.span, from: 0, to: 32)
      rest.removeAll(keepingCapacity: true)
    }
    at = mixStripes(span, from: at, to: added)
    while at < added {
      rest.append(span[at])
      at += 1
    }
  }

  /// What all the bytes so far come to. More may be added afterwards.
  var fingerprint: Fingerprint {
    var hash: UInt64
    if count >= 32 {
      hash =
        Self.rotate(lanes.0, 1) &+ Self.rotate(lanes.1, 7) &+ Self.rotate(lanes.2, 12)
        &+ Self.rotate(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
        hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
      }
    } else {
      hash = Self.prime5
    }
    hash = hash &+ UInt64(count)
    let span = rest.span
    var at = 0
    while at + 8 <= span.count {
      hash = Self.rotate(hash ^ Self.round(0, Self.word(span, at)), 27)
      hash = hash &* Self.prime1 &+ Self.prime4
      at += 8
    }
    if at + 4 <= span.count {
      hash = Self.rotate(hash ^ (Self.halfWord(span, at) &* Self.prime1), 23)
      hash = hash &* Self.prime2 &+ Self.prime3
      at += 4
    }
    while at < span.count {
      hash = Self.rotate(hash ^ (UInt64(span[at]) &* Self.prime5), 11) &* Self.prime1
      at += 1
    }
    hash = (hash ^ (hash >> 33)) &* Self.prime2
    hash = (hash ^ (hash >> 29)) &* Self.prime3
    return Fingerprint(size: count, hash: hash ^ (hash >> 32))
  }

  /// Mixes every whole stripe between two offsets; gives the offset of what is left over.
  private mutating func mixStripes(_ span: Span<UInt8>, from: Int, to: Int) -> Int {
    var (first, second, third, fourth) = lanes
    var at = from
    while at + 32 <= to {
      // Of a span of known length the compiler checks the bounds once, not for every byte.
      let stripe = span.extracting(at..<(at + 32))
      first = Self.round(first, Self.word(stripe, 0))
      second = Self.round(second, Self.word(stripe, 8))
      third = Self.round(third, Self.word(stripe, 16))
      fourth = Self.round(fourth, Self.word(stripe, 24))
      at += 32
    }
    lanes = (first, second, third, fourth)
    return at
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ (word &* prime2), 31) &* prime1
  }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    (value << bits) | (value >> (64 - bits))
  }

  /// Eight bytes as a little-endian number; the compiler makes one load of it.
  @inline(__always)
  private static func word(_ span: Span<UInt8>, _ at: Int) -> UInt64 {
    halfWord(span, at) | halfWord(span, at + 4) << 32
  }

  @inline(__always)
  private static func halfWord(_ span: Span<UInt8>, _ at: Int) -> UInt64 {
    UInt64(span[at]) | UInt64(span[at + 1]) << 8 | UInt64(span[at + 2]) << 16
      | UInt64(span[at + 3]) << 24
  }
}

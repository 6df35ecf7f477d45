// When to look at the folders again. An inotify event is a reason to look, never a statement of
// what is there: so an overflow loses nothing, and an event too many costs one look. It reads the
// kernel's records and knows no queue and no clock.

/// What a watch is for.
enum WatchKind: Sendable, Equatable {
  /// Content or templates: everything counts.
  case tree
  /// The folder around them, which holds other things as well: only these names count.
  case surroundings(Set<[UInt8]>)
}

/// Events that were not looked into yet. Times are in milliseconds of the server's clock.
struct PendingChanges {
  /// Nil when nothing is pending.
  private var lastEvent: Int64?
  private var firstEvent: Int64 = 0
  /// Files that were written to and not closed yet, with the time of the last write.
  private var writing: [Writer: Int64] = [:]

  private struct Writer: Hashable {
    let watch: Int32
    let name: [UInt8]
  }

  /// Editors save in several steps: a look waits until this long after the last event.
  static let quiet: Int64 = 10
  /// A file that stays open after a write delays the look, but no longer than this.
  static let longestWriter: Int64 = 400
  /// Events without a pause delay it no longer than this.
  static let longestDelay: Int64 = 2000

  mutating func note(now: Int64) {
    if lastEvent == nil { firstEvent = now }
    lastEvent = now
  }

  /// In how many milliseconds to look; nil when there is no reason to.
  func delay(now: Int64) -> Int64? {
    guard let lastEvent else { return nil }
    let writersDue = writing.values.map { $0 + Self.longestWriter }.max() ?? 0
    let due = min(max(lastEvent + Self.quiet, writersDue), firstEvent + Self.longestDelay)
    return max(0, due - now)
  }

  mutating func clear() {
    lastEvent = nil
    writing.removeAll()
  }

  /// Notes the events of the kernel's records: watch, mask, cookie and length of the name in four
  /// bytes each, then the name, padded with zeros.
  mutating func note(records: [UInt8], _ kinds: [Int32: WatchKind], now: Int64) {
    var index = 0
    while index + 16 <= records.count {
      let watch = Int32(bitPattern: number(records, index))
      let mask = number(records, index + 4)
      let length = Int(number(records, index + 12))
      let end = min(index + 16 + length, records.count)
      let name = Array(records[(index + 16)..<end].prefix { $0 != 0 })
      event(watch, mask, name, kinds, now)
      index = end
    }
  }

  private mutating func event(
    _ watch: Int32, _ mask: UInt32, _ name: [UInt8], _ kinds: [Int32: WatchKind], _ now: Int64
  ) {
    if case .surroundings(let names) = kinds[watch], !name.isEmpty, !names.contains(name) { return }
    note(now: now)
    let writer = Writer(watch: watch, name: name)
    if mask & (WatchEvent.closed | WatchEvent.deleted | WatchEvent.movedAway) != 0 {
      writing[writer] = nil
    } else if mask & WatchEvent.modified != 0 {
      writing[writer] = now
    }
  }
}

private func number(_ bytes: [UInt8], _ index: Int) -> UInt32 {
  var value: UInt32 = 0
  for byte in bytes[index..<(index + 4)].reversed() { value = value << 8 | UInt32(byte) }
  return value
}

/// The kernel's names for what happened (`linux/inotify.h`).
private enum WatchEvent {
  static let modified: UInt32 = 0x2
  static let closed: UInt32 = 0x8
  static let movedAway: UInt32 = 0x40
  static let deleted: UInt32 = 0x200
}

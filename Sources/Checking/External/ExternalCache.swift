// What earlier checks of other hosts found, as a JSON file in `.study/`. A damaged file is as good
// as none: it only costs another look.

internal import Bytes
internal import Content
internal import Diagnostics
internal import YAML

/// Results by address.
package struct ExternalCache: Sendable, Equatable {
  private struct Entry: Sendable, Equatable {
    let day: CalendarDate
    let movedTo: String?
  }

  private var entries: [String: Entry] = [:]

  package init() {}

  /// Reads what `json` gave.
  package init(parsing bytes: [UInt8]) {
    let file = SourceFile(path: "external-links.json", bytes: bytes)
    let parsed = parseYAML(in: file, range: 0..<bytes.count, byteLimit: dataFileByteLimit)
    guard case .mapping(let pairs) = parsed.value?.content else { return }
    for pair in pairs {
      guard case .mapping(let values) = pair.value.content else { continue }
      var day: CalendarDate?
      var movedTo: String?
      for value in values {
        guard case .scalar(let text) = value.value.content else { continue }
        if value.key == "day" { day = CalendarDate(text) }
        if value.key == "movedTo" { movedTo = text }
      }
      if let day { entries[pair.key] = Entry(day: day, movedTo: movedTo) }
    }
  }

  /// The file's text, sorted by address.
  package var json: [UInt8] {
    var out = Array("{".utf8)
    let sorted = entries.sorted { precedes($0.key, $1.key) }
    for (index, (url, entry)) in sorted.enumerated() {
      out.append(utf8: index > 0 ? ",\n" : "\n")
      appendJSONString(url.utf8, to: &out)
      out.append(utf8: ": {\"day\": \"\(entry.day)\"")
      if let target = entry.movedTo {
        out.append(utf8: ", \"movedTo\": ")
        appendJSONString(target.utf8, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
    return out + "\n}\n".utf8
  }

  /// A result that is at most `days` old.
  func result(for url: String, on today: CalendarDate, days: Int) -> ExternalResult? {
    guard let entry = entries[url], entry.day <= today,
      today.dayNumber - entry.day.dayNumber <= days
    else { return nil }
    return entry.movedTo.map { .moved($0) } ?? .works
  }

  /// Remembers what works; what does not is looked at again the next time.
  mutating func note(_ url: String, _ result: ExternalResult, _ day: CalendarDate) {
    switch result {
    case .works: entries[url] = Entry(day: day, movedTo: nil)
    case .moved(let target): entries[url] = Entry(day: day, movedTo: target)
    case .broken, .unsure: entries[url] = nil
    }
  }
}

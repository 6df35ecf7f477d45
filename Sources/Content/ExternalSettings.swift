// `external:` in study.yml: how links to other hosts are checked, and which are exempt. Makes no
// requests.

internal import Diagnostics
internal import YAML

/// Settings of `study check --external`.
package struct ExternalSettings: Sendable, Equatable {
  /// Addresses that are not requested.
  package struct Exception: Sendable, Equatable {
    /// An address; one that ends in `*` covers all addresses with that prefix.
    package let url: String
    package let reason: String

    package func matches(_ address: String) -> Bool {
      url.hasSuffix("*") ? address.hasPrefix(url.dropLast()) : address == url
    }

    package init(url: String, reason: String) {
      self.url = url
      self.reason = reason
    }
  }

  package var ignore: [Exception] = []
  /// Per request.
  package var timeoutSeconds = 20
  /// Between two requests to the same host.
  package var delayMilliseconds = 500
  /// How long a good result is trusted.
  package var cacheDays = 7

  package init() {}
}

private let externalKeys = ["ignore", "timeout", "delay", "cache_days"]

func externalSettings(_ value: YAMLValue, _ reader: inout YAMLReader) -> ExternalSettings {
  var settings = ExternalSettings()
  for pair in reader.mapping(value) ?? [] {
    switch pair.key {
    case "ignore": settings.ignore = exceptions(pair, &reader)
    case "timeout": settings.timeoutSeconds = number(pair, 1...600, &reader) ?? 20
    case "delay": settings.delayMilliseconds = number(pair, 0...60_000, &reader) ?? 500
    case "cache_days": settings.cacheDays = number(pair, 0...365, &reader) ?? 7
    default: reader.unknownKey(pair, known: externalKeys)
    }
  }
  return settings
}

private func number(
  _ pair: YAMLPair, _ range: ClosedRange<Int>, _ reader: inout YAMLReader
) -> Int? {
  guard let number = reader.integer(pair) else { return nil }
  guard range.contains(number) else {
    reader.report(
      .badConfiguration,
      "`\(pair.key)` takes a number from \(range.lowerBound) to \(range.upperBound)",
      pair.value.range)
    return nil
  }
  return number
}

private func exceptions(
  _ pair: YAMLPair, _ reader: inout YAMLReader
) -> [ExternalSettings.Exception] {
  guard case .sequence(let items) = pair.value.content else {
    reader.report(
      .badConfiguration, "`ignore` takes a list of entries with `url:` and `reason:`",
      pair.value.range)
    return []
  }
  return items.compactMap { item in
    var url: String?
    var reason: String?
    for field in reader.mapping(item) ?? [] {
      switch field.key {
      case "url": url = reader.string(field)
      case "reason": reason = reader.string(field)
      default: reader.unknownKey(field, known: ["url", "reason"])
      }
    }
    guard let url, let reason, !reason.isEmpty else {
      reader.report(
        .badConfiguration, "an entry of `ignore` says both `url:` and `reason:`", item.range)
      return nil
    }
    return ExternalSettings.Exception(url: url, reason: reason)
  }
}

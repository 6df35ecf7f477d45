// The address a site is published at, as other addresses can be appended to it. Host names of other
// scripts are written in Punycode (RFC 3492), paths percent-encoded. Looks up no host.

internal import Bytes

/// A usable base address, or what is wrong with the one given.
package enum BaseAddress: Equatable {
  case address(String)
  /// The rest of a sentence that begins with what was given.
  case wrong(String)
}

/// Checks an address of a site. The result ends in `/`.
package func baseAddress(_ text: String) -> BaseAddress {
  guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }),
    text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x22 && $0 != 0x3C })
  else { return .wrong("takes an address that begins with https:// or http://") }
  let rest = text.dropFirst(scheme.count)
  if rest.contains(where: { "?#\\".contains($0) }) {
    return .wrong("takes an address without `?`, `#` and `\\`, since others are made of it")
  }
  let authority = rest.prefix { $0 != "/" }
  if authority.contains("@") {
    return .wrong("takes an address without a name or a password: it is written into every page")
  }
  guard let host = hostName(authority) else { return .wrong("takes an address with a host") }
  let path = rest.dropFirst(authority.count)
  let segments = path.split(separator: "/")
  if segments.contains(where: { [".", ".."].contains(percentDecoded(String($0)) ?? "") }) {
    return .wrong("takes an address without `.` and `..`")
  }
  let encoded = String(path).split(separator: "%", omittingEmptySubsequences: false)
    .map { percentEncoded(String($0)) }.joined(separator: "%")
  return .address(scheme + host + (encoded.hasSuffix("/") ? encoded : encoded + "/"))
}

/// A host and its port as they are written in an address; nil if they cannot be.
private func hostName(_ authority: Substring) -> String? {
  var host = authority
  if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
    let port = authority[authority.index(after: colon)...]
    let isPort =
      port.utf8.allSatisfy(\.isASCIIDigit) && (Int(port).map { 1...65535 ~= $0 } ?? false)
    guard isPort else { return nil }
    host = authority[..<colon]
  }
  let port = authority[host.endIndex...]
  if host.hasPrefix("["), host.hasSuffix("]") {
    let isAddress = host.utf8.dropFirst().dropLast().allSatisfy {
      $0.hexadecimalValue != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
    }
    return isAddress && host.utf8.count > 3 ? host + String(port) : nil
  }
  var labels = host.lowercased().split(separator: ".", omittingEmptySubsequences: false)
  if labels.count > 1, labels.last == "" { labels.removeLast() }
  let names = labels.map { label -> String? in
    if label.utf8.allSatisfy({ $0 < 0x80 }) {
      let isPlain = label.utf8.allSatisfy {
        $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
      }
      return isPlain && !label.isEmpty ? String(label) : nil
    }
    return punycode(Array(label.unicodeScalars)).map { "xn--" + $0 }
  }
  guard !names.isEmpty, !names.contains(nil) else { return nil }
  return names.compactMap { $0 }.joined(separator: ".") + port
}

/// The Punycode of a label (RFC 3492, section 6.3): its ASCII characters, then the others as
/// distances in the order of their code points. O(n²), for one label of at most 63 characters.
func punycode(_ label: [Unicode.Scalar]) -> String? {
  guard label.count <= 63, label.allSatisfy({ $0.isASCII ? isLabelCharacter($0) : true }) else {
    return nil
  }
  var out = String(String.UnicodeScalarView(label.filter(\.isASCII)))
  let basicCount = out.utf8.count
  if basicCount > 0 { out += "-" }
  var handled = basicCount
  var code: UInt32 = 0x80
  var delta = 0
  var bias = 72
  while handled < label.count {
    guard let next = label.map(\.value).filter({ $0 >= code }).min() else { return nil }
    delta += Int(next - code) * (handled + 1)
    code = next
    for scalar in label {
      if scalar.value < code { delta += 1 }
      guard scalar.value == code else { continue }
      appendPunycode(delta, bias, to: &out)
      bias = adaptedBias(delta, handled + 1, isFirst: handled == basicCount)
      delta = 0
      handled += 1
    }
    delta += 1
    code += 1
  }
  return out
}

private func isLabelCharacter(_ scalar: Unicode.Scalar) -> Bool {
  UInt8(scalar.value).isASCIIAlphanumeric || scalar == "-" || scalar == "_"
}

/// Appends a number as digits of mixed base (section 3.3).
private func appendPunycode(_ number: Int, _ bias: Int, to out: inout String) {
  let digits = Array("abcdefghijklmnopqrstuvwxyz0123456789")
  var rest = number
  var position = 36
  while true {
    let threshold = min(max(position - bias, 1), 26)
    if rest < threshold { break }
    out.append(digits[threshold + (rest - threshold) % (36 - threshold)])
    rest = (rest - threshold) / (36 - threshold)
    position += 36
  }
  out.append(digits[rest])
}

/// Where the digits of the next number turn (section 6.1).
private func adaptedBias(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
  var delta = delta / (isFirst ? 700 : 2)
  delta += delta / count
  var bias = 0
  while delta > 455 {
    delta /= 35
    bias += 36
  }
  return bias + 36 * delta / (delta + 38)
}

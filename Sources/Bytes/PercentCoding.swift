// Percent-encoding of URLs (RFC 3986), in both directions.

/// Percent-encodes what must not occur in a URL path or fragment (RFC 3986: everything but
/// unreserved characters, sub-delims, `:`, `@` and `/`), and also `'` and `&`, which are special in
/// HTML attributes.
package func percentEncoded(_ text: String) -> String {
  let bytes = text.utf8Span.span
  guard bytes.indices.contains(where: { !isPlainInURL(bytes[$0]) }) else { return text }
  var out: [UInt8] = []
  for index in bytes.indices { appendPercentEncoded(bytes[index], to: &out) }
  return String(decoding: out, as: UTF8.self)
}

/// Appends the percent-encoded text to `out`.
package func appendPercentEncoded(_ text: String, to out: inout [UInt8]) {
  let bytes = text.utf8Span.span
  for index in bytes.indices { appendPercentEncoded(bytes[index], to: &out) }
}

package func appendPercentEncoded(_ byte: UInt8, to out: inout [UInt8]) {
  guard !isPlainInURL(byte) else { return out.append(byte) }
  out.append(UInt8(ascii: "%"))
  for digit in [byte >> 4, byte & 15] {
    out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
  }
}

package func isPlainInURL(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
    UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "!"),
    UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"),
    UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="),
    UInt8(ascii: ":"), UInt8(ascii: "@"):
    true
  default: false
  }
}

/// Decodes percent-encoding. A `%` that two hexadecimal digits do not follow is kept. Nil when the
/// result is not UTF-8 or contains a NUL.
package func percentDecoded(_ text: String) -> String? {
  guard hasPercentSign(text.utf8.span) else { return text }
  var out: [UInt8] = []
  let bytes = Array(text.utf8)
  var index = 0
  while index < bytes.count {
    if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
      let high = bytes[index + 1].hexadecimalValue, let low = bytes[index + 2].hexadecimalValue
    {
      out.append(high << 4 | low)
      index += 3
    } else {
      out.append(bytes[index])
      index += 1
    }
  }
  guard !out.contains(0) else { return nil }
  return String(validating: out, as: UTF8.self)
}

private func hasPercentSign(_ bytes: Span<UInt8>) -> Bool {
  for index in bytes.indices where bytes[index] == UInt8(ascii: "%") { return true }
  return false
}

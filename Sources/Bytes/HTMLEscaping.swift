// The only HTML escaper.

/// Which quotation marks are escaped besides `&`, `<` and `>`.
package enum EscapedQuotes: Sendable {
  /// `"` alone: for text and for double-quoted attributes, the only kind our own markup uses.
  case double
  /// `"` and `'`: for templates, whose author chooses the quotes.
  case both
}

/// The text escaped for use in HTML text or in a quoted attribute.
package func escapedHTML(_ text: String, quotes: EscapedQuotes = .double) -> String {
  guard firstEscape(in: text.utf8.span, from: 0, quotes) != nil else { return text }
  var out: [UInt8] = []
  appendEscapedHTML(text.utf8, quotes: quotes, to: &out)
  return String(decoding: out, as: UTF8.self)
}

/// Appends text escaped for HTML. O(n); runs without special characters are copied whole. Takes one
/// concrete type: a generic function is not specialised across targets and would be ten times
/// slower.
package func appendEscapedHTML(
  _ text: String.UTF8View, quotes: EscapedQuotes = .double, to out: inout [UInt8]
) {
  let bytes = text.span
  var copied = 0
  while let index = firstEscape(in: bytes, from: copied, quotes) {
    if index > copied { out.append(bytes: bytes.extracting(copied..<index)) }
    switch bytes[index] {
    case UInt8(ascii: "&"): out.append(utf8: "&amp;")
    case UInt8(ascii: "<"): out.append(utf8: "&lt;")
    case UInt8(ascii: ">"): out.append(utf8: "&gt;")
    case UInt8(ascii: "\""): out.append(utf8: "&quot;")
    default: out.append(utf8: "&#39;")
    }
    copied = index + 1
  }
  if copied < bytes.count { out.append(bytes: bytes.extracting(copied...)) }
}

private func firstEscape(
  in bytes: Span<UInt8>, from start: Int, _ quotes: EscapedQuotes
) -> Int? {
  let apostrophe = quotes == .both ? UInt8(ascii: "'") : UInt8(ascii: "\"")
  var index = start
  while index < bytes.count {
    let byte = bytes[index]
    // All of them sort below the letters, so most bytes cost one comparison.
    if byte <= UInt8(ascii: ">"),
      byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
        || byte == UInt8(ascii: "\"") || byte == apostrophe
    {
      return index
    }
    index += 1
  }
  return nil
}

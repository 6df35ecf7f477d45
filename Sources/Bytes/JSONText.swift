// JSON strings. Reports and machine-readable files are written by hand where their shape is
// decided; no domain type is Codable.

/// `text` as a JSON string, quotes included. `<`, `>`, `&`, U+2028 and U+2029 are escaped too, so
/// the result is safe inside a `<script>` element or a JavaScript file (RFC 8259 allows it).
package func jsonString(_ text: String) -> String {
  var out = [UInt8]()
  appendJSONString(text.utf8, to: &out)
  return String(decoding: out, as: UTF8.self)
}

/// Appends `text` (valid UTF-8) as a JSON string; see `jsonString`. O(n).
package func appendJSONString(_ text: some Sequence<UInt8>, to out: inout [UInt8]) {
  out.append(UInt8(ascii: "\""))
  // The last two bytes, to recognise U+2028 (E2 80 A8) and U+2029 (E2 80 A9).
  var before: (UInt8, UInt8) = (0, 0)
  for byte in text {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      out.append(UInt8(ascii: "\\"))
      out.append(byte)
    case 0x0A: out.append(utf8: "\\n")
    case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0x7F:
      out.append(utf8: "\\u00")
      out.append(hexadecimalDigit(byte >> 4))
      out.append(hexadecimalDigit(byte & 15))
    case 0xA8, 0xA9:
      if before == (0xE2, 0x80) {
        out.removeLast(2)
        out.append(utf8: byte == 0xA8 ? "\\u2028" : "\\u2029")
      } else {
        out.append(byte)
      }
    default: out.append(byte)
    }
    before = (before.1, byte)
  }
  out.append(UInt8(ascii: "\""))
}

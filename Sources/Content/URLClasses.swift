// The one decision on what an address may be, for every place where an address can occur: links,
// images, autolinks, reference definitions, raw HTML. An allow-list: http, https, mailto, relative
// paths and fragments, plus the schemes a configuration adds.

internal import Bytes
internal import Diagnostics

/// The class of an address.
package enum Address: Sendable, Equatable {
  /// On another host, or for another program: kept as written.
  case external
  /// A picture inside the address itself (`data:image/…`), allowed for images only.
  case inlineImage
  /// Within the site: a path (percent-decoded, empty for the page itself) and a fragment.
  case local(path: String, anchor: String?)
  /// A scheme that is not allowed, or an address that does not decode.
  case refused
}

/// Classifies an address as cmark-gfm reports it, with entities decoded. O(n).
package func classify(_ address: String, extraSchemes: [String]) -> Address {
  let marks = AddressMarks(address.utf8.span)
  // Browsers drop tabs and line endings anywhere and leading control characters; the scheme is
  // looked for after doing the same, or `java\tscript:` would pass for a relative path.
  let text =
    marks.hasInvisible
    ? String(decoding: address.utf8.filter { $0 > 0x20 && $0 != 0x7F }, as: UTF8.self) : address
  if marks.hasColon, let scheme = scheme(of: text) {
    if scheme == "https" || scheme == "http" || scheme == "mailto"
      || extraSchemes.contains(scheme)
    {
      return .external
    }
    let isImage = ["png", "gif", "jpeg", "webp", "avif"].contains {
      text.lowercased().hasPrefix("data:image/\($0)")
    }
    return isImage ? .inlineImage : .refused
  }
  if text.utf8.starts(with: "//".utf8) { return .external }
  // Browsers read `\` as `/`, so these addresses would leave the site too.
  if text.utf8.starts(with: "\\".utf8) || text.utf8.starts(with: "/\\".utf8) { return .refused }
  let bytes = address.utf8
  let pathEnd = bytes.index(bytes.startIndex, offsetBy: marks.pathCount)
  guard let path = percentDecoded(String(address[..<pathEnd])) else { return .refused }
  guard let hashSign = marks.hashSign else { return .local(path: path, anchor: nil) }
  // What follows `:~:` is an instruction to the browser, not a part of the anchor.
  let fragment = String(address[bytes.index(bytes.startIndex, offsetBy: hashSign + 1)...])
  let name = textDirective(in: fragment).map { fragment[..<$0.startIndex] } ?? fragment[...]
  guard let anchor = percentDecoded(String(name)) else { return .refused }
  return .local(path: path, anchor: anchor.isEmpty ? nil : anchor)
}

/// What one pass over the bytes of an address finds.
private struct AddressMarks {
  var hasInvisible = false
  var hasColon = false
  /// The length up to `?` or `#`.
  var pathCount: Int
  var hashSign: Int?

  init(_ bytes: Span<UInt8>) {
    pathCount = bytes.count
    for index in bytes.indices {
      let byte = bytes[index]
      if byte > UInt8(ascii: "?") && byte != 0x7F { continue }
      switch byte {
      case 0...0x20, 0x7F: hasInvisible = true
      case UInt8(ascii: ":"): hasColon = true
      case UInt8(ascii: "?"): if hashSign == nil { pathCount = min(pathCount, index) }
      case UInt8(ascii: "#"):
        if hashSign == nil {
          hashSign = index
          pathCount = min(pathCount, index)
        }
      default: break
      }
    }
  }
}

/// The scheme of an absolute address, lower-cased (RFC 3986, section 3.1).
private func scheme(of text: String) -> String? {
  var count = 0
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: ":"): return count == 0 ? nil : text.prefix(count).lowercased()
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): break
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      if count == 0 { return nil }
    default: return nil
    }
    // Every byte so far is a whole character.
    count += 1
  }
  return nil
}

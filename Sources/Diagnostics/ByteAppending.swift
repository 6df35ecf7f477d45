// Text at the end of an array of bytes. The standard library's own way counts references for each
// piece, and copies what is part of a text byte by byte; HTML is made of such pieces. In a file
// that imports this module these are meant wherever the same is written. Knows nothing but bytes.

extension [UInt8] {
  /// Appends a copy of bytes.
  package mutating func append(_ bytes: Span<UInt8>) {
    append(addingCapacity: bytes.count) { room in
      for index in bytes.indices { room.append(bytes[index]) }
    }
  }

  package mutating func append(contentsOf text: String.UTF8View) { append(text.span) }

  package mutating func append(contentsOf text: Substring.UTF8View) { append(text.span) }

  package static func += (bytes: inout [UInt8], text: String.UTF8View) { bytes.append(text.span) }

  package static func += (bytes: inout [UInt8], text: Substring.UTF8View) {
    bytes.append(text.span)
  }
}

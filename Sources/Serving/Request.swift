// Parses the head of an HTTP/1.1 request (RFC 9112), strictly: what two parsers could read in two
// ways is refused. It knows no socket and no site.

internal import Files

/// A request that may be answered. Header fields that no response depends on are dropped.
struct Request: Sendable, Equatable {
  enum Method: Sendable, Equatable {
    case get, head
    /// Any other; it is refused.
    case other
  }

  var method = Method.get
  /// The path as it came, percent-encoded, beginning with a slash.
  var path: [UInt8] = []
  /// What follows the question mark; nil without one.
  var query: [UInt8]?
  var host: [UInt8] = []
  var origin: [UInt8]?
  var fetchSite: [UInt8]?
  var range: [UInt8]?
  var ifRange: [UInt8]?
  var ifNoneMatch: [UInt8]?
  /// Whether it asks to switch to WebSocket.
  var upgradesToWebSocket = false
  /// Whether the connection stays open for another request.
  var keepsAlive = true
  /// Whether bytes follow that belong to it. They are not read: the connection ends instead.
  var hasBody = false
}

/// An error response.
struct Refusal: Error, Equatable {
  let status: Int
  /// For people: a sentence.
  let reason: String

  init(_ status: Int, _ reason: String) {
    self.status = status
    self.reason = reason
  }
}

/// What the bytes of a connection hold so far.
enum Reading: Equatable {
  /// The head is not complete.
  case incomplete
  /// A request, and how many bytes it took.
  case complete(Request, Int)
  case refused(Refusal)
}

// The most that a request may have: bytes of its head, of its target and of its method, header
// fields, and digits of a content length.
let headByteLimit = 16 << 10
let targetByteLimit = 8 << 10
let methodByteLimit = 32
let headerFieldLimit = 100
let lengthDigitLimit = 18

private let carriageReturn: UInt8 = 0x0D
private let lineFeed: UInt8 = 0x0A

/// Reads a request from the beginning of `bytes`. O(n) in the head.
/// - Parameter from: how many of the bytes an earlier call found to be incomplete.
func readRequest(_ bytes: [UInt8], from searched: Int = 0) -> Reading {
  // Methods are capital letters, so TLS and other protocols are refused at the first byte.
  if let first = bytes.first, !(0x41...0x5A).contains(first) {
    return .refused(Refusal(400, "This is no HTTP request."))
  }
  guard let end = headEnd(in: bytes, from: max(0, searched - 3)) else {
    if bytes.count > headByteLimit { return .refused(tooLarge(bytes)) }
    // A line feed alone ends a line for some parsers and not for others.
    return hasLoneLineFeed(bytes[...]) ? .refused(badLines) : .incomplete
  }
  guard end <= headByteLimit else { return .refused(tooLarge(bytes)) }
  guard !hasLoneLineFeed(bytes[..<end]) else { return .refused(badLines) }
  do throws(Refusal) {
    var lines = Lines(bytes: bytes, next: 0, end: end - 2)
    guard let first = lines.take() else { throw Refusal(400, "The request is empty.") }
    let (start, version) = try requestLine(bytes[first])
    var request = start
    try readFields(&lines, of: bytes, into: &request, isOld: version == .one)
    return .complete(request, end)
  } catch {
    return .refused(error)
  }
}

private let badLines = Refusal(400, "Lines of a request end in carriage return and line feed.")

private func tooLarge(_ bytes: [UInt8]) -> Refusal {
  let line = bytes.prefix(targetByteLimit + 32)
  return line.contains(lineFeed)
    ? Refusal(431, "The header of the request is too large.")
    : Refusal(414, "The address is too long.")
}

/// The offset after the empty line that ends a head.
private func headEnd(in bytes: [UInt8], from start: Int) -> Int? {
  var index = start + 3
  while index < bytes.count {
    if bytes[index] == lineFeed, bytes[index - 1] == carriageReturn,
      bytes[index - 2] == lineFeed, bytes[index - 3] == carriageReturn
    {
      return index + 1
    }
    index += 1
  }
  return nil
}

private func hasLoneLineFeed(_ bytes: ArraySlice<UInt8>) -> Bool {
  var previous: UInt8 = 0
  for byte in bytes {
    if byte == lineFeed, previous != carriageReturn { return true }
    if previous == carriageReturn, byte != lineFeed { return true }
    previous = byte
  }
  return false
}

/// The lines of a head, without their ends.
private struct Lines {
  let bytes: [UInt8]
  var next: Int
  let end: Int

  mutating func take() -> Range<Int>? {
    guard next < end else { return nil }
    var index = next
    while index < end, bytes[index] != carriageReturn { index += 1 }
    let line = next..<index
    next = index + 2
    return line
  }
}

// MARK: - The first line

private enum Version { case one, oneOne }

private func requestLine(
  _ line: ArraySlice<UInt8>
) throws(Refusal) -> (Request, Version) {
  let space = UInt8(ascii: " ")
  let parts = line.split(separator: space, omittingEmptySubsequences: false)
  guard parts.count == 3 else {
    throw Refusal(400, "The first line is not a method, an address and a version.")
  }
  let version: Version
  if parts[2].elementsEqual("HTTP/1.1".utf8) {
    version = .oneOne
  } else if parts[2].elementsEqual("HTTP/1.0".utf8) {
    version = .one
  } else {
    throw parts[2].starts(with: "HTTP/".utf8)
      ? Refusal(505, "This server speaks HTTP/1.1.") : Refusal(400, "This is no HTTP request.")
  }
  guard !parts[0].isEmpty, parts[0].count <= methodByteLimit, parts[0].allSatisfy(isTokenByte)
  else {
    throw Refusal(400, "The method is not a word.")
  }
  var request = Request()
  request.keepsAlive = version == .oneOne
  if parts[0].elementsEqual("GET".utf8) {
    request.method = .get
  } else if parts[0].elementsEqual("HEAD".utf8) {
    request.method = .head
  } else {
    // Its target may have another form, `*` or `host:port`, and does not matter.
    request.method = .other
    return (request, version)
  }
  guard parts[1].count <= targetByteLimit else { throw Refusal(414, "The address is too long.") }
  try readTarget(parts[1], into: &request)
  return (request, version)
}

/// Only the form that browsers send to a server: a path and perhaps a query.
private func readTarget(_ target: ArraySlice<UInt8>, into request: inout Request) throws(Refusal) {
  guard target.first == UInt8(ascii: "/") else {
    throw Refusal(400, "The address must be a path that begins with a slash.")
  }
  let question = target.firstIndex(of: UInt8(ascii: "?"))
  let path = target[..<(question ?? target.endIndex)]
  guard path.allSatisfy(isPathByte) else {
    throw Refusal(400, "The address holds a character that must be percent-encoded.")
  }
  request.path = Array(path)
  guard let question else { return }
  let query = target[(question + 1)...]
  guard query.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
    throw Refusal(400, "The address holds a character that must be percent-encoded.")
  }
  request.query = Array(query)
}

/// The characters of a path (RFC 3986) and those that browsers leave unencoded.
private func isPathByte(_ byte: UInt8) -> Bool {
  guard byte > 0x20, byte < 0x7F else { return false }
  switch byte {
  case UInt8(ascii: "#"), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "<"),
    UInt8(ascii: ">"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "}"):
    return false
  default: return true
  }
}

/// The characters of a method or a field name (RFC 9110, `tchar`).
private func isTokenByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
  default: return "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}

// MARK: - Fields

private func readFields(
  _ lines: inout Lines, of bytes: [UInt8], into request: inout Request, isOld: Bool
) throws(Refusal) {
  var count = 0
  var hostCount = 0
  var lengths: [ArraySlice<UInt8>] = []
  var isEncoded = false
  while let range = lines.take() {
    count += 1
    guard count <= headerFieldLimit else {
      throw Refusal(431, "The request has more than \(headerFieldLimit) header fields.")
    }
    let (name, value) = try field(bytes[range])
    switch name {
    case "host":
      hostCount += 1
      request.host = Array(value)
    case "origin": request.origin = Array(value)
    case "sec-fetch-site": request.fetchSite = Array(value)
    case "range": request.range = Array(value)
    case "if-range": request.ifRange = Array(value)
    case "if-none-match":
      request.ifNoneMatch = (request.ifNoneMatch.map { $0 + Array(", ".utf8) } ?? []) + value
    case "upgrade":
      if lowercased(value).firstRange(of: Array("websocket".utf8)) != nil {
        request.upgradesToWebSocket = true
      }
    case "connection":
      let tokens = lowercased(value)
      if tokens.firstRange(of: Array("close".utf8)) != nil { request.keepsAlive = false }
      if isOld, tokens.firstRange(of: Array("keep-alive".utf8)) != nil {
        request.keepsAlive = true
      }
    case "content-length": lengths.append(value)
    case "transfer-encoding": isEncoded = true
    default: break
    }
  }
  guard hostCount == 1 else {
    throw Refusal(400, "The request must name one host.")
  }
  try checkBody(lengths: lengths, isEncoded: isEncoded, &request)
}

/// The length of a body must be given once and in one way, or a proxy may see another request in it
/// (request smuggling).
private func checkBody(
  lengths: [ArraySlice<UInt8>], isEncoded: Bool, _ request: inout Request
) throws(Refusal) {
  if isEncoded {
    guard lengths.isEmpty, request.method == .other else {
      throw Refusal(400, "This server reads no encoded bodies.")
    }
    request.hasBody = true
  }
  guard let length = lengths.first else { return }
  guard lengths.count == 1, !length.isEmpty, length.count <= lengthDigitLimit,
    length.allSatisfy({ (0x30...0x39).contains($0) })
  else { throw Refusal(400, "The length of the body is not a number.") }
  guard length.contains(where: { $0 != UInt8(ascii: "0") }) else { return }
  request.hasBody = true
  if request.method != .other {
    throw Refusal(413, "A request for a page has no body.")
  }
}

private func field(
  _ line: ArraySlice<UInt8>
) throws(Refusal) -> (name: String, value: ArraySlice<UInt8>) {
  guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
    throw Refusal(400, "A header field has no name.")
  }
  let name = line[..<colon]
  // Parsers disagree on a space before the colon or at the beginning of a line.
  guard name.allSatisfy(isTokenByte) else {
    throw Refusal(400, "The name of a header field is not a word.")
  }
  let value = trimmed(line[(colon + 1)...])
  guard value.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
    throw Refusal(400, "A header field holds a control character.")
  }
  return (String(decoding: lowercased(name), as: UTF8.self), value)
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var bytes = bytes
  while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
  while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
  return bytes
}

func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
  bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
}

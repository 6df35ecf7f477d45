// From a request to a response: host, method and address are checked in this order, then the map of
// the site is asked. Pure but for opening an asset. It knows no socket and no event.

internal import Building
internal import Bytes
internal import Content
internal import Disk
internal import Files

/// What does not change while the preview runs.
struct PreviewRules: Sendable {
  let hosts: HostPolicy
  /// The path of the site on the server: `/`, or `/sub/path/`.
  let base: [UInt8]
  /// Random, one for each run: it tells event streams and entity tags of this run from others.
  let token: String
}

/// The folder of the preview's own files. No site has one: names that begin with a dot are not
/// published.
private let ownFolder = ".study/"

/// Answers a request from what is published.
func respond(
  to request: Request, from site: ServedSite, _ rules: PreviewRules
) -> Response {
  guard rules.hosts.allows(request.host) else {
    return Response(
      Refusal(
        403, "This preview does not answer to that name. `study serve --allow-host NAME` allows it."
      ),
      closes: true)
  }
  guard request.method != .other else {
    var response = Response(Refusal(405, "Only GET and HEAD are answered."), closes: true)
    response.fields = [("Allow", "GET, HEAD")]
    return response
  }
  guard !request.upgradesToWebSocket else {
    return Response(Refusal(403, "There is no WebSocket here."), closes: true)
  }
  guard let path = plainPath(request.path) else {
    return Response(Refusal(400, "The address is not encoded as addresses are."))
  }
  guard path.starts(with: rules.base) else {
    return path.elementsEqual("/".utf8)
      ? redirect(to: rules.base, request) : notFound(request, site, rules)
  }
  let inside = Array(path[rules.base.count...])
  if inside.starts(with: ownFolder.utf8) {
    return ownFile(Array(inside.dropFirst(ownFolder.utf8.count)), request, site, rules)
  }
  // An encoded slash or backslash, an empty or a dotted segment: no file has such a path.
  guard isCleanPath(inside), !hasEncodedSlash(request.path) else {
    return notFound(request, site, rules)
  }
  let isFolder = inside.isEmpty || inside.last == UInt8(ascii: "/")
  let name = isFolder ? inside + Array("index.html".utf8) : inside
  if let file = site.files[name] { return response(with: file, at: name, request, site, rules) }
  if !isFolder, site.files[inside + Array("/index.html".utf8)] != nil {
    return redirect(to: rules.base + inside + [UInt8(ascii: "/")], request)
  }
  return notFound(request, site, rules)
}

// MARK: - Addresses

/// A path with its percent-encoding undone, once. Nil when that is broken or hides a control
/// character.
private func plainPath(_ path: [UInt8]) -> [UInt8]? {
  guard path.contains(UInt8(ascii: "%")) else { return path }
  var out: [UInt8] = []
  out.reserveCapacity(path.count)
  var index = 0
  while index < path.count {
    guard path[index] == UInt8(ascii: "%") else {
      out.append(path[index])
      index += 1
      continue
    }
    guard index + 2 < path.count, let high = digit(path[index + 1]),
      let low = digit(path[index + 2])
    else { return nil }
    let byte = high << 4 | low
    guard byte >= 0x20, byte != 0x7F else { return nil }
    out.append(byte)
    index += 3
  }
  return out
}

private func digit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}

private func hasEncodedSlash(_ path: [UInt8]) -> Bool {
  let lower = lowercased(path)
  return lower.firstRange(of: Array("%2f".utf8)) != nil
    || lower.firstRange(of: Array("%5c".utf8)) != nil
}

/// Whether every segment is a name; the last one may be empty.
private func isCleanPath(_ path: [UInt8]) -> Bool {
  if path.isEmpty { return true }
  var segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  if segments.last?.isEmpty == true { segments.removeLast() }
  return segments.allSatisfy { segment in
    !segment.isEmpty && segment.first != UInt8(ascii: ".")
      && !segment.contains(UInt8(ascii: "\\"))
  }
}

/// A redirect within the site. The address begins with one slash and is percent-encoded again, so
/// it can neither lead to another host nor begin another header field.
private func redirect(to path: [UInt8], _ request: Request) -> Response {
  var response = Response(301, .bytes([]))
  let query = request.query.map { "?" + String(decoding: $0, as: UTF8.self) } ?? ""
  response.fields = [
    ("Location", percentEncoded(String(decoding: path, as: UTF8.self)) + query)
  ]
  return response
}

// MARK: - Files

private func response(
  with file: ServedFile, at path: [UInt8], _ request: Request, _ site: ServedSite,
  _ rules: PreviewRules
) -> Response {
  let tag = "\"\(rules.token.prefix(8))-\(file.version)\""
  if let field = request.ifNoneMatch, isMatch(field, tag) {
    var response = Response(304, .bytes([]))
    response.fields = [("ETag", tag)]
    return response
  }
  let type = mediaType(ofFileNamed: path)
  switch file.contents {
  case .bytes(let bytes) where path.ends(with: ".html"):
    var response = Response(
      200, type: type,
      .bytes(withPreviewScript(bytes, page: path, version: file.version, rules)))
    response.fields = [("ETag", tag)]
    return response
  case .bytes(let bytes):
    return partial(request, tag, type, size: bytes.count) { .bytes(Array(bytes[$0])) }
  case .asset(let asset):
    guard let opened = site.content?.open(asset) else { return notFound(request, site, rules) }
    let size = opened.size
    return partial(request, tag, type, size: size) { .asset(opened, $0) }
  case .staged:
    preconditionFailure("a preview keeps its pages in memory")
  }
}

/// A whole file or the part of it that the request asks for.
private func partial(
  _ request: Request, _ tag: String, _ type: String, size: Int,
  _ body: (Range<Int>) -> Response.Body
) -> Response {
  let isCurrent = request.ifRange.map { $0.elementsEqual(tag.utf8) } ?? true
  let wanted = request.method == .get && isCurrent ? byteRange(request.range, of: size) : .whole
  var fields = [(name: "ETag", value: tag), (name: "Accept-Ranges", value: "bytes")]
  var response: Response
  switch wanted {
  case .whole: response = Response(200, type: type, body(0..<size))
  case .part(let range):
    response = Response(206, type: type, body(range))
    fields.append(("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"))
  case .outside:
    response = Response(Refusal(416, "The file ends before that."))
    fields.append(("Content-Range", "bytes */\(size)"))
  }
  response.fields = fields
  return response
}

/// Whether an `If-None-Match` field names the tag.
private func isMatch(_ field: [UInt8], _ tag: String) -> Bool {
  if field.elementsEqual("*".utf8) { return true }
  return field.split(separator: UInt8(ascii: ",")).contains { item in
    var item = item.drop { $0 == 0x20 }
    if item.starts(with: "W/".utf8) { item = item.dropFirst(2) }
    while item.last == 0x20 { item = item.dropLast() }
    return item.elementsEqual(tag.utf8)
  }
}

private func notFound(
  _ request: Request, _ site: ServedSite, _ rules: PreviewRules
) -> Response {
  guard let file = site.files[Array("404.html".utf8)], case .bytes(let bytes) = file.contents else {
    return Response(404, type: "text/html; charset=utf-8", .bytes(bareNotFound(rules)))
  }
  // Where the page will be once it is written: then this one is reloaded.
  var wanted: [UInt8] = []
  if let path = plainPath(request.path), path.starts(with: rules.base) {
    wanted = Array(path[rules.base.count...])
    if wanted.isEmpty || wanted.last == UInt8(ascii: "/") {
      wanted += Array("index.html".utf8)
    } else if !wanted.ends(with: ".html") {
      wanted += Array("/index.html".utf8)
    }
  }
  return Response(
    404, type: "text/html; charset=utf-8",
    .bytes(withPreviewScript(bytes, page: wanted, version: 0, rules)))
}

/// Until a first site could be built.
private func bareNotFound(_ rules: PreviewRules) -> [UInt8] {
  let page = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>Not built yet</title>
    </head>
    <body>
    <h1>There is no site to show yet</h1>
    <p>The content has errors. Fix them, and the site appears here.</p>
    </body>
    </html>

    """
  return withPreviewScript(
    Array(page.utf8), page: Array("index.html".utf8), version: 0, rules)
}

// MARK: - The preview's own files

private func ownFile(
  _ name: [UInt8], _ request: Request, _ site: ServedSite, _ rules: PreviewRules
) -> Response {
  switch String(decoding: name, as: UTF8.self) {
  case "preview.js":
    Response(
      200, type: "text/javascript; charset=utf-8", .bytes(PackageResources.preview_js))
  case "preview.css":
    Response(200, type: "text/css; charset=utf-8", .bytes(PackageResources.preview_css))
  case "events": events(request, rules)
  default: notFound(request, site, rules)
  }
}

/// Event streams are for the preview's own pages. A browser sends no `Origin` from those, so they
/// prove it with the token of this run, which no other page can read.
private func events(_ request: Request, _ rules: PreviewRules) -> Response {
  let parameters = queryParameters(request.query ?? [])
  if let origin = request.origin, !rules.hosts.isOwn(origin: origin) {
    return Response(Refusal(403, "Events are for pages of this preview."), closes: true)
  }
  if let site = request.fetchSite,
    !["same-origin", "none"].contains(where: { site == Array($0.utf8) })
  {
    return Response(Refusal(403, "Events are for pages of this preview."), closes: true)
  }
  guard let token = parameters["token"], token.elementsEqual(rules.token.utf8) else {
    return Response(Refusal(403, "Events are for pages of this run of the preview."), closes: true)
  }
  let version = parameters["version"].flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
  let page = parameters["page"] ?? []
  guard request.method == .get else {
    return Response(200, type: "text/event-stream", .bytes([]))
  }
  return Response(200, type: "text/event-stream", .events(page: page, version: version))
}

private func queryParameters(_ query: [UInt8]) -> [String: [UInt8]] {
  var parameters: [String: [UInt8]] = [:]
  for pair in query.split(separator: UInt8(ascii: "&")) {
    let parts = pair.split(
      separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let value = plainPath(Array(parts[1])) else { continue }
    parameters[String(decoding: parts[0], as: UTF8.self)] = value
  }
  return parameters
}

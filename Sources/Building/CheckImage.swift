// Check: reads a finished image as a stranger would, with nothing but the HTML in hand, and finds
// every address that leads nowhere. Shares no code with the link stage on purpose: what one gets
// wrong the other sees.

internal import Diagnostics
internal import Rendering

/// Dead addresses and doubled ids in an image. O(bytes of HTML).
func checkImage(_ image: SiteImage, jobs: Int) async -> [Diagnostic] {
  let paths = Set(image.files.map { hash($0.path.text.utf8) })
  let pages = image.files.filter { $0.path.text.hasSuffix(".html") }
  let findings = await parallelMap(pages, jobs: jobs) { inspectPage($0, paths: paths) }
  var anchors: [UInt64: Set<UInt64>] = [:]
  anchors.reserveCapacity(pages.count)
  for (page, finding) in zip(pages, findings) { anchors[hash(page.path.text.utf8)] = finding.ids }
  var diagnostics: [Diagnostic] = []
  for (page, finding) in zip(pages, findings) {
    for problem in finding.problems { diagnostics.append(broken(page, problem)) }
    for link in finding.anchorLinks where anchors[link.page]?.contains(link.anchor) != true {
      diagnostics.append(broken(page, "no element has the id that `\(link.written)` leads to"))
    }
  }
  return diagnostics
}

private func broken(_ page: OutputFile, _ problem: String) -> Diagnostic {
  Diagnostic(
    .brokenOutput, problem, path: page.path.text,
    notes: ["every link of the content was resolved, so look at the template that wrote this"])
}

private struct PageFinding: Sendable {
  var ids: Set<UInt64> = []
  var problems: [String] = []
  /// Links into other pages, checked when all ids are known.
  var anchorLinks: [AnchorLink] = []

  struct AnchorLink: Sendable {
    let page: UInt64
    let anchor: UInt64
    let written: String
  }
}

private func inspectPage(_ file: OutputFile, paths: Set<UInt64>) -> PageFinding {
  guard case .bytes(let html) = file.contents else { return PageFinding() }
  var finding = PageFinding()
  let folder = file.path.text.split(separator: "/").dropLast().map { Array($0.utf8) }
  let own = hash(file.path.text.utf8)
  var ownAnchors: [(UInt64, Range<Int>)] = []
  // Pages of one site share most of their links, and a page repeats its own.
  var known: [UInt64: Bool] = [:]
  var index = 0
  while index < html.count {
    guard html[index] == UInt8(ascii: "=") else {
      index += 1
      continue
    }
    guard index + 1 < html.count, html[index + 1] == UInt8(ascii: "\""),
      let attribute = attributeName(endingAt: index, in: html)
    else {
      index += 1
      continue
    }
    let start = index + 2
    var end = start
    while end < html.count, html[end] != UInt8(ascii: "\"") { end += 1 }
    index = end + 1
    let value = html[start..<end]
    if attribute == .id {
      if !finding.ids.insert(hash(value)).inserted {
        finding.problems.append("the id `\(String(decoding: value, as: UTF8.self))` stands twice")
      }
      continue
    }
    guard let target = localTarget(value, from: folder, own: own) else { continue }
    let exists = known[target.path] ?? paths.contains(target.path)
    known[target.path] = exists
    guard exists else {
      finding.problems.append("`\(String(decoding: value, as: UTF8.self))` leads nowhere")
      continue
    }
    guard let anchor = target.anchor else { continue }
    if target.path == own {
      ownAnchors.append((anchor, start..<end))
    } else {
      finding.anchorLinks.append(
        PageFinding.AnchorLink(
          page: target.path, anchor: anchor, written: String(decoding: value, as: UTF8.self)))
    }
  }
  for (anchor, range) in ownAnchors where !finding.ids.contains(anchor) {
    let written = String(decoding: html[range], as: UTF8.self)
    finding.problems.append("no element has the id that `\(written)` leads to")
  }
  return finding
}

private enum Attribute { case id, address }

/// Which of the attributes that matter ends right before `=`. Text cannot look like one: quotes in
/// text are escaped.
private func attributeName(endingAt end: Int, in html: [UInt8]) -> Attribute? {
  func ends(_ name: StaticString) -> Bool {
    let count = name.utf8CodeUnitCount
    guard end > count, html[end - count - 1] <= 0x20 else { return false }
    return html[(end - count)..<end].elementsEqual(name.description.utf8)
  }
  switch html[end - 1] {
  case UInt8(ascii: "d"): return ends("id") ? .id : nil
  case UInt8(ascii: "f"): return ends("href") ? .address : nil
  case UInt8(ascii: "c"): return ends("src") ? .address : nil
  default: return nil
  }
}

/// The file and the id an address leads to within the image; nil when it leads elsewhere.
private func localTarget(
  _ written: ArraySlice<UInt8>, from folder: [[UInt8]], own: UInt64
) -> (path: UInt64, anchor: UInt64?)? {
  let value = written.contains(UInt8(ascii: "&")) ? withoutEntities(written) : written
  var pathEnd = value.endIndex
  for index in value.indices {
    switch value[index] {
    case UInt8(ascii: ":"):
      // A colon before any slash ends a scheme.
      return nil
    case UInt8(ascii: "#"), UInt8(ascii: "?"): pathEnd = index
    case UInt8(ascii: "/"): break
    default: continue
    }
    break
  }
  if let colon = value[..<pathEnd].firstIndex(of: UInt8(ascii: ":")),
    !value[..<colon].contains(UInt8(ascii: "/"))
  {
    return nil
  }
  if value.starts(with: "//".utf8) { return nil }
  // An absolute path belongs to the host, of which the image is only a part.
  if value.first == UInt8(ascii: "/") { return nil }
  let hashSign = value.firstIndex(of: UInt8(ascii: "#"))
  let anchor = hashSign.map { hash(decoded(value[($0 + 1)...])) }
  pathEnd = value.firstIndex { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "?") } ?? value.endIndex
  guard pathEnd > value.startIndex else { return (own, anchor) }
  var segments = folder
  for segment in value[..<pathEnd].split(separator: UInt8(ascii: "/")) {
    if segment.elementsEqual("..".utf8) {
      guard segments.popLast() != nil else { return (0, anchor) }
    } else if !segment.elementsEqual(".".utf8) {
      segments.append(Array(decoded(segment)))
    }
  }
  if value[pathEnd - 1] == UInt8(ascii: "/") || segments.count == 0 {
    segments.append(Array("index.html".utf8))
  }
  return (hash(segments.joined(separator: [UInt8(ascii: "/")])), anchor)
}

private func decoded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  guard text.contains(UInt8(ascii: "%")) else { return text }
  var out: [UInt8] = []
  var index = text.startIndex
  while index < text.endIndex {
    if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
      let value = UInt8(String(decoding: text[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
    {
      out.append(value)
      index += 3
    } else {
      out.append(text[index])
      index += 1
    }
  }
  return out[...]
}

private func withoutEntities(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let plain = String(decoding: text, as: UTF8.self).replacing("&amp;", with: "&")
    .replacing("&quot;", with: "\"").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
    .replacing("&#x27;", with: "'")
  return Array(plain.utf8)[...]
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): stable, unlike Swift's own hashing, and long enough that
/// two paths of one site do not meet.
private func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
  var value: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  return value
}

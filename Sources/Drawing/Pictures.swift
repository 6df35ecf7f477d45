// Pictures shown on pages: the size of each, and whether it has a variant for dark themes. Reads
// only the beginning of a file. Does not decode pictures.

internal import Content
package import Files
package import Linking
package import Rendering

/// The pictures that pages of a site show, as `Media` takes them. One short read for each.
package func pictures(of site: Site, _ content: any FileTree) -> [ContentPath: Picture] {
  var shown: Set<ContentPath> = []
  for linked in site.pages {
    for (reference, target) in zip(linked.page.references, linked.targets) {
      guard case .image = reference.kind, case .asset(let path) = target else { continue }
      shown.insert(path)
    }
  }
  guard !shown.isEmpty else { return [:] }
  let assets = Set(site.assets)
  func size(_ path: ContentPath) -> ImageSize? {
    headerLengths.lazy.compactMap { length in
      content.readStart(path, count: length).flatMap(imageSize)
    }.first
  }
  var pictures: [ContentPath: Picture] = [:]
  for path in shown {
    let dark = darkVariant(of: path).flatMap { assets.contains($0) ? $0 : nil }
    pictures[path] = Picture(size: size(path), dark: dark, darkSize: dark.flatMap(size))
  }
  return pictures
}

/// The first length is nearly always enough; the second covers the metadata that cameras write
/// before the size.
private let headerLengths = [4 << 10, 256 << 10]

/// `figure.png` -> `figure.dark.png`.
private func darkVariant(of path: ContentPath) -> ContentPath? {
  guard let dot = path.text.lastIndex(of: "."), !path.text.hasSuffix("/") else { return nil }
  return ContentPath(path.text[..<dot] + ".dark" + path.text[dot...])
}

/// The size of a PNG, JPEG, GIF, WebP or SVG picture from its first bytes; nil for anything else.
func imageSize(_ bytes: [UInt8]) -> ImageSize? {
  func number(_ index: Int, _ count: Int, isLittle: Bool = false) -> Int {
    guard index >= 0, index + count <= bytes.count else { return 0 }
    let part = bytes[index..<(index + count)]
    return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
  }
  func size(_ width: Int, _ height: Int) -> ImageSize? {
    guard (1...100_000).contains(width), (1...100_000).contains(height) else { return nil }
    return ImageSize(width: width, height: height)
  }
  if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return size(number(16, 4), number(20, 4)) }
  if bytes.starts(with: "GIF8".utf8) {
    return size(number(6, 2, isLittle: true), number(8, 2, isLittle: true))
  }
  if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
    switch String(decoding: bytes.dropFirst(12).prefix(4), as: UTF8.self) {
    case "VP8X": return size(number(24, 3, isLittle: true) + 1, number(27, 3, isLittle: true) + 1)
    case "VP8L":
      let bits = number(21, 4, isLittle: true)
      return size(bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
    case "VP8 ":
      return size(
        number(26, 2, isLittle: true) & 0x3FFF, number(28, 2, isLittle: true) & 0x3FFF)
    default: return nil
    }
  }
  if bytes.starts(with: [0xFF, 0xD8]) {
    // Skips segments up to the start of frame: SOF0 to SOF15, except DHT, JPG and DAC.
    var index = 2
    while index + 9 < bytes.count, bytes[index] == 0xFF {
      let mark = bytes[index + 1]
      if (0xC0...0xCF).contains(mark), mark != 0xC4, mark != 0xC8, mark != 0xCC {
        return size(number(index + 7, 2), number(index + 5, 2))
      }
      index += 2 + max(2, number(index + 2, 2))
    }
    return nil
  }
  return vectorSize(bytes).flatMap { size($0.0, $0.1) }
}

/// `width` and `height` of an SVG's root element, or else of its `viewBox`.
private func vectorSize(_ bytes: [UInt8]) -> (Int, Int)? {
  let start = bytes.prefix(4096)
  guard let tag = start.firstRange(of: Array("<svg".utf8)) else { return nil }
  let end = start[tag.upperBound...].firstIndex(of: UInt8(ascii: ">")) ?? start.endIndex
  let text = String(decoding: start[tag.upperBound..<end], as: UTF8.self)
  func value(_ name: String) -> Substring? {
    guard let found = text.firstRange(of: " \(name)=\"") else { return nil }
    return text[found.upperBound...].prefix { $0 != "\"" }
  }
  func pixels(_ name: String) -> Int? {
    guard var written = value(name) else { return nil }
    if written.hasSuffix("px") { written.removeLast(2) }
    return Double(written).flatMap { $0 < 100_000 ? Int($0.rounded()) : nil }
  }
  if let width = pixels("width"), let height = pixels("height") { return (width, height) }
  let box = (value("viewBox") ?? "").split { " ,".contains($0) }.compactMap { Double($0) }
  guard box.count == 4, box[2] < 100_000, box[3] < 100_000 else { return nil }
  return (Int(box[2].rounded()), Int(box[3].rounded()))
}

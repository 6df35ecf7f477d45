// Scan: turns one source file into one page. Pure, so files can be scanned in parallel and in any
// order, and a page stays valid as long as the file and the options are the same.

internal import Bytes
package import CommonMark
package import Diagnostics
package import Files
package import Interface
internal import YAML

/// What a scan depends on besides the file. Part of every cache key.
package struct ScanOptions: Sendable, Equatable {
  package var limits = MarkdownLimits()
  /// Schemes allowed besides http, https and mailto.
  package var extraSchemes: [String] = []
  /// Raw HTML passes unchanged. For corpora whose authors are all trusted.
  package var trustsHTML = false
  /// Whether dollars may hold formulas.
  package var readsFormulas = true
  /// The glossary's terms; each is linked where a page first uses it.
  package var terms = TermMatcher()
  /// The words of the interface, in the site's language.
  package var words = Words.english

  package init() {}
}

/// Scans one Markdown file. Nil, with a diagnostic, when it cannot be read as Markdown; `plainPage`
/// then shows it all the same.
package func scan(
  _ source: SourceFile, path: ContentPath, options: ScanOptions
) -> Diagnosed<Page?> {
  if let problem = notText(source) { return Diagnosed(nil, [problem]) }
  let split = splitFrontMatter(source.bytes)
  if split.isUnclosed {
    let range = source.range(ofLine: 1)
    return Diagnosed(
      nil,
      [
        Diagnostic(
          .brokenYAML, "front matter opens with `---` and does not close within 64 KiB",
          path: source.path, range: range,
          notes: ["close it with a line `---`, or start the page with another line"]
        ).atLevel(.warning)
      ])
  }
  var diagnostics: [Diagnostic] = []
  var frontMatter = FrontMatter()
  if let yaml = split.yaml {
    let parsed = parseYAML(in: source, range: yaml)
    // A page without its front matter is still a page.
    diagnostics += parsed.diagnostics.map { $0.atLevel(.warning) }
    if let value = parsed.value {
      let read = readFrontMatter(value, in: source)
      diagnostics += read.diagnostics
      frontMatter = read.value
    }
  }
  let markdown = normalizedLineEnds(source.bytes[split.markdownStart...])
  var builder = PageBuilder(
    markdown, source: source, frontMatter: frontMatter, markdownStart: split.markdownStart,
    options: options)
  let conversion: Conversion
  do throws(LimitExceeded) {
    conversion = try convertMarkdown(markdown, limits: options.limits, visitor: &builder)
  } catch {
    let offset = split.markdownStart + (error.offset ?? markdown.startIndex) - markdown.startIndex
    return Diagnosed(nil, diagnostics + [overLimit(error, source, offset)])
  }
  let page = builder.page(conversion, path: path)
  return Diagnosed(page, diagnostics + builder.diagnostics)
}

/// Scans Markdown that is a value in a data file, such as a term's definition.
/// - Parameters:
///   - place: the value's range in `source`; messages refer to it.
///   - path: the file that its relative links are resolved from.
func scanValue(
  _ text: String, at place: SourceRange, of source: SourceFile, path: ContentPath,
  options: ScanOptions
) -> Diagnosed<Page?> {
  let markdown = normalizedLineEnds(Array(text.utf8)[...])
  var options = options
  options.terms = TermMatcher()
  var builder = PageBuilder(
    markdown, source: source, frontMatter: FrontMatter(), markdownStart: 0, options: options,
    place: place)
  do throws(LimitExceeded) {
    let conversion = try convertMarkdown(markdown, limits: options.limits, visitor: &builder)
    let page = builder.page(conversion, path: path)
    return Diagnosed(page, builder.diagnostics)
  } catch {
    return Diagnosed(
      nil,
      [
        Diagnostic(
          .overLimit, "this text has \(error.description)", path: source.path, range: place)
      ])
  }
}

private func overLimit(
  _ exceeded: LimitExceeded, _ source: SourceFile, _ offset: Int
) -> Diagnostic {
  let line = source.position(of: offset)
  return Diagnostic(
    exceeded.isCost ? .renderingTooExpensive : .overLimit,
    "the page has \(exceeded.description)", path: source.path,
    range: exceeded.offset == nil
      ? nil : SourceRange(line.lineStart, line.lineStart + min(line.lineBytes.count, 80)),
    notes: ["split the page or simplify this part; `limits:` in study.yml raises the limit"])
}

/// An error when the bytes are not text: another encoding, or a NUL byte.
private func notText(_ source: SourceFile) -> Diagnostic? {
  let bytes = source.bytes
  let marks: [([UInt8], String)] = [
    ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"),
    ([0xFE, 0xFF], "UTF-16"),
  ]
  if let mark = marks.first(where: { bytes.starts(with: $0.0) }) {
    return Diagnostic(
      .notUTF8, "the file is \(mark.1), not UTF-8", path: source.path, notes: ["save it as UTF-8"])
  }
  do throws(UTF8.ValidationError) {
    _ = try UTF8Span(validating: bytes.span)
  } catch {
    let start = error.byteOffsets.lowerBound
    let byte = String(bytes[start], radix: 16, uppercase: true)
    return Diagnostic(
      .notUTF8, "byte 0x\(byte) at offset \(start) is not UTF-8", path: source.path,
      range: SourceRange(start, start + 1), notes: ["save the file as UTF-8"])
  }
  if let index = firstIndex(of: 0, in: bytes, from: 0) {
    return Diagnostic(
      .nulByte, "a NUL byte at offset \(index)", path: source.path,
      range: SourceRange(index, index + 1),
      notes: ["remove it; if the file is not text, give it another ending than .md"])
  }
  return nil
}

/// CR LF and lone CR as LF, so that a page gives the same HTML whatever line endings it was checked
/// out with.
private func normalizedLineEnds(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  guard contains(0x0D, in: bytes) else { return bytes }
  var out: [UInt8] = []
  out.reserveCapacity(bytes.count)
  var index = bytes.startIndex
  while index < bytes.endIndex {
    if bytes[index] == 0x0D {
      out.append(0x0A)
      if index + 1 < bytes.endIndex, bytes[index + 1] == 0x0A { index += 1 }
    } else {
      out.append(bytes[index])
    }
    index += 1
  }
  return out[...]
}

// YAML as it is accepted here: one document, no anchors, aliases, tags or merge keys, no key
// twice, every scalar kept as written (`NO` is a word, `012` three digits). Yams parses; the
// guards before it are ours, because it has no limit on what an alias may cost.

package import Diagnostics
internal import Yams

/// Front matter and configuration files may be this long.
package let yamlByteLimit = 64 << 10
/// Data files such as glossary.yml may be this long.
package let dataFileByteLimit = 16 << 20
private let yamlDepthLimit = 32

/// A YAML value with the place it stands at.
package struct YAMLValue: Sendable {
  package enum Content: Sendable {
    case scalar(String)
    case sequence([YAMLValue])
    case mapping([YAMLPair])
    case null
  }

  package let content: Content
  package let range: SourceRange
}

/// A key and its value.
package struct YAMLPair: Sendable {
  package let key: String
  package let keyRange: SourceRange
  package let value: YAMLValue
}

/// Parses `range` of a file as YAML. An empty document is an empty mapping. Nil, with one error,
/// when it is not YAML as described above.
package func parseYAML(
  in source: SourceFile, range: Range<Int>, byteLimit: Int = yamlByteLimit
) -> Diagnosed<YAMLValue?> {
  let bytes = source.bytes[range]
  if bytes.count > byteLimit {
    return broken(source, range.lowerBound, "YAML longer than \(byteLimit) bytes")
  }
  if let problem = refusedConstruct(in: bytes) {
    return broken(source, problem.offset, problem.message)
  }
  if mayExplode(bytes) {
    return broken(source, range.lowerBound, "anchors and aliases (`&`, `*`) are not accepted")
  }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    return broken(source, range.lowerBound, "YAML that is not UTF-8")
  }
  do {
    let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
    let node = try parser.singleRoot()
    let lines = LineStarts(source: source, range: range)
    guard let node else {
      let here = SourceRange(range.lowerBound, range.lowerBound)
      return Diagnosed(YAMLValue(content: .mapping([]), range: here))
    }
    // The nodes hold their anchors weakly; the parser holds them.
    let mark = withExtendedLifetime(parser) { firstAnchor(in: node) }
    if let mark {
      return broken(
        source, lines.offset(mark), "anchors and aliases (`&`, `*`) are not accepted")
    }
    return Diagnosed(value(of: node, lines))
  } catch {
    return broken(source, error as? YamlError, range)
  }
}

private func broken(
  _ source: SourceFile, _ offset: Int, _ message: String
) -> Diagnosed<YAMLValue?> {
  let position = source.position(of: offset)
  let end = max(offset, position.lineStart + position.lineBytes.count)
  return Diagnosed(
    nil,
    [Diagnostic(.brokenYAML, message, path: source.path, range: SourceRange(offset, end))])
}

private func broken(
  _ source: SourceFile, _ error: YamlError?, _ range: Range<Int>
) -> Diagnosed<YAMLValue?> {
  let lines = LineStarts(source: source, range: range)
  switch error {
  case .scanner(let context, let problem, let mark, _),
    .parser(let context, let problem, let mark, _),
    .composer(let context, let problem, let mark, _):
    let reason = [problem, context?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    return broken(source, lines.offset(mark), "invalid YAML: \(reason)")
  case .duplicatedKeysInMapping(let duplicates, let context):
    let names = duplicates.map { "`\($0)`" }.joined(separator: ", ")
    return broken(source, lines.offset(context.mark), "the key \(names) stands here twice")
  default:
    return broken(source, range.lowerBound, "invalid YAML")
  }
}

/// Turns Yams's line and column (both from 1, columns in scalars) into byte offsets of the file.
private struct LineStarts {
  let source: SourceFile
  let range: Range<Int>
  /// Lines end at LF, CR LF or a lone CR.
  private let starts: [Int]
  /// Of each line, by its number, where every 1024th column is: JSON may be one line of megabytes.
  private let columns: [Int: [Int]]

  init(source: SourceFile, range: Range<Int>) {
    self.source = source
    self.range = range
    var starts = [range.lowerBound]
    var columns: [Int: [Int]] = [:]
    var column = 0
    for index in range {
      let byte = source.bytes[index]
      if byte & 0xC0 != 0x80 {
        if column > 0, column % 1024 == 0 { columns[starts.count, default: []].append(index) }
        column += 1
      }
      let next = index + 1
      let isLoneReturn =
        byte == 0x0D && (next >= range.upperBound || source.bytes[next] != 0x0A)
      if byte == 0x0A || isLoneReturn {
        starts.append(next)
        column = 0
      }
    }
    self.starts = starts
    self.columns = columns
  }

  func offset(_ mark: Mark?) -> Int {
    guard let mark else { return range.lowerBound }
    let line = min(max(1, mark.line), starts.count)
    var index = starts[line - 1]
    var column = 1
    let checkpoint = (mark.column - 1) / 1024
    if checkpoint > 0, let known = columns[line], checkpoint <= known.count {
      index = known[checkpoint - 1]
      column = checkpoint * 1024 + 1
    }
    while column < mark.column, index < range.upperBound, source.bytes[index] != 0x0A {
      index += 1
      while index < range.upperBound, source.bytes[index] & 0xC0 == 0x80 { index += 1 }
      column += 1
    }
    return index
  }
}

/// The backstop of `refusedConstruct`, which reads quotes and texts over several lines more simply
/// than libyaml does and can be led past an anchor: without a dozen aliases nothing grows. Marks
/// are counted wherever they stand. O(n).
private func mayExplode(_ bytes: ArraySlice<UInt8>) -> Bool {
  var anchorCount = 0
  var aliasCount = 0
  var previous: UInt8 = 0
  for byte in bytes {
    let isName =
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    if isName, previous == UInt8(ascii: "&") { anchorCount += 1 }
    if isName, previous == UInt8(ascii: "*") { aliasCount += 1 }
    previous = byte
  }
  return anchorCount > 0 && aliasCount > 12
}

/// Where an anchor stands that came past `refusedConstruct`.
private func firstAnchor(in node: Node) -> Mark? {
  if node.anchor != nil { return node.mark }
  switch node {
  case .sequence(let items): return items.lazy.compactMap(firstAnchor).first
  case .mapping(let pairs):
    return pairs.lazy.compactMap { firstAnchor(in: $0.key) ?? firstAnchor(in: $0.value) }.first
  case .scalar, .alias: return nil
  }
}

/// Depth is bounded by `refusedConstruct` and libyaml, so recursion is safe here.
private func value(of node: Node, _ lines: LineStarts) -> YAMLValue {
  let start = lines.offset(node.mark)
  switch node {
  case .scalar(let scalar):
    let isNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    let width = max(1, min(scalar.string.utf8.count, lines.range.upperBound - start))
    return YAMLValue(
      content: isNull ? .null : .scalar(scalar.string), range: SourceRange(start, start + width))
  case .sequence(let sequence):
    return YAMLValue(
      content: .sequence(sequence.map { value(of: $0, lines) }),
      range: SourceRange(start, start))
  case .mapping(let mapping):
    let pairs = mapping.map { key, item in
      let name = key.scalar?.string ?? ""
      let keyStart = lines.offset(key.mark)
      return YAMLPair(
        key: name, keyRange: SourceRange(keyStart, keyStart + name.utf8.count),
        value: value(of: item, lines))
    }
    return YAMLValue(content: .mapping(pairs), range: SourceRange(start, start))
  case .alias:
    return YAMLValue(content: .null, range: SourceRange(start, start))
  }
}

/// What is refused before the parser sees it: anchors, aliases, tags, directives, tabs as
/// indentation, and depth. Strings in quotes are passed over. O(n). Longer than 70 lines because
/// it is one state machine over the bytes, with seven variables that every case reads.
private func refusedConstruct(in bytes: ArraySlice<UInt8>) -> (offset: Int, message: String)? {
  var quote: UInt8?
  var flowDepth = 0
  var isValueStart = true
  var isLineStart = true
  var indentationMarks = 0
  var blockIndent: Int?
  var index = bytes.startIndex
  var lineStart = index
  while index < bytes.endIndex {
    let byte = bytes[index]
    if byte == 0x0A || byte == 0x0D {
      isLineStart = true
      isValueStart = quote == nil
      indentationMarks = 0
      index += 1
      lineStart = index
      continue
    }
    if let open = quote {
      if byte == UInt8(ascii: "\\"), open == UInt8(ascii: "\"") { index += 1 }
      if byte == open { quote = nil }
      index += 1
      continue
    }
    if isLineStart, byte != 0x20, byte != 0x09 {
      isLineStart = false
      let indent = index - lineStart
      if let block = blockIndent {
        if indent > block {
          index = endOfLine(bytes, from: index)
          continue
        }
        blockIndent = nil
      }
      if indent > 2 * yamlDepthLimit {
        return (index, "YAML nested deeper than \(yamlDepthLimit) levels")
      }
      if byte == UInt8(ascii: "%"), indent == 0 { return (index, "a YAML directive") }
    }
    switch byte {
    case 0x09:
      if isLineStart { return (index, "a tab used for indentation; YAML wants spaces") }
    case 0x20: break
    case UInt8(ascii: "#"):
      if index == bytes.startIndex || bytes[index - 1] <= 0x20 {
        index = endOfLine(bytes, from: index)
        continue
      }
      isValueStart = false
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      if isValueStart { quote = byte }
      isValueStart = false
    case UInt8(ascii: "&"), UInt8(ascii: "*"):
      if isValueStart { return (index, "anchors and aliases (`&`, `*`) are not accepted") }
    case UInt8(ascii: "!"):
      if isValueStart { return (index, "YAML tags (`!`) are not accepted") }
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      if isValueStart, flowDepth == 0 {
        blockIndent = indentation(bytes, ofLineAt: lineStart)
        index = endOfLine(bytes, from: index)
        continue
      }
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      if isValueStart { flowDepth += 1 }
      if flowDepth > yamlDepthLimit {
        return (index, "YAML nested deeper than \(yamlDepthLimit) levels")
      }
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      flowDepth = max(0, flowDepth - 1)
      isValueStart = false
    case UInt8(ascii: ","): isValueStart = flowDepth > 0
    case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"):
      let isMark = index + 1 >= bytes.endIndex || bytes[index + 1] <= 0x20
      if isMark, byte != UInt8(ascii: ":") {
        indentationMarks += 1
        if indentationMarks > yamlDepthLimit {
          return (index, "YAML nested deeper than \(yamlDepthLimit) levels")
        }
      }
      isValueStart = isMark || (isValueStart && byte == UInt8(ascii: "-") && isMark)
    default: isValueStart = false
    }
    index += 1
  }
  return nil
}

private func endOfLine(_ bytes: ArraySlice<UInt8>, from index: Int) -> Int {
  var index = index
  while index < bytes.endIndex, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
  return index
}

private func indentation(_ bytes: ArraySlice<UInt8>, ofLineAt start: Int) -> Int {
  var index = start
  while index < bytes.endIndex, bytes[index] == 0x20 { index += 1 }
  return index - start
}

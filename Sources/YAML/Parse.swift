// YAML as it is accepted here: one document, no anchors, aliases or tags, no key twice, and 32
// levels at most. libyaml reads; each of its events is accepted or refused as it comes, so nothing
// is ever expanded. Knows nothing of what keys mean.

package import Diagnostics

/// Front matter and configuration files may be this long.
package let yamlByteLimit = 64 << 10
/// Sequences and mappings open at one time.
private let yamlDepthLimit = 32

/// Parses `range` of a file as YAML. An empty document is an empty mapping. Nil, with one error,
/// when it is not YAML as described above. O(range).
package func parseYAML(
  in source: SourceFile, range: Range<Int>, byteLimit: Int = yamlByteLimit
) -> Diagnosed<YAMLValue?> {
  if range.count > byteLimit {
    return broken(source, Refusal(range.lowerBound, "YAML longer than \(byteLimit) bytes"))
  }
  let hasByteOrderMark = source.bytes[range].starts(with: [0xEF, 0xBB, 0xBF])
  let text = range.lowerBound + (hasByteOrderMark ? 3 : 0)..<range.upperBound
  let here = SourceRange(range.lowerBound, range.lowerBound)
  let nothing = YAMLValue(content: .mapping([]), range: here)
  if text.isEmpty { return Diagnosed(nothing) }
  do {
    let root = try EventStream.read(source.bytes[text]) { stream throws(Refusal) in
      var composer = Composer(source, text: text)
      return try composer.document(from: &stream)
    }
    return Diagnosed(root ?? nothing)
  } catch {
    return broken(source, error)
  }
}

private func broken(_ source: SourceFile, _ refusal: Refusal) -> Diagnosed<YAMLValue?> {
  let position = source.position(of: refusal.offset)
  let end = max(refusal.offset, position.lineStart + position.lineBytes.count)
  return Diagnosed(
    nil,
    [
      Diagnostic(
        .brokenYAML, refusal.message, path: source.path, range: SourceRange(refusal.offset, end),
        notes: refusal.notes)
    ])
}

/// Why a text is not accepted, and where.
private struct Refusal: Error {
  let offset: Int
  let message: String
  let notes: [String]

  init(_ offset: Int, _ message: String, notes: [String] = []) {
    self.offset = offset
    self.message = message
    self.notes = notes
  }

  static func anchor(_ offset: Int) -> Refusal {
    Refusal(offset, "anchors and aliases (`&`, `*`) are not accepted")
  }

  static func tag(_ offset: Int) -> Refusal {
    Refusal(offset, "YAML tags (`!`) are not accepted")
  }

  static func directive(_ offset: Int) -> Refusal { Refusal(offset, "a YAML directive") }
}

/// A sequence or a mapping whose end has not come yet.
private struct OpenCollection {
  let isMapping: Bool
  let start: Int
  var items: [YAMLValue] = []
  var pairs: [YAMLPair] = []
  /// A key that waits for its value.
  var key: (text: String, range: SourceRange)?
  var seenKeys: Set<KeyIdentity> = []

  var content: YAMLValue.Content { isMapping ? .mapping(pairs) : .sequence(items) }
}

/// What makes two keys the same one.
private enum KeyIdentity: Hashable {
  case text(String)
  case sequence([KeyIdentity])
  case mapping([[KeyIdentity]])
  case null

  /// Recursive; `yamlDepthLimit` was checked before.
  init(_ content: YAMLValue.Content) {
    switch content {
    case .scalar(let text): self = .text(text)
    case .sequence(let items): self = .sequence(items.map { KeyIdentity($0.content) })
    case .mapping(let pairs):
      self = .mapping(pairs.map { [.text($0.key), KeyIdentity($0.value.content)] })
    case .null: self = .null
    }
  }
}

/// Makes one tree of events. What is open is a list, so no depth of the text becomes depth of the
/// stack.
private struct Composer {
  private let source: SourceFile
  private let textStart: Int
  private var cursor: CharacterCursor
  private var open: [OpenCollection] = []
  private var root: YAMLValue?
  private var documentCount = 0
  private var documentStart: Int
  /// Where the last document ended, or where the text begins.
  private var documentEnd: Int

  init(_ source: SourceFile, text: Range<Int>) {
    self.source = source
    textStart = text.lowerBound
    cursor = CharacterCursor(source.bytes, range: text)
    documentStart = text.lowerBound
    documentEnd = text.lowerBound
  }

  /// The document of the stream; nil when there is none.
  mutating func document(from stream: inout EventStream) throws(Refusal) -> YAMLValue? {
    while true {
      let event: Event
      do {
        event = try stream.next()
      } catch {
        throw refusal(of: error)
      }
      let start = cursor.offset(of: event.characters.lowerBound)
      switch event.kind {
      case .streamStart: continue
      case .streamEnd: return root
      case .documentStart(let declaresTags):
        if declaresTags { throw .directive(start) }
        documentCount += 1
        documentStart = start
      case .documentEnd: documentEnd = start
      case .alias: throw .anchor(start)
      case .sequenceEnd, .mappingEnd: try close()
      case .scalar, .sequenceStart, .mappingStart: try begin(event, at: start)
      }
    }
  }

  /// A scalar, or the beginning of a collection.
  private mutating func begin(_ event: Event, at start: Int) throws(Refusal) {
    // libyaml drops the tag `!`, but the node begins at it.
    let isTagged = start < source.bytes.count && source.bytes[start] == UInt8(ascii: "!")
    if isTagged || event.hasTag { throw .tag(start) }
    if event.hasAnchor { throw .anchor(start) }
    if documentCount > 1 {
      // A `---` at the end, as pandoc writes it, opens a document with nothing in it.
      if case .scalar("", isPlain: true) = event.kind { return }
      throw Refusal(documentStart, "a second YAML document; only one is accepted")
    }
    if case .scalar(let text, let isPlain) = event.kind {
      let range = SourceRange(start, max(start, cursor.offset(of: event.characters.upperBound)))
      return try add(scalar: text, isPlain: isPlain, range)
    }
    if open.count == yamlDepthLimit {
      throw Refusal(start, "YAML nested deeper than \(yamlDepthLimit) levels")
    }
    var isMapping = false
    if case .mappingStart = event.kind { isMapping = true }
    open.append(OpenCollection(isMapping: isMapping, start: start))
  }

  private mutating func close() throws(Refusal) {
    guard let closed = open.popLast() else {
      preconditionFailure("libyaml ends only what it began")
    }
    let range = SourceRange(closed.start, closed.start)
    let value = YAMLValue(content: closed.content, range: range)
    if isKeyNext { return try add(key: "", range, KeyIdentity(value.content)) }
    add(value)
  }

  private mutating func add(
    scalar text: String, isPlain: Bool, _ range: SourceRange
  ) throws(Refusal) {
    if isKeyNext { return try add(key: text, range, .text(text)) }
    let isNull = isPlain && (text.isEmpty || text == "~" || text == "null")
    // What is not there is shown at the place where it would be.
    let end = range.start < range.end ? range.end : min(range.start + 1, source.bytes.count)
    add(
      YAMLValue(
        content: isNull ? .null : .scalar(text),
        range: SourceRange(range.start, max(range.start, end))))
  }

  private var isKeyNext: Bool { open.last.map { $0.isMapping && $0.key == nil } ?? false }

  private mutating func add(
    key: String, _ range: SourceRange, _ identity: KeyIdentity
  ) throws(Refusal) {
    let last = open.count - 1
    guard open[last].seenKeys.insert(identity).inserted else {
      let first = open[last].pairs.first { $0.key == key }?.keyRange.start
      let line = source.position(of: first ?? range.start).line
      let name = key.isEmpty ? "this key" : "the key `\(key)`"
      throw Refusal(
        range.start, "\(name) stands here twice", notes: ["the first is in line \(line)"])
    }
    open[last].key = (key, range)
  }

  /// An item of a sequence, the value of a key, or the root.
  private mutating func add(_ value: YAMLValue) {
    guard let last = open.indices.last else {
      root = value
      return
    }
    if let key = open[last].key {
      open[last].pairs.append(YAMLPair(key: key.text, keyRange: key.range, value: value))
      open[last].key = nil
    } else {
      open[last].items.append(value)
    }
  }
}

// MARK: - What libyaml could not read

extension Composer {
  /// libyaml's words, and ours for what is refused on purpose or explained better.
  private mutating func refusal(of failure: EventFailure) -> Refusal {
    let offset: Int
    switch failure.place {
    case .byte(let byte):
      // libyaml checks its input for UTF-8 and, of that, for characters that YAML forbids.
      let isText = failure.problem == "control characters are not allowed"
      return Refusal(
        textStart + byte,
        isText ? "invalid YAML: \(failure.problem)" : "YAML that is not UTF-8")
    case .character(let character): offset = cursor.offset(of: character)
    }
    if let context = failure.context {
      if context.text.contains("directive") { return .directive(begin(of: context)) }
      if context.text.hasSuffix("an anchor") || context.text.hasSuffix("an alias") {
        return .anchor(begin(of: context))
      }
      if context.text.hasSuffix("a tag") { return .tag(begin(of: context)) }
      if failure.problem == "found undefined tag handle" { return .tag(offset) }
    } else if failure.problem == "did not find expected <document start>",
      let directive = directive(in: documentEnd..<max(documentEnd, offset))
    {
      return .directive(directive)
    }
    if offset < source.bytes.count, source.bytes[offset] == 0x09 {
      return Refusal(offset, "a tab used for indentation; YAML wants spaces")
    }
    let reason = [failure.problem, failure.context?.text ?? ""].filter { !$0.isEmpty }
    return Refusal(offset, "invalid YAML: \(reason.joined(separator: " "))")
  }

  private mutating func begin(of context: (text: String, character: Int)) -> Int {
    cursor.offset(of: context.character)
  }

  /// The first line with `%` between two documents.
  private func directive(in range: Range<Int>) -> Int? {
    let bytes = source.bytes
    return range.first { index in
      bytes[index] == UInt8(ascii: "%")
        && (index == range.lowerBound || bytes[index - 1] == 0x0A || bytes[index - 1] == 0x0D)
    }
  }
}

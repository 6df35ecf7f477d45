// The events of a YAML text, through libyaml. The one file of this target that touches C: what
// leaves it are values, and no pointer outlives the call that handed it out. Knows nothing of what
// is accepted or of the trees made from events.

internal import CYAML

/// One step through a document. Its ends are counted in characters from the text's beginning, as
/// libyaml counts them.
struct Event {
  enum Kind {
    case streamStart, streamEnd
    /// A `%YAML` line before the document is allowed; a `%TAG` line would give tags a meaning.
    case documentStart(declaresTags: Bool)
    case documentEnd
    case alias
    /// Quotes and block marks resolved.
    case scalar(String, isPlain: Bool)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
  }

  let kind: Kind
  let characters: Range<Int>
  let hasAnchor: Bool
  /// The tag `!` alone does not count: libyaml drops it.
  let hasTag: Bool
}

/// Why the text has no next event.
struct EventFailure: Error {
  enum Place {
    /// Characters from the text's beginning, as in `Event`.
    case character(Int)
    /// Bytes from the text's beginning, for what is no character.
    case byte(Int)
  }

  let problem: String
  let place: Place
  /// What libyaml was reading, and where that began.
  let context: (text: String, character: Int)?
}

/// libyaml's parser over a text. After `streamEnd` and after a failure there are no more events.
@safe struct EventStream: ~Copyable {
  /// On the heap, because libyaml keeps a pointer to the parser inside the parser.
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// Calls `body` with the events of `bytes`, which stay where they are until it returns; libyaml
  /// does not copy its input.
  /// - Precondition: `bytes` is not empty; libyaml aborts without an address.
  static func read<Result, Failure: Error>(
    _ bytes: ArraySlice<UInt8>, _ body: (inout EventStream) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(Failure) in
      var stream = unsafe EventStream(buffer)
      return try body(&stream)
    }
  }

  private init(_ text: UnsafeBufferPointer<UInt8>) {
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    precondition(unsafe yaml_parser_initialize(parser) == 1, "there is memory for a few buffers")
    // Said beforehand: otherwise a byte-order mark decides, and UTF-16 would pass too.
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    guard let start = text.baseAddress else { preconditionFailure("the text is not empty") }
    unsafe yaml_parser_set_input_string(parser, start, text.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  mutating func next() throws(EventFailure) -> Event {
    var event = unsafe yaml_event_t()
    // libyaml clears the event first of all, so it may be deleted after a failure too.
    defer { unsafe yaml_event_delete(&event) }
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    return unsafe Event(event)
  }

  private func failure() -> EventFailure {
    let state = unsafe parser.pointee
    let problem = unsafe state.problem.map { unsafe String(cString: $0) }
    let context = unsafe state.context.map {
      unsafe (text: String(cString: $0), character: Int(state.context_mark.index))
    }
    let isReading = unsafe state.error == YAML_READER_ERROR
    let place: EventFailure.Place =
      isReading
      ? unsafe .byte(state.problem_offset) : unsafe .character(Int(state.problem_mark.index))
    return EventFailure(problem: problem ?? "out of memory", place: place, context: context)
  }
}

extension Event {
  /// A copy of what libyaml hands out.
  fileprivate init(_ event: yaml_event_t) {
    let data = unsafe event.data
    var hasAnchor = false
    var hasTag = false
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: kind = .streamStart
    case YAML_DOCUMENT_START_EVENT:
      let tags = unsafe data.document_start.tag_directives
      kind = .documentStart(declaresTags: unsafe tags.start != tags.end)
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_ALIAS_EVENT: kind = .alias
    case YAML_SCALAR_EVENT:
      let scalar = unsafe data.scalar
      unsafe hasAnchor = scalar.anchor != nil
      unsafe hasTag = scalar.tag != nil
      // By its length: `"\0"` is a text too.
      let text = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      kind = unsafe .scalar(
        String(decoding: text, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    case YAML_SEQUENCE_START_EVENT:
      unsafe hasAnchor = data.sequence_start.anchor != nil
      unsafe hasTag = data.sequence_start.tag != nil
      kind = .sequenceStart
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      unsafe hasAnchor = data.mapping_start.anchor != nil
      unsafe hasTag = data.mapping_start.tag != nil
      kind = .mappingStart
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    // An empty event: what libyaml gives once there are no more.
    default: kind = .streamEnd
    }
    self.hasAnchor = hasAnchor
    self.hasTag = hasTag
    let start = unsafe Int(event.start_mark.index)
    characters = unsafe start..<max(start, Int(event.end_mark.index))
  }
}

// Formulas and diagrams of all pages, each different one drawn once: taken from the cache, or drawn
// by KaTeX and Graphviz. A site without drawings reads no cache, no KaTeX, and starts no program.

package import Content
package import Diagnostics
internal import Disk
internal import Mathematics
internal import Parallel
package import Rendering

/// What draws.
package struct DrawingPrograms: Sendable {
  /// Where KaTeX may lie, in the order it is looked for.
  package var scripts = [
    "/usr/share/javascript/katex/katex.min.js", "/usr/share/nodejs/katex/dist/katex.min.js",
    "/usr/local/share/javascript/katex/katex.min.js",
  ]
  /// Graphviz, and QuickJS for a KaTeX too new for the engine in this process, as the shell finds
  /// them.
  package var dot = "dot"
  package var quickJS = "qjs"

  package init() {}

  init(scripts: [String], dot: String = "dot", quickJS: String = "qjs") {
    self.scripts = scripts
    self.dot = dot
    self.quickJS = quickJS
  }
}

/// Where Graphviz usually is, for the stamp alone.
private let usualDotPaths = ["/usr/bin/dot", "/usr/local/bin/dot"]

/// What drawing gives besides diagnostics.
package struct DrawnSite: Sendable {
  package var markup: [Drawing.Key: DrawnMarkup] = [:]
  /// What to give to the next build; nil when there is no drawing.
  package var outcomes: DrawingCache?
  /// The cache's new contents; nil when it holds what it should.
  package var cache: [UInt8]?
}

/// Draws what the pages hold.
/// - Parameters:
///   - earlier: outcomes of an earlier build in this process.
///   - readCache: gives what the last build left; called only if there is a drawing, and nothing
///     earlier.
package func draw(
  _ pages: [Page], earlier: DrawingCache?, readCache: () -> [UInt8]?, jobs: Int,
  programs: DrawingPrograms = DrawingPrograms()
) async -> Diagnosed<DrawnSite> {
  let pages = pages.filter { !$0.drawings.isEmpty }
  guard !pages.isEmpty else { return Diagnosed(DrawnSite()) }
  let stamp = drawingStamp(programs)
  let known =
    earlier ?? readCache().map { DrawingCache(parsing: $0, stamp: stamp) }
    ?? DrawingCache()
  var outcomes = DrawingCache()
  var missing: [Drawing.Key] = []
  var seen: Set<Drawing.Key> = []
  for page in pages {
    for drawing in page.drawings where seen.insert(drawing.key).inserted {
      if let outcome = known.outcomes[drawing.key] {
        outcomes.outcomes[drawing.key] = outcome
      } else {
        missing.append(drawing.key)
      }
    }
  }
  let formulas = await drawFormulas(
    missing.filter { $0.kind != .diagram }, programs, jobs: jobs)
  let diagrams = await concurrentMap(missing.filter { $0.kind == .diagram }, jobs: jobs) {
    ($0, await drawDiagram($0.source, programs))
  }
  for (key, outcome) in formulas + diagrams {
    if let outcome { outcomes.outcomes[key] = outcome }
  }
  var drawn = DrawnSite(outcomes: outcomes)
  if outcomes != known { drawn.cache = outcomes.bytes(stamp: stamp) }
  for (key, outcome) in outcomes.outcomes { drawn.markup[key] = finished(outcome, of: key) }
  return Diagnosed(drawn, problems(of: pages, outcomes))
}

/// Which programs draw here, as far as that can be told without starting them.
private func drawingStamp(_ programs: DrawingPrograms) -> String {
  func size(_ paths: [String]) -> Int {
    for path in paths {
      if let status = try? OpenFolder.current.status(of: DiskPath(path), followingLinks: true) {
        return status.size
      }
    }
    return 0
  }
  return "katex \(size(programs.scripts)) graphviz \(size(usualDotPaths))"
}

private typealias DrawnKey = (Drawing.Key, DrawingOutcome?)

/// One engine for each job; nil outcomes when KaTeX is not there.
private func drawFormulas(
  _ keys: [Drawing.Key], _ programs: DrawingPrograms, jobs: Int
) async -> [DrawnKey] {
  guard !keys.isEmpty else { return [] }
  let scripts = programs.scripts.lazy.compactMap { path in
    readFile(path, limit: 8 << 20).map { (path: path, bytes: $0) }
  }
  guard let script = scripts.first else { return keys.map { ($0, nil) } }
  // An engine takes longer to start than many formulas to draw.
  let share = max(64, (keys.count + jobs - 1) / jobs)
  let parts = stride(from: 0, to: keys.count, by: share).map {
    Array(keys[$0..<min($0 + share, keys.count)])
  }
  let results = await concurrentMap(parts, jobs: jobs) { part -> [DrawnKey] in
    let formulas = part.map { Formula(tex: $0.source, isDisplay: $0.kind == .displayFormula) }
    var rendered = renderFormulas(formulas, script: script.bytes)
    if rendered == nil {
      rendered = await renderFormulas(formulas, script: script.path, programs)
    }
    guard let rendered else { return part.map { ($0, nil) } }
    return zip(part, rendered).map { key, formula in
      switch formula {
      case .markup(let markup): (key, .markup(markup))
      case .mistake(let message, let offset): (key, .mistake(message: message, offset: offset))
      }
    }
  }
  return Array(results.joined())
}

/// The same in QuickJS; nil when it is not there.
private func renderFormulas(
  _ formulas: [Formula], script: String, _ programs: DrawingPrograms
) async -> [RenderedFormula]? {
  let command = [
    "/bin/sh", "-c",
    "ulimit -t 60; exec \(programs.quickJS) --std --memory-limit 512M --eval \"$0\"",
    FormulaProgram.source(script: script),
  ]
  let ended = await run(
    command, input: FormulaProgram.input(formulas), seconds: 600, outputLimit: 64 << 20)
  if ended?.code == 127 { return nil }
  return ended.flatMap { FormulaProgram.results(of: $0.output, formulas) }
    ?? formulas.map { _ in .mistake(message: "QuickJS gave up on the formulas", offset: nil) }
}

// MARK: - Diagrams

/// Within limits of time and memory, and without reading files of the diagram's choice: with
/// SERVER_NAME set, Graphviz reads no pictures. The font is one that comes with Graphviz on Debian,
/// so that sizes do not depend on the machine; the theme's own is narrower.
private func diagramCommand(_ programs: DrawingPrograms) -> [String] {
  [
    "/bin/sh", "-c",
    "ulimit -t 5; ulimit -v 2097152; SERVER_NAME=study exec \(programs.dot) -Tsvg "
      + "-Gbgcolor=transparent -Gfontname='DejaVu Sans' -Nfontname='DejaVu Sans' "
      + "-Efontname='DejaVu Sans' -Nfontsize=13 -Efontsize=12",
  ]
}

private let diagramByteLimit = 256 << 10

/// Nil when Graphviz is not there.
private func drawDiagram(_ source: String, _ programs: DrawingPrograms) async -> DrawingOutcome? {
  guard source.utf8.count <= diagramByteLimit else {
    return .mistake(message: "a diagram of more than \(diagramByteLimit) bytes", offset: nil)
  }
  // Processor time decides, which does not depend on what else the machine does; the time of day
  // only ends a program that sleeps.
  let ended = await run(
    diagramCommand(programs), input: Array(source.utf8), seconds: 120, outputLimit: 8 << 20)
  guard let ended, ended.code >= 0 else {
    return .mistake(message: "Graphviz needs too much time or memory for it", offset: nil)
  }
  if ended.code == 127 { return nil }
  guard ended.code == 0, let start = ended.output.firstRange(of: Array("<svg".utf8)) else {
    return graphvizMistake(String(decoding: ended.errors, as: UTF8.self), source)
  }
  return .markup(Array(ended.output[start.lowerBound...]))
}

/// `Error: <stdin>: syntax error in line 3 near '}'` -> its sentence, and where line 3 begins.
private func graphvizMistake(_ errors: String, _ source: String) -> DrawingOutcome {
  var message = String(errors.split(separator: "\n").first ?? "Graphviz gave up")
  for prefix in ["Error: ", "<stdin>: "] where message.hasPrefix(prefix) {
    message.removeFirst(prefix.count)
  }
  guard let mark = message.firstRange(of: " in line "),
    let number = Int(message[mark.upperBound...].prefix { $0.isASCII && $0.isNumber })
  else { return .mistake(message: message, offset: nil) }
  let near = message[mark.upperBound...].firstRange(of: " near ").map {
    String(message[$0.lowerBound...])
  }
  var offset = 0
  for line in source.split(separator: "\n", omittingEmptySubsequences: false).prefix(number - 1) {
    offset += line.utf8.count + 1
  }
  return .mistake(
    message: String(message[..<mark.lowerBound]) + (near ?? ""),
    offset: min(offset, source.utf8.count))
}

// MARK: - Results

private func finished(_ outcome: DrawingOutcome, of key: Drawing.Key) -> DrawnMarkup {
  switch outcome {
  case .mistake(let message, _): return .source(reason: message)
  case .markup(let markup):
    let isDiagram = key.kind == .diagram
    let vocabulary = isDiagram ? diagramVocabulary : mathematicsVocabulary
    guard let filtered = filteredMarkup(markup, vocabulary),
      filtered.starts(with: (isDiagram ? "<svg" : "<math").utf8)
    else { return .source(reason: "") }
    return .markup(filtered)
  }
}

/// Mistakes at each place, and programs that are missing, each once.
private func problems(of pages: [Page], _ outcomes: DrawingCache) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var lacksFormulas = false
  var lacksDiagrams = false
  for page in pages.sorted(by: { $0.path < $1.path }) {
    var lines: LineTable?
    for drawing in page.drawings {
      let isDiagram = drawing.key.kind == .diagram
      var place = drawing.position
      let code: DiagnosticCode
      let text: String
      let note: String
      switch outcomes.outcomes[drawing.key] {
      case .markup: continue
      case .mistake(let message, let offset):
        place = drawing.place(of: offset)
        code = isDiagram ? .badDiagram : .badFormula
        text = isDiagram ? "Graphviz: \(message)" : "KaTeX: \(message)"
        note =
          isDiagram
          ? "its source is shown until it is corrected"
          : "its source is shown until it is corrected; a dollar sign is written `\\$`"
      case nil:
        if isDiagram ? lacksDiagrams : lacksFormulas { continue }
        if isDiagram { lacksDiagrams = true } else { lacksFormulas = true }
        code = .missingProgram
        text =
          isDiagram
          ? "diagrams are drawn by Graphviz, which is not installed"
          : "formulas are drawn by KaTeX, which is not installed, or which needs QuickJS here"
        note =
          "on Debian: apt install \(isDiagram ? "graphviz" : "libjs-katex quickjs")"
          + (isDiagram ? "" : "; `math: false` in study.yml leaves dollars alone")
      }
      let table = lines ?? page.lineTable()
      lines = table
      diagnostics.append(
        Diagnostic(
          code, text, path: page.source.path, range: table.range(of: place), notes: [note]))
    }
  }
  return diagnostics
}

// Coverage-guided fuzzing of everything that reads what others wrote: `make fuzz`. libFuzzer owns
// the process and calls one function with bytes; the environment's FUZZ_TARGET says which door they
// go through. What counts as found is a crash, a hang, or a property below that does not hold.

import CommonMark
import Content
import Diagnostics
import Files
import Glibc
import Templates

@testable import Serving

/// One door and what must hold behind it.
private enum FuzzTarget: String, CaseIterable {
  case page, markdown, settings, sources, glossary, template, request

  func run(_ bytes: [UInt8]) {
    let source = SourceFile(path: "fuzz", bytes: bytes)
    switch self {
    case .page: page(source)
    case .markdown: markdown(bytes)
    case .settings: quotes(readConfiguration(source).diagnostics, source)
    case .sources: quotes(readWorks(source).diagnostics, source)
    case .glossary: quotes(readTerms(source).diagnostics, source)
    case .template:
      let compiled = compileTemplates(
        [TemplateSource(name: "main", file: source)], entries: ["main": [:]])
      quotes(compiled.diagnostics, source)
    case .request: request(bytes)
    }
  }

  /// A page is UTF-8 with its cuts in order, or there is an error that says why there is none.
  private func page(_ source: SourceFile) {
    let scanned = scan(source, path: ContentPath("page.md"), options: ScanOptions())
    quotes(scanned.diagnostics, source)
    guard let page = scanned.value else {
      precondition(scanned.diagnostics.hasErrors, "no page and no error")
      return
    }
    precondition(String(validating: page.body.html, as: UTF8.self) != nil, "not UTF-8")
    let offsets = page.body.cuts.map(\.offset)
    precondition(offsets == offsets.sorted() && (offsets.last ?? 0) <= page.body.html.count)
  }

  private func markdown(_ bytes: [UInt8]) {
    guard let html = try? renderGitHubFlavoredMarkdown(bytes[...], limits: MarkdownLimits()) else {
      return
    }
    precondition(String(validating: html, as: UTF8.self) != nil, "not UTF-8")
  }

  /// Every range lies within the file.
  private func quotes(_ diagnostics: [Diagnostic], _ source: SourceFile) {
    for range in diagnostics.compactMap(\.range) {
      precondition(range.start <= range.end && range.end <= source.bytes.count, "\(range)")
    }
  }

  /// A request is read the same whatever pieces it comes in.
  private func request(_ bytes: [UInt8]) {
    let whole = readRequest(bytes)
    if bytes.count > 1, case .incomplete = readRequest(Array(bytes.dropLast())) {
      let again = readRequest(bytes, from: bytes.count - 1)
      precondition("\(whole)" == "\(again)", "read in two ways")
    }
  }
}

private let target: FuzzTarget = {
  // Unsafe because: C's text is copied at once.
  let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
    fatalError("FUZZ_TARGET is one of \(names)")
  }
  return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // Unsafe because: libFuzzer owns the bytes during the call, and they are copied.
  unsafe target.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

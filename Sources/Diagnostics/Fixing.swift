// Applies the fixes that cannot be wrong. Pure: from texts to texts; reads and writes no files.

internal import Bytes

/// A file with its safe fixes applied.
package struct FixedFile: Sendable, Equatable {
  package let path: String
  package let bytes: [UInt8]
  /// What was done, by position: the offset in the old text, and the fix's title.
  package let applied: [AppliedFix]

  package struct AppliedFix: Sendable, Equatable {
    package let line: Int
    package let column: Int
    package let title: String
  }
}

/// The files that safe fixes change, by path. Of two overlapping fixes the first is applied; the
/// next run finds the other.
/// - Complexity: linear in fixes and files.
package func applySafeFixes(
  of diagnostics: [Diagnostic], in sources: [String: SourceFile]
) -> [FixedFile] {
  var fixes: [String: [Fix]] = [:]
  for diagnostic in diagnostics {
    for fix in diagnostic.fixes.prefix(1) where fix.isSafe {
      fixes[diagnostic.path, default: []].append(fix)
    }
  }
  return fixes.keys.sorted { precedes($0, $1) }.compactMap { path in
    guard let source = sources[path], let fixes = fixes[path] else { return nil }
    return fixed(source, fixes)
  }
}

private func fixed(_ source: SourceFile, _ fixes: [Fix]) -> FixedFile {
  var bytes: [UInt8] = []
  var applied: [FixedFile.AppliedFix] = []
  var copied = 0
  for fix in fixes.sorted(by: { $0.range.start < $1.range.start })
  where fix.range.start >= copied && fix.range.end <= source.bytes.count {
    bytes += source.bytes[copied..<fix.range.start]
    bytes.append(utf8: fix.replacement)
    copied = fix.range.end
    let place = source.position(of: fix.range.start)
    applied.append(
      FixedFile.AppliedFix(line: place.line, column: place.column, title: fix.title))
  }
  bytes += source.bytes[copied...]
  return FixedFile(path: source.path, bytes: bytes, applied: applied)
}

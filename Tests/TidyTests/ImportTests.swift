// Which target may import which; ARCHITECTURE.md draws it. SwiftPM lets an undeclared import of
// a transitive dependency through, so the `import` lines themselves are read.

import Testing

/// What each target may import of ours. A target imports what is above it in this list, never
/// beside or below.
private let allowedModules: [(target: String, modules: Set<String>)] = [
  ("Bytes", []),
  ("Parallel", []),
  ("Diagnostics", ["Bytes"]),
  ("Files", ["Bytes", "Diagnostics"]),
  ("Interface", ["Bytes"]),
  ("YAML", ["Diagnostics"]),
  ("CommonMark", ["Bytes"]),
  ("Highlighting", ["Bytes"]),
  ("Mathematics", ["Bytes", "Diagnostics"]),
  ("Templates", ["Bytes", "Diagnostics"]),
  ("Theme", []),
  (
    "Content",
    [
      "Bytes", "Parallel", "Diagnostics", "Files", "Interface", "YAML", "CommonMark",
      "Highlighting",
    ]
  ),
  ("Linking", ["Bytes", "Parallel", "Diagnostics", "Files", "Interface", "Content"]),
  ("Indexing", ["Bytes", "Diagnostics", "Files", "Content", "Linking"]),
  ("Answering", ["Bytes", "Files", "Indexing"]),
  ("Rendering", ["Bytes", "Diagnostics", "Files", "Interface", "Content", "Linking", "Templates"]),
  ("Disk", ["Bytes", "Parallel", "Diagnostics", "Files"]),
  ("Publishing", ["Bytes", "Parallel", "Files", "Disk"]),
  ("Checking", ["Bytes", "Diagnostics", "Files", "YAML", "Disk", "Content"]),
  (
    "Drawing",
    [
      "Bytes", "Parallel", "Diagnostics", "Files", "Disk", "Mathematics", "Content",
      "Linking", "Rendering",
    ]
  ),
  (
    "Building",
    [
      "Bytes", "Parallel", "Diagnostics", "Files", "Interface", "YAML", "CommonMark", "Content",
      "Linking", "Indexing", "Templates", "Rendering", "Theme", "Disk", "Publishing",
      "Checking", "Drawing",
    ]
  ),
  ("Serving", ["Bytes", "Diagnostics", "Files", "Interface", "Disk", "Content", "Building"]),
  (
    "study",
    [
      "Bytes", "Diagnostics", "Files", "YAML", "CommonMark", "Content", "Answering", "Disk",
      "Publishing", "Checking", "Building", "Serving",
    ]
  ),
]

/// Modules of others, each with the targets that may import it. Foundation is not among them.
private let allowedElsewhere: [String: Set<String>] = [
  "CXXHash": ["Bytes"],
  "CLinux": ["Disk"],
  "CTheme": ["Theme"],
  "CCMarkGFM": ["CommonMark"],
  "CMarkNodes": ["CommonMark"],
  "CStemmer": ["Indexing"],
  "Allocator": ["study"],
  "TeXEngine": ["Mathematics"],
  "CYAML": ["YAML"],
  "ArgumentParser": ["study"],
  "Glibc": ["Bytes", "CommonMark", "Disk", "study"],
  "Subprocess": ["Disk"],
  "SystemPackage": ["Disk", "Publishing"],
  "Synchronization": ["CommonMark", "Serving"],
]

/// Why a target must not import a module, or nil when it may.
private func objection(to module: String, in target: String) -> String? {
  if let targets = allowedElsewhere[module] {
    return targets.contains(target) ? nil : "\(target) imports \(module)"
  }
  let own = allowedModules.first { $0.target == target }?.modules ?? []
  return own.contains(module) ? nil : "\(target) imports \(module)"
}

@Test func anImportThatIsNotInTheTableIsObjectedTo() {
  #expect(objection(to: "CommonMark", in: "Content") == nil)
  #expect(objection(to: "CommonMark", in: "Linking") == "Linking imports CommonMark")
  #expect(objection(to: "CCMarkGFM", in: "Content") == "Content imports CCMarkGFM")
  #expect(objection(to: "Foundation", in: "study") == "study imports Foundation")
}

@Test func everyImportIsInTheTable() throws {
  var objections: [String] = []
  for path in try Repository.files(under: "Sources", endings: [".swift"]) {
    let target = String(path.split(separator: "/")[1])
    for (line, module) in imports(in: try Repository.text(of: path)) {
      if let reason = objection(to: module, in: target) {
        objections.append("\(path):\(line): \(reason)")
      }
    }
  }
  #expect(objections == [])
}

@Test func theTableNamesTargetsInAnOrderWithoutCircles() {
  var seen: Set<String> = []
  for (target, modules) in allowedModules {
    #expect(modules.isSubset(of: seen), "\(target) may import only what stands above it")
    seen.insert(target)
  }
}

@Test func everyTargetOfSourcesIsInTheTable() throws {
  let files = try Repository.files(under: "Sources", endings: [".swift"])
  let targets = Set(files.map { String($0.split(separator: "/")[1]) })
  #expect(targets == Set(allowedModules.map(\.target)))
}

/// The dependencies of ours that Package.swift declares for a target.
private func declaredModules(of target: String, in manifest: String) throws -> Set<String> {
  let pattern = try Regex(
    #"(?:library\(\s*"\#(target)",|name: "\#(target)",\s*dependencies:)\s*\[([^\]]*)\]"#)
  guard let list = manifest.firstMatch(of: pattern)?.output[1].substring else { return [] }
  return Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
    .subtracting([
      "CCMarkGFM", "CMarkNodes", "CStemmer", "CXXHash", "CTheme", "CYAML", "CLinux", "Allocator",
      "TeXEngine",
    ])
}

@Test func declaredDependenciesAreReadFromTheManifest() throws {
  let manifest = """
    library("A", []),
    library(
      "B",
      ["A", argumentParser]),
    .executableTarget(
      name: "c", dependencies: ["A", "B"]),
    """
  #expect(try declaredModules(of: "A", in: manifest) == [])
  #expect(try declaredModules(of: "B", in: manifest) == ["A"])
  #expect(try declaredModules(of: "c", in: manifest) == ["A", "B"])
}

@Test func packageSwiftDeclaresWhatTheTableAllows() throws {
  let manifest = try Repository.text(of: "Package.swift")
  for (target, modules) in allowedModules {
    #expect(try declaredModules(of: target, in: manifest) == modules, "\(target)")
  }
}

// The repository's own Swift files against the rules. A failure names files and lines.

import Testing

private let everything: [String] = ["Package.swift"] + swiftFiles("Sources") + swiftFiles("Tests")
private let sources: [String] = swiftFiles("Sources")

private func swiftFiles(_ folder: String) -> [String] {
  (try? Repository.files(under: folder, endings: [".swift"])) ?? []
}

/// Names files and lines in its failure, which `#expect` around a `try` would not.
private func expectNoOffences(
  against rule: (String) -> [Int], in paths: [String],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let offences = try Repository.offences(against: rule, in: paths)
  let list = offences.joined(separator: ", ")
  #expect(offences.isEmpty, "\(list)", sourceLocation: sourceLocation)
}

@Test func thereAreSourcesToHoldToTheRules() {
  #expect(sources.count > 50)
  #expect(sources.contains("Sources/Content/Scan.swift"))
}

@Test func noLineIsLongerThan100Columns() throws {
  try expectNoOffences(against: longLines, in: everything)
}

@Test func noFileIsLongerThan500LinesWithoutSayingWhy() throws {
  try expectNoOffences(against: linesBeyondFileLimit, in: everything)
}

@Test func noFunctionIsLongerThan70LinesWithoutSayingWhy() throws {
  try expectNoOffences(against: longFunctions, in: everything)
}

@Test func everyFileOpensWithWhatItIs() throws {
  try expectNoOffences(against: missingOpeningComment, in: everything)
}

@Test func nothingIsMarkedAsToBeDoneLater() throws {
  let others =
    try Repository.files(under: "templates", endings: [".mustache", ".css", ".js", ".md"])
    + Repository.files(under: "Benchmarks", endings: [".py", ".c", ".md"])
    + Repository.files(under: "Sources", endings: [".md", ".h", ".modulemap"])
  try expectNoOffences(against: postponements, in: everything + others)
}

/// Where C is wrapped.
private let unsafePlaces = [
  "Sources/Bytes/ByteSearch.swift", "Sources/Bytes/ContentHash.swift", "Sources/CommonMark/",
  "Sources/Mathematics/Formulas.swift", "Sources/Indexing/Stemmer.swift", "Sources/Disk/",
  "Sources/Theme/Theme.swift", "Sources/YAML/Events.swift",
]

@Test func unsafeOccursOnlyWhereCIsWrapped() throws {
  let others = sources.filter { file in !unsafePlaces.contains { file.hasPrefix($0) } }
  try expectNoOffences(against: unsafeWords, in: others)
}

@Test func nothingIsPublic() throws {
  try expectNoOffences(against: publicWords, in: sources)
}

/// The preview's session: builds and the server's loop go on at the same time.
private let theOneActor = "Sources/Serving/PreviewSession.swift"

@Test func thereIsOneActorAndNoClassWithMutableState() throws {
  try expectNoOffences(against: mutableReferenceTypes, in: sources.filter { $0 != theOneActor })
  #expect(mutableReferenceTypes(in: try Repository.text(of: theOneActor)).count == 1)
}

@Test func nothingIsSendableUnchecked() throws {
  try expectNoOffences(against: uncheckedSendables, in: sources)
}

@Test func thereAreNoGlobalVariables() throws {
  try expectNoOffences(against: globalVariables, in: sources)
}

@Test func nothingIsUnwrappedByForce() throws {
  try expectNoOffences(against: forcedUnwraps, in: sources)
}

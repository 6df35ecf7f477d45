// Every limit has a test at n and at n + 1: what is allowed is allowed, and one more is not. Which
// test that is stands in a table here; a new constant without an entry fails.

import Testing

/// By target and constant: the file and function of the test that tries both sides of the limit.
private let testOfLimit: [String: String] = [
  "Answering.longest": "BuildingTests/SearchTests.swift longMisspelling",
  "Checking.entityLengthLimit": "CheckingTests/CheckPageTests.swift entities",
  "Checking.redirectLimit":
    "CheckingTests/RedirectTests.swift tenRedirectsAreFollowedAndNotAnEleventh",
  "Checking.retryLimit":
    "CheckingTests/RedirectTests.swift aHostInTroubleIsAskedAgainTwiceAndNotAThirdTime",
  "Disk.errorByteLimit": "DiskTests/RunProgramTests.swift errorLimit",
  "Building.portableNameByteLimit":
    "BuildingTests/FileNameTests.swift aNameMayHave143BytesAndNotOneMore",
  "CommonMark.continuationLimit":
    "ContentTests/LinkFormTests.swift aWikilinkMayEnd160BytesIntoTheNextLineAndNotLater",
  "Content.dataFileByteLimit":
    "ContentTests/DataFileTests.swift theyMayHave16MiBAndNotAByteMore",
  "Content.brokenTagLimit":
    "ContentTests/RawHTMLTests.swift aHundredBrokenTagsOfAPieceAreReadPastAndNotOneMore",
  "Content.slugByteLimit": "ContentTests/SlugTests.swift aSlugHas200BytesAndNotOneMore",
  "Content.openElementLimit":
    "ContentTests/RawHTMLTests.swift sixtyFourElementsMayBeOpenAndTheNextIsText",
  "Drawing.diagramByteLimit":
    "DrawingTests/DrawingTests.swift aDiagramMayHave256KiBAndNotAByteMore",
  "Drawing.nestingLimit":
    "DrawingTests/DrawingTests.swift fourHundredElementsMayBeNestedAndNotOneMore",
  "Indexing.longestFacet": "IndexingTests/IndexTests.swift aTagIsATermOfAtMost200Bytes",
  "Indexing.longestLinkText": "BuildingTests/SearchTests.swift longLinkText",
  "Indexing.longestNumber": "IndexingTests/IndexTests.swift digitsAreReadBack",
  "Indexing.longestToken": "IndexingTests/TokenTests.swift aTokenMayHave64BytesAndNotOneMore",
  "Indexing.mostLinkTexts": "BuildingTests/SearchTests.swift manyLinkTexts",
  "Indexing.mostPages":
    "IndexingTests/IndexTests.swift aBeginningLeadsToAHundredPagesAndNoMore",
  "Indexing.mostPostings": "IndexingTests/IndexTests.swift listsOfFrequentTermsKeepTheBest",
  "Linking.nameByteLimit":
    "LinkingTests/AddressTests.swift aNameInARedirectMayHave255BytesAndNotOneMore",
  "Linking.pathByteLimit":
    "LinkingTests/AddressTests.swift aRedirectMayHave1000BytesAndNotOneMore",
  "Linking.nearestSearchLimit": "LinkingTests/LinkTests.swift manyProblems",
  "Linking.printPageLimit":
    "LinkingTests/PathTests.swift smallSitesHaveAPageWithEverythingUnlessItsAddressIsTaken",
  "Linking.registerHeadingLimit":
    "LinkingTests/RegisterTests.swift twentyThousandHeadingsAreListedAndNotOneMore",
  "Linking.registerPlaceLimit":
    "LinkingTests/RegisterTests.swift aHeadingThatNearlyEveryPageHasIsLeftOut",
  "Linking.relatedLimit":
    "LinkingTests/ConceptTests.swift fiveRelatedPagesAreShownAndASixthIsNot",
  "Mathematics.formulaByteLimit":
    "MathematicsTests/FormulaTests.swift aFormulaMayHave16KiBAndNotAByteMore",
  "Rendering.shownMentionLimit":
    "RenderingTests/ShownTests.swift fiftyMentionsAreShownAndMoreAreCounted",
  "Rendering.shownUseLimit":
    "RenderingTests/ShownTests.swift eightPagesThatUseATermAreShownAndMoreAreCounted",
  "Rendering.sitemapAddressLimit":
    "RenderingTests/SitemapTests.swift aSitemapHolds50000AddressesAndAnIndexNamesTheNext",
  "Rendering.wholeTreeLimit": "RenderingTests/NavigationTests.swift wholeTreeLimit",
  "Serving.headByteLimit": "ServingTests/RequestTests.swift aHeadMayHave16KiBAndNotAByteMore",
  "Serving.headerFieldLimit":
    "ServingTests/RequestTests.swift aRequestMayHave100FieldsAndNotOneMore",
  "Serving.lengthDigitLimit":
    "ServingTests/RequestTests.swift aContentLengthMayHave18DigitsAndNotOneMore",
  "Serving.longestDelay":
    "ServingTests/PublishedTests.swift eventsWithoutAPauseDelayALookTwoSecondsAndNoLonger",
  "Serving.longestWriter":
    "ServingTests/PublishedTests.swift aFileThatIsBeingWrittenIsWaitedFor400Milliseconds",
  "Serving.methodByteLimit":
    "ServingTests/RequestTests.swift aMethodMayHave32BytesAndNotOneMore",
  "Serving.portLimit": "ServingTests/PublishedTests.swift fiftyPortsAreTriedAsFarAsThereAre",
  "Serving.rangeByteLimit":
    "ServingTests/ByteRangeTests.swift aFieldOfMoreThan64BytesIsIgnored",
  "Serving.shownLimit":
    "ServingTests/PublishedTests.swift twentyOfAKindAreShownAndMoreAreCounted",
  "Serving.targetByteLimit":
    "ServingTests/RequestTests.swift aTargetMayHave8KiBAndNotAByteMore",
  "Templates.mostFew": "TemplatesTests/TemplateRenderingTests.swift counts",
  "YAML.yamlByteLimit": "YAMLTests/RefusalTests.swift theLengthIsLimited",
  "YAML.yamlDepthLimit": "YAMLTests/RefusalTests.swift thirtyTwoLevelsAreTheMost",
  "study.shownWarningLimit": "CommandLineTests/CheckCommandTests.swift manyWarnings",
]

/// Limits with nothing to try on both sides, and why.
private let untestedLimits: [String: String] = [
  "Answering.ordinalLimit": "A radix: a page of the largest size has fewer sections.",
  "Checking.outputLimit":
    "Of three short lines; that `run` keeps to its limit, RunProgramTests try.",
  "Disk.cacheByteLimit": "256 MiB; that readFile keeps to its limit, ReadFileTests try.",
  "Disk.keptByteLimit": "Only memory differs: a larger file is read when a build asks for it.",
  "Indexing.hashLimit": "A modulus.",
  "Indexing.mostFiles": "Approximate: from it follows how large files are at least.",
  "study.drawingCacheLimit": "256 MiB; that readFile keeps to its limit, ReadFileTests try.",
]

/// `Content.openElementLimit` for every limit in the sources.
private func limitsOfSources() throws -> [String] {
  try Repository.files(under: "Sources", endings: [".swift"]).flatMap { path in
    let target = path.split(separator: "/")[1]
    return limitConstants(in: try Repository.text(of: path)).map { "\(target).\($0.name)" }
  }
}

/// What is wrong with an entry of the table: nil when its test exists.
private func objection(toTest entry: String) -> String? {
  let parts = entry.split(separator: " ")
  guard parts.count == 2, let text = try? Repository.text(of: "Tests/\(parts[0])") else {
    return "there is no file for `\(entry)`"
  }
  return text.contains("func \(parts[1])(") ? nil : "there is no test `\(entry)`"
}

@Test func aTestThatDoesNotExistIsObjectedTo() {
  #expect(objection(toTest: "TidyTests/LimitTests.swift aTestThatDoesNotExistIsObjectedTo") == nil)
  #expect(
    objection(toTest: "TidyTests/LimitTests.swift gone")
      == "there is no test `TidyTests/LimitTests.swift gone`")
  #expect(
    objection(toTest: "TidyTests/Gone.swift a") == "there is no file for `TidyTests/Gone.swift a`")
}

@Test func everyLimitHasATestOnBothSides() throws {
  let limits = try limitsOfSources()
  #expect(limits.count > 40)
  let named = Set(testOfLimit.keys).union(untestedLimits.keys)
  let missing = Set(limits).subtracting(named).sorted()
  #expect(missing == [], "write a test at n and n + 1, and name it in the table of this file")
  #expect(named.subtracting(limits).sorted() == [], "constants that are gone")
  #expect(Set(testOfLimit.keys).isDisjoint(with: untestedLimits.keys))
  #expect(testOfLimit.values.compactMap(objection(toTest:)).sorted() == [])
}

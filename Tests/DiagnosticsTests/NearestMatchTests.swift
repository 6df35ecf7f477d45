// What "did you mean" offers, and when it keeps silent.

import Testing

@testable import Diagnostics

@Suite("Nearest match")
struct NearestMatchTests {
  @Test func aSwapOfNeighboursIsOneStep() {
    #expect(nearestMatch(to: "tilte", among: ["status", "title", "tags"]) == "title")
  }

  @Test func aMissingAnAddedAndAWrongLetterAreFound() {
    #expect(nearestMatch(to: "alises", among: ["aliases", "sources"]) == "aliases")
    #expect(nearestMatch(to: "ordder", among: ["order"]) == "order")
    #expect(nearestMatch(to: "drapt", among: ["draft"]) == "draft")
  }

  @Test func caseIsIgnoredAndTheCandidateKeepsItsOwn() {
    #expect(
      nearestMatch(to: "CONSTITUTIONAL ai", among: ["Constitutional AI"]) == "Constitutional AI")
  }

  @Test func theNearestOfSeveralWins() {
    #expect(nearestMatch(to: "templates", among: ["template", "templated"]) == "template")
    #expect(nearestMatch(to: "templatez", among: ["templat", "templates"]) == "templates")
  }

  @Test func aTieGoesToTheFirstInByteOrderWhateverTheOrderGiven() {
    #expect(nearestMatch(to: "page-3", among: ["page-2", "page-1"]) == "page-1")
    #expect(nearestMatch(to: "page-3", among: ["page-1", "page-2"]) == "page-1")
  }

  @Test func nothingIsOfferedWhenNothingIsNear() {
    #expect(nearestMatch(to: "colour", among: ["title", "tags", "kind"]) == nil)
    #expect(nearestMatch(to: "abcdef", among: ["abcxyz"]) == nil)
    #expect(nearestMatch(to: "", among: ["a"]) == nil)
    #expect(nearestMatch(to: "title", among: []) == nil)
  }

  @Test func amongManyAShortNameIsOnlyCompletedAtItsEnd() {
    #expect(nearestMatch(to: "gn", among: ["go"], amongMany: true) == nil)
    #expect(nearestMatch(to: "cmd", among: ["md", "cmdx"], amongMany: true) == "cmdx")
    #expect(nearestMatch(to: "cmd", among: ["Cmd"], amongMany: true) == "Cmd")
    #expect(nearestMatch(to: "cmds", among: ["cmd"], amongMany: true) == "cmd")
  }

  @Test func aThirdOfTheLengthIsTheLimit() {
    #expect(nearestMatch(to: "abcdef", among: ["abcdxy"]) == "abcdxy")
    #expect(nearestMatch(to: "abc", among: ["abx"]) == "abx")
    #expect(nearestMatch(to: "abc", among: ["axx"]) == nil)
  }

  @Test func lettersOutsideASCIICompareByBytes() {
    #expect(nearestMatch(to: "cafe-menu", among: ["café-menu"]) == "café-menu")
  }

  @Test("A word at a time counts the same steps as a letter at a time")
  func distancesAgree() {
    let words = [
      "a", "ab", "ba", "abc", "acb", "bca", "title", "tilte", "ttile", "titel", "alias", "aliases",
      "output-missing-from-transcript", "output-misisng-form-transcript", "café", "cafe",
      String(repeating: "ab", count: 32), String(repeating: "ba", count: 32),
      String(repeating: "ab", count: 31) + "xy", String(repeating: "z", count: 90),
    ]
    for left in words where left.utf8.count <= 64 {
      let measure = DistanceMeasure(Array(left.utf8))
      for right in words {
        let steps = editDistance(Array(left.utf8), Array(right.utf8), limit: 999)
        #expect(measure.distance(to: Array(right.utf8)) == steps, "\(left) to \(right)")
      }
    }
  }
}

// What "did you mean" offers, and when it keeps silent.

import Diagnostics
import Testing

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

  @Test func aThirdOfTheLengthIsTheLimit() {
    #expect(nearestMatch(to: "abcdef", among: ["abcdxy"]) == "abcdxy")
    #expect(nearestMatch(to: "abc", among: ["abx"]) == "abx")
    #expect(nearestMatch(to: "abc", among: ["axx"]) == nil)
  }

  @Test func lettersOutsideASCIICompareByBytes() {
    #expect(nearestMatch(to: "cafe-menu", among: ["café-menu"]) == "café-menu")
  }
}

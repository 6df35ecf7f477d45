// The list of mutants in Tests/Mutations stays applicable: what each entry changes is still there.
// Whether tests notice the changes is asked by `make mutations`, which takes too long for this.

import Foundation
import Testing

private struct Mutant: Decodable {
  let name: String
  let file: String
  let old: String
  let new: String
  let why: String
  let tests: String
}

private func mutants() throws -> [Mutant] {
  let list = try Repository.text(of: "Tests/Mutations/mutants.json")
  return try JSONDecoder().decode([Mutant].self, from: Data(list.utf8))
}

@Test func theLineOfEachMutantOccursExactlyOnce() throws {
  for mutant in try mutants() {
    let text = try Repository.text(of: mutant.file)
    #expect(text.ranges(of: mutant.old).count == 1, "\(mutant.name) in \(mutant.file)")
    #expect(mutant.old != mutant.new, "\(mutant.name) changes nothing")
    #expect(!mutant.old.contains("\n") && !mutant.new.contains("\n"), "\(mutant.name): one line")
  }
}

@Test func theTestsOfEachMutantExist() throws {
  for mutant in try mutants() {
    #expect(mutant.file.hasPrefix("Sources/"), "\(mutant.name)")
    #expect(!mutant.why.isEmpty, "\(mutant.name) says why it matters")
    for target in mutant.tests.split(separator: "|") {
      #expect(Repository.exists("Tests/\(target)"), "\(mutant.name): \(target)")
    }
  }
}

@Test func mutantsHaveNamesOfTheirOwn() throws {
  let names = try mutants().map(\.name)
  #expect(names.count >= 25)
  #expect(Set(names).count == names.count)
}

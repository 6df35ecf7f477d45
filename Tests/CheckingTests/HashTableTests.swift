// The table of hashes behind the check.

import Testing

@testable import Checking

@Test("A table of hashes holds what was put in, grown or not, and the empty hash")
func hashTable() {
  var table = HashTable()
  #expect(!table.contains(0) && !table.contains(7))
  let isNew = table.insert(0)
  let isNewAgain = table.insert(0)
  #expect(isNew && !isNewAgain)
  // Hashes that begin their search in the same slot.
  let hashes = (1...1000).map { UInt64($0) << 40 }
  let areNew = hashes.map { table.insert($0) }
  let areNewAgain = hashes.map { table.insert($0) }
  #expect(!areNew.contains(false) && !areNewAgain.contains(true))
  for hash in hashes { #expect(table.contains(hash)) }
  #expect(table.contains(0) && !table.contains(1001 << 40))
  #expect(HashTable(hashes) == HashTable(hashes) && HashTable(hashes) != HashTable([3]))
}

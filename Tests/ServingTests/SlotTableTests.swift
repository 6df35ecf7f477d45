// A table of slots for values that cannot be copied.

import Testing

@testable import Serving

@Suite("Slot tables")
struct SlotTableTests {
  @Test func aTableTakesItsLimitAndHandsBackOneMore() {
    var table = SlotTable<2, Int>()
    #expect(table.insert(1) == nil)
    #expect(table.insert(2) == nil)
    #expect(table.insert(3) == 3)
    #expect(table.count == 2)
  }

  @Test func aSlotIsFreeAgainWhenItsElementIsTaken() {
    var table = SlotTable<2, Int>()
    #expect(table.insert(1) == nil && table.insert(2) == nil)
    #expect(table.take(at: 0) == 1)
    #expect(table.take(at: 0) == nil)
    #expect(table.read(at: 0) { $0 } == nil)
    #expect(table.insert(3) == nil)
    #expect(table.read(at: 0) { $0 } == 3)
    #expect(table.read(at: 1) { $0 } == 2)
  }
}

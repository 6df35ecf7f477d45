// The values, by name, given to a template or to an item of a list in it. A page has about a
// hundred items with a few names each: a hash table for each would cost more than a linear search.

/// Values by name, each name once.
package struct TemplateValues: Sendable, ExpressibleByDictionaryLiteral {
  /// While there are few, in the order of insertion.
  private var few: [(name: String, value: TemplateValue)] = []
  private var many: [String: TemplateValue] = [:]

  private static let mostFew = 6

  package init() {}

  package init(dictionaryLiteral elements: (String, TemplateValue)...) {
    if elements.count > Self.mostFew {
      many = Dictionary(uniqueKeysWithValues: elements)
    } else {
      few = elements.map { (name: $0, value: $1) }
    }
  }

  /// The value of a name. O(1).
  package subscript(name: String) -> TemplateValue? {
    get {
      for index in few.indices where few[index].name == name { return few[index].value }
      return many.isEmpty ? nil : many[name]
    }
    set {
      guard let newValue else {
        few.removeAll { $0.name == name }
        many[name] = nil
        return
      }
      if many.isEmpty {
        if let index = few.firstIndex(where: { $0.name == name }) {
          few[index].value = newValue
          return
        }
        if few.count < Self.mostFew {
          few.append((name, newValue))
          return
        }
        for (name, value) in few { many[name] = value }
        few.removeAll()
      }
      many[name] = newValue
    }
  }

  /// Adds the values of `other` whose names are not yet present.
  package mutating func add(_ other: TemplateValues) {
    for (name, value) in other.few where self[name] == nil { self[name] = value }
    for (name, value) in other.many where self[name] == nil { self[name] = value }
  }

  /// The same, as a new value.
  package func adding(_ other: TemplateValues) -> TemplateValues {
    var sum = self
    sum.add(other)
    return sum
  }

  /// How many bytes of finished HTML they have.
  var htmlCount: Int {
    few.reduce(0) { $0 + $1.value.htmlCount } + many.values.reduce(0) { $0 + $1.htmlCount }
  }
}

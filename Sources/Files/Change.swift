// What a stage of a rebuild says about its product, so that the next stage does only what is new.

/// How something differs from its last version.
package enum Change<Part: Sendable>: Sendable {
  /// All of it may be different, its number of parts too.
  case everything
  /// It has the same parts as before, and only these may be different.
  case only([Part])

  /// The parts that may be different; nil when that may be all.
  package var parts: [Part]? {
    switch self {
    case .everything: nil
    case .only(let parts): parts
    }
  }
}

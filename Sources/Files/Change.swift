// A stage's statement about its product in a rebuild, so that the next stage processes only what
// has changed.

/// How something differs from its previous version.
package enum Change<Part: Sendable>: Sendable {
  /// Everything may differ, including the number of parts.
  case everything
  /// It has the same parts as before, and only these may differ.
  case only([Part])

  /// The parts that may differ; nil when all may.
  package var parts: [Part]? {
    switch self {
    case .everything: nil
    case .only(let parts): parts
    }
  }
}

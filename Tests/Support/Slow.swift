// The trait of tests that take seconds: `make quick` leaves them out, `make test` runs them.
// `swift test` cannot choose by tag, so this is a condition.

internal import Foundation
package import Testing

extension Trait where Self == ConditionTrait {
  /// Skipped where the environment has STUDY_QUICK.
  package static var slow: Self {
    .enabled(if: ProcessInfo.processInfo.environment["STUDY_QUICK"] == nil, "slow")
  }
}

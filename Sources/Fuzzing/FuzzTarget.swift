/// A reader to be fed with bytes that are almost what it expects.
///
/// A target traps on a wrong result; refusing an input is always right.
struct FuzzTarget: Sendable {
  /// What it is called on the command line.
  let name: String
  /// Valid inputs to begin with.
  let seeds: @Sendable () -> [[UInt8]]
  /// Reads one input and uses everything it yields.
  let read: @Sendable ([UInt8]) -> Void

  /// All targets; add a reader's here.
  static let all: [FuzzTarget] =
    archives + checkpoints + networks + arrays + documents + images + results
    + kept
}

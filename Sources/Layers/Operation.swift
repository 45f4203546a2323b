public import Faults
public import OneDNN

/// What a step of a network computes: feature maps in, feature maps out.
///
/// An operation keeps its weights and the primitives that it has used, one a shape, and never
/// changes its inputs, unless it is told to overwrite one. What it would need for gradients is its
/// inputs and output, which the caller holds.
public protocol Operation: AnyObject {
  /// Computes the output.
  ///
  /// - Parameter inputs: Feature maps of any batch, height and width that fit each other.
  /// - Returns: New feature maps in the same session.
  /// - Throws: A defect if oneDNN fails.
  func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps

  /// Computes this operation and the next one in one pass over memory, to the same bits.
  ///
  /// - Returns: The next operation's output; nil where the two cannot be joined.
  func apply(
    to inputs: [FeatureMaps],
    followedBy next: any Operation
  ) throws(Fault) -> FeatureMaps?

  /// Computes the output into the memory of the only input, which nothing else needs.
  ///
  /// - Returns: Whether that was done; if not, the input is as it was.
  func overwrite(_ input: FeatureMaps) throws(Fault) -> Bool

  /// The input whose memory can take the output where there are several; nil for none.
  var accumulator: Int? { get }

  /// Computes the output into the memory of that input, which nothing else needs.
  func accumulate(_ inputs: [FeatureMaps]) throws(Fault)

  /// How far a change in one of the inputs spreads.
  func reach(fromInput index: Int) -> Reach

  /// Whether the output is computed again from the input rather than kept: a pass over memory.
  var isCheap: Bool { get }
}

extension Operation {
  /// Joins nothing.
  public func apply(
    to inputs: [FeatureMaps],
    followedBy next: any Operation
  ) throws(Fault) -> FeatureMaps? { nil }

  /// Overwrites nothing.
  public func overwrite(_ input: FeatureMaps) throws(Fault) -> Bool { false }

  /// None.
  public var accumulator: Int? { nil }

  /// Nothing, as there is no such input.
  public func accumulate(_ inputs: [FeatureMaps]) throws(Fault) {}

  /// Everywhere.
  public func reach(fromInput index: Int) -> Reach { .everywhere }

  /// The output is worth its memory.
  public var isCheap: Bool { false }
}

/// How far a change in an operation's input spreads in its output.
public enum Reach: Hashable, Sendable {
  /// So many of the input's pixels beyond its own place, in an output `scale` times the extent.
  case nearby(margin: Int, scale: Int)
  /// Perhaps everywhere.
  case everywhere
}

/// An operation with one input.
public protocol Layer: Operation {
  /// Computes the layer's output.
  ///
  /// - Parameter input: Feature maps of any batch, height and width.
  /// - Returns: New feature maps in the same session and, unless the layer says otherwise, of the
  ///   same precision.
  /// - Throws: A defect if oneDNN fails.
  func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps
}

extension Layer {
  /// Computes the output of the only input.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    precondition(inputs.count == 1, "a layer takes one input")
    return try self(inputs[0])
  }
}

public import Faults
public import OneDNN

/// One operation of a network: feature maps in, feature maps out.
///
/// A layer keeps its weights and the primitives that it has used, one a shape, and never changes
/// its input. What it would need for gradients is its input and output, which the caller holds.
public protocol Layer: AnyObject {
  /// Computes the layer's output.
  ///
  /// - Parameter input: Feature maps of any batch, height and width.
  /// - Returns: New feature maps in the same session and, unless the layer says otherwise, of the
  ///   same precision.
  /// - Throws: A defect if oneDNN fails.
  func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps
}

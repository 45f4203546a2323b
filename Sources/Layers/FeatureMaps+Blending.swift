import CKernels
public import OneDNN
package import Tensors

extension FeatureMaps {
  /// Replaces values in part, in place: x' = x (1 - weight) + replacement weight.
  ///
  /// Both arguments are float32 of shape (1 or batch, channels, height or 1, width or 1).
  public func blend(weight: FeatureMaps, replacement: FeatureMaps) {
    precondition(weight.precision == .float32 && replacement.precision == .float32)
    session.claimThread()
    CKernels_blend(
      element,
      bytes,
      weight.bytes.assumingMemoryBound(to: Float.self),
      weight.strides(over: shape),
      replacement.bytes.assumingMemoryBound(to: Float.self),
      replacement.strides(over: shape),
      shape.batch,
      shape.height,
      shape.width,
      shape.channels
    )
  }

  /// Steps in memory for walking over a larger shape; 0 where an extent of 1 is repeated.
  private func strides(over target: Shape) -> CKernels_Strides {
    precondition(shape.broadcasts(over: target), "\(shape) over \(target)")
    return CKernels_Strides(
      batch: shape.batch == 1 ? 0 : shape.sampleCount,
      row: shape.height == 1 ? 0 : shape.width * shape.channels,
      column: shape.width == 1 ? 0 : shape.channels
    )
  }
}

extension Shape {
  /// Whether an array of this shape can be repeated over the batch, rows and columns of another.
  package func broadcasts(over target: Shape) -> Bool {
    channels == target.channels && (batch == 1 || batch == target.batch)
      && (height == 1 || height == target.height) && (width == 1 || width == target.width)
  }
}

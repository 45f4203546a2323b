/// Batch normalisation as inference uses it: y = (x - mean) / sqrt(variance + epsilon) * scale + shift.
///
/// It folds into the convolution before it. Ioffe and Szegedy 2015, arXiv:1502.03167.
public struct BatchNormalization: Sendable {
  /// One factor a channel.
  public var scale: [Float]
  /// One addend a channel.
  public var shift: [Float]
  /// The mean of training, one a channel.
  public var mean: [Float]
  /// The variance of training, one a channel.
  public var variance: [Float]
  /// What keeps the root from zero.
  public var epsilon: Float

  /// Takes the four arrays of a checkpoint ('weight', 'bias', 'running_mean', 'running_var').
  public init(
    scale: [Float],
    shift: [Float],
    mean: [Float],
    variance: [Float],
    epsilon: Float = 1e-5
  ) {
    self.scale = scale
    self.shift = shift
    self.mean = mean
    self.variance = variance
    self.epsilon = epsilon
  }

  /// The weights and bias of a convolution followed by this normalisation.
  ///
  /// - Parameters:
  ///   - weights: Any number of weights an output, the output running slowest.
  ///   - bias: The convolution's own bias, if it has one.
  /// - Returns: Weights and bias that do both.
  public func folded(
    weights: [Float],
    bias: [Float]? = nil
  ) -> (weights: [Float], bias: [Float]) {
    let perOutput = weights.count / scale.count
    var folded = weights
    var sums = shift
    for output in scale.indices {
      let factor = Float(
        Double(scale[output]) / (Double(variance[output]) + Double(epsilon)).squareRoot()
      )
      for index in output * perOutput..<(output + 1) * perOutput { folded[index] *= factor }
      sums[output] += factor * ((bias?[output] ?? 0) - mean[output])
    }
    return (folded, sums)
  }
}

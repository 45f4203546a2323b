public import Faults
public import OneDNN
public import Tensors

/// A two-dimensional convolution with its bias and nonlinearity in one pass.
public final class Convolution: Layer {
  /// The extents apart from the input's.
  public let geometry: ConvolutionGeometry
  /// What follows the sum.
  public let nonlinearity: Nonlinearity
  private let weights: ConvolutionWeights
  private var primitives: [ConvolutionPrimitive.Variant: ConvolutionPrimitive] = [:]

  /// Makes a convolution.
  ///
  /// - Parameters:
  ///   - geometry: Channels, kernel, stride, dilation, groups and padding.
  ///   - weights: In the order (output, input of the group, row, column).
  ///   - bias: One value an output; none is zero.
  ///   - nonlinearity: What follows.
  /// - Throws: A defect if oneDNN cannot describe the weights.
  public init(
    _ geometry: ConvolutionGeometry,
    weights: [Float],
    bias: [Float]? = nil,
    nonlinearity: Nonlinearity = .none
  ) throws(Fault) {
    self.geometry = geometry
    self.nonlinearity = nonlinearity
    self.weights = try ConvolutionWeights(
      geometry,
      weights: weights,
      bias: bias ?? [Float](repeating: 0, count: geometry.outputChannels)
    )
  }

  /// Computes the convolution at the input's precision.
  public func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
    try callAsFunction(input, outputPrecision: input.precision)
  }

  /// Computes the convolution and stores it at another precision.
  public func callAsFunction(
    _ input: FeatureMaps,
    outputPrecision: Precision
  ) throws(Fault) -> FeatureMaps {
    let primitive = try primitive(for: input, outputPrecision, accumulates: false)
    let output = FeatureMaps(primitive.outputShape, outputPrecision, on: input.session)
    try primitive.run(input, into: output)
    return output
  }

  /// Adds the convolution to `sum`, in place and before the nonlinearity: a residual connection.
  public func callAsFunction(
    _ input: FeatureMaps,
    accumulatingInto sum: FeatureMaps
  ) throws(Fault) {
    let primitive = try primitive(for: input, sum.precision, accumulates: true)
    precondition(sum.shape == primitive.outputShape, "\(sum.shape) for \(primitive.outputShape)")
    try primitive.run(input, into: sum)
  }

  /// Which of its implementations oneDNN chose for an input.
  public func implementation(for input: FeatureMaps) throws(Fault) -> String {
    try primitive(for: input, input.precision, accumulates: false).implementation
  }

  private func primitive(
    for input: FeatureMaps,
    _ outputPrecision: Precision,
    accumulates: Bool
  ) throws(Fault) -> ConvolutionPrimitive {
    precondition(input.shape.channels == geometry.inputChannels, "\(input.shape) for \(geometry)")
    let variant = ConvolutionPrimitive.Variant(
      input: input.shape,
      precision: input.precision,
      outputPrecision: outputPrecision,
      accumulates: accumulates
    )
    if let known = primitives[variant] { return known }
    let primitive = try ConvolutionPrimitive(weights, variant, nonlinearity, on: input.session)
    primitives[variant] = primitive
    return primitive
  }
}

extension Convolution {
  /// How many floating-point operations one application to an input of this shape takes.
  public func operationCount(for input: Shape) -> Int {
    let places = geometry.outputHeight(input.height) * geometry.outputWidth(input.width)
    return 2 * input.batch * places * geometry.weightCount
  }
}

public import Faults
public import OneDNN
import Tensors

/// A two-dimensional convolution with its bias and nonlinearity in one pass.
public final class Convolution: Layer {
  /// The extents apart from the input's.
  public let geometry: ConvolutionGeometry
  /// What follows the sum.
  public let nonlinearity: Nonlinearity
  /// Whether oneDNN's direct convolution is used even where Winograd's algorithm, or a kernel for few
  /// outputs, serves.
  public var avoidsWinograd = false
  let weights: ConvolutionWeights
  /// What passes gradients back, made when it is first needed.
  var reversed: ReversedConvolution?
  private var winograd: FusedWinograd?
  private var fewOutputs: FewOutputs?
  private var primitives: [ConvolutionPrimitive.Variant: ConvolutionPrimitive] = [:]
  private var sums: [Shape: ConvolutionPrimitive] = [:]

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
    try run(input, outputPrecision, norm: nil)
  }

  /// Computes the convolution and its pixel norm.
  public func callAsFunction(
    _ input: FeatureMaps,
    followedBy norm: PixelNorm
  ) throws(Fault) -> FeatureMaps {
    try run(input, input.precision, norm: norm)
  }

  private func run(
    _ input: FeatureMaps,
    _ outputPrecision: Precision,
    norm: PixelNorm?
  ) throws(Fault) -> FeatureMaps {
    let shape = outputShape(for: input.shape)
    guard shape.height > 0, shape.width > 0 else {
      throw Fault(
        .usage,
        "run a network",
        expected: "feature maps as large as its kernels",
        found: "\(input.shape.height) x \(input.shape.width) pixels before a kernel of "
          + "\(geometry.kernelHeight) x \(geometry.kernelWidth)",
        advice: "Give larger images, or choose a larger segmentation size"
      )
    }
    let output = FeatureMaps(shape, outputPrecision, on: input.session)
    if let fast = try winograd(for: input, outputPrecision) {
      fast.run(input, into: output, norm: norm)
      return output
    }
    if norm == nil, let fast = try fewOutputs(for: input, outputPrecision) {
      fast.run(input, into: output)
      return output
    }
    try primitive(for: input, outputPrecision, accumulates: false).run(input, into: output)
    norm?.normalize(output)
    return output
  }

  /// Adds the convolution to `sum`, in place and before the nonlinearity: a residual connection.
  public func callAsFunction(
    _ input: FeatureMaps,
    accumulatingInto sum: FeatureMaps
  ) throws(Fault) {
    precondition(sum.shape == outputShape(for: input.shape), "\(sum.shape) after \(input.shape)")
    if let fast = try winograd(for: input, sum.precision) {
      fast.run(input, into: sum, accumulates: true)
    } else {
      try primitive(for: input, sum.precision, accumulates: true).run(input, into: sum)
    }
  }

  /// What the nonlinearity is applied to, in float32.
  func withoutNonlinearity(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
    let output = FeatureMaps(outputShape(for: input.shape), on: input.session)
    let exact = input.precision == .float32 ? input : input.copy(.float32)
    try sumPrimitive(for: exact).run(exact, into: output)
    return output
  }

  private func sumPrimitive(for input: FeatureMaps) throws(Fault) -> ConvolutionPrimitive {
    if let known = sums[input.shape] { return known }
    let variant = ConvolutionPrimitive.Variant(
      input: input.shape,
      precision: .float32,
      outputPrecision: .float32
    )
    let made = try ConvolutionPrimitive(
      weights,
      variant: variant,
      nonlinearity: .none,
      on: input.session
    )
    sums[input.shape] = made
    return made
  }

  private func outputShape(for input: Shape) -> Shape {
    Shape(
      input.batch,
      geometry.outputChannels,
      geometry.outputHeight(input.height),
      geometry.outputWidth(input.width)
    )
  }

  /// The faster algorithm, where it serves this layer and input.
  private func winograd(
    for input: FeatureMaps,
    _ outputPrecision: Precision
  ) throws(Fault) -> FusedWinograd? {
    let plain = ConvolutionGeometry(
      inputChannels: geometry.inputChannels,
      outputChannels: geometry.outputChannels,
      kernelHeight: 3,
      kernelWidth: 3,
      padding: Padding(1)
    )
    guard !avoidsWinograd, geometry == plain, input.precision == outputPrecision,
      let slope = FusedWinograd.slope(of: nonlinearity),
      FusedWinograd.suits(
        input.shape,
        input.precision,
        inputChannels: geometry.inputChannels,
        outputChannels: geometry.outputChannels
      )
    else { return nil }
    if let winograd { return winograd }
    let made = FusedWinograd(
      inputChannels: geometry.inputChannels,
      outputChannels: geometry.outputChannels,
      weights: try weights.plainValues(on: input.session),
      bias: Array(UnsafeBufferPointer(start: weights.biasValues, count: geometry.outputChannels)),
      slope: slope,
      shuffles: false
    )
    winograd = made
    return made
  }

  /// The kernel for few outputs, where it serves this layer and input.
  private func fewOutputs(
    for input: FeatureMaps,
    _ outputPrecision: Precision
  ) throws(Fault) -> FewOutputs? {
    guard !avoidsWinograd,
      FewOutputs.suits(
        geometry,
        nonlinearity: nonlinearity,
        input: input.precision,
        output: outputPrecision
      )
    else { return nil }
    if let fewOutputs { return fewOutputs }
    let made = FewOutputs(
      weights: try weights.plainValues(on: input.session),
      bias: Array(UnsafeBufferPointer(start: weights.biasValues, count: geometry.outputChannels))
    )
    fewOutputs = made
    return made
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
    let primitive = try ConvolutionPrimitive(
      weights,
      variant: variant,
      nonlinearity: nonlinearity,
      on: input.session
    )
    primitives[variant] = primitive
    return primitive
  }
}

extension Convolution {
  /// Joins a pixel norm.
  public func apply(
    to inputs: [FeatureMaps],
    followedBy next: any Operation
  ) throws(Fault) -> FeatureMaps? {
    guard let norm = next as? PixelNorm, inputs.count == 1 else { return nil }
    return try self(inputs[0], followedBy: norm)
  }

  /// Half a kernel, where the extent stays.
  public func reach(fromInput index: Int) -> Reach {
    let margin = geometry.dilation * (geometry.kernelHeight - 1) / 2
    guard geometry.stride == 1, geometry.kernelHeight == geometry.kernelWidth,
      geometry.kernelHeight % 2 == 1, geometry.padding == Padding(margin)
    else { return .everywhere }
    return .nearby(margin: margin, scale: 1)
  }
}

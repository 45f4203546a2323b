import COneDNN
public import Faults
public import Tensors

/// A oneDNN convolution for one input shape, with bias and nonlinearity fused.
public final class ConvolutionPrimitive {
  /// What distinguishes the primitives of one layer.
  public struct Variant: Hashable, Sendable {
    /// The input's extents.
    public var input: Shape
    /// The input's and the weights' stored type.
    public var precision: Precision
    /// The output's stored type.
    public var outputPrecision: Precision
    /// Whether the result is added to what the output holds, before the nonlinearity.
    public var accumulates: Bool

    /// Makes a variant.
    public init(
      input: Shape,
      precision: Precision,
      outputPrecision: Precision,
      accumulates: Bool = false
    ) {
      self.input = input
      self.precision = precision
      self.outputPrecision = outputPrecision
      self.accumulates = accumulates
    }
  }

  /// The output's extents.
  public let outputShape: Shape
  /// Which of its implementations oneDNN chose, as "brgconv:avx512_core".
  public let implementation: String
  private let primitive: dnnl_primitive_t
  private let input: Memory
  private let weights: Memory
  private let bias: Memory
  private let output: Memory
  private let scratch: Memory
  private let scratchByteCount: Int
  private let values: ConvolutionWeights

  /// Generates the code for one shape and packs the weights for it.
  public init(
    _ values: ConvolutionWeights,
    variant: Variant,
    nonlinearity: Nonlinearity,
    on session: Session
  ) throws(Fault) {
    let geometry = values.geometry
    self.values = values
    outputShape = Shape(
      variant.input.batch,
      geometry.outputChannels,
      geometry.outputHeight(variant.input.height),
      geometry.outputWidth(variant.input.width)
    )
    let descriptions = try Descriptions(geometry, variant: variant, outputShape: outputShape)
    let chosen = try ChosenImplementation(
      descriptions,
      geometry: geometry,
      nonlinearity: nonlinearity,
      accumulates: variant.accumulates,
      on: session
    )
    implementation = chosen.name
    input = try Memory(descriptions.input, on: session)
    bias = try Memory(descriptions.bias, on: session)
    output = try Memory(descriptions.output, on: session)
    weights = try Memory(chosen.weights, on: session)
    scratch = try Memory(chosen.scratchpad, on: session)
    scratchByteCount = chosen.scratchpad.byteCount
    try weights.point(to: values.packed(as: chosen.weights, on: session))
    try bias.point(to: values.bias.bytes)
    primitive = try make("dnnl_primitive_create (convolution)") {
      dnnl_primitive_create(&$0, chosen.handle)
    }
  }

  /// Computes the convolution of `source` into `target`.
  public func run(_ source: FeatureMaps, into target: FeatureMaps) throws(Fault) {
    let session = source.session
    session.claimThread()
    try input.point(to: source.bytes)
    try output.point(to: target.bytes)
    try scratch.point(to: session.scratchpad(byteCount: scratchByteCount))
    let arguments = [
      dnnl_exec_arg_t(arg: DNNL_ARG_SRC, memory: input.handle),
      dnnl_exec_arg_t(arg: DNNL_ARG_WEIGHTS, memory: weights.handle),
      dnnl_exec_arg_t(arg: DNNL_ARG_BIAS, memory: bias.handle),
      dnnl_exec_arg_t(arg: DNNL_ARG_DST, memory: output.handle),
      dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratch.handle),
    ]
    try check(
      "dnnl_primitive_execute (convolution)",
      dnnl_primitive_execute(primitive, session.stream, CInt(arguments.count), arguments),
      on: "\(source.shape)"
    )
  }

  deinit { dnnl_primitive_destroy(primitive) }
}

import COneDNN
public import Faults
public import Tensors

/// oneDNN's gradient of a convolution with respect to its input, in float32, for one input shape.
public final class ConvolutionDataGradient {
  /// The input's extents.
  public let inputShape: Shape
  /// Which of its implementations oneDNN chose.
  public let implementation: String
  private let primitive: dnnl_primitive_t
  private let gradient: Memory
  private let weights: Memory
  private let result: Memory
  private let scratch: Memory
  private let scratchByteCount: Int
  private let values: ConvolutionWeights

  /// Generates the code for one shape and packs the weights for it.
  public init(
    _ values: ConvolutionWeights,
    input: Shape,
    on session: Session
  ) throws(Fault) {
    let geometry = values.geometry
    self.values = values
    inputShape = input
    let variant = ConvolutionPrimitive.Variant(
      input: input,
      precision: .float32,
      outputPrecision: .float32
    )
    let output = Shape(
      input.batch,
      geometry.outputChannels,
      geometry.outputHeight(input.height),
      geometry.outputWidth(input.width)
    )
    let descriptions = try Descriptions(geometry, variant: variant, outputShape: output)
    let chosen = try ChosenImplementation(
      gradientOf: descriptions,
      geometry,
      on: session
    )
    implementation = chosen.name
    gradient = try Memory(descriptions.output, on: session)
    weights = try Memory(chosen.weights, on: session)
    result = try Memory(descriptions.input, on: session)
    scratch = try Memory(chosen.scratchpad, on: session)
    scratchByteCount = chosen.scratchpad.byteCount
    try weights.point(to: values.packed(as: chosen.weights, on: session))
    primitive = try make("dnnl_primitive_create (convolution's gradient)") {
      dnnl_primitive_create(&$0, chosen.handle)
    }
  }

  /// Computes the gradient with respect to the input from that with respect to the output.
  public func run(_ source: FeatureMaps, into target: FeatureMaps) throws(Fault) {
    let session = source.session
    session.claimThread()
    try gradient.point(to: source.bytes)
    try result.point(to: target.bytes)
    try scratch.point(to: session.scratchpad(byteCount: scratchByteCount))
    let arguments = [
      dnnl_exec_arg_t(arg: DNNL_ARG_DIFF_DST, memory: gradient.handle),
      dnnl_exec_arg_t(arg: DNNL_ARG_WEIGHTS, memory: weights.handle),
      dnnl_exec_arg_t(arg: DNNL_ARG_DIFF_SRC, memory: result.handle),
      dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratch.handle),
    ]
    try check(
      "dnnl_primitive_execute (convolution's gradient)",
      dnnl_primitive_execute(primitive, session.stream, CInt(arguments.count), arguments),
      on: "\(source.shape)"
    )
  }

  deinit { dnnl_primitive_destroy(primitive) }
}

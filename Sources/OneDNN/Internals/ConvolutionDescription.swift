import COneDNN
import Faults
import Synchronization
import Tensors

/// The arrays of a convolution as oneDNN is told about them.
struct Descriptions {
  var input: MemoryDescription
  var weights: MemoryDescription
  var bias: MemoryDescription
  var output: MemoryDescription

  init(
    _ geometry: ConvolutionGeometry,
    variant: ConvolutionPrimitive.Variant,
    outputShape: Shape
  ) throws(Fault) {
    input = try .channelsLast(variant.input, variant.precision)
    weights = try .make(
      ConvolutionWeights.extents(geometry),
      type: variant.precision.dataType,
      tag: dnnl_format_tag_any
    )
    bias = try .make([geometry.outputChannels], type: dnnl_f32, tag: dnnl_a)
    output = try .channelsLast(outputShape, variant.outputPrecision)
  }
}

/// The implementation that oneDNN chose for a convolution, and the layouts that it asks for.
final class ChosenImplementation {
  let handle: dnnl_primitive_desc_t
  let weights: MemoryDescription
  let scratchpad: MemoryDescription

  init(
    _ descriptions: Descriptions,
    geometry: ConvolutionGeometry,
    nonlinearity: Nonlinearity,
    accumulates: Bool,
    on session: Session
  ) throws(Fault) {
    let attributes = try Attributes(nonlinearity, accumulates: accumulates)
    var operation = try describeOperation(descriptions, geometry)
    handle = try choose("dnnl_primitive_desc_create (convolution)") {
      dnnl_primitive_desc_create(&$0, &operation, attributes.handle, session.engine, nil)
    }
    (weights, scratchpad) = try Self.layouts(of: handle)
  }

  /// The gradient with respect to the input.
  init(
    gradientOf descriptions: Descriptions,
    _ geometry: ConvolutionGeometry,
    on session: Session
  ) throws(Fault) {
    // oneDNN asks for the way forward as a hint.
    let forward = try ChosenImplementation(
      descriptions,
      geometry: geometry,
      nonlinearity: .none,
      accumulates: false,
      on: session
    )
    let attributes = try Attributes(.none, accumulates: false)
    var operation = try describeGradient(descriptions, geometry)
    handle = try choose("dnnl_primitive_desc_create (convolution's gradient)") {
      dnnl_primitive_desc_create(
        &$0,
        &operation,
        attributes.handle,
        session.engine,
        forward.handle
      )
    }
    (weights, scratchpad) = try Self.layouts(of: handle)
  }

  private static func layouts(
    of handle: dnnl_primitive_desc_t
  ) throws(Fault) -> (weights: MemoryDescription, scratchpad: MemoryDescription) {
    guard
      let weights = dnnl_primitive_desc_query_md(handle, dnnl_query_weights_md, 0),
      let scratchpad = dnnl_primitive_desc_query_md(handle, dnnl_query_scratchpad_md, 0)
    else {
      throw Fault(.defect, "ask oneDNN for a convolution's layouts", found: "no answer")
    }
    return (weights.pointee, scratchpad.pointee)
  }

  /// The implementation's name.
  var name: String {
    var text: UnsafePointer<CChar>?
    let status = dnnl_primitive_desc_query(handle, dnnl_query_impl_info_str, 0, &text)
    guard status == dnnl_success, let text else { return "unknown" }
    return String(cString: text)
  }

  deinit { dnnl_primitive_desc_destroy(handle) }
}

// One choice at a time in the whole program: oneDNN 2.6 searches for a blocking with a variable
// that all threads share (`brg_blocking_t::last_ic_block_size`; thread-local in later releases),
// so that a float32 and a bfloat16 convolution chosen at the same moment may disturb each other.
private let choosing = Mutex(())

private func choose(
  _ call: StaticString,
  _ body: (inout dnnl_primitive_desc_t?) -> dnnl_status_t
) throws(Fault) -> dnnl_primitive_desc_t {
  var made: dnnl_primitive_desc_t?
  try choosing.withLock { _ throws(Fault) in made = try make(call, body) }
  guard let made else {
    throw Fault(.defect, "describe a convolution to oneDNN", found: "no answer")
  }
  return made
}

private func describeGradient(
  _ descriptions: Descriptions,
  _ geometry: ConvolutionGeometry
) throws(Fault) -> dnnl_convolution_desc_t {
  var operation = dnnl_convolution_desc_t()
  var descriptions = descriptions
  let padding = geometry.padding
  try check(
    "dnnl_dilated_convolution_backward_data_desc_init",
    dnnl_dilated_convolution_backward_data_desc_init(
      &operation,
      dnnl_convolution_direct,
      &descriptions.input,
      &descriptions.weights,
      &descriptions.output,
      [Int64](repeating: Int64(geometry.stride), count: 2),
      [Int64](repeating: Int64(geometry.dilation - 1), count: 2),
      [Int64(padding.top), Int64(padding.left)],
      [Int64(padding.bottom), Int64(padding.right)]
    ),
    on: "\(geometry)"
  )
  return operation
}

private func describeOperation(
  _ descriptions: Descriptions,
  _ geometry: ConvolutionGeometry
) throws(Fault) -> dnnl_convolution_desc_t {
  var operation = dnnl_convolution_desc_t()
  var descriptions = descriptions
  let padding = geometry.padding
  try check(
    "dnnl_dilated_convolution_forward_desc_init",
    dnnl_dilated_convolution_forward_desc_init(
      &operation,
      dnnl_forward_inference,
      dnnl_convolution_direct,
      &descriptions.input,
      &descriptions.weights,
      &descriptions.bias,
      &descriptions.output,
      [Int64](repeating: Int64(geometry.stride), count: 2),
      [Int64](repeating: Int64(geometry.dilation - 1), count: 2),
      [Int64(padding.top), Int64(padding.left)],
      [Int64(padding.bottom), Int64(padding.right)]
    ),
    on: "\(geometry)"
  )
  return operation
}

/// A primitive's attributes: the session's scratchpad, and what is fused after the operation.
private final class Attributes {
  let handle: dnnl_primitive_attr_t

  init(_ nonlinearity: Nonlinearity, accumulates: Bool) throws(Fault) {
    handle = try make("dnnl_primitive_attr_create") { dnnl_primitive_attr_create(&$0) }
    // oneDNN's own scratchpad belongs to the thread that created the primitive: executed on
    // another, as a dispatch queue does, it crashes.
    try check(
      "dnnl_primitive_attr_set_scratchpad_mode",
      dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user)
    )
    let postOps: dnnl_post_ops_t = try make("dnnl_post_ops_create") { dnnl_post_ops_create(&$0) }
    defer { dnnl_post_ops_destroy(postOps) }
    if accumulates {
      try check("dnnl_post_ops_append_sum", dnnl_post_ops_append_sum(postOps, 1))
    }
    try append(nonlinearity, to: postOps)
    try check(
      "dnnl_primitive_attr_set_post_ops",
      dnnl_primitive_attr_set_post_ops(handle, postOps)
    )
  }

  deinit { dnnl_primitive_attr_destroy(handle) }
}

private func append(_ nonlinearity: Nonlinearity, to postOps: dnnl_post_ops_t) throws(Fault) {
  for step in nonlinearity.steps {
    try check(
      "dnnl_post_ops_append_eltwise",
      dnnl_post_ops_append_eltwise(postOps, 1, step.kind, step.alpha, step.beta)
    )
  }
}

extension Nonlinearity {
  /// What oneDNN computes one after the other.
  fileprivate var steps: [(kind: dnnl_alg_kind_t, alpha: Float, beta: Float)] {
    switch self {
    case .none: []
    case .rectified: [(dnnl_eltwise_relu, 0, 0)]
    case .leaky(let slope): [(dnnl_eltwise_relu, slope, 0)]
    case .clampedToSix: [(dnnl_eltwise_bounded_relu, 6, 0)]
    case .gaussian: [(dnnl_eltwise_gelu_erf, 0, 0)]
    case .hardSwish: [(dnnl_eltwise_hardswish, 0, 0)]
    case .sigmoid: [(dnnl_eltwise_logistic, 0, 0)]
    case .hardSigmoid: [(dnnl_eltwise_linear, 1.0 / 6, 0.5), (dnnl_eltwise_clip, 0, 1)]
    }
  }
}

import COneDNN
public import Faults

/// A convolution's weights and bias, packed as the primitives that use them ask.
///
/// A layout is packed once, from the layout before it; the plain weights go when the first packing
/// is there.
public final class ConvolutionWeights {
  /// The extents that the weights serve.
  public let geometry: ConvolutionGeometry
  let bias: Buffer
  private var packings: [(description: MemoryDescription, buffer: Buffer)]
  private var isPlain = true

  /// Takes weights in the order (output, input of the group, row, column), and one bias an output.
  public init(
    _ geometry: ConvolutionGeometry,
    weights: [Float],
    bias: [Float]
  ) throws(Fault) {
    precondition(weights.count == geometry.weightCount && bias.count == geometry.outputChannels)
    self.geometry = geometry
    self.bias = Buffer(copying: bias)
    packings = [(try Self.plain(geometry), Buffer(copying: weights))]
  }

  static func extents(_ geometry: ConvolutionGeometry) -> [Int] {
    let groups = geometry.groups
    let kernel = [geometry.kernelHeight, geometry.kernelWidth]
    guard groups > 1 else { return [geometry.outputChannels, geometry.inputChannels] + kernel }
    return [groups, geometry.outputChannels / groups, geometry.inputChannels / groups] + kernel
  }

  private static func plain(
    _ geometry: ConvolutionGeometry
  ) throws(Fault) -> MemoryDescription {
    try .make(
      extents(geometry),
      type: dnnl_f32,
      tag: geometry.groups > 1 ? dnnl_goihw : dnnl_oihw
    )
  }

  /// The weights in the order (output, input of the group, row, column).
  package func plainValues(on session: Session) throws(Fault) -> [Float] {
    let plain = Buffer(byteCount: geometry.weightCount * MemoryLayout<Float>.stride)
    try reorder(
      packings[0].buffer,
      in: packings[0].description,
      to: plain,
      in: try Self.plain(geometry),
      on: session
    )
    let values = UnsafeBufferPointer(
      start: plain.bytes.assumingMemoryBound(to: Float.self),
      count: geometry.weightCount
    )
    return Array(values)
  }

  /// The bias, one value an output.
  package var biasValues: UnsafePointer<Float> {
    UnsafePointer(bias.bytes.assumingMemoryBound(to: Float.self))
  }

  /// The weights as a primitive wants them.
  func packed(
    as wanted: MemoryDescription,
    on session: Session
  ) throws(Fault) -> UnsafeMutableRawPointer {
    var wanted = wanted
    for index in packings.indices
    where dnnl_memory_desc_equal(&packings[index].description, &wanted) != 0 {
      return packings[index].buffer.bytes
    }
    let buffer = Buffer(byteCount: wanted.byteCount)
    // The first packing is the most precise one there is.
    try reorder(
      packings[0].buffer,
      in: packings[0].description,
      to: buffer,
      in: wanted,
      on: session
    )
    if isPlain, wanted.data_type == dnnl_f32 {
      packings[0] = (wanted, buffer)
      isPlain = false
    } else {
      packings.append((wanted, buffer))
    }
    return buffer.bytes
  }
}

/// Copies an array from one layout and type to another.
private func reorder(
  _ source: Buffer,
  in from: MemoryDescription,
  to target: Buffer,
  in to: MemoryDescription,
  on session: Session
) throws(Fault) {
  var from = from
  var to = to
  let description: dnnl_primitive_desc_t = try make("dnnl_reorder_primitive_desc_create") {
    dnnl_reorder_primitive_desc_create(&$0, &from, session.engine, &to, session.engine, nil)
  }
  defer { dnnl_primitive_desc_destroy(description) }
  let primitive: dnnl_primitive_t = try make("dnnl_primitive_create") {
    dnnl_primitive_create(&$0, description)
  }
  defer { dnnl_primitive_destroy(primitive) }
  let sourceMemory = try Memory(from, on: session)
  let targetMemory = try Memory(to, on: session)
  try sourceMemory.point(to: source.bytes)
  try targetMemory.point(to: target.bytes)
  let arguments = [
    dnnl_exec_arg_t(arg: DNNL_ARG_FROM, memory: sourceMemory.handle),
    dnnl_exec_arg_t(arg: DNNL_ARG_TO, memory: targetMemory.handle),
  ]
  session.claimThread()
  // Created and executed on this thread, so the scratchpad needs no care here.
  try check(
    "dnnl_primitive_execute (reorder)",
    dnnl_primitive_execute(primitive, session.stream, CInt(arguments.count), arguments)
  )
}

extension Buffer {
  convenience init(copying values: [Float]) {
    self.init(byteCount: values.count * MemoryLayout<Float>.stride)
    values.withUnsafeBytes { source in
      if let first = source.baseAddress { bytes.copyMemory(from: first, byteCount: source.count) }
    }
  }
}

import Checkpoints
import Faults

/// A checkpoint of a progressive GAN taken to pieces: which tensor is which layer, and in what form.
struct ProgressiveFile {
  /// A convolution's tensors and extents.
  struct Kernel {
    var place: ProgressiveLayout.Place
    var order: KernelOrder
    var outputs: Int
    var inputs: Int
    var extent: Int
    /// What the formula multiplies the weights by.
    var gain: Double
  }

  let checkpoint: StateDictionary
  let layout: ProgressiveLayout
  private(set) var layers: [Kernel] = []
  private(set) var image: Kernel
  /// The image of the level below and its share, where a growing network blends one in.
  private(set) var coarser: (kernel: Kernel, share: Float)?
  var form = GeneratorForm()
  /// What a user should know of how the file was read.
  var remarks: [String] = []

  /// Recognises a layout and finds every tensor, with its extents.
  ///
  /// - Throws: A refusal that names the tensors that are missing, unexpected or mis-shaped, or what
  ///   the file does not tell.
  init(_ checkpoint: StateDictionary) throws(Fault) {
    guard let layout = ProgressiveLayout.all.first(where: { $0.recognizes(checkpoint) }) else {
      throw ForeignGenerator.refusal(checkpoint)
    }
    self.checkpoint = checkpoint
    self.layout = layout
    form.slope = layout.slope
    form.normsImage = layout.normsImage
    form.unnormed = layout.unnormed
    form.range = layout.range
    let found = try Self.layers(layout, checkpoint)
    layers = found.layers
    remarks = found.remarks
    let levels = found.layers.count / 2
    let finest = try Self.finestLevel(
      layout,
      checkpoint,
      levels: levels,
      form: &form,
      remarks: &remarks
    )
    image = try Self.image(layout, checkpoint, level: finest.level, levels: levels, layers: layers)
    if finest.share > 0 {
      coarser = (
        try Self.image(layout, checkpoint, level: finest.level - 1, levels: levels, layers: layers),
        finest.share
      )
    }
    layers = Array(layers.prefix(2 * (finest.level + 1)))
    try checkNames(of: found.layers)
    try applySettings()
    noteLatents()
    try noteGrowth()
  }

  /// The sizes.
  var architecture: GeneratorArchitecture {
    GeneratorArchitecture(
      latentWidth: layers[0].inputs,
      units: layers.map(\.outputs),
      imageDoublings: form.doublings
    )
  }

  // MARK: Layers

  private static func layers(
    _ layout: ProgressiveLayout,
    _ checkpoint: StateDictionary
  ) throws(Fault) -> (layers: [Kernel], remarks: [String]) {
    var layers: [Kernel] = []
    /// Layers whose extents leave a choice, and the place in the list of orders of all others.
    var undecided: [Int] = []
    var decided: Set<Int> = []
    while let place = layout.layer(layers.count).first(where: { checkpoint.contains($0.weight) }) {
      let index = layers.count
      let dimensions = checkpoint.dimensions(of: place.weight) ?? []
      let previous = layers.last?.outputs
      let kernel = index == 0 ? 4 : 3
      let fitting = place.orders.indices.filter { choice in
        guard let channels = place.orders[choice].channels(of: dimensions) else { return false }
        return dimensions
          == place.orders[choice].dimensions(
            outputs: channels.outputs,
            inputs: previous ?? channels.inputs,
            kernel: kernel
          )
      }
      guard let choice = fitting.first,
        let channels = place.orders[choice].channels(of: dimensions)
      else {
        throw misshaped(place, found: dimensions, inputs: previous, kernel: kernel, in: checkpoint)
      }
      if place.orders.count > 1 {
        if fitting.count > 1 { undecided.append(index) } else { decided.insert(choice) }
      }
      layers.append(
        Kernel(
          place: place,
          order: place.orders[choice],
          outputs: channels.outputs,
          inputs: channels.inputs,
          extent: kernel,
          gain: 1
        )
      )
    }
    try checkDepth(layers.count, layout: layout, in: checkpoint)
    let remark = try decide(
      undecided,
      decided: decided,
      layout: layout,
      checkpoint: checkpoint,
      layers: &layers
    )
    for index in layers.indices { layers[index].gain = gain(of: layers[index], index, layout) }
    return (layers, [remark].compactMap(\.self))
  }

  /// Chooses between two readings of square kernels: as other layers tell, as asked, or not at all.
  private static func decide(
    _ undecided: [Int],
    decided: Set<Int>,
    layout: ProgressiveLayout,
    checkpoint: StateDictionary,
    layers: inout [Kernel]
  ) throws(Fault) -> String? {
    guard let first = undecided.first else { return nil }
    let orders = layers[first].place.orders
    var remark: String?
    var order: KernelOrder
    switch (decided.count, checkpoint.hint, layout.usualOrder) {
    case (1, _, _): order = orders[decided.first ?? 0]
    case (_, .fusedKernels?, _): order = .transposed
    case (_, .plainKernels?, _): order = .plain
    case (_, _, let usual?):
      order = usual
      remark =
        "the doubling layers' kernels are taken for transposed ones, as is usual; the file does "
        + "not tell (--layout plain-kernels)"
    default:
      throw Fault(
        .refused,
        "read the generator",
        on: checkpoint.source,
        expected: "a doubling layer whose numbers of inputs and outputs differ",
        found: "equal numbers in all of them, so that nothing in the file tells whether its "
          + "kernels are fused with the doubling (transposed) or plain",
        advice: "Say which with --layout fused-kernels or --layout plain-kernels"
      )
    }
    for index in undecided { layers[index].order = order }
    return remark
  }

  private static func gain(
    of kernel: Kernel,
    _ index: Int,
    _ layout: ProgressiveLayout
  ) -> Double {
    guard index > 0 else { return layout.gains.first(kernel.inputs) }
    if case .transposed = kernel.order, layout.gains.countsOutputs {
      return layout.gains.inner(kernel.outputs)
    }
    return layout.gains.inner(kernel.inputs)
  }

  // MARK: The image

  private static func image(
    _ layout: ProgressiveLayout,
    _ checkpoint: StateDictionary,
    level: Int,
    levels: Int,
    layers: [Kernel]
  ) throws(Fault) -> Kernel {
    let place = layout.image(level, levels)
    let inputs = layers[2 * level + 1].outputs
    guard let dimensions = checkpoint.dimensions(of: place.weight) else {
      throw missing([place.weight], layout: layout, in: checkpoint)
    }
    guard let channels = place.orders[0].channels(of: dimensions),
      dimensions
        == place.orders[0].dimensions(outputs: channels.outputs, inputs: inputs, kernel: 1),
      channels.outputs == 1 || channels.outputs == 3
    else {
      let wanted = place.orders[0].dimensions(outputs: 3, inputs: inputs, kernel: 1)
      throw Fault(
        .refused,
        "read tensor '\(place.weight)' of the generator",
        on: checkpoint.source,
        expected: "\(wanted), or 1 image channel in place of 3",
        found: "\(dimensions)"
      )
    }
    return Kernel(
      place: place,
      order: place.orders[0],
      outputs: channels.outputs,
      inputs: inputs,
      extent: 1,
      gain: layout.gains.image(inputs)
    )
  }

  /// The last level that training has reached, and how much of the one before is blended in.
  private static func finestLevel(
    _ layout: ProgressiveLayout,
    _ checkpoint: StateDictionary,
    levels: Int,
    form: inout GeneratorForm,
    remarks: inout [String]
  ) throws(Fault) -> (level: Int, share: Float) {
    if let name = layout.levelOfDetail, let lod = try checkpoint.single(name), lod != 0 {
      guard lod > 0, lod <= Float(levels - 1) else {
        throw Fault(
          .refused,
          "read the generator",
          on: checkpoint.source,
          expected: "a level of detail '\(name)' from 0 to \(levels - 1)",
          found: "\(lod)"
        )
      }
      form.doublings = Int(lod)
      let level = levels - 1 - Int(lod)
      remarks.append(
        "the network was still growing when it was saved (\(name) = \(lod)): its image of "
          + "\(4 << level)x\(4 << level) pixels is enlarged"
      )
      return (level, lod - Float(Int(lod)))
    }
    if layout.mayBeUnfinished {
      return (try trained(layout, checkpoint, levels: levels, remarks: &remarks), 0)
    }
    if let share = checkpoint.setting("alpha"), case .linear? = layout.layer(0).first?.orders.first
    {
      guard share > 0, share <= 1, levels > 1 else { return (levels - 1, 0) }
      remarks.append(
        "the network was still growing when it was saved (alpha = \(share)): the image of "
          + "the level below has that share"
      )
      return (levels - 1, share)
    }
    return (levels - 1, 0)
  }

  /// The last level whose biases training has moved; those of levels not yet reached are all zero.
  private static func trained(
    _ layout: ProgressiveLayout,
    _ checkpoint: StateDictionary,
    levels: Int,
    remarks: inout [String]
  ) throws(Fault) -> Int {
    var level = levels - 1
    while level > 0 {
      let places =
        [2 * level, 2 * level + 1].flatMap { layout.layer($0).prefix(1) }
        + [layout.image(level, levels)]
      var isReached = false
      for place in places where checkpoint.contains(place.bias) {
        let bias = try checkpoint.tensor(place.bias)
        isReached = isReached || bias.contains { $0 != 0 }
      }
      if isReached { break }
      level -= 1
    }
    if level == 0 { return levels - 1 }  // All zero: nothing tells how far it got.
    if level < levels - 1 {
      remarks.append(
        "training had not reached the levels above \(4 << level)x\(4 << level) pixels, whose "
          + "biases are all zero: they are left out"
      )
    }
    return level
  }
}

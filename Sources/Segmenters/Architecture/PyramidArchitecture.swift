import Faults

/// The feature pyramid of UPerNet: pooling at four sizes on the coarsest feature map, a top-down
/// way, a fusion of all levels, and heads.
struct PyramidArchitecture: Hashable, Sendable {
  /// A 3x3 convolution and a classifier.
  struct Head: Hashable, Sendable {
    let convolution: ConvolutionPlan
    let classifier: ConvolutionPlan
  }

  /// Objects and parts from the fusion, materials from the finest level.
  struct ParsingHeads: Hashable, Sendable {
    let object: Head
    let part: Head
    let material: Head
  }

  /// What the decoder tells.
  enum Heads: Hashable, Sendable {
    /// The heads of unified parsing.
    case parsing(ParsingHeads)
    /// One list of classes, right after the fusion.
    case classes(ConvolutionPlan)
  }

  let pooling: [ConvolutionPlan]
  let poolingLast: ConvolutionPlan
  /// From the finest level on.
  let lateral: [ConvolutionPlan]
  /// From the finest level on.
  let smoothing: [ConvolutionPlan]
  let fusion: ConvolutionPlan
  let heads: Heads

  var inputChannels: [Int] { lateral.map(\.inputs) + [pooling[0].inputs] }

  var convolutions: [ConvolutionPlan] {
    let last: [ConvolutionPlan] =
      switch heads {
      case .parsing(let heads):
        [heads.object, heads.part, heads.material].flatMap { [$0.convolution, $0.classifier] }
      case .classes(let classifier): [classifier]
      }
    return pooling + [poolingLast] + lateral + smoothing + [fusion] + last
  }

  static func infer(from inventory: TensorInventory) throws(Fault) -> PyramidArchitecture {
    let inputs = try inventory.kernel("ppm_conv.0.0.weight")[1]
    var pooling: [ConvolutionPlan] = []
    for index in PoolingArchitecture.bins.indices {
      let outputs = try inventory.kernel("ppm_conv.\(index).0.weight")[0]
      pooling.append(
        .normalised(
          "ppm_conv.\(index).0",
          normalisation: "ppm_conv.\(index).1",
          inputs: inputs,
          outputs: outputs,
          kernel: 1
        )
      )
    }
    let pooled = pooling.reduce(inputs) { $0 + $1.outputs }
    let width = try inventory.kernel("ppm_last_conv.0.weight")[0]
    let levels = try inferLevels(from: inventory, width)
    let isParsing = inventory.contains("object_head.0.0.weight")
    let fusion = isParsing ? "conv_fusion" : "conv_last.0"
    let fused = try inventory.kernel("\(fusion).0.weight")[0]
    return PyramidArchitecture(
      pooling: pooling,
      poolingLast: .normalised(
        "ppm_last_conv.0",
        normalisation: "ppm_last_conv.1",
        inputs: pooled,
        outputs: width,
        kernel: 3
      ),
      lateral: levels.lateral,
      smoothing: levels.smoothing,
      fusion: .normalised(
        "\(fusion).0",
        normalisation: "\(fusion).1",
        inputs: width * (levels.lateral.count + 1),
        outputs: fused,
        kernel: 3
      ),
      heads: isParsing
        ? try inferParsing(from: inventory, fused, width)
        : .classes(
          .classifier(
            "conv_last.1",
            inputs: fused,
            outputs: try inventory.kernel("conv_last.1.weight")[0]
          )
        )
    )
  }

  private static func inferLevels(
    from inventory: TensorInventory,
    _ width: Int
  ) throws(Fault) -> (lateral: [ConvolutionPlan], smoothing: [ConvolutionPlan]) {
    var lateral: [ConvolutionPlan] = []
    var smoothing: [ConvolutionPlan] = []
    for level in 0..<3 {
      let inputs = try inventory.kernel("fpn_in.\(level).0.weight")[1]
      lateral.append(
        .normalised(
          "fpn_in.\(level).0",
          normalisation: "fpn_in.\(level).1",
          inputs: inputs,
          outputs: width,
          kernel: 1
        )
      )
      smoothing.append(
        .normalised(
          "fpn_out.\(level).0.0",
          normalisation: "fpn_out.\(level).0.1",
          inputs: width,
          outputs: width,
          kernel: 3
        )
      )
    }
    return (lateral, smoothing)
  }

  private static func inferParsing(
    from inventory: TensorInventory,
    _ fused: Int,
    _ width: Int
  ) throws(Fault) -> Heads {
    func head(_ name: String, _ inputs: Int) throws(Fault) -> Head {
      let middle = try inventory.kernel("\(name).0.0.weight")[0]
      let classes = try inventory.kernel("\(name).1.weight")[0]
      return Head(
        convolution: .normalised(
          "\(name).0.0",
          normalisation: "\(name).0.1",
          inputs: inputs,
          outputs: middle,
          kernel: 3
        ),
        classifier: .classifier("\(name).1", inputs: middle, outputs: classes)
      )
    }
    return .parsing(
      ParsingHeads(
        object: try head("object_head", fused),
        part: try head("part_head", fused),
        material: try head("material_head", width)
      )
    )
  }
}

import Faults

/// torchvision's DeepLabV3 or FCN: a dilated encoder, perhaps pooling by dilated convolutions, a
/// convolution and a classifier.
///
/// Chen et al. 2017, arXiv:1706.05587; Long et al. 2015, arXiv:1411.4038.
struct AtrousArchitecture: Hashable, Sendable {
  /// Convolutions of several dilations and the mean of the whole map, side by side.
  struct Pooling: Hashable, Sendable {
    let branches: [ConvolutionPlan]
    let mean: ConvolutionPlan
    let projection: ConvolutionPlan

    /// The dilations of the 3x3 branches, which follow the 1x1 one.
    static let dilations = [12, 24, 36]
  }

  let encoder: BackboneArchitecture
  let pooling: Pooling?
  let convolution: ConvolutionPlan
  let classifier: ConvolutionPlan

  var convolutions: [ConvolutionPlan] {
    encoder.convolutions
      + (pooling.map { $0.branches + [$0.mean, $0.projection] } ?? [])
      + [convolution, classifier]
  }

  static func recognizes(_ inventory: TensorInventory) -> Bool {
    inventory.hasPrefix("backbone.") && inventory.contains("classifier.4.weight")
  }

  static func infer(from inventory: TensorInventory) throws(Fault) -> AtrousArchitecture {
    let encoder = try BackboneArchitecture.infer(from: inventory)
    var inputs = encoder.outputs
    var pooling: Pooling?
    if inventory.contains("classifier.0.project.0.weight") {
      let found = try inferPooling(from: inventory, inputs)
      inputs = found.projection.outputs
      pooling = found
    }
    // The pooling is a module of its own before the convolution.
    let first = pooling == nil ? 0 : 1
    let width = try inventory.kernel("classifier.\(first).weight")[0]
    return AtrousArchitecture(
      encoder: encoder,
      pooling: pooling,
      convolution: .normalised(
        "classifier.\(first)",
        normalisation: "classifier.\(first + 1)",
        inputs: inputs,
        outputs: width,
        kernel: 3
      ),
      classifier: .classifier(
        "classifier.4",
        inputs: width,
        outputs: try inventory.kernel("classifier.4.weight")[0]
      )
    )
  }

  private static func inferPooling(
    from inventory: TensorInventory,
    _ inputs: Int
  ) throws(Fault) -> Pooling {
    let name = "classifier.0"
    var branches: [ConvolutionPlan] = []
    for (index, dilation) in ([1] + Pooling.dilations).enumerated() {
      let branch = "\(name).convs.\(index)"
      branches.append(
        .normalised(
          "\(branch).0",
          normalisation: "\(branch).1",
          inputs: inputs,
          outputs: try inventory.kernel("\(branch).0.weight")[0],
          kernel: index == 0 ? 1 : 3,
          dilation: dilation
        )
      )
    }
    let mean = "\(name).convs.\(branches.count)"
    let meanWidth = try inventory.kernel("\(mean).1.weight")[0]
    return Pooling(
      branches: branches,
      mean: .normalised(
        "\(mean).1",
        normalisation: "\(mean).2",
        inputs: inputs,
        outputs: meanWidth,
        kernel: 1
      ),
      projection: .normalised(
        "\(name).project.0",
        normalisation: "\(name).project.1",
        inputs: branches.reduce(meanWidth) { $0 + $1.outputs },
        outputs: try inventory.kernel("\(name).project.0.weight")[0],
        kernel: 1
      )
    )
  }
}

/// A dilated encoder of torchvision's segmenters.
enum BackboneArchitecture: Hashable, Sendable {
  case residual(ResidualArchitecture)
  case mobile(MobileV3Architecture)

  static func infer(from inventory: TensorInventory) throws(Fault) -> BackboneArchitecture {
    inventory.contains("backbone.conv1.weight")
      ? .residual(try .infer(from: inventory, prefix: "backbone.", isDilated: true))
      : .mobile(try .infer(from: inventory))
  }

  var convolutions: [ConvolutionPlan] {
    switch self {
    case .residual(let residual): residual.convolutions
    case .mobile(let mobile): mobile.convolutions
    }
  }

  /// The channels of its last feature map.
  var outputs: Int {
    switch self {
    case .residual(let residual): residual.stages.last?.outputs ?? 0
    case .mobile(let mobile): mobile.last.outputs
    }
  }

  /// The published name, as far as the tensors match one.
  var name: String {
    switch self {
    case .residual(let residual): residual.name
    case .mobile: "mobilenetv3_large"
    }
  }
}

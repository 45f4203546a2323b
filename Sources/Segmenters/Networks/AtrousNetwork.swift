import Faults
import Layers
import OneDNN
import Tensors

/// torchvision's DeepLabV3 and FCN.
final class AtrousNetwork: LogitNetwork {
  private let encoder: any Encoder
  private let pooling: AtrousPooling?
  private let convolution: Convolution
  private let classifier: Convolution

  init(
    _ architecture: AtrousArchitecture,
    _ factory: LayerFactory,
    _ order: [Int]
  ) throws(Fault) {
    switch architecture.encoder {
    case .residual(let residual): encoder = try ResidualEncoder(residual, factory)
    case .mobile(let mobile): encoder = try MobileV3Encoder(mobile, factory)
    }
    pooling = try architecture.pooling.map { plan throws(Fault) in
      try AtrousPooling(plan, factory)
    }
    convolution = try factory.convolution(architecture.convolution)
    classifier = try factory.classifier(architecture.classifier, order.map { $0..<$0 + 1 })
  }

  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> FeatureMaps {
    let levels = try encoder(image)
    let last = levels[levels.count - 1]
    let pooled = try pooling?(last) ?? last
    return try classifier(try convolution(pooled), outputPrecision: .float32)
  }
}

/// Convolutions of several dilations and the mean of the whole map, side by side, then mixed.
///
/// Chen et al. 2017, arXiv:1706.05587, section 3.3.
final class AtrousPooling {
  private let branches: [Convolution]
  private let mean: Convolution
  private let projection: Convolution

  init(_ plan: AtrousArchitecture.Pooling, _ factory: LayerFactory) throws(Fault) {
    var branches: [Convolution] = []
    for branch in plan.branches { branches.append(try factory.convolution(branch)) }
    self.branches = branches
    mean = try factory.convolution(plan.mean)
    projection = try factory.convolution(plan.projection)
  }

  func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
    var parts: [FeatureMaps] = []
    for branch in branches { parts.append(try branch(input)) }
    let spreading = Resampling(.nearest, height: input.shape.height, width: input.shape.width)
    parts.append(spreading(try mean(input.mean())))
    return try projection(.concatenate(parts))
  }
}

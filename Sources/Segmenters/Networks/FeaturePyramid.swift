import Faults
import Layers
import OneDNN
import Tensors

/// The body of UPerNet.
///
/// Xiao et al. 2018, arXiv:1807.10221.
final class FeaturePyramid {
  private let pooling: PyramidPooling
  private let lateral: [Convolution]
  private let smoothing: [Convolution]
  private let fusion: Fusion

  /// Builds the layers; the pooling is precise for unified parsing, adaptive for ADE20K's models.
  init(
    _ architecture: PyramidArchitecture,
    pooling: Resampling.Method,
    _ factory: LayerFactory
  ) throws(Fault) {
    self.pooling = try PyramidPooling(
      architecture.pooling,
      last: architecture.poolingLast,
      pooling: pooling,
      rectifiesEnlarged: true,
      factory
    )
    var lateral: [Convolution] = []
    for plan in architecture.lateral { lateral.append(try factory.convolution(plan)) }
    self.lateral = lateral
    var smoothing: [Convolution] = []
    for plan in architecture.smoothing { smoothing.append(try factory.convolution(plan)) }
    self.smoothing = smoothing
    fusion = try Fusion(architecture.fusion, levels: lateral.count + 1, factory)
  }

  /// The finest level of the pyramid, and the fusion of all.
  func callAsFunction(
    _ features: [FeatureMaps]
  ) throws(Fault) -> (finest: FeatureMaps, fused: FeatureMaps) {
    var top = try pooling(features[lateral.count])
    var levels = [top]
    for index in lateral.indices.reversed() {
      let next = try lateral[index](features[index])
      Resampling(.bilinear, height: next.shape.height, width: next.shape.width)(
        top,
        accumulatingInto: next
      )
      top = next
      levels.insert(try smoothing[index](top), at: 0)
    }
    return (levels[0], try fusion(levels))
  }
}

/// A 3x3 convolution over all levels, the coarser ones enlarged to the finest.
final class Fusion {
  private let finest: Convolution
  private let coarser: [ResampledConvolution]
  private let outputChannels: Int

  init(_ plan: ConvolutionPlan, levels: Int, _ factory: LayerFactory) throws(Fault) {
    let (weights, bias) = try factory.folded(plan)
    let width = plan.inputs / levels
    func weightsOf(level: Int) -> [Float] {
      (0..<plan.outputs).flatMap { output in
        let start = (output * plan.inputs + level * width) * 9
        return weights[start..<start + width * 9]
      }
    }
    outputChannels = plan.outputs
    var geometry = LayerFactory.geometry(of: plan)
    geometry.inputChannels = width
    finest = try Convolution(
      geometry,
      weights: weightsOf(level: 0),
      bias: bias,
      nonlinearity: .rectified
    )
    var coarser: [ResampledConvolution] = []
    for level in 1..<levels {
      coarser.append(
        try ResampledConvolution(
          inputChannels: width,
          outputChannels: plan.outputs,
          weights: weightsOf(level: level)
        )
      )
    }
    self.coarser = coarser
  }

  func callAsFunction(_ levels: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    let extent = levels[0].shape
    let shape = Shape(extent.batch, outputChannels, extent.height, extent.width)
    let sum = FeatureMaps(shape, on: levels[0].session)
    for (index, layer) in coarser.enumerated() {
      try layer(levels[index + 1], into: sum, accumulates: index > 0)
    }
    let rounded = levels[0].precision == .float32 ? sum : sum.copy(levels[0].precision)
    try finest(levels[0], accumulatingInto: rounded)
    return rounded
  }
}

import Checkpoints
import Faults
import Layers
import OneDNN

/// The part of a segmenter that turns an image into feature maps of several extents.
protocol Encoder: AnyObject {
  /// The feature maps that decoders take, finest first; none is changed afterwards.
  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> [FeatureMaps]
}

extension EncoderArchitecture {
  /// Builds the network.
  func build(from checkpoint: StateDictionary) throws(Fault) -> any Encoder {
    let factory = LayerFactory(checkpoint: checkpoint)
    switch self {
    case .residual(let residual): return try ResidualEncoder(residual, factory)
    case .mobile(let mobile): return try MobileEncoder(mobile, factory)
    case .highResolution(let network): return try HighResolutionEncoder(network, factory)
    }
  }
}

/// A ResNet with a deep stem.
///
/// He et al. 2016, arXiv:1512.03385.
final class ResidualEncoder: Encoder {
  private let stem: [Convolution]
  private let pooling = MaxPooling(kernel: 3, stride: 2, padding: 1)
  private let stages: [[ResidualBlock]]

  init(_ architecture: ResidualArchitecture, _ factory: LayerFactory) throws(Fault) {
    var stem: [Convolution] = []
    for plan in architecture.stem { stem.append(try factory.convolution(plan)) }
    self.stem = stem
    var stages: [[ResidualBlock]] = []
    for stage in architecture.stages {
      stages.append(try ResidualBlock.chain(stage.blocks, factory))
    }
    self.stages = stages
  }

  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> [FeatureMaps] {
    var maps = image
    for layer in stem { maps = try layer(maps) }
    maps = pooling(maps)
    var levels: [FeatureMaps] = []
    for stage in stages {
      maps = try ResidualBlock.run(stage, maps, mayOverwrite: false)
      levels.append(maps)
    }
    return levels
  }
}

/// A dilated MobileNetV2.
///
/// Sandler et al. 2018, arXiv:1801.04381.
final class MobileEncoder: Encoder {
  private struct Block {
    let layers: [Convolution]
    let projection: Convolution
    let isResidual: Bool
  }

  private let stem: Convolution
  private let blocks: [Block]

  init(_ architecture: MobileArchitecture, _ factory: LayerFactory) throws(Fault) {
    stem = try factory.convolution(architecture.stem, .clampedToSix)
    var blocks: [Block] = []
    for plan in architecture.blocks {
      var layers: [Convolution] = []
      for convolution in plan.convolutions.dropLast() {
        layers.append(try factory.convolution(convolution, .clampedToSix))
      }
      blocks.append(
        Block(
          layers: layers,
          projection: try factory.convolution(plan.projection, .none),
          isResidual: plan.isResidual
        )
      )
    }
    self.blocks = blocks
  }

  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> [FeatureMaps] {
    var maps = try stem(image)
    for block in blocks {
      let input = maps
      for layer in block.layers { maps = try layer(maps) }
      if block.isResidual {
        // Nobody else needs the input any more.
        try block.projection(maps, accumulatingInto: input)
        maps = input
      } else {
        maps = try block.projection(maps)
      }
    }
    return [maps]
  }
}

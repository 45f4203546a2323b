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
    }
  }
}

/// A ResNet with a deep stem.
///
/// He et al. 2016, arXiv:1512.03385.
final class ResidualEncoder: Encoder {
  private struct Block {
    let leading: [Convolution]
    /// Adds to the way past before its rectification.
    let last: Convolution
    let downsample: Convolution?

    /// Runs the block; `input` is changed if `mayOverwrite` and nothing leads past.
    func callAsFunction(
      _ input: FeatureMaps,
      mayOverwrite: Bool
    ) throws(Fault) -> FeatureMaps {
      var maps = input
      for layer in leading { maps = try layer(maps) }
      let sum = try downsample?(input) ?? (mayOverwrite ? input : input.copy())
      try last(maps, accumulatingInto: sum)
      return sum
    }
  }

  private let stem: [Convolution]
  private let pooling = MaxPooling(kernel: 3, stride: 2, padding: 1)
  private let stages: [[Block]]

  init(_ architecture: ResidualArchitecture, _ factory: LayerFactory) throws(Fault) {
    var stem: [Convolution] = []
    for plan in architecture.stem { stem.append(try factory.convolution(plan)) }
    self.stem = stem
    var stages: [[Block]] = []
    for stage in architecture.stages {
      var blocks: [Block] = []
      for block in stage.blocks { blocks.append(try Self.block(block, factory)) }
      stages.append(blocks)
    }
    self.stages = stages
  }

  private static func block(
    _ plan: ResidualArchitecture.Block,
    _ factory: LayerFactory
  ) throws(Fault) -> Block {
    var leading: [Convolution] = []
    for convolution in plan.convolutions.dropLast() {
      leading.append(try factory.convolution(convolution))
    }
    let last = try factory.convolution(plan.last)
    guard let downsample = plan.downsample else {
      return Block(leading: leading, last: last, downsample: nil)
    }
    return Block(
      leading: leading,
      last: last,
      downsample: try factory.convolution(downsample, .none)
    )
  }

  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> [FeatureMaps] {
    var maps = image
    for layer in stem { maps = try layer(maps) }
    maps = pooling(maps)
    var levels: [FeatureMaps] = []
    for stage in stages {
      for (index, block) in stage.enumerated() {
        maps = try block(maps, mayOverwrite: index > 0)
      }
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

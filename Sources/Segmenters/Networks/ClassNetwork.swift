import Checkpoints
import Faults
import Layers
import OneDNN

/// An encoder and a decoder with one list of classes.
final class ClassNetwork: LogitNetwork {
  private enum Decoder {
    case pyramid(FeaturePyramid)
    case pooling(PyramidPooling)
    case plain(Convolution)
  }

  private let encoder: any Encoder
  private let decoder: Decoder
  private let classifier: Convolution

  /// Builds the decoder; `order` lists the classes as their logits are wanted.
  init(
    encoder: any Encoder,
    _ architecture: DecoderArchitecture,
    _ classes: ConvolutionPlan,
    order: [Int],
    _ factory: LayerFactory
  ) throws(Fault) {
    self.encoder = encoder
    classifier = try factory.classifier(classes, order.map { $0..<$0 + 1 })
    switch architecture {
    case .pyramid(let pyramid):
      decoder = .pyramid(try FeaturePyramid(pyramid, pooling: .adaptiveAverage, factory))
    case .pooling(let pooling):
      decoder = .pooling(
        try PyramidPooling(
          pooling.branches,
          last: pooling.last,
          pooling: .adaptiveAverage,
          rectifiesEnlarged: false,
          factory
        )
      )
    case .plain(let plain):
      decoder = .plain(try factory.convolution(plain.convolution))
    }
  }

  /// The logits in float32, at the extent of the decoder's finest level.
  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> FeatureMaps {
    let levels = try encoder(image)
    let maps: FeatureMaps
    switch decoder {
    case .pyramid(let pyramid): maps = try pyramid(levels).fused
    case .pooling(let pooling): maps = try pooling(levels[levels.count - 1])
    case .plain(let convolution): maps = try convolution(levels[levels.count - 1])
    }
    return try classifier(maps, outputPrecision: .float32)
  }
}

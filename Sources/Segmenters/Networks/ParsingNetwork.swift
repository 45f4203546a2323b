import Checkpoints
import Faults
import Layers
import OneDNN

/// The unified-parsing UPerNet, without its scene head.
final class ParsingNetwork {
  /// Logits at the extent of the finest level, in float32.
  struct Logits {
    let object: FeatureMaps
    let material: FeatureMaps
    /// The lists of the owners asked for, one after the other.
    let part: FeatureMaps?
  }

  private struct Head {
    let convolution: Convolution
    let classifier: Convolution

    func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
      try classifier(convolution(input), outputPrecision: .float32)
    }
  }

  private let encoder: any Encoder
  private let body: FeaturePyramid
  private let object: Head
  private let material: Head
  private let partConvolution: Convolution
  private let chosenParts: Convolution?
  private let allParts: Convolution

  init(
    encoder: any Encoder,
    _ architecture: PyramidArchitecture,
    _ heads: PyramidArchitecture.ParsingHeads,
    _ labels: ParsingLabels,
    _ factory: LayerFactory
  ) throws(Fault) {
    self.encoder = encoder
    body = try FeaturePyramid(architecture, pooling: .preciseRegion, factory)
    object = try Self.head(heads.object, factory)
    material = try Self.head(heads.material, factory)
    partConvolution = try factory.convolution(heads.part.convolution)
    let chosen = labels.owners(all: false).map(\.logits)
    chosenParts = chosen.isEmpty ? nil : try factory.classifier(heads.part.classifier, chosen)
    allParts = try factory.classifier(heads.part.classifier)
  }

  private static func head(
    _ plan: PyramidArchitecture.Head,
    _ factory: LayerFactory
  ) throws(Fault) -> Head {
    Head(
      convolution: try factory.convolution(plan.convolution),
      classifier: try factory.classifier(plan.classifier)
    )
  }

  func callAsFunction(_ image: FeatureMaps, allParts wantsAll: Bool) throws(Fault) -> Logits {
    let (finest, fused) = try body(try encoder(image))
    let classifier = wantsAll ? allParts : chosenParts
    return Logits(
      object: try object(fused),
      material: try material(finest),
      part: try classifier?(try partConvolution(fused), outputPrecision: .float32)
    )
  }
}

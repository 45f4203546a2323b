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

  let network: Network
  let image: Slot
  let object: Slot
  let material: Slot
  private let chosenParts: Slot?
  private let allParts: Slot
  private let finest: Slot
  private let deepest: Slot
  private let fused: Slot

  init(
    _ encoder: EncoderArchitecture,
    by encoderFactory: LayerFactory,
    architecture: PyramidArchitecture,
    heads: PyramidArchitecture.ParsingHeads,
    labels: ParsingLabels,
    by factory: LayerFactory
  ) throws(Fault) {
    var assembly = NetworkAssembly(encoderFactory)
    image = assembly.addInput()
    let levels = try assembly.encoder(encoder, image)
    deepest = levels[levels.count - 1]
    assembly.factory = factory
    (finest, fused) = try assembly.pyramid(architecture, pooling: .preciseRegion, levels)
    func head(_ plan: PyramidArchitecture.Head, _ input: Slot) throws(Fault) -> Slot {
      let middle = try assembly.convolution(plan.convolution, input)
      return assembly.add(WidenedConvolution(try factory.classifier(plan.classifier)), middle)
    }
    object = try head(heads.object, fused)
    material = try head(heads.material, finest)
    let part = try assembly.convolution(heads.part.convolution, fused)
    let chosen = labels.owners(all: false).map(\.logits)
    chosenParts =
      chosen.isEmpty
      ? nil
      : assembly.add(
        WidenedConvolution(try factory.classifier(heads.part.classifier, chosen)),
        part
      )
    allParts = assembly.add(
      WidenedConvolution(try factory.classifier(heads.part.classifier)),
      part
    )
    network = assembly.network
  }

  /// The logits of parts: of all owners or of those chosen.
  func parts(all: Bool) -> Slot? { all ? allParts : chosenParts }

  /// The encoder's last feature maps.
  func encoded(_ maps: FeatureMaps) throws(Fault) -> FeatureMaps {
    var pass = ForwardPass(network, from: [image: maps], visiting: [])
    return try pass.run(to: deepest)
  }

  func callAsFunction(_ maps: FeatureMaps, allParts all: Bool) throws(Fault) -> Logits {
    var known: [Slot: FeatureMaps] = [:]
    var pass = ForwardPass(network, from: [image: maps], visiting: [finest])
    known[fused] = try pass.run(to: fused) { slot, value throws(Fault) in
      known[slot] = value
      return value
    }
    func head(_ slot: Slot) throws(Fault) -> FeatureMaps {
      var pass = ForwardPass(network, from: known, visiting: [])
      return try pass.run(to: slot)
    }
    return Logits(
      object: try head(object),
      material: try head(material),
      part: try parts(all: all).map(head)
    )
  }
}

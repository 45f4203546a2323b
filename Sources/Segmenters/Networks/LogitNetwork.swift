import Faults
import Layers
import OneDNN

/// A network with one list of classes.
final class LogitNetwork {
  let network: Network
  let image: Slot
  /// The logits in float32, at an extent of the network's own.
  let logits: Slot
  /// The encoder's feature maps, finest first.
  let levels: [Slot]
  /// How the published code enlarges the logits.
  let enlargement: Resampling.Method

  init(
    _ assembly: NetworkAssembly,
    image: Slot,
    levels: [Slot],
    logits: Slot,
    enlargement: Resampling.Method = .bilinear
  ) {
    network = assembly.network
    (self.image, self.levels, self.logits) = (image, levels, logits)
    self.enlargement = enlargement
  }

  /// The encoder's last feature maps.
  func encoded(_ maps: FeatureMaps) throws(Fault) -> FeatureMaps {
    var pass = ForwardPass(network, from: [image: maps], visiting: [])
    return try pass.run(to: levels[levels.count - 1])
  }

  /// The logits of an image.
  func callAsFunction(_ maps: FeatureMaps) throws(Fault) -> FeatureMaps {
    var pass = ForwardPass(network, from: [image: maps], visiting: [])
    return try pass.run(to: logits)
  }
}

extension LogitNetwork {
  /// An encoder and a decoder from two files; `order` lists the classes as their logits are wanted.
  convenience init(
    _ encoder: EncoderArchitecture,
    by encoderFactory: LayerFactory,
    _ decoder: DecoderArchitecture,
    by decoderFactory: LayerFactory,
    classes: ConvolutionPlan,
    order: [Int]
  ) throws(Fault) {
    var assembly = NetworkAssembly(encoderFactory)
    let image = assembly.addInput()
    let levels = try assembly.encoder(encoder, image)
    assembly.factory = decoderFactory
    let last = levels[levels.count - 1]
    let maps: Slot
    switch decoder {
    case .pyramid(let pyramid):
      maps = try assembly.pyramid(pyramid, pooling: .adaptiveAverage, levels).fused
    case .pooling(let pooling):
      maps = try assembly.pyramidPooling(
        pooling.branches,
        last: pooling.last,
        pooling: .adaptiveAverage,
        rectifiesEnlarged: false,
        last
      )
    case .plain(let plain): maps = try assembly.convolution(plain.convolution, last)
    }
    let logits = try assembly.classifier(classes, maps, order: order)
    self.init(assembly, image: image, levels: levels, logits: logits)
  }

  /// A network of one file.
  convenience init(
    _ architecture: WholeArchitecture,
    _ factory: LayerFactory,
    order: [Int],
    on session: Session
  ) throws(Fault) {
    var assembly = NetworkAssembly(factory)
    let image = assembly.addInput()
    switch architecture {
    case .segFormer(let network):
      let levels = try assembly.encoder(network, image)
      let fused = try assembly.linearFusion(network, levels, on: session)
      let logits = try assembly.classifier(network.classifier, fused, order: order)
      self.init(assembly, image: image, levels: levels, logits: logits)
    case .atrous(let network):
      let (levels, logits) = try assembly.atrous(network, image, order: order)
      self.init(assembly, image: image, levels: levels, logits: logits)
    case .lite(let network):
      let (levels, logits) = try assembly.lite(network, image, order: order)
      self.init(assembly, image: image, levels: levels, logits: logits)
    case .bilateral(let network):
      let (levels, logits) = try assembly.bilateral(network, image, order: order)
      self.init(
        assembly,
        image: image,
        levels: levels,
        logits: logits,
        enlargement: .cornerAligned
      )
    }
  }
}

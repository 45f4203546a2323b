public import Checkpoints
public import Faults
public import Interventions
public import Layers
import Latents
public import OneDNN
public import Tensors

/// The generator of StyleGAN2.
///
/// Layers are the styled convolutions after their activation. Latents may be z, w, or w+: one w for
/// each input, N = 2 log2(resolution) - 2 of them side by side. Styles are values like layers: of one
/// place each. Karras et al. 2020, arXiv:1912.04958.
public final class StyleGenerator: Generator {
  /// What it is.
  public let summary: GeneratorSummary
  /// The session that it lives in.
  public let session: Session
  /// The steps from w to the image.
  public let network: Network
  /// The styled convolutions' outputs.
  public let layerValues: [Slot]
  /// The styles.
  public let styleValues: [Slot]
  /// The image.
  public let imageValue: Slot
  /// The mean of w, of which truncation takes its share.
  public let meanW: [Float]
  /// How it is used.
  public let settings: StyleSettings
  private let weights: StyleWeights
  private let mapping: [Convolution]
  private let constant: Slot
  private let styleInputs: [Slot]
  private let noiseInputs: [Slot]

  /// How many random latents the mean w is taken over where the file has none, and their seed.
  static let meanCount = 4096
  static let meanSeed: UInt32 = 99

  /// Builds the network that a checkpoint holds.
  ///
  /// - Throws: A refusal that names the tensors that are missing, unexpected or mis-shaped.
  public convenience init(
    _ checkpoint: StateDictionary,
    settings: StyleSettings = StyleSettings(),
    session: Session
  ) throws(Fault) {
    try self.init(try StyleFile(checkpoint).weights(), settings: settings, session: session)
  }

  /// Builds the network from weights with all factors folded in.
  public init(
    _ weights: StyleWeights,
    settings: StyleSettings,
    session: Session
  ) throws(Fault) {
    guard weights.embedding != nil || settings.label == 0 else {
      throw Fault(
        .usage,
        "draw label",
        on: "\(settings.label)",
        expected: "a conditional network",
        found: "one without labels",
        advice: "Leave --label out"
      )
    }
    self.weights = weights
    self.settings = settings
    self.session = session
    let mapping = try weights.mapping.map { (affine) throws(Fault) in
      try Convolution(affine, nonlinearity: .leaky(slope: 0.2))
    }
    self.mapping = mapping
    var network = Network()
    constant = network.addInput()
    styleInputs = (0..<weights.styleCount).map { _ in network.addInput() }
    noiseInputs = weights.layers.map { _ in network.addInput() }
    var builder = SynthesisBuilder(network, constant: constant, w: styleInputs, noise: noiseInputs)
    try builder.build(weights)
    self.network = builder.network
    layerValues = builder.layers
    styleValues = builder.styles
    imageValue = builder.image
    if let mean = weights.meanW {
      meanW = mean
    } else {
      meanW = try Self.mean(of: weights, mapping, session)
    }
    summary = weights.summary(settings)
  }

  /// The same network used in another way.
  public func with(_ settings: StyleSettings) -> StyleGenerator {
    StyleGenerator(self, settings)
  }

  private init(_ other: StyleGenerator, _ settings: StyleSettings) {
    self.settings = settings
    (weights, session, mapping, meanW) = (other.weights, other.session, other.mapping, other.meanW)
    (network, imageValue) = (other.network, other.imageValue)
    (layerValues, styleValues) = (other.layerValues, other.styleValues)
    constant = other.constant
    (styleInputs, noiseInputs) = (other.styleInputs, other.noiseInputs)
    summary = other.weights.summary(settings)
  }

  /// The constant, the w and the noise of every layer.
  public func inputs(
    _ latents: Tensor,
    in space: LatentSpace,
    precision: Precision
  ) throws(Fault) -> [Slot: FeatureMaps] {
    let batch = latents.shape.batch
    let styles = try styles(latents, in: space)
    var inputs: [Slot: FeatureMaps] = [:]
    let shape = Shape(batch, weights.layers[0].inputs, 4, 4)
    let tiled = Tensor(shape, (0..<batch).flatMap { _ in weights.constant })
    inputs[constant] = FeatureMaps(tiled, precision, on: session)
    for (slot, style) in zip(styleInputs, styles) { inputs[slot] = FeatureMaps(style, on: session) }
    for (slot, noise) in zip(noiseInputs, noise()) {
      inputs[slot] = FeatureMaps(noise, on: session)
    }
    return inputs
  }
}

extension StyleGenerator {
  /// Steps in z are added before the mapping, steps in w after truncation, to the inputs that they
  /// are for.
  public func moved(
    _ latents: PlacedLatents,
    along directions: [DirectionEdit]
  ) throws(Fault) -> PlacedLatents {
    let z = latents.values.moved(along: directions.filter { $0.direction.space == "z" }, at: 0)
    let inW = directions.filter { $0.direction.space == "w" }
    guard !inW.isEmpty else { return PlacedLatents(z, in: latents.space) }
    let batch = z.shape.batch
    let inputs = try styles(z, in: latents.space).enumerated().map { input, w in
      w.moved(along: inW, at: input)
    }
    let (width, space) = (weights.styleWidth, summary.latentSpaces[2])
    let values = (0..<batch).flatMap { sample in
      inputs.flatMap { $0.values[sample * width..<(sample + 1) * width] }
    }
    return PlacedLatents(Tensor(Shape(batch, space.width, 1, 1), values), in: space)
  }

  /// The z themselves, or their w before truncation.
  public func mapped(_ latents: Tensor, to space: LatentSpace) throws(Fault) -> Tensor {
    switch space.name {
    case "z": return latents
    case "w": return try w(of: latents)
    default:
      throw Fault(
        .usage,
        "map latents to",
        on: space.name,
        expected: "z or w",
        found: "another space"
      )
    }
  }

  /// The w of latents z, of shape (batch, width of w, 1, 1), before truncation.
  ///
  /// - Parameters:
  ///   - z: Latents of shape (batch, width of z, 1, 1).
  ///   - labels: The label of each sample of a conditional network; the settings' for all if nil.
  /// - Returns: One w a sample, in float32.
  /// - Throws: `Fault` of kind usage for a label that the network does not have.
  public func w(of z: Tensor, labels: [Int]? = nil) throws(Fault) -> Tensor {
    let batch = z.shape.batch
    if let labels = labels ?? (weights.embedding == nil ? nil : [settings.label]),
      let count = weights.embedding?.inputs, labels.contains(where: { !(0..<count).contains($0) })
    {
      throw Fault(
        .usage,
        "draw label",
        on: "\(labels)",
        expected: "a number from 0 to \(count - 1)",
        found: "another one"
      )
    }
    let labels = labels ?? [Int](repeating: settings.label, count: batch)
    return try Self.map(z, labels: labels, weights: weights, mapping: mapping, on: session)
  }

  /// The w that each input takes.
  private func styles(_ latents: Tensor, in space: LatentSpace) throws(Fault) -> [Tensor] {
    let (batch, width, count) = (latents.shape.batch, weights.styleWidth, weights.styleCount)
    guard space.name != "w+" else {
      return (0..<count).map { input in
        let values = (0..<batch).flatMap { sample in
          let start = (sample * count + input) * width
          return latents.values[start..<start + width]
        }
        return Tensor(Shape(batch, width, 1, 1), values)
      }
    }
    let w = space.name == "z" ? try w(of: latents) : latents
    let truncated = Tensor(
      w.shape,
      w.values.indices.map { index in
        let mean = meanW[index % width]
        return mean + settings.psi * (w.values[index] - mean)
      }
    )
    let cutoff = settings.psi == 1 ? 0 : settings.cutoff ?? count
    return (0..<count).map { $0 < cutoff ? truncated : w }
  }

  private func noise() -> [Tensor] {
    weights.layers.enumerated().map { index, layer in
      let count = layer.extent * layer.extent
      let values: [Float]
      switch settings.noise {
      case .none: values = [Float](repeating: 0, count: count)
      case .constant:
        values =
          layer.noise.isEmpty
          ? [Float](repeating: 0, count: count) : layer.noise.map { $0 * layer.strength }
      case .seeded(let seed):
        let own = Latents.rows(seed: seed &+ UInt32(index), first: 0, count: 1, width: count)
        values = own.values.map { $0 * layer.strength }
      }
      return Tensor(Shape(1, 1, layer.extent, layer.extent), values)
    }
  }

  /// Normalises latents, appends what labels add, and maps them.
  private static func map(
    _ z: Tensor,
    labels: [Int],
    weights: StyleWeights,
    mapping: [Convolution],
    on session: Session
  ) throws(Fault) -> Tensor {
    let (batch, width) = (z.shape.batch, weights.latentWidth)
    var rows: [Float] = []
    for sample in 0..<batch {
      let latent = Array(z.values[sample * width..<(sample + 1) * width])
      guard let embedding = weights.embedding else {
        rows += normalized(latent)
        continue
      }
      let label = labels[min(sample, labels.count - 1)]
      let added = (0..<embedding.outputs).map {
        embedding.weights[$0 * embedding.inputs + label] + embedding.bias[$0]
      }
      rows +=
        weights.embedsFirst
        ? normalized(latent + added) : normalized(latent) + normalized(added)
    }
    var maps = FeatureMaps(
      Tensor(Shape(batch, rows.count / max(1, batch), 1, 1), rows),
      on: session
    )
    for layer in mapping { maps = try layer(maps) }
    return maps.tensor()
  }

  private static func normalized(_ vector: [Float]) -> [Float] {
    let mean = vector.reduce(0) { $0 + $1 * $1 } / Float(vector.count)
    let factor = 1 / (mean + 1e-8).squareRoot()
    return vector.map { $0 * factor }
  }

  private static func mean(
    of weights: StyleWeights,
    _ mapping: [Convolution],
    _ session: Session
  ) throws(Fault) -> [Float] {
    let (width, outputs) = (weights.latentWidth, weights.styleWidth)
    var sums = [Double](repeating: 0, count: outputs)
    let step = 256
    for start in stride(from: 0, to: meanCount, by: step) {
      let z = Latents.rows(seed: meanSeed, first: start, count: step, width: width)
      let count = weights.embedding?.inputs ?? 1
      let labels = (start..<start + step).map { $0 % count }
      let w = try map(z, labels: labels, weights: weights, mapping: mapping, on: session)
      for (index, value) in w.values.enumerated() { sums[index % outputs] += Double(value) }
    }
    return sums.map { Float($0 / Double(meanCount)) }
  }
}

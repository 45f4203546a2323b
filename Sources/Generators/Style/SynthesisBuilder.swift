import Faults
import Layers
import Tensors

/// Puts the steps of StyleGAN2's synthesis together.
struct SynthesisBuilder {
  private(set) var network: Network
  private(set) var layers: [Slot] = []
  private(set) var styles: [Slot] = []
  private(set) var image: Slot
  private let constant: Slot
  private let w: [Slot]
  private let noise: [Slot]

  init(_ network: Network, constant: Slot, w: [Slot], noise: [Slot]) {
    self.network = network
    self.constant = constant
    self.w = w
    self.noise = noise
    image = constant
  }

  /// Adds all steps: a layer at 4x4, then one that doubles and one that does not at each extent,
  /// with a picture after the last of each.
  mutating func build(_ weights: StyleWeights) throws(Fault) {
    var value = constant
    var picture: Slot?
    for (index, layer) in weights.layers.enumerated() {
      let style = try addStyle(layer.style, index)
      let operation = try StyledConvolution(
        inputChannels: layer.inputs,
        outputChannels: layer.outputs,
        weights: layer.weights,
        bias: layer.bias,
        doubles: layer.doubles,
        limit: layer.limit
      )
      value = network.add(operation, value, style, noise[index])
      layers.append(value)
      guard index.isMultiple(of: 2) else { continue }
      picture = try add(weights.pictures[index / 2], of: value, index + 1, onto: picture)
    }
    image = picture ?? constant
  }

  private mutating func addStyle(
    _ affine: StyleWeights.Affine,
    _ input: Int
  ) throws(Fault) -> Slot {
    let style = network.add(try Convolution(affine), w[input])
    styles.append(style)
    return style
  }

  private mutating func add(
    _ picture: StyleWeights.Picture,
    of value: Slot,
    _ input: Int,
    onto below: Slot?
  ) throws(Fault) -> Slot {
    let style = try addStyle(picture.style, input)
    let operation = StyledPicture(
      weights: picture.weights,
      bias: picture.bias,
      limit: picture.limit
    )
    let own = network.add(operation, value, style)
    guard let below else { return own }
    return network.add(PictureSum(), own, network.add(PictureEnlargement(), below))
  }
}

extension StyleWeights {
  /// What a generator of these weights, used so, is.
  func summary(_ settings: StyleSettings) -> GeneratorSummary {
    let extent = layers.last?.extent ?? 4
    var summary = GeneratorSummary(
      family: "StyleGAN2",
      latentSpaces: [
        LatentSpace(name: "z", width: latentWidth),
        LatentSpace(name: "w", width: styleWidth, inputs: styleCount),
        LatentSpace(name: "w+", width: styleWidth * styleCount),
      ],
      layers: layers.map { layer in
        LayerDescription(
          name: LayerName(layer.name),
          units: layer.outputs,
          height: layer.extent,
          width: layer.extent
        )
      },
      imageHeight: extent,
      imageWidth: extent
    )
    summary.styles = styleDescriptions
    summary.remarks = remarks + ownRemarks(settings)
    return summary
  }

  /// The styles in the order of the network's steps.
  private var styleDescriptions: [LayerDescription] {
    layers.enumerated().flatMap { index, layer in
      let own = description(layer.name, layer.style)
      guard index.isMultiple(of: 2) else { return [own] }
      let picture = pictures[index / 2]
      return [own, description(picture.name, picture.style)]
    }
  }

  private func description(_ name: String, _ style: Affine) -> LayerDescription {
    LayerDescription(name: LayerName(name + ".style"), units: style.outputs, height: 1, width: 1)
  }

  private func ownRemarks(_ settings: StyleSettings) -> [String] {
    var remarks: [String] = []
    if let count = embedding?.inputs {
      remarks.append("a conditional network of \(count) labels: label \(settings.label) is drawn")
    }
    let silent = layers.filter { $0.noise.isEmpty && $0.strength != 0 }.map(\.name)
    if settings.noise == .constant, let first = silent.first {
      let isAll = layers.allSatisfy(\.noise.isEmpty)
      let more = silent.count > 1 ? " and \(silent.count - 1) more layers" : ""
      remarks.append(
        "the file holds no noise\(isAll ? "" : " for \(first)\(more)"), which is left out"
      )
    }
    if settings.psi != 1, meanW?.contains(where: { !$0.isFinite }) ?? false {
      remarks.append(
        "the mean of w in the file has values that are infinite or not numbers: images truncated "
          + "with it are without meaning"
      )
    }
    if meanW == nil, settings.psi != 1 {
      remarks.append(
        "the file holds no mean of w: it is taken over \(StyleGenerator.meanCount) latents of seed "
          + "\(StyleGenerator.meanSeed)"
      )
    }
    return remarks
  }
}

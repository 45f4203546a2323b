import Checkpoints
import Faults
import Tensors

/// How a checkpoint of a progressive GAN names its tensors, and the factors left out of its weights.
struct GeneratorNaming: Sendable {
  /// The layout's name, for messages.
  let title: String
  /// The names of a layer's weight and bias, counted from 0.
  let layer: @Sendable (Int) -> (weight: String, bias: String)
  /// The names of the image's weight and bias, for an image of a given extent and layer count.
  let output: @Sendable (_ extent: Int, _ layers: Int) -> (weight: String, bias: String)
  /// Whether a name may be there without being used.
  let isIgnored: @Sendable (String) -> Bool

  /// gandissect since 2018-12: layer1.conv.weight, output_256x256.conv.weight.
  static let published = GeneratorNaming(
    title: "progressive GAN",
    layer: { ("layer\($0 + 1).conv.weight", "layer\($0 + 1).wscale.b") },
    output: { extent, _ in
      ("output_\(extent)x\(extent).conv.weight", "output_\(extent)x\(extent).wscale.b")
    },
    isIgnored: { $0.hasSuffix(".wscale.scale") }
  )

  /// The first release: features.0.conv.weight, output.conv.weight (proggan.py:271-298).
  static let firstRelease = GeneratorNaming(
    title: "progressive GAN, first release's names",
    layer: { ("features.\($0).conv.weight", "features.\($0).wscale.b") },
    output: { _, _ in ("output.conv.weight", "output.wscale.b") },
    isIgnored: { $0.hasSuffix(".wscale.scale") }
  )

  /// genforce, higan and SeFa: layer0.weight, output6.weight; images of other extents beside them.
  static let genforce = GeneratorNaming(
    title: "progressive GAN, genforce's names",
    layer: { ("layer\($0).weight", "layer\($0).bias") },
    output: { _, layers in ("output\(layers / 2 - 1).weight", "output\(layers / 2 - 1).bias") },
    isIgnored: { $0 == "lod" || $0.hasPrefix("output") }
  )

  /// Which naming a checkpoint follows, judged by its first layer.
  static func recognize(_ checkpoint: StateDictionary) throws(Fault) -> GeneratorNaming {
    for naming in [published, firstRelease, genforce]
    where checkpoint.contains(naming.layer(0).weight) {
      return naming
    }
    throw Fault(
      .refused,
      "recognise a progressive GAN in",
      on: checkpoint.source,
      expected: "a tensor layer1.conv.weight, features.0.conv.weight or layer0.weight",
      found: "\(checkpoint.names.count) tensors, such as "
        + checkpoint.names.prefix(3).joined(separator: ", "),
      advice: "'ganscope inspect' tells what the file holds"
    )
  }
}

extension GeneratorNaming {
  /// The sizes that the shapes of a checkpoint's tensors imply.
  func architecture(of checkpoint: StateDictionary) throws(Fault) -> GeneratorArchitecture {
    var units: [Int] = []
    while let dimensions = checkpoint.dimensions(of: layer(units.count).weight) {
      guard dimensions.count == 4 else {
        throw misshaped(
          layer(units.count).weight,
          "four dimensions",
          dimensions,
          of: checkpoint
        )
      }
      units.append(dimensions[0])
    }
    let latentWidth = checkpoint.dimensions(of: layer(0).weight)?[1] ?? 0
    let architecture = GeneratorArchitecture(latentWidth: latentWidth, units: units)
    try checkDepth(units.count, checkpoint)
    try checkNames(architecture, checkpoint)
    for (name, expected) in shapes(architecture) {
      guard let found = checkpoint.dimensions(of: name), found != expected else { continue }
      throw misshaped(name, "\(expected)", found, of: checkpoint)
    }
    return architecture
  }

  /// The tensors that an architecture needs, with their shapes.
  func shapes(_ architecture: GeneratorArchitecture) -> [(name: String, dimensions: [Int])] {
    var shapes: [(String, [Int])] = []
    var inputs = architecture.latentWidth
    for (index, layer) in architecture.layers.enumerated() {
      let kernel = index == 0 ? 4 : 3
      shapes.append((self.layer(index).weight, [layer.units, inputs, kernel, kernel]))
      shapes.append((self.layer(index).bias, [layer.units]))
      inputs = layer.units
    }
    let names = output(architecture.imageHeight, architecture.layers.count)
    return shapes + [(names.weight, [3, inputs, 1, 1]), (names.bias, [3])]
  }

  private func checkDepth(_ count: Int, _ checkpoint: StateDictionary) throws(Fault) {
    guard count % 2 == 0, (4...18).contains(count) else {
      throw Fault(
        .refused,
        "read the generator",
        on: checkpoint.source,
        expected: "an even number of layers from 4 (8x8 pixels) to 18 (1024x1024)",
        found: "\(count) layers; the next would be \(layer(count).weight)",
        advice: "The file may be incomplete"
      )
    }
  }

  private func checkNames(
    _ architecture: GeneratorArchitecture,
    _ checkpoint: StateDictionary
  ) throws(Fault) {
    let needed = shapes(architecture).map(\.name)
    let missing = needed.filter { !checkpoint.contains($0) }
    let known = Set(needed)
    let unexpected = checkpoint.names.filter { !known.contains($0) && !isIgnored($0) }
    guard missing.isEmpty, unexpected.isEmpty else {
      throw Fault(
        .refused,
        "read the generator",
        on: checkpoint.source,
        expected: "the tensors of a \(title)",
        found: [listed("missing", missing), listed("unexpected", unexpected)]
          .compactMap { $0 }.joined(separator: "; ")
      )
    }
  }

  private func misshaped(
    _ name: String,
    _ expected: String,
    _ found: [Int],
    of checkpoint: StateDictionary
  ) -> Fault {
    Fault(
      .refused,
      "read tensor '\(name)' of the generator",
      on: checkpoint.source,
      expected: expected,
      found: "\(found)",
      advice: "Neighbouring layers must fit: each takes as many units as the one before has"
    )
  }
}

/// "missing: a, b and 3 more", or nothing for no names.
private func listed(_ what: String, _ names: [String]) -> String? {
  guard !names.isEmpty else { return nil }
  let more = names.count > 4 ? " and \(names.count - 4) more" : ""
  return "\(what): \(names.prefix(4).joined(separator: ", "))\(more)"
}

import Checkpoints
import Faults

/// Reads the weights of a StyleGAN2 generator in any of three layouts.
///
/// Every weight is divided by the square root of what it sums over; the mapping's also takes its
/// learning rate of 0.01. Karras et al. 2020, arXiv:1912.04958.
struct StyleFile {
  let checkpoint: StateDictionary
  let layout: StyleLayout

  private static let mappingRate: Float = 0.01
  private static let root = Float(2).squareRoot()

  static func recognizes(_ checkpoint: StateDictionary) -> Bool {
    StyleLayout.all.contains { $0.recognizes(checkpoint) }
  }

  init(_ checkpoint: StateDictionary) throws(Fault) {
    guard let layout = StyleLayout.all.first(where: { $0.recognizes(checkpoint) }) else {
      throw ForeignGenerator.refusal(checkpoint)
    }
    self.checkpoint = checkpoint
    self.layout = layout
  }

  /// Reads everything.
  ///
  /// - Throws: A refusal that names the tensors that are missing or mis-shaped, or an architecture
  ///   that is not read.
  func weights() throws(Fault) -> StyleWeights {
    try checkArchitecture()
    var layers: [StyleWeights.Layer] = []
    while checkpoint.contains(layout.layer(layers.count).weight) {
      layers.append(try layer(layers.count, after: layers.last))
    }
    try checkFilters()
    let levels = (layers.count + 1) / 2
    guard layers.count % 2 == 1, 1...9 ~= levels else {
      throw refusal(
        expected: "1, 3, 5 … or 17 styled convolutions",
        found: "\(layers.count); the next would be \(layout.layer(layers.count).weight)"
      )
    }
    var pictures: [StyleWeights.Picture] = []
    for level in 0..<levels { pictures.append(try picture(level, of: layers[2 * level])) }
    let mapping = try mapping()
    guard mapping.last?.outputs == layers[0].style.inputs else {
      throw refusal(
        expected: "a mapping to \(layers[0].style.inputs) values",
        found: "one to \(mapping.last?.outputs ?? 0)"
      )
    }
    var weights = StyleWeights(
      mapping: mapping,
      constant: try constant(channels: layers[0].inputs),
      layers: layers,
      pictures: pictures,
      meanW: try meanW(width: layers[0].style.inputs)
    )
    try addLabels(to: &weights)
    weights.remarks = remarks(on: weights)
    return weights
  }

  // MARK: Parts

  private func layer(
    _ index: Int,
    after previous: StyleWeights.Layer?
  ) throws(Fault) -> StyleWeights.Layer {
    let names = layout.layer(index)
    let doubles = index % 2 == 1
    let dimensions = try kernel(names.weight, extent: 3, inputs: previous?.outputs)
    let (outputs, inputs) = (dimensions[0], dimensions[1])
    var values = try checkpoint.tensor(names.weight)
    if doubles, layout.turnsDoublingKernels {
      for start in stride(from: 0, to: values.count, by: 9) {
        values[start..<start + 9].reverse()
      }
    }
    let factor = gain("synthesis.\(names.layer).weight_gain", 1 / Float(9 * inputs).squareRoot())
    let extent = 4 << ((index + 1) / 2)
    return StyleWeights.Layer(
      name: names.layer,
      style: try style(names, outputs: inputs),
      weights: values.map { $0 * factor },
      bias: try vector(names.bias, outputs),
      noise: try noise(names, extent),
      strength: try strength(names),
      inputs: inputs,
      outputs: outputs,
      extent: extent,
      doubles: doubles,
      limit: limit(names.layer)
    )
  }

  private func picture(
    _ level: Int,
    of layer: StyleWeights.Layer
  ) throws(Fault) -> StyleWeights.Picture {
    let names = layout.picture(level)
    let dimensions = try kernel(names.weight, extent: 1, inputs: layer.outputs)
    guard dimensions[0] == 1 || dimensions[0] == 3 else {
      throw refusal(expected: "1 or 3 image channels", found: "\(dimensions[0])")
    }
    let factor = gain("synthesis.\(names.layer).weight_gain", 1 / Float(layer.outputs).squareRoot())
    let weights = try checkpoint.tensor(names.weight).map { $0 * factor }
    let bias = try vector(names.bias, dimensions[0])
    let isGrey = dimensions[0] == 1
    return StyleWeights.Picture(
      name: names.layer,
      style: try style(names, outputs: layer.outputs),
      weights: isGrey ? weights + weights + weights : weights,
      bias: isGrey ? bias + bias + bias : bias,
      limit: limit(names.layer)
    )
  }

  private func style(
    _ names: StyleLayout.Names,
    outputs: Int
  ) throws(Fault) -> StyleWeights.Affine {
    let dimensions = checkpoint.dimensions(of: names.styleWeight) ?? []
    guard dimensions.count == 2, dimensions[0] == outputs, dimensions[1] > 0 else {
      throw misshaped(names.styleWeight, expected: "[\(outputs), width of w]", found: dimensions)
    }
    let affine = "synthesis.\(names.layer).affine"
    let factor = gain(affine + ".weight_gain", 1 / Float(dimensions[1]).squareRoot())
    let biasFactor = gain(affine + ".bias_gain", 1)
    return StyleWeights.Affine(
      weights: try checkpoint.tensor(names.styleWeight).map { $0 * factor },
      bias: try vector(names.styleBias, outputs).map { $0 * biasFactor + layout.styleBiasOffset },
      inputs: dimensions[1],
      outputs: outputs
    )
  }

  private func mapping() throws(Fault) -> [StyleWeights.Affine] {
    var mapping: [StyleWeights.Affine] = []
    while true {
      let names = layout.mapping(mapping.count)
      guard let dimensions = checkpoint.dimensions(of: names.weight) else { break }
      guard dimensions.count == 2, mapping.last.map({ $0.outputs == dimensions[1] }) ?? true else {
        throw misshaped(
          names.weight,
          expected: "[outputs, \(mapping.last?.outputs ?? 0)]",
          found: dimensions
        )
      }
      let name = "mapping.fc\(mapping.count)"
      let usual = Self.mappingRate / Float(dimensions[1]).squareRoot()
      let factor = Self.root * gain(name + ".weight_gain", usual)
      let biasFactor = Self.root * gain(name + ".bias_gain", Self.mappingRate)
      mapping.append(
        StyleWeights.Affine(
          weights: try checkpoint.tensor(names.weight).map { $0 * factor },
          bias: try vector(names.bias, dimensions[0]).map { $0 * biasFactor },
          inputs: dimensions[1],
          outputs: dimensions[0]
        )
      )
    }
    return mapping
  }

  private func constant(channels: Int) throws(Fault) -> [Float] {
    let dimensions = checkpoint.dimensions(of: layout.constant) ?? []
    guard dimensions.suffix(3) == [channels, 4, 4], dimensions.dropLast(3).allSatisfy({ $0 == 1 })
    else { throw misshaped(layout.constant, expected: "[\(channels), 4, 4]", found: dimensions) }
    return try checkpoint.tensor(layout.constant)
  }

  /// The noise with its strength; none where the file has none.
  private func noise(_ names: StyleLayout.Names, _ extent: Int) throws(Fault) -> [Float] {
    guard let dimensions = checkpoint.dimensions(of: names.noise) else { return [] }
    guard dimensions.suffix(2) == [extent, extent], dimensions.reduce(1, *) == extent * extent
    else {
      throw misshaped(names.noise, expected: "[\(extent), \(extent)]", found: dimensions)
    }
    return try checkpoint.tensor(names.noise)
  }

  /// What the noise is multiplied by; nothing where the file has neither or says that it is unused.
  private func strength(_ names: StyleLayout.Names) throws(Fault) -> Float {
    if checkpoint.wrapping.value("synthesis.\(names.layer).use_noise") == "false" { return 0 }
    if let strength = try checkpoint.single(names.strength) { return strength }
    let found = checkpoint.dimensions(of: names.strength)
    guard found == nil, !checkpoint.contains(names.noise) else {
      throw misshaped(names.strength, expected: "one value", found: found ?? [])
    }
    return 0
  }

  private func meanW(width: Int) throws(Fault) -> [Float]? {
    let values =
      checkpoint.contains(layout.meanW)
      ? try checkpoint.tensor(layout.meanW) : checkpoint.looseTensor(layout.meanW)
    guard let values else { return nil }
    let mean = Array(values.prefix(width))
    // Encoders of pictures keep the same mean once for each input.
    let isRepeated =
      !values.isEmpty && values.count % width == 0
      && values.indices.allSatisfy { values[$0].bitPattern == mean[$0 % width].bitPattern }
    guard isRepeated else {
      throw refusal(
        expected: "a mean w '\(layout.meanW)' of \(width) values, the same for all inputs",
        found: "\(values.count)"
      )
    }
    return mean
  }

  /// What labels add to the mapping's input.
  private func addLabels(to weights: inout StyleWeights) throws(Fault) {
    if let dimensions = checkpoint.dimensions(of: "mapping.embed.weight"), dimensions.count == 2 {
      let factor = gain("mapping.embed.weight_gain", 1 / Float(dimensions[1]).squareRoot())
      let biasFactor = gain("mapping.embed.bias_gain", 1)
      weights.embedding = StyleWeights.Affine(
        weights: try checkpoint.tensor("mapping.embed.weight").map { $0 * factor },
        bias: try vector("mapping.embed.bias", dimensions[0]).map { $0 * biasFactor },
        inputs: dimensions[1],
        outputs: dimensions[0]
      )
    } else if let dimensions = checkpoint.dimensions(of: "mapping.label_weight"),
      dimensions.count == 2
    {
      let values = try checkpoint.tensor("mapping.label_weight")
      weights.embedding = StyleWeights.Affine(
        weights: (0..<dimensions[1]).flatMap { output in
          (0..<dimensions[0]).map { values[$0 * dimensions[1] + output] }
        },
        bias: [Float](repeating: 0, count: dimensions[1]),
        inputs: dimensions[0],
        outputs: dimensions[1]
      )
      weights.embedsFirst = true
    }
    guard weights.latentWidth > 0 else {
      throw refusal(expected: "latents beside the labels", found: "none")
    }
  }

  /// A factor that NVIDIA's objects keep beside the weights; the published one in other files.
  private func gain(_ name: String, _ usual: Float) -> Float {
    checkpoint.wrapping.value(name).flatMap(Float.init) ?? usual
  }

  // MARK: Checks

  private func kernel(_ name: String, extent: Int, inputs: Int?) throws(Fault) -> [Int] {
    let found = checkpoint.dimensions(of: name) ?? []
    // rosinality's kernels have a place for the batch before the others.
    let kernel = found.count == 5 && found[0] == 1 ? Array(found.dropFirst()) : found
    guard kernel.count == 4, kernel.suffix(2) == [extent, extent], kernel[1] == inputs ?? kernel[1]
    else {
      throw misshaped(
        name,
        expected: "[outputs, \(inputs.map(String.init) ?? "inputs"), \(extent), \(extent)]",
        found: found
      )
    }
    return kernel
  }

  private func vector(_ name: String, _ count: Int) throws(Fault) -> [Float] {
    let values = try checkpoint.tensor(name)
    guard values.count == count else {
      throw misshaped(name, expected: "[\(count)]", found: checkpoint.dimensions(of: name) ?? [])
    }
    return values
  }

  /// Where NVIDIA's layers for half precision cut their outputs off.
  private func limit(_ name: String) -> Float {
    let block = name.split(separator: ".").first.map(String.init) ?? ""
    let text =
      checkpoint.wrapping.value("synthesis.\(name).conv_clamp")
      ?? checkpoint.wrapping.value("synthesis.\(block).conv_clamp")
    return text.flatMap(Float.init) ?? .infinity
  }

  func refusal(expected: String, found: String) -> Fault {
    Fault(
      .refused,
      "read the generator",
      on: checkpoint.source,
      expected: expected,
      found: found,
      advice: "The file was taken for \(layout.title)"
    )
  }

  private func misshaped(_ name: String, expected: String, found: [Int]) -> Fault {
    Fault(
      .refused,
      "read tensor '\(name)' of the generator",
      on: checkpoint.source,
      expected: expected,
      found: found.isEmpty ? "no tensor of this name" : "\(found)",
      advice: "The file was taken for \(layout.title)"
    )
  }
}

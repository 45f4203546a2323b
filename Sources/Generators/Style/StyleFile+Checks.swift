import Checkpoints
import Faults

// What a file holds beside the weights, and what must not be another network's.
extension StyleFile {
  /// Refuses what NVIDIA's program offers and is not read.
  func checkArchitecture() throws(Fault) {
    for fact in checkpoint.wrapping.metadata + checkpoint.wrapping.settings {
      let isDifferent =
        switch fact.key.split(separator: ".").last ?? "" {
        case "architecture": fact.value != "skip"
        case "activation": fact.value != "lrelu" && fact.value != "linear"
        case "act_gain": abs((Double(fact.value) ?? 0) - 2.0.squareRoot()) > 1e-4
        default: false
        }
      guard !isDifferent else {
        throw refusal(
          expected: "the architecture 'skip' with leaky ReLU of gain sqrt 2",
          found: "\(fact.key) = \(fact.value), which is not read"
        )
      }
    }
    if let name = checkpoint.names.first(where: { $0.contains(".skip.") }) {
      throw refusal(
        expected: "the architecture 'skip'",
        found: "'\(name)' of the architecture 'resnet', which is not read"
      )
    }
  }

  /// Refuses filters other than the one that is applied.
  func checkFilters() throws(Fault) {
    for name in checkpoint.names where Self.isFilter(name) {
      let values = try checkpoint.tensor(name)
      let sum = values.reduce(0, +)
      let usual: [Float] = [1, 3, 3, 1]
      let isUsual =
        values.count == 16 && sum > 0
        && values.indices.allSatisfy { index in
          abs(values[index] / sum - usual[index / 4] * usual[index % 4] / 64) < 1e-4
        }
      guard isUsual else {
        throw refusal(
          expected: "filters that are the outer product of (1, 3, 3, 1) with itself",
          found: "another one in '\(name)', which is not read"
        )
      }
    }
  }

  private static func isFilter(_ name: String) -> Bool {
    let last = name.split(separator: ".").last ?? ""
    return last == "kernel" || last == "resample_filter"
  }

  /// What a user should know of how the file was read.
  func remarks(on weights: StyleWeights) -> [String] {
    let unused = unusedNames(weights)
    guard !unused.isEmpty else { return [] }
    let more = unused.count > 3 ? " and \(unused.count - 3) more" : ""
    return [
      "\(unused.prefix(3).joined(separator: ", "))\(more) belong to no part of a StyleGAN2 and are "
        + "left out"
    ]
  }

  /// Tensors that nothing reads although they are neither filters nor noise.
  private func unusedNames(_ weights: StyleWeights) -> [String] {
    var known: Set<String> = [layout.constant, layout.meanW]
    for index in weights.mapping.indices {
      known.formUnion([layout.mapping(index).weight, layout.mapping(index).bias])
    }
    let parts =
      weights.layers.indices.map(layout.layer) + weights.pictures.indices.map(layout.picture)
    for names in parts {
      known.formUnion([
        names.weight, names.bias, names.styleWeight, names.styleBias, names.noise, names.strength,
      ])
    }
    let others = ["mapping.embed.", "mapping.label_weight", "lod", "noises."]
    return checkpoint.names.filter { name in
      !known.contains(name) && !Self.isFilter(name) && !others.contains(where: name.hasPrefix)
        && name.contains(".")
    }
  }
}

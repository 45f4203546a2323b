import Faults
import Interventions
import Layers
import OneDNN
import Tensors

/// One pass through a generator's layers.
struct Run {
  let generator: ProgressiveGenerator
  let precision: Precision
  private let edits: [Int: [LayerEdit]]
  private let observed: Set<Int>
  private var activations: [LayerName: Tensor] = [:]

  init(
    _ generator: ProgressiveGenerator,
    edits: [LayerEdit],
    observing: Set<LayerName>,
    precision: Precision
  ) throws(Fault) {
    self.generator = generator
    self.precision = precision
    var byLayer: [Int: [LayerEdit]] = [:]
    for edit in edits {
      let index = try generator.architecture.index(of: edit.layer, toDo: "edit layer")
      try check(edit, fits: generator.architecture.layers[index])
      byLayer[index, default: []].append(edit)
    }
    self.edits = byLayer
    var observed: Set<Int> = []
    for name in observing {
      observed.insert(try generator.architecture.index(of: name, toDo: "observe layer"))
    }
    self.observed = observed
  }

  /// The first layer whose output somebody asks for or changes.
  var firstTouchedLayer: Int? { observed.union(edits.keys).min() }

  /// Runs all layers on latents, or those after what an earlier run on the same latents kept.
  mutating func start(from z: Tensor) throws(Fault) -> Generation {
    guard let touched = firstTouchedLayer else {
      return try finish(normed: generator.normalizedLatents(z, precision), from: 0)
    }
    if generator.prefix?.serves(z, precision) != true {
      // Before this scene needs memory, the last one's goes.
      generator.prefix = nil
      generator.prefix = PrefixCache(z, precision)
    }
    let known = generator.prefix?.nearest(upTo: touched)
    if let known, known.layer == touched {
      return try finishTraced(from: touched, output: known.output)
    }
    let output = try run(known, z, to: touched)
    generator.prefix?.keep(output, of: touched)
    return try finishTraced(from: touched, output: output)
  }

  /// Goes on from a layer's unedited output where later layers are neither viewed nor edited.
  ///
  /// What this computes is kept, so that the next edit of the layer costs what it changes.
  private mutating func finishTraced(
    from index: Int,
    output: FeatureMaps
  ) throws(Fault) -> Generation {
    guard output.shape.batch == 1, observed.union(edits.keys).max() == index,
      tailByteCount(from: index) <= TailTrace.byteLimit
    else { return try finish(from: index, output: output) }
    let edited = try view(output, of: index, mayChange: false)
    if let trace = generator.prefix?.trace, trace.layer == index {
      // Should it fail half updated, it would fit no edit: it stays away until it is done.
      generator.prefix?.trace = nil
      if let image = try trace.image(for: edited, by: generator) {
        generator.prefix?.trace = trace
        return Generation(
          images: image.maps.tensor(),
          activations: activations,
          renderedShare: image.renderedShare
        )
      }
    }
    generator.prefix?.trace = nil
    var inputs = [edited]
    for stage in generator.stages[(index + 1)...] {
      inputs.append(try stage.normedOutput(of: inputs[inputs.count - 1], generator.norm))
    }
    let image = try generator.image(inputs[inputs.count - 1], outputPrecision: .float32)
    generator.prefix?.trace = TailTrace(layer: index, inputs: inputs, image: image)
    return Generation(images: image.tensor(), activations: activations)
  }

  private func tailByteCount(from index: Int) -> Int {
    generator.architecture.layers[index...].reduce(0) {
      $0 + $1.units * $1.height * $1.width * precision.byteCount
    }
  }

  /// A layer's unedited output, from an earlier layer's or from the latents.
  private func run(
    _ known: (layer: Int, output: FeatureMaps)?,
    _ z: Tensor,
    to last: Int
  ) throws(Fault) -> FeatureMaps {
    var normed =
      known.map { generator.norm($0.output) }
      ?? generator.normalizedLatents(z, precision)
    for index in ((known?.layer ?? -1) + 1)..<last {
      normed = try generator.stages[index].normedOutput(of: normed, generator.norm)
    }
    return try generator.stages[last].output(of: normed)
  }

  /// Goes on from a layer's unedited output, which stays as it is.
  mutating func finish(from index: Int, output: FeatureMaps) throws(Fault) -> Generation {
    let normed = try view(output, of: index, mayChange: false)
    return try finish(normed: normed, from: index + 1)
  }

  private mutating func finish(
    normed: FeatureMaps,
    from first: Int
  ) throws(Fault) -> Generation {
    var normed = normed
    for index in first..<generator.stages.count {
      if observed.contains(index) || edits[index] != nil {
        let output = try generator.stages[index].output(of: normed)
        normed = try view(output, of: index, mayChange: true)
      } else {
        normed = try generator.stages[index].normedOutput(of: normed, generator.norm)
      }
    }
    let images = try generator.image(normed, outputPrecision: .float32)
    return Generation(images: images.tensor(), activations: activations)
  }

  /// Retains and edits a layer's output, and normalises it for the next layer.
  private mutating func view(
    _ output: FeatureMaps,
    of index: Int,
    mayChange: Bool
  ) throws(Fault) -> FeatureMaps {
    if observed.contains(index) {
      activations[generator.architecture.layers[index].name] = output.tensor()
    }
    guard let edits = edits[index] else {
      if mayChange { generator.norm.normalize(output) }
      return mayChange ? output : generator.norm(output)
    }
    let edited = mayChange ? output : output.copy()
    for edit in edits { try blend(edit, into: edited) }
    generator.norm.normalize(edited)
    return edited
  }

  private func blend(_ edit: LayerEdit, into maps: FeatureMaps) throws(Fault) {
    guard edit.weight.shape.batch == 1 || edit.weight.shape.batch == maps.shape.batch else {
      throw Fault(
        .usage,
        "edit layer",
        on: edit.layer.rawValue,
        expected: "an edit for 1 or \(maps.shape.batch) samples",
        found: "\(edit.weight.shape.batch)"
      )
    }
    maps.blend(
      weight: FeatureMaps(edit.weight, on: maps.session),
      replacement: FeatureMaps(edit.replacement, on: maps.session)
    )
  }
}

private func check(_ edit: LayerEdit, fits layer: LayerDescription) throws(Fault) {
  let shape = edit.weight.shape
  guard shape.channels == layer.units, shape.height == 1 || shape.height == layer.height,
    shape.width == 1 || shape.width == layer.width
  else {
    throw Fault(
      .usage,
      "edit layer",
      on: layer.name.rawValue,
      expected: "tensors of shape (1 or batch, \(layer.units), 1 or \(layer.height), "
        + "1 or \(layer.width))",
      found: "\(shape)",
      advice: "The edit may belong to another generator"
    )
  }
}

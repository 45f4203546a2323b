import Directions
import Faults
import Generators
import Interventions
import Jobs
import Tensors
import Laboratory

/// Finds the principal components of latents, or of a layer's activations with a linear way back.
final class ComponentRun: JobSteps {
  private let networks: Networks
  private let generator: String
  private let request: DirectionRequest
  private let space: LatentSpace
  private let layer: LayerDescription?
  private let batches: SceneBatches
  private var components: PrincipalComponents
  private var latents: [Float] = []
  private var activations: [Float] = []
  private var batch = 0
  /// What was found, at the end.
  private(set) var found: DirectionSet?

  /// Prepares a run over scenes.
  ///
  /// - Parameters:
  ///   - networks: What scenes are drawn with.
  ///   - generator: What tells the generator from others.
  ///   - request: What is asked for.
  ///   - layer: The layer whose activations have the components; nil for latents.
  ///   - batches: The scenes.
  /// - Throws: `Fault` for a space or an input that is not there.
  init(
    _ networks: Networks,
    named generator: String,
    _ request: DirectionRequest,
    of layer: LayerDescription?,
    over batches: SceneBatches
  ) throws(Fault) {
    self.networks = networks
    self.generator = generator
    self.request = request
    self.layer = layer
    self.batches = batches
    space = try request.space(among: networks.generator.summary.latentSpaces)
    let dimensions = layer.map { $0.units * $0.height * $0.width } ?? space.width
    components = try PrincipalComponents(dimensions: dimensions, expecting: batches.count)
  }

  func advance() throws(Fault) -> StepOutcome {
    guard batch < batches.batchCount else {
      found = try directions()
      return .finished
    }
    let z = batches.latents(batch, of: networks.latents)
    let used = 0..<batches.used(batch)
    let own = try networks.generator.mapped(z, to: space).samples(used)
    if let layer {
      guard let output = try networks.draw(z, to: layer.name).output?.samples(used) else {
        throw Fault(
          .refused,
          "find the components of",
          on: layer.name.rawValue,
          expected: "a layer whose output goes on to the next",
          found: "another kind"
        )
      }
      try output.checkFinite(layer.name)
      latents += own.values
      for sample in used {
        let size = output.shape.sampleCount
        components.add(output.values[sample * size..<(sample + 1) * size])
        if components.dimensions <= PrincipalComponents.directLimit {
          activations += output.values[sample * size..<(sample + 1) * size]
        }
      }
    } else {
      for sample in used {
        components.add(own.values[sample * space.width..<(sample + 1) * space.width])
      }
    }
    batch += 1
    return .working(
      StepReport(
        phase: "scenes for components",
        done: min(batch * batches.size, batches.count),
        total: batches.count
      )
    )
  }

  private func directions() throws(Fault) -> DirectionSet {
    let parts = try components.components(request.count)
    let entries: [DirectionSet.Entry]
    let place = layer.map { "activations of \($0.name)" } ?? space.name
    var mean = components.mean
    if layer != nil {
      (entries, mean) = wayBack(from: parts)
    } else {
      entries = parts.enumerated().map { index, part in
        DirectionSet.Entry(
          Direction(
            name: "component \(index)",
            space: space.name,
            vector: part.vector,
            deviation: part.deviation
          ),
          inputs: request.inputs,
          weight: part.share
        )
      }
    }
    var set = DirectionSet(
      origin: "principal components of \(place)",
      space: space.name,
      generator: generator,
      mean: mean,
      entries: entries
    )
    set.sample = (batches.seed, batches.count)
    if let layer {
      set.activations = DirectionSet.Activations(
        components: parts.map(\.vector),
        mean: components.mean,
        deviations: parts.map(\.deviation),
        dimensions: [layer.units, layer.height, layer.width]
      )
    }
    return set
  }

  /// The least-squares way from scores to latents: since scores are uncorrelated, each direction is
  /// the mean of latents weighted with the component's scores.
  private func wayBack(
    from parts: [PrincipalComponents.Component]
  ) -> (entries: [DirectionSet.Entry], mean: [Float]) {
    let (count, width) = (batches.count, space.width)
    var mean = [Double](repeating: 0, count: width)
    for index in latents.indices { mean[index % width] += Double(latents[index]) / Double(count) }
    let entries = parts.enumerated().map { index, part -> DirectionSet.Entry in
      let scores = part.scores.isEmpty ? scores(of: part) : part.scores
      var way = [Double](repeating: 0, count: width)
      for (scene, score) in scores.enumerated() {
        for entry in 0..<width {
          way[entry] += Double(score) * (Double(latents[scene * width + entry]) - mean[entry])
        }
      }
      let length = max(way.reduce(0) { $0 + $1 * $1 }.squareRoot(), .leastNormalMagnitude)
      let vector = way.map { $0 / length }
      return DirectionSet.Entry(
        Direction(
          name: "component \(index)",
          space: space.name,
          vector: vector.map { Float($0) },
          deviation: deviation(along: vector, mean)
        ),
        inputs: request.inputs,
        weight: part.share
      )
    }
    return (entries, mean.map { Float($0) })
  }

  private func scores(of part: PrincipalComponents.Component) -> [Float] {
    let (size, mean) = (components.dimensions, components.mean)
    return (0..<batches.count).map { scene in
      let start = scene * size
      let sum = (0..<size).reduce(0.0) { sum, index in
        sum + Double(activations[start + index] - mean[index]) * Double(part.vector[index])
      }
      return Float(sum) / part.deviation
    }
  }

  private func deviation(along vector: [Double], _ mean: [Double]) -> Float {
    let width = vector.count
    let squares = (0..<batches.count).reduce(0.0) { sum, scene in
      let coordinate = (0..<width).reduce(0.0) {
        $0 + vector[$1] * (Double(latents[scene * width + $1]) - mean[$1])
      }
      return sum + coordinate * coordinate
    }
    return Float((squares / Double(batches.count)).squareRoot())
  }
}

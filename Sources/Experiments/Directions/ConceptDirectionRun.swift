import Causes
import Directions
import Faults
import Generators
import Interventions
import Jobs
import Tensors
import Laboratory
import Concepts

/// Finds the directions along which concepts' areas change most, from the class areas of scenes,
/// which the store keeps.
final class ConceptDirectionRun: JobSteps {
  private let networks: Networks
  private let generator: String
  private let batches: SceneBatches
  private let request: DirectionRequest
  private let concepts: [Int]
  private let space: LatentSpace
  private let statistics: StatisticsRun
  private var latents: [Float] = []
  private var entries: [DirectionSet.Entry] = []
  private var isMeasured = false
  /// What was found, at the end.
  private(set) var found: DirectionSet?

  /// Prepares a run over scenes.
  ///
  /// - Parameters:
  ///   - networks: What scenes are drawn and segmented with.
  ///   - generator: What tells the generator from others.
  ///   - request: What is asked for.
  ///   - concepts: The concepts, by number.
  ///   - statistics: Gathers the areas of the same scenes.
  ///   - batches: The scenes.
  /// - Throws: `Fault` for a space or an input that is not there.
  init(
    _ networks: Networks,
    named generator: String,
    _ request: DirectionRequest,
    concepts: [Int],
    from statistics: StatisticsRun,
    over batches: SceneBatches
  ) throws(Fault) {
    self.networks = networks
    self.generator = generator
    self.request = request
    self.concepts = concepts
    self.statistics = statistics
    self.batches = batches
    space = try request.space(among: networks.generator.summary.latentSpaces)
  }

  func leave() { if !isMeasured { statistics.leave() } }

  func advance() throws(Fault) -> StepOutcome {
    guard isMeasured else {
      let outcome = try statistics.advance()
      guard case .finished = outcome else { return outcome }
      isMeasured = true
      try gatherLatents()
      return report
    }
    guard entries.count < concepts.count else {
      var set = DirectionSet(
        origin: "regression of areas on \(space.name)",
        space: space.name,
        generator: generator,
        entries: entries
      )
      set.sample = (batches.seed, batches.count)
      found = set
      return .finished
    }
    try fit(concepts[entries.count])
    return report
  }

  private var report: StepOutcome {
    .working(
      StepReport(phase: "directions of concepts", done: entries.count, total: concepts.count)
    )
  }

  private func gatherLatents() throws(Fault) {
    for batch in 0..<batches.batchCount {
      let z = batches.latents(batch, of: networks.latents)
      let used = 0..<batches.used(batch)
      latents += try networks.generator.mapped(z, to: space).samples(used).values
    }
  }

  private func fit(_ concept: Int) throws(Fault) {
    let vocabulary = try networks.vocabulary(for: "find the direction of a concept")
    let table = statistics.statistics.table()
    let areas = (0..<batches.count).map { table[$0 * vocabulary.count + concept] }
    let name = vocabulary[concept]?.name ?? "\(concept)"
    let regression: AreaRegression
    do throws(Fault) {
      regression = try AreaRegression(
        latents: latents,
        areas: areas,
        isWhite: space == networks.generator.summary.latentSpaces[0]
      )
    } catch {
      var fault = error
      fault.subject = name
      throw fault
    }
    var entry = DirectionSet.Entry(
      Direction(
        name: name,
        space: space.name,
        vector: regression.vector,
        deviation: regression.deviation
      ),
      inputs: request.inputs
    )
    entry.slope = regression.slope
    entry.quality = regression.quality
    entries.append(entry)
  }
}

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
  private let bench: Workbench
  private let request: DirectionRequest
  private let concepts: [Int]
  private let space: LatentSpace
  private let statistics: StatisticsRun
  private var latents: [Float] = []
  private var entries: [DirectionSet.Entry] = []
  private var isMeasured = false
  /// What was found, at the end.
  private(set) var found: DirectionSet?

  init(_ bench: Workbench, _ request: DirectionRequest, concepts: [Int]) throws(Fault) {
    self.bench = bench
    self.request = request
    self.concepts = concepts
    space = try request.space(among: bench.generator.summary.latentSpaces)
    try bench.checkSampleSize(request.sampleSize)
    statistics = try StatisticsRun(
      bench,
      edit: Edit(),
      peaksOf: nil,
      sampleSize: request.sampleSize
    )
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
        generator: bench.generatorFacts.contentHash,
        entries: entries
      )
      set.sample = (bench.options.seed, request.sampleSize)
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
    let batches = SceneBatches(
      seed: bench.options.seed,
      count: request.sampleSize,
      size: bench.batchSize
    )
    for batch in 0..<batches.batchCount {
      let z = batches.latents(batch, of: bench.sceneLatents)
      let used = 0..<batches.used(batch)
      latents += try bench.generator.mapped(z, to: space).samples(used).values
    }
  }

  private func fit(_ concept: Int) throws(Fault) {
    let vocabulary = try bench.vocabulary(for: "find the direction of a concept")
    let table = statistics.statistics.table()
    let areas = (0..<request.sampleSize).map { table[$0 * vocabulary.count + concept] }
    let name = vocabulary[concept]?.name ?? "\(concept)"
    let regression: AreaRegression
    do throws(Fault) {
      regression = try AreaRegression(
        latents: latents,
        areas: areas,
        isWhite: space == bench.latentSpaces[0]
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

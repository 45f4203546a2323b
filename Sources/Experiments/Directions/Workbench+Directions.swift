public import Directions
public import Faults
import Generators
import Interventions
import Jobs
public import Tensors
public import Laboratory
import OneDNN
import Checkpoints

extension Workbench {
  /// The spaces that latents may come from.
  public var latentSpaces: [LatentSpace] { networks.generator.summary.latentSpaces }

  /// Finds directions.
  ///
  /// - Parameters:
  ///   - request: Which.
  ///   - progress: Called for each step; it may throw to stop.
  /// - Returns: The directions, most important first.
  /// - Throws: `Fault` for a space, layer, input or concept that is not there.
  public func directions(
    _ request: DirectionRequest,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> DirectionSet {
    var found: DirectionSet?
    try drive(steps(for: request) { found = $0 }, progress: progress)
    guard let found else { throw Fault(.defect, "find directions", found: "none") }
    return found
  }

  /// The steps that find directions.
  func steps(
    for request: DirectionRequest,
    onUpdate: @escaping (DirectionSet) -> Void
  ) throws(Fault) -> any JobSteps {
    guard (1...DirectionFile.countLimit).contains(request.count) else {
      throw Fault(
        .usage,
        "find directions",
        expected: "1 to \(DirectionFile.countLimit)",
        found: "\(request.count)"
      )
    }
    let generator = generatorFacts.contentHash
    switch request.method {
    case .components(let name):
      let run = try ComponentRun(
        networks,
        named: generator,
        request,
        of: try name.map { (name) throws(Fault) in try layer(name) },
        over: try sample(request)
      )
      return WatchedSteps(run) { outcome in
        if case .finished = outcome, let found = run.found { onUpdate(found) }
      }
    case .concepts(let concepts):
      let batches = try sample(request)
      let run = try ConceptDirectionRun(
        networks,
        named: generator,
        request,
        concepts: concepts,
        from: try statisticsRun(sampleSize: request.sampleSize),
        over: batches
      )
      return WatchedSteps(run) { outcome in
        if case .finished = outcome, let found = run.found { onUpdate(found) }
      }
    case .factorization:
      return SingleStep { [self] () throws(Fault) in
        onUpdate(try factorization(request))
        return .finished
      }
    }
  }

  private func sample(_ request: DirectionRequest) throws(Fault) -> SceneBatches {
    try checkSampleSize(request.sampleSize)
    return try books.batches(sampleSize: request.sampleSize)
  }

  private func factorization(_ request: DirectionRequest) throws(Fault) -> DirectionSet {
    session.claimThread()
    let checkpoint = try options.generator.checkpoint(options)
    let matrix = try GeneratorLoader.latentColumns(of: checkpoint, inputs: request.inputs)
    if let space = request.space, space != matrix.space {
      throw Fault(
        .usage,
        "factorise the weights for",
        on: space,
        expected: "\(matrix.space), which they multiply",
        found: "another space"
      )
    }
    let found = try Factorization(
      columns: matrix.columns,
      width: matrix.width,
      count: request.count
    )
    let deviations = try deviations(along: found.vectors, in: matrix.space)
    let entries = found.vectors.enumerated().map { index, vector in
      DirectionSet.Entry(
        Direction(
          name: "factor \(index)",
          space: matrix.space,
          vector: vector,
          deviation: deviations[index]
        ),
        inputs: request.inputs,
        weight: found.values[index]
      )
    }
    return DirectionSet(
      origin: "closed-form factorisation",
      space: matrix.space,
      generator: generatorFacts.contentHash,
      entries: entries
    )
  }

  /// How far scenes lie apart along directions: 1 in z by its making, else over 1,000 latents.
  private func deviations(along vectors: [[Float]], in name: String) throws(Fault) -> [Float] {
    guard let space = latentSpaces.first(where: { $0.name == name }), space != latentSpaces[0]
    else { return vectors.map { _ in 1 } }
    let batches = SceneBatches(seed: options.seed, count: 1000, size: 100)
    var rows: [Float] = []
    for batch in 0..<batches.batchCount {
      let z = batches.latents(batch, of: networks.latents)
      rows += try networks.generator.mapped(z, to: space).values
    }
    let count = rows.count / space.width
    return vectors.map { vector in
      let coordinates = (0..<count).map { row in
        (0..<space.width).reduce(0.0) {
          $0 + Double(vector[$1]) * Double(rows[row * space.width + $1])
        }
      }
      let mean = coordinates.reduce(0, +) / Double(count)
      let variance = coordinates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      return Float(variance.squareRoot())
    }
  }
}

import Causes
import Faults
import Latents
import NumPyFiles
import Store
import Tensors
import TestSupport
import Testing

@testable import Experiments

/// The published optimisation on the demo world as it was, beside published code.
@Suite(.enabled(if: References.run(with: "golden/ace")))
struct AverageEffectGoldenTests {
  private let expected: NPZ
  private let bench: Workbench
  private let folder: TemporaryFolder
  private let layer: LayerDescription
  private let concept: Int

  init() throws {
    expected = try NPZ(path: References.path("golden/ace/expected.npz"))
    folder = try TemporaryFolder()
    let place = References.path("golden/ace")
    var options = WorkbenchOptions(
      generator: place + "/generator.pth",
      segmenter: place
    )
    options.threadCount = 1
    bench = try Workbench(options, store: Store(path: folder.file()))
    layer = try bench.layer("layer6")
    concept = try #require((try expected.array("classnum").integers ?? []).first.map { Int($0) })
  }

  private func integers(_ name: String) throws -> [Int] {
    (try expected.array(name).integers ?? []).map { Int($0) }
  }

  private func places(_ scenes: String, _ cells: String) throws -> [PlaceCorpus.Place] {
    zip(try integers(scenes), try integers(cells)).map { PlaceCorpus.Place(scene: $0, cell: $1) }
  }

  private func corpus() throws -> PlaceCorpus {
    PlaceCorpus(
      present: try places("corpus_present_indices", "corpus_object_present_location"),
      candidates: try places("corpus_candidate_indices", "corpus_candidate_location"),
      evaluationPresent: try places(
        "corpus_eval_present_indices",
        "corpus_eval_present_location"
      ),
      evaluationCandidates: try places(
        "corpus_eval_candidate_indices",
        "corpus_eval_candidate_location"
      ),
      constant: try expected.array("corpus_weighted_mean_present_feature").floats
    )
  }

  private func recipe(errors: Bool) -> PublishedRecipe {
    PublishedRecipe(
      searchScenes: 500,
      trainingScenes: 100,
      evaluationScenes: 50,
      hasPublishedErrors: errors
    )
  }

  /// Batches in corpus order, without the regulariser.
  private func loss(
    _ objective: PlaceObjective,
    _ pairs: Range<Int>,
    _ alpha: [Double]
  ) throws -> AlphaLoss {
    let corpus = try corpus()
    var sum = AlphaLoss(units: layer.units)
    for pair in pairs {
      let index = pair % corpus.present.count
      for isInserted in [false, true] {
        try objective.add(
          corpus.present[index],
          corpus.candidates[index],
          isInserted: isInserted,
          alpha: alpha,
          to: &sum
        )
      }
    }
    return sum
  }

  @Test(arguments: ["initial", "final"], [("published", true), ("fixed", false)])
  func `loss and gradient over the first places`(
    _ stage: String,
    _ form: (name: String, errors: Bool)
  ) throws {
    let alpha = try expected.array("probe_alpha_\(stage)").floats.map(Double.init)
    let objective = PlaceObjective(
      bench.networks,
      in: layer,
      concept: concept,
      by: recipe(errors: form.errors),
      corpus: try corpus()
    )
    let found = try loss(objective, 0..<20, alpha)
    let wanted = try #require(
      expected.array("probe_loss_\(form.name)_\(stage)").floats.first.map(Double.init)
    )
    #expect(abs(found.loss - wanted) < 1e-3 * abs(wanted))
    let gradient = try expected.array("probe_grad_\(form.name)_\(stage)").floats
    let largest = gradient.map(abs).max() ?? 0
    try #require(largest > 0 && gradient.count == layer.units)
    for (value, wanted) in zip(found.gradient, gradient) {
      #expect(abs(Float(value) - wanted) < 1e-3 * largest)
    }
  }

  @Test func `five steps in the corpus's order lead to the published shares`() throws {
    let objective = PlaceObjective(
      bench.networks,
      in: layer,
      concept: concept,
      by: recipe(errors: true),
      corpus: try corpus()
    )
    let start = try expected.array("alpha_initial").floats.map(Double.init)
    var optimiser = AlphaOptimiser(start: start, rate: PublishedRecipe.rate, bounds: .unit)
    let wanted = try expected.array("ordered_steps_published").floats
    try #require(wanted.count == 5 * layer.units)
    for step in 0..<5 {
      var sum = try loss(objective, step * 20..<(step + 1) * 20, optimiser.alpha)
      objective.finish(&sum, alpha: optimiser.alpha)
      optimiser.descend(sum.gradient)
      for unit in 0..<layer.units {
        let share = Float(optimiser.alpha[unit])
        #expect(abs(share - wanted[step * layer.units + unit]) < 1e-3, "step \(step) unit \(unit)")
      }
    }
  }

  /// Which of equally full scenes and cells are taken is a matter of the sort.
  ///
  /// So the places are not compared, and neither is what follows from them.
  @Test func `the search finds the published constant`() throws {
    var recipe = recipe(errors: true)
    recipe.variant = .ablatedWhole
    let search = try bench.placeSearch(in: layer, concept: concept, recipe)
    while try search.advance() != nil {}
    let found = try search.corpus()
    let wanted = try expected.array("corpus_weighted_mean_present_feature").floats
    try #require(found.constant.count == wanted.count)
    for (value, wanted) in zip(found.constant, wanted) {
      #expect(abs(value - wanted) < 1e-3 * max(1, abs(wanted)))
    }
    #expect(found.present.count == 100 && found.evaluationPresent.count == 50)
  }

  @Test func `the cells that are tried are the published ones`() throws {
    let corpus = try corpus()
    let weights = PlaceCorpus.weights(of: corpus.present, cells: layer.height * layer.width)
    var stream = NumPyChoice(seed: 1)
    let tried = (0..<50).map { _ in
      stream.indices(PublishedRecipe.placesPerBatch, weights: weights)
    }
    for place in corpus.candidates + corpus.evaluationCandidates {
      #expect(tried[place.scene / PublishedRecipe.searchBatch].contains(place.cell))
    }
  }
}

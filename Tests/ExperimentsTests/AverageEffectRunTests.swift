import Causes
import Concepts
import Faults
import Generators
import Store
import Tensors
import Testing

@testable import Experiments

/// The optimisation on the demo world that is part of the program.
@Suite struct AverageEffectRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bench(_ name: String, threads: Int = 1) throws -> Workbench {
    var options = WorkbenchOptions()
    options.threadCount = threads
    return try Workbench(options, store: Store(path: folder.file(name)))
  }

  private func request(
    _ bench: Workbench,
    _ name: String = "tree",
    steps: Int = 4,
    published: PublishedRecipe? = nil
  ) throws -> AverageEffectRequest {
    let concept = try bench.vocabulary(for: "test").concept(named: name).number
    return AverageEffectRequest(
      layer: "layer4",
      concept: concept,
      recipe: published.map { .published($0) }
        ?? .scenes(SceneRecipe(trainingScenes: 8, scenesPerStep: 4)),
      steps: steps,
      limit: 5,
      checkInterval: 2,
      validationScenes: 4,
      heldOutScenes: 4
    )
  }

  private static let short = PublishedRecipe(
    searchScenes: 30,
    trainingScenes: 20,
    evaluationScenes: 2
  )

  @Test func `a loss added scene by scene has the bits of a whole batch`() throws {
    let bench = try bench("scenes")
    let (layer, count) = (try bench.layer("layer4"), bench.batchSize)
    let concept = try request(bench).concept
    let alpha = (0..<layer.units).map { Double($0 % 7) / 7 }
    func loss(_ groups: [Range<Int>]) throws -> AlphaLoss {
      var sum = AlphaLoss(units: layer.units)
      for scenes in groups {
        let latents = bench.networks.latents.rows(
          seed: 1,
          first: scenes.lowerBound,
          count: scenes.count
        )
        try bench.networks.addLoss(
          of: bench.networks.alphaScenes(latents, layer: layer),
          in: layer,
          concept: concept,
          alpha: alpha,
          weights: { Tensor($0, filledWith: 0.5) },
          to: &sum
        )
      }
      return sum
    }
    let (whole, parts) = (try loss([0..<count]), try loss((0..<count).map { $0..<$0 + 1 }))
    #expect(count > 1 && whole.loss == parts.loss && whole.gradient == parts.gradient)
  }

  @Test(arguments: [nil, short])
  func `killed at any step, on any number of threads, the same bits`(
    _ recipe: PublishedRecipe?
  ) throws {
    func prepared(_ name: String, threads: Int = 1) throws -> Workbench {
      let bench = try bench(name, threads: threads)
      if recipe != nil { try bench.dissect(["layer4"], sampleSize: 8) }
      return bench
    }
    let first = try prepared("whole")
    let whole = try first.averageEffect(try request(first, published: recipe))
    #expect(whole.state == .finished && whole.steps == 4 && whole.losses.count == 4)
    #expect(whole.checks.map(\.step) == [0, 2, 4])
    #expect(whole.heldOut != nil && whole.startHeldOut != nil)
    let units = try first.layer("layer4").units
    #expect(Set(whole.ranking) == Set(0..<units))
    var stops = 0
    for (round, count) in [1, 6, 13, 20].enumerated() {
      let broken = try prepared("broken", threads: 1 + round % 2)
      let request = try request(broken, published: recipe)
      do {
        _ = try broken.averageEffect(request, progress: stopping(after: count))
      } catch {
        #expect(error.kind == .interrupted)
        stops += 1
      }
    }
    #expect(stops > 1)
    let again = try prepared("broken", threads: 2)
    #expect(try again.averageEffect(try request(again, published: recipe)) == whole)
  }

  @Test func `the search for scenes goes on, and another layer finds them found`() throws {
    let (whole, broken) = (try bench("whole search"), try bench("broken search"))
    let concept = try request(whole).concept
    func search(_ bench: Workbench) -> SceneSearch {
      bench.sceneSearch(for: concept, SceneRecipe(trainingScenes: 6, scenesPerStep: 2))
    }
    let first = search(whole)
    var steps = 0
    while try first.advance() != nil { steps += 1 }
    #expect(first.found.count == 6 && steps > 5)
    for _ in 0..<steps {
      let piece = search(broken)
      #expect(try piece.advance() != nil)
      piece.saveOnLeaving()
    }
    for known in [search(broken), search(whole)] {
      #expect(try known.advance() == nil)
      #expect(known.found == first.found && known.maps == first.maps)
    }
    #expect(whole.storedAverageEffects(of: try whole.layer("layer4")).isEmpty)
  }

  @Test func `more steps go on from fewer, and fewer are those of more`() throws {
    let bench = try bench("long")
    let short = try bench.averageEffect(try request(bench, steps: 2))
    let long = try bench.averageEffect(try request(bench, steps: 4))
    #expect(
      Array(long.losses.prefix(2)) == short.losses && long.checks.prefix(2) == short.checks[...]
    )
    let fresh = try self.bench("fresh")
    #expect(try fresh.averageEffect(try request(fresh, steps: 4)) == long)
    #expect(try fresh.averageEffect(try request(fresh, steps: 2)) == short)
  }

  @Test func `the ranking joins the others, and is found where orders are`() throws {
    let bench = try bench("orders")
    let layer = try bench.layer("layer4")
    let request = try request(bench)
    let missing = #expect(throws: Fault.self) {
      try bench.units(of: layer, orderedBy: .ace, for: request.concept)
    }
    #expect(missing?.advice?.contains("ganscope ace") == true)
    let effect = try bench.averageEffect(request)
    #expect(try bench.units(of: layer, orderedBy: .ace, for: request.concept) == effect.ranking)
    #expect(bench.knownOrders(of: layer, for: request.concept).contains(.ace))
    #expect(bench.storedAverageEffects(of: layer).first?.chosenAlpha == effect.chosenAlpha)
    #expect(bench.storedAverageEffects(of: layer, for: request.concept + 1).isEmpty)
  }

  @Test func `a concept that appears nowhere is said, and never a number`() throws {
    let bench = try bench("absent")
    let vocabulary = try bench.vocabulary(for: "test")
    var absent = try request(bench)
    // No scene of the demo world has the last part of a mountain's or a person's.
    let names = (1..<vocabulary.count).filter { vocabulary.isConcept($0) }
    let seen = Set(
      try bench.segment(bench.generate(scenes: Array(0..<32)).images).labels.map { Int($0) }
    )
    guard let concept = names.first(where: { !seen.contains($0) }) else { return }
    absent.concept = concept
    absent.recipe = .scenes(SceneRecipe(trainingScenes: 2, scenesPerStep: 8))
    let effect = try bench.averageEffect(absent)
    #expect(effect.state == .withoutConcept && effect.steps == 0 && effect.checks.isEmpty)
    #expect(try bench.averageEffect(absent) == effect)
    let layer = try bench.layer("layer4")
    #expect(bench.storedAverageEffects(of: layer, for: concept).isEmpty)
  }

  @Test func `requests without sense are refused in words`() throws {
    let bench = try bench("refused")
    var none = try request(bench)
    none.steps = 0
    #expect(throws: Fault.self) { try bench.averageEffect(none) }
    none = try request(bench)
    none.concept = 99_999
    #expect(throws: Fault.self) { try bench.averageEffect(none) }
    // The published start needs IoU, which a layer has whose dissection does not ship.
    var published = try request(bench, published: Self.short)
    published.layer = "layer5"
    let fault = #expect(throws: Fault.self) { try bench.averageEffect(published) }
    #expect(fault?.kind == .missing && fault?.advice?.contains("dissect") == true)
    // A set larger than the layer is all of it.
    var large = try request(bench, steps: 1)
    large.limit = 100_000
    large.checkInterval = 1
    let effect = try bench.averageEffect(large)
    #expect(effect.chosenAlpha.allSatisfy { $0 == 1 } && effect.heldOut != nil)
  }
}

import Causes
import Concepts
import Dissection
import Faults
import Generators
import Interventions
import Jobs
import Laboratory
import OneDNN
import Store
import Tensors
import Testing

@testable import Experiments

/// What comes between two layers of a network while a run is in the middle of its step.
@Suite struct PauseTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bench(_ name: String) throws -> Workbench {
    var options = WorkbenchOptions()
    options.threadCount = 1
    return try Workbench(options, store: Store(path: folder.file(name)))
  }

  /// Gradients, drawn and segmented scenes: an optimisation of two steps.
  private func effect(_ bench: Workbench) throws -> AverageEffect {
    let concept = try bench.vocabulary(for: "test").concept(named: "tree").number
    return try bench.averageEffect(
      AverageEffectRequest(
        layer: "layer4",
        concept: concept,
        recipe: .scenes(SceneRecipe(trainingScenes: 4, scenesPerStep: 2)),
        steps: 2,
        limit: 5,
        checkInterval: 2,
        validationScenes: 2,
        heldOutScenes: 2
      )
    )
  }

  @Test func `scenes drawn in the middle of a step leave its bits alone`() throws {
    let whole = try effect(bench("whole"))
    let paused = try bench("paused")
    let scenes = SceneTraces()
    var (asked, drawn, isDrawing) = (0, 0, false)
    paused.session.pauses = Pauses {
      asked += 1
      return !isDrawing && asked % 97 == 0
    } _: { () throws(Fault) in
      isDrawing = true
      defer { isDrawing = false }
      let request = SceneRequest(
        seed: 1,
        scene: drawn,
        edit: Edit(),
        layer: "layer4",
        isSegmented: true
      )
      let run = try paused.sceneRun(request, keeping: scenes) { result in
        drawn += result.originalSegmentation == nil ? 0 : 1
      }
      while case .working = try run.advance() {}
    }
    let found = try effect(paused)
    #expect(drawn > 3)
    #expect(found.losses == whole.losses && found.alpha == whole.alpha)
    #expect(found.heldOut == whole.heldOut && found.ranking == whole.ranking)
  }

  @Test func `a run that is ended between two layers is left, and goes on to the same bits`() throws
  {
    let whole = try bench("whole").dissect(["layer4", "layer6"], sampleSize: 16)
    var ends = 0
    for place in stride(from: 40, to: 400, by: 90) {
      let name = "ended after \(place)"
      let ended = try bench(name)
      var asked = 0
      ended.stop {
        asked += 1
        return asked > place
      }
      do {
        _ = try ended.dissect(["layer4", "layer6"], sampleSize: 16)
      } catch {
        ends += 1
        #expect(error.kind == .interrupted)
      }
      #expect(try bench(name).dissect(["layer4", "layer6"], sampleSize: 16) == whole)
    }
    #expect(ends > 2)
  }

  @Test func `who stops a run says why, and what is done is kept`() throws {
    let bench = try bench("asked")
    var isAsked = false
    bench.stop { isAsked }
    let fault = #expect(throws: Fault.self) {
      let asks: ProgressHandler = { (progress) throws(Fault) in
        if isAsked { throw Fault(.interrupted, "finish", found: "Ctrl-C", advice: "Again") }
        isAsked = progress.done >= 16
      }
      _ = try bench.dissect(["layer4"], sampleSize: 64, progress: asks)
    }
    #expect(fault?.advice == "Again")
    let done = try bench.results.store.summaries().map(\.done)
    #expect(done.contains { $0 >= 8 })
  }
}

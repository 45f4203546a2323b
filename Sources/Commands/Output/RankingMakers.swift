import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Laboratory
import Tensors

/// Makes the rankings of a layer that the store lacks.
struct RankingMakers {
  let workbench: Workbench
  let layer: LayerDescription
  let concepts: [Concept]

  private static let dissectedScenes = 200
  private static let sweptScenes = 50
  private static let publishedSteps = 50

  /// What they take at most.
  func seconds() throws(Fault) -> Double {
    var sum = 0.0
    if try lacksDissection {
      sum += try workbench.cost(
        of: .dissection([layer.name]),
        sampleSize: Self.dissectedScenes
      ).left
    }
    if try lacksSweep {
      sum += try workbench.cost(of: .sweep(layer.name), sampleSize: Self.sweptScenes).left
    }
    for request in lackingEffects {
      sum += try workbench.cost(of: request).left
    }
    return sum
  }

  /// Makes them; a concept without an ACE, since no unit overlaps it or it never appears, has none.
  func make(progress: ProgressHandler) throws(Fault) {
    if try lacksDissection {
      try workbench.dissect(
        [layer.name],
        sampleSize: Self.dissectedScenes,
        progress: progress
      )
    }
    if try lacksSweep {
      _ = try workbench.sweep(layer.name, sampleSize: Self.sweptScenes, progress: progress)
    }
    for request in lackingEffects {
      do throws(Fault) {
        _ = try workbench.averageEffect(request, progress: progress)
      } catch {
        guard error.kind == .missing else { throw error }
        complain(error)
      }
    }
  }

  private var lacksDissection: Bool {
    get throws(Fault) {
      guard let found = try workbench.storedDissection(of: layer.name) else { return true }
      return found.iou.isEmpty || !found.isComplete
    }
  }

  private var lacksSweep: Bool {
    get throws(Fault) { try workbench.storedSweep(of: layer.name)?.isComplete != true }
  }

  private var lackingEffects: [AverageEffectRequest] {
    concepts.flatMap { concept in
      [RankingName.ace, .publishedACE].compactMap { name -> AverageEffectRequest? in
        guard workbench.ranking(name, of: layer, for: concept.number) == nil else { return nil }
        var request = AverageEffectRequest(layer: layer.name, concept: concept.number)
        if name == .publishedACE {
          request.recipe = .published(PublishedRecipe())
          request.steps = Self.publishedSteps
        }
        return request
      }
    }
  }
}

import Latents
import Tensors

/// Which random numbers a scene's latent is.
public enum SceneSeeding: String, CaseIterable, Hashable, Sendable {
  /// Scene n of seed s is row n of RandomState(s), as in gandissect.
  case numpy
  /// Scene n of seed 1 is RandomState(n).randn(1, width), as NVIDIA's generate.py draws seed n.
  /// Each further seed begins where the scenes of the seed before end.
  case nvidia
}

/// The latents of a generator's scenes.
struct SceneLatents {
  let width: Int
  let seeding: SceneSeeding

  /// The latents of consecutive scenes, of shape (count, width, 1, 1).
  func rows(seed: UInt32, first: Int, count: Int) -> Tensor {
    switch seeding {
    case .numpy: Latents.rows(seed: seed, first: first, count: count, width: width)
    case .nvidia: rows(seed: seed, scenes: Array(first..<first + count))
    }
  }

  /// The latents of scenes in any order, row by row.
  func rows(seed: UInt32, scenes: [Int]) -> Tensor {
    guard seeding == .nvidia else {
      return Latents.rows(seed: seed, scenes: scenes, width: width)
    }
    let first = (seed &- 1) &* UInt32(Latents.lastScene + 1)
    let values = scenes.flatMap { scene in
      let own = first &+ UInt32(truncatingIfNeeded: scene)
      return Latents.rows(seed: own, first: 0, count: 1, width: width).values
    }
    return Tensor(Shape(scenes.count, width, 1, 1), values)
  }
}

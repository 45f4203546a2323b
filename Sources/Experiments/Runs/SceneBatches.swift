import Latents
import Tensors

/// A range of scenes of a seed in whole batches.
///
/// Batches start at multiples of their size, whatever the range, so that every scene is computed
/// bit by bit the same. The last batch is computed whole too, and its surplus scenes are left out
/// of the sums.
struct SceneBatches {
  let seed: UInt32
  /// The scenes; the first is a multiple of a batch's size.
  let scenes: Range<Int>
  let size: Int

  init(seed: UInt32, scenes: Range<Int>, size: Int) {
    precondition(scenes.lowerBound.isMultiple(of: size), "scenes that begin inside a batch")
    self.seed = seed
    self.scenes = scenes
    self.size = size
  }

  init(seed: UInt32, count: Int, size: Int) {
    self.init(seed: seed, scenes: 0..<count, size: size)
  }

  /// The first of them.
  func beginning(scenes count: Int) -> SceneBatches {
    SceneBatches(seed: seed, scenes: scenes.lowerBound..<scenes.lowerBound + count, size: size)
  }

  /// How many scenes there are.
  var count: Int { scenes.count }

  /// How many batches there are.
  var batchCount: Int { (count + size - 1) / size }

  /// How many of a batch's scenes count.
  func used(_ batch: Int) -> Int { min(size, count - batch * size) }

  /// How many scenes come before a batch.
  func first(_ batch: Int) -> Int { batch * size }

  /// The number of a batch's first scene under the seed.
  func firstScene(_ batch: Int) -> Int { scenes.lowerBound + batch * size }

  /// The batch that follows so many scenes, which make whole batches or all of them.
  func batch(after scenes: Int) -> Int { (scenes + size - 1) / size }

  /// The latents of a whole batch.
  func latents(_ batch: Int, of source: SceneLatents) -> Tensor {
    source.rows(seed: seed, first: firstScene(batch), count: size)
  }
}

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

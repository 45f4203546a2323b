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

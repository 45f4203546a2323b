import Latents
import Tensors

/// The scenes 0..<count of a seed in whole batches.
///
/// The last batch is computed whole too, and its surplus scenes are left out of the sums.
struct SceneBatches {
  let seed: UInt32
  let count: Int
  let size: Int

  /// How many batches there are.
  var batchCount: Int { (count + size - 1) / size }

  /// How many of a batch's scenes count.
  func used(_ batch: Int) -> Int { min(size, count - batch * size) }

  /// The number of a batch's first scene.
  func first(_ batch: Int) -> Int { batch * size }

  /// The batch that follows so many scenes, which make whole batches or all of them.
  func batch(after scenes: Int) -> Int { (scenes + size - 1) / size }

  /// The latents of a whole batch.
  func latents(_ batch: Int, width: Int) -> Tensor {
    Latents.rows(seed: seed, first: first(batch), count: size, width: width)
  }
}

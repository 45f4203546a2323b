public import Tensors

/// The latent vectors z of scenes, as NumPy's legacy generator draws them.
///
/// Scene n of seed s is row n of `RandomState(s).standard_normal((n + 1, width))` rounded to
/// float32 (gandissect zdataset.py:26-38), so that scene 37 of seed 1 is everybody's scene 37.
public enum Latents {
  /// The last scene that a seed has; the first is 0.
  public static let lastScene = 1_000_000

  /// The latents of consecutive scenes.
  ///
  /// Numbers are drawn one after another, so a far scene costs a walk (about a second for scene
  /// 1,000,000 of width 512); states on the way are remembered, and later calls start there.
  ///
  /// - Parameters:
  ///   - seed: The seed of the scenes.
  ///   - first: The first scene's number, from 0.
  ///   - count: How many scenes.
  ///   - width: The generator's latent width.
  /// - Returns: A tensor of shape (count, width, 1, 1).
  public static func rows(seed: UInt32, first: Int, count: Int, width: Int) -> Tensor {
    precondition(first >= 0 && count >= 0 && width > 0, "latents of no scene")
    let range = first * width..<(first + count) * width
    return Tensor(Shape(count, width, 1, 1), NormalStream.shared.values(seed: seed, in: range))
  }

  /// The latents of scenes in any order, row by row.
  public static func rows(seed: UInt32, scenes: [Int], width: Int) -> Tensor {
    let values = scenes.flatMap { rows(seed: seed, first: $0, count: 1, width: width).values }
    return Tensor(Shape(scenes.count, width, 1, 1), values)
  }
}

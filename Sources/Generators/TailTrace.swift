import Faults
import Layers
import OneDNN
import Tensors

/// What every layer after an edited one last computed for one scene.
///
/// When the next edit differs in a few cells, only their cone of influence is computed again: a
/// window of each later layer. Pixel norm is per pixel, so the result is the whole image's.
final class TailTrace {
  /// The edited layer, from 0.
  let layer: Int
  /// The normalised inputs of the layers after it.
  private var inputs: [FeatureMaps]
  private let image: FeatureMaps

  /// A trace of more bytes is not worth its memory.
  static let byteLimit = 160 << 20

  init(layer: Int, inputs: [FeatureMaps], image: FeatureMaps) {
    self.layer = layer
    self.inputs = inputs
    self.image = image
  }

  /// The image for another edited and normalised output of the layer, where little has changed.
  ///
  /// - Returns: The image and how much of it was computed; nothing if so much has changed that
  ///   computing all of it is as quick.
  func image(
    for edited: FeatureMaps,
    by generator: ProgressiveGenerator
  ) throws(Fault) -> (maps: FeatureMaps, renderedShare: Double)? {
    guard let changed = edited.difference(from: inputs[0]) else { return (image, 0) }
    guard isWorthwhile(changed, generator) else { return nil }
    inputs[0] = edited
    var window = changed
    for step in inputs.indices.dropLast() {
      window = try update(step, window, generator.stages[layer + 1 + step], generator.norm)
    }
    let last = inputs[inputs.count - 1].crop(window)
    let pixels = try generator.image(last, outputPrecision: .float32)
    image.paste(pixels, from: window.relative(to: window), at: window)
    let pixelCount = Double(window.extent * window.extent)
    return (image, pixelCount / Double(image.shape.planeCount))
  }

  /// Computes one layer again where its input has changed, and tells where its output has.
  private func update(
    _ step: Int,
    _ changed: Window,
    _ stage: Stage,
    _ norm: PixelNorm
  ) throws(Fault) -> Window {
    let limit = inputs[step].shape.height
    // A 3x3 convolution carries a change one pixel further, and needs one more around that.
    let affected = changed.grown(by: 1, within: limit).scaled(by: stage.scale)
    let seen = changed.grown(by: 2, within: limit)
    let output = try stage.normedOutput(of: inputs[step].crop(seen), norm)
    inputs[step + 1].paste(
      output,
      from: affected.relative(to: seen.scaled(by: stage.scale)),
      at: affected
    )
    return affected
  }

  private func isWorthwhile(_ changed: Window, _ generator: ProgressiveGenerator) -> Bool {
    var window = changed
    for (step, stage) in generator.stages[(layer + 1)...].enumerated() {
      window = window.grown(by: 1, within: inputs[step].shape.height).scaled(by: stage.scale)
    }
    return window.extent * 4 <= image.shape.height * 3
  }
}

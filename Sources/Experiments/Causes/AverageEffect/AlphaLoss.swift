import Faults
import Generators
import Interventions
import Segmenters
import Tensors

/// A loss and its gradient with respect to the shares alpha of a layer's units, summed over scenes.
struct AlphaLoss {
  var loss = 0.0
  var gradient: [Double]

  init(units: Int) { gradient = [Double](repeating: 0, count: units) }
}

/// Scenes up to a layer, of which units are replaced in part.
struct AlphaScenes {
  let toLayer: Continuation
  /// The layer's output without an edit, (batch, units, height, width).
  let activations: Tensor
  /// For each scene the cell that is edited; nil for everywhere.
  var cells: [Int]?
  /// What units are set to; nil for 0.
  var values: [Float]?

  var byteCount: Int { toLayer.byteCount + 4 * activations.values.count }
}

extension Networks {
  /// Draws scenes up to a layer.
  func alphaScenes(
    _ latents: Tensor,
    layer: LayerDescription
  ) throws(Fault) -> AlphaScenes {
    let toLayer = try draw(latents, to: layer.name)
    guard let activations = toLayer.output else {
      throw Fault(.defect, "draw up to", on: layer.name.rawValue, found: "no output")
    }
    return AlphaScenes(toLayer: toLayer, activations: activations)
  }

  /// The edit x' = x (1 - alpha) + v alpha.
  func edit(
    _ scenes: AlphaScenes,
    of layer: LayerDescription,
    alpha: [Double]
  ) -> LayerEdit {
    let batch = scenes.cells?.count ?? 1
    let grid = scenes.cells == nil ? (1, 1) : (layer.height, layer.width)
    let shape = Shape(batch, layer.units, grid.0, grid.1)
    var weight = Tensor(shape, filledWith: 0)
    var replacement = weight
    for sample in 0..<batch {
      let cell = scenes.cells?[sample] ?? 0
      for unit in 0..<layer.units {
        let place = (sample * layer.units + unit) * shape.planeCount + cell
        weight.values[place] = Float(alpha[unit])
        replacement.values[place] = scenes.values?[unit] ?? 0
      }
    }
    return LayerEdit(layer: layer.name, weight: weight, replacement: replacement)
  }

  /// Adds the loss of scenes whose units are replaced by their shares, and its gradient.
  ///
  /// - Parameters:
  ///   - scenes: The scenes.
  ///   - layer: Their layer.
  ///   - concept: The concept that is scored.
  ///   - labels: What the scenes show without an edit, where the loss looks at that too.
  ///   - alpha: The shares.
  ///   - weights: What each score weighs in the loss, for an extent of scores.
  ///   - sum: What is added to, in the order of the scenes.
  /// - Throws: `Fault` that names a step without a gradient.
  func addLoss(
    of scenes: AlphaScenes,
    in layer: LayerDescription,
    concept: Int,
    keeping labels: LabelMap? = nil,
    alpha: [Double],
    weights: (Shape) -> Tensor,
    to sum: inout AlphaLoss
  ) throws(Fault) {
    let segmenter = try segmenter(for: "optimise a causal effect")
    let edit = edit(scenes, of: layer, alpha: alpha)
    let drawn = try generator.differentiableImages(from: scenes.toLayer, edits: [edit])
    let score = try segmenter.score(
      of: concept,
      keeping: labels,
      in: drawn.images,
      options: settings.countingSegmentation
    )
    let weights = weights(score.probability.shape)
    for (value, weight) in zip(score.probability.values, weights.values) where weight != 0 {
      sum.loss += Double(value) * Double(weight)
    }
    let found = try drawn.layerGradient(of: score.imageGradient(of: weights))
    add(found, scenes, to: &sum)
  }

  /// The chain rule through x' = x (1 - alpha) + v alpha.
  private func add(_ found: Tensor, _ scenes: AlphaScenes, to sum: inout AlphaLoss) {
    let (shape, plane) = (found.shape, found.shape.planeCount)
    found.values.withUnsafeBufferPointer { slopes in
      scenes.activations.values.withUnsafeBufferPointer { plain in
        for sample in 0..<shape.batch {
          let cells = scenes.cells.map { $0[sample]..<$0[sample] + 1 } ?? 0..<plane
          for unit in 0..<shape.channels {
            let start = (sample * shape.channels + unit) * plane
            let value = scenes.values?[unit] ?? 0
            var slope = 0.0
            for cell in cells {
              slope += Double(slopes[start + cell]) * Double(value - plain[start + cell])
            }
            sum.gradient[unit] += slope
          }
        }
      }
    }
  }
}

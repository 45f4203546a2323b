import Checkpoints
import Generators
import Interventions
import Latents
import NumPyFiles
import OneDNN
import Tensors
import TestSupport
import Testing

@testable import Segmenters

@Suite("The gradient of a causal effect", .enabled(if: References.run(with: "golden/ace")))
struct CausalGradientTests {
  @Test("Loss and gradient of the published optimisation at two values of alpha")
  func causalEffect() throws {
    let probe = try CausalProbe()
    for stage in ["initial", "final"] {
      let alpha = try probe.expected.array("probe_alpha_\(stage)").floats
      for (form, measuresPresent) in [("published", true), ("fixed", false)] {
        let found = try probe.loss(alpha, insertionMeasuredAtPresent: measuresPresent)
        let loss = try probe.number("probe_loss_\(form)_\(stage)")
        #expect(abs(found.loss - loss) < 1e-3 * max(1, abs(loss)), "\(found.loss) for \(loss)")
        let gradient = try probe.expected.array("probe_grad_\(form)_\(stage)").floats
        let largest = gradient.map(abs).max() ?? 0
        for (value, wanted) in zip(found.gradient, gradient) {
          #expect(abs(Float(value) - wanted) < 1e-3 * largest, "\(form) \(stage)")
        }
      }
    }
  }
}

/// Some minibatches of the published optimisation on the demo world (aceoptimize.py).
private struct CausalProbe {
  let expected: NPZ
  private let generator: any Generator
  private let segmenter: any Segmenter
  private let constants: [Float]
  private let layer: LayerDescription

  init() throws {
    expected = try NPZ(path: References.path("golden/ace/expected.npz"))
    let folder = References.path("golden/ace")
    let session = try Session()
    generator = try GeneratorLoader.load(
      CheckpointReader.read(path: folder + "/generator.pth"),
      session: session
    )
    segmenter = try SegmenterLoader.load(directory: folder, session: session)
    constants = try expected.array("corpus_weighted_mean_present_feature").floats
    layer = try #require(generator.summary.layer("layer6"))
  }

  func number(_ name: String) throws -> Double {
    let array = try expected.array(name)
    return array.floats.first.map(Double.init) ?? .nan
  }

  /// The loss over the first 20 scenes with and the first 20 without trees, and its gradient.
  func loss(
    _ alpha: [Float],
    insertionMeasuredAtPresent: Bool
  ) throws -> (loss: Double, gradient: [Double]) {
    var loss = 0.0
    var gradient = [Double](repeating: 0, count: alpha.count)
    let present = try integers("corpus_present_indices")
    let presentCells = try integers("corpus_object_present_location")
    let candidates = try integers("corpus_candidate_indices")
    let candidateCells = try integers("corpus_candidate_location")
    for index in 0..<20 {
      try add(
        Change(seed: 10, scene: present[index], cell: presentCells[index], inserts: false),
        measuredAt: presentCells[index],
        alpha,
        &loss,
        &gradient
      )
      try add(
        Change(seed: 11, scene: candidates[index], cell: candidateCells[index], inserts: true),
        measuredAt: insertionMeasuredAtPresent ? presentCells[index] : candidateCells[index],
        alpha,
        &loss,
        &gradient
      )
    }
    return (loss, gradient)
  }

  private struct Change {
    let seed: UInt32
    let scene: Int
    let cell: Int
    let inserts: Bool
  }

  private func integers(_ name: String) throws -> [Int] {
    (try expected.array(name).integers ?? []).map { Int($0) }
  }

  private func add(
    _ change: Change,
    measuredAt cell: Int,
    _ alpha: [Float],
    _ loss: inout Double,
    _ gradient: inout [Double]
  ) throws {
    let width = generator.summary.latentWidth
    let z = Latents.rows(seed: change.seed, scenes: [change.scene], width: width)
    let begun = try generator.begin(to: layer.name, from: z)
    let plain = try #require(
      generator.generate(from: begun, observing: [layer.name]).activations[layer.name]
    )
    let (row, column) = (change.cell / layer.width, change.cell % layer.width)
    var weight = Tensor(plain.shape, filledWith: 0)
    var value = weight
    for unit in 0..<layer.units {
      weight[0, unit, row, column] = alpha[unit]
      value[0, unit, row, column] = change.inserts ? constants[unit] : 0
    }
    let edit = LayerEdit(layer: layer.name, weight: weight, replacement: value)
    let drawn = try generator.differentiableImages(from: begun, edits: [edit])
    let score = try segmenter.score(
      of: try integers("classnum")[0],
      in: drawn.images,
      options: SegmentationOptions(downsample: 2)
    )
    // The mean of the score over the cell's share of the label map.
    let (high, wide) = (score.probability.shape.height / 16, score.probability.shape.width / 16)
    var weights = Tensor(score.probability.shape, filledWith: 0)
    let sign: Float = change.inserts ? -1 : 1
    for y in 0..<high {
      for x in 0..<wide {
        weights[0, 0, cell / 16 * high + y, cell % 16 * wide + x] = sign / Float(high * wide)
      }
    }
    loss += zip(score.probability.values, weights.values)
      .reduce(0) { $0 + Double($1.0) * Double($1.1) }
    let found = try drawn.layerGradient(of: score.imageGradient(of: weights))
    for unit in 0..<layer.units {
      let change = value[0, unit, row, column] - plain[0, unit, row, column]
      gradient[unit] += Double(found[0, unit, row, column] * change)
    }
  }
}

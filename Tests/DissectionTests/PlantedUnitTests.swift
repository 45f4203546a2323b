import Concepts
import Generators
import Interventions
import Latents
import OneDNN
import Tensors
import Testing

@testable import Dissection

/// A generator whose layer4 has a unit that paints red, one that paints green, one that is always
/// on and one that paints nothing; each of them is random cell by cell.
private enum PlantedWorld {
  static let vocabulary = ConceptVocabulary([("-", .object), ("red", .object), ("green", .object)])
  static let layer: LayerName = "layer4"

  static func generator() throws -> ProgressiveGenerator {
    let architecture = GeneratorArchitecture(latentWidth: 48, units: [4, 4, 4, 4])
    let identity = GeneratorWeights.Convolution(
      weights: (0..<4 * 4 * 9).map { $0 / 36 == $0 / 9 % 4 && $0 % 9 == 4 ? 1 : 0 },
      bias: [0, 0, 0, 0]
    )
    let weights = GeneratorWeights(
      architecture,
      layers: [first, identity, identity, identity],
      output: .init(weights: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], bias: [0, 0, 0])
    )
    return try ProgressiveGenerator(weights, session: Session())
  }

  /// Units 0, 1 and 3 take 16 latents each, one a cell; unit 2 is constant.
  private static var first: GeneratorWeights.Convolution {
    var weights = [Float](repeating: 0, count: 4 * 48 * 16)
    for (unit, offset) in [(0, 0), (1, 16), (3, 32)] {
      // Cell (y, x) of a 1x1 map padded by 3 sees the kernel's tap (3 - y, 3 - x).
      for cell in 0..<16 { weights[(unit * 48 + offset + cell) * 16 + 15 - cell] = 1 }
    }
    return .init(weights: weights, bias: [0, 0, 4, 0])
  }

  static func scenes(
    _ generator: ProgressiveGenerator,
    seed: UInt32,
    edits: [LayerEdit] = []
  ) throws -> (images: Tensor, activations: Tensor) {
    let z = Latents.rows(seed: seed, first: 0, count: 200, width: 48)
    let made = try generator.generate(z, edits: edits, observing: [layer])
    return (made.images, try #require(made.activations[layer]))
  }

  /// Names the pixels whose red or green is above a bound.
  static func segment(_ images: Tensor, above bound: Float) -> LabelMap {
    let shape = images.shape
    var map = LabelMap(
      Shape(shape.batch, 2, shape.height, shape.width),
      Array(repeating: 0, count: shape.batch * 2 * shape.planeCount)
    )
    for index in map.labels.indices {
      let (sample, place) = index.quotientAndRemainder(dividingBy: 2 * shape.planeCount)
      let value = images.values[sample * shape.sampleCount + place]
      map.labels[index] = value > bound ? Int32(1 + place / shape.planeCount) : 0
    }
    return map
  }
}

@Suite("A generator with planted units")
struct PlantedUnitTests {
  private static let bound: Float = 1.05

  /// The bounds make about as many pixels red and green as the convention makes active.
  @Test(
    "dissection finds the planted units and no others",
    arguments: [(LabelRule.heldOut, bound), (.dissect, 0.97)]
  )
  func dissection(rule: LabelRule, bound: Float) throws {
    let generator = try PlantedWorld.generator()
    var sample = LevelSample(
      layer: generator.summary.layers[3],
      rule: rule,
      sampleSize: 200,
      segmentationHeight: 8,
      segmentationWidth: 8
    )
    try sample.add(PlantedWorld.scenes(generator, seed: rule.levelSeed(counting: 1)).activations)
    var counter = ConceptCounter(
      levels: sample.levels,
      vocabulary: PlantedWorld.vocabulary,
      convention: rule.convention
    )
    let scenes = try PlantedWorld.scenes(generator, seed: 1)
    try counter.add(
      scenes.activations,
      PlantedWorld.segment(scenes.images, above: bound)
    )
    let labels = counter.unitLabels(by: rule)
    #expect(labels[0].concept == 1 && labels[0].iou > 0.8)
    #expect(labels[1].concept == 2 && labels[1].iou > 0.8)
    #expect(labels.map(\.isInterpretable) == [true, true, false, false])
    #expect(counter.iou(unit: 0, concept: 2) < 0.05 && counter.iou(unit: 1, concept: 1) < 0.05)
  }

  @Test("ablating and inserting them causes what was planted")
  func effects() throws {
    let generator = try PlantedWorld.generator()
    let plain = PlantedWorld.segment(
      try PlantedWorld.scenes(generator, seed: 1).images,
      above: Self.bound
    )
    func effects(_ unit: Int, value: Float) throws -> [Int: ConceptEffect] {
      let edit = Edit([
        Intervention([UnitEdit(layer: PlantedWorld.layer, unit: unit, value: value)])
      ])
      let edits = try edit.layerEdits(for: generator.summary.layers)
      let edited = try PlantedWorld.scenes(generator, seed: 1, edits: edits).images
      var accumulator = EffectAccumulator(vocabulary: PlantedWorld.vocabulary)
      try accumulator.add(
        before: plain,
        after: PlantedWorld.segment(edited, above: Self.bound)
      )
      return Dictionary(uniqueKeysWithValues: accumulator.effects.map { ($0.concept, $0) })
    }
    let ablated = try #require(effects(0, value: 0)[1])
    #expect(ablated.before > 0 && ablated.after == 0)
    #expect(try #require(ablated.halfWidth) < -ablated.change)
    let inserted = try effects(1, value: 100)
    #expect(inserted[2]?.after == 1 && inserted[1]?.after == 0)
    // Unit 3 paints nothing; it only takes part in the norm.
    let bystander = try effects(3, value: 0)
    #expect(abs(bystander[1]?.change ?? 1) < 0.5 * (bystander[1]?.before ?? 0))
  }
}

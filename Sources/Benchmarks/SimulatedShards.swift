import Concepts
import Dissection
import Store
import Tensors

/// Counts of scenes that are made from their numbers: sparse, as segmentations are.
struct SimulatedShards {
  let units: Int
  let vocabulary: ConceptVocabulary
  let grid: LevelGrid
  let shown: Int
  let side: Int

  init(units: Int, concepts: Int, shown: Int, side: Int) {
    self.units = units
    self.shown = shown
    self.side = side
    vocabulary = ConceptVocabulary(
      (0..<concepts).map { number in
        (number == 0 ? "-" : "concept \(number)", number % 4 == 3 ? .material : .object)
      }
    )
    grid = LevelGrid(
      (0..<units).flatMap { _ in LevelGrid.fractions.map { Float(1 - $0) } }
    )
  }

  func counter(scenes: Range<Int>) throws -> LevelCounter {
    var counter = LevelCounter(grid: grid, vocabulary: vocabulary)
    for scene in scenes { try add(scene, to: &counter) }
    return counter
  }

  /// 8x8 activations of every unit and a map in `shown` bands.
  private func add(_ scene: Int, to counter: inout LevelCounter) throws {
    var state = UInt64(scene) &* 0x9e37_79b9_7f4a_7c15 | 1
    func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
    let shape = Shape(1, units, 8, 8)
    let values = (0..<shape.count).map { _ in Float(next() >> 40) / Float(1 << 24) }
    // Few concepts are frequent.
    let bands = (0..<shown).map { _ -> Int32 in
      let share = Double(next() >> 11) / Double(1 << 53)
      return Int32(1 + share * share * share * Double(vocabulary.count - 1))
    }
    let labels = (0..<side * side).map { bands[$0 * shown / (side * side)] }
    try counter.add(
      Tensor(shape, values),
      SceneLabels(LabelMap(Shape(1, 1, side, side), labels), vocabulary: vocabulary)
    )
  }

  func write(scenes: Range<Int>, of total: Int, to path: String) throws {
    var key = StoreKey(
      .joint,
      generator: "simulated",
      segmenter: "simulated",
      segmentation: "size own, downsample 2, float32",
      convention: LabelRule.informationQuality.storedName,
      layer: "layer4",
      seed: 2,
      sampleSize: total
    )
    key.part = StorePart(scenes: RangeSet(scenes))
    let store = Store(path: path)
    store.save(
      StoreRecord(
        key: key,
        done: scenes.count,
        total: scenes.count,
        parts: [
          "counts": .bytes(try counter(scenes: scenes).encoded()),
          "vocabulary": .bytes(vocabulary.encoded()),
        ]
      )
    )
    if let loss = store.settle() { throw loss }
  }
}

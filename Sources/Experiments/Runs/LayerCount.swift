import Concepts
import Dissection
import Faults
import Laboratory
import Store
import Tensors

/// The counts of one layer's dissection on their way.
struct LayerCount {
  let layer: LayerDescription
  let key: StoreKey
  let levels: LayerLevels
  private var counter: ConceptCounter?
  private var top: TopScenes
  /// How many scenes are counted.
  private(set) var scenes = 0

  /// Starts to count; without a vocabulary only top scenes are found.
  init(
    _ layer: LayerDescription,
    key: StoreKey,
    levels: LayerLevels,
    convention: Convention,
    vocabulary: ConceptVocabulary?
  ) {
    self.layer = layer
    self.key = key
    self.levels = levels
    counter = vocabulary.map {
      ConceptCounter(levels: levels.levels, vocabulary: $0, convention: convention)
    }
    top = TopScenes(units: layer.units)
  }

  /// Goes on from a record; one that does not fit is left.
  mutating func restore(_ record: StoreRecord, vocabulary: ConceptVocabulary?) {
    guard let topBytes = record.bytes("top scenes"),
      let top = try? TopScenes(decoding: topBytes), top.units.count == layer.units
    else { return }
    if let vocabulary {
      guard let bytes = record.bytes("counts"),
        let counter = try? ConceptCounter(decoding: bytes, vocabulary: vocabulary),
        counter.levels == levels.levels, counter.scenes == record.done
      else { return }
      self.counter = counter
    }
    self.top = top
    scenes = record.done
  }

  /// Adds consecutive scenes.
  mutating func add(_ activations: Tensor, _ segmentation: LabelMap?) throws(Fault) {
    if let segmentation { try counter?.add(activations, segmentation) }
    try top.add(activations, firstScene: scenes)
    scenes += activations.shape.batch
  }

  var record: StoreRecord {
    var parts: [String: StoredArray] = ["top scenes": .bytes(top.encoded())]
    if let counter { parts["counts"] = .bytes(counter.encoded()) }
    return StoreRecord(key: key, done: scenes, total: key.sampleSize, parts: parts)
  }

  /// The dissection as known so far.
  func dissection(by convention: Convention) -> LayerDissection {
    let counted = scenes > 0 ? counter : nil
    return LayerDissection(
      layer: layer,
      convention: convention,
      countedScenes: scenes,
      sampleSize: key.sampleSize,
      levels: levels.levels,
      iou: counted?.iouTable() ?? [],
      labels: counted?.unitLabels() ?? [],
      quantiles: levels.quantiles,
      topScenes: top.units
    )
  }
}

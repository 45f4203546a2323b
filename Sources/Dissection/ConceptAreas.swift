public import Concepts
public import Faults
public import Tensors

/// How many pixels of a sample hold each concept.
public struct ConceptAreas: Hashable, Sendable {
  /// How many scenes were looked at.
  public internal(set) var scenes = 0
  /// How many pixels these have.
  public internal(set) var pixels = 0
  /// Pixels that hold each concept, by concept number; a pixel counts once for each.
  public internal(set) var counts: [Int]
  private let concepts: [Bool]

  /// Starts without scenes.
  public init(vocabulary: ConceptVocabulary) {
    concepts = vocabulary.concepts.map { vocabulary.isConcept($0.number) }
    counts = Array(repeating: 0, count: concepts.count)
  }

  /// Counts every scene of a segmentation, (batch, label channels, height, width).
  public mutating func add(_ segmentation: LabelMap) {
    for scene in 0..<segmentation.shape.batch { add(segmentation, scene: scene) }
  }

  /// Counts one scene and returns its own counts.
  @discardableResult
  mutating func add(_ segmentation: LabelMap, scene: Int) -> [UInt32] {
    var planes = LabelPlanes()
    planes.load(segmentation, sample: scene, concepts: concepts)
    for concept in planes.present { counts[concept] += Int(planes.counts[concept]) }
    scenes += 1
    pixels += segmentation.shape.planeCount
    return planes.counts
  }

  /// Adds what was counted in other scenes.
  ///
  /// - Throws: `Fault` of kind defect for another vocabulary.
  public mutating func merge(_ other: ConceptAreas) throws(Fault) {
    guard concepts == other.concepts else {
      throw Fault(
        .defect,
        "merge concept areas",
        expected: "\(concepts.count) concepts",
        found: "\(other.concepts.count)"
      )
    }
    scenes += other.scenes
    pixels += other.pixels
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// Scenes, pixels, and the pixels of each concept.
  public var numbers: [Int64] { ([scenes, pixels] + counts).map(Int64.init) }

  /// Restores areas to go on with; nil for numbers that do not belong together.
  public init?(_ numbers: [Int64], vocabulary: ConceptVocabulary) {
    self.init(vocabulary: vocabulary)
    guard numbers.count == counts.count + 2, (0...1 << 24).contains(numbers[0]),
      (0...1 << 50).contains(numbers[1]),
      numbers.dropFirst(2).allSatisfy({ (0...numbers[1]).contains($0) })
    else { return nil }
    (scenes, pixels) = (Int(numbers[0]), Int(numbers[1]))
    counts = numbers.dropFirst(2).map(Int.init)
  }

  /// Each concept's share of all pixels, 0...1; zeros without scenes.
  public var shares: [Double] {
    counts.map { pixels > 0 ? Double($0) / Double(pixels) : 0 }
  }
}

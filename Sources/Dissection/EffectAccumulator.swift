public import Concepts
public import Faults
public import Interventions
public import Tensors

/// What an edit does to the area of each concept, scene by scene.
///
/// All sums are of whole pixels, so merging the parts of any split gives the whole, bit for bit.
public struct EffectAccumulator: Hashable, Sendable {
  /// Concept areas without the edit.
  public private(set) var before: ConceptAreas
  /// Concept areas with it.
  public private(set) var after: ConceptAreas
  /// Pixels of one scene's segmentation; 0 before the first.
  private var scenePixels = 0
  /// The sum over scenes of the squared change in pixels, by concept.
  private var squares: [Int]

  /// Starts without scenes.
  public init(vocabulary: ConceptVocabulary) {
    before = ConceptAreas(vocabulary: vocabulary)
    after = before
    squares = Array(repeating: 0, count: vocabulary.count)
  }

  /// How many scenes were looked at.
  public var scenes: Int { before.scenes }

  /// Compares the same scenes without and with the edit.
  ///
  /// - Throws: `Fault` of kind defect if the segmentations differ in shape or from earlier ones.
  public mutating func add(before plain: LabelMap, after edited: LabelMap) throws(Fault) {
    let (first, second) = (plain.shape, edited.shape)
    guard
      first.batch == second.batch, first.height == second.height, first.width == second.width,
      scenePixels == 0 || scenePixels == first.planeCount
    else {
      throw Fault(
        .defect,
        "measure an edit",
        expected: "segmentations of the same scenes and size",
        found: "\(first) and \(second)"
      )
    }
    scenePixels = first.planeCount
    for scene in 0..<first.batch {
      let (old, new) = (before.add(plain, scene: scene), after.add(edited, scene: scene))
      for concept in squares.indices where old[concept] != new[concept] {
        let change = Int(new[concept]) - Int(old[concept])
        squares[concept] += change * change
      }
    }
  }

  /// Adds what was measured in other scenes.
  ///
  /// - Throws: `Fault` of kind defect for another vocabulary or segmentation size.
  public mutating func merge(_ other: EffectAccumulator) throws(Fault) {
    guard scenePixels == 0 || other.scenePixels == 0 || scenePixels == other.scenePixels else {
      throw Fault(
        .defect,
        "merge measurements",
        expected: "segmentations of \(scenePixels) pixels",
        found: "\(other.scenePixels)"
      )
    }
    try before.merge(other.before)
    try after.merge(other.after)
    scenePixels = max(scenePixels, other.scenePixels)
    for index in squares.indices { squares[index] += other.squares[index] }
  }

  /// The effect on every concept seen before or after, by concept number.
  ///
  /// The interval is Student's for the mean of paired differences: t(0.975, n - 1) s / sqrt(n).
  public var effects: [ConceptEffect] {
    let factor = intervalFactor
    let (old, new) = (before.shares, after.shares)
    return squares.indices
      .filter { before.counts[$0] > 0 || after.counts[$0] > 0 }
      .map { concept in
        ConceptEffect(
          concept: concept,
          before: old[concept],
          after: new[concept],
          halfWidth: factor.map { $0 * deviation(concept) }
        )
      }
  }

  /// The measurement so far.
  public func measurement(
    of edit: Edit,
    against baseline: Edit = Edit(),
    seed: UInt32
  ) -> Measurement {
    Measurement(edit: edit, against: baseline, seed: seed, scenes: scenes, effects: effects)
  }

  /// t / sqrt(n) over the pixels of a scene; nil where one scene says nothing about spread.
  private var intervalFactor: Double? {
    guard scenes > 1 else { return nil }
    let critical = StudentT.critical95(degreesOfFreedom: scenes - 1)
    return critical / Double(scenes).squareRoot() / Double(scenePixels)
  }

  /// The sample's standard deviation of a concept's change, in pixels.
  private func deviation(_ concept: Int) -> Double {
    let sum = Double(after.counts[concept] - before.counts[concept])
    let spread = Double(squares[concept]) - sum * sum / Double(scenes)
    return (max(0, spread) / Double(scenes - 1)).squareRoot()
  }
}

extension EffectAccumulator {
  private static let mark = "ganscope effects 1\n"

  /// The sums as bytes; equal for equal sums.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    writer.write(squares.count)
    writer.write(scenes)
    writer.write(scenePixels)
    for counts in [before.counts, after.counts, squares] {
      writer.write(counts: counts.lazy.map(UInt64.init))
    }
    return writer.bytes
  }

  /// Restores a measurement to go on with.
  ///
  /// - Throws: `Fault` of kind refused for damaged bytes or another vocabulary.
  public init(decoding bytes: [UInt8], vocabulary: ConceptVocabulary) throws(Fault) {
    var reader = try ByteReader(bytes, mark: Self.mark, subject: "effects")
    self.init(vocabulary: vocabulary)
    guard try reader.count() == vocabulary.count else { throw reader.fault("another vocabulary") }
    let scenes = try reader.count(limit: 1 << 24)
    scenePixels = try reader.count(limit: 1 << 26)
    let all = scenes * scenePixels
    try before.restore(from: &reader, scenes: scenes, pixels: all)
    try after.restore(from: &reader, scenes: scenes, pixels: all)
    squares = try reader.wholes(expecting: vocabulary.count, limit: 1 << 60)
    try reader.finish()
  }
}

extension ConceptAreas {
  mutating func restore(
    from reader: inout ByteReader,
    scenes: Int,
    pixels: Int
  ) throws(Fault) {
    counts = try reader.wholes(expecting: counts.count, limit: pixels)
    self.scenes = scenes
    self.pixels = pixels
  }
}

import CStatistics
public import Concepts
public import Faults
public import Tensors

/// How often each unit is active where a segmenter sees each concept, over any number of scenes.
///
/// A unit is active where its upsampled activation is strictly above its level. All counts are
/// whole numbers: merging the parts of any split of the scenes gives the whole, bit for bit.
public struct ConceptCounter: Sendable {
  /// The recipe that is followed.
  public let convention: Convention
  /// Each unit's level.
  public let levels: [Float]
  /// How many concept numbers there are, absences included; these count nothing.
  public let conceptCount: Int
  /// How many scenes are counted.
  public internal(set) var scenes = 0
  /// How many pixels the segmentations of these scenes have.
  public internal(set) var pixels: UInt64 = 0
  /// How many pixels hold each concept; a pixel may hold several.
  public internal(set) var labelPixels: [UInt64]
  /// How many pixels the scenes have in which unit pixels count, by column.
  var columnPixels: [UInt64]
  /// Which numbers are concepts.
  let isConcept: [Bool]
  /// Which column of `unitPixels` belongs to each concept.
  let columns: [Int]
  /// Active pixels of each unit by column: [unit * columnCount + column].
  var unitPixels: [UInt64]
  /// Active pixels that hold a concept: [unit * (conceptCount + 1) + concept], then a 0.
  var intersections: [UInt64]
  private var labels = LabelPlanes()
  private var upsampling: Upsampling?

  /// Starts to count.
  ///
  /// - Parameters:
  ///   - levels: Each unit's level.
  ///   - vocabulary: What the label maps' numbers mean.
  ///   - convention: The recipe: padding, and where unit pixels count.
  public init(levels: [Float], vocabulary: ConceptVocabulary, convention: Convention) {
    self.levels = levels
    self.convention = convention
    conceptCount = vocabulary.count
    isConcept = vocabulary.concepts.map { vocabulary.isConcept($0.number) }
    let categories = convention.countsByCategory ? vocabulary.categories : []
    columns = vocabulary.concepts.map { categories.firstIndex(of: $0.category) ?? 0 }
    labelPixels = Array(repeating: 0, count: vocabulary.count)
    columnPixels = Array(repeating: 0, count: max(1, categories.count))
    unitPixels = Array(repeating: 0, count: levels.count * max(1, categories.count))
    intersections = Array(repeating: 0, count: levels.count * (vocabulary.count + 1))
  }

  /// How many columns `unitPixels` has: one for each category, or one for all.
  var columnCount: Int { levels.isEmpty ? 1 : unitPixels.count / levels.count }

  /// Counts scenes.
  ///
  /// Labels that the vocabulary has not are no concept, and a pixel that holds a concept in two
  /// channels counts once.
  ///
  /// - Parameters:
  ///   - activations: The layer's output, (batch, units, height, width).
  ///   - segmentation: The scenes' segmentation, (batch, label channels, rows, columns).
  /// - Throws: `Fault` of kind defect if the two do not fit each other or the levels.
  public mutating func add(_ activations: Tensor, _ segmentation: LabelMap) throws(Fault) {
    try checkFit(activations.shape, segmentation.shape)
    let (from, to) = (activations.shape, segmentation.shape)
    let upsampling = upsampling(from: from, to: to)
    for sample in 0..<from.batch {
      labels.load(segmentation, sample: sample, concepts: isConcept)
      countLabels()
      activations.values.withUnsafeBufferPointer { values in
        let first = sample * from.sampleCount
        let scene = UnsafeBufferPointer(rebasing: values[first..<first + from.sampleCount])
        countUnits(scene, upsampling, pixelCount: UInt64(to.planeCount))
      }
      scenes += 1
      pixels += UInt64(to.planeCount)
    }
  }

  /// Adds what another counter counted of other scenes.
  ///
  /// - Throws: `Fault` of kind defect if it counted with other levels, concepts or conventions.
  public mutating func merge(_ other: ConceptCounter) throws(Fault) {
    guard
      convention == other.convention, columns == other.columns, isConcept == other.isConcept,
      levels.map(\.bitPattern) == other.levels.map(\.bitPattern)
    else {
      throw Fault(
        .defect,
        "merge counts of units and concepts",
        expected: "the same levels and concepts",
        found: "others"
      )
    }
    scenes += other.scenes
    pixels += other.pixels
    labelPixels.add(other.labelPixels)
    columnPixels.add(other.columnPixels)
    unitPixels.add(other.unitPixels)
    intersections.add(other.intersections)
  }

  private func checkFit(_ activations: Shape, _ segmentation: Shape) throws(Fault) {
    guard
      activations.batch == segmentation.batch, activations.channels == levels.count,
      activations.planeCount > 0, segmentation.planeCount > 0
    else {
      throw Fault(
        .defect,
        "count concepts",
        expected: "activations of \(levels.count) units per scene",
        found: "activations \(activations) and segmentations \(segmentation)"
      )
    }
  }

  /// The upsampling, made once for all scenes of a size.
  private mutating func upsampling(from: Shape, to: Shape) -> Upsampling {
    if let upsampling, upsampling.fits(from: from, to: to) { return upsampling }
    let made = Upsampling(
      from: from.height,
      from.width,
      to: to.height,
      to.width,
      padding: convention.padding
    )
    upsampling = made
    return made
  }

  private mutating func countLabels() {
    for concept in labels.present { labelPixels[concept] += UInt64(labels.counts[concept]) }
  }

  private mutating func countUnits(
    _ values: UnsafeBufferPointer<Float>,
    _ upsampling: Upsampling,
    pixelCount: UInt64
  ) {
    let present = convention.countsByCategory ? Set(labels.seen.map { columns[$0] }) : [0]
    for column in present { columnPixels[column] += pixelCount }
    let (columnCount, conceptCount) = (columnCount, conceptCount)
    upsampling.forEachUnit(of: values, levels: levels) { unit, active, _ in
      guard !active.isEmpty else { return }
      for column in present { unitPixels[unit * columnCount + column] += UInt64(active.count) }
      intersections.withUnsafeMutableBufferPointer { counts in
        let row = counts.baseAddress.map { $0 + unit * (conceptCount + 1) }
        labels.tally(active, into: row)
        counts[unit * (conceptCount + 1) + conceptCount] = 0
      }
    }
  }
}

extension Upsampling {
  func fits(from: Shape, to: Shape) -> Bool {
    rows.extent == from.height && columns.extent == from.width && rows.target == to.height
      && columns.target == to.width
  }
}

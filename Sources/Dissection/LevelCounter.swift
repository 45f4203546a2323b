import CStatistics
public import Concepts
public import Faults
public import Tensors

/// How often each unit is above each of its 100 levels where a segmenter sees each concept.
///
/// Every pixel of a unit falls in one bin between two levels, so that counts at all levels come from
/// one pass. All counts and sums are whole numbers: merging the parts of any split of the scenes
/// gives the whole, bit for bit. Concepts that were never seen take no memory.
public struct LevelCounter: Sendable {
  /// The levels.
  public let grid: LevelGrid
  /// What the numbers of concepts mean.
  public let vocabulary: ConceptVocabulary
  /// Scenes, pixels and sums.
  var totals: LevelTotals
  /// Pixels of each concept by unit and bin, [unit * binCount + bin]; empty for absent concepts.
  ///
  /// Bin 0 is at or below the lowest level, the last above the highest.
  var tables: [[UInt64]]
  /// The same for all pixels of scenes that hold any label of each category.
  var categoryTables: [[UInt64]]
  /// What the published correlation needs besides; nil but under parity with published mistakes.
  var shifts: PublishedShifts?
  /// Whether published mistakes are made too.
  public var isPublished: Bool { shifts != nil }
  let columns: [Int]
  /// Rising, each unit's followed by infinity.
  private let levels: [Float]
  private var upsampling: Upsampling?
  /// The counts of the scene that was added last; kept for its room.
  private var counts = SceneCounts()

  /// Pixels lie between, below and above the levels.
  static let binCount = LevelGrid.fractions.count + 1

  /// Starts to count.
  ///
  /// - Parameters:
  ///   - grid: Each unit's levels.
  ///   - vocabulary: What the label maps' numbers mean.
  ///   - isPublished: Whether published mistakes are made too: `correlations` is then no correlation,
  ///     and counts do not merge.
  public init(grid: LevelGrid, vocabulary: ConceptVocabulary, isPublished: Bool = false) {
    shifts = isPublished ? PublishedShifts() : nil
    self.grid = grid
    self.vocabulary = vocabulary
    let categories = vocabulary.categories
    columns = vocabulary.concepts.map { categories.firstIndex(of: $0.category) ?? 0 }
    totals = LevelTotals(
      units: grid.units,
      concepts: vocabulary.count,
      categories: categories.count
    )
    tables = Array(repeating: [], count: vocabulary.count)
    categoryTables = Array(repeating: [], count: max(1, categories.count))
    levels = (0..<grid.units).flatMap { grid.levels(of: $0).reversed() + [.infinity] }
  }

  /// How many scenes are counted.
  public var scenes: Int { totals.scenes }
  /// How many pixels the segmentations of these scenes have.
  public var pixels: UInt64 { totals.pixels }
  /// How many pixels hold each concept.
  public var labelPixels: [UInt64] { totals.labelPixels }
  /// How many pixels the scenes have that hold any label of each category.
  var categoryPixels: [UInt64] { totals.categoryPixels }
  /// The concepts that were seen.
  public var seenConcepts: [Int] { totals.seenConcepts }

  /// The most memory that counting so many units against so many concepts can take, in bytes.
  public static func byteLimit(units: Int, concepts: Int) -> Int {
    units * concepts * binCount * MemoryLayout<UInt64>.stride
  }

  /// Counts scenes.
  ///
  /// - Parameters:
  ///   - activations: The layer's output, (batch, units, height, width).
  ///   - labels: The same scenes' labels.
  ///   - spreads: Watch how the IoU of chosen labels varies; they are added to.
  /// - Throws: `Fault` of kind defect if the two do not fit each other or the levels.
  public mutating func add(
    _ activations: Tensor,
    _ labels: SceneLabels,
    watching spreads: inout [UnitScore: LabelSpread]
  ) throws(Fault) {
    let shape = activations.shape
    guard
      shape.batch <= labels.scenes.count, shape.channels == grid.units, shape.planeCount > 0,
      labels.height * labels.width > 0, labels.height * labels.width <= 1 << 20,
      labels.vocabulary.count == vocabulary.count
    else {
      throw Fault(
        .defect,
        "count concepts at all levels",
        expected: "activations of \(grid.units) units per scene",
        found: "activations \(shape) and \(labels.scenes.count) segmentations"
      )
    }
    let upsampling = upsampling(from: shape, to: labels)
    for sample in 0..<shape.batch {
      activations.values.withUnsafeBufferPointer { values in
        let first = sample * shape.sampleCount
        counts.count(
          UnsafeBufferPointer(rebasing: values[first..<first + shape.sampleCount]),
          levels: levels,
          scene: labels.scenes[sample],
          upsampling: upsampling
        )
      }
      add(labels.scenes[sample], pixelCount: UInt64(labels.height * labels.width))
      for score in spreads.keys {
        spreads[score]?.add(counts, of: labels.scenes[sample], columns: columns)
      }
    }
  }

  /// Counts scenes, without watching how labels vary.
  public mutating func add(_ activations: Tensor, _ labels: SceneLabels) throws(Fault) {
    var nothing: [UnitScore: LabelSpread] = [:]
    try add(activations, labels, watching: &nothing)
  }

  private mutating func upsampling(from: Shape, to labels: SceneLabels) -> Upsampling {
    let target = Shape(1, 1, labels.height, labels.width)
    if let upsampling, upsampling.fits(from: from, to: target) { return upsampling }
    let made = Upsampling(
      from: from.height,
      from.width,
      to: labels.height,
      labels.width,
      padding: Convention.gandissect.padding
    )
    upsampling = made
    return made
  }

  private mutating func add(_ scene: SceneLabels.Scene, pixelCount: UInt64) {
    totals.scenes += 1
    totals.pixels += pixelCount
    let all = scene.concepts.count
    for (row, concept) in scene.concepts.enumerated() {
      totals.labelPixels[concept] += UInt64(scene.pixels[row])
      counts.add(row, to: &tables[concept], bins: Self.binCount)
      totals.labelSums[concept].add(counts.sums(row))
    }
    for category in scene.categories {
      totals.categoryPixels[category] += pixelCount
      counts.add(all, to: &categoryTables[category], bins: Self.binCount)
    }
    totals.sums.add(counts.sums(all))
    for unit in 0..<grid.units { totals.squares[unit] += UInt128(counts.squares[unit]) }
    shifts?.add(
      pixels: pixelCount,
      sums: counts.sums(all),
      labels: Dictionary(
        uniqueKeysWithValues: scene.concepts.enumerated().map { ($1, UInt64(scene.pixels[$0])) }
      )
    )
  }
}

extension Array where Element: FixedWidthInteger {
  /// Adds counts of the same table; an empty one stands for zeros.
  mutating func add(_ other: [Element]) {
    if isEmpty {
      self = other
    } else {
      for index in other.indices { self[index] += other[index] }
    }
  }
}

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
  private let ladders: Ladders
  private var upsampling: Upsampling?

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
    ladders = Ladders(grid)
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
      let counts = activations.values.withUnsafeBufferPointer { values in
        let first = sample * shape.sampleCount
        return ladders.count(
          UnsafeBufferPointer(rebasing: values[first..<first + shape.sampleCount]),
          labels.scenes[sample],
          upsampling
        )
      }
      add(counts, of: labels.scenes[sample], pixelCount: UInt64(labels.height * labels.width))
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

  private mutating func add(_ counts: SceneCounts, of scene: SceneLabels.Scene, pixelCount: UInt64)
  {
    totals.scenes += 1
    totals.pixels += pixelCount
    let (size, all) = (grid.units * Self.binCount, scene.concepts.count)
    for (row, concept) in scene.concepts.enumerated() {
      totals.labelPixels[concept] += UInt64(scene.pixels[row])
      tables[concept].add(counts.pixels[row * size..<(row + 1) * size])
      if totals.labelSums[concept].isEmpty {
        totals.labelSums[concept] = Array(repeating: 0, count: grid.units)
      }
      for unit in 0..<grid.units {
        totals.labelSums[concept][unit] += counts.sums[row * grid.units + unit]
      }
    }
    for category in scene.categories {
      totals.categoryPixels[category] += pixelCount
      categoryTables[category].add(counts.pixels[all * size..<(all + 1) * size])
    }
    for unit in 0..<grid.units {
      totals.sums[unit] += counts.sums[all * grid.units + unit]
      totals.squares[unit] += UInt128(counts.squares[unit])
    }
    shifts?.add(
      pixels: pixelCount,
      sums: Array(counts.sums[all * grid.units..<(all + 1) * grid.units]),
      labels: Dictionary(
        uniqueKeysWithValues: scene.concepts.enumerated().map { ($1, UInt64(scene.pixels[$0])) }
      )
    )
  }
}

/// What was counted of one scene, unit by unit.
struct SceneCounts {
  /// [(row * units + unit) * binCount + bin]; the last row is of all pixels.
  var pixels: [UInt32]
  /// [row * units + unit].
  var sums: [Int64]
  /// [unit].
  var squares: [UInt64]
}

/// The levels of all units, made ready to sort pixels by.
private struct Ladders: Sendable {
  private let units: Int
  /// Rising, each unit's followed by infinity.
  private let levels: [Float]
  private static let count = LevelGrid.fractions.count

  init(_ grid: LevelGrid) {
    units = grid.units
    levels = (0..<grid.units).flatMap { grid.levels(of: $0).reversed() + [.infinity] }
  }

  /// Counts one scene of (units, height, width) activations.
  func count(
    _ activations: UnsafeBufferPointer<Float>,
    _ scene: SceneLabels.Scene,
    _ upsampling: Upsampling
  ) -> SceneCounts {
    let rows = scene.concepts.count + 1
    let bins = LevelCounter.binCount
    var counts = SceneCounts(
      pixels: Array(repeating: 0, count: rows * units * bins),
      sums: Array(repeating: 0, count: rows * units),
      squares: Array(repeating: 0, count: units)
    )
    let groups = scene.passes.map(\.groupCount).max() ?? 0
    var table = [UInt64](repeating: 0, count: groups * CStatistics_row)
    var starts = [UInt8](repeating: 0, count: CStatistics_cells)
    upsampling.forEachMap(of: activations, units: units) { unit, values in
      starts.withUnsafeMutableBufferPointer { starts in
        levels.withUnsafeBufferPointer { levels in
          var ladder = CStatistics_Ladder()
          ladder.count = Self.count
          ladder.levels = levels.baseAddress.map { $0 + unit * (Self.count + 1) }
          ladder.starts = starts.baseAddress
          CStatistics_prepare(&ladder)
          for (number, pass) in scene.passes.enumerated() {
            let squares = CStatistics_classify(
              values.baseAddress,
              values.count,
              &ladder,
              pass.groups,
              &table
            )
            if number == 0 { counts.squares[unit] = squares }
            counts.fold(&table, pass, unit: unit, units: units)
          }
        }
      }
    }
    return counts
  }
}

extension SceneCounts {
  fileprivate mutating func fold(
    _ table: inout [UInt64],
    _ pass: SceneLabels.Pass,
    unit: Int,
    units: Int
  ) {
    let bins = LevelCounter.binCount
    pixels.withUnsafeMutableBufferPointer { pixels in
      sums.withUnsafeMutableBufferPointer { sums in
        CStatistics_fold(
          &table,
          pass.groupCount,
          bins,
          pass.starts,
          pass.rows,
          pixels.baseAddress.map { $0 + unit * bins },
          units * bins,
          sums.baseAddress.map { $0 + unit },
          units
        )
      }
    }
  }
}

extension [UInt64] {
  /// Adds counts; an empty table stands for zeros.
  fileprivate mutating func add(_ added: ArraySlice<UInt32>) {
    if isEmpty { self = Array(repeating: 0, count: added.count) }
    withUnsafeMutableBufferPointer { total in
      added.withUnsafeBufferPointer {
        CStatistics_add(total.baseAddress, $0.baseAddress, $0.count)
      }
    }
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

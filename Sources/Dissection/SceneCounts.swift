import CStatistics

/// What was counted of one scene, unit by unit.
///
/// Rows are concepts, the last is all pixels.
struct SceneCounts: Sendable {
  /// How many rows there are.
  private(set) var rows = 0
  /// Sums of the squares of activations: [unit].
  private(set) var squares: [UInt64] = []
  /// [(unit * rows + row) * binCount + bin]; more room than that is kept.
  private var pixels: [UInt32] = []
  /// [unit * rows + row].
  private var sums: [Int64] = []
  private var scratch: [UInt64] = []

  /// How many pixels of a row lie in the last bins of a unit.
  func above(_ row: Int, unit: Int, bins: Int) -> UInt64 {
    let end = (unit * rows + row + 1) * LevelCounter.binCount
    return pixels[end - bins..<end].reduce(0) { $0 + UInt64($1) }
  }

  /// The sums of a row's activations, unit by unit.
  func sums(_ row: Int) -> [Int64] {
    squares.indices.map { sums[$0 * rows + row] }
  }

  /// Adds a row to the table of a concept, [unit * bins + bin]; an empty one stands for zeros.
  func add(_ row: Int, to table: inout [UInt64], bins: Int) {
    if table.isEmpty { table = Array(repeating: 0, count: squares.count * bins) }
    table.withUnsafeMutableBufferPointer { total in
      pixels.withUnsafeBufferPointer {
        CStatistics_add_rows(
          total.baseAddress,
          $0.baseAddress.map { $0 + row * bins },
          squares.count,
          bins,
          rows * bins
        )
      }
    }
  }

  /// Counts one scene anew.
  ///
  /// - Parameters:
  ///   - activations: (units, height, width) activations.
  ///   - levels: Of each unit all levels, rising, and infinity.
  ///   - scene: Which pixels hold which concepts.
  ///   - upsampling: How activations are brought to the size of the labels.
  mutating func count(
    _ activations: UnsafeBufferPointer<Float>,
    levels: [Float],
    scene: SceneLabels.Scene,
    upsampling: Upsampling
  ) {
    let bins = LevelCounter.binCount
    let units = levels.count / bins
    rows = scene.rowCount
    squares = Array(repeating: 0, count: units)
    Self.enlarge(&pixels, to: units * rows * bins)
    Self.enlarge(&sums, to: units * rows)
    let passes = scene.passes
    var work = CStatistics_Scene()
    work.level_count = bins - 1
    work.pass_count = passes.groupCounts.count
    work.row_count = rows
    levels.withUnsafeBufferPointer { levels in
      passes.groups.withUnsafeBufferPointer { groups in
        passes.groupCounts.withUnsafeBufferPointer { groupCounts in
          passes.starts.withUnsafeBufferPointer { starts in
            passes.members.withUnsafeBufferPointer { members in
              work.levels = levels.baseAddress
              work.groups = groups.baseAddress
              work.group_counts = groupCounts.baseAddress
              work.starts = starts.baseAddress
              work.members = members.baseAddress
              upsampling.withMaps(of: activations, units: units) { maps in
                work.maps = maps
                run(&work)
              }
            }
          }
        }
      }
    }
  }

  private mutating func run(_ work: inout CStatistics_Scene) {
    Self.enlarge(&scratch, to: CStatistics_scratch_words(&work))
    pixels.withUnsafeMutableBufferPointer { pixels in
      sums.withUnsafeMutableBufferPointer { sums in
        squares.withUnsafeMutableBufferPointer { squares in
          scratch.withUnsafeMutableBufferPointer { scratch in
            work.counts = pixels.baseAddress
            work.sums = sums.baseAddress
            work.squares = squares.baseAddress
            work.scratch = scratch.baseAddress
            CStatistics_count(&work)
          }
        }
      }
    }
  }

  private static func enlarge<Element: FixedWidthInteger>(_ array: inout [Element], to count: Int) {
    if array.count < count { array = Array(repeating: 0, count: count) }
  }
}

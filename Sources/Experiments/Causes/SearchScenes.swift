import Causes
import Interventions

/// Which scenes a search for units uses: for trials, for comparisons, and held out for the result.
struct SearchScenes {
  let searchSeed: UInt32
  /// Comparisons and results are on seeds of their own, so that no scene serves twice.
  var validationSeed: UInt32 { searchSeed &+ 1 }
  var heldOutSeed: UInt32 { searchSeed &+ 2 }
  private let batches: SetSearch.BatchCounts
  private let size: Int
  private var found: [Int] = []
  private var looked = 0
  /// Rows and columns of the grid whose cells units are inserted in.
  static let grid = 8
  /// A concept that fewer than one scene in so many shows is searched on others too.
  private static let patience = 16

  init(seed: UInt32, batches: SetSearch.BatchCounts, size: Int) {
    searchSeed = seed
    self.batches = batches
    self.size = size
  }

  private var isComplete: Bool { found.count >= batches.search * size }

  /// The scenes to look at next for the concept.
  var nextCandidates: [Int] { Array(looked..<looked + size) }

  /// Takes those of the candidates that are fit.
  mutating func look(at candidates: [Int], isFit: (Int) -> Bool) {
    for (index, scene) in candidates.enumerated() where isFit(index) && !isComplete {
      found.append(scene)
    }
    looked += candidates.count
    guard looked >= Self.patience * batches.search * size else { return }
    // Rare concepts: the first scenes fill what is left.
    for scene in 0..<looked where !isComplete && !found.contains(scene) { found.append(scene) }
  }

  /// The scenes of a batch; nil while more must be looked at.
  func batch(of sample: SetSearch.Sample) -> (scenes: [Int], seed: UInt32)? {
    switch sample {
    case .search(let batch):
      guard isComplete else { return nil }
      return (Array(found[batch * size..<(batch + 1) * size]), searchSeed)
    case .validation(let batch):
      return (Array(batch * size..<(batch + 1) * size), validationSeed)
    case .heldOut(let batch): return (Array(batch * size..<(batch + 1) * size), heldOutSeed)
    }
  }

  /// A cell of a scene, drawn by the scene's number among those that are fit, else among all.
  func cell(of scene: Int, seed: UInt32, isFit: (GridCell) -> Bool) -> GridCell {
    let cells = (0..<Self.grid * Self.grid).map {
      GridCell(row: $0 / Self.grid, column: $0 % Self.grid)
    }
    let order = SeededOrder.permutation(of: cells.count, seed: UInt64(seed) << 32 | UInt64(scene))
    return order.map { cells[$0] }.first(where: isFit) ?? cells[order[0]]
  }
}

extension SetSearch.Sample {
  var isSearch: Bool { if case .search = self { true } else { false } }
}

import Causes
import Store

/// What several sets of units did to the scenes of a batch, as long as not all of them were tried.
///
/// A batch may take minutes; so that no end of the program loses them, this is kept beside the sums
/// of the batches before.
struct ChangesAtHand {
  /// How many scenes come before the batch.
  let first: Int
  /// How many sets were tried.
  var done = 0
  /// What they did: [scene][trial].
  var changes: [[ConceptChange]]

  init(after first: Int, scenes: Int, trials: Int) {
    self.first = first
    changes = Array(repeating: Array(repeating: ConceptChange(), count: trials), count: scenes)
  }

  /// Whether any set was tried.
  var isBegun: Bool { done > 0 }

  /// As it is stored.
  var stored: StoredArray {
    .integers(
      [Int64(first), Int64(done)]
        + changes.joined().flatMap { change in
          [change.possible, change.happened, change.rest, change.changedRest].map(Int64.init)
        }
    )
  }

  /// Takes up what was stored; what is of other scenes or sets is left.
  ///
  /// - Parameters:
  ///   - numbers: What was stored; nil for nothing.
  ///   - limit: How many sets are tried in all.
  mutating func resume(_ numbers: [Int64]?, limit: Int) {
    guard let numbers, let trials = changes.first?.count,
      numbers.count == 2 + 4 * changes.count * trials, numbers[0] == first,
      (0...Int64(limit)).contains(numbers[1]),
      numbers.allSatisfy({ (-1 << 40...1 << 40).contains($0) })
    else { return }
    done = Int(numbers[1])
    var place = 2
    for scene in changes.indices {
      for trial in 0..<trials {
        let values = numbers[place..<place + 4].map(Int.init)
        changes[scene][trial].possible = values[0]
        changes[scene][trial].happened = values[1]
        changes[scene][trial].rest = values[2]
        changes[scene][trial].changedRest = values[3]
        place += 4
      }
    }
  }
}

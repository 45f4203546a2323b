import Synchronization

/// Streams of standard normals by seed, with states remembered along the way.
final class NormalStream: Sendable {
  static let shared = NormalStream()

  /// More seeds than anybody compares at once.
  private static let seedLimit = 8
  private let trails = Mutex<[(seed: UInt32, trail: Trail)]>([])

  /// The normals whose positions in the stream lie in a range, as float32.
  func values(seed: UInt32, in range: Range<Int>) -> [Float] {
    guard !range.isEmpty else { return [] }
    var cursor = nearestCursor(seed: seed, pair: UInt64(range.lowerBound / 2))
    // The walk happens outside the lock: another thread's near scene must not wait for a far one.
    let passed = cursor.walk(to: UInt64(range.lowerBound / 2))
    remember(passed + [cursor], seed: seed)
    return cursor.values(in: range)
  }

  private func nearestCursor(seed: UInt32, pair: UInt64) -> Cursor {
    trails.withLock { trails in
      trails.first { $0.seed == seed }?.trail.last(before: pair) ?? Cursor(seed: seed)
    }
  }

  private func remember(_ cursors: [Cursor], seed: UInt32) {
    trails.withLock { trails in
      let index = trails.firstIndex { $0.seed == seed }
      var entry = index.map { trails.remove(at: $0) } ?? (seed: seed, trail: Trail())
      for cursor in cursors { entry.trail.insert(cursor) }
      trails.append(entry)
      if trails.count > Self.seedLimit { trails.removeFirst() }
    }
  }
}

/// Remembered places of one stream, thinned evenly when they become too many.
struct Trail {
  /// 256 states of 2.5 kB each.
  static let limit = 256
  private(set) var cursors: [Cursor] = []
  /// Blocks between two remembered states, at least.
  private var spacing: UInt64 = 1

  func last(before pair: UInt64) -> Cursor? {
    let index = cursors.partitioningIndex { $0.firstPair > pair }
    return index > 0 ? cursors[index - 1] : nil
  }

  mutating func insert(_ cursor: Cursor) {
    let index = cursors.partitioningIndex { $0.block >= cursor.block }
    let before = index > 0 ? cursor.block - cursors[index - 1].block : .max
    let after = index < cursors.count ? cursors[index].block - cursor.block : .max
    guard min(before, after) >= spacing else { return }
    cursors.insert(cursor, at: index)
    if cursors.count > Self.limit { thin() }
  }

  private mutating func thin() {
    spacing *= 2
    var kept: [Cursor] = []
    for cursor in cursors where kept.last.map({ cursor.block - $0.block >= spacing }) ?? true {
      kept.append(cursor)
    }
    cursors = kept
  }
}

extension Array {
  /// The first index whose element belongs to the second part of a partitioned array.
  fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

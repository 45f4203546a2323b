import Faults
import Generators
import Jobs
import Store
import Tensors

/// Finds the first scenes of a seed that show a concept, with what else is seen in them.
///
/// A rare concept takes thousands of scenes, so what was found is kept, label maps among it.
final class SceneSearch: Resumable {
  private let networks: Networks
  private let concept: Int
  private let wanted: Int
  private let seed: UInt32
  var kept: KeptState
  /// How many scenes were looked at.
  private var looked = 0
  /// The scenes that show the concept, and each one's label map.
  private(set) var found: [Int] = []
  private(set) var maps: [LabelMap] = []

  /// The search gives up where fewer than one scene in so many shows the concept.
  private static let patience = 16

  /// Prepares a search for some scenes and takes up what is kept of it.
  init(
    _ networks: Networks,
    concept: Int,
    wanted: Int,
    seed: UInt32,
    at entry: ResultEntry
  ) {
    self.networks = networks
    self.concept = concept
    self.wanted = wanted
    self.seed = seed
    kept = KeptState(entry)
    takeUp()
  }

  private var isDone: Bool { found.count >= wanted || looked >= Self.patience * wanted }

  /// Looks at one more scene; nil when there are enough.
  func advance() throws(Fault) -> StepReport? {
    guard !isDone else { return nil }
    let latents = networks.latents.rows(seed: seed, scenes: [looked])
    let map = try networks.countableSegmentation(of: networks.draw(latents).images)
    if map.holds(concept) {
      found.append(looked)
      maps.append(map)
    }
    looked += 1
    if isDone { save() } else { saveIfDue() }
    return StepReport(phase: "scenes with the concept", done: found.count, total: wanted)
  }

  // MARK: The store

  var state: RunState? {
    guard kept.lacks(looked) else { return nil }
    let shape = maps.first?.shape
    return RunState(
      done: looked,
      of: isDone ? looked : Self.patience * wanted,
      [
        "scenes": .integers(found.map(Int64.init)),
        "extents": .integers(
          shape.map { [$0.channels, $0.height, $0.width].map(Int64.init) } ?? []
        ),
        "maps": .integers(LabelRuns.encode(maps.lazy.flatMap(\.labels))),
      ]
    )
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    let numbers = record.integers("scenes") ?? []
    let scenes = numbers.map { Int(clamping: $0) }
    guard scenes.count <= wanted, record.done <= Self.patience * wanted,
      zip(scenes, scenes.dropFirst()).allSatisfy({ $0 < $1 }),
      scenes.allSatisfy({ (0..<record.done).contains($0) }),
      let maps = Self.maps(record, count: scenes.count),
      maps.allSatisfy({ $0.holds(concept) })
    else { throw record.misfitNumbers }
    (looked, found, self.maps) = (record.done, scenes, maps)
  }

  private static func maps(_ record: StoreRecord, count: Int) -> [LabelMap]? {
    guard count > 0 else { return [] }
    guard let extents = record.integers("extents"), extents.count == 3,
      extents.allSatisfy({ (1...1 << 13).contains($0) })
    else { return nil }
    let shape = Shape(1, Int(extents[0]), Int(extents[1]), Int(extents[2]))
    let size = shape.count
    guard size <= 1 << 26, let runs = record.integers("maps"),
      let labels = LabelRuns.decode(runs, count: count * size)
    else { return nil }
    return (0..<count).map { LabelMap(shape, Array(labels[$0 * size..<($0 + 1) * size])) }
  }
}

/// Labels as runs of the same one: its number and, above it, how often it comes.
private enum LabelRuns {
  static func encode(_ labels: some Sequence<Int32>) -> [Int64] {
    var runs: [Int64] = []
    var (current, length) = (Int32(0), Int64(0))
    func end() { if length > 0 { runs.append(length << 32 | Int64(UInt32(bitPattern: current))) } }
    for label in labels {
      if label != current {
        end()
        (current, length) = (label, 0)
      }
      length += 1
    }
    end()
    return runs
  }

  /// Nil where they are not so many labels.
  static func decode(_ runs: [Int64], count: Int) -> [Int32]? {
    let lengths = runs.map { Int($0 >> 32) }
    guard lengths.allSatisfy({ $0 > 0 }), lengths.reduce(0, +) == count else { return nil }
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    for (run, length) in zip(runs, lengths) {
      let label = Int32(truncatingIfNeeded: run)
      labels.append(contentsOf: repeatElement(label, count: length))
    }
    return labels
  }
}

extension LabelMap {
  /// Where any channel of one scene shows a concept, pixel by pixel.
  func mask(of concept: Int) -> [Bool] {
    let plane = shape.planeCount
    var mask = [Bool](repeating: false, count: plane)
    for (index, label) in labels.prefix(shape.sampleCount).enumerated()
    where label == Int32(concept) {
      mask[index % plane] = true
    }
    return mask
  }

  fileprivate func holds(_ concept: Int) -> Bool {
    labels.prefix(shape.sampleCount).contains(Int32(concept))
  }
}

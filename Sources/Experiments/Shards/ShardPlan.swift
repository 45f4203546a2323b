import Faults
import Store

/// What is to be merged for one result, and whether it makes a whole: found from the keys alone.
struct ShardPlan {
  /// A finished part in a store.
  struct Piece {
    let source: ShardSource
    let key: StoreKey
    let part: StorePart
  }

  /// The key of the whole.
  let key: StoreKey
  /// Parts that may be put together, those that the target holds first.
  private(set) var pieces: [Piece] = []
  /// Stores that hold the whole.
  private(set) var wholes: [ShardSource] = []
  /// Whether the target holds the whole.
  private(set) var isInTarget = false
  /// By units, the first part and the scenes of all parts.
  private var groupHeads: [Range<Int>?: Piece] = [:]
  private var covered: [Range<Int>?: RangeSet<Int>] = [:]

  init(_ key: StoreKey) { self.key = key }

  /// - Throws: `Fault` of kind refused for scenes that another store holds too.
  mutating func add(_ found: StoreKey, from source: ShardSource) throws(Fault) {
    guard let part = found.part else {
      if source.isTarget { isInTarget = true } else { wholes.append(source) }
      return
    }
    if overlaps(part), let other = pieces.first(where: { $0.part.overlaps(part) }) {
      let common = part.scenes.intersection(other.part.scenes)
      // A shard is named, not the store that it would go into.
      let (named, holder) = source.isTarget ? (other.source, source) : (source, other.source)
      throw Fault(
        .refused,
        "merge the \(key.title) from",
        on: named.path,
        expected: "parts that do not overlap",
        found: "scenes \(common.rangeText), which '\(holder.path)' holds too",
        advice: "Leave one of them out"
      )
    }
    if let other = groupHeads.values.first(where: { $0.part.cutsUnits(of: part) }) {
      throw Fault(
        .refused,
        "merge the \(key.title) from",
        on: source.path,
        expected: "units divided as in '\(other.source.path)': \(other.part)",
        found: "\(part)"
      )
    }
    let piece = Piece(source: source, key: found, part: part)
    pieces.append(piece)
    groupHeads[part.units] = groupHeads[part.units] ?? piece
    covered[part.units, default: RangeSet()].formUnion(part.scenes)
  }

  /// Whether some part has scenes and units of another one: found without a look at each of many.
  private func overlaps(_ part: StorePart) -> Bool {
    covered.contains { units, scenes in
      StorePart(scenes: scenes, units: units).overlaps(part)
    }
  }

  /// The parts by the units that they are of: those of the same units add up scene by scene.
  var groups: [[Piece]] {
    Dictionary(grouping: pieces) { $0.part.units }.values
      .sorted { ($0[0].part.units?.lowerBound ?? 0) < ($1[0].part.units?.lowerBound ?? 0) }
      .map { group in
        group.sorted { ($0.part.scenes.first ?? 0) < ($1.part.scenes.first ?? 0) }
      }
  }

  /// The scenes of a group.
  static func scenes(of group: [Piece]) -> RangeSet<Int> {
    group.reduce(into: RangeSet()) { $0.formUnion($1.part.scenes) }
  }

  /// What the parts lack to be the whole, in words; empty for nothing.
  ///
  /// - Parameter unitCount: How many units the layer has; nil where units are not divided.
  /// - Returns: A line for each gap.
  func missing(unitCount: Int?) -> [String] {
    let all = RangeSet(0..<key.sampleSize)
    var lacks: [String] = []
    var units = RangeSet<Int>()
    for group in groups {
      let scenes = all.subtracting(Self.scenes(of: group))
      let range = group[0].part.units
      if let range { units.insert(contentsOf: range) }
      if !scenes.isEmpty {
        lacks.append("\(StorePart(scenes: scenes, units: range))")
      }
    }
    if let unitCount, !units.isEmpty {
      let rest = RangeSet(0..<unitCount).subtracting(units)
      if !rest.isEmpty { lacks.append("units \(rest.rangeText)") }
    }
    return lacks
  }
}

/// A store that is merged from, or the one that is merged into.
enum ShardSource: Hashable {
  case shard(StoreReader)
  case target(String)

  var path: String {
    switch self {
    case .shard(let reader): reader.path
    case .target(let path): path
    }
  }

  var isTarget: Bool { if case .target = self { true } else { false } }
}

extension StorePart {
  /// Whether the two are of different units of which some are the same.
  fileprivate func cutsUnits(of other: StorePart) -> Bool {
    switch (units, other.units) {
    case (nil, nil): false
    case (let units?, let others?): units != others && units.overlaps(others)
    default: true
    }
  }
}

extension RangeSet<Int> {
  fileprivate var first: Int? { ranges.first?.lowerBound }
}

extension StoreKey {
  /// "joint counts of layer4", "measurement".
  var title: String { layer.isEmpty ? kind.rawValue : "\(kind.rawValue) of \(layer)" }

  /// In what another key of the same kind differs, in words; nil for more than networks and choices.
  func difference(to other: StoreKey) -> String? {
    guard kind == other.kind, layer == other.layer else { return nil }
    let pairs: [(name: String, own: String, other: String)] = [
      ("generator", String(generator.prefix(12)), String(other.generator.prefix(12))),
      ("segmenter", String(segmenter.prefix(12)), String(other.segmenter.prefix(12))),
      ("segmentation", segmentation, other.segmentation),
      ("convention", convention, other.convention), ("seed", "\(seed)", "\(other.seed)"),
      ("sample size", "\(sampleSize)", "\(other.sampleSize)"),
      ("detail", String(detail.prefix(60)), String(other.detail.prefix(60))),
    ]
    let words = pairs.filter { $0.own != $0.other }.map { pair -> String in
      let own = pair.own.isEmpty ? "none" : pair.own
      return "\(pair.name) \(own), not \(pair.other)"
    }
    return words.joined(separator: "; ")
  }
}

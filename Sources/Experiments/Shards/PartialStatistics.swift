import Causes
import Concepts
import Faults
import Store

/// Class areas of scenes, and how active units are in each.
struct PartialStatistics: PartialResult {
  private var statistics: SceneStatistics
  /// Each unit's peak by scene; empty where none were asked for.
  private var peaks: [Int: ArraySlice<Float>] = [:]

  init(_ record: StoreRecord) throws(Fault) {
    let concepts = try record.neededVocabulary().count
    guard
      let statistics = record.integers("areas").flatMap({
        SceneStatistics($0, concepts: concepts)
      }), statistics.count == record.done
    else { throw record.misfit("other scenes") }
    var own = statistics
    if let features = record.floats("features"), !own.restore(features: features) {
      throw record.misfit("features of other scenes")
    }
    self.statistics = own
    guard let values = record.floats("peaks") else { return }
    let scenes = (record.key.part?.scenes ?? RangeSet(0..<record.key.sampleSize)).ranges.joined()
    guard !scenes.isEmpty, values.count.isMultiple(of: scenes.count) else {
      throw record.misfit("peaks of other scenes")
    }
    let units = values.count / scenes.count
    for (place, scene) in scenes.enumerated() {
      peaks[scene] = values[place * units..<(place + 1) * units]
    }
  }

  mutating func merge(_ other: PartialStatistics) throws(Fault) {
    guard peaks.isEmpty == other.peaks.isEmpty,
      peaks.values.first?.count == other.peaks.values.first?.count
    else {
      throw Fault(
        .refused,
        "merge statistics",
        expected: "peaks of the same units",
        found: "others"
      )
    }
    try statistics.merge(other.statistics)
    peaks.merge(other.peaks) { first, _ in first }
  }

  var parts: [String: StoredArray] {
    var parts: [String: StoredArray] = ["areas": .integers(statistics.numbers)]
    if !peaks.isEmpty {
      parts["peaks"] = .floats(peaks.keys.sorted().flatMap { peaks[$0] ?? [] })
    }
    if statistics.featureCount > 0 { parts["features"] = .floats(statistics.features) }
    return parts
  }
}

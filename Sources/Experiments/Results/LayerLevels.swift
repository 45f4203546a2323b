import Dissection
import Faults
import Store
import Tensors

/// What the generator alone tells of a layer's units, as it is stored.
struct LayerLevels: Hashable, Sendable {
  /// Each unit's level, where no concept chooses one.
  let levels: [Float]
  /// Each unit's 100 levels; nil where the rule has one level.
  let grid: LevelGrid?
  /// Quantiles of each unit for insertion.
  let quantiles: UnitQuantiles
  /// How each unit's activations are spread; empty in stores of earlier versions.
  let histograms: [ActivationHistogram]

  init(_ sample: LevelSample) {
    levels = sample.levels
    grid = sample.grid
    quantiles = sample.quantiles
    histograms = sample.histograms
  }

  /// Reads finished levels.
  ///
  /// - Throws: `Fault` of kind refused for other units.
  init(_ record: StoreRecord, units: Int, needsGrid: Bool) throws(Fault) {
    guard let levels = record.floats("levels"), levels.count == units,
      let fractions = record.doubles("fractions"), let values = record.floats("quantiles"),
      values.count == units * fractions.count
    else { throw record.misfit("levels of other units") }
    self.levels = levels
    quantiles = UnitQuantiles(fractions: fractions, values: values)
    grid = record.floats("grid").map { LevelGrid($0) }
    guard grid.map({ $0.units == units }) ?? !needsGrid else {
      throw record.misfit("levels of other units")
    }
    histograms = Self.histograms(record, units: units) ?? []
  }

  var parts: [String: StoredArray] {
    var parts: [String: StoredArray] = [
      "levels": .floats(levels), "fractions": .doubles(quantiles.fractions),
      "quantiles": .floats(quantiles.values),
      "histogram ends": .floats(histograms.flatMap { [$0.lowest, $0.highest] }),
      "histograms": .integers(histograms.flatMap { $0.counts.map { Int64(clamping: $0) } }),
    ]
    if let grid { parts["grid"] = .floats(grid.levels) }
    return parts
  }

  private static func histograms(_ record: StoreRecord, units: Int) -> [ActivationHistogram]? {
    let bins = LevelSample.histogramBins
    guard let ends = record.floats("histogram ends"), ends.count == 2 * units,
      let counts = record.integers("histograms"), counts.count == bins * units
    else { return nil }
    return (0..<units).map { unit in
      ActivationHistogram(
        lowest: ends[2 * unit],
        highest: ends[2 * unit + 1],
        counts: counts[unit * bins..<(unit + 1) * bins].map { UInt64(max(0, $0)) }
      )
    }
  }
}

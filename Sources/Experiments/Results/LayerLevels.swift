import Dissection
import Store
import Tensors

/// What the generator alone tells of a layer's units, as it is stored.
struct LayerLevels: Hashable, Sendable {
  /// Each unit's level.
  let levels: [Float]
  /// Quantiles of each unit for insertion.
  let quantiles: UnitQuantiles

  init(_ sample: LevelSample) {
    levels = sample.levels
    quantiles = sample.quantiles
  }

  /// Reads finished levels; nil for a sample on its way or of other units.
  init?(_ record: StoreRecord, units: Int) {
    guard record.isFinished, let levels = record.floats("levels"), levels.count == units,
      let fractions = record.doubles("fractions"), let values = record.floats("quantiles"),
      values.count == units * fractions.count
    else { return nil }
    self.levels = levels
    quantiles = UnitQuantiles(fractions: fractions, values: values)
  }

  var parts: [String: StoredArray] {
    [
      "levels": .floats(levels), "fractions": .doubles(quantiles.fractions),
      "quantiles": .floats(quantiles.values),
    ]
  }
}

import Causes
import Store
import Tensors

/// What both searches for places have found, in the order of the scenes.
struct FoundPlaces {
  var present: [(score: Double, cell: Int)] = []
  var candidates: [(score: Double, cell: Int)] = []
  /// Sums over scenes and cells of each unit's activation times the concept's share, and of shares.
  var features: [Double]
  var shares = 0.0
  /// The sum of each unit's activation at the places to learn from, and how many were summed.
  var placeSums: [Double]
  var placed = 0

  /// Nothing found of so many units.
  init(units: Int) {
    features = [Double](repeating: 0, count: units)
    placeSums = features
  }

  // MARK: The store

  /// Goes on from a record; nil for one that does not fit the layer or the search.
  init?(_ record: StoreRecord, in layer: LayerDescription, _ recipe: PublishedRecipe) {
    let cells = layer.height * layer.width
    func list(_ name: String) -> [(score: Double, cell: Int)]? {
      guard let scores = record.doubles(name + " scores"),
        let places = record.integers(name + " cells"), scores.count == places.count,
        scores.count <= recipe.searchScenes, scores.allSatisfy(\.isFinite),
        places.allSatisfy({ (0..<Int64(cells)).contains($0) })
      else { return nil }
      return zip(scores, places).map { ($0, Int($1)) }
    }
    guard let present = list("present"), let candidates = list("candidate"),
      let sums = record.doubles("sums"), sums.count == 2 + 2 * layer.units,
      sums.allSatisfy(\.isFinite), (0...Double(recipe.searchScenes)).contains(sums[1])
    else { return nil }
    (self.present, self.candidates) = (present, candidates)
    (shares, placed) = (sums[0], Int(sums[1]))
    features = Array(sums[2..<2 + layer.units])
    placeSums = Array(sums[(2 + layer.units)...])
  }

  /// The same for the store.
  var parts: [String: StoredArray] {
    [
      "present scores": .doubles(present.map(\.score)),
      "present cells": .integers(present.map { Int64($0.cell) }),
      "candidate scores": .doubles(candidates.map(\.score)),
      "candidate cells": .integers(candidates.map { Int64($0.cell) }),
      "sums": .doubles([shares, Double(placed)] + features + placeSums),
    ]
  }
}

public import Faults
public import Laboratory
import Store
public import Tensors

extension Workbench {
  /// What a person thinks of a layer's units, as the store holds it.
  ///
  /// - Throws: `Fault` for an unknown layer.
  public func judgements(of name: LayerName) throws(Fault) -> UnitJudgements {
    let layer = try layer(name)
    var judgements = UnitJudgements(layer: name)
    guard let codes = results.stored(judgementKey(layer))?.integers("good"),
      codes.count == layer.units
    else { return judgements }
    for (unit, code) in codes.enumerated() where code == 1 || code == 2 {
      judgements.isGood[unit] = code == 1
    }
    return judgements
  }

  /// Keeps what a person thinks of a unit.
  ///
  /// - Parameters:
  ///   - isGood: Whether its scenes look right; nil takes a judgement back.
  ///   - unit: The unit.
  ///   - name: The layer.
  /// - Returns: All judgements of the layer.
  /// - Throws: `Fault` for an unknown layer or unit.
  @discardableResult
  public func judge(
    _ isGood: Bool?,
    unit: Int,
    in name: LayerName
  ) throws(Fault) -> UnitJudgements {
    let layer = try layer(name)
    guard (0..<layer.units).contains(unit) else {
      throw Fault(
        .usage,
        "judge a unit of",
        on: name.rawValue,
        expected: "a unit from 0 to \(layer.units - 1)",
        found: "\(unit)"
      )
    }
    var judgements = try judgements(of: name)
    judgements.isGood[unit] = isGood
    let codes = (0..<layer.units).map { unit -> Int64 in
      judgements.isGood[unit].map { $0 ? 1 : 2 } ?? 0
    }
    results.store.save(
      StoreRecord(
        key: judgementKey(layer),
        // A judgement may be taken back, and the store never exchanges more for less.
        done: layer.units,
        total: layer.units,
        parts: ["good": .integers(codes)]
      )
    )
    return judgements
  }

  /// A person looks at scenes: neither segmenter nor sample decides what is thought of them.
  private func judgementKey(_ layer: LayerDescription) -> StoreKey {
    StoreKey(
      .judgement,
      generator: generatorFacts.contentHash,
      layer: layer.name.rawValue,
      seed: options.seed,
      sampleSize: 0
    )
  }
}

import Concepts
public import Dissection
public import Faults
import Laboratory
import Store
public import Tensors

extension Workbench {
  /// What the store holds of a layer's dissection with these networks and choices.
  ///
  /// - Parameters:
  ///   - name: The layer.
  ///   - sampleSize: The sample that was asked for; nil for the one with the most scenes.
  /// - Returns: The dissection, perhaps on its way; nil for nothing.
  /// - Throws: `Fault` for an unknown layer.
  public func storedDissection(
    of name: LayerName,
    sampleSize: Int? = nil
  ) throws(Fault) -> LayerDissection? {
    try storedDissection(of: name, sampleSize: sampleSize, by: options.settings.rule)
  }

  /// What the store holds of a layer's dissection by another rule.
  ///
  /// - Throws: `Fault` for an unknown layer.
  public func storedDissection(
    of name: LayerName,
    sampleSize: Int? = nil,
    by rule: LabelRule
  ) throws(Fault) -> LayerDissection? {
    let layer = try layer(name)
    let dissectionRecords = dissectionRecords
    let sizes =
      sampleSize.map { [$0] }
      ?? results.storedKeys(like: keys.dissection(layer, sampleSize: 0, by: rule)).map(\.sampleSize)
      + results.storedKeys(like: keys.levels(layer, sampleSize: 0, by: rule)).map(\.sampleSize)
    for size in sizes {
      guard let levels = dissectionRecords.levels(layer, sampleSize: size, by: rule) else {
        continue
      }
      let scores =
        rule.usesAllLevels ? dissectionRecords.scores(layer, levels, sampleSize: size) : nil
      return dissectionRecords.count(
        layer,
        levels: levels,
        scores: scores,
        sampleSize: size,
        by: rule
      ).dissection(
        by: rule
      )
    }
    return nil
  }

  /// The rules other than the chosen one by which the store holds a counted dissection of a layer.
  ///
  /// - Throws: `Fault` for an unknown layer.
  public func otherStoredRules(of name: LayerName) throws(Fault) -> [LabelRule] {
    let layer = try layer(name)
    let chosen = options.settings.rule.storedName
    return LabelRule.choices.filter { rule in
      rule.storedName != chosen
        && !results.storedKeys(like: keys.dissection(layer, sampleSize: 0, by: rule)).isEmpty
    }
  }

  /// What the store holds of a layer's sweep with these networks and choices.
  ///
  /// - Parameters:
  ///   - name: The layer.
  ///   - sampleSize: The sample that was asked for; nil for the one with the most units.
  /// - Returns: The sweep, perhaps on its way; nil for nothing.
  /// - Throws: `Fault` for an unknown layer.
  public func storedSweep(of name: LayerName, sampleSize: Int? = nil) throws(Fault) -> Sweep? {
    let layer = try editableLayer(name)
    let sizes =
      sampleSize.map { [$0] }
      ?? results.storedKeys(like: keys.sweep(layer, sampleSize: 0)).map(\.sampleSize)
    for size in sizes {
      guard let tally = storedSweepTally(of: layer, sampleSize: size), tally.measuredUnits > 0
      else {
        continue
      }
      return tally.sweep
    }
    return nil
  }

  /// By what units are ranked for a concept.
  public enum UnitRanking: String, Hashable, Sendable, CaseIterable {
    /// By IoU with the concept: what the units resemble.
    case iou
    /// By how much of the concept ablating the unit alone removes: what the units cause.
    case effect
  }

  /// The units that match a concept best.
  ///
  /// - Returns: Unit numbers, best first, at most `count`; only those that match or cause at all.
  /// - Throws: `Fault` of kind missing if the layer was not dissected or swept yet.
  public func bestUnits(
    for concept: Int,
    in name: LayerName,
    count: Int,
    by ranking: UnitRanking
  ) throws(Fault) -> [Int] {
    switch ranking {
    case .iou:
      guard let dissection = try storedDissection(of: name), !dissection.iou.isEmpty else {
        throw try undissected(name, "rank the units of")
      }
      return dissection.best(count, for: concept)
    case .effect:
      guard let sweep = try storedSweep(of: name) else {
        throw missing("sweep", of: name, command: "sweep --layer")
      }
      guard sweep.isComplete else {
        throw Fault(
          .missing,
          "rank the units by effect of",
          on: name.rawValue,
          expected: "a sweep of all \(sweep.layer.units) units in the store",
          found: "one that measured \(sweep.measuredUnits) of them",
          advice: "Run 'ganscope sweep --layer \(name)', which goes on from there"
        )
      }
      return sweep.best(count, for: concept)
    }
  }

  /// What to say where a layer is not dissected by the chosen rule.
  ///
  /// - Parameters:
  ///   - name: The layer.
  ///   - attempt: What was to be done with it: "list the units of".
  /// - Returns: A fault that names what is there and what to run.
  /// - Throws: `Fault` for an unknown layer.
  public func undissected(_ name: LayerName, _ attempt: String) throws(Fault) -> Fault {
    let others = try otherStoredRules(of: name)
    guard let other = others.first else {
      return Fault(
        .missing,
        attempt,
        on: name.rawValue,
        expected: "a dissection in the store",
        found: "none with these options",
        advice: "Run 'ganscope dissect --layers \(name)' first"
      )
    }
    return Fault(
      .missing,
      attempt,
      on: name.rawValue,
      expected: "a dissection by the threshold \(options.settings.rule.title)",
      found: "one by \(alternatives(others.map(\.title))) only",
      advice: "Run 'ganscope dissect --layers \(name)', or add \(other.flags) to see what is there"
    )
  }

  private func missing(_ what: String, of name: LayerName, command: String) -> Fault {
    Fault(
      .missing,
      "rank the units of",
      on: name.rawValue,
      expected: "a \(what) in the store",
      found: "none",
      advice: "Run 'ganscope \(command) \(name)' first"
    )
  }
}

import Dissection
import Faults
import Interventions
import Laboratory
import OneDNN
import Segmenters
import Store
import Tensors

extension Workbench {
  /// Rows and columns of the label maps that are counted.
  var countingHeight: Int { max(1, generatorFacts.imageHeight / countingDownsample) }
  var countingWidth: Int { max(1, generatorFacts.imageWidth / countingDownsample) }
  private var countingDownsample: Int { options.settings.countingSegmentation.downsample }

  func levelsKey(
    _ layer: LayerDescription,
    sampleSize: Int,
    by rule: LabelRule? = nil
  ) -> StoreKey {
    let rule = rule ?? options.settings.rule
    return StoreKey(
      .levels,
      generator: generatorFacts.contentHash,
      convention: rule.storedName,
      layer: layer.name.rawValue,
      seed: rule.levelSeed(counting: options.seed),
      sampleSize: sampleSize,
      detail: detail(rule.usesUpsampledLevels ? "at \(countingHeight)x\(countingWidth)" : "")
    )
  }

  /// Counts at all levels over the scenes that labels are chosen by.
  func jointKey(_ layer: LayerDescription, sampleSize: Int) -> StoreKey {
    var key = dissectionKey(layer, sampleSize: sampleSize, by: .informationQuality)
    key.kind = .joint
    key.seed = LabelRule.otherSeed
    return key
  }

  func dissectionKey(
    _ layer: LayerDescription,
    sampleSize: Int,
    by rule: LabelRule? = nil
  ) -> StoreKey {
    resultKey(
      .dissection,
      layer: layer.name.rawValue,
      convention: (rule ?? options.settings.rule).storedName,
      sampleSize: sampleSize,
      detail: segmenter == nil ? detail() : ""
    )
  }

  func sweepKey(_ layer: LayerDescription, sampleSize: Int) -> StoreKey {
    resultKey(.sweep, layer: layer.name.rawValue, sampleSize: sampleSize)
  }

  func measurementKey(
    _ edit: Edit,
    against baseline: Edit = Edit(),
    sampleSize: Int
  ) -> StoreKey {
    let other = baseline.isEmpty ? "" : " against " + baseline.canonicalText
    return resultKey(.measurement, sampleSize: sampleSize, detail: edit.canonicalText + other)
  }

  /// The key of a result of what units cause, in one layer or in all.
  func causeKey(
    _ kind: StoreKey.Kind,
    _ layer: LayerDescription?,
    sampleSize: Int,
    detail: String
  ) -> StoreKey {
    resultKey(kind, layer: layer?.name.rawValue ?? "", sampleSize: sampleSize, detail: detail)
  }

  /// A detail and, unless it is the usual one, the generator's precision; where scenes are segmented
  /// the segmentation tells it.
  private func detail(_ text: String = "") -> String {
    let parts = [text, precision == .float32 ? "" : precision.rawValue]
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private func resultKey(
    _ kind: StoreKey.Kind,
    layer: String = "",
    convention: String = "",
    sampleSize: Int,
    detail: String = ""
  ) -> StoreKey {
    StoreKey(
      kind,
      generator: generatorFacts.contentHash,
      segmenter: segmenterFacts?.contentHash ?? "",
      segmentation: segmenter == nil ? "" : options.settings.countingSegmentation.canonicalText,
      convention: convention,
      layer: layer,
      seed: options.seed,
      sampleSize: sampleSize,
      detail: detail
    )
  }

  /// What the store holds; damaged numbers are as good as none, since they are measured again.
  func stored(_ key: StoreKey) -> StoreRecord? { recalled(key) { $0 } }

  /// How many scenes or units of a result the store holds.
  func storedDone(_ key: StoreKey) -> Int {
    allSummaries.filter { $0.key == key }.map(\.done).max() ?? 0
  }

  /// What the store holds of a kind and layer for this bench, over any sample, most scenes first;
  /// where it holds nothing, what is part of the program.
  func storedKeys(like key: StoreKey) -> [StoreKey] {
    let fitting = allSummaries.filter { summary in
      var other = summary.key
      other.sampleSize = key.sampleSize
      return other == key
    }
    let sorted = fitting.sorted { ($0.done, $0.key.sampleSize) > ($1.done, $1.key.sampleSize) }
      .map(\.key)
    let shippedKeys = Set(shipped?.summaries.map(\.key) ?? [])
    let own = sorted.filter { !shippedKeys.contains($0) }
    return own.isEmpty ? sorted : own
  }

  /// What is in the store; one that cannot be listed is told once and taken for empty.
  private var ownSummaries: [StoreSummary] {
    do {
      return try store.summaries()
    } catch {
      if !hasToldOfStore { reportTrouble(error) }
      hasToldOfStore = true
      return []
    }
  }

  /// What is in the store, in the one that it builds on, and in the program.
  var allSummaries: [StoreSummary] {
    ownSummaries + ((try? base?.summaries()) ?? []) + (shipped?.summaries ?? [])
  }
}

extension Edit {
  /// One spelling for each edit, with numbers bit by bit, for the store's keys.
  var canonicalText: String {
    let moves = directions.map { edit in
      let inputs = edit.inputs.map { " \($0.lowerBound)-\($0.upperBound)" } ?? ""
      return "along \(edit.direction.space)\(inputs) "
        + edit.step.map { String($0.bitPattern, radix: 16) }.joined(separator: " ")
    }
    return ([unitText] + moves).filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private var unitText: String {
    interventions.map { intervention in
      let mask = intervention.mask.map { mask in
        "\(mask.height)x\(mask.width) \(mask.bitbounds) \(mask.bitstring) "
          + intervention.pooling.rawValue
      }
      let units = intervention.units.map { unit in
        let numbers = [unit.alpha, unit.value].map { String($0.bitPattern, radix: 16) }
        return "\(unit.layer) \(unit.unit) \(numbers.joined(separator: " "))"
      }
      return ([mask ?? "everywhere"] + units).joined(separator: ", ")
    }.joined(separator: "; ")
  }
}

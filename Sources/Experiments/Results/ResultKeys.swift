import Dissection
import Faults
import Interventions
import Laboratory
import OneDNN
import Segmenters
import Store
import Tensors

/// Names results: a key holds everything that a result's numbers depend on.
struct ResultKeys {
  /// The networks by their contents; no segmenter, no labels.
  let generator: String
  let segmenter: String?
  let settings: ExperimentSettings
  let seed: UInt32
  /// The image's rows and columns.
  let imageHeight: Int
  let imageWidth: Int

  func levels(
    _ layer: LayerDescription,
    sampleSize: Int,
    by rule: LabelRule? = nil
  ) -> StoreKey {
    let rule = rule ?? settings.rule
    let (height, width) = (
      settings.countedSide(of: imageHeight), settings.countedSide(of: imageWidth)
    )
    return StoreKey(
      .levels,
      generator: generator,
      convention: rule.storedName,
      layer: layer.name.rawValue,
      seed: rule.levelSeed(counting: seed),
      sampleSize: sampleSize,
      detail: detail(rule.usesUpsampledLevels ? "at \(height)x\(width)" : "")
    )
  }

  /// Counts at all levels over the scenes that labels are chosen by.
  func joint(_ layer: LayerDescription, sampleSize: Int) -> StoreKey {
    var key = dissection(layer, sampleSize: sampleSize, by: .informationQuality)
    key.kind = .joint
    key.seed = LabelRule.otherSeed
    return key
  }

  func dissection(
    _ layer: LayerDescription,
    sampleSize: Int,
    by rule: LabelRule? = nil
  ) -> StoreKey {
    result(
      .dissection,
      layer: layer.name.rawValue,
      convention: (rule ?? settings.rule).storedName,
      sampleSize: sampleSize,
      detail: segmenter == nil ? detail() : ""
    )
  }

  func sweep(_ layer: LayerDescription, sampleSize: Int) -> StoreKey {
    result(.sweep, layer: layer.name.rawValue, sampleSize: sampleSize)
  }

  func measurement(
    _ edit: Edit,
    against baseline: Edit = Edit(),
    sampleSize: Int
  ) -> StoreKey {
    let other = baseline.isEmpty ? "" : " against " + baseline.canonicalText
    return result(.measurement, sampleSize: sampleSize, detail: edit.canonicalText + other)
  }

  /// The key of a result of what units cause, in one layer or in all.
  func cause(
    _ kind: StoreKey.Kind,
    _ layer: LayerDescription?,
    sampleSize: Int,
    detail: String
  ) -> StoreKey {
    result(kind, layer: layer?.name.rawValue ?? "", sampleSize: sampleSize, detail: detail)
  }

  /// The generator alone decides a lineage; the segmenter has no part in it.
  func lineage(
    _ source: LayerDescription,
    _ target: LayerDescription,
    sampleSize: Int
  ) -> StoreKey {
    StoreKey(
      .lineage,
      generator: generator,
      layer: target.name.rawValue,
      seed: seed,
      sampleSize: sampleSize,
      detail: "from \(source.name), \(settings.precision.resolved.rawValue)"
    )
  }

  /// A detail and, unless it is the usual one, the generator's precision; where scenes are segmented
  /// the segmentation tells it.
  private func detail(_ text: String = "") -> String {
    let precision = settings.precision.resolved
    let parts = [text, precision == .float32 ? "" : precision.rawValue]
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private func result(
    _ kind: StoreKey.Kind,
    layer: String = "",
    convention: String = "",
    sampleSize: Int,
    detail: String = ""
  ) -> StoreKey {
    StoreKey(
      kind,
      generator: generator,
      segmenter: segmenter ?? "",
      segmentation: segmenter == nil ? "" : settings.countingSegmentation.canonicalText,
      convention: convention,
      layer: layer,
      seed: seed,
      sampleSize: sampleSize,
      detail: detail
    )
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

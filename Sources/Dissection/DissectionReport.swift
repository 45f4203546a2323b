public import Concepts
public import JSONText
import Tensors

/// Dissections of one network's layers as the published dissect.json (method 1.2).
///
/// It holds what a quantile convention knows; what other modes add (iqr, maxiou, cor) is absent.
public struct DissectionReport: Sendable {
  /// The name of the network.
  public let name: String
  /// What the numbers of concepts mean; nil without a segmenter.
  public let vocabulary: ConceptVocabulary?
  /// The layers, all of one convention and sample.
  public let layers: [LayerDissection]
  /// What the dissection was asked for, name by name.
  public let settings: [(name: String, value: JSONValue)]

  /// Makes a report.
  public init(
    name: String,
    vocabulary: ConceptVocabulary?,
    layers: [LayerDissection],
    settings: [(name: String, value: JSONValue)] = []
  ) {
    self.name = name
    self.vocabulary = vocabulary
    self.layers = layers
    self.settings = settings
  }

  /// The report as JSON.
  public func json() -> String {
    let convention = layers.first?.convention ?? .gandissect
    let ranked = rankedConcepts
    return JSONValue.object([
      ("netname", .string(name)),
      ("meta", .object([])),
      ("default_ranking", .string(vocabulary == nil ? "unit" : "label")),
      ("quantile_threshold", .double(rounded(1 - convention.quantile))),
      ("settings", .object(settings)),
      ("iou_threshold", .double(convention.interpretableIoU)),
      ("layers", .array(layers.map { record(of: $0, ranked: ranked) })),
    ]).text() + "\n"
  }

  /// Without the last bits of a difference of decimal fractions.
  private func rounded(_ fraction: Double) -> Double { (fraction * 1e6).rounded() / 1e6 }

  private func record(of dissection: LayerDissection, ranked: [Concept]) -> JSONValue {
    let labels = vocabulary.map { LabelGroups(dissection, $0) }
    var members: [(name: String, value: JSONValue)] = [
      ("layer", .string(dissection.layer.name.rawValue)),
      ("dirname", .string(dissection.layer.name.rawValue)),
      ("units", .array((0..<dissection.layer.units).map { unit($0, of: dissection) })),
      ("rankings", .array(rankings(of: dissection, labels, ranked))),
    ]
    if let labels {
      // Published as a list of one, by a stray comma.
      members.append(("iou_threshold", .array([.double(dissection.convention.interpretableIoU)])))
      members.append(("labels", .array(labels.records)))
      members.append(("interpretable", .integer(dissection.interpretableCount)))
    }
    return .object(members)
  }

  private func unit(_ unit: Int, of dissection: LayerDissection) -> JSONValue {
    let top = dissection.topScenes.indices.contains(unit) ? dissection.topScenes[unit] : []
    let label = dissection.labels.indices.contains(unit) ? dissection.labels[unit] : nil
    var members: [(name: String, value: JSONValue)] = [
      ("unit", .integer(unit)),
      ("interp", .bool(label?.isInterpretable ?? true)),
      ("level", .float(dissection.levels.indices.contains(unit) ? dissection.levels[unit] : .nan)),
      (
        "top",
        .array(
          top.map {
            .object([("imgnum", .integer($0.scene)), ("maxact", .float($0.activation))])
          }
        )
      ),
    ]
    if let label { members += self.members(of: label) }
    return .object(members)
  }

  private func members(of label: UnitLabel) -> [(name: String, value: JSONValue)] {
    // A unit that overlaps with nothing has no label, whatever its number 0 means.
    let concept = label.overlap == nil ? nil : vocabulary?[label.concept]
    return [
      ("iou", .float(label.iou)),
      ("lc", .integer(Int(label.overlap?.label ?? 0))),
      ("cc", .integer(Int(label.overlap?.unit ?? 0))),
      ("ic", .integer(Int(label.overlap?.common ?? 0))),
      ("iou_labelnum", .integer(label.concept)),
      ("iou_label", .string(concept?.name ?? ConceptVocabulary.absence)),
      ("iou_cat", .string(concept?.category.rawValue ?? ConceptVocabulary.absence)),
    ]
  }
}

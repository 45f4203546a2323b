public import Concepts
public import JSONText
public import Tensors

/// Dissections of one network's layers as the published dissect.json (method 1.2).
///
/// It holds what the rule knows: counts at all levels tell ratios, best IoU and correlations too.
public struct DissectionReport: Sendable {
  /// The name of the network.
  public let name: String
  /// What the numbers of concepts mean; nil without a segmenter.
  public let vocabulary: ConceptVocabulary?
  /// The layers, all of one convention and sample.
  public let layers: [LayerDissection]
  /// What the dissection was asked for, name by name.
  public let settings: [(name: String, value: JSONValue)]
  /// The colour of each concept by its number, red, green and blue; empty for none.
  public let colors: [[UInt8]]
  /// The shares of units that the optimisation of a concept's average causal effect found, by layer
  /// and concept: rankings "<concept>-ace".
  public var shares: [LayerName: [Int: [Double]]] = [:]
  /// Whether a file bargraph.svg lies in each layer's folder.
  public var hasBarGraphs = false

  /// Makes a report.
  public init(
    name: String,
    vocabulary: ConceptVocabulary?,
    layers: [LayerDissection],
    settings: [(name: String, value: JSONValue)] = [],
    colors: [[UInt8]] = []
  ) {
    self.name = name
    self.vocabulary = vocabulary
    self.layers = layers
    self.settings = settings
    self.colors = colors
  }

  /// The report as JSON.
  public func json() -> String { json(directory: nil) }

  /// The report of one of its layers alone, as it lies in that layer's folder.
  public func json(of layer: LayerName) -> String {
    var report = DissectionReport(
      name: name,
      vocabulary: vocabulary,
      layers: layers.filter { $0.layer.name == layer },
      settings: settings,
      colors: colors
    )
    (report.shares, report.hasBarGraphs) = (shares, hasBarGraphs)
    return report.json(directory: ".")
  }

  private func json(directory: String?) -> String {
    let rule = layers.first?.rule ?? .informationQuality
    let ranked = rankedConcepts
    return JSONValue.object([
      ("netname", .string(name)),
      ("meta", .object([])),
      ("default_ranking", .string(vocabulary == nil ? "unit" : "label")),
      (
        "quantile_threshold",
        rule.quantile.map { .double(rounded(1 - $0)) } ?? .string(rule.threshold.name)
      ),
      ("settings", .object(settings)),
      ("iou_threshold", .double(rule.interpretableIoU)),
      ("iqr_threshold", rule.interpretableQuality.map { .double($0) } ?? .null),
      ("segcolors", .object(segmentationColors)),
      ("layers", .array(layers.map { record(of: $0, ranked: ranked, directory) })),
    ]).text() + "\n"
  }

  /// The concepts of each colour, as "red,green,blue": "one/another".
  private var segmentationColors: [(name: String, value: JSONValue)] {
    var names: [(color: String, names: [String])] = []
    var places: [String: Int] = [:]
    for concept in vocabulary?.concepts ?? [] where colors.indices.contains(concept.number) {
      let color = colors[concept.number].map(String.init).joined(separator: ",")
      if let place = places[color] {
        names[place].names.append(concept.name)
      } else {
        places[color] = names.count
        names.append((color, [concept.name]))
      }
    }
    return names.map { ($0.color, .string($0.names.joined(separator: "/"))) }
  }

  /// Without the last bits of a difference of decimal fractions.
  private func rounded(_ fraction: Double) -> Double { (fraction * 1e6).rounded() / 1e6 }

  private func record(
    of dissection: LayerDissection,
    ranked: [Concept],
    _ directory: String?
  ) -> JSONValue {
    let labels = vocabulary.map { LabelGroups(dissection, $0) }
    var members: [(name: String, value: JSONValue)] = [
      ("layer", .string(dissection.layer.name.rawValue)),
      ("dirname", .string(directory ?? dissection.layer.name.rawValue)),
      ("units", .array((0..<dissection.layer.units).map { unit($0, of: dissection) })),
      ("rankings", .array(rankings(of: dissection, labels, ranked))),
    ]
    if let labels {
      // Published as a list of one, by a stray comma.
      members.append(("iou_threshold", .array([.double(dissection.rule.interpretableIoU)])))
      members.append(("labels", .array(labels.records)))
      members.append(("interpretable", .integer(dissection.interpretableCount)))
      if hasBarGraphs { members.append(("bargraph", .string("bargraph.svg"))) }
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
    for score in [UnitScore.maxiou, .iqr, .correlation] {
      guard let matches = dissection.matches[score], matches.indices.contains(unit) else {
        continue
      }
      members += self.members(of: matches[unit], score)
    }
    return .object(members)
  }

  private func members(
    of match: UnitMatch,
    _ score: UnitScore
  ) -> [(name: String, value: JSONValue)] {
    let concept = match.score > 0 ? vocabulary?[match.concept] : nil
    let name = score.rawValue
    var members: [(name: String, value: JSONValue)] = [
      (name, .float(match.score)),
      ("\(name)_label", .string(concept?.name ?? ConceptVocabulary.absence)),
      ("\(name)_cat", .string(concept?.category.rawValue ?? ConceptVocabulary.absence)),
    ]
    if let fraction = match.fraction {
      members.append(("\(name)_level", .float(match.level)))
      members.append(("\(name)_quantile", .double(fraction)))
    }
    if score == .iqr { members.append(("iqr_iou", .float(match.iou))) }
    return members
  }

  private func members(of label: UnitLabel) -> [(name: String, value: JSONValue)] {
    // A unit that overlaps with nothing has no label, whatever its number 0 means.
    let concept = label.overlap == nil ? nil : vocabulary?[label.concept]
    return [
      ("iou", .float(label.iou))
    ] + (label.iqr.map { [("iou_iqr", .float($0))] } ?? []) + [
      ("lc", .integer(Int(label.overlap?.label ?? 0))),
      ("cc", .integer(Int(label.overlap?.unit ?? 0))),
      ("ic", .integer(Int(label.overlap?.common ?? 0))),
      ("iou_labelnum", .integer(label.concept)),
      ("iou_label", .string(concept?.name ?? ConceptVocabulary.absence)),
      ("iou_cat", .string(concept?.category.rawValue ?? ConceptVocabulary.absence)),
    ]
  }
}

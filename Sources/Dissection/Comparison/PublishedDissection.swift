public import Faults
import JSONText

/// The labels of a dissect.json, as the published program and this one write it (method 1.2).
///
/// What lies in the file is untrusted: numbers are checked, names are escaped where they are shown.
public struct PublishedDissection: Sendable {
  /// One layer.
  public struct Layer: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its units and their labels, in the order of the file.
    public let layer: LabelledLayer
    /// What else is known of each unit, in the same order.
    public let details: [Details]
    /// The orders of units that the file names, each with a score for every unit.
    public let rankings: [Ranking]
  }

  /// What a file says of a unit besides its label.
  public struct Details: Hashable, Sendable {
    /// The activation above which it counts as active.
    public let level: Double?
    /// The information quality ratio of the unit and its label.
    public let quality: Double?
  }

  /// An order of units; lower scores come first, as published.
  public struct Ranking: Hashable, Sendable {
    /// Such as "label" or "tree-iou".
    public let name: String
    /// A score for each unit.
    public let scores: [Double]
  }

  /// The layers in the order of the file.
  public let layers: [Layer]
  /// The rule of the levels, such as "iqr".
  public let rule: String
  /// SHA-256 of the generator, where ganscope wrote the file.
  public let generator: String?

  /// Files of more bytes than this are no dissection: one of all layers has some ten million.
  public static let byteLimit = 256 << 20

  /// Reads a file's contents.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - path: Its name, for messages and titles.
  /// - Throws: `Fault` of kind refused that says what is wrong.
  public init(_ bytes: [UInt8], from path: String) throws(Fault) {
    let document = try JSONText.decode(
      Document.self,
      bytes,
      from: path,
      to: "read the dissection",
      limit: Self.byteLimit
    )
    let name = path.split(separator: "/").suffix(2).joined(separator: "/")
    rule = document.quantile_threshold?.text ?? "unknown"
    generator = document.settings?.generator
    let rule = rule
    layers = try document.layers.map { layer throws(Fault) in
      try layer.checked(path, title: "\(name) \(layer.layer)", rule: rule)
    }
    guard !layers.isEmpty else {
      throw Fault(
        .refused,
        "read the dissection",
        on: path,
        expected: "a dissect.json with layers",
        found: "none"
      )
    }
  }
}

extension PublishedDissection {
  private struct Document: Decodable {
    let quantile_threshold: Threshold?
    let settings: Settings?
    let layers: [LayerDocument]
  }

  /// Of the many settings what is of use; another kind of thing under the name is passed over.
  private struct Settings: Decodable {
    let generator: String?

    private enum CodingKeys: String, CodingKey { case generator }

    init(from decoder: any Decoder) throws {
      let container = try? decoder.container(keyedBy: CodingKeys.self)
      generator = try? container?.decode(String.self, forKey: .generator)
    }
  }

  /// "iqr", or a number.
  private struct Threshold: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let word = try? container.decode(String.self) {
        text = word
      } else {
        text = "quantile \(1 - (try container.decode(Double.self)))"
      }
    }
  }

  private struct LayerDocument: Decodable {
    let layer: String
    let units: [Unit]
    let rankings: [RankingDocument]?

    func checked(_ path: String, title: String, rule: String) throws(Fault) -> Layer {
      let units = try self.units.map { unit throws(Fault) in try unit.labelled(path) }
      guard !units.isEmpty, Set(units.map(\.unit)).count == units.count else {
        throw Fault(
          .refused,
          "read the dissection",
          on: path,
          expected: "a layer whose units are there once each",
          found: units.isEmpty ? "a layer without units" : "a unit that is there twice"
        )
      }
      for ranking in rankings ?? [] where ranking.score.count != units.count {
        throw Fault(
          .refused,
          "read the ranking '\(ranking.name)' of",
          on: path,
          expected: "\(units.count) scores",
          found: "\(ranking.score.count)"
        )
      }
      return Layer(
        name: layer,
        layer: LabelledLayer(title: title, rule: rule, units: units),
        details: self.units.map { Details(level: $0.level, quality: $0.iou_iqr) },
        rankings: (rankings ?? []).map { Ranking(name: $0.name, scores: $0.score) }
      )
    }
  }

  private struct RankingDocument: Decodable {
    let name: String
    let score: [Double]
  }

  private struct Unit: Decodable {
    let unit: Int
    let interp: Bool?
    let iou: Double?
    let iou_label: String?
    let iou_cat: String?
    let iou_iqr: Double?
    let level: Double?

    func labelled(_ path: String) throws(Fault) -> LabelledLayer.Unit {
      let iou = iou ?? 0
      guard (0..<1_000_000).contains(unit), (0...1).contains(iou) else {
        throw Fault(
          .refused,
          "read the dissection",
          on: path,
          expected: "unit numbers from 0 and IoU from 0 to 1",
          found: "unit \(unit) with an IoU of \(iou)"
        )
      }
      return LabelledLayer.Unit(
        unit: unit,
        label: iou_label ?? "-",
        category: iou_cat ?? "-",
        iou: iou,
        // Without a label a unit stands for nothing, whatever the file says.
        isInterpretable: (interp ?? false) && iou_label != nil
      )
    }
  }
}

public import Faults
import JSONText

/// The labels of a dissect.json, as the published program and this one write it (method 1.2).
///
/// What lies in the file is untrusted: numbers are checked, names are escaped where they are shown.
public struct PublishedDissection: Sendable {
  /// The layers by their names.
  public let layers: [(name: String, layer: LabelledLayer)]

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
    layers = try document.layers.map { layer throws(Fault) in
      let units = try layer.units.map { unit throws(Fault) in try unit.labelled(path) }
      guard !units.isEmpty else {
        throw Fault(.refused, "read the dissection", on: path, found: "a layer without units")
      }
      return (
        layer.layer,
        LabelledLayer(
          title: "\(name) \(layer.layer)",
          rule: document.quantile_threshold?.text ?? "unknown",
          units: units
        )
      )
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
    let layers: [Layer]
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

  private struct Layer: Decodable {
    let layer: String
    let units: [Unit]
  }

  private struct Unit: Decodable {
    let unit: Int
    let interp: Bool?
    let iou: Double?
    let iou_label: String?
    let iou_cat: String?

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

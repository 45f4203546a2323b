import Concepts
import Foundation
import JSONText
import Tensors
import Testing

@testable import Dissection

/// What the tests read of a dissect.json.
struct ReadReport: Decodable {
  struct Layer: Decodable {
    var layer: String
    var dirname: String
    var units: [Unit]
    var rankings: [Ranking]
    var labels: [Label]?
    var interpretable: Int?
    var iou_threshold: [Double]?
  }
  struct Unit: Decodable {
    struct Top: Decodable, Equatable {
      var imgnum: Int
      var maxact: Float
    }
    var unit: Int
    var interp: Bool
    var level: Float?
    var top: [Top]
    var iou: Float?
    var lc: Int?
    var cc: Int?
    var ic: Int?
    var iou_labelnum: Int?
    var iou_label: String?
    var iou_cat: String?
  }
  struct Ranking: Decodable {
    var name: String
    var concept: String?
    var metric: String?
    var score: [Float]
  }
  struct Label: Decodable, Equatable {
    var label: String
    var labelnum: Int
    var units: [Int]
    var cat: String
  }
  var netname: String
  var default_ranking: String
  var quantile_threshold: Double
  var iou_threshold: Double
  var layers: [Layer]

  static func of(_ report: DissectionReport) throws -> ReadReport {
    try JSONDecoder().decode(ReadReport.self, from: Data(report.json().utf8))
  }
}

@Suite("dissect.json")
struct ReportTests {
  private func dissection(_ labels: [(concept: Int, iou: Float)]) -> LayerDissection {
    let units = labels.count
    var iou = [Float](repeating: 0, count: smallVocabulary.count * units)
    for (unit, label) in labels.enumerated() { iou[label.concept * units + unit] = label.iou }
    return LayerDissection(
      layer: LayerDescription(name: "layer4", units: units, height: 8, width: 8),
      rule: .heldOut,
      countedScenes: 10,
      sampleSize: 10,
      levels: labels.indices.map { Float($0) + 0.1 },
      iou: iou,
      labels: labels.enumerated().map { unit, label in
        UnitLabel(
          unit: unit,
          concept: label.concept,
          iou: label.iou,
          isInterpretable: label.iou > 0.05,
          overlap: label.iou > 0 ? PixelOverlap(label: 30, unit: 20, common: 10) : nil
        )
      },
      quantiles: UnitQuantiles(fractions: [], values: []),
      topScenes: labels.indices.map { [TopScene(scene: $0 + 5, activation: 1.5)] }
    )
  }

  @Test("units, labels and rankings stand where the published file has them")
  func structure() throws {
    // tree 1, sky 2, roof 3, wood 5 of smallVocabulary.
    let layer = dissection([(5, 0.3), (1, 0.2), (3, 0.6), (1, 0.5), (2, 0.04), (0, 0)])
    let report = try ReadReport.of(
      DissectionReport(name: "small \"net\"", vocabulary: smallVocabulary, layers: [layer])
    )
    #expect(report.netname == "small \"net\"" && report.default_ranking == "label")
    #expect(report.quantile_threshold == 0.005 && report.iou_threshold == 0.05)
    let read = try #require(report.layers.first)
    #expect(read.layer == "layer4" && read.dirname == "layer4" && read.iou_threshold == [0.05])
    #expect(read.interpretable == 4 && read.units.map(\.unit) == Array(0..<6))
    let unit = read.units[2]
    #expect(unit.interp && unit.level == 2.1 && unit.iou == 0.6)
    #expect(unit.iou_label == "roof" && unit.iou_cat == "part" && unit.iou_labelnum == 3)
    #expect(unit.lc == 30 && unit.cc == 20 && unit.ic == 10)
    #expect(unit.top == [.init(imgnum: 7, maxact: 1.5)])
    #expect(read.units[5].iou_label == "-" && !read.units[5].interp && read.units[5].ic == 0)
    #expect(
      read.labels == [
        .init(label: "tree", labelnum: 1, units: [1, 3], cat: "object"),
        .init(label: "roof", labelnum: 3, units: [2], cat: "part"),
        .init(label: "wood", labelnum: 5, units: [0], cat: "material"),
      ]
    )
    let rankings = Dictionary(uniqueKeysWithValues: read.rankings.map { ($0.name, $0) })
    #expect(
      read.rankings.map(\.name) == [
        "unit", "label", "max iou", "tree-iou", "roof-iou", "sky-iou", "wood-iou",
      ]
    )
    #expect(rankings["unit"]?.score == [0, 1, 2, 3, 4, 5])
    // Two trees first, then roof (0.6) before wood (0.3), then what is not interpretable.
    #expect(rankings["label"]?.score == [3, 1, 2, 0, 5, 4])
    #expect(rankings["max iou"]?.score == [-0.3, -0.2, -0.6, -0.5, -0.04, 0])
    #expect(rankings["tree-iou"]?.score == [0, -0.2, 0, -0.5, 0, 0])
    #expect(rankings["tree-iou"]?.concept == "tree" && rankings["tree-iou"]?.metric == "iou")
  }

  @Test("quadrants share the ranking of the whole")
  func quadrants() throws {
    let vocabulary = ConceptVocabulary([
      ("-", .object), ("tree", .object), ("tree-t", .object), ("tree-br", .object), ("t-t", .part),
      ("t", .part), ("wood", .material),
    ])
    let layer = dissection([(2, 0.3), (3, 0.2), (4, 0.1)])
    let report = DissectionReport(name: "", vocabulary: vocabulary, layers: [layer])
    #expect(report.rankedConcepts.map(\.number) == [1, 5])
  }

  @Test("without a segmenter units keep their levels and top scenes")
  func unlabelled() throws {
    var layer = dissection([(1, 0.2), (1, 0.1)])
    layer.labels = []
    layer.iou = []
    layer.levels[1] = .nan
    let report = try ReadReport.of(DissectionReport(name: "n", vocabulary: nil, layers: [layer]))
    #expect(report.default_ranking == "unit" && report.layers[0].labels == nil)
    #expect(report.layers[0].units.map(\.interp) == [true, true])
    #expect(report.layers[0].units[1].level == nil && report.layers[0].units[0].iou == nil)
    #expect(report.layers[0].rankings.map(\.name) == ["unit"])
  }
}

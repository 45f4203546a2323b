import Dissection
import Faults
import Tensors
import Testing

/// Dissections of others beside one's own.
@Suite struct TheirUnitsTests {
  private let layers = [
    LayerDescription(name: "layer1", units: 2, height: 4, width: 4),
    LayerDescription(name: "layer2", units: 3, height: 4, width: 4),
  ]

  private func read(_ text: String) throws(Fault) -> TheirUnits {
    TheirUnits(
      try PublishedDissection(Array(text.utf8), from: "church/dissect.json"),
      name: "church/dissect.json",
      layers: layers,
      generator: "mine"
    )
  }

  private func unit(_ number: Int, _ rest: String = "") -> String {
    "{\"unit\": \(number), \"interp\": true, \"level\": 1.5, \"iou\": 0.2, \"iou_iqr\": 0.03, "
      + "\"iou_label\": \"tree\", \"iou_cat\": \"object\"\(rest)}"
  }

  @Test func `labels, levels and rankings are taken for units that fit`() throws {
    let theirs = try read(
      """
      {"quantile_threshold": "iqr", "layers": [{"layer": "layer1", "units": [\(unit(1)), \(unit(0))],
       "rankings": [{"name": "tree-iou", "score": [-0.5, 0.25]}]}]}
      """
    )
    #expect(theirs.rule == "iqr" && theirs.misfits.isEmpty)
    #expect(theirs.layers == ["layer1"])
    let found = try #require(theirs.unit(1, of: "layer1"))
    #expect(found.labelled.label == "tree" && found.details.level == 1.5)
    #expect(found.details.quality == 0.03)
    #expect(theirs.score(1, of: "layer1", in: "tree-iou") == -0.5)
    #expect(theirs.score(0, of: "layer1", in: "tree-iou") == 0.25)
    #expect(theirs.score(0, of: "layer1", in: "sky-iou") == nil)
    #expect(theirs.unit(0, of: "layer2") == nil)
  }

  @Test func `what does not fit is told and left out`() throws {
    let theirs = try read(
      """
      {"settings": {"generator": "other"}, "layers": [
       {"layer": "layer9", "units": [\(unit(0))]}, {"layer": "layer1", "units": [\(unit(7))]},
       {"layer": "layer2", "units": [\(unit(0))]}]}
      """
    )
    #expect(theirs.layers == ["layer2"])
    #expect(theirs.misfits.count == 4)
    #expect(theirs.misfits[0].contains("another generator"))
    #expect(theirs.misfits[1].contains("'layer9'"))
    #expect(theirs.misfits[2].contains("beyond its 2"))
    #expect(theirs.misfits[3].contains("1 of the 3"))
  }

  @Test(
    arguments: [
      "", "{}", "[]", "{\"layers\": []}", "{\"layers\": [{\"layer\": \"layer1\", \"units\": []}]}",
      "{\"layers\": [{\"layer\": \"layer1\", \"units\": [{\"unit\": -1}]}]}",
      "{\"layers\": [{\"layer\": \"layer1\", \"units\": [{\"unit\": 0, \"iou\": NaN}]}]}",
      "{\"layers\": [{\"layer\": \"layer1\", \"units\": [{\"unit\": 0, \"iou\": 1e999}]}]}",
      "{\"layers\": [{\"layer\": \"layer1\", \"units\": [{\"unit\": 0}, {\"unit\": 0}]}]}",
      """
      {"layers": [{"layer": "layer1", "units": [{"unit": 0}],
       "rankings": [{"name": "x", "score": [1, 2]}]}]}
      """,
    ]
  ) func `what is no dissection is refused in words`(text: String) {
    let fault = #expect(throws: Fault.self) { try read(text) }
    #expect(fault?.kind == .refused)
  }
}

import Dissection
import Faults
import Testing

@Suite struct LabelComparisonTests {
  private func unit(
    _ number: Int,
    _ label: String,
    _ iou: Double,
    category: String = "object",
    matches: Bool = true
  ) -> LabelledLayer.Unit {
    LabelledLayer.Unit(
      unit: number,
      label: label,
      category: category,
      iou: iou,
      isInterpretable: matches
    )
  }

  private func layer(_ title: String, _ units: [LabelledLayer.Unit]) -> LabelledLayer {
    LabelledLayer(title: title, rule: "iqr", units: units)
  }

  @Test func `units are counted by concept, the best is named, and what only one side has`() {
    let comparison = LabelComparison([
      layer(
        "a",
        [unit(0, "tree", 0.2), unit(1, "tree", 0.4), unit(2, "sky", 0.9, matches: false)]
      ),
      layer("b", [unit(0, "tree", 0.3), unit(1, "door", 0.1, category: "part")]),
    ])
    #expect(comparison.rows.map(\.label) == ["tree", "door"])
    #expect(comparison.rows[0].shares.map(\.units) == [2, 1])
    #expect(comparison.rows[0].shares.map { $0.best?.unit } == [1, 0])
    #expect(comparison.rows[0].onlyIn == nil && comparison.rows[1].onlyIn == 1)
    #expect(comparison.total(of: "object", in: 0) == (2, 1))
    #expect(comparison.total(of: "part", in: 0) == (0, 0))
    #expect(comparison.agreements.isEmpty)
  }

  @Test func `layers of equally many units agree unit by unit`() {
    let one = layer("a", [unit(0, "tree", 0.2), unit(1, "sky", 0.4), unit(2, "sky", 0.1)])
    let other = layer(
      "b",
      [unit(0, "tree", 0.3), unit(1, "grass", 0.4), unit(2, "sky", 0.1, matches: false)]
    )
    let agreement = LabelComparison([one, other]).agreements
    #expect(agreement.map(\.both) == [2] && agreement.map(\.same) == [1])
  }

  @Test func `a namesake of another category is another concept`() {
    let comparison = LabelComparison([
      layer("a", [unit(0, "water", 0.2)]),
      layer("b", [unit(0, "water", 0.2, category: "material")]),
    ])
    #expect(comparison.rows.count == 2)
    #expect(comparison.agreements.map(\.same) == [0])
  }

  private func read(_ text: String) throws(Fault) -> PublishedDissection {
    try PublishedDissection(Array(text.utf8), from: "runs/church/dissect.json")
  }

  @Test func `a published dissection is read, by quantile and by information quality`() throws {
    let text = """
      {"netname": "church", "quantile_threshold": 0.005, "extra": [1], "layers": [
        {"layer": "layer4", "iou_threshold": [0.05], "units": [
          {"unit": 0, "interp": true, "iou": 0.3, "iou_label": "tree", "iou_cat": "object"},
          {"unit": 1, "interp": false, "iou": 0.01, "iou_label": "sky", "iou_cat": "object"},
          {"unit": 2}]}]}
      """
    let found = try read(text).layers
    #expect(found.map(\.name) == ["layer4"])
    #expect(found[0].layer.interpretable.map(\.label) == ["tree"])
    #expect(found[0].layer.rule == "quantile 0.995")
    #expect(found[0].layer.title == "church/dissect.json layer4")
    let quality = try read(text.replacing("0.005", with: "\"iqr\"")).layers
    #expect(quality[0].layer.rule == "iqr")
  }

  @Test(arguments: [
    "", "[]", "{}", "{\"layers\": []}", "{\"layers\": [{\"layer\": \"a\", \"units\": []}]}",
    "{\"layers\": [{\"layer\": \"a\", \"units\": [{\"unit\": -1}]}]}",
    "{\"layers\": [{\"layer\": \"a\", \"units\": [{\"unit\": 0, \"iou\": 2}]}]}",
    "{\"layers\": [{\"layer\": \"a\", \"units\": [{\"unit\": 0, \"iou\": NaN}]}]}",
    "{\"layers\": [{\"layer\": \"a\", \"units\": [{\"unit\": 0, \"iou\": \"high\"}]}]}",
    "{\"layers\": [{\"layer\": \"a\", \"un",
  ])
  func `what is no dissection is refused`(text: String) {
    let fault = #expect(throws: Fault.self) { try read(text) }
    #expect(fault?.kind == .refused)
    #expect(fault?.subject?.hasSuffix("dissect.json") == true)
  }
}

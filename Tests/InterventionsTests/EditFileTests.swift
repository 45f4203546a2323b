import Faults
import Foundation
import Glibc
import Interventions
import Tensors
import Testing

/// The most memory that this process has had, in KiB.
private func peakMemory() -> Int {
  var usage = rusage()
  getrusage(RUSAGE_SELF.rawValue, &usage)
  return usage.ru_maxrss
}

@Suite("EDIT.json")
struct EditFileTests {
  private func read(_ text: String) throws -> Edit {
    try Edit(json: Array(text.utf8), path: "EDIT.json")
  }

  @Test("the published form is read, with its defaults")
  func published() throws {
    let edit = try read(
      """
      [{"ablations": [{"layer": "layer4", "unit": 3},
                      {"unit": 7, "layer": "layer4", "alpha": 0.5, "value": -2.5e1}],
        "mask": {"shape": [8, 6], "bitbounds": [2, 1, 4, 4], "bitstring": "100011"},
        "maskpooling": "mean"},
       {"ablations": [{"layer": "layer2", "unit": 0, "alpha": null, "value": null}], "mask": null}]
      """
    )
    #expect(edit.interventions.count == 2)
    let first = edit.interventions[0]
    #expect(
      first.units == [
        UnitEdit(layer: "layer4", unit: 3),
        UnitEdit(layer: "layer4", unit: 7, alpha: 0.5, value: -25),
      ]
    )
    #expect(first.pooling == .mean)
    #expect(
      first.mask?.places == [
        GridCell(row: 2, column: 1), GridCell(row: 3, column: 2), GridCell(row: 3, column: 3),
      ]
    )
    #expect(first.mask?.height == 8 && first.mask?.width == 6)
    #expect(edit.interventions[1] == Intervention([UnitEdit(layer: "layer2", unit: 0)]))
  }

  @Test("a single intervention stands for a list of one")
  func single() throws {
    let edit = try read(#"{"ablations": [{"layer": "layer4", "unit": 1, "value": 4}]}"#)
    #expect(edit == Edit([Intervention([UnitEdit(layer: "layer4", unit: 1, value: 4)])]))
  }

  @Test("without bounds the bits fill the shape, without a shape 256 by 256")
  func bareMasks() throws {
    let text =
      #"{"ablations": [], "mask": {"shape": [2, 3], "bitbounds": [], "bitstring": "010000"}}"#
    #expect(try read(text).interventions[0].mask?.places == [GridCell(row: 0, column: 1)])
    let bits = String(repeating: "0", count: 65535) + "1"
    let large = try read(#"{"ablations": [], "mask": {"bitstring": "\#(bits)"}}"#)
    #expect(large.interventions[0].mask?.places == [GridCell(row: 255, column: 255)])
  }

  @Test(
    "a picture is a mask: what is not transparent, or without transparency what is not white in red",
    arguments: [
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAGklEQVR4nCXBMQEAAAjAILR/53kIU8Gg9UIHXAQF"
          + "/7SnahsAAAAASUVORK5CYII=",
        [GridCell(row: 0, column: 1), GridCell(row: 1, column: 2)]
      ),
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAGElEQVR4nAXBAQEAAAjDIG7/zhNWwXYB9UIRBgAZ"
          + "tyiWAAAAAElFTkSuQmCC", [GridCell(row: 1, column: 0)]
      ),
    ]
  )
  func pictures(base64: String, places: [GridCell]) throws {
    let picture = "data:image/png;base64,\(base64)"
    let whole = try read(#"{"ablations": [], "mask": {"bitstring": "\#(picture)"}}"#)
    #expect(whole.interventions[0].mask == Mask(height: 2, width: 3, set: places))
    let boxed = try read(
      #"""
      {"ablations": [], "mask": {"shape": [4, 4], "bitbounds": [2, 0, 4, 3], "bitstring": "\#(picture)"}}
      """#
    )
    let moved = places.map { GridCell(row: $0.row + 2, column: $0.column) }
    #expect(boxed.interventions[0].mask == Mask(height: 4, width: 4, set: moved))
    #expect(throws: Fault.self) {
      try read(#"{"ablations": [], "mask": {"shape": [2, 2], "bitstring": "\#(picture)"}}"#)
    }
    let cut = picture.dropLast(8)
    #expect(throws: Fault.self) {
      try read(#"{"ablations": [], "mask": {"bitstring": "\#(cut)"}}"#)
    }
  }

  @Test("an edit survives writing and reading")
  func roundTrip() throws {
    let mask = Mask(
      height: 5,
      width: 7,
      set: [GridCell(row: 1, column: 6), GridCell(row: 3, column: 2)]
    )
    let edits = [
      Edit(),
      Edit([Intervention([])]),
      Edit([
        Intervention(
          [
            UnitEdit(layer: "layer4", unit: 511, alpha: 1 / 3, value: 7.1e-12),
            UnitEdit(layer: "a \"strange\"\n\u{1B} näme", unit: 0, value: -3.4e38),
          ],
          mask: mask,
          pooling: .mean
        ),
        Intervention(
          [UnitEdit(layer: "layer1", unit: 2)],
          mask: Mask(height: 2, width: 2, set: [])
        ),
      ]),
    ]
    for edit in edits { #expect(try read(edit.json()) == edit) }
  }

  @Test("an edit that holds no number is not written")
  func noNumber() {
    let edit = Edit([Intervention([UnitEdit(layer: "layer4", unit: 1, value: .nan)])])
    #expect(throws: Fault.self) { try edit.json() }
  }

  @Test(
    "what is wrong is refused and named",
    arguments: [
      ("", "no valid JSON"), ("<html>", "no valid JSON"), ("3", "an object"), ("[3]", "entry 0"),
      ("null", "document"), (#"[{"ablations": [{}]}]"#, "no 'layer'"), ("{}", "no 'ablations'"),
      (#"{"ablations": [{"layer": "a", "unit": -1}]}"#, "-1"),
      (#"{"ablations": [{"layer": "a", "unit": 1.5}]}"#, "1.5"),
      (#"{"ablations": [{"layer": "a", "unit": 99999999999999999999}]}"#, "1e+20"),
      (#"{"ablations": [{"layer": "", "unit": 1}]}"#, "empty"),
      (#"{"ablations": [{"layer": "a", "unit": 1, "alpha": 1.01}]}"#, "1.01"),
      (#"{"ablations": [{"layer": "a", "unit": 1, "alpha": NaN}]}"#, "JSON"),
      (#"{"ablations": [{"layer": "a", "unit": 1, "value": 1e999}]}"#, "out of range"),
      (#"{"ablations": [{"layer": "a", "unit": 1, "value": 1e39}]}"#, "1e+39"),
      (#"{"ablations": [], "maskpooling": "median"}"#, "median"),
      (#"{"ablations": [], "mask": {"shape": [2, 2], "bitstring": "011"}}"#, "4 bits|2x2 bits"),
      (#"{"ablations": [], "mask": {"shape": [2, 2], "bitstring": "0120"}}"#, "0 and 1"),
      (#"{"ablations": [], "mask": {"shape": [0, 2], "bitstring": ""}}"#, "shape"),
      (#"{"ablations": [], "mask": {"shape": [2], "bitstring": "00"}}"#, "shape"),
      (#"{"ablations": [], "mask": {"shape": [9000000000, 2], "bitstring": "00"}}"#, "shape"),
      (
        #"{"ablations": [], "mask": {"shape": [2, 2], "bitbounds": [0, 0, 3, 1], "bitstring": "000"}}"#,
        "bitbounds"
      ),
      (
        #"{"ablations": [], "mask": {"shape": [2, 2], "bitbounds": [1, 1, 1, 1], "bitstring": ""}}"#,
        "bitbounds"
      ),
      (
        #"{"ablations": [], "mask": {"shape": [2, 2], "bitbounds": [-1, 0, 1, 1], "bitstring": "00"}}"#,
        "bitbounds"
      ),
    ]
  )
  func refusals(text: String, part: String) {
    do {
      _ = try read(text)
      Issue.record("read \(text)")
    } catch {
      let message = "\(error)"
      #expect(part.split(separator: "|").contains { message.contains($0) }, "\(message)")
      #expect(message.contains("EDIT.json"))
    }
  }

  @Test("the server's request, a bare list of ablations and a bare ablation are edits too")
  func otherForms() throws {
    let one = UnitEdit(layer: "layer4", unit: 3)
    let ablation = #"{"layer": "layer4", "unit": 3, "alpha": 1, "value": 0}"#
    let masked = #"{"ablations": [\#(ablation)], "maskpooling": "mean"}"#
    #expect(
      try read(#"{"project": "church", "ids": [3], "wantz": 0, "interventions": [\#(masked)]}"#)
        == Edit([Intervention([one], pooling: .mean)])
    )
    #expect(try read("[\(ablation)]") == Edit([Intervention([one])]))
    #expect(try read("[\(ablation), \(ablation)]") == Edit([Intervention([one, one])]))
    #expect(try read(ablation) == Edit([Intervention([one])]))
    #expect(try read(#"{"interventions": []}"#) == Edit())
    #expect(try read(#"{"interventions": [\#(ablation)]}"#) == Edit([Intervention([one])]))
    for text in ["[\(ablation), \(masked)]", "[\(masked), \(ablation)]", #"{"interventions": 3}"#] {
      #expect(throws: Fault.self) { try read(text) }
    }
  }

  @Test("thousands of fine masks with a cell each cost what is set in them")
  func sparseMasks() throws {
    let mask = #"{"shape":[4096,4096],"bitbounds":[9,8,10,9],"bitstring":"1"}"#
    let one = #"{"mask":\#(mask),"ablations":[{"layer":"layer4","unit":1,"value":2}]}"#
    let edit = try read("[" + Array(repeating: one, count: 2000).joined(separator: ",") + "]")
    #expect(edit.interventions.count == 2000)
    #expect(edit.interventions[1999].mask?.places == [GridCell(row: 9, column: 8)])
    let layer = LayerDescription(name: "layer4", units: 64, height: 64, width: 64)
    let before = peakMemory()
    let edits = try edit.layerEdits(for: [layer])
    #expect(edits[0].weight.values.count { $0 != 0 } == 1)
    #expect(try read(edit.json()) == edit)
    #expect(peakMemory() - before < 128 << 10, "\(peakMemory() - before) KiB")
  }

  @Test("pictures as masks share one budget, which their headers are held against")
  func maskBudget() {
    // Only the header is there: the size must be refused before anything is made of that size.
    var header: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82]
    header += [0, 0, 16, 1, 0, 0, 16, 0, 8, 6, 0, 0, 0, 0, 0, 0, 0]
    let picture = "data:image/png;base64,\(Data(header).base64EncodedString())"
    let fault = #expect(throws: Fault.self) {
      try read(#"{"ablations": [], "mask": {"bitstring": "\#(picture)"}}"#)
    }
    #expect(fault?.expected == "masks of at most 16777216 cells in all")
  }

  @Test("an edit that would take minutes to put together is refused")
  func endlessWork() throws {
    let layer = LayerDescription(name: "layer17", units: 16, height: 1024, width: 1024)
    let mask = Mask(height: 1, width: 1, set: [GridCell(row: 0, column: 0)])
    let one = Intervention((0..<16).map { UnitEdit(layer: "layer17", unit: $0) }, mask: mask)
    let fault = #expect(throws: Fault.self) {
      try Edit(Array(repeating: one, count: 1000)).layerEdits(for: [layer])
    }
    #expect(fault?.kind == .refused)
  }

  @Test("hundreds of thousands of layer names are gone through once")
  func manyLayers() throws {
    let units = (0..<200_000).map { UnitEdit(layer: LayerName("layer\($0)"), unit: 0) }
    let edit = Edit([Intervention(units)])
    #expect(edit.layers.count == 200_000)
    #expect(edit.layers.first == "layer0" && edit.layers.last == "layer199999")
  }

  @Test("endless nesting and endless files are refused")
  func floods() {
    for text in [
      String(repeating: "[", count: 200_000), String(repeating: #"{"ablations":"#, count: 50_000),
      String(repeating: " ", count: 17 << 20),
    ] {
      #expect(throws: Fault.self) { try read(text) }
    }
  }

  @Test(
    "documents that would take many times their bytes are refused before they are decoded",
    arguments: ["{},", "[],", "1,", #"{"a":1,"b":2},"#]
  )
  func density(piece: String) {
    let count = 15 << 20
    let many = String(repeating: piece, count: count / piece.utf8.count)
    let fault = #expect(throws: Fault.self) { try read("[\(many)1]") }
    #expect(fault?.expected == "at most 1500000 values")
    // What stands in a text is no value.
    let text = many.replacing("\"", with: "")
    #expect(throws: Never.self) { try read(#"{"ablations":[],"note":"\#(text)"}"#) }
  }

  @Test("an object of endless names is refused")
  func names() {
    let names = (0..<140_000).map { "\"\($0)\":0" }.joined(separator: ",")
    let fault = #expect(throws: Fault.self) { try read("{\(names)}") }
    #expect(fault?.expected == "at most 131072 names in an object")
  }

  @Test("deep nesting does not overflow the small stack of a pool thread")
  func deepNesting() async {
    await withTaskGroup { group in
      for depth in stride(from: 100, through: 600, by: 20) {
        let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        group.addTask { (try? read("{\"ablations\": [], \"note\": \(nested)}")) != nil }
      }
      // Foundation gives up at 512 levels.
      #expect(await group.reduce(0) { $0 + ($1 ? 1 : 0) } >= 20)
    }
  }
}

@Suite("Recipes")
struct RecipeTests {
  let recipe = Recipe(
    generator: "ab12",
    segmenter: "cd34",
    seed: .max,
    scene: 999_999,
    layer: "layer4",
    unit: 7,
    edit: Edit([
      Intervention(
        [UnitEdit(layer: "layer4", unit: 1, value: 4)],
        mask: Mask(height: 8, width: 8, set: [GridCell(row: 2, column: 3)])
      )
    ]),
    version: "1.0"
  )

  @Test("a recipe survives writing and reading, with and without segmenter and unit")
  func roundTrip() throws {
    var bare = recipe
    bare.segmenter = nil
    bare.unit = nil
    bare.edit = Edit()
    var told = recipe
    told.precision = "bfloat16"
    told.segmentation = "size 256, downsample 2, quadrants, bfloat16"
    var sheet = recipe
    sheet.scenes = [999_999, 3, 0]
    sheet.measured = RecipeMeasurement(
      scenes: 200,
      effects: [
        .init(concept: "a \"tree\"", category: "object", before: 0.1, after: 1e-7, halfWidth: 0.02),
        .init(concept: "sky", category: "object", before: 0.5, after: 0.5, halfWidth: nil),
      ]
    )
    for recipe in [recipe, bare, told, sheet] {
      #expect(try Recipe(json: Array(recipe.json().utf8), path: "a.png") == recipe)
    }
  }

  @Test("other texts are refused")
  func refusals() throws {
    let text = try recipe.json()
    let wrong = [
      "", "{}", text.replacing("\"recipe\": 1", with: "\"recipe\": 2"),
      text.replacing("999999", with: "-1"),
      text.replacing("\"scene\"", with: "\"scenes\": [-1], \"scene\""),
      text.replacing("\"unit\": 1", with: "\"unit\": -1"),
      text.replacing("999999", with: "1000001"), text.replacing("999999", with: "\(Int.max)"),
      text.replacing("\"unit\": 7", with: "\"unit\": \(Int.max)"),
      text.replacing("4294967295", with: "4294967296"), String(text.dropLast(4)),
    ]
    for text in wrong {
      #expect(throws: Fault.self) { try Recipe(json: Array(text.utf8), path: "a.png") }
    }
  }
}

/// Edits with latent directions.
@Suite struct DirectionEditTests {
  private let edit = Edit(
    [Intervention([UnitEdit(layer: "layer4", unit: 7)])],
    directions: [
      DirectionEdit(
        Direction(name: "a \"tree\"", space: "w", vector: [0.1, -2, 3e-8], deviation: 1.5),
        strength: -2.25,
        inputs: 0...5
      ), DirectionEdit(Direction(name: "b", space: "z", vector: [1]), strength: 1),
    ]
  )

  @Test func `it survives writing and reading, and a recipe carries it`() throws {
    let text = try edit.json()
    #expect(try Edit(json: Array(text.utf8), path: "EDIT.json") == edit)
    let recipe = Recipe(
      generator: "ab",
      segmenter: nil,
      seed: 1,
      scene: 3,
      layer: "layer4",
      edit: edit,
      version: "1"
    )
    #expect(try Recipe(json: Array(recipe.json().utf8), path: "a.png") == recipe)
    // Units alone are still the published array.
    #expect(try Edit(edit.interventions).json().hasPrefix("["))
  }

  @Test func `strength nought is no edit, and units alone cannot take a direction`() throws {
    var still = Edit(directions: edit.directions)
    #expect(!still.isEmpty && !still.editsUnits)
    for index in still.directions.indices { still.directions[index].strength = 0 }
    #expect(still.isEmpty && still.movements.isEmpty)
    #expect(throws: Fault.self) { try edit.layerEdits(for: []) }
  }

  @Test func `a way of any length is told`() {
    func told(_ strength: Float) -> String {
      DirectionEdit(edit.directions[0].direction, strength: strength).summary
    }
    #expect(told(2) == "along a \"tree\" +2.0" && told(-0.25) == "along a \"tree\" −0.3")
    #expect(told(-.greatestFiniteMagnitude).contains("−3.4") && told(.nan).contains("–"))
  }

  @Test func `spaces, widths and inputs have to fit`() throws {
    let spaces = [
      LatentSpace(name: "z", width: 1), LatentSpace(name: "w", width: 3, inputs: 6),
      LatentSpace(name: "w+", width: 18),
    ]
    try edit.checkDirections(in: spaces)
    var wrong = edit
    wrong.directions[0].inputs = 3...6
    #expect(throws: Fault.self) { try wrong.checkDirections(in: spaces) }
    #expect(throws: Fault.self) { try edit.checkDirections(in: [spaces[1]]) }
    #expect(throws: Fault.self) {
      try edit.checkDirections(in: [spaces[0], LatentSpace(name: "w", width: 4, inputs: 6)])
    }
  }

  @Test(
    arguments: [
      ("\"version\": 1", "\"version\": 2"), ("-2.25", "1e60"), ("[0.1,", "[null,"),
      ("[0, 5]", "[5, 0]"), ("[0, 5]", "[0]"), ("[0, 5]", "[-1, 5]"), ("\"b\"", "\"\""),
      ("[1]", "[]"), ("\"strength\": 1", "\"strength\": \"1\""), ("-2.25", "3e38"),
      ("-2.25", "-1e18"), ("[0, 5]", "[0, 9223372036854775807]"),
    ]
  ) func `wrong directions are refused`(old: String, new: String) throws {
    let text = try edit.json()
    #expect(text.contains(old))
    let changed = text.replacing(old, with: new)
    #expect(throws: Fault.self) { try Edit(json: Array(changed.utf8), path: "EDIT.json") }
  }
}

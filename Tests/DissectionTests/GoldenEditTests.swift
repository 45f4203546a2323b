import Generators
import Interventions
import Latents
import NumPyFiles
import Tensors
import TestSupport
import Testing

@Suite("Edits against the published code")
struct GoldenEditTests {
  @Test(
    "an EDIT.json makes the published picture",
    arguments: [
      (
        "edit_ablate_3_7_11",
        #"""
        {"ablations": [{"layer": "layer4", "unit": 3}, {"layer": "layer4", "unit": 7},
                       {"layer": "layer4", "unit": 11}]}
        """#
      ),
      (
        "edit_insert_1at4_2at6_cell_2_3",
        #"""
        [{"ablations": [{"layer": "layer4", "unit": 1, "value": 4},
                        {"layer": "layer4", "unit": 2, "value": 6}],
          "mask": {"shape": [8, 8], "bitbounds": [2, 3, 3, 4], "bitstring": "1"}}]
        """#
      ),
      (
        "edit_half_ablate_5_lower",
        #"""
        [{"ablations": [{"layer": "layer4", "unit": 5, "alpha": 0.5}],
          "mask": {"shape": [2, 2], "bitbounds": [1, 0, 2, 2], "bitstring": "11"},
          "maskpooling": "mean"}]
        """#
      ),
    ]
  )
  func pictures(name: String, json: String) throws {
    let networks = try GoldenNetworks()
    let arrays = try NPZ(path: References.path("golden/proggan_64/expected.npz"))
    let edit = try Edit(json: Array(json.utf8), path: "EDIT.json")
    let layers = networks.generator.summary.layers
    let z = Latents.rows(seed: 1, first: 0, count: 4, width: 32)
    #expect(z.values.map(\.bitPattern) == (try arrays.array("z").floats.map(\.bitPattern)))
    let made = try networks.generator.generate(z, edits: edit.layerEdits(for: layers))
    let expected = try arrays.array(name).floats
    let difference = zip(made.images.values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(difference < 1e-4 && expected.count == made.images.values.count)
  }
}

import Faults
import Generators
import Interventions
import OneDNN
import Tensors
import Testing

@Suite struct GoldenTests {
  @Test(arguments: ["legacy", "zip", "oldnames_legacy", "wrapped_zip"].filter(Golden.holds))
  func `images and every layer's output equal PyTorch's`(file: String) throws {
    let golden = try Golden()
    let generator = try ProgressiveGenerator(golden.checkpoint(file), session: try Session())
    let architecture = generator.architecture
    #expect(architecture.layers.map(\.units) == [32, 32, 32, 32, 24, 24, 16, 16, 12, 12])
    #expect(architecture.latentWidth == 32 && architecture.imageHeight == 64)
    let result = try generator.generate(
      try golden.tensor("z"),
      observing: Set(architecture.layers.map(\.name))
    )
    #expect(largestDifference(result.images, try golden.tensor("image")) < 1e-4)
    for layer in architecture.layers {
      let expected = try golden.tensor("act_\(layer.name)")
      let found = try #require(result.activations[layer.name])
      #expect(largestDifference(found, expected) < 1e-4, "\(layer.name)")
    }
  }

  @Test(arguments: [
    ("edit_ablate_3_7_11", ablation),
    ("edit_insert_1at4_2at6_cell_2_3", insertion),
    ("edit_half_ablate_5_lower", halfAblation),
  ])
  func `edited images equal PyTorch's, from the latents and from the layer`(
    name: String,
    edit: LayerEdit
  ) throws {
    let golden = try Golden()
    let generator = try ProgressiveGenerator(golden.checkpoint("zip"), session: try Session())
    let (z, expected) = (try golden.tensor("z"), try golden.tensor(name))
    let first = try generator.generate(z, edits: [edit], observing: ["layer4"])
    #expect(largestDifference(first.images, expected) < 1e-4)
    let again = try generator.generate(z, edits: [edit], observing: ["layer4"])
    #expect(again.images == first.images)
    let activation = try #require(first.activations["layer4"])
    #expect(largestDifference(activation, try golden.tensor("act_layer4")) < 1e-4)
    let toLayer = try generator.begin(to: "layer4", from: z)
    #expect(try generator.generate(from: toLayer, edits: [edit]).images == first.images)
  }

  private static let shape = Shape(1, 32, 8, 8)
  private static let ablation: LayerEdit = {
    var weight = Tensor(Shape(1, 32, 1, 1), filledWith: 0)
    for unit in [3, 7, 11] { weight[0, unit, 0, 0] = 1 }
    return LayerEdit(
      layer: "layer4",
      weight: weight,
      replacement: Tensor(weight.shape, filledWith: 0)
    )
  }()
  private static let insertion: LayerEdit = {
    var weight = Tensor(shape, filledWith: 0)
    var replacement = Tensor(shape, filledWith: 0)
    for (unit, level) in [(1, Float(4)), (2, 6)] {
      weight[0, unit, 2, 3] = 1
      replacement[0, unit, 2, 3] = level
    }
    return LayerEdit(layer: "layer4", weight: weight, replacement: replacement)
  }()
  private static let halfAblation: LayerEdit = {
    var weight = Tensor(shape, filledWith: 0)
    for row in 4..<8 { for column in 0..<8 { weight[0, 5, row, column] = 0.5 } }
    return LayerEdit(
      layer: "layer4",
      weight: weight,
      replacement: Tensor(shape, filledWith: 0)
    )
  }()
}

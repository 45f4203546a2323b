import Faults
import Interventions
import Tensors
import Testing

@Suite("Edits as tensors")
struct CompositionTests {
  let layer = LayerDescription(name: "layer4", units: 2, height: 2, width: 2)

  private func apply(_ edits: [LayerEdit], to x: Tensor) -> Tensor {
    var result = x
    for edit in edits {
      for index in result.values.indices {
        let plane = x.shape.planeCount
        let spread = edit.weight.shape.planeCount == 1 ? index / plane : index
        let (a, v) = (edit.weight.values[spread], edit.replacement.values[spread])
        result.values[index] = result.values[index] * (1 - a) + v * a
      }
    }
    return result
  }

  private func layerEdits(_ interventions: [Intervention]) throws -> [LayerEdit] {
    try Edit(interventions).layerEdits(for: [layer])
  }

  @Test("ablation clears a unit, insertion sets it, others stay")
  func basics() throws {
    let x = Tensor(Shape(1, 2, 2, 2), [1, 2, 3, 4, 5, 6, 7, 8])
    let ablated = try layerEdits([Intervention([UnitEdit(layer: "layer4", unit: 1)])])
    #expect(apply(ablated, to: x).values == [1, 2, 3, 4, 0, 0, 0, 0])
    #expect(ablated[0].weight.shape == Shape(1, 2, 1, 1))
    let mask = Mask(height: 2, width: 2, set: [GridCell(row: 1, column: 0)])
    let inserted = try layerEdits([
      Intervention([UnitEdit(layer: "layer4", unit: 0, alpha: 0.5, value: 9)], mask: mask)
    ])
    #expect(apply(inserted, to: x).values == [1, 2, 6, 4, 5, 6, 7, 8])
  }

  @Test("several interventions do what they do one after another, in their order")
  func composition() throws {
    let mask = Mask(height: 2, width: 2, set: [GridCell(row: 0, column: 0)])
    let interventions = [
      Intervention([UnitEdit(layer: "layer4", unit: 0, alpha: 0.75, value: 2)]),
      Intervention([UnitEdit(layer: "layer4", unit: 0, alpha: 0.5, value: 6)], mask: mask),
      Intervention([UnitEdit(layer: "layer4", unit: 1, alpha: 0.25, value: -4)]),
    ]
    let x = Tensor(Shape(1, 2, 2, 2), [8, 16, 8, 16, 4, 8, 4, 8])
    let together = try layerEdits(interventions)
    #expect(together.count == 1)
    let oneByOne = try interventions.flatMap { try layerEdits([$0]) }
    #expect(apply(together, to: x).values == apply(oneByOne, to: x).values)
    let reversed = try layerEdits(interventions.reversed())
    #expect(apply(reversed, to: x).values != apply(together, to: x).values)
  }

  @Test("no edit changes nothing")
  func nothing() throws {
    #expect(try layerEdits([]).isEmpty)
    #expect(try layerEdits([Intervention([])]).isEmpty)
    #expect(Edit([Intervention([])]).isEmpty)
  }

  @Test("masks are pooled as PyTorch's adaptive pooling does")
  func pooling() {
    let mask = Mask(
      height: 3,
      width: 5,
      set: [GridCell(row: 0, column: 0), GridCell(row: 2, column: 3)]
    )
    // Bins of 3 rows in 2: 0..<2, 1..<3; of 5 columns in 3: 0..<2, 1..<4, 3..<5.
    #expect(mask.pooled(toHeight: 2, width: 3, by: .max) == [1, 0, 0, 0, 1, 1])
    #expect(mask.pooled(toHeight: 2, width: 3, by: .mean) == [0.25, 0, 0, 0, 1.0 / 6, 0.25])
    let finer = mask.pooled(toHeight: 6, width: 5, by: .max)
    #expect(finer.indices.filter { finer[$0] == 1 } == [0, 5, 23, 28])
  }

  @Test("layers and units that the generator has not are named")
  func strangers() {
    for unit in [UnitEdit(layer: "layer9", unit: 0), UnitEdit(layer: "layer4", unit: 2)] {
      #expect(throws: Fault.self) { try layerEdits([Intervention([unit])]) }
    }
  }
}

import Causes
import Faults
import Interventions
import Segmenters
import Tensors

/// Sets of units tried on one batch of scenes: the layer's activations and what is seen without an
/// edit.
struct SceneVariants {
  let layer: LayerDescription
  /// The layer's output, (batch, units, height, width); nil where no activations are exchanged.
  let activations: Tensor?
  let before: LabelMap

  /// The edit that a trial means for some scenes of the batch.
  ///
  /// - Parameters:
  ///   - trial: The units and what becomes of them.
  ///   - scenes: Which scenes of the batch, perhaps one several times.
  ///   - places: For each of them the cells that are edited, row by row; nil for everywhere.
  /// - Returns: The edit, for as many samples as there are scenes or for any number.
  func edit(_ trial: CurveTrial, scenes: [Int], places: [[Int]]?) -> LayerEdit {
    let isUniform = places == nil && trial.sources == nil
    let grid = isUniform ? (1, 1) : (layer.height, layer.width)
    let batch = isUniform ? 1 : scenes.count
    let shape = Shape(batch, layer.units, grid.0, grid.1)
    var weight = Tensor(shape, filledWith: 0)
    var replacement = Tensor(shape, filledWith: 0)
    for sample in 0..<batch {
      let places = places?[sample] ?? Array(0..<shape.planeCount)
      for (index, unit) in trial.units.enumerated() {
        let start = shape.offset(sample, unit, 0, 0)
        let source = trial.sources.flatMap {
          activations?.shape.offset(scenes[sample], $0[index], 0, 0)
        }
        for place in places {
          weight.values[start + place] = 1
          replacement.values[start + place] =
            source.flatMap { activations?.values[$0 + place] } ?? trial.values?[index] ?? 0
        }
      }
    }
    return LayerEdit(layer: layer.name, weight: weight, replacement: replacement)
  }

  /// A cell's place in a feature map.
  func index(of cell: GridCell) -> Int { cell.row * layer.width + cell.column }

  /// The cells of a scene that show a concept, or do not, at most `limit` of them drawn by a seed.
  func cells(
    of scene: Int,
    where concept: Int,
    isShown: Bool,
    limit: Int,
    seed: UInt64
  ) -> [GridCell] {
    let all = (0..<layer.height * layer.width).map {
      GridCell(row: $0 / layer.width, column: $0 % layer.width)
    }
    let fitting = all.filter {
      (place(of: $0).area(of: concept, in: before, scene: scene) > 0) == isShown
    }
    let order = SeededOrder.permutation(of: fitting.count, seed: seed)
    return order.prefix(limit).sorted().map { fitting[$0] }
  }

  /// The pixels that a cell covers.
  func place(of cell: GridCell) -> PixelPlace {
    PixelPlace(
      row: cell.row,
      column: cell.column,
      gridHeight: layer.height,
      gridWidth: layer.width,
      height: before.shape.height,
      width: before.shape.width
    )
  }
}

extension LayerEdit {
  /// Some units of a layer ablated everywhere, in any number of samples.
  init(ablating units: [Int], of layer: LayerDescription) {
    let shape = Shape(1, layer.units, 1, 1)
    var weight = Tensor(shape, filledWith: 0)
    for unit in units { weight.values[unit] = 1 }
    self.init(layer: layer.name, weight: weight, replacement: Tensor(shape, filledWith: 0))
  }
}

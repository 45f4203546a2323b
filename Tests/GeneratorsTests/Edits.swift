import Interventions
import Tensors

/// Switches a unit off everywhere.
func ablation(of unit: Int, in layer: LayerName, units: Int) -> LayerEdit {
  var weight = Tensor(Shape(1, units, 1, 1), filledWith: 0)
  weight[0, min(unit, units - 1), 0, 0] = 1
  return LayerEdit(
    layer: layer,
    weight: weight,
    replacement: Tensor(weight.shape, filledWith: 0)
  )
}

/// Sets the second unit to 5 in a square of cells, whose place is a share of the map's extents.
func insertion(
  in layer: LayerDescription,
  at place: (row: Double, column: Double),
  extent: Int
) -> LayerEdit {
  var weight = Tensor(Shape(1, layer.units, layer.height, layer.width), filledWith: 0)
  let row = Int(place.row * Double(layer.height - extent))
  let column = Int(place.column * Double(layer.width - extent))
  for y in row..<row + extent {
    for x in column..<column + extent { weight[0, 1, y, x] = 1 }
  }
  return LayerEdit(
    layer: layer.name,
    weight: weight,
    replacement: Tensor(weight.shape, filledWith: 5)
  )
}

import Dissection
import Faults
import Tensors

extension Sweep {
  /// How much of the layer was measured, unless it is all: "4 of 128 units".
  var part: String? {
    isComplete ? nil : "\(measuredUnits) of \(counted(layer.units, "unit"))"
  }
}

/// A quantile without needless zeros: 0.99, 0.995.
func quantileText(_ quantile: Double) -> String {
  var text = fixed(quantile, 4)
  while text.hasSuffix("0"), !text.hasSuffix(".0") { text.removeLast() }
  return text
}

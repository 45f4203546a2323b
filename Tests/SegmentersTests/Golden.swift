import Foundation
import NumPyFiles
import Tensors
import TestSupport

@testable import Segmenters

/// The reference networks and what the published code computes with them; absent elsewhere.
enum Golden {
  static let isPresent = References.run(with: "golden/upp_slim/expected.npz")

  static func arrays(_ network: String) throws -> NPZ {
    try NPZ(path: References.path("golden/\(network)/expected.npz"))
  }
}

extension NPZ {
  func tensor(_ name: String) throws -> Tensor {
    let array = try array(name)
    return Tensor(Self.shape(array.dimensions), array.floats)
  }

  func labels(_ name: String) throws -> LabelMap {
    let array = try array(name)
    let integers = array.integers ?? []
    return LabelMap(Self.shape(array.dimensions), integers.map(Int32.init))
  }

  /// Arrays without channels have one.
  private static func shape(_ dimensions: [Int]) -> Shape {
    dimensions.count == 3
      ? Shape(dimensions[0], 1, dimensions[1], dimensions[2])
      : Shape(dimensions[0], dimensions[1], dimensions[2], dimensions[3])
  }
}

import Checkpoints
import Faults
import Foundation
import Generators
import NumPyFiles
import OneDNN
import Tensors
import TestSupport

/// What PyTorch computed with the golden generator.
struct Golden {
  let folder: String
  private let arrays: NPZ

  init() throws {
    folder = References.path("golden/proggan_64")
    arrays = try NPZ(path: folder + "/expected.npz")
  }

  /// Whether a form of the generator is there, or its absence has to fail.
  static func holds(_ name: String) -> Bool {
    References.run(with: "golden/proggan_64/\(name).pth")
  }

  func tensor(_ name: String) throws -> Tensor {
    let array = try arrays.array(name)
    let extents = array.dimensions + [Int](repeating: 1, count: 4 - array.dimensions.count)
    return Tensor(Shape(extents[0], extents[1], extents[2], extents[3]), array.floats)
  }

  func checkpoint(_ name: String) throws -> StateDictionary {
    try CheckpointReader.read(path: References.path("golden/proggan_64/\(name).pth"))
  }
}

func largestDifference(_ one: Tensor, _ other: Tensor) -> Float {
  guard one.shape == other.shape else { return .infinity }
  return zip(one.values, other.values).reduce(0) {
    // NaN compares with nothing, so it has to be seen by itself.
    ($1.0 - $1.1).isNaN ? .infinity : max($0, abs($1.0 - $1.1))
  }
}

/// Peak signal-to-noise ratio in decibels of images in -1...1.
func signalToNoise(_ one: Tensor, _ other: Tensor) -> Double {
  let squares = zip(one.values, other.values).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }
  return 10 * log10(4 / (squares / Double(one.values.count)))
}

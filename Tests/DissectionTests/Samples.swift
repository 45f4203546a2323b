import Concepts
import Tensors

/// A small deterministic generator of numbers for made-up activations and labels.
struct Noise {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func bits() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number in 0 ..< 1.
  mutating func uniform() -> Float { Float(bits() >> 40) / Float(1 << 24) }

  mutating func below(_ bound: Int) -> Int { Int(bits() % UInt64(bound)) }

  /// Activations with a few peaks, some of them equal.
  mutating func activations(_ shape: Shape) -> Tensor {
    let values = (0..<shape.count).map { _ -> Float in
      let value = uniform()
      return value > 0.9 ? (value * 40).rounded() / 2 : value * 2 - 1
    }
    return Tensor(shape, values)
  }

  /// Labels in blobs of two by two pixels.
  mutating func labels(_ shape: Shape, concepts: Int) -> LabelMap {
    var map = LabelMap(shape, Array(repeating: 0, count: shape.count))
    for sample in 0..<shape.batch {
      for channel in 0..<shape.channels {
        for row in stride(from: 0, to: shape.height, by: 2) {
          for column in stride(from: 0, to: shape.width, by: 2) {
            let label = Int32(below(concepts))
            for y in row..<min(row + 2, shape.height) {
              for x in column..<min(column + 2, shape.width) { map[sample, channel, y, x] = label }
            }
          }
        }
      }
    }
    return map
  }
}

/// Seven concepts of three categories.
let smallVocabulary = ConceptVocabulary([
  ("-", .object), ("tree", .object), ("sky", .object), ("roof", .part), ("door", .part),
  ("wood", .material), ("glass", .material),
])

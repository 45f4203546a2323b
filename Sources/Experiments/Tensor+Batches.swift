import Faults
import Tensors

/// An array of several samples of one shape.
protocol Batched {
  associatedtype Element
  var shape: Shape { get }
  var elements: [Element] { get }
  init(_ shape: Shape, _ elements: [Element])
}

extension Tensor: Batched {
  var elements: [Float] { values }
}

extension Tensor {
  /// Refuses outputs of a layer that cannot be counted.
  ///
  /// - Throws: `Fault` of kind refused where a value is infinite or not a number.
  func checkFinite(_ layer: LayerName) throws(Fault) {
    guard values.contains(where: { !$0.isFinite }) else { return }
    throw Fault(
      .refused,
      "count the activations of",
      on: layer.rawValue,
      expected: "finite numbers",
      found: "some that are infinite or no numbers",
      advice: "'ganscope inspect' on the generator's file tells which weights are at fault"
    )
  }
}

extension LabelMap: Batched {
  var elements: [Int32] { labels }
}

extension Batched {
  /// Consecutive samples.
  func samples(_ range: Range<Int>) -> Self {
    if range == 0..<shape.batch { return self }
    let count = shape.sampleCount
    return Self(
      Shape(range.count, shape.channels, shape.height, shape.width),
      Array(elements[range.lowerBound * count..<range.upperBound * count])
    )
  }

  /// The samples of several arrays one after another; all must have the same sample shape.
  init(joining pieces: [Self]) {
    if pieces.count == 1 {
      self = pieces[0]
      return
    }
    let first = pieces.first?.shape ?? Shape(0, 0, 0, 0)
    let batch = pieces.reduce(0) { $0 + $1.shape.batch }
    self.init(
      Shape(batch, first.channels, first.height, first.width),
      pieces.flatMap(\.elements)
    )
  }
}

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

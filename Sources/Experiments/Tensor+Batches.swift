import Tensors

extension Tensor {
  /// Consecutive samples.
  func samples(_ range: Range<Int>) -> Tensor {
    if range == 0..<shape.batch { return self }
    let count = shape.sampleCount
    return Tensor(
      Shape(range.count, shape.channels, shape.height, shape.width),
      Array(values[range.lowerBound * count..<range.upperBound * count])
    )
  }

  /// The samples of several tensors one after another; all must have the same sample shape.
  init(joining pieces: [Tensor]) {
    if pieces.count == 1 {
      self = pieces[0]
      return
    }
    let first = pieces.first?.shape ?? Shape(0, 0, 0, 0)
    let batch = pieces.reduce(0) { $0 + $1.shape.batch }
    self.init(
      Shape(batch, first.channels, first.height, first.width),
      pieces.flatMap(\.values)
    )
  }
}

extension LabelMap {
  /// Consecutive samples.
  func samples(_ range: Range<Int>) -> LabelMap {
    if range == 0..<shape.batch { return self }
    let count = shape.sampleCount
    return LabelMap(
      Shape(range.count, shape.channels, shape.height, shape.width),
      Array(labels[range.lowerBound * count..<range.upperBound * count])
    )
  }

  /// The samples of several maps one after another; all must have the same sample shape.
  init(joining pieces: [LabelMap]) {
    if pieces.count == 1 {
      self = pieces[0]
      return
    }
    let first = pieces.first?.shape ?? Shape(0, 0, 0, 0)
    let batch = pieces.reduce(0) { $0 + $1.shape.batch }
    self.init(
      Shape(batch, first.channels, first.height, first.width),
      pieces.flatMap(\.labels)
    )
  }
}

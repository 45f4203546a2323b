/// A dense array of float32 values in the order (batch, channels, height, width).
public struct Tensor: Hashable, Sendable {
  /// The extents.
  public let shape: Shape
  /// The values, row by row, the width running fastest.
  public var values: [Float]

  /// Wraps values whose count must be the shape's.
  public init(_ shape: Shape, _ values: [Float]) {
    precondition(values.count == shape.count, "a \(shape) tensor of \(values.count) values")
    self.shape = shape
    self.values = values
  }

  /// Makes a tensor that holds one value everywhere.
  public init(_ shape: Shape, filledWith value: Float) {
    self.init(shape, [Float](repeating: value, count: shape.count))
  }

  /// The value at (batch, channel, row, column).
  public subscript(_ sample: Int, _ channel: Int, _ row: Int, _ column: Int) -> Float {
    get { values[shape.offset(sample, channel, row, column)] }
    set { values[shape.offset(sample, channel, row, column)] = newValue }
  }

  /// One sample, of shape (1, channels, height, width).
  public func sample(_ index: Int) -> Tensor {
    let count = shape.sampleCount
    return Tensor(
      Shape(1, shape.channels, shape.height, shape.width),
      Array(values[index * count..<(index + 1) * count])
    )
  }

  /// The feature map of one unit in one sample, row by row.
  public func featureMap(sample: Int, unit: Int) -> ArraySlice<Float> {
    let start = shape.offset(sample, unit, 0, 0)
    return values[start..<start + shape.planeCount]
  }
}

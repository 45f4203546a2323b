import Tensors

/// The subdivision of objects into top, bottom, left and right halves of each component's box.
enum Quadrants {
  /// Appends the channels [t or b] and [l or r] of the first channel's objects.
  ///
  /// - Parameters:
  ///   - labels: A label map whose first channel holds object numbers.
  ///   - objectCount: How many objects there are besides "-"; the size of a block of numbers.
  ///   - dropsLast: Whether each image's last component gets no quadrants, as published.
  /// - Returns: The map with two channels more.
  static func appended(to labels: LabelMap, objectCount: Int, dropsLast: Bool) -> LabelMap {
    let shape = labels.shape
    var result: [Int32] = []
    result.reserveCapacity(shape.count / shape.channels * (shape.channels + 2))
    for sample in 0..<shape.batch {
      let start = shape.offset(sample, 0, 0, 0)
      result += labels.labels[start..<start + shape.sampleCount]
      let objects = labels.labels[start..<start + shape.planeCount]
      result += divide(objects, shape: shape, block: Int32(objectCount), dropsLast: dropsLast)
    }
    return LabelMap(
      Shape(shape.batch, shape.channels + 2, shape.height, shape.width),
      result
    )
  }

  private static func divide(
    _ objects: ArraySlice<Int32>,
    shape: Shape,
    block: Int32,
    dropsLast: Bool
  ) -> [Int32] {
    let components = Components(of: objects, height: shape.height, width: shape.width)
    let kept = Int32(components.boxes.count - (dropsLast ? 1 : 0))
    var divided = [Int32](repeating: 0, count: shape.planeCount * 2)
    for (pixel, label) in objects.enumerated() {
      let component = components.numbers[pixel]
      guard component >= 0, component < kept else { continue }
      let box = components.boxes[Int(component)]
      let isTop = pixel / shape.width < (box.top + box.bottom + 1) / 2
      let isLeft = pixel % shape.width < (box.left + box.right + 1) / 2
      divided[pixel] = label + block * (isTop ? 1 : 3)
      divided[shape.planeCount + pixel] = label + block * (isLeft ? 2 : 4)
    }
    return divided
  }
}

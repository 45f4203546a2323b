import OneDNN
public import Tensors

/// Which part of a step's output changes with parts of its inputs, and what it takes to compute it.
public struct StepWindows {
  /// The part of the output that may change.
  public let affected: Window
  /// The part of the output that is computed: the affected one and a border that goes wrong.
  public let computed: Window
  /// The part of each input that is read; nil for all of it.
  public let inputs: [Window?]
}

extension Step {
  /// What has to be computed again after parts of the inputs have changed.
  ///
  /// - Parameters:
  ///   - changed: Where each input has changed; nil where it has not.
  ///   - shapes: The inputs' shapes.
  ///   - output: The output's shape.
  /// - Returns: The parts, or nil if all of the output may change.
  public func windows(
    changed: [Window?],
    shapes: [Shape],
    output: Shape
  ) -> StepWindows? {
    var affected: Window?
    var (border, grid) = (0, 1)
    for (index, shape) in shapes.enumerated() {
      guard case .nearby(let margin, let scale) = operation.reach(fromInput: index),
        shape.height * scale == output.height, shape.width * scale == output.width
      else {
        // A vector of styles is read whole; if it has changed, so has everything.
        guard shape.planeCount == 1, changed[index] == nil else { return nil }
        continue
      }
      border = max(border, margin * scale)
      grid = leastCommonMultiple(grid, scale)
      guard let window = changed[index] else { continue }
      let place = window.grown(by: margin, within: shape).scaled(by: scale)
      affected = affected?.union(place) ?? place
    }
    guard let affected else { return nil }
    // Input pixels lie in a grid of the output's; a window that starts between them moves outwards.
    let cells = Shape(1, 1, output.height / grid, output.width / grid)
    let computed = affected.reduced(by: grid)
      .grown(by: (border + grid - 1) / grid, within: cells).scaled(by: grid)
    return StepWindows(
      affected: affected,
      computed: computed,
      inputs: shapes.indices.map { index in
        guard case .nearby(_, let scale) = operation.reach(fromInput: index),
          shapes[index].height * scale == output.height,
          shapes[index].width * scale == output.width
        else { return nil }
        return Window(
          row: computed.row / scale,
          column: computed.column / scale,
          height: computed.height / scale,
          width: computed.width / scale
        )
      }
    )
  }
}

private func leastCommonMultiple(_ one: Int, _ other: Int) -> Int {
  var (a, b) = (one, other)
  while b != 0 { (a, b) = (b, a % b) }
  return one / a * other
}

public import Faults
public import Interventions
public import Tensors

/// Latents with the space that they are of.
public struct PlacedLatents: Hashable, Sendable {
  /// Shape (batch, width, 1, 1).
  public let values: Tensor
  /// The space.
  public let space: LatentSpace

  /// Places latents.
  public init(_ values: Tensor, in space: LatentSpace) {
    self.values = values
    self.space = space
  }
}

extension Generator {
  /// Random scenes' latents moved along the directions of an edit.
  ///
  /// - Parameters:
  ///   - latents: Latents as random scenes are drawn, (batch, latent width, 1, 1).
  ///   - edit: The edit; its units are not looked at.
  /// - Returns: Latents of a space from which the network makes the moved scenes; as they came
  ///   where no direction leads anywhere.
  /// - Throws: `Fault` for a direction of another space, width or input.
  public func latents(_ latents: Tensor, movedBy edit: Edit) throws(Fault) -> PlacedLatents {
    let plain = PlacedLatents(latents, in: summary.latentSpaces[0])
    try edit.checkDirections(in: summary.latentSpaces)
    let movements = edit.movements
    return movements.isEmpty ? plain : try moved(plain, along: movements)
  }

  /// One space, in which steps are added.
  public func moved(
    _ latents: PlacedLatents,
    along directions: [DirectionEdit]
  ) throws(Fault) -> PlacedLatents {
    PlacedLatents(latents.values.moved(along: directions, at: 0), in: latents.space)
  }

  /// Latents in another space, before anything moves them.
  public func mapped(
    _ latents: Tensor,
    to space: LatentSpace
  ) throws(Fault) -> Tensor {
    guard space == summary.latentSpaces[0] else {
      throw Fault(
        .usage,
        "map latents to",
        on: space.name,
        expected: alternatives(summary.latentSpaces.map(\.name)),
        found: "another space"
      )
    }
    return latents
  }
}

extension Tensor {
  /// Every sample with the steps added that one of the network's inputs takes.
  func moved(along directions: [DirectionEdit], at input: Int) -> Tensor {
    var result = self
    let width = shape.sampleCount
    for edit in directions where edit.inputs?.contains(input) ?? true {
      let step = edit.step
      for index in result.values.indices { result.values[index] += step[index % width] }
    }
    return result
  }
}

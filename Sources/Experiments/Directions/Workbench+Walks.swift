public import Faults
import Generators
import Glibc
public import Interventions
public import Tensors
public import Laboratory
import OneDNN

extension Workbench {
  /// Draws a way from scene to scene: along arcs between their latents, which keep the length that
  /// random latents have.
  ///
  /// - Parameters:
  ///   - scenes: The scenes that are passed, at least two.
  ///   - steps: How many pictures there are from one to the next.
  ///   - edit: What to change on the way.
  ///   - progress: Called for each batch; it may throw to stop.
  /// - Returns: Raw images, from the first scene to the last, both among them.
  /// - Throws: `Fault` for a scene number out of range, or an edit that does not fit.
  public func walk(
    through scenes: [Int],
    steps: Int,
    edit: Edit = Edit(),
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> Tensor {
    session.claimThread()
    try checkScenes(scenes)
    let width = networks.latents.width
    let corners = networks.latents.rows(seed: options.seed, scenes: scenes)
    var ways: [Float] = []
    for index in 0..<scenes.count - 1 {
      let (one, other) = (corners.sample(index).values, corners.sample(index + 1).values)
      for step in 0..<steps {
        ways += Self.arc(from: one, to: other, share: Double(step) / Double(steps))
      }
    }
    ways += corners.sample(scenes.count - 1).values
    let z = Tensor(Shape(ways.count / width, width, 1, 1), ways)
    var pieces: [Tensor] = []
    for start in stride(from: 0, to: z.shape.batch, by: batchSize) {
      let end = min(start + batchSize, z.shape.batch)
      pieces.append(try networks.draw(z.samples(start..<end), under: edit).images)
      try progress(
        .init(phase: "pictures drawn", done: end, total: z.shape.batch, secondsLeft: nil)
      )
    }
    return Tensor(joining: pieces)
  }

  /// A point between two latents (Shoemake's spherical interpolation, lengths interpolated as well).
  private static func arc(from one: [Float], to other: [Float], share: Double) -> [Float] {
    func length(_ vector: [Float]) -> Double {
      vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let lengths = (length(one), length(other))
    guard lengths.0 > 0, lengths.1 > 0 else { return one }
    let product = zip(one, other).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let angle = acos(min(1, max(-1, product / (lengths.0 * lengths.1))))
    // Along one ray there is no arc.
    guard sin(angle) > 1e-6 else { return share < 0.5 ? one : other }
    let long = lengths.0 + (lengths.1 - lengths.0) * share
    let first = sin((1 - share) * angle) / sin(angle) * long / lengths.0
    let second = sin(share * angle) / sin(angle) * long / lengths.1
    return zip(one, other).map { Float(first * Double($0) + second * Double($1)) }
  }
}

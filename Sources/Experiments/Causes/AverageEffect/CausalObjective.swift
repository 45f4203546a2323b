import Causes
import Faults
import Jobs

/// What the optimisation of an average causal effect learns from, and what it makes smaller.
protocol CausalObjective: AnyObject {
  /// Looks for scenes, in short steps; nil when there are enough.
  func prepare() throws(Fault) -> StepReport?
  /// Saves what was found while preparing.
  func leave()
  /// Whether the concept was in any scene; known once prepared.
  var hasConcept: Bool { get }
  /// How many pieces a step has.
  var pieces: Int { get }
  /// Adds one piece of a step's loss; pieces come in order.
  func add(
    piece: Int,
    of step: Int,
    alpha: [Double],
    to sum: inout AlphaLoss
  ) throws(Fault)
  /// Adds what belongs to a whole step, such as a regulariser, and scales the loss for people.
  func finish(_ sum: inout AlphaLoss, alpha: [Double])
}

public import Causes
public import Directions
public import Dissection
public import Interventions
public import Tensors

/// One piece of work.
public enum LaboratoryRequest: Hashable, Sendable {
  /// Draw a scene with an edit; interactive, before all background work.
  case scene(SceneRequest)
  /// Draw several scenes small, as thumbnails (top scenes of a unit); interactive.
  case thumbnails(ThumbnailRequest)
  /// Tell what each of several edits changes alone in a scene, in the order asked; answered by an
  /// event for each.
  case alone([Edit], in: SceneRequest)
  /// Tell what a job will cost, by doing a little of it; answered by an estimate event.
  case estimate(EstimatedJob, sampleSize: Int)
  /// Dissect layers over a sample; continues from what the store holds.
  case dissect(layers: [LayerName], sampleSize: Int)
  /// Measure an edit over the first scenes of the seed, against another one or, where that is
  /// empty, against the scenes as they are.
  case measure(edit: Edit, against: Edit = Edit(), sampleSize: Int)
  /// Ablate every unit of a layer alone; continues from what the store holds.
  case sweep(layer: LayerName, sampleSize: Int)
  /// An experiment on what units cause; continues from what the store holds.
  case cause(CauseRequest, sampleSize: Int)
  /// Find directions through a latent space; answered by a directions event.
  case directions(DirectionRequest)
  /// Read again whatever the store holds of a layer; answered by dissection and sweep events.
  case recall(layer: LayerName)
  /// Read what the store holds of a layer by another rule; answered by a compared event.
  case dissection(layer: LayerName, rule: LabelRule)
  /// Open another generator and read what the store holds of a layer of it; answered by a neighbour
  /// event.
  case neighbour(NeighbourRequest)
  /// Match the units of a layer with those of another generator's; answered by a matched event.
  case match(MatchRequest)
  /// Keep what a person thinks of a unit: whether its scenes look right; nil for nothing.
  case judge(layer: LayerName, unit: Int, isGood: Bool?)
  /// Look up all that was counted of a unit at its 100 levels; answered by a profile event.
  case profile(layer: LayerName, unit: Int)
  /// Compute, segment and count another way from now on; answered by a changed event. What runs
  /// goes on another way too, so that it should be cancelled before.
  case change(ExperimentSettings)
  /// Draw with a StyleGAN2 in another way from now on; answered by a restyled event. What runs
  /// should be cancelled before.
  case restyle(StyleChange)
  /// Write a PNG with the recipe.
  case export(ExportRequest)
  /// Write scenes as one PNG with the recipe.
  case sheet(SceneSheet, path: String)
}

/// A job whose cost can be told before it begins.
public enum EstimatedJob: Hashable, Sendable {
  /// A dissection of layers.
  case dissection([LayerName])
  /// A measurement of an edit.
  case measurement(Edit)
  /// A sweep of a layer.
  case sweep(LayerName)
  /// An optimisation of a concept's average causal effect; the sample size is its number of steps.
  case averageEffect(LayerName, concept: Int)
  /// An experiment on what units cause.
  case cause(CauseRequest)
}

/// What a job will cost on this machine, in seconds.
public struct JobCost: Hashable, Sendable {
  /// For all of it.
  public let whole: Double
  /// For what the store does not hold.
  public let left: Double
  /// What of the whole is the same for any number of scenes or steps.
  public let fixed: Double

  /// Makes a cost.
  public init(whole: Double, left: Double, fixed: Double = 0) {
    (self.whole, self.left, self.fixed) = (whole, left, fixed)
  }
}

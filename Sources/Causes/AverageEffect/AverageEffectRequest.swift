public import Tensors

/// What the optimisation of a concept's average causal effect is asked for.
///
/// Each unit of a layer has a share alpha from 0 to 1: how much of it is replaced. The shares are
/// optimised by gradients, so that the concept goes where units are switched off together; units in
/// the order of their shares are the ranking `ace`.
public struct AverageEffectRequest: Hashable, Sendable {
  /// How it is optimised.
  public enum Recipe: Hashable, Sendable {
    /// As gandissect does (aceoptimize.py).
    case published(PublishedRecipe)
    /// On whole scenes, with what others lose, stopped by scenes that took no part.
    case scenes(SceneRecipe)
  }

  /// The layer.
  public var layer: LayerName
  /// The concept's number.
  public var concept: Int
  /// How it is optimised.
  public var recipe: Recipe
  /// How many steps are taken at most.
  public var steps: Int
  /// How many units are judged together: the first by their shares.
  public var limit: Int
  /// What a share of the rest that changes costs, in shares of the concept, where sets are compared.
  public var damageWeight: Double
  /// After how many steps the first units are tried on scenes that take no part.
  public var checkInterval: Int
  /// How many scenes that are.
  public var validationScenes: Int
  /// How many scenes, of another seed again, what is reported of the set is measured on.
  public var heldOutScenes: Int

  /// Steps of the recipe for whole scenes that take about two minutes on the demo world.
  public static let usualSteps = 200

  /// Makes a request.
  public init(
    layer: LayerName,
    concept: Int,
    recipe: Recipe = .scenes(SceneRecipe()),
    steps: Int = usualSteps,
    limit: Int = 20,
    damageWeight: Double = 1,
    checkInterval: Int = 10,
    validationScenes: Int = 96,
    heldOutScenes: Int = 200
  ) {
    self.layer = layer
    self.concept = concept
    self.recipe = recipe
    self.steps = steps
    self.limit = limit
    self.damageWeight = damageWeight
    self.checkInterval = checkInterval
    self.validationScenes = validationScenes
    self.heldOutScenes = heldOutScenes
  }
}

/// The optimisation on whole scenes.
public struct SceneRecipe: Hashable, Sendable {
  /// How many scenes that show the concept are learned from.
  public var trainingScenes: Int
  /// How many of them a step looks at.
  public var scenesPerStep: Int
  /// Adam's rate.
  public var rate: Double
  /// After how many checks without a better set it stops.
  public var patience: Int

  /// Makes a recipe.
  public init(
    trainingScenes: Int = 128,
    scenesPerStep: Int = 16,
    rate: Double = 0.02,
    patience: Int = 8
  ) {
    self.trainingScenes = trainingScenes
    self.scenesPerStep = scenesPerStep
    self.rate = rate
    self.patience = patience
  }
}

/// The published optimisation: one place of a scene at a time.
public struct PublishedRecipe: Hashable, Sendable {
  /// Where units are switched off and where the effect is measured.
  public enum Variant: String, Hashable, Sendable, CaseIterable {
    /// At one place, measured there.
    case place = "ace"
    /// At one place, measured in the whole image.
    case measuredWhole = "fim"
    /// In the whole image, measured there; nothing is inserted.
    case ablatedWhole = "fia"
  }

  /// What units are set to where the concept is inserted.
  public enum Constant: String, Hashable, Sendable, CaseIterable {
    /// Their mean where the concept is, weighted by how much of it there is.
    case weightedMean = "mean"
    /// Their mean at the best place of each scene to learn from.
    case placeMean = "tcm"
    /// Their 99 % quantile.
    case quantile = "h99"
  }

  /// Where units are switched off and where the effect is measured.
  public var variant: Variant
  /// What units are set to where the concept is inserted.
  public var constant: Constant
  /// How many scenes, of each of two seeds, are searched for places.
  public var searchScenes: Int
  /// How many of them, of each seed, are learned from.
  public var trainingScenes: Int
  /// How many more of them the loss is evaluated on.
  public var evaluationScenes: Int
  /// Whether the published mistakes are made too: insertions measured at the other scene's place and
  /// averaged where ablations are summed, and the variant `fia` ablated at a place.
  public var hasPublishedErrors: Bool

  /// Adam's rate, lambda, scenes with and as many without the concept a step.
  public static let rate = 0.01, regularisation = 0.005, scenesPerStep = 20
  /// The scenes with the concept, and those where it is inserted.
  public static let presentSeed: UInt32 = 10, candidateSeed: UInt32 = 11
  /// Published batches: of scenes searched, and of scenes with and without the concept.
  public static let searchBatch = 10, batch = 2
  /// How many places are tried in each batch of scenes searched.
  public static let placesPerBatch = 5

  /// The published lengths.
  public static let full = PublishedRecipe(
    searchScenes: 10_000,
    trainingScenes: 1_000,
    evaluationScenes: 200
  )
  /// Published steps: 10 epochs of 1,000 / 20.
  public static let fullSteps = 500

  /// Makes a recipe; the lengths are such that the demo world takes about two minutes.
  public init(
    variant: Variant = .place,
    constant: Constant = .weightedMean,
    searchScenes: Int = 1_000,
    trainingScenes: Int = 200,
    evaluationScenes: Int = 50,
    hasPublishedErrors: Bool = false
  ) {
    self.variant = variant
    self.constant = constant
    self.searchScenes = searchScenes
    self.trainingScenes = trainingScenes
    self.evaluationScenes = evaluationScenes
    self.hasPublishedErrors = hasPublishedErrors
  }
}

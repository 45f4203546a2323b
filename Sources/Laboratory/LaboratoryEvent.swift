public import Causes
public import Directions
public import Dissection
public import Faults
public import Interventions
public import Tensors

/// What the engine tells the explorer.
public enum LaboratoryEvent: Sendable {
  /// The generator is ready; scenes can be asked for.
  case generatorLoaded(GeneratorFacts)
  /// The segmenter is ready; labels and areas can be asked for.
  case segmenterLoaded(SegmenterFacts)
  /// Loading failed; with a generator at hand the explorer goes on without labels.
  case loadingFailed(Fault)
  /// Something to know that stops no job, such as results that cannot be saved for now.
  case notice(Fault)
  /// How far a job is.
  case progress(JobNumber, JobProgress)
  /// A scene, with or without its segmentations.
  case scene(JobNumber, SceneResult)
  /// Thumbnails, some or all of those asked for, in the order asked.
  case thumbnails(JobNumber, ThumbnailRequest, [Thumbnail])
  /// What an edit changes alone in a scene.
  case alone(JobNumber, Edit, scene: Int, [ConceptEffect])
  /// What a job over so many scenes will cost here.
  case estimate(JobNumber, EstimatedJob, sampleSize: Int, JobCost)
  /// The newest state of a layer's dissection; at most a few times a second.
  case dissection(ModelID, LayerDissection)
  /// What the store holds of a layer by another rule than the chosen one.
  case compared(JobNumber, LayerDissection)
  /// A layer of another generator that was asked for.
  case neighbour(JobNumber, NeighbourLayer)
  /// Units of two generators' layers, matched.
  case matched(JobNumber, MatchRequest, UnitMatching)
  /// What a person thinks of a layer's units: whether their scenes look right, as far as judged.
  case judgements(ModelID, UnitJudgements)
  /// All that was counted of a unit at its 100 levels.
  case profile(JobNumber, UnitProfile)
  /// The newest state of a measurement.
  case measurement(JobNumber, Measurement)
  /// The directions that were looked for.
  case directions(JobNumber, DirectionSet)
  /// The newest state of a sweep.
  case sweep(ModelID, Sweep)
  /// What an experiment on what units cause has found so far.
  case cause(JobNumber, CauseFinding)
  /// The optimisations of average causal effects that the store keeps of a layer, the best first.
  case averageEffects(ModelID, [AverageEffect])
  /// The best sets of units that searches have found and the store keeps.
  case keptSets(ModelID, [KeptSet])
  /// The rankings of a layer's units that won on held-out scenes, by concept.
  case rankingWinners(ModelID, LayerName, [Int: RankingName])
  /// Scenes are computed, segmented and counted another way from now on.
  case changed(ExperimentSettings, SegmenterFacts?)
  /// The generator draws in another way from now on, as another model.
  case restyled(GeneratorFacts)
  /// Another program has stored results of some layers.
  case storedByOthers([LayerName])
  /// A PNG was written.
  case exported(JobNumber, path: String)
  /// The job is done.
  case finished(JobNumber)
  /// The job was cancelled.
  case cancelled(JobNumber)
  /// The job failed.
  case failed(JobNumber, Fault)
}

/// How far a job is.
public struct JobProgress: Hashable, Sendable {
  /// What is going on: "levels of layer4", "scenes segmented".
  public let phase: String
  /// Steps done.
  public let done: Int
  /// Steps in all.
  public let total: Int
  /// An estimate of the seconds left; nil while unknown.
  public let secondsLeft: Double?

  /// Makes a report.
  public init(phase: String, done: Int, total: Int, secondsLeft: Double?) {
    self.phase = phase
    self.done = done
    self.total = total
    self.secondsLeft = secondsLeft
  }
}

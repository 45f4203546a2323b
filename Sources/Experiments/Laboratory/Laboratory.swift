public import Concepts
public import Dissection
public import Faults
public import Images
public import Interventions
public import Tensors

/// What the explorer asks of the background engine.
///
/// Every call returns at once. Answers come as events to the handler, on any thread; events of one
/// job come in order, the last is `finished`, `failed` or `cancelled`.
public protocol Laboratory: AnyObject, Sendable {
  /// Sets who hears of events; to be called once, before the first request.
  func setEventHandler(_ handler: @escaping @Sendable (LaboratoryEvent) -> Void)
  /// Starts loading the generator and then the segmenter; `loaded` events follow.
  func start()
  /// Queues a request and names its job. A new scene request supersedes queued older ones.
  @discardableResult func submit(_ request: LaboratoryRequest) -> JobNumber
  /// Cancels a job at its next step; what was measured stays in the store.
  func cancel(_ job: JobNumber)
  /// Finishes the current step, saves, and stops; returns when all is safe or after two seconds.
  func shutDown()
}

/// Names a job within one run of the program.
public struct JobNumber: Hashable, Sendable, Comparable {
  /// Rises with every request.
  public let rawValue: Int

  /// Names a job.
  public init(_ rawValue: Int) { self.rawValue = rawValue }

  /// Earlier jobs come first.
  public static func < (first: JobNumber, second: JobNumber) -> Bool {
    first.rawValue < second.rawValue
  }
}

/// One piece of work.
public enum LaboratoryRequest: Hashable, Sendable {
  /// Draw a scene with an edit; interactive, before all background work.
  case scene(SceneRequest)
  /// Draw several scenes small, as thumbnails (top scenes of a unit); interactive.
  case thumbnails(ThumbnailRequest)
  /// Tell what a dissection will cost, by doing a little of it; answered by an estimate event.
  case estimate(layers: [LayerName], sampleSize: Int)
  /// Dissect layers over a sample; continues from what the store holds.
  case dissect(layers: [LayerName], sampleSize: Int)
  /// Measure an edit over the first scenes of the seed.
  case measure(edit: Edit, sampleSize: Int)
  /// Ablate every unit of a layer alone; continues from what the store holds.
  case sweep(layer: LayerName, sampleSize: Int)
  /// Read again whatever the store holds of a layer; answered by dissection and sweep events.
  case recall(layer: LayerName)
  /// Write a PNG with the recipe.
  case export(ExportRequest)
}

/// A scene to draw.
public struct SceneRequest: Hashable, Sendable {
  /// The seed of the scenes.
  public var seed: UInt32
  /// The scene's number under that seed.
  public var scene: Int
  /// The edit; empty for none.
  public var edit: Edit
  /// The layer whose activations are wanted.
  public var layer: LayerName
  /// Whether original and edited image are segmented.
  public var isSegmented: Bool

  /// Makes a request.
  public init(seed: UInt32, scene: Int, edit: Edit, layer: LayerName, isSegmented: Bool) {
    self.seed = seed
    self.scene = scene
    self.edit = edit
    self.layer = layer
    self.isSegmented = isSegmented
  }
}

/// A drawn scene.
///
/// It comes first without, then with segmentations, if they were asked for.
public struct SceneResult: Hashable, Sendable {
  /// What was asked.
  public var request: SceneRequest
  /// The image without the edit.
  public var original: RGBImage
  /// The image with the edit; equal to the original if the edit is empty.
  public var edited: RGBImage
  /// The layer's activations without the edit, (1, units, height, width).
  public var activations: Tensor
  /// The segmentation of the original, (1, label channels, height, width).
  public var originalSegmentation: LabelMap?
  /// The segmentation of the edited image.
  public var editedSegmentation: LabelMap?
  /// How the area of each concept seen before or after changed in this scene.
  public var effects: [ConceptEffect]

  /// Makes a result.
  public init(
    request: SceneRequest,
    original: RGBImage,
    edited: RGBImage,
    activations: Tensor,
    originalSegmentation: LabelMap? = nil,
    editedSegmentation: LabelMap? = nil,
    effects: [ConceptEffect] = []
  ) {
    self.request = request
    self.original = original
    self.edited = edited
    self.activations = activations
    self.originalSegmentation = originalSegmentation
    self.editedSegmentation = editedSegmentation
    self.effects = effects
  }
}

/// Scenes to draw small.
public struct ThumbnailRequest: Hashable, Sendable {
  /// The seed of the scenes.
  public var seed: UInt32
  /// The scenes' numbers.
  public var scenes: [Int]
  /// The layer whose unit is shown as a heatmap by the viewer.
  public var layer: LayerName
  /// The unit whose feature maps are returned.
  public var unit: Int

  /// Makes a request.
  public init(seed: UInt32, scenes: [Int], layer: LayerName, unit: Int) {
    self.seed = seed
    self.scenes = scenes
    self.layer = layer
    self.unit = unit
  }
}

/// One drawn thumbnail, at the network's own resolution; the viewer makes it small.
public struct Thumbnail: Hashable, Sendable {
  /// The scene's number.
  public let scene: Int
  /// The image.
  public let image: RGBImage
  /// The unit's feature map, (1, 1, height, width).
  public let featureMap: Tensor

  /// Makes a thumbnail.
  public init(scene: Int, image: RGBImage, featureMap: Tensor) {
    self.scene = scene
    self.image = image
    self.featureMap = featureMap
  }
}

/// A picture to write.
public struct ExportRequest: Hashable, Sendable {
  /// What the picture shows.
  public enum Content: String, Hashable, Sendable, CaseIterable {
    /// The scene without the edit.
    case original
    /// The scene with the edit.
    case edited
    /// Original, edited and difference beside each other.
    case sideBySide
    /// The unit's activation over the scene with its level as a contour.
    case heatmap
    /// The scenes that activate the unit most, as a grid.
    case topScenes
  }

  /// The scene, its edit and layer.
  public var scene: SceneRequest
  /// The unit for heatmap and top scenes.
  public var unit: Int?
  /// What is shown.
  public var content: Content
  /// Enlargement, a whole number.
  public var scale: Int
  /// The file to write.
  public var path: String

  /// Makes a request.
  public init(scene: SceneRequest, unit: Int?, content: Content, scale: Int, path: String) {
    self.scene = scene
    self.unit = unit
    self.content = content
    self.scale = scale
    self.path = path
  }
}

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
  /// The seconds that a dissection will take, less what the store holds.
  case estimate(JobNumber, layers: [LayerName], sampleSize: Int, seconds: Double)
  /// The newest state of a layer's dissection; at most a few times a second.
  case dissection(LayerDissection)
  /// The newest state of a measurement.
  case measurement(JobNumber, Measurement)
  /// The newest state of a sweep.
  case sweep(Sweep)
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

/// What the explorer needs to know of a generator.
public struct GeneratorFacts: Hashable, Sendable {
  /// A short name for the title line: a file name or "demo world".
  public let name: String
  /// SHA-256 of the checkpoint, lower-case hex.
  public let contentHash: String
  /// The layers in order.
  public let layers: [LayerDescription]
  /// The image's rows.
  public let imageHeight: Int
  /// The image's columns.
  public let imageWidth: Int

  /// Makes facts.
  public init(
    name: String,
    contentHash: String,
    layers: [LayerDescription],
    imageHeight: Int,
    imageWidth: Int
  ) {
    self.name = name
    self.contentHash = contentHash
    self.layers = layers
    self.imageHeight = imageHeight
    self.imageWidth = imageWidth
  }
}

/// What the explorer needs to know of a segmenter.
public struct SegmenterFacts: Hashable, Sendable {
  /// A short name for the title line.
  public let name: String
  /// SHA-256 over the segmenter's files, lower-case hex.
  public let contentHash: String
  /// The concepts.
  public let vocabulary: ConceptVocabulary

  /// Makes facts.
  public init(name: String, contentHash: String, vocabulary: ConceptVocabulary) {
    self.name = name
    self.contentHash = contentHash
    self.vocabulary = vocabulary
  }
}

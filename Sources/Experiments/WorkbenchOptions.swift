public import Checkpoints
public import Generators
import Glibc
public import Laboratory
public import OneDNN
public import Segmenters

/// Where a generator comes from.
public enum GeneratorSource: Hashable, Sendable {
  /// A generator that is part of the program.
  case demo(DemoWorld)
  /// A checkpoint.
  case file(String)

  /// A generator as a person names another one: a file that is there, a demo world, else a file
  /// that is missed when it is opened.
  public init(named name: String) {
    let world = access(name, F_OK) == 0 ? nil : DemoWorld(rawValue: name)
    self = world.map { .demo($0) } ?? .file(name)
  }

  /// The options that choose it on a command line, as words of a sentence.
  public var flags: String {
    switch self {
    case .demo(let world): "--demo \(world.rawValue)"
    case .file(let path): "--generator \(path)"
    }
  }
}

/// Where a segmenter comes from.
public enum SegmenterSource: Hashable, Sendable {
  /// The one that is part of the program.
  case demo
  /// A directory with encoder, decoder and labels.
  case directory(String)
  /// None: units go by number and activation only.
  case none
}

/// What is worked on and how; it decides which stored results fit.
public struct WorkbenchOptions: Hashable, Sendable {
  /// The generator.
  public var generator: GeneratorSource
  /// The key of the network to take where the generator's file holds several.
  public var weights: String?
  /// What the generator's file does not tell.
  public var layout: LayoutHint?
  /// How a StyleGAN2 is used.
  public var style = StyleSettings()
  /// The segmenter.
  public var segmenter: SegmenterSource
  /// The seed of the scenes.
  public var seed: UInt32 = 1
  /// Which random numbers a scene's latent is.
  public var seeding = SceneSeeding.numpy
  /// How scenes are computed, segmented and counted.
  public var settings = ExperimentSettings()
  /// How many threads a computation uses; nil for one with a demo world, else OpenMP's choice.
  public var threadCount: Int?

  /// The demo world that is worked on, if it is one.
  public var demo: DemoWorld? {
    if case .demo(let world) = generator { world } else { nil }
  }

  /// Whether both networks are those of the program.
  private var isSmall: Bool {
    demo != nil && (segmenter == .demo || segmenter == .none)
  }

  /// How many threads a computation uses; nil for OpenMP's choice.
  ///
  /// The demo world's layers are so small that a second thread waits more than it works, above
  /// all where other programs want the cores too.
  public var chosenThreadCount: Int? { threadCount ?? (isSmall ? 1 : nil) }

  /// Makes options of sources.
  public init(generator: GeneratorSource = .demo(.country), segmenter: SegmenterSource = .demo) {
    self.generator = generator
    self.segmenter = segmenter
  }

  /// Makes options as the command line gives them.
  ///
  /// - Parameters:
  ///   - generator: A checkpoint; nil for a demo world.
  ///   - demo: Which demo world is meant where there is no checkpoint.
  ///   - segmenter: A directory or "none"; nil for the program's own beside a demo world, and for
  ///     none beside another: its concepts are those of its worlds.
  public init(generator: String?, demo: DemoWorld = .country, segmenter: String?) {
    self.generator = generator.map { .file($0) } ?? .demo(demo)
    switch segmenter {
    case "none": self.segmenter = .none
    case let directory?: self.segmenter = .directory(directory)
    case nil: self.segmenter = generator == nil ? .demo : .none
    }
  }

  /// What `auto` means for the explorer's screen.
  ///
  /// A scene of a demo world takes some ten milliseconds, of which bfloat16 saves less than one.
  var automaticPreview: PrecisionChoice {
    isSmall || !Precision.bfloat16.isOffered ? .float32 : .bfloat16
  }

  /// What makes scenes others than the usual ones, for the keys of results.
  var differences: [String] {
    style.differences + (seeding == .numpy ? [] : ["seeded as \(seeding.rawValue) does"])
  }

  /// What can be chosen here.
  public var offer: SettingsOffer {
    SettingsOffer(
      precisions: PrecisionChoice.offered,
      automaticPreview: automaticPreview,
      automaticStatistics: Precision.bfloat16.isOffered ? .bfloat16 : .float32,
      segmentationSizes: SegmentationOptions.allowedSizes
    )
  }

  /// What the explorer's screen is computed with.
  public var previewPrecision: Precision {
    let choice = settings.previewPrecision
    return (choice == .automatic ? automaticPreview : choice).resolved
  }
}

extension Networks {
  /// Networks as a bench's options want them used.
  convenience init(
    _ generator: any Generator,
    _ segmenter: (any Segmenter)?,
    as options: WorkbenchOptions
  ) {
    self.init(
      generator,
      segmenter,
      settings: options.settings,
      previewPrecision: options.previewPrecision,
      seeding: options.seeding
    )
  }
}

extension SegmentationOptions {
  /// One spelling for every choice, for people and for the store's keys.
  public var canonicalText: String {
    let sides = sizes.isEmpty ? "own" : sizes.map(String.init).joined(separator: "+")
    let switches = [
      (quadrants, "quadrants"), (allParts, "all-parts"), (publishedQuadrants, "published"),
    ].filter(\.0).map(\.1)
    let parts = ["size \(sides)", "downsample \(downsample)"] + switches
    return (parts + [precision.rawValue]).joined(separator: ", ")
  }
}

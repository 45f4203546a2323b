import OneDNN
public import Dissection
import Segmenters

/// Where a generator comes from.
public enum GeneratorSource: Hashable, Sendable {
  /// The demo world, which is part of the program.
  case demoWorld
  /// A checkpoint.
  case file(String)
}

/// Where a segmenter comes from.
public enum SegmenterSource: Hashable, Sendable {
  /// The demo world, which is part of the program.
  case demoWorld
  /// A directory with encoder, decoder and labels.
  case directory(String)
  /// None: units go by number and activation only.
  case none
}

/// What is worked on and how; it decides which stored results fit.
public struct WorkbenchOptions: Hashable, Sendable {
  /// The generator.
  public var generator: GeneratorSource
  /// The segmenter.
  public var segmenter: SegmenterSource
  /// The seed of the scenes.
  public var seed: UInt32 = 1
  /// The recipe of levels and counts.
  public var convention = Convention.gandissect
  /// The side at which the segmenter sees an image; nil for its own default.
  public var segmentationSize: Int?
  /// How many times smaller than the image label maps are; nil for 1 in pictures, 2 in statistics.
  public var downsample: Int?
  /// How many threads a computation uses; nil for one with the demo world, else OpenMP's choice.
  public var threadCount: Int?

  /// The demo world's layers are so small that a second thread waits more than it works, above
  /// all where other programs want the cores too.
  var chosenThreadCount: Int? {
    let isSmall = generator == .demoWorld && (segmenter == .demoWorld || segmenter == .none)
    return threadCount ?? (isSmall ? 1 : nil)
  }

  /// Makes options of sources.
  public init(generator: GeneratorSource = .demoWorld, segmenter: SegmenterSource = .demoWorld) {
    self.generator = generator
    self.segmenter = segmenter
  }

  /// Makes options as the command line gives them.
  ///
  /// - Parameters:
  ///   - generator: A checkpoint; nil for the demo world.
  ///   - segmenter: A directory or "none"; nil for the demo world's beside its own generator, and
  ///     for none beside another: its concepts are those of its world.
  public init(generator: String?, segmenter: String?) {
    self.generator = generator.map { .file($0) } ?? .demoWorld
    switch segmenter {
    case "none": self.segmenter = .none
    case let directory?: self.segmenter = .directory(directory)
    case nil: self.segmenter = generator == nil ? .demoWorld : .none
    }
  }

  /// How pictures are segmented: at full size.
  var pictureSegmentation: SegmentationOptions {
    SegmentationOptions(sizes: segmentationSize.map { [$0] } ?? [], downsample: downsample ?? 1)
  }

  /// How scenes are segmented for statistics.
  var countingSegmentation: SegmentationOptions {
    SegmentationOptions(sizes: segmentationSize.map { [$0] } ?? [], downsample: downsample ?? 2)
  }
}

extension SegmentationOptions {
  /// One spelling for every choice, for the store's keys.
  var canonicalText: String {
    let sides = sizes.isEmpty ? "own" : sizes.map(String.init).joined(separator: "+")
    let switches = [
      (quadrants, "quadrants"), (allParts, "all-parts"), (publishedQuadrants, "published"),
    ].filter(\.0).map(\.1)
    let parts = ["size \(sides)", "downsample \(downsample)"] + switches
    return (parts + [precision.rawValue]).joined(separator: ", ")
  }
}

import Checkpoints
import Concepts
import Faults
import Foundation
import Generators
import Laboratory
import OneDNN
import Segmenters
import Store
import Tensors

@testable import Experiments

/// A progressive GAN of 16x16 images with fixed pseudo-random weights, as a checkpoint in memory.
enum SmallGenerator {
  static let units = [8, 8, 8, 8, 6, 6]

  static func checkpoint() throws -> StateDictionary {
    try CheckpointReader.read(bytes: bytes(), named: "small generator")
  }

  static func bytes() -> [UInt8] {
    var random = Congruential(state: 1)
    var tensors: [(name: String, dimensions: [Int], values: [Float])] = []
    func add(_ name: String, _ dimensions: [Int], spread: Float) {
      let values = (0..<dimensions.reduce(1, *)).map { _ in random.next() * spread }
      tensors.append((name, dimensions, values))
    }
    var inputs = 8
    for (index, units) in units.enumerated() {
      let kernel = index == 0 ? 4 : 3
      add("layer\(index + 1).conv.weight", [units, inputs, kernel, kernel], spread: 1)
      add("layer\(index + 1).wscale.b", [units], spread: 0.2)
      inputs = units
    }
    add("output_16x16.conv.weight", [3, inputs, 1, 1], spread: 1)
    add("output_16x16.wscale.b", [3], spread: 0.1)
    return safetensors(tensors)
  }

  private static func safetensors(
    _ tensors: [(name: String, dimensions: [Int], values: [Float])]
  ) -> [UInt8] {
    var start = 0
    let entries = tensors.map { tensor in
      defer { start += 4 * tensor.values.count }
      return """
        "\(tensor.name)":{"dtype":"F32","shape":\(tensor.dimensions),\
        "data_offsets":[\(start),\(start + 4 * tensor.values.count)]}
        """
    }
    var header = "{" + entries.joined(separator: ",") + "}"
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    let numbers = tensors.flatMap { $0.values.withUnsafeBytes { Array($0) } }
    return length + Array(header.utf8) + numbers
  }
}

/// Numbers in -1...1 that are the same on every run.
struct Congruential {
  var state: UInt64

  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int32(truncatingIfNeeded: state >> 33)) / Float(1 << 30) - 1
  }
}

/// Names pixels by their colours: red, green where a channel is above 0.1; bright as material.
final class ColourSegmenter: Segmenter {
  let summary = SegmenterSummary(
    name: "colours",
    kind: .categories,
    encoder: "none",
    decoder: "none",
    parameterCount: 0,
    defaultSizes: [],
    contentHash: "colours"
  )
  /// How many images were segmented.
  private(set) var count = 0

  func vocabulary(for options: SegmentationOptions) -> ConceptVocabulary {
    ConceptVocabulary([
      ("-", .object), ("red", .object), ("green", .object), ("bright", .material),
    ])
  }

  func segment(_ images: Tensor, options: SegmentationOptions) throws(Fault) -> LabelMap {
    count += images.shape.batch
    let step = options.downsample
    let (height, width) = (images.shape.height / step, images.shape.width / step)
    var map = LabelMap(
      Shape(images.shape.batch, 2, height, width),
      Array(repeating: 0, count: images.shape.batch * 2 * height * width)
    )
    for sample in 0..<images.shape.batch {
      for row in 0..<height {
        for column in 0..<width {
          let value = { images[sample, $0, row * step, column * step] }
          map[sample, 0, row, column] = value(0) > 0.1 ? 1 : value(1) > 0.1 ? 2 : 0
          map[sample, 1, row, column] = value(0) + value(1) + value(2) > 0.5 ? 3 : 0
        }
      }
    }
    return map
  }

  /// The means of the three colours.
  func pooledFeatures(
    of images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> [[Float]] {
    (0..<images.shape.batch).map { sample in
      (0..<3).map { channel in
        let map = images.featureMap(sample: sample, unit: channel)
        return map.reduce(0, +) / Float(map.count)
      }
    }
  }

  func score(
    of concept: Int,
    keeping labels: LabelMap?,
    in images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> ConceptScore {
    throw Fault(.usage, "score", found: "not in this test")
  }
}

/// A workbench of the small networks.
struct SmallWorld {
  let bench: Workbench
  let segmenter = ColourSegmenter()

  init(storeAt path: String, hasSegmenter: Bool = true, options: WorkbenchOptions? = nil) throws {
    var options = options ?? WorkbenchOptions(generator: "small.safetensors", segmenter: "none")
    options.threadCount = 1
    let session = try Session(threadCount: 1)
    let checkpoint = try SmallGenerator.checkpoint()
    bench = Workbench(
      try ProgressiveGenerator(checkpoint, session: session),
      name: "small generator",
      identity: WeightsIdentity(checkpoint.contentHash),
      segmenter: hasSegmenter ? segmenter : nil,
      session: session,
      options: options,
      results: Results(Store(path: path))
    )
  }
}

/// A folder of its own that goes away with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganscope-experiments-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String = "store.sqlite") -> String { path + "/" + name }
}

/// Counts the batches that a job reports, in however many steps it does them.
struct BatchCount {
  private var last: JobProgress?
  private(set) var batches = 0

  /// Looks at a report; tells whether a batch more is done than at the one before.
  mutating func take(_ report: JobProgress) -> Bool {
    defer { last = report }
    guard let last, last.phase == report.phase, report.done > last.done else { return false }
    batches += 1
    return true
  }
}

/// A progress handler that stops the work when so many batches of a phase are done.
func stopping(afterBatches count: Int, of phase: String = "") -> ProgressHandler {
  var counted = BatchCount()
  return { (report) throws(Fault) in
    guard report.phase.hasPrefix(phase), counted.take(report), counted.batches >= count else {
      return
    }
    throw Fault(.interrupted, "go on", found: "stopped by the test")
  }
}

/// A progress handler that stops the work at its n-th report.
func stopping(after count: Int) -> ProgressHandler {
  var left = count
  return { (_) throws(Fault) in
    left -= 1
    if left <= 0 { throw Fault(.interrupted, "go on", found: "stopped by the test") }
  }
}

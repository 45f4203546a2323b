import ArgumentParser
import Concepts
import Dissection
import Experiments
import Faults
import Foundation
import Store
import Tensors

/// Measures shards: made from a seed, merged by the program's own merge.
struct ShardBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shards",
    abstract: "Measure the size of a shard's counts, and the merge of many: time, memory, disk."
  )

  @Option(help: "Units of the layer.")
  var units = 512

  @Option(help: "Concepts of the vocabulary.")
  var concepts = 389

  @Option(help: "Shards.")
  var shards = 1000

  @Option(help: "Scenes of a shard.")
  var scenes = 10

  @Option(help: "Concepts that a scene shows.")
  var shown = 15

  @Option(help: "Layers of all models that the time is extrapolated to.")
  var layers = 84

  func run() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganscope-shards-\(getpid())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    print(
      "\(shards) simulated shards of \(scenes) scenes: \(units) units, \(concepts) concepts, "
        + "100 levels, \(shown) concepts a scene, joint counts of one layer"
    )
    let world = SimulatedShards(units: units, concepts: concepts, shown: shown)
    let clock = ContinuousClock()
    var paths: [String] = []
    var sizes: [Int] = []
    let making = try clock.measure {
      for number in 0..<shards {
        let path = "\(folder)/shard\(number).sqlite"
        try world.write(
          scenes: number * scenes..<(number + 1) * scenes,
          of: shards * scenes,
          to: path
        )
        paths.append(path)
        sizes.append(Self.size(path))
      }
    }
    let before = Self.peak()
    let target = folder + "/merged.sqlite"
    let merging = try clock.measure {
      let store = Store(path: target)
      _ = try ShardMerge(into: store, from: paths).run()
      if let loss = store.settle() { throw loss }
    }
    report("a shard's store, median", Double(sizes.sorted()[sizes.count / 2]) / 1e6, "MB")
    report("all shards' stores", Double(sizes.reduce(0, +)) / 1e6, "MB")
    report("made in", seconds(making), "s")
    report("the merged store", Double(Self.size(target)) / 1e6, "MB")
    report("merged in", seconds(merging), "s")
    report("peak of memory before the merge", before, "MB")
    report("peak of memory after it", Self.peak(), "MB")
    report("extrapolated to \(layers) layers: merge", seconds(merging) * Double(layers) / 60, "min")
    report(
      "extrapolated to \(layers) layers: shards on disk",
      Double(sizes.reduce(0, +)) * Double(layers) / 1e9,
      "GB"
    )
    // Whatever the figures, the merge is right.
    let whole = try world.counter(scenes: 0..<shards * scenes).encoded()
    let reader = try StoreReader(path: target)
    let record = try reader.summaries().first.flatMap { try reader.record(for: $0.key) }
    guard record?.bytes("counts") == whole else {
      throw ValidationError("The merged counts are not those of one process.")
    }
    print("the merged counts equal those of one process to the bit")
  }

  private func report(_ name: String, _ value: Double, _ unit: String) {
    print("  \(name): \(String(format: "%.2f", value)) \(unit)")
  }

  private func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

  private static func size(_ path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }

  /// The process's largest resident set so far, in MB.
  private static func peak() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (line.split(separator: " ").compactMap { Double($0) }.first ?? .nan) / 1024
  }
}

/// Counts of scenes that are made from their numbers: sparse, as segmentations are.
private struct SimulatedShards {
  let units: Int
  let vocabulary: ConceptVocabulary
  let grid: LevelGrid
  let shown: Int

  init(units: Int, concepts: Int, shown: Int) {
    self.units = units
    self.shown = shown
    vocabulary = ConceptVocabulary(
      (0..<concepts).map { number in
        (number == 0 ? "-" : "concept \(number)", number % 4 == 3 ? .material : .object)
      }
    )
    grid = LevelGrid(
      (0..<units).flatMap { _ in LevelGrid.fractions.map { Float(1 - $0) } }
    )
  }

  func counter(scenes: Range<Int>) throws -> LevelCounter {
    var counter = LevelCounter(grid: grid, vocabulary: vocabulary)
    for scene in scenes { try add(scene, to: &counter) }
    return counter
  }

  /// 8x8 activations of every unit and a map of 32x32 pixels in `shown` bands.
  private func add(_ scene: Int, to counter: inout LevelCounter) throws {
    var state = UInt64(scene) &* 0x9e37_79b9_7f4a_7c15 | 1
    func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
    let shape = Shape(1, units, 8, 8)
    let values = (0..<shape.count).map { _ in Float(next() >> 40) / Float(1 << 24) }
    // Few concepts are frequent.
    let bands = (0..<shown).map { _ -> Int32 in
      let share = Double(next() >> 11) / Double(1 << 53)
      return Int32(1 + share * share * share * Double(vocabulary.count - 1))
    }
    let labels = (0..<1024).map { bands[$0 * shown / 1024] }
    try counter.add(
      Tensor(shape, values),
      SceneLabels(LabelMap(Shape(1, 1, 32, 32), labels), vocabulary: vocabulary)
    )
  }

  func write(scenes: Range<Int>, of total: Int, to path: String) throws {
    var key = StoreKey(
      .joint,
      generator: "simulated",
      segmenter: "simulated",
      segmentation: "size own, downsample 2, float32",
      convention: LabelRule.informationQuality.storedName,
      layer: "layer4",
      seed: 2,
      sampleSize: total
    )
    key.part = StorePart(scenes: RangeSet(scenes))
    let store = Store(path: path)
    store.save(
      StoreRecord(
        key: key,
        done: scenes.count,
        total: scenes.count,
        parts: [
          "counts": .bytes(try counter(scenes: scenes).encoded()),
          "vocabulary": .bytes(vocabulary.encoded()),
        ]
      )
    )
    if let loss = store.settle() { throw loss }
  }
}

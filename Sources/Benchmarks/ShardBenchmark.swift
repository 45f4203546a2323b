import ArgumentParser
import Dissection
import Experiments
import Faults
import Foundation
import Store

/// Measures shards: made from a seed, merged by the program's own merge.
struct ShardBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shards",
    abstract: "Measure the size of shards' counts and what merging them takes, for fewer and fewer "
      + "nodes.",
    discussion: """
      One layer is measured. What is told of all layers is extrapolated by their units, and what \
      is told of a node's time by --scene-seconds and --start-seconds, which shards.sh measures.
      """
  )

  @Option(help: "Units of the layer.")
  var units = 512

  @Option(help: "Concepts of the vocabulary.")
  var concepts = 389

  @Option(
    help: "Nodes, each with a shard; then a tenth as many with ten times the scenes, and so on."
  )
  var shards = 1000

  @Option(help: "Scenes of a shard.")
  var scenes = 10

  @Option(help: "Side of the label maps.")
  var side = 32

  @Option(help: "Concepts that a scene shows.")
  var shown = 15

  @Option(
    help: """
      Units of all layers of all models that is extrapolated to; by default six ProgGANs of 256 \
      pixels with 14 layers.
      """
  )
  var allUnits = 6 * 4992

  @Option(
    help: """
      Seconds that a core takes for a scene in all phases and all models, from which a node's time \
      is told.
      """
  )
  var sceneSeconds: Double?

  @Option(help: "Seconds that a shard takes to start.")
  var startSeconds = 1.0

  /// What was measured for a number of nodes.
  private struct Row {
    let nodes: Int
    let scenes: Int
    let shardMB: Double
    let seconds: Double
    let peakMB: Double
  }

  func run() throws {
    let folder = try ScratchFolder()
    print(
      "\(shards) simulated shards of \(scenes) scenes: \(units) units, \(concepts) concepts, "
        + "100 levels, \(shown) concepts a scene, maps of \(side)x\(side), "
        + "joint counts of one layer"
    )
    let world = SimulatedShards(units: units, concepts: concepts, shown: shown, side: side)
    var paths = try make(world, in: folder)
    let whole = try world.counter(scenes: 0..<shards * scenes).encoded()
    var rows: [Row] = []
    while true {
      rows.append(try measure(paths, whole, in: folder))
      if paths.count < 20 { break }
      paths = try grouped(paths, in: folder)
    }
    tell(rows, wholeMB: Double(whole.count) / 1e6)
  }

  private func make(_ world: SimulatedShards, in folder: ScratchFolder) throws -> [String] {
    let start = ContinuousClock.now
    let paths = try (0..<shards).map { number in
      let path = "\(folder.path)/shard\(number).sqlite"
      let own = number * scenes..<(number + 1) * scenes
      try world.write(scenes: own, of: shards * scenes, to: path)
      return path
    }
    print("made in \(number((ContinuousClock.now - start) / .seconds(1))) s")
    return paths
  }

  /// Merges stores to the whole.
  private func measure(
    _ paths: [String],
    _ whole: [UInt8],
    in folder: ScratchFolder
  ) throws -> Row {
    let target = folder.path + "/merged.sqlite"
    ProcessMemory.forgetPeak()
    let start = ContinuousClock.now
    try merge(paths, into: target)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let peak = ProcessMemory.peak()
    let sizes = paths.map(folder.size(of:)).sorted()
    // Whatever the figures, the merge is right.
    let reader = try StoreReader(path: target)
    let record = try reader.summaries().first.flatMap { try reader.record(for: $0.key) }
    guard record?.bytes("counts") == whole else {
      throw ValidationError("The merged counts are not those of one process.")
    }
    try folder.remove(target)
    return Row(
      nodes: paths.count,
      scenes: shards * scenes / paths.count,
      shardMB: Double(sizes[sizes.count / 2]) / 1e6,
      seconds: seconds,
      peakMB: peak
    )
  }

  /// Merges stores by tens, as if so many nodes had made them.
  private func grouped(_ paths: [String], in folder: ScratchFolder) throws -> [String] {
    try stride(from: 0, to: paths.count, by: 10).map { first in
      let group = Array(paths[first..<min(first + 10, paths.count)])
      let path = "\(folder.path)/group\(paths.count)-\(first).sqlite"
      try merge(group, into: path, partially: true)
      for path in group { try folder.remove(path) }
      return path
    }
  }

  private func merge(_ paths: [String], into target: String, partially: Bool = false) throws {
    let store = Store(path: target)
    _ = try ShardMerge(into: store, from: paths, allowsMissing: partially).run()
    if let loss = store.settle() { throw loss }
  }

  private func tell(_ rows: [Row], wholeMB: Double) {
    let scale = Double(allUnits) / Double(units)
    print("the merged counts equal those of one process to the bit")
    print("counts of one layer and seed, whole: \(number(wholeMB)) MB; of both seeds twice as much")
    print(
      "                    measured, one layer            | extrapolated to \(allUnits) units, "
        + "two phases"
    )
    print("  nodes  scenes each  shard MB  merge s  memory MB | shards GB  whole GB  merge min")
    for row in rows {
      let shardsGB = row.shardMB * Double(row.nodes) * scale * 2 / 1000
      let cells = [
        (7, "\(row.nodes)"), (13, "\(row.scenes)"), (10, number(row.shardMB)),
        (9, number(row.seconds)), (11, number(row.peakMB)), (12, number(shardsGB)),
        (10, number(wholeMB * scale * 2 / 1000)), (11, number(row.seconds * scale * 2 / 60)),
      ]
      print(cells.map { String(repeating: " ", count: max(1, $0.0 - $0.1.count)) + $0.1 }.joined())
    }
    guard let sceneSeconds else { return }
    print(
      "a node of one core, extrapolated from \(sceneSeconds) s a scene, \(startSeconds) s to start:"
    )
    for row in rows {
      let work = Double(row.scenes) * sceneSeconds
      let merge = row.seconds * scale * 2
      let all = work + 2 * startSeconds + merge
      print(
        "  \(row.nodes) nodes: \(number(work / 60)) min of scenes each, \(number(merge / 60)) min "
          + "of merges after them, efficiency \(number(work / all))"
      )
    }
  }

  private func number(_ value: Double) -> String { String(format: "%.2f", value) }
}

/// A folder for what a benchmark makes.
private final class ScratchFolder {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory.appendingPathComponent("ganscope-shards-\(getpid())")
      .path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func size(of path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }

  /// Removes a store, and what SQLite keeps beside it.
  func remove(_ store: String) throws {
    try FileManager.default.removeItem(atPath: store)
    for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + end) }
  }
}

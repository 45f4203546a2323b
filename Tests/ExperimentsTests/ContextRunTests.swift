import Causes
import Concepts
import Faults
import Generators
import Interventions
import Laboratory
import NumPyFiles
import Segmenters
import Store
import Tensors
import TestSupport
import Testing

@testable import Experiments

@Suite struct ContextRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let request = ContextRequest(
    concept: 1,
    layer: "layer4",
    units: [1, 4],
    values: [3, 2.5]
  )

  @Test func `each cell's gain is what inserting there adds, told by what was there`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let result = try bench.contexts(request, sampleSize: 3)
    let layer = try bench.layer("layer4")
    var gains: [Int: [Int]] = [:]
    var cells = Array(repeating: 0, count: layer.height * layer.width)
    let before = try bench.networks.countableSegmentation(
      of: bench.generate(scenes: [0, 1, 2]).images
    )
    for scene in 0..<3 {
      for cell in cells.indices {
        let place = GridCell(row: cell / layer.width, column: cell % layer.width)
        let mask = Mask(height: layer.height, width: layer.width, set: [place])
        let units = [
          UnitEdit(layer: "layer4", unit: 1, value: 3),
          UnitEdit(layer: "layer4", unit: 4, value: 2.5),
        ]
        let edited = try bench.generate(
          scenes: [scene],
          edit: Edit([Intervention(units, mask: mask)])
        )
        let after = try bench.networks.countableSegmentation(of: edited.images)
        let gain =
          after.labels.count { $0 == 1 }
          - before.samples(scene..<scene + 1).labels.count { $0 == 1 }
        cells[cell] += gain
        // The grid of the layer is that of the labels.
        for channel in 0..<2 {
          let label = Int(before[scene, channel, place.row, place.column])
          if label > 0 { gains[label, default: []].append(gain) }
        }
      }
    }
    let pixels = 64.0
    #expect(Set(result.contexts.map(\.concept)) == Set(gains.keys))
    for context in result.contexts {
      let expected = try #require(gains[context.concept])
      #expect(context.cells == expected.count)
      let mean = Double(expected.reduce(0, +)) / (Double(expected.count) * pixels)
      #expect(abs(context.gain.value - mean) < 1e-12)
    }
    for (cell, sum) in cells.enumerated() {
      #expect(abs(result.cells[cell] - Double(sum) / (3 * pixels)) < 1e-12)
    }
    #expect(result.contexts.map(\.gain.value) == result.contexts.map(\.gain.value).sorted(by: >))
  }

  @Test func `stopped at any step and gone on with, the gains are the same`() throws {
    let whole = try SmallWorld(storeAt: folder.file("whole")).bench
      .contexts(request, sampleSize: 10)
    let broken = try SmallWorld(storeAt: folder.file("broken")).bench
    for steps in [1, 4, 9, 12] {
      _ = try? broken.contexts(request, sampleSize: 10, progress: stopping(after: steps))
    }
    let last = try SmallWorld(storeAt: folder.file("broken"))
    #expect(try last.bench.contexts(request, sampleSize: 10) == whole)
    #expect(last.segmenter.count < 4 * 10 * 64)
  }

  @Test func `parts of a sample merge to the whole bit by bit`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let vocabulary = try bench.vocabulary(for: "test")
    let layer = try bench.layer("layer4")
    let before = try bench.networks.countableSegmentation(
      of: bench.generate(scenes: [0, 1, 2]).images
    )
    var (whole, first, second) = (
      ContextTally(vocabulary: vocabulary, cells: 64),
      ContextTally(vocabulary: vocabulary, cells: 64),
      ContextTally(vocabulary: vocabulary, cells: 64)
    )
    for scene in 0..<3 {
      let gains = (0..<64).map { ($0 * 7 + scene) % 5 - 2 }
      whole.add(gains, before: before, scene: scene, layer: layer)
      if scene == 0 {
        first.add(gains, before: before, scene: scene, layer: layer)
      } else {
        second.add(gains, before: before, scene: scene, layer: layer)
      }
    }
    try first.merge(second)
    #expect(first == whole)
    #expect(ContextTally(whole.numbers, vocabulary: vocabulary, cells: 64) == whole)
    #expect(ContextTally(whole.numbers, vocabulary: vocabulary, cells: 63) == nil)
  }

  @Test func `the map of a scene is that of its cells`() throws {
    var options = WorkbenchOptions(generator: "small", segmenter: "none")
    options.settings.previewPrecision = .float32
    options.settings.segmentation.downsample = 2
    let bench = try SmallWorld(storeAt: folder.file(), options: options).bench
    let map = try bench.contextMap(request, scene: 2)
    #expect(map.isComplete && map.gains.count == 64)
    let vocabulary = try bench.vocabulary(for: "test")
    let all = try bench.contexts(request, sampleSize: 3).cells
    let two = try SmallWorld(storeAt: folder.file("two"), options: options).bench
      .contexts(request, sampleSize: 2).cells
    // Windows drawn again may differ from the whole by 1e-5, which may turn a label.
    for cell in 0..<64 {
      let expected = all[cell] * 3 - two[cell] * 2
      #expect(abs((map.gains[cell] ?? .nan) - expected) < 2.1 / 64)
    }
    #expect(vocabulary.count == 4)
    #expect(throws: Fault.self) {
      try bench.contextMap(
        ContextRequest(concept: 1, layer: "layer4", units: [8], values: [1]),
        scene: 0
      )
    }
    #expect(throws: Fault.self) {
      try bench.contexts(
        ContextRequest(concept: 0, layer: "layer4", units: [1], values: [1]),
        sampleSize: 2
      )
    }
  }

  @Test(.enabled(if: References.run(with: "golden/ace/door_context.npz")))
  func `where a door can go agrees with the published experiment`() throws {
    let golden = try NPZ(path: References.path("golden/ace/door_context.npz"))
    let directory = References.path("golden/ace")
    var options = WorkbenchOptions(
      generator: directory + "/generator.pth",
      segmenter: directory
    )
    options.threadCount = 1
    // The published experiment segments at a quarter of the image's size.
    options.settings.segmentation.downsample = 4
    let bench = try Workbench(options, store: Store(path: folder.file()))
    let vocabulary = try bench.vocabulary(for: "test")
    let door = try vocabulary.concept(named: "door")
    let request = ContextRequest(
      concept: door.number,
      layer: "layer4",
      units: try #require(try golden.array("units").integers),
      values: try golden.array("high").floats
    )
    let result = try bench.contexts(request, sampleSize: 20)
    let map = try golden.array("map").floats
    #expect(map.count == result.cells.count)
    for (cell, value) in map.enumerated() {
      #expect(abs(result.cells[cell] - Double(value)) < 1e-7)
    }
    // In the order of the file: the numbers of the concepts, how many cells show each, the gains.
    let numbers = [
      1, 16, 17, 5, 13, 25, 3, 9, 24, 2, 10, 22, 19, 4, 12, 18, 23, 11, 14, 21, 20, 8, 6, 7, 15,
    ]
    let gains = try golden.array("gain").floats
    let counts = try #require(try golden.array("cells").integers)
    #expect(Set(result.contexts.map(\.concept)) == Set(numbers))
    for context in result.contexts {
      let place = try #require(numbers.firstIndex(of: context.concept))
      #expect(context.cells == counts[place])
      #expect(abs(context.gain.value - Double(gains[place])) < 1e-6)
    }
  }
}

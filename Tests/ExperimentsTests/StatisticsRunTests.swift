import Causes
import Faults
import Foundation
import Generators
import Images
import Interventions
import Tensors
import Testing

@testable import Experiments

@Suite struct StatisticsRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `stopped at any step and gone on with, the areas are the same`() throws {
    let edit = Edit([Intervention([UnitEdit(layer: "layer4", unit: 2)])])
    let whole = try SmallWorld(storeAt: folder.file("whole")).bench
    let expected = try whole.statistics(under: edit, sampleSize: 19)
    #expect(expected.count == 19 && expected.pixels == 64)
    #expect(try whole.statistics(sampleSize: 19) != expected)
    let broken = try SmallWorld(storeAt: folder.file("broken")).bench
    for steps in [1, 3, 4] {
      _ = try? broken.statistics(under: edit, sampleSize: 19, progress: stopping(after: steps))
    }
    #expect(try broken.statistics(under: edit, sampleSize: 19) == expected)
  }

  @Test func `features are those of the scenes, whatever stopped the work`() throws {
    let whole = try SmallWorld(storeAt: folder.file("whole")).bench
    let expected = try whole.statistics(hasFeatures: true, sampleSize: 19)
    #expect(expected.featureCount == 3)
    let images = try whole.generate(scenes: Array(0..<19)).images
    #expect(expected.features == (try whole.networks.pooledFeatures(of: images)).flatMap { $0 })
    // They are kept apart from areas alone.
    #expect(try whole.statistics(sampleSize: 19).featureCount == 0)
    let broken = try SmallWorld(storeAt: folder.file("broken")).bench
    for steps in [1, 3, 4] {
      _ = try? broken.statistics(
        hasFeatures: true,
        sampleSize: 19,
        progress: stopping(after: steps)
      )
    }
    #expect(try broken.statistics(hasFeatures: true, sampleSize: 19) == expected)
  }

  @Test func `units are judged by the scenes with their highest activations`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let artifacts = try bench.artifacts(of: "layer4", reference: nil, topCount: 5, sampleSize: 30)
    #expect(artifacts.ranking.sorted() == Array(0..<8))
    #expect(artifacts.topCount == 5 && artifacts.scenes == 30)
    let statistics = try bench.statistics(sampleSize: 30)
    let drawn = try bench.generate(scenes: Array(0..<30), observing: ["layer4"])
    let activations = try #require(drawn.activations["layer4"])
    for unit in [0, 5] {
      let peaks = (0..<30).map { activations.featureMap(sample: $0, unit: unit).max() ?? 0 }
      let order = (0..<30).sorted { peaks[$0] == peaks[$1] ? $0 < $1 : peaks[$0] > peaks[$1] }
      let distance = try #require(
        SegmentationDistance(
          statistics.selecting(Array(order.prefix(5))),
          statistics.selecting(Array(order.dropFirst(5))),
          replicates: 0
        )
      )
      #expect(artifacts.distances[unit] == distance.distance.value)
    }
    #expect(throws: Fault.self) {
      try bench.artifacts(of: "layer4", reference: nil, topCount: 5, sampleSize: 3)
    }
  }

  @Test func `pictures that are broken or of another size are named, the rest is used`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let pictures = folder.path + "/pictures"
    let manager = FileManager.default
    try manager.createDirectory(atPath: pictures, withIntermediateDirectories: true)
    let fault = #expect(throws: Fault.self) { try bench.statistics(ofPicturesIn: pictures) }
    #expect(fault?.kind == .missing && fault?.found == "no PNG")
    let scenes = try bench.generate(scenes: Array(0..<9)).images
    for scene in 0..<9 {
      try PNG.write(RGBImage(clamping: scenes, sample: scene), to: "\(pictures)/\(scene).png")
    }
    try PNG.write(
      RGBImage(width: 8, height: 8, filledWith: [1, 2, 3]),
      to: "\(pictures)/small.PNG"
    )
    try Data("no picture".utf8).write(to: URL(filePath: "\(pictures)/broken.png"))
    try Data("a text".utf8).write(to: URL(filePath: "\(pictures)/notes.txt"))
    let (statistics, faults) = try bench.statistics(ofPicturesIn: pictures)
    #expect(statistics.count == 9)
    #expect(faults.count == 2)
    #expect(faults.contains { $0.description.contains("broken.png") })
    #expect(faults.contains { $0.description.contains("small.PNG") })
    #expect(try bench.statistics(ofPicturesIn: pictures, limit: 4).statistics.count == 4)
    #expect(throws: Fault.self) { try bench.statistics(ofPicturesIn: pictures + "/none") }
  }
}

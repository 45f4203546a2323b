import Causes
import Concepts
import Dissection
import Foundation
import Laboratory
import Store
import Tensors
import Testing

@testable import Experiments

/// What is part of the program fits the worlds that are.
@Suite struct ShippedResultsTests {
  static let opened = DemoWorld.allCases.filter { (try? DemoStart($0)) != nil }
  private static let remake = "run Sources/DemoWorldTraining/results.py"

  private func bench(_ world: DemoWorld) throws -> Workbench {
    try Workbench(WorkbenchOptions(generator: .demo(world)), store: Store(path: Store.inMemory))
  }

  @Test(arguments: opened)
  func `a world opens with labels, effects and a best set`(_ world: DemoWorld) throws {
    let bench = try bench(world)
    for layer: LayerName in ["layer4", "layer6", "layer8"] {
      let found = try bench.storedDissection(of: layer)
      let dissection = try #require(found, "\(world) \(layer): \(Self.remake)")
      #expect(dissection.countedScenes == 1000)
    }
    let start = try #require(try DemoStart(world))
    let concept = try #require(
      bench.vocabulary(for: "test").concepts.first { $0.name == start.thing }
    )
    let units = try bench.bestUnits(
      for: concept.number,
      in: start.layer,
      count: start.units.count,
      by: .effect
    )
    #expect(units == start.units, "\(Self.remake)")
    #expect(bench.keptSets().contains { $0.concept == concept.number })
  }

  @Test func `every shipped result belongs to a world of the program, and is whole`() throws {
    let benches = try DemoWorld.allCases.map { try bench($0) }
    let generators = Set(benches.map(\.generatorFacts.contentHash))
    let segmenter = try #require(benches.first?.segmenterFacts?.contentHash)
    let results = try DemoWorld.results.get()
    #expect(!results.summaries.isEmpty)
    for summary in results.summaries {
      let subject = "\(summary.key.kind) of \(summary.key.layer): \(Self.remake)"
      #expect(generators.contains(summary.key.generator), "\(subject)")
      #expect(["", segmenter].contains(summary.key.segmenter), "\(subject)")
      #expect(summary.done == summary.total, "\(subject)")
      #expect(try results.record(for: summary.key) != nil)
    }
  }

  /// The world is read as files here, whose results are not those of the program.
  @Test func `a shipped effect is measured again`() throws {
    let shipped = try bench(.country)
    let layer = try shipped.layer("layer4")
    let sweep = try #require(try shipped.storedSweep(of: layer.name))
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/CDemoWorld/weights").path
    let files = try Workbench(
      WorkbenchOptions(
        generator: .file(folder + "/country.pth"),
        segmenter: .directory(folder)
      ),
      store: Store(path: Store.inMemory)
    )
    #expect(try files.storedSweep(of: layer.name) == nil)
    let run = try files.sweepRun(layer, units: 0..<2, sampleSize: sweep.scenes) { _ in }
    try files.drive(run, progress: ignoreProgress)
    let again = try #require(run.sweep)
    // Another instruction set rounds otherwise, and a pixel at a border changes its class.
    for (concept, area) in sweep.baseline.enumerated() {
      #expect(abs(again.baseline[concept] - area) <= 1e-4)
      for unit in 0..<2 {
        let change = again.change(unit: unit, concept: concept)
        #expect(abs(change - sweep.change(unit: unit, concept: concept)) <= 1e-4)
      }
    }
  }
}

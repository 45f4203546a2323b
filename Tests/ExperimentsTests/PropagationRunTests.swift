import Causes
import Faults
import Generators
import Interventions
import Tensors
import Testing

@testable import Experiments

@Suite struct PropagationRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let request = PropagationRequest(
    ContextRequest(concept: 1, layer: "layer4", units: [1, 4], values: [3, 2.5]),
    cellsPerScene: 5
  )

  @Test func `changes are means over units in units of their activity`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let result = try bench.propagation(request, sampleSize: 1)
    #expect(result.layers.map(\.layer.name) == ["layer5", "layer6"])
    #expect(result.appearances + result.failures == 5)
    let plain = try bench.generate(scenes: [0], observing: ["layer5"])
    let before = try #require(plain.activations["layer5"])
    var sums: [Double] = []
    let order = SeededOrder.permutation(of: 64, seed: 1 << 32)
    for cell in order.prefix(5) {
      let mask = Mask(height: 8, width: 8, set: [GridCell(row: cell / 8, column: cell % 8)])
      let edit = Edit([
        Intervention(
          [
            UnitEdit(layer: "layer4", unit: 1, value: 3),
            UnitEdit(layer: "layer4", unit: 4, value: 2.5),
          ],
          mask: mask
        )
      ])
      let edited = try bench.generate(scenes: [0], edit: edit, observing: ["layer5"])
      let after = try #require(edited.activations["layer5"])
      let changes = (0..<6).map { unit in
        let (old, new) = (
          before.featureMap(sample: 0, unit: unit), after.featureMap(sample: 0, unit: unit)
        )
        let change = zip(old, new).reduce(0.0) { $0 + Double(abs($1.0 - $1.1)) }
        return change / old.reduce(0.0) { $0 + Double(abs($1)) }
      }
      sums.append(changes.reduce(0, +) / 6)
    }
    let all =
      (result.layers[0].appeared?.value ?? 0) * Double(result.appearances)
      + (result.layers[0].failed?.value ?? 0) * Double(result.failures)
    #expect(abs(all - sums.reduce(0, +)) < 1e-3)
  }

  @Test func `stopped at any step and gone on with, what arrives is the same`() throws {
    let whole = try SmallWorld(storeAt: folder.file("whole")).bench
      .propagation(request, sampleSize: 11)
    let broken = try SmallWorld(storeAt: folder.file("broken")).bench
    for steps in [1, 2, 6, 9] {
      _ = try? broken.propagation(request, sampleSize: 11, progress: stopping(after: steps))
    }
    #expect(try broken.propagation(request, sampleSize: 11) == whole)
    #expect(throws: Fault.self) {
      var last = request
      last.insertion.layer = "layer6"
      last.insertion.units = [1, 2]
      _ = try broken.propagation(last, sampleSize: 2)
    }
  }

  @Test func `parts of a sample merge to the whole bit by bit`() throws {
    let layers = [LayerDescription(name: "a", units: 2, height: 1, width: 2)]
    let activations = Tensor(Shape(2, 2, 1, 2), [1, -3, 0, 0, 2, 2, 0, 0])
    var (whole, first, second) = (
      PropagationTally(layers: layers), PropagationTally(layers: layers),
      PropagationTally(layers: layers)
    )
    whole.addActivity([activations], scenes: 2)
    first.addActivity([activations.samples(0..<1)], scenes: 1)
    second.addActivity([activations.samples(1..<2)], scenes: 1)
    whole.add([(true, [3])])
    whole.add([(false, [4]), (true, [9])])
    first.add([(true, [3])])
    second.add([(false, [4]), (true, [9])])
    try first.merge(second)
    #expect(first == whole)
    #expect(PropagationTally(whole.numbers, layers: layers) == whole)
    // Only the first unit is ever active, on the mean 2; a change of 1 in both places is a half.
    let moved = Tensor(Shape(1, 2, 1, 2), [2, -2, 5, 5])
    let change = whole.change(ofLayer: 0, from: activations, scene: 0, to: moved, edited: 0)
    #expect(change == FixedPoint.one / 2)
  }

  @Test func `a lineage is what silencing an earlier unit takes, stopped or not`() throws {
    let bench = try SmallWorld(storeAt: folder.file(), hasSegmenter: false).bench
    let lineage = try bench.lineage(of: "layer5", from: "layer3", sampleSize: 10)
    #expect(lineage.measuredUnits == 8)
    let scenes = Array(0..<10)
    func mean(_ edit: Edit, _ unit: Int) throws -> Double {
      let drawn = try bench.generate(scenes: scenes, edit: edit, observing: ["layer5"])
      let output = try #require(drawn.activations["layer5"])
      return scenes.reduce(0.0) { sum, scene in
        sum + output.featureMap(sample: scene, unit: unit).reduce(0.0) { $0 + Double($1) }
      } / Double(10 * output.shape.planeCount)
    }
    let silenced = Edit([Intervention([UnitEdit(layer: "layer3", unit: 2)])])
    for unit in 0..<6 {
      let (whole, rest) = (try mean(Edit(), unit), try mean(silenced, unit))
      #expect(abs(lineage.means[unit] - whole) < 1e-5)
      #expect(abs(lineage.flow(from: 2, to: unit) - (whole - rest)) < 1e-5)
    }
    let feeds = lineage.feeds(of: 3, limit: 3).map { abs($0.flow) }
    #expect(feeds.count == 3 && feeds == feeds.sorted(by: >))
    let broken = try SmallWorld(storeAt: folder.file("broken"), hasSegmenter: false).bench
    for steps in [1, 5, 9] {
      let stop = stopping(after: steps)
      _ = try? broken.lineage(of: "layer5", from: "layer3", sampleSize: 10, progress: stop)
    }
    #expect(try broken.lineage(of: "layer5", from: "layer3", sampleSize: 10) == lineage)
    #expect(throws: Fault.self) { try bench.lineage(of: "layer3", from: "layer5", sampleSize: 2) }
  }
}
